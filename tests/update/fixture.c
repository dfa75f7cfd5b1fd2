/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BODY_MAX ((size_t)16 << 20)

int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    void *shell = NULL;

    assert_non_null(fixture);
    assert_int_equal(shell_setup(&shell), 0);
    fixture->shell = shell;
    fixture->server = server_start(NULL, NULL);
    fixture->body = BUFFER_INIT(BODY_MAX);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    void *shell = fixture->shell;
    int code;

    server_stop(fixture->server);
    buffer_free(&fixture->body);
    code = shell_teardown(&shell);
    free(fixture);
    return code;
}

struct server_answer answer_with(struct fixture *fixture, const char *command)
{
    struct server_answer answer = { .status = 200, .type = "application/xml" };

    shell_expect(fixture->shell, 0, "%s", command);
    buffer_clear(&fixture->body);
    buffer_append(&fixture->body, fixture->shell->out, fixture->shell->out_size);
    assert_false(buffer_failed(&fixture->body));
    answer.body = fixture->body.data;
    answer.size = fixture->body.size;
    server_answer(fixture->server, &answer);
    return answer;
}

void update(struct fixture *fixture, int code, const char *options)
{
    shell_expect(fixture->shell, code,
                 UPDATE_FROM "http://127.0.0.1:%u/r.xml %s",
                 server_port(fixture->server), options);
}

void have_snapshot(struct fixture *fixture)
{
    shell_expect(fixture->shell, 0, "portreg-compile compile $D/small.xml -o x.portreg");
    shell_expect(fixture->shell, 0, "cp x.portreg before.portreg");
}

void expect_unchanged(struct fixture *fixture)
{
    shell_expect(fixture->shell, 0, "cmp x.portreg before.portreg");
    shell_expect(fixture->shell, 0, "ls -A");
    if (strstr(fixture->shell->out, ".tmp") != NULL ||
        strstr(fixture->shell->out, ".lock") != NULL) {
        fail_msg("left behind: %s", fixture->shell->out);
    }
}

struct portreg_snapshot *open_snapshot(struct fixture *fixture)
{
    struct portreg_snapshot *snapshot = NULL;
    struct portreg_error error;
    char path[PATH_MAX + 16];

    snprintf(path, sizeof(path), "%s/x.portreg", fixture->shell->folder);
    if (portreg_snapshot_open(path, PORTREG_OPEN_VERIFIED, &snapshot, &error) != PORTREG_OK) {
        fail_msg("%s: %s", path, error.message);
    }
    return snapshot;
}

void expect_versions(struct fixture *fixture, uint32_t count)
{
    struct portreg_snapshot *snapshot = open_snapshot(fixture);

    assert_int_equal(portreg_snapshot_version_count(snapshot), count);
    portreg_snapshot_unref(snapshot);
}
