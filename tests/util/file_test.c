/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/file.h"

/* Each test works in a new folder of its own, which is the current one. */
static int enter_folder(void **state)
{
    char folder[] = "/tmp/portreg-file-XXXXXX";
    if (!mkdtemp(folder) || chdir(folder) != 0) {
        return -1;
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

static int leave_folder(void **state)
{
    int left = chdir("/") == 0 ? nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS) : -1;
    free(*state);
    return left;
}

static unsigned count_files(void)
{
    unsigned count = 0;
    DIR *folder = opendir(".");
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

static void make_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file_is(const char *name, const char *text)
{
    struct buffer buffer = BUFFER_INIT(1000);
    assert_int_equal(file_read(name, &buffer, NULL), PORTREG_OK);
    assert_string_equal(buffer.data, text);
    buffer_free(&buffer);
}

static void a_file_of_the_limit_is_read_and_one_more_byte_is_not(void **state)
{
    (void)state;
    struct portreg_error error;
    make_file("ten", "0123456789");
    struct buffer buffer = BUFFER_INIT(10);
    assert_int_equal(file_read("ten", &buffer, &error), PORTREG_OK);
    assert_int_equal(buffer.size, 10);
    assert_string_equal(buffer.data, "0123456789");
    buffer_free(&buffer);
    buffer.limit = 9;
    assert_int_equal(file_read("ten", &buffer, &error), PORTREG_LIMIT);
    assert_string_equal(error.file, "ten");
    buffer_free(&buffer);
}

static void an_empty_file_is_an_empty_text(void **state)
{
    (void)state;
    make_file("empty", "");
    assert_file_is("empty", "");
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    struct portreg_error error;
    struct buffer buffer = BUFFER_INIT(10);
    assert_int_equal(file_read("none", &buffer, &error), PORTREG_IO);
    assert_string_equal(error.file, "none");
    assert_int_equal(file_read(".", &buffer, &error), PORTREG_IO);
    assert_non_null(strstr(error.message, "Is a directory"));
    buffer_free(&buffer);
}

static void a_pipe_is_read_piece_by_piece(void **state)
{
    (void)state;
    enum { SIZE = 700000 };
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *bytes = malloc(SIZE);
        memset(bytes, 'x', SIZE);
        _exit(file_write_all(ends[1], bytes, SIZE) ? 0 : 1);
    }
    close(ends[1]);
    struct buffer buffer = BUFFER_INIT(1 << 20);
    assert_int_equal(file_read_descriptor(ends[0], "pipe", &buffer, NULL), PORTREG_OK);
    assert_int_equal(buffer.size, SIZE);
    assert_int_equal(strspn(buffer.data, "x"), SIZE);
    buffer_free(&buffer);
    close(ends[0]);
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
}

static unsigned mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static void replacing_leaves_only_the_new_file(void **state)
{
    (void)state;
    mode_t mask = umask(022);
    assert_int_equal(file_replace("a", "one", 3, NULL), PORTREG_OK);
    assert_int_equal(mode_of("a"), 0644);
    int descriptor = open("a", O_RDONLY);
    assert_int_equal(file_replace("./a", "two", 3, NULL), PORTREG_OK);
    assert_file_is("a", "two");
    /* Who has the old file open keeps it whole. */
    char old[4] = "";
    assert_int_equal(read(descriptor, old, 3), 3);
    assert_string_equal(old, "one");
    close(descriptor);
    assert_int_equal(count_files(), 1);
    assert_int_equal(file_replace("a", "", 0, NULL), PORTREG_OK);
    assert_file_is("a", "");
    umask(mask);
}

/* What root replaces for another stays the other's. */
static void replacing_keeps_the_owner(void **state)
{
    enum { SOMEBODY = 12345 };
    struct stat info;
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(file_replace("a", "old", 3, NULL), PORTREG_OK);
    assert_int_equal(chmod("a", 0600), 0);
    assert_int_equal(chown("a", SOMEBODY, SOMEBODY + 1), 0);
    assert_int_equal(file_replace("a", "new", 3, NULL), PORTREG_OK);
    assert_int_equal(stat("a", &info), 0);
    assert_int_equal(info.st_uid, SOMEBODY);
    assert_int_equal(info.st_gid, SOMEBODY + 1);
    assert_int_equal(mode_of("a"), 0600);
}

static void replacing_keeps_the_mode(void **state)
{
    (void)state;
    const mode_t mask = umask(077);
    assert_int_equal(file_replace("a", "one", 3, NULL), PORTREG_OK);
    assert_int_equal(mode_of("a"), 0600);
    assert_int_equal(chmod("a", 0664), 0);
    assert_int_equal(file_replace("a", "two", 3, NULL), PORTREG_OK);
    assert_int_equal(mode_of("a"), 0664);
    umask(022);
    assert_int_equal(chmod("a", 0640), 0);
    assert_int_equal(file_replace("a", "three", 5, NULL), PORTREG_OK);
    assert_int_equal(mode_of("a"), 0640);
    umask(mask);
}

static void replacing_a_link_replaces_what_it_leads_to(void **state)
{
    (void)state;
    assert_int_equal(mkdir("place", 0755), 0);
    assert_int_equal(file_replace("place/file", "one", 3, NULL), PORTREG_OK);
    assert_int_equal(symlink("place/file", "link"), 0);
    assert_int_equal(file_replace("link", "two", 3, NULL), PORTREG_OK);
    struct stat info;
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_file_is("place/file", "two");
}

static void a_failed_replacement_changes_nothing(void **state)
{
    (void)state;
    struct portreg_error error;
    assert_int_equal(file_replace("none/a", "x", 1, &error), PORTREG_IO);
    assert_string_equal(error.file, "none/a");
    assert_int_equal(mkdir("folder", 0755), 0);
    assert_int_equal(file_replace("folder", "x", 1, &error), PORTREG_IO);
    assert_int_equal(count_files(), 1);
    char path[PATH_MAX + 10];
    memset(path, 'p', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(file_replace(path, "x", 1, &error), PORTREG_IO);
    assert_int_equal(count_files(), 1);
}

static void leftovers_of_the_dead_are_removed(void **state)
{
    (void)state;
    char name[64];
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    (void)snprintf(name, sizeof(name), "a.%ld-0.tmp", (long)child);
    make_file(name, "");
    (void)snprintf(name, sizeof(name), "b.%ld-0.tmp", (long)child); /* of another file */
    make_file(name, "");
    (void)snprintf(name, sizeof(name), "a.%ld-0.tmp", (long)getpid()); /* of a living one */
    make_file(name, "");
    make_file("a.0-0.tmp", "");
    make_file("a.x-0.tmp", "");
    make_file("a.99-0.tmp.kept", "");
    make_file("a", "");
    file_remove_leftovers("a");
    assert_int_equal(count_files(), 6);
    file_remove_leftovers("./none/a");
}

static void folders_are_made_on_the_way(void **state)
{
    (void)state;
    struct portreg_error error;
    struct stat info;
    assert_int_equal(file_make_folders("x/y//z/", NULL), PORTREG_OK);
    assert_int_equal(stat("x/y/z", &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    assert_int_equal(file_make_folders("x/y/z", NULL), PORTREG_OK);
    assert_int_equal(file_make_folders("/", NULL), PORTREG_OK);
    make_file("file", "");
    assert_int_equal(file_make_folders("file/y", &error), PORTREG_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_of_the_limit_is_read_and_one_more_byte_is_not,
                                        enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(an_empty_file_is_an_empty_text, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(a_pipe_is_read_piece_by_piece, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(replacing_leaves_only_the_new_file, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(replacing_keeps_the_owner, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(replacing_keeps_the_mode, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(replacing_a_link_replaces_what_it_leads_to, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(a_failed_replacement_changes_nothing, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(leftovers_of_the_dead_are_removed, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(folders_are_made_on_the_way, enter_folder,
                                        leave_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
