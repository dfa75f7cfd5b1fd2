/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "format/source.h"
#include "util/error.h"
#include "util/file.h"

/* Every test has an empty folder of its own. */
static char folder[] = "/tmp/portreg-source-XXXXXX";

static char *path_of(const char *name)
{
    char *path;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", folder, (char *)NULL);
        _exit(1);
    }
    return child > 0 && waitpid(child, NULL, 0) == child ? 0 : -1;
}

static void make_file(const char *name, const char *text)
{
    char *path = path_of(name);
    assert_int_equal(file_replace(path, text, strlen(text), NULL), PORTREG_OK);
    free(path);
}

struct member {
    const char *name; /* a folder if it ends in a slash */
    const char *text;
    size_t size;   /* of the text; 0: up to its NUL */
    size_t repeat; /* how often the text; 0 means once */
};

static void add_member(struct archive *archive, const struct member *member)
{
    struct archive_entry *entry = archive_entry_new();
    size_t size = member->size == 0 ? strlen(member->text) : member->size;
    size_t repeat = member->repeat == 0 ? 1 : member->repeat;
    archive_entry_set_pathname(entry, member->name);
    archive_entry_set_size(entry, (la_int64_t)(size * repeat));
    archive_entry_set_filetype(entry,
                               member->name[strlen(member->name) - 1] == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
    for (size_t i = 0; i < repeat; i++) {
        assert_int_equal(archive_write_data(archive, member->text, size), size);
    }
    archive_entry_free(entry);
}

/* An archive, or with `raw` a compressed file of the one member. */
static char *make_archive(const char *name, int filter, bool raw, const struct member *members,
                          size_t count)
{
    char *path = path_of(name);
    struct archive *archive = archive_write_new();
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    assert_int_equal(raw ? archive_write_set_format_raw(archive)
                         : archive_write_set_format_ustar(archive),
                     ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        add_member(archive, &members[i]);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return path;
}

/* Reads all files; fails unless they are these, "name=text" (the name without the folder). */
static void assert_gives(const char *path, const char *const *expected, size_t count)
{
    struct source *source;
    struct source_file file;
    struct portreg_error error;
    source_file_init(&file);
    assert_int_equal(source_open(path, &source, &error), PORTREG_OK);
    for (size_t i = 0; i < count; i++) {
        char *got;
        assert_int_equal(source_next(source, &file, &error), PORTREG_OK);
        assert_non_null(file.name);
        const char *name = strncmp(file.name, folder, strlen(folder)) == 0
                               ? file.name + strlen(folder) + 1
                               : file.name;
        assert_true(asprintf(&got, "%s=%.*s", name, (int)file.bytes.size, file.bytes.data) > 0);
        assert_string_equal(got, expected[i]);
        free(got);
    }
    assert_int_equal(source_next(source, &file, &error), PORTREG_OK);
    assert_null(file.name);
    assert_int_equal(source_next(source, &file, &error), PORTREG_OK);
    assert_null(file.name);
    source_close(source);
    source_file_free(&file);
}

/* Opens and reads until something fails. */
static enum portreg_status drain(const char *path, struct portreg_error *error, size_t *ret_count)
{
    struct source *source = NULL;
    struct source_file file;
    error_clear(error);
    source_file_init(&file);
    *ret_count = 0;
    enum portreg_status status = source_open(path, &source, error);
    while (status == PORTREG_OK) {
        status = source_next(source, &file, error);
        if (status == PORTREG_OK && file.name == NULL) {
            break;
        }
        *ret_count += status == PORTREG_OK;
    }
    source_close(source);
    source_file_free(&file);
    return status;
}

static void reads_a_file(void **state)
{
    (void)state;
    make_file("plain", "hello\n");
    char *path = path_of("plain");
    assert_gives(path, (const char *const[]){ "plain=hello\n" }, 1);
    free(path);
    make_file("empty", "");
    path = path_of("empty");
    assert_gives(path, (const char *const[]){ "empty=" }, 1);
    free(path);
}

static void reads_compressed_files(void **state)
{
    (void)state;
    const int filters[] = { ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ };
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        char *path =
            make_archive("packed", filters[i], true, &(struct member){ "x", "hello\n", 0, 0 }, 1);
        assert_gives(path, (const char *const[]){ "packed=hello\n" }, 1);
        free(path);
    }
}

static void reads_archives(void **state)
{
    (void)state;
    const struct member members[] = { { "b.csv", "two\n", 0, 0 },
                                      { "sub/", "", 0, 0 },
                                      { "sub/a.csv", "one\n", 0, 0 },
                                      { "sub/.hidden", "no\n", 0, 0 } };
    const int filters[] = { ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_ZSTD };
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        char *path = make_archive("all.tar", filters[i], false, members, 4);
        assert_gives(path,
                     (const char *const[]){ "all.tar:b.csv=two\n", "all.tar:sub/a.csv=one\n" }, 2);
        free(path);
    }
}

static void reads_compressed_members(void **state)
{
    (void)state;
    char *packed = make_archive("packed", ARCHIVE_FILTER_GZIP, true,
                                &(struct member){ "x", "hello\n", 0, 0 }, 1);
    char *inner = make_archive("inner", ARCHIVE_FILTER_NONE, false,
                               &(struct member){ "x", "hello\n", 0, 0 }, 1);
    struct buffer bytes = BUFFER_INIT(1u << 16);
    struct portreg_error error;
    size_t count;
    assert_int_equal(file_read(packed, &bytes, NULL), PORTREG_OK);
    char *path = make_archive("all.tar", ARCHIVE_FILTER_ZSTD, false,
                              &(struct member){ "a.gz", bytes.data, bytes.size, 0 }, 1);
    assert_gives(path, (const char *const[]){ "all.tar:a.gz=hello\n" }, 1);
    free(path);
    path = make_archive("all.tar", ARCHIVE_FILTER_ZSTD, false,
                        &(struct member){ "a.gz", bytes.data, bytes.size - 9, 0 }, 1);
    assert_int_equal(drain(path, &error, &count), PORTREG_SYNTAX);
    assert_non_null(strstr(error.file, "all.tar:a.gz"));
    free(path);
    buffer_clear(&bytes);
    assert_int_equal(file_read(inner, &bytes, NULL), PORTREG_OK);
    path = make_archive("all.tar", ARCHIVE_FILTER_ZSTD, false,
                        &(struct member){ "a.tar", bytes.data, bytes.size, 0 }, 1);
    assert_int_equal(drain(path, &error, &count), PORTREG_SYNTAX);
    free(path);
    buffer_free(&bytes);
    free(inner);
    free(packed);
}

static void reads_folders(void **state)
{
    (void)state;
    make_file("b", "two\n");
    make_file("a", "one\n");
    make_file(".hidden", "no\n");
    free(make_archive("c.tar", ARCHIVE_FILTER_GZIP, false, &(struct member){ "d", "three\n", 0, 0 },
                      1));
    char *path = path_of("sub");
    assert_int_equal(mkdir(path, 0755), 0);
    free(path);
    assert_gives(folder, (const char *const[]){ "a=one\n", "b=two\n", "c.tar:d=three\n" }, 3);
}

static void reads_standard_input(void **state)
{
    (void)state;
    char *path = make_archive("packed", ARCHIVE_FILTER_GZIP, true,
                              &(struct member){ "x", "hello\n", 0, 0 }, 1);
    int kept = dup(STDIN_FILENO);
    int ends[2];
    struct buffer packed = BUFFER_INIT(4096);
    assert_int_equal(file_read(path, &packed, NULL), PORTREG_OK);
    assert_int_equal(pipe(ends), 0);
    assert_true(file_write_all(ends[1], packed.data, packed.size));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    assert_gives("-", (const char *const[]){ "standard input=hello\n" }, 1);
    dup2(kept, STDIN_FILENO);
    close(kept);
    buffer_free(&packed);
    free(path);
}

static void tells_its_progress(void **state)
{
    (void)state;
    make_file("a", "12345");
    make_file("b", "678");
    struct source *source;
    struct source_file file;
    uint64_t done;
    uint64_t total;
    source_file_init(&file);
    assert_int_equal(source_open(folder, &source, NULL), PORTREG_OK);
    source_progress(source, &done, &total);
    assert_int_equal(done, 0);
    assert_int_equal(total, 8);
    assert_int_equal(source_next(source, &file, NULL), PORTREG_OK);
    source_progress(source, &done, &total);
    assert_int_equal(done, 5);
    assert_int_equal(source_next(source, &file, NULL), PORTREG_OK);
    source_progress(source, &done, &total);
    assert_int_equal(done, 8);
    source_close(source);
    source_file_free(&file);
}

static void says_what_is_missing(void **state)
{
    (void)state;
    struct portreg_error error;
    size_t count;
    char *path = path_of("nothing");
    assert_int_equal(drain(path, &error, &count), PORTREG_NOT_FOUND);
    assert_int_equal(error.status, PORTREG_NOT_FOUND);
    assert_string_equal(error.file, path);
    free(path);
}

static void refuses_truncated_files(void **state)
{
    (void)state;
    const struct member members[] = { { "a", "one\n", 0, 5000 }, { "b", "two\n", 0, 5000 } };
    const int filters[] = { ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD };
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        struct portreg_error error;
        struct stat info;
        size_t count;
        char *path = make_archive("cut", filters[i], false, members, 2);
        assert_int_equal(stat(path, &info), 0);
        /* A tar's last blocks say nothing; cut it within the first member. */
        assert_int_equal(
            truncate(path, filters[i] == ARCHIVE_FILTER_NONE ? 10000 : info.st_size - 9), 0);
        assert_int_equal(drain(path, &error, &count), PORTREG_SYNTAX);
        assert_string_equal(error.file, path);
        free(path);
    }
}

static void limits_what_a_file_unpacks_to(void **state)
{
    (void)state;
    static char block[4097];
    struct portreg_error error;
    size_t count;
    memset(block, ' ', sizeof(block) - 1);
    const struct member bomb = { "x", block, 0, REGISTRY_FILE_MAX / 4096 + 1 };
    char *path = make_archive("bomb", ARCHIVE_FILTER_ZSTD, false, &bomb, 1);
    assert_int_equal(drain(path, &error, &count), PORTREG_LIMIT);
    assert_non_null(strstr(error.file, "bomb:x"));
    free(path);
}

static void limits_how_many_files_there_are(void **state)
{
    (void)state;
    struct portreg_error error;
    size_t count;
    struct member *members = calloc(REGISTRY_VERSIONS_MAX + 1, sizeof(*members));
    assert_non_null(members);
    for (size_t i = 0; i <= REGISTRY_VERSIONS_MAX; i++) {
        members[i] = (struct member){ "x", "y", 0, 0 };
    }
    char *path =
        make_archive("many", ARCHIVE_FILTER_ZSTD, false, members, REGISTRY_VERSIONS_MAX + 1);
    assert_int_equal(drain(path, &error, &count), PORTREG_LIMIT);
    assert_int_equal(count, REGISTRY_VERSIONS_MAX);
    free(members);
    free(path);
}

static void streams_the_history(void **state)
{
    (void)state;
    const char *path = registry_path("iana-history-2015-2026.tar.zst");
    struct portreg_error error;
    size_t count;
    if (path == NULL) {
        skip();
    }
    assert_int_equal(drain(path, &error, &count), PORTREG_OK);
    assert_int_equal(count, 625);
}

#define SOURCE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SOURCE_TEST(reads_a_file),
        SOURCE_TEST(reads_compressed_files),
        SOURCE_TEST(reads_archives),
        SOURCE_TEST(reads_compressed_members),
        SOURCE_TEST(reads_folders),
        SOURCE_TEST(reads_standard_input),
        SOURCE_TEST(tells_its_progress),
        SOURCE_TEST(says_what_is_missing),
        SOURCE_TEST(refuses_truncated_files),
        SOURCE_TEST(limits_what_a_file_unpacks_to),
        SOURCE_TEST(limits_how_many_files_there_are),
        cmocka_unit_test(streams_the_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
