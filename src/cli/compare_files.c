/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/compare.h"
#include "cli/compiled_file.h"
#include "cli/run.h"

/* `portreg compare` where an operand is a file: it is compiled in memory first. */

static bool open_file(const struct invocation *invocation, struct layer *ret, void **ret_image)
{
    struct compiled_file file = { 0 };

    if (compiled_file_open(invocation, ret->path, &file) != EXIT_FOUND) {
        compiled_file_close(&file);
        return false;
    }
    ret->snapshot = file.snapshot;
    ret->view = portreg_view_now(file.snapshot);
    *ret_image = file.image;
    return true;
}

int compare_files_run(const struct invocation *invocation)
{
    return compare_with(invocation, open_file);
}
