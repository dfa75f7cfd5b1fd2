/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "serving.h"

static unsigned status_of(const struct serving *serving, const char *target)
{
    struct http_answer answer = http_get(serving->port, target, NULL);
    unsigned status = answer.status;

    http_answer_free(&answer);
    return status;
}

/* Asks until the status is that one; the test fails if it does not come. */
static void wait_for_status(const struct serving *serving, unsigned status, const char *target)
{
    const struct timespec step = { 0, 20000000 };

    for (unsigned i = 0; i < 3000 && status_of(serving, target) != status; i++) {
        nanosleep(&step, NULL);
    }
    assert_int_equal(status_of(serving, target), status);
}

#define SERVE                                                                                    \
    "env -u PORTREG_REGISTRY XDG_DATA_HOME=$PWD/data portreg-serve serve --listen 127.0.0.1:0 "  \
    "2>serve.err"

/* What is put into a folder is seen by itself, what is taken away too. */
static void layers_come_and_go(void **state)
{
    struct serving *serving = *state;

    shell_expect(serving->shell, 0,
                 "mkdir -p data/portreg && cp x.portreg data/portreg/audit-b.portreg && "
                 "portreg-compile compile $D/small.xml --layer audit-office -o office");
    serving_start_command(serving, "exec " SERVE);
    assert_int_equal(status_of(serving, "/downloads/audit-office.csv"), 404);
    shell_expect(serving->shell, 0, "mv office data/portreg/audit-c.portreg");
    wait_for_status(serving, 200, "/downloads/audit-office.csv");
    shell_expect(serving->shell, 0, "rm data/portreg/audit-c.portreg");
    wait_for_status(serving, 404, "/downloads/audit-office.csv");
    assert_int_equal(status_of(serving, "/livez"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVING_TEST(layers_come_and_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
