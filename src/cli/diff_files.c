/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/compiled_file.h"
#include "cli/diff.h"
#include "cli/registry.h"
#include "cli/run.h"

/* `portreg diff` where an operand is a file: it is compiled in memory first. */

/*
 * A date is of the registry in use, so that a file can be held against it.
 * Returns EXIT_FOUND, or what to exit with after a message.
 */
static int open_side(const struct invocation *invocation, const char *operand,
                     struct registry *registry, struct compiled_file *compiled,
                     struct comparison_side *ret)
{
    int code;

    if (diff_is_date(operand)) {
        if (registry->layers.count == 0 && !registry_open(registry, invocation)) {
            return EXIT_ERROR;
        }
        return diff_find_version(layers_base(&registry->layers), operand, ret) ? EXIT_FOUND
                                                                               : EXIT_ERROR;
    }
    code = compiled_file_open(invocation, operand, compiled);
    if (code != EXIT_FOUND) {
        return code;
    }
    ret->view = portreg_view_now(compiled->snapshot);
    ret->source = operand;
    return EXIT_FOUND;
}

int diff_files_run(const struct invocation *invocation)
{
    struct registry registry = { .layers.count = 0 };
    struct compiled_file compiled[2] = { { 0 }, { 0 } };
    struct comparison_side sides[2];
    int code;

    if (invocation->operand_count != 2) {
        return message_usage(invocation, "two files are compared, or a date and a file");
    }
    code = open_side(invocation, invocation->operands[0], &registry, &compiled[0], &sides[0]);
    if (code == EXIT_FOUND) {
        code = open_side(invocation, invocation->operands[1], &registry, &compiled[1], &sides[1]);
    }
    if (code == EXIT_FOUND) {
        code = diff_report(invocation, &sides[0], &sides[1]);
    }
    compiled_file_close(&compiled[0]);
    compiled_file_close(&compiled[1]);
    if (registry.layers.count > 0) {
        registry_close(&registry);
    }
    return code;
}
