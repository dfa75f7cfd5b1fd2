/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/file.h"

/*
 * Whatever happens while a file is replaced, a whole one stands at its path.
 * A file here is one byte, repeated; its size says which one it should be.
 */

#define OLD_SIZE ((size_t)8 << 10)
#define NEW_SIZE ((size_t)1 << 20)
#define KILLS 200

enum child_result { CHILD_GOOD, CHILD_BAD, CHILD_UNABLE };

struct place {
    char folder[64];
    char path[128];
};

static void *make_content(size_t size)
{
    void *content = malloc(size);

    assert_non_null(content);
    memset(content, size == OLD_SIZE ? 'o' : 'n', size);
    return content;
}

static enum portreg_status replace(const char *path, size_t size, struct portreg_error *error)
{
    void *content = make_content(size);
    enum portreg_status status = file_replace(path, content, size, error);

    free(content);
    return status;
}

/* Whether one of the two contents, whole, stands at the path. */
static bool is_whole(const char *path, size_t *ret_size)
{
    struct buffer buffer = BUFFER_INIT(NEW_SIZE * 2);
    void *expected;
    bool whole;

    if (file_read(path, &buffer, NULL) != PORTREG_OK) {
        buffer_free(&buffer);
        return false;
    }
    *ret_size = buffer.size;
    expected = make_content(buffer.size);
    whole = (buffer.size == OLD_SIZE || buffer.size == NEW_SIZE) &&
            memcmp(buffer.data, expected, buffer.size) == 0;
    free(expected);
    buffer_free(&buffer);
    return whole;
}

static size_t count_entries(const char *folder)
{
    DIR *entries = opendir(folder);
    size_t count = 0;

    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    closedir(entries);
    return count;
}

static int make_place(void **state)
{
    static struct place place;

    snprintf(place.folder, sizeof(place.folder), "/tmp/portreg-replace-XXXXXX");
    if (!mkdtemp(place.folder)) {
        return -1;
    }
    snprintf(place.path, sizeof(place.path), "%s/file", place.folder);
    *state = &place;
    return replace(place.path, OLD_SIZE, NULL) == PORTREG_OK ? 0 : -1;
}

static int remove_place(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    return rmdir(place->folder);
}

static void replaces_and_leaves_nothing_behind(void **state)
{
    struct place *place = *state;
    struct stat info;
    size_t size;

    assert_int_equal(replace(place->path, NEW_SIZE, NULL), PORTREG_OK);
    assert_true(is_whole(place->path, &size));
    assert_int_equal(size, NEW_SIZE);
    assert_int_equal(replace(place->path, OLD_SIZE, NULL), PORTREG_OK);
    assert_true(is_whole(place->path, &size));
    assert_int_equal(size, OLD_SIZE);
    assert_int_equal(count_entries(place->folder), 1);
    assert_int_equal(stat(place->path, &info), 0);
    assert_int_equal(info.st_mode & 0777 & ~0644u, 0);
}

/* Runs in a process of its own, since it cannot be undone. */
static enum child_result in_child(enum child_result (*run)(const struct place *place),
                                  const struct place *place)
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        _exit((int)run(place));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return (enum child_result)WEXITSTATUS(status);
}

/* The new file must fail, the old one be whole, and no other be there. */
static enum child_result fails_cleanly(const char *path)
{
    struct portreg_error error = { 0 };
    size_t size = 0;

    if (replace(path, NEW_SIZE, &error) != PORTREG_IO || error.message[0] == '\0') {
        return CHILD_BAD;
    }
    return is_whole(path, &size) && size == OLD_SIZE ? CHILD_GOOD : CHILD_BAD;
}

static enum child_result with_a_file_size_limit(const struct place *place)
{
    struct rlimit limit = { NEW_SIZE / 2, NEW_SIZE / 2 };

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        return CHILD_UNABLE;
    }
    return fails_cleanly(place->path);
}

static void file_size_limit_keeps_the_old_file(void **state)
{
    struct place *place = *state;

    assert_int_equal(in_child(with_a_file_size_limit, place), CHILD_GOOD);
    assert_int_equal(count_entries(place->folder), 1);
}

/* A disk of half the size that is needed. */
static enum child_result on_a_full_disk(const struct place *place)
{
    char options[64];
    enum child_result result;

    snprintf(options, sizeof(options), "size=%zu", NEW_SIZE / 2);
    if (unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", place->folder, "tmpfs", 0, options) != 0) {
        return CHILD_UNABLE;
    }
    if (replace(place->path, OLD_SIZE, NULL) != PORTREG_OK) {
        return CHILD_BAD;
    }
    result = fails_cleanly(place->path);
    return count_entries(place->folder) == 1 ? result : CHILD_BAD;
}

static void full_disk_keeps_the_old_file(void **state)
{
    enum child_result result = in_child(on_a_full_disk, *state);

    if (result == CHILD_UNABLE) {
        skip();
    }
    assert_int_equal(result, CHILD_GOOD);
}

static void replace_for_ever(const struct place *place)
{
    for (;;) {
        if (replace(place->path, NEW_SIZE, NULL) != PORTREG_OK ||
            replace(place->path, OLD_SIZE, NULL) != PORTREG_OK) {
            _exit(1);
        }
    }
}

static void killed_writers_leave_a_whole_file(void **state)
{
    struct place *place = *state;
    size_t size;

    for (unsigned i = 0; i < KILLS; i++) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0) {
            replace_for_ever(place);
        }
        usleep(1000 + i * 37 % 5000);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_true(is_whole(place->path, &size));
    }
    file_remove_leftovers(place->path);
    assert_int_equal(count_entries(place->folder), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replaces_and_leaves_nothing_behind, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(file_size_limit_keeps_the_old_file, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(full_disk_keeps_the_old_file, make_place, remove_place),
        cmocka_unit_test_setup_teardown(killed_writers_leave_a_whole_file, make_place,
                                        remove_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
