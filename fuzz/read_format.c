/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "format/format.h"
#include "registry/lint.h"
#include "util/string.h"

/*
 * Reads the input as versions of FUZZ_FORMAT, separated by form feeds: what
 * the second shares with the first may be recognised. Inputs of odd size are
 * read with lint listening, which switches that off.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define VERSIONS_MAX 8
#define TODAY 1036301 /* 2024-01-13, as a portreg_date */

static void read_version(struct builder *builder, struct lint *lint, struct portreg_string bytes,
                         unsigned version)
{
    struct portreg_error error;
    const struct format_input input = { .name = "input", .bytes = bytes, .jobs = 1, .lint = lint };
    const char date[] = { '2', '0', '2', (char)('0' + version), '\0' };
    if (builder_begin(builder, &error) != PORTREG_OK) {
        return;
    }
    builder_set_name(builder, "input");
    builder_set_lint(builder, lint);
    if (FUZZ_FORMAT.read(builder, &input, &error) != PORTREG_OK ||
        builder_set_date(builder, string_of(date), &error) != PORTREG_OK ||
        builder_end(builder, &error) != PORTREG_OK) {
        builder_abandon(builder);
    } else if (lint != NULL) {
        lint_finish(lint, &error);
    }
}

static void read_versions(struct builder *builder, struct lint *lint, struct portreg_string bytes)
{
    for (unsigned version = 0; version < VERSIONS_MAX; version++) {
        const char *end = memchr(bytes.data, '\f', bytes.size);
        struct portreg_string first = bytes;
        if (end != NULL) {
            first.size = (size_t)(end - bytes.data);
        }
        read_version(builder, lint, first, version);
        if (end == NULL || lint != NULL) { /* lint looks at one version */
            return;
        }
        bytes = string_from(bytes, first.size + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy without a byte behind it, so that reading too far is seen; not NULL. */
    char *copy = malloc(size > 0 ? size : 1);
    struct builder *builder = NULL;
    struct lint *lint = NULL;
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    if (copy != NULL && builder_create(&builder, NULL) == PORTREG_OK &&
        (size % 2 == 0 || lint_create(&diagnostics, TODAY, &lint, NULL) == PORTREG_OK)) {
        if (size > 0) {
            memcpy(copy, data, size);
        }
        read_versions(builder, lint, (struct portreg_string){ copy, size });
    }
    builder_destroy(builder);
    lint_destroy(lint);
    diagnostics_free(&diagnostics);
    free(copy);
    return 0;
}
