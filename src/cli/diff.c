/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/diff.h"

#include <string.h>

#include "cli/registry.h"
#include "cli/run.h"

/* `portreg diff` of two dates of the snapshot. Files are portreg-compile's. */

bool diff_is_date(const char *operand)
{
    return portreg_date_parse(operand, strlen(operand)) != 0;
}

bool diff_find_version(const struct layer *layer, const char *operand, struct comparison_side *ret)
{
    portreg_date date = portreg_date_parse(operand, strlen(operand));
    struct portreg_version oldest;

    ret->source = layer->path;
    if (portreg_view_at(layer->snapshot, date, &ret->view)) {
        return true;
    }
    if (portreg_snapshot_version(layer->snapshot, 0, &oldest)) {
        message_text("%s has no version as old as %s; the oldest is of %.*s", layer->path, operand,
                     (int)oldest.updated.size, oldest.updated.data);
    }
    return false;
}

/* Without dates: what the newest version (at --as-of) brought. With one: since then. */
static bool find_versions(const struct invocation *invocation, const struct layer *layer,
                          struct comparison_side *before, struct comparison_side *after)
{
    after->view = layer->view;
    after->source = layer->path;
    *before = *after;
    if (invocation->operand_count == 0 && before->view.version > 0) {
        before->view.version--;
    }
    if (invocation->operand_count > 0 &&
        !diff_find_version(layer, invocation->operands[0], before)) {
        return false;
    }
    return invocation->operand_count < 2 ||
           diff_find_version(layer, invocation->operands[1], after);
}

int diff_run(const struct invocation *invocation)
{
    struct registry registry;
    struct comparison_side before;
    struct comparison_side after;
    int code = EXIT_ERROR;

    if (invocation->operand_count == 2 && invocation_has(invocation, "as-of")) {
        return message_usage(invocation, "--as-of stands for B: give one of them");
    }
    for (size_t i = 0; i < invocation->operand_count; i++) {
        if (!diff_is_date(invocation->operands[i])) {
            return program_exec(PROGRAM_COMPILE, invocation);
        }
    }
    if (!registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    if (find_versions(invocation, layers_base(&registry.layers), &before, &after)) {
        code = diff_report(invocation, &before, &after);
    }
    registry_close(&registry);
    return code;
}
