/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <portreg/compile.h>

#include "asking.h"
#include "util/string.h"

static const char no_snapshot[] = "damaged";

static void damage(const char *path)
{
    assert_int_equal(portreg_file_replace(path, no_snapshot, strlen(no_snapshot), NULL),
                     PORTREG_OK);
}

/* The site anew, over the same files or others. */
static struct test_site reopen(const struct test_site *site, const char *const *paths,
                               size_t count)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct test_site after = *site;

    if (site_reopen(site->site, paths, count, &after.site, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return after;
}

static void expect_body(const struct test_site *site, const char *target, const char *text)
{
    struct asked asked = ask(site, 200, target, NULL);

    expect_text(&asked, text);
    asked_free(&asked);
}

static void a_damaged_layer_stays_and_the_others_come_anew(void **state)
{
    struct test_site *site = *state;
    struct test_site after;
    struct test_site mended;

    damage(site->paths[1]);
    test_site_write_list(site->paths[0], "local", "intranet 8444/tcp\n");
    after = reopen(site, site->path_list, 2);
    assert_int_equal(after.site->fault_count, 1);
    assert_ptr_equal(site_faulty_layer(after.site, 0), &after.site->layers.items[1]);
    expect_body(&after, "/v1/ports/443/tcp", "\"https\"");
    expect_body(&after, "/v1/ports/8444/tcp", "intranet");
    expect_body(&after, "/metrics", "portreg_registry_faults 1\n");
    expect_body(&after, "/metrics", "portreg_registry_stuck{layer=\"local\"} 0\n");
    expect_body(&after, "/metrics", "portreg_registry_stuck{layer=\"iana\"} 1\n");

    /* The copy lives on from site to site, until there is a file again. */
    test_site_write_list(site->paths[1], "iana", "other 8445/tcp\n");
    mended = reopen(&after, site->path_list, 2);
    site_unref(after.site);
    assert_int_equal(mended.site->fault_count, 0);
    expect_body(&mended, "/v1/ports/8445/tcp", "other");
    expect_body(&mended, "/metrics", "portreg_registry_faults 0\n");
    site_unref(mended.site);
}

static void a_file_that_never_was_a_layer_is_left_out(void **state)
{
    struct test_site *site = *state;
    char path[160];
    const char *paths[] = { site->paths[0], site->paths[1], path };
    struct test_site after;

    snprintf(path, sizeof(path), "%s/2.portreg", site->folder);
    damage(path);
    after = reopen(site, paths, 3);
    assert_int_equal(after.site->layers.count, 2);
    assert_int_equal(after.site->fault_count, 1);
    assert_null(site_faulty_layer(after.site, 0));
    assert_non_null(strstr(after.site->faults[0].file, path));
    site_unref(after.site);
    remove(path);
}

static void nothing_is_no_site(void **state)
{
    struct test_site *site = *state;
    struct portreg_error error = { .status = PORTREG_OK };
    char path[160];
    const char *paths[] = { path };
    struct site *after;

    snprintf(path, sizeof(path), "%s/2.portreg", site->folder);
    assert_int_not_equal(site_reopen(site->site, paths, 1, &after, &error), PORTREG_OK);
    assert_string_equal(error.file, path);
}

static void two_layers_of_one_name_are_refused(void **state)
{
    struct test_site *site = *state;
    struct portreg_error error = { .status = PORTREG_OK };
    struct test_site after;
    struct site *other;

    test_site_write_list(site->paths[1], "local", "other 8445/tcp\n");
    assert_int_equal(site_open(site->path_list, 2, site->site->url, &other, &error),
                     PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, site->paths[0]));
    assert_non_null(strstr(error.message, site->paths[1]));
    assert_non_null(strstr(error.message, "'local'"));
    /* Where it comes to that later on, both stay as they can. */
    after = reopen(site, site->path_list, 2);
    assert_int_equal(after.site->layers.count, 2);
    assert_int_equal(after.site->fault_count, 1);
    expect_body(&after, "/v1/ports/443/tcp", "\"https\"");
    site_unref(after.site);
}

static void expect_another_file(const struct test_site *before, const struct test_site *after)
{
    struct asked old = ask(before, 200, "/downloads/local.csv", NULL);
    struct asked new = ask(after, 200, "/downloads/local.csv", NULL);

    assert_string_not_equal(old.prepared->etag, new.prepared->etag);
    assert_true(new.prepared->last_modified > old.prepared->last_modified);
    asked_free(&old);
    asked_free(&new);
}

/* Within a second, and backwards too: each other file of a layer is younger than the one before. */
static void what_changes_is_younger(void **state)
{
    struct test_site *site = *state;
    struct test_site first;
    struct test_site second;
    struct test_site same;
    struct stat info;

    assert_int_equal(stat(site->paths[0], &info), 0);
    assert_int_equal(site->site->modified[0], info.st_ctim.tv_sec);
    test_site_write_list(site->paths[0], "local", "one 8444/tcp\n");
    first = reopen(site, site->path_list, 2);
    test_site_write_list(site->paths[0], "local", "two 8444/tcp\n");
    second = reopen(&first, site->path_list, 2);
    test_site_write_list(site->paths[0], "local", "two 8444/tcp\n");
    same = reopen(&second, site->path_list, 2);
    assert_true(first.site->modified[0] > site->site->modified[0]);
    assert_true(second.site->modified[0] > first.site->modified[0]);
    assert_int_equal(same.site->modified[0], second.site->modified[0]);
    assert_int_equal(same.site->modified[1], site->site->modified[1]);
    assert_int_not_equal(second.site->checksum, first.site->checksum);
    expect_another_file(&first, &second);
    assert_int_equal(same.site->checksum, second.site->checksum);
    site_unref(same.site);
    site_unref(second.site);
    site_unref(first.site);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, asking_setup, asking_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_damaged_layer_stays_and_the_others_come_anew),
        TEST(a_file_that_never_was_a_layer_is_left_out),
        TEST(nothing_is_no_site),
        TEST(two_layers_of_one_name_are_refused),
        TEST(what_changes_is_younger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
