/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/locations.h"
#include "cli/output.h"
#include "cli/registry.h"
#include "cli/run.h"

static void say_whole(struct output *output, const char *path,
                      const struct portreg_snapshot *snapshot)
{
    output_style(output, STYLE_GREEN);
    buffer_append_text(&output->text, "OK");
    output_style(output, STYLE_PLAIN);
    buffer_printf(&output->text, "  %s: %u versions, %u rows, %zu bytes, checksum %016llx\n", path,
                  portreg_snapshot_version_count(snapshot), portreg_snapshot_row_count(snapshot),
                  portreg_snapshot_size(snapshot),
                  (unsigned long long)portreg_snapshot_checksum(snapshot));
}

static int verify_path(struct output *output, const char *path)
{
    struct portreg_snapshot *snapshot;
    struct portreg_error error = { 0 };

    if (portreg_snapshot_open(path, PORTREG_OPEN_VERIFIED, &snapshot, &error) != PORTREG_OK) {
        return message_error(&error);
    }
    say_whole(output, path, snapshot);
    portreg_snapshot_unref(snapshot);
    return EXIT_FOUND;
}

static int verify_paths(struct output *output, const char *const *paths, size_t count)
{
    int code = EXIT_FOUND;

    for (size_t i = 0; i < count; i++) {
        if (verify_path(output, paths[i]) != EXIT_FOUND) {
            code = EXIT_ERROR;
        }
    }
    return output_finish(output, code);
}

static int verify_locations(struct output *output)
{
    struct locations locations;
    int code = EXIT_ERROR;

    if (locations_find(&locations, output->invocation)) {
        code = locations.count > 0 ? verify_paths(output, locations.paths, locations.count)
                                   : registry_missing();
    }
    locations_free(&locations);
    return code;
}

int verify_run(const struct invocation *invocation)
{
    struct output output;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (invocation->operand_count > 0) {
        return verify_paths(&output, (const char *const *)invocation->operands,
                            invocation->operand_count);
    }
    return verify_locations(&output);
}
