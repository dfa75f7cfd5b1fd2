/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/file.h"
#include "util/string.h"

#define XML(date, inside) "<registry><updated>" date "</updated>" inside "</registry>"
#define CSV                                                                                     \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                 \
    "Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,"     \
    "Assignment Notes\r\n"

static enum portreg_status add(struct portreg_compiler *compiler, const char *name,
                               const char *text, struct portreg_error *error)
{
    return portreg_compiler_add_memory(compiler, name, text, strlen(text), error);
}

static void versions_in_any_order_give_the_same_bytes(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(81, 8, 25);
    struct chance chance = { 81 };
    struct compiled ordered = compile_texts(lineage.texts, lineage.count);
    for (unsigned round = 0; round < 12; round++) {
        size_t order[8];
        struct portreg_compiler *compiler = compile_begin();
        for (size_t i = 0; i < 8; i++) {
            size_t at = chance_below(&chance, (uint32_t)i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        for (size_t i = 0; i < 8; i++) {
            char name[] = { (char)('0' + order[i]), '\0' };
            compile_add(compiler, name, lineage.texts[order[i]]);
        }
        struct compiled shuffled = compile_end(compiler);
        assert_same_snapshots(ordered.snapshot, shuffled.snapshot);
        assert_int_equal(ordered.size, shuffled.size);
        assert_memory_equal(ordered.image, shuffled.image, ordered.size);
        compiled_free(&shuffled);
    }
    compiled_free(&ordered);
    lineage_free(&lineage);
}

static void a_version_given_twice_is_accepted_once(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(82, 5, 25);
    struct compiled once = compile_texts(lineage.texts, lineage.count);
    struct portreg_compiler *compiler = compile_begin();
    static const size_t order[] = { 0, 0, 3, 1, 3, 4, 4, 2, 1, 0, 4 };
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        char name[] = { (char)('0' + order[i]), '\0' };
        compile_add(compiler, name, lineage.texts[order[i]]);
    }
    struct compiled twice = compile_end(compiler);
    assert_same_snapshots(once.snapshot, twice.snapshot);
    compiled_free(&twice);
    compiled_free(&once);
    lineage_free(&lineage);
}

static void two_versions_of_one_date_are_a_conflict(void **state)
{
    (void)state;
    static const char *const others[] = {
        XML("2020-01-01", "<record><name>b</name></record>"),
        XML("2020-01-01", "<record><name>a</name></record><record/>"),
        XML("2020-01-01", "<record><name>a</name></record>\n"),
        XML("2020-01-01", "<record><name>a</name></record><people><person id='P'/></people>"),
        XML(" 2020-01-01", "<record><name>a</name></record>"),
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct portreg_compiler *compiler = compile_begin();
        struct portreg_error error;
        void *image;
        size_t size;
        assert_int_equal(add(compiler, "one", XML("2020-01-01", "<record><name>a</name></record>"),
                             &error),
                         PORTREG_OK);
        enum portreg_status status = add(compiler, "other", others[i], &error);
        if (status == PORTREG_OK) {
            status = portreg_compiler_finish(compiler, &image, &size, &error);
        }
        assert_int_equal(status, PORTREG_CONFLICT);
        assert_non_null(strstr(error.message, "2020-01-01"));
        portreg_compiler_destroy(compiler);
    }
}

static void nothing_is_no_snapshot(void **state)
{
    (void)state;
    struct portreg_compiler *compiler = compile_begin();
    struct portreg_error error;
    void *image;
    size_t size;
    assert_int_equal(portreg_compiler_finish(compiler, &image, &size, &error),
                     PORTREG_NOT_FOUND);
    assert_int_equal(add(compiler, "bad", "<registry>", &error), PORTREG_SYNTAX);
    assert_int_equal(portreg_compiler_finish(compiler, &image, &size, &error),
                     PORTREG_NOT_FOUND);
    assert_int_equal(add(compiler, "unknown", "\x01\x02\x03", &error), PORTREG_UNSUPPORTED);
    assert_string_equal(error.file, "unknown");
    assert_int_equal(portreg_compiler_add_memory(compiler, "empty", NULL, 0, &error),
                     PORTREG_UNSUPPORTED);
    portreg_compiler_destroy(compiler);
    portreg_compiler_destroy(NULL);
}

static void finishing_twice_gives_the_same(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(83, 4, 10);
    struct portreg_compiler *compiler = compile_begin();
    for (size_t i = lineage.count; i > 0; i--) {
        compile_add(compiler, "x", lineage.texts[i - 1]);
    }
    void *first;
    size_t size;
    assert_int_equal(portreg_compiler_finish(compiler, &first, &size, NULL), PORTREG_OK);
    struct compiled second = compile_end(compiler);
    assert_int_equal(second.size, size);
    assert_memory_equal(second.image, first, size);
    free(first);
    compiled_free(&second);
    lineage_free(&lineage);
}

static void options_are_checked(void **state)
{
    (void)state;
    char endless[1000];
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    const struct portreg_compile_options bad[] = {
        { .format = "pdf" },    { .format = "" },        { .date = "yesterday" },
        { .date = "" },         { .date = "2020-02-30" }, { .layer = "" },
        { .layer = "\xFF" },    { .layer = endless },     { .layer = "a\nb" },
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct portreg_compiler *compiler = NULL;
        struct portreg_error error;
        if (portreg_compiler_create(&bad[i], &compiler, &error) != PORTREG_INVALID_ARGUMENT) {
            fail_msg("options %zu are accepted", i);
        }
        assert_null(compiler);
        assert_true(strlen(error.message) > 0);
    }
}

static portreg_date date_of(const struct portreg_compile_options *options, const char *name,
                            const char *text)
{
    struct portreg_compiler *compiler;
    struct portreg_version version;
    assert_int_equal(portreg_compiler_create(options, &compiler, NULL), PORTREG_OK);
    compile_add(compiler, name, string_of(text));
    struct compiled compiled = compile_end(compiler);
    assert_true(portreg_snapshot_version(compiled.snapshot, 0, &version));
    compiled_free(&compiled);
    return version.date;
}

static void a_missing_date_comes_from_option_or_name(void **state)
{
    (void)state;
    const struct portreg_compile_options none = { .jobs = 1 };
    const struct portreg_compile_options dated = { .jobs = 1, .date = "2001-02" };
    const char csv[] = CSV "a,1,tcp,,,,,,,,,\r\n";
    const portreg_date expected = portreg_date_parse("2003-04-05", 10);
    assert_int_equal(date_of(&none, "/2001-01-01/iana-2003-04-05.csv", csv), expected);
    assert_int_equal(date_of(&none, "x.tar:2003-04-05", csv), expected);
    assert_int_equal(date_of(&none, "12003-04-05", csv), expected);
    assert_int_equal(date_of(&dated, "2003-04-05.csv", csv), portreg_date_parse("2001-02", 7));
    assert_int_equal(date_of(&dated, "2003-04-05.xml", XML("2020", "<record/>")),
                     portreg_date_parse("2020", 4));
    assert_true(date_of(&none, "2003-04-99.csv", csv) > portreg_date_parse("2020", 4));
}

/* What messages call a file may be any bytes; what a snapshot holds is UTF-8. */
static void names_of_files_may_be_any_bytes(void **state)
{
    (void)state;
    struct portreg_compiler *compiler = compile_begin();
    struct portreg_version version;
    compile_add(compiler, "folder/caf\xE9-\xC3\xA9.xml", string_of(XML("2020", "<record/>")));
    struct compiled compiled = compile_end(compiler);
    assert_true(portreg_snapshot_version(compiled.snapshot, 0, &version));
    assert_string_equal(version.source.data, "caf\xEF\xBF\xBD-\xC3\xA9.xml");
    compiled_free(&compiled);
}

static void a_snapshot_is_versions_too(void **state)
{
    (void)state;
    struct lineage lineage = lineage_create(84, 7, 20);
    struct compiled all = compile_texts(lineage.texts, lineage.count);
    const struct portreg_string odd[] = { lineage.texts[1], lineage.texts[3], lineage.texts[5] };
    struct compiled some = compile_texts(odd, 3);
    for (unsigned first = 0; first < 2; first++) {
        struct portreg_compiler *compiler = compile_begin();
        for (size_t i = 0; i < lineage.count; i++) {
            if (i == (first ? 0 : 4)) {
                assert_int_equal(portreg_compiler_add_memory(compiler, "s", some.image, some.size,
                                                             NULL),
                                 PORTREG_OK);
            }
            if (i % 2 == 0) {
                compile_add(compiler, "x", lineage.texts[i]);
            }
        }
        struct compiled joined = compile_end(compiler);
        assert_same_snapshots(all.snapshot, joined.snapshot);
        compiled_free(&joined);
    }
    struct portreg_compiler *compiler = compile_begin();
    struct portreg_error error;
    ((unsigned char *)some.image)[some.size / 2] ^= 1;
    assert_int_equal(portreg_compiler_add_memory(compiler, "s", some.image, some.size, &error),
                     PORTREG_DAMAGED);
    assert_string_equal(error.file, "s");
    portreg_compiler_destroy(compiler);
    compiled_free(&some);
    compiled_free(&all);
    lineage_free(&lineage);
}

static int make_folder(void **state)
{
    char folder[] = "/tmp/portreg-compile-XXXXXX";
    *state = mkdtemp(folder) ? strdup(folder) : NULL;
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

static void put_file(const char *folder, const char *name, struct portreg_string text)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(file_replace(path, text.data, text.size, NULL), PORTREG_OK);
}

static unsigned told;

static void tell(void *data, const struct portreg_progress *progress)
{
    assert_ptr_equal(data, &told);
    assert_true(progress->total == 0 || progress->done <= progress->total);
    told++;
}

/* Every distance between two XML files that the files read ahead may have. */
static const char *format_of(unsigned index)
{
    static const char others[][5] = { "csv", "text" };
    return index % 4 == 0 || index % 10 == 1 ? "xml" : others[index % 3 == 0];
}

/* Versions of all formats in turn: none remembers bytes that are gone. */
static void a_folder_of_many_formats(void **state)
{
    struct lineage lineage = lineage_create(86, 40, 300);
    const char *folder = *state;
    for (unsigned i = 0; i < 40; i++) {
        char name[32];
        struct compiled lone = compile_texts(&lineage.texts[i], 1);
        const char *format = format_of(i);
        (void)snprintf(name, sizeof(name), "2000-%02u-%02u.%s", i / 28 + 1, i % 28 + 1, format);
        struct portreg_string text;
        text.data = write_version(portreg_view_now(lone.snapshot), format, &text.size);
        put_file(folder, name, text);
        free((char *)(uintptr_t)text.data);
        compiled_free(&lone);
    }
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        const struct portreg_compile_options options = {
            .jobs = jobs, .progress = tell, .progress_data = &told
        };
        struct portreg_compiler *compiler;
        struct portreg_error error;
        told = 0;
        assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
        if (portreg_compiler_add_path(compiler, folder, &error) != PORTREG_OK) {
            fail_msg("%s:%u: %s", error.file, error.line, error.message);
        }
        struct compiled compiled = compile_end(compiler);
        assert_int_equal(told, 40);
        assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), 40);
        for (unsigned i = 0; i < 40; i++) {
            if (strcmp(format_of(i), "xml") == 0) {
                assert_written((struct portreg_view){ compiled.snapshot, i }, "xml",
                               lineage.texts[i]);
            }
        }
        compiled_free(&compiled);
    }
    lineage_free(&lineage);
}

/* The bytes of the fifth file lie where those of the first did. */
static void a_version_is_not_taken_for_an_older_one(void **state)
{
    const char *folder = *state;
    const char csv[] = CSV "c,1,tcp,,,,,,,,,\r\n";
    put_file(folder, "2020-01-01.xml",
             string_of(XML("2020-01-01", "<record><name>a</name></record>")));
    put_file(folder, "2020-01-02.csv", string_of(csv));
    put_file(folder, "2020-01-03.csv", string_of(csv));
    put_file(folder, "2020-01-04.csv", string_of(csv));
    put_file(folder, "2020-01-05.xml",
             string_of(XML("2020-01-05", "<record><name>b</name></record>")));
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        const struct portreg_compile_options options = { .jobs = jobs };
        struct portreg_compiler *compiler;
        assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
        assert_int_equal(portreg_compiler_add_path(compiler, folder, NULL), PORTREG_OK);
        struct compiled compiled = compile_end(compiler);
        assert_written(portreg_view_now(compiled.snapshot), "xml",
                       string_of(XML("2020-01-05", "<record><name>b</name></record>")));
        compiled_free(&compiled);
    }
}

static void a_bad_file_among_good_ones_is_named(void **state)
{
    const char *folder = *state;
    put_file(folder, "2020-01-01.xml", string_of(XML("2020-01-01", "<record/>")));
    put_file(folder, "2020-01-02.xml", string_of(XML("2020-01-02", "\n <record></recor>")));
    put_file(folder, "2020-01-03.xml", string_of(XML("2020-01-03", "<record/>")));
    struct portreg_compiler *compiler = compile_begin();
    struct portreg_error error;
    assert_int_equal(portreg_compiler_add_path(compiler, folder, &error), PORTREG_SYNTAX);
    assert_non_null(strstr(error.file, "2020-01-02.xml"));
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 12);
    assert_int_equal(portreg_compiler_add_path(compiler, "/none/there", &error),
                     PORTREG_NOT_FOUND);
    struct compiled compiled = compile_end(compiler);
    assert_int_equal(portreg_snapshot_version_count(compiled.snapshot), 1);
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_in_any_order_give_the_same_bytes),
        cmocka_unit_test(a_version_given_twice_is_accepted_once),
        cmocka_unit_test(two_versions_of_one_date_are_a_conflict),
        cmocka_unit_test(nothing_is_no_snapshot),
        cmocka_unit_test(finishing_twice_gives_the_same),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(a_missing_date_comes_from_option_or_name),
        cmocka_unit_test(names_of_files_may_be_any_bytes),
        cmocka_unit_test(a_snapshot_is_versions_too),
        cmocka_unit_test_setup_teardown(a_folder_of_many_formats, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_version_is_not_taken_for_an_older_one, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_bad_file_among_good_ones_is_named, make_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
