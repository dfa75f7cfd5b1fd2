/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/progress.h"

static void shows_part_and_bar(void **state)
{
    char line[256];

    (void)state;
    progress_line(line, sizeof(line), 60, "Fetching", 512 << 10, 1 << 20, 0);
    assert_string_equal(line, "Fetching [##########..........]  50%  512.0 KiB of 1.0 MiB");
    progress_line(line, sizeof(line), 60, "Fetching", 0, 100, 0);
    assert_string_equal(line, "Fetching [....................]   0%  0 B of 100 B");
    progress_line(line, sizeof(line), 60, "Fetching", 200, 100, 0);
    assert_string_equal(line, "Fetching [####################] 100%  100 B of 100 B");
}

static void shows_versions(void **state)
{
    char line[256];

    (void)state;
    progress_line(line, sizeof(line), 80, "Compiling", (uint64_t)3 << 30, 0, 1);
    assert_string_equal(line, "Compiling 3.0 GiB");
    progress_line(line, sizeof(line), 80, "Compiling", (uint64_t)3 << 30, 0, 625);
    assert_string_equal(line, "Compiling 3.0 GiB, 625 versions");
}

static void fits_every_width(void **state)
{
    char line[256];

    (void)state;
    for (unsigned width = 1; width <= 250; width++) {
        for (uint64_t done = 0; done < 64; done++) {
            progress_line(line, sizeof(line), width, "Compiling", (uint64_t)1 << done, UINT64_MAX,
                          UINT32_MAX);
            assert_true(strlen(line) < width);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_part_and_bar),
        cmocka_unit_test(shows_versions),
        cmocka_unit_test(fits_every_width),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
