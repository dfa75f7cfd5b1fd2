/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/prefetch.h"
#include "util/file.h"

#define FILES 30

/* A folder of files whose bytes follow from their number. */
static int make_folder(void **state)
{
    char folder[] = "/tmp/portreg-prefetch-XXXXXX";
    if (!mkdtemp(folder)) {
        return -1;
    }
    for (unsigned i = 0; i < FILES; i++) {
        char path[PATH_MAX];
        char *bytes = malloc((size_t)i * 3000 + 1);
        memset(bytes, 'a' + (int)i, (size_t)i * 3000 + 1);
        (void)snprintf(path, sizeof(path), "%s/%02u", folder, i);
        enum portreg_status status = file_replace(path, bytes, (size_t)i * 3000 + 1, NULL);
        free(bytes);
        if (status != PORTREG_OK) {
            return -1;
        }
    }
    *state = strdup(folder);
    return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

static int remove_folder(void **state)
{
    int done = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return done;
}

static void assert_file(const struct source_file *file, unsigned number)
{
    assert_int_equal(file->bytes.size, (size_t)number * 3000 + 1);
    for (size_t i = 0; i < file->bytes.size; i++) {
        assert_int_equal(file->bytes.data[i], 'a' + number);
    }
}

/* The file given last and the one before it stay as they are. */
static void files_come_in_order_and_two_stay(void **state)
{
    for (int threaded = 0; threaded < 2; threaded++) {
        struct prefetch *prefetch;
        const struct source_file *before = NULL;
        const struct source_file *file;
        uint64_t done = 0;
        assert_int_equal(prefetch_open(*state, threaded, &prefetch, NULL), PORTREG_OK);
        for (unsigned i = 0; i < FILES; i++) {
            uint64_t here;
            uint64_t total;
            assert_int_equal(prefetch_next(prefetch, &file, NULL), PORTREG_OK);
            assert_non_null(file);
            if (i % 5 == 0) {
                (void)usleep(2000); /* lets the thread run ahead */
            }
            assert_file(file, i);
            if (before) {
                assert_file(before, i - 1);
            }
            prefetch_progress(prefetch, &here, &total);
            assert_true(here >= done && (total == 0 || here <= total));
            done = here;
            before = file;
        }
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(prefetch_next(prefetch, &file, NULL), PORTREG_OK);
            assert_null(file);
        }
        prefetch_close(prefetch);
    }
    prefetch_close(NULL);
}

static void closing_early_waits_for_nothing_but_the_thread(void **state)
{
    for (unsigned taken = 0; taken < 6; taken++) {
        struct prefetch *prefetch;
        const struct source_file *file;
        assert_int_equal(prefetch_open(*state, true, &prefetch, NULL), PORTREG_OK);
        for (unsigned i = 0; i < taken; i++) {
            assert_int_equal(prefetch_next(prefetch, &file, NULL), PORTREG_OK);
            assert_file(file, i);
        }
        prefetch_close(prefetch);
    }
}

/* Errors come in their turn, behind the files before them. */
static void a_fault_comes_in_its_turn(void **state)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%02u", (char *)*state, 7);
    assert_int_equal(file_replace(path, "\x28\xB5\x2F\xFD" "cut", 7, NULL), PORTREG_OK);
    for (int threaded = 0; threaded < 2; threaded++) {
        struct prefetch *prefetch;
        const struct source_file *file;
        struct portreg_error error;
        assert_int_equal(prefetch_open(*state, threaded, &prefetch, NULL), PORTREG_OK);
        for (unsigned i = 0; i < 7; i++) {
            assert_int_equal(prefetch_next(prefetch, &file, &error), PORTREG_OK);
            assert_file(file, i);
        }
        assert_int_not_equal(prefetch_next(prefetch, &file, &error), PORTREG_OK);
        assert_string_equal(error.file, path);
        assert_null(file);
        prefetch_close(prefetch);
    }
}

static void what_is_not_there_is_said_at_once(void **state)
{
    (void)state;
    struct prefetch *prefetch;
    struct portreg_error error;
    assert_int_equal(prefetch_open("/none/there", true, &prefetch, &error), PORTREG_NOT_FOUND);
    assert_string_equal(error.file, "/none/there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_come_in_order_and_two_stay, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(closing_early_waits_for_nothing_but_the_thread,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_fault_comes_in_its_turn, make_folder, remove_folder),
        cmocka_unit_test(what_is_not_there_is_said_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
