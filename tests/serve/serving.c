/* SPDX-License-Identifier: BSD-2-Clause */
#include "serving.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "util/file.h"

#define COMMAND_SIZE 4096
#define ADDRESS "the registry is at http://127.0.0.1:"
#define STEP_NANOSECONDS 20000000
#define STEPS 3000 /* a minute */

int serving_setup(void **state)
{
    struct serving *serving = calloc(1, sizeof(*serving));
    void *shell = NULL;

    assert_non_null(serving);
    assert_int_equal(shell_setup(&shell), 0);
    serving->shell = shell;
    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o x.portreg");
    *state = serving;
    return 0;
}

int serving_setup_started(void **state)
{
    serving_setup(state);
    serving_start(*state, "");
    return 0;
}

int serving_teardown(void **state)
{
    struct serving *serving = *state;
    void *shell = serving->shell;
    int code;

    if (serving->process != 0) {
        serving_stop(serving);
    }
    code = shell_teardown(&shell);
    free(serving);
    return code;
}

char *serving_errors(const struct serving *serving)
{
    struct buffer text = BUFFER_INIT(1u << 20);
    char path[PATH_MAX + 16];
    size_t size;

    snprintf(path, sizeof(path), "%s/serve.err", serving->shell->folder);
    file_read(path, &text, NULL);
    buffer_append_text(&text, "");
    return buffer_take(&text, &size);
}

void serving_wait_for(const struct serving *serving, const char *text)
{
    const struct timespec step = { 0, STEP_NANOSECONDS };
    char *errors = NULL;

    for (unsigned i = 0; i < STEPS; i++) {
        free(errors);
        errors = serving_errors(serving);
        if (strstr(errors, text) != NULL) {
            free(errors);
            return;
        }
        nanosleep(&step, NULL);
    }
    fail_msg("no \"%s\" in: %s", text, errors);
}

void serving_start_command(struct serving *serving, const char *command)
{
    char *errors;

    /* What an earlier one has said is not to be waited for. */
    shell_expect(serving->shell, 0, "rm -f serve.err");
    serving->process = shell_start(serving->shell, command);
    serving_wait_for(serving, ADDRESS);
    errors = serving_errors(serving);
    serving->port =
        (unsigned)strtoul(strstr(errors, ADDRESS) + strlen(ADDRESS), NULL, 10);
    free(errors);
}

void serving_start(struct serving *serving, const char *options)
{
    char command[COMMAND_SIZE];

    snprintf(command, sizeof(command),
             "exec portreg-serve serve --registry x.portreg --listen 127.0.0.1:0 %s 2>serve.err",
             options);
    serving_start_command(serving, command);
}

void serving_stop(struct serving *serving)
{
    int status = -1;

    assert_int_equal(kill(serving->process, SIGTERM), 0);
    assert_int_equal(waitpid(serving->process, &status, 0), serving->process);
    serving->process = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        char *errors = serving_errors(serving);

        print_error("%s\n", errors);
        free(errors);
        fail_msg("the server ended with status %d", status);
    }
}

struct http_answer serving_get(const struct serving *serving, unsigned status,
                               const char *target, const char *headers)
{
    struct http_answer answer = http_get(serving->port, target, headers);

    if (answer.status != status) {
        fail_msg("%s: status %u instead of %u\n%s\n%.2000s", target, answer.status, status,
                 answer.head, answer.body);
    }
    return answer;
}
