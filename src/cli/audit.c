/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"

#include <string.h>
#include <unistd.h>

#include "cli/endpoints.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "format/source.h"
#include "util/file.h"
#include "util/string.h"

/* `portreg audit FILE...`: what other hosts reported, and what the registry says of it. */

#define MALFORMED_SHOWN 20 /* lines of each input; the others are counted */

struct audit_file {
    const char *name; /* in messages */
    size_t told;
};

static void say_malformed(void *data, uint32_t line, const char *message)
{
    struct audit_file *file = data;

    if (file->told++ < MALFORMED_SHOWN) {
        message_text("%s:%u: %s", file->name, line, message);
    }
}

/* The file's name without folder and ending. */
static struct portreg_string host_of_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct portreg_string name = string_of(slash != NULL ? slash + 1 : path);
    const char *dot = name.size > 0 ? memrchr(name.data, '.', name.size) : NULL;

    if (dot != NULL && dot != name.data) {
        name.size = (size_t)(dot - name.data);
    }
    return name;
}

static struct portreg_string host_of(const struct invocation *invocation, const char *path)
{
    const char *host = invocation_value(invocation, "host");

    if (host != NULL) {
        return string_of(host);
    }
    return invocation->operand_count > 1 && strcmp(path, "-") != 0
               ? host_of_path(path)
               : (struct portreg_string){ "", 0 };
}

static enum portreg_status read_input(const char *path, struct buffer *text,
                                      struct portreg_error *error)
{
    return strcmp(path, "-") == 0
               ? file_read_descriptor(STDIN_FILENO, SOURCE_STDIN_NAME, text, error)
               : file_read(path, text, error);
}

static bool read_file(const struct invocation *invocation, const struct audit_format *format,
                      const char *path, struct endpoints *endpoints, size_t *malformed)
{
    struct audit_file file = { .name = source_shown_path(path) };
    struct buffer text = BUFFER_INIT(AUDIT_INPUT_MAX);
    struct audit_input input = { .host = host_of(invocation, path),
                                 .map = invocation_value(invocation, "map") };
    struct audit audit = {
        .input = &input, .endpoints = endpoints, .say = say_malformed, .data = &file
    };
    struct portreg_error error = { 0 };
    enum portreg_status status = read_input(path, &text, &error);

    if (status == PORTREG_OK) {
        input.text = (struct portreg_string){ text.data != NULL ? text.data : "", text.size };
        status = audit_read(&audit, format, &error);
        if (status != PORTREG_OK) {
            message_text("%s: %s", file.name, error.message);
        }
    } else {
        message_error(&error);
    }
    if (audit.malformed > 0) {
        message_note("%s: %zu malformed line%s skipped", file.name, audit.malformed,
                     audit.malformed == 1 ? " was" : "s were");
    }
    *malformed += audit.malformed;
    buffer_free(&text);
    return status == PORTREG_OK;
}

static bool find_format(const struct invocation *invocation, const struct audit_format **ret)
{
    const char *name = invocation_value(invocation, "from");

    *ret = name != NULL ? audit_format_find(name) : NULL;
    if (name != NULL && *ret == NULL) {
        message_usage(invocation, "--from takes ss, netstat, lsof, nmap and csv, not '%s'", name);
        return false;
    }
    if (*ret != NULL && *ret != &audit_format_csv && invocation_has(invocation, "map")) {
        message_usage(invocation, "--map names columns of CSV, not of %s", name);
        return false;
    }
    return true;
}

/* Nothing but malformed lines is no clean host. */
static int audit_files(const struct invocation *invocation, const struct audit_format *format,
                       const struct endpoints_request *request, const struct layers *layers)
{
    struct endpoints endpoints;
    size_t malformed = 0;
    bool good = true;
    int code = EXIT_ERROR;

    endpoints_init(&endpoints);
    for (size_t i = 0; i < invocation->operand_count; i++) {
        good &= read_file(invocation, format, invocation->operands[i], &endpoints, &malformed);
    }
    if (good && (endpoints.count > 0 || malformed == 0)) {
        endpoints_sort(&endpoints);
        code = endpoints_report(invocation, request, &endpoints, layers, NULL);
    }
    endpoints_free(&endpoints);
    return code;
}

int audit_run(const struct invocation *invocation)
{
    const struct audit_format *format;
    struct endpoints_request request;
    struct registry registry;
    int code;

    if (!endpoints_request_read(&request, invocation) || !find_format(invocation, &format) ||
        !registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    code = audit_files(invocation, format, &request, &registry.layers);
    registry_close(&registry);
    return code;
}
