/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include "fixture.h"

#define KILL_ROUNDS 40

static void makes_a_snapshot(void **state)
{
    struct fixture *fixture = *state;
    struct server_seen seen;

    answer_with(fixture, "cat $D/small.xml");
    update(fixture, 0, "");
    shell_out_has(fixture->shell, "made: version 2026-02-13, 44 rows");
    assert_string_equal(fixture->shell->err, "");
    seen = server_seen(fixture->server);
    assert_int_equal(seen.requests, 1);
    assert_string_equal(seen.if_none_match, "");
    assert_string_equal(seen.if_modified_since, "");
    assert_string_equal(seen.accept_encoding, "gzip");
    assert_int_equal(strncmp(seen.user_agent, "portreg/", 8), 0);
    shell_expect(fixture->shell, 0, GIVES_BACK_SMALL);
}

static void makes_missing_folders(void **state)
{
    struct fixture *fixture = *state;

    answer_with(fixture, "cat $D/small.xml");
    shell_expect(fixture->shell, 0,
                 "portreg-update update --registry a/b/x.portreg --from http://127.0.0.1:%u/",
                 server_port(fixture->server));
    shell_expect(fixture->shell, 0, "test -s a/b/x.portreg");
}

static void asks_conditionally(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, "cat $D/small.xml");
    struct server_seen seen;

    answer.etag = "\"abc-1\"";
    answer.last_modified = "Fri, 13 Feb 2026 20:00:00 GMT";
    server_answer(fixture->server, &answer);
    update(fixture, 0, "");
    shell_expect(fixture->shell, 0, "cp x.portreg before.portreg");
    server_answer(fixture->server, &(struct server_answer){ .status = 304, .body = "" });
    update(fixture, 0, "");
    shell_out_has(fixture->shell, "already up to date: version 2026-02-13");
    seen = server_seen(fixture->server);
    assert_string_equal(seen.if_none_match, "\"abc-1\"");
    assert_string_equal(seen.if_modified_since, "Fri, 13 Feb 2026 20:00:00 GMT");
    expect_unchanged(fixture);
}

static void asks_for_all_where_the_snapshot_is_another(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, "cat $D/small.xml");

    answer.etag = "\"abc-1\"";
    server_answer(fixture->server, &answer);
    update(fixture, 0, "");
    shell_expect(fixture->shell, 0, "portreg-compile compile $D/small-2015.xml -o x.portreg");
    update(fixture, 0, "");
    assert_string_equal(server_seen(fixture->server).if_none_match, "");
    expect_versions(fixture, 2);
    update(fixture, 0, "");
    assert_string_equal(server_seen(fixture->server).if_none_match, "\"abc-1\"");
    shell_expect(fixture->shell, 0, "rm x.portreg");
    update(fixture, 0, "");
    assert_string_equal(server_seen(fixture->server).if_none_match, "");
}

static void same_version_is_up_to_date(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, "cat $D/small.xml");

    have_snapshot(fixture);
    answer.etag = "\"abc-2\"";
    server_answer(fixture->server, &answer);
    update(fixture, 0, "");
    shell_out_has(fixture->shell, "already up to date");
    expect_unchanged(fixture);
    update(fixture, 0, "");
    assert_string_equal(server_seen(fixture->server).if_none_match, "\"abc-2\"");
}

static void adds_a_newer_version(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, NEWER_XML);
    update(fixture, 0, "");
    shell_out_has(fixture->shell, "updated: version 2026-03-01, 44 rows (before: 44), 2 versions");
    expect_versions(fixture, 2);
    shell_expect(fixture->shell, 0,
                 "portreg-compile convert x.portreg --to xml | cmp - <(" NEWER_XML ")");
    shell_expect(fixture->shell, 0,
                 "portreg-compile convert x.portreg --as-of 2026-02-28 --to xml | "
                 "cmp - $D/small.xml");
}

static void refuses_an_older_version(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, "cat $D/small-2015.xml");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "nothing newer than the version of 2026-02-13");
    expect_unchanged(fixture);
    update(fixture, 0, "--force");
    expect_versions(fixture, 2);
    shell_expect(fixture->shell, 0,
                 "portreg-compile convert x.portreg --as-of 2015 --to xml | "
                 "cmp - $D/small-2015.xml");
    shell_expect(fixture->shell, 0, GIVES_BACK_SMALL);
}

/* The small registry of a later date without the first five of its 44 records. */
#define FEWER_XML NEWER_XML " | awk '/<record/ { n++ } n == 0 || n > 5 || /<\\/registry/'"

static void refuses_a_version_that_lost_a_tenth(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, FEWER_XML);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "39 rows where the version before has 44");
    expect_unchanged(fixture);
    update(fixture, 0, "--force");
    shell_out_has(fixture->shell, "39 rows (before: 44)");
    expect_versions(fixture, 2);
}

static void refuses_another_version_of_the_same_date(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, "sed 's/Discard/Throw away/' $D/small.xml");
    update(fixture, 3, "");
    shell_err_has(fixture->shell, "2026-02-13");
    expect_unchanged(fixture);
}

static void refuses_a_file_cut_off(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, NEWER_XML " > v.xml; head -c 6000 v.xml");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "r.xml:");
    expect_unchanged(fixture);
}

static void refuses_what_is_no_registry(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, "printf ' <!DOCTYPE html>\\n<html><body>Please log in</body></html>'");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "web page");
    answer_with(fixture, "printf '<other><record/></other>'");
    update(fixture, 2, "");
    answer_with(fixture, "head -c 5000 /bin/sh");
    update(fixture, 2, "");
    answer_with(fixture, "true");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "empty");
    expect_unchanged(fixture);
}

static void refuses_a_damaged_snapshot(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    shell_expect(fixture->shell, 0,
                 "printf '\\377' | dd of=x.portreg bs=1 seek=$(($(stat -c %%s x.portreg) / 2)) "
                 "conv=notrunc status=none && cp x.portreg before.portreg");
    answer_with(fixture, NEWER_XML);
    update(fixture, 2, "--force");
    shell_err_has(fixture->shell, "move it away and run \"portreg update\"");
    shell_err_has(fixture->shell, "; nothing was added to it");
    assert_int_equal(server_seen(fixture->server).requests, 0);
    expect_unchanged(fixture);
    shell_expect(fixture->shell, 0, "echo hello > x.portreg; cp x.portreg before.portreg");
    update(fixture, 2, "");
    expect_unchanged(fixture);
}

static void takes_the_place_of_a_stand_in(void **state)
{
    struct fixture *fixture = *state;
    struct portreg_snapshot *snapshot;
    struct portreg_string layer;

    shell_expect(fixture->shell, 0,
                 "portreg-compile compile $D/small-2015.xml --layer excerpt -o x.portreg");
    answer_with(fixture, "cat $D/small.xml");
    update(fixture, 0, "");
    shell_out_has(fixture->shell, "made");
    snapshot = open_snapshot(fixture);
    layer = portreg_snapshot_layer(snapshot);
    assert_int_equal(portreg_snapshot_version_count(snapshot), 1);
    assert_int_equal(layer.size, 4);
    assert_memory_equal(layer.data, "iana", 4);
    portreg_snapshot_unref(snapshot);
}

static void keeps_the_layer(void **state)
{
    struct fixture *fixture = *state;
    struct portreg_snapshot *snapshot;
    struct portreg_string layer;

    shell_expect(fixture->shell, 0,
                 "portreg-compile compile $D/small-2015.xml --layer acme -o x.portreg");
    answer_with(fixture, "cat $D/small.xml");
    update(fixture, 0, "");
    snapshot = open_snapshot(fixture);
    layer = portreg_snapshot_layer(snapshot);
    assert_int_equal(layer.size, 4);
    assert_memory_equal(layer.data, "acme", 4);
    portreg_snapshot_unref(snapshot);
}

static void one_update_at_a_time(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, NEWER_XML);
    shell_expect(fixture->shell, 3,
                 "exec 9> x.portreg.lock; flock 9; "
                 UPDATE_FROM "http://127.0.0.1:%u/ 9>&-",
                 server_port(fixture->server));
    shell_err_has(fixture->shell, "another update");
    shell_expect(fixture->shell, 0, "test -e x.portreg.lock && cmp x.portreg before.portreg");
    update(fixture, 0, "");
    shell_expect(fixture->shell, 0, "test ! -e x.portreg.lock");
}

static void reads_files_and_standard_input(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    shell_expect(fixture->shell, 0, NEWER_XML " > newer.xml && gzip -k newer.xml");
    shell_expect(fixture->shell, 0, UPDATE_FROM "newer.xml.gz");
    expect_versions(fixture, 2);
    shell_expect(fixture->shell, 0, "cp before.portreg x.portreg");
    shell_expect(fixture->shell, 0, UPDATE_FROM "- < newer.xml");
    expect_versions(fixture, 2);
    shell_expect(fixture->shell, 0,
                 UPDATE_FROM "- < newer.xml");
    shell_out_has(fixture->shell, "already up to date");
    shell_expect(fixture->shell, 0, UPDATE_FROM "- < newer.xml.gz");
    shell_out_has(fixture->shell, "already up to date");
    shell_expect(fixture->shell, 0, "test ! -e x.portreg.fetch");
    shell_expect(fixture->shell, 2, UPDATE_FROM "missing.xml");
    shell_err_has(fixture->shell, "missing.xml");
}

static void adds_a_folder_of_versions(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    shell_expect(fixture->shell, 0,
                 "mkdir v && cp $D/small.xml $D/small-2015.xml v && " NEWER_XML " > v/newer.xml");
    shell_expect(fixture->shell, 0, UPDATE_FROM "v");
    expect_versions(fixture, 3);
    shell_expect(fixture->shell, 0, UPDATE_FROM "v");
    shell_out_has(fixture->shell, "already up to date");
}

static void survives_a_full_disk(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    answer_with(fixture, NEWER_XML);
    shell_expect(fixture->shell, 2,
                 "ulimit -f 1; "
                 UPDATE_FROM "http://127.0.0.1:%u/",
                 server_port(fixture->server));
    shell_err_has(fixture->shell, "x.portreg");
    expect_unchanged(fixture);
    update(fixture, 0, "");
    expect_versions(fixture, 2);
}

/* Kills updates at moments spread over their run; the file is the old or the new. */
static void survives_being_killed(void **state)
{
    struct fixture *fixture = *state;
    unsigned killed = 0;
    char command[256];

    have_snapshot(fixture);
    answer_with(fixture, NEWER_XML);
    snprintf(command, sizeof(command),
             "exec portreg-update update --registry x.portreg --from http://127.0.0.1:%u/",
             server_port(fixture->server));
    for (long round = 0; round < KILL_ROUNDS; round++) {
        struct timespec delay = { .tv_nsec = round * 4000000 };
        struct portreg_snapshot *snapshot;
        int status;
        pid_t child;

        shell_expect(fixture->shell, 0, "cp before.portreg x.portreg");
        child = shell_start(fixture->shell, command);
        nanosleep(&delay, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        killed += WIFSIGNALED(status) ? 1 : 0;
        snapshot = open_snapshot(fixture);
        assert_in_range(portreg_snapshot_version_count(snapshot), 1, 2);
        portreg_snapshot_unref(snapshot);
    }
    assert_true(killed > 0);
    shell_expect(fixture->shell, 0, "cp before.portreg x.portreg");
    update(fixture, 0, "");
    expect_versions(fixture, 2);
    shell_expect(fixture->shell, 0, "ls -A x.portreg*");
    assert_null(strstr(fixture->shell->out, ".tmp"));
    assert_null(strstr(fixture->shell->out, ".lock"));
}

static void takes_leftovers_away(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    /* A process of this number cannot be: Linux counts to 4194304. */
    shell_expect(fixture->shell, 0,
                 "touch x.portreg.4194305-0.tmp x.portreg.tmp "
                 "y.portreg.4194305-0.tmp; cat $D/small.xml | "
                 "portreg-update update --registry x.portreg --from -");
    shell_expect(fixture->shell, 0,
                 "test ! -e x.portreg.4194305-0.tmp && test -e x.portreg.tmp && "
                 "test -e y.portreg.4194305-0.tmp");
}

static void says_what_is_wrong_with_the_command_line(void **state)
{
    struct fixture *fixture = *state;

    shell_expect(fixture->shell, 2, "portreg-update update --registry x.portreg --timeout 0");
    shell_err_has(fixture->shell, "--timeout");
    shell_expect(fixture->shell, 2, "portreg-update update --registry x.portreg --date soon");
    shell_err_has(fixture->shell, "--date takes YYYY, YYYY-MM or YYYY-MM-DD, not 'soon'");
    shell_expect(fixture->shell, 2, "portreg-update update --registry x.portreg --layer acme");
    shell_err_has(fixture->shell, "--from");
    shell_expect(fixture->shell, 0, "test ! -e x.portreg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(makes_a_snapshot),
        FIXTURE_TEST(makes_missing_folders),
        FIXTURE_TEST(asks_conditionally),
        FIXTURE_TEST(asks_for_all_where_the_snapshot_is_another),
        FIXTURE_TEST(same_version_is_up_to_date),
        FIXTURE_TEST(adds_a_newer_version),
        FIXTURE_TEST(refuses_an_older_version),
        FIXTURE_TEST(refuses_a_version_that_lost_a_tenth),
        FIXTURE_TEST(refuses_another_version_of_the_same_date),
        FIXTURE_TEST(refuses_a_file_cut_off),
        FIXTURE_TEST(refuses_what_is_no_registry),
        FIXTURE_TEST(refuses_a_damaged_snapshot),
        FIXTURE_TEST(takes_the_place_of_a_stand_in),
        FIXTURE_TEST(keeps_the_layer),
        FIXTURE_TEST(one_update_at_a_time),
        FIXTURE_TEST(reads_files_and_standard_input),
        FIXTURE_TEST(adds_a_folder_of_versions),
        FIXTURE_TEST(survives_a_full_disk),
        FIXTURE_TEST(survives_being_killed),
        FIXTURE_TEST(takes_leftovers_away),
        FIXTURE_TEST(says_what_is_wrong_with_the_command_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
