/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"
#include "update/fetch_state.h"
#include "util/file.h"

#define URL "https://registry.example/all.xml"
#define CHECKSUM 0x0123456789abcdefu

static const struct fetch_validators validators = { "W/\"a:b c\"",
                                                    "Fri, 13 Feb 2026 20:00:00 GMT" };

/* The snapshot's path in the test's folder; it need not exist. */
static const char *snapshot_path(const struct shell *shell)
{
    static char path[PATH_MAX + 16];

    snprintf(path, sizeof(path), "%s/x.portreg", shell->folder);
    return path;
}

static void save(const struct shell *shell, const struct fetch_validators *values)
{
    assert_int_equal(fetch_state_save(snapshot_path(shell), URL, CHECKSUM, values, NULL),
                     PORTREG_OK);
}

static void gives_back_what_was_saved(void **state)
{
    struct fetch_validators found;

    save(*state, &validators);
    assert_true(fetch_state_load(snapshot_path(*state), URL, CHECKSUM, &found));
    assert_string_equal(found.etag, validators.etag);
    assert_string_equal(found.last_modified, validators.last_modified);
}

static void counts_for_this_address_and_snapshot_only(void **state)
{
    struct fetch_validators found;

    save(*state, &validators);
    assert_false(fetch_state_load(snapshot_path(*state), URL "?", CHECKSUM, &found));
    assert_string_equal(found.etag, "");
    assert_false(fetch_state_load(snapshot_path(*state), URL, CHECKSUM + 1, &found));
    assert_string_equal(found.last_modified, "");
    assert_false(fetch_state_load("/nonexistent/x.portreg", URL, CHECKSUM, &found));
}

static void nothing_to_save_takes_it_away(void **state)
{
    const struct fetch_validators none = { "", "" };
    struct fetch_validators found;

    save(*state, &validators);
    save(*state, &none);
    assert_false(fetch_state_load(snapshot_path(*state), URL, CHECKSUM, &found));
    shell_expect(*state, 0, "test ! -e x.portreg.fetch");
}

static void survives_a_damaged_file(void **state)
{
    static const char *const commands[] = {
        "printf ''",
        "printf '\\n\\n\\n'",
        "printf 'url: " URL "'",
        "printf 'etag: \"x\"\\n'",
        "head -c 9000 /dev/zero | tr '\\0' a",
        "head -c 4096 /dev/urandom",
        "tr -d '\\n' < x.portreg.fetch",
    };
    struct shell *shell = *state;
    struct fetch_validators found;

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        save(shell, &validators);
        shell_expect(shell, 0, "%s > new; mv new x.portreg.fetch", commands[i]);
        assert_false(fetch_state_load(snapshot_path(shell), URL, CHECKSUM, &found));
        assert_string_equal(found.etag, "");
    }
}

static void leaves_out_what_is_too_long(void **state)
{
    struct shell *shell = *state;
    struct fetch_validators found;

    save(shell, &validators);
    shell_expect(shell, 0,
                 "sed -i \"s/^etag:.*/etag: $(head -c 300 /dev/zero | tr '\\0' a)/\" "
                 "x.portreg.fetch");
    assert_true(fetch_state_load(snapshot_path(shell), URL, CHECKSUM, &found));
    assert_string_equal(found.etag, "");
    assert_string_equal(found.last_modified, validators.last_modified);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gives_back_what_was_saved),
        TEST(counts_for_this_address_and_snapshot_only),
        TEST(nothing_to_save_takes_it_away),
        TEST(survives_a_damaged_file),
        TEST(leaves_out_what_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
