/* SPDX-License-Identifier: BSD-2-Clause */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "serving.h"

/* Prometheus' text format, as promtool checks it. */
#define NAME "[a-zA-Z_:][a-zA-Z0-9_:]*"
#define LABEL "[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\]|\\\\[\\\"n])*\""
#define HELP_LINE "^# HELP (" NAME ") [^ ].*\\.$"
#define TYPE_LINE "^# TYPE (" NAME ") (counter|gauge|histogram)$"
#define SAMPLE_LINE                                                                              \
    "^(" NAME ")(\\{" LABEL "(," LABEL ")*\\})? ([0-9]+(\\.[0-9]+)?(e[-+][0-9]+)?|\\+Inf)$"

#define FAMILIES_MAX 64
#define NAME_SIZE 128

struct families {
    char help[FAMILIES_MAX][NAME_SIZE];
    char type[FAMILIES_MAX][NAME_SIZE];
    size_t help_count;
    size_t type_count;
};

static bool match(const char *pattern, const char *line, char name[NAME_SIZE])
{
    regmatch_t places[2];
    regex_t expression;
    bool found;

    assert_int_equal(regcomp(&expression, pattern, REG_EXTENDED), 0);
    found = regexec(&expression, line, 2, places, 0) == 0;
    regfree(&expression);
    if (found) {
        snprintf(name, NAME_SIZE, "%.*s", (int)(places[1].rm_eo - places[1].rm_so),
                 line + places[1].rm_so);
    }
    return found;
}

static void add_family(char names[FAMILIES_MAX][NAME_SIZE], size_t *count, const char *name)
{
    assert_true(*count < FAMILIES_MAX);
    for (size_t i = 0; i < *count; i++) {
        assert_string_not_equal(names[i], name);
    }
    snprintf(names[(*count)++], NAME_SIZE, "%s", name);
}

/* A sample belongs to the family that was opened last. */
static void expect_family(const struct families *families, const char *name)
{
    static const char *const endings[] = { "", "_bucket", "_sum", "_count" };

    assert_true(families->type_count > 0);
    assert_int_equal(families->type_count, families->help_count);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        char full[NAME_SIZE + 16];

        snprintf(full, sizeof(full), "%s%s", families->type[families->type_count - 1], endings[i]);
        if (strcmp(full, name) == 0) {
            return;
        }
    }
    fail_msg("%s stands in the family %s", name, families->type[families->type_count - 1]);
}

static void check_syntax(char *text)
{
    struct families families = { .help_count = 0 };
    char *rest;

    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char name[NAME_SIZE];

        if (match(HELP_LINE, line, name)) {
            add_family(families.help, &families.help_count, name);
        } else if (match(TYPE_LINE, line, name)) {
            add_family(families.type, &families.type_count, name);
            assert_string_equal(families.help[families.help_count - 1], name);
        } else if (match(SAMPLE_LINE, line, name)) {
            expect_family(&families, name);
        } else {
            fail_msg("no line of Prometheus' format: %s", line);
        }
    }
    assert_true(families.type_count > 8);
}

static uint64_t sample(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    if (at == NULL) {
        fail_msg("no sample %s in %s", name, text);
        return 0;
    }
    return strtoull(at + strlen(name), NULL, 10);
}

static void lines_are_prometheus(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    shell_expect(serving->shell, 0,
                 "printf 'mine 7777/tcp\\n' > own && "
                 "portreg-compile compile own --from services --date 2026-01-01 "
                 "--layer 'a \"b\\\\c' -o own.portreg");
    serving_start(serving, "--registry own.portreg");
    answer = serving_get(serving, 200, "/v1/ports/443", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 404, "/nothing", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/metrics", NULL);
    assert_non_null(strstr(answer.body, "portreg_registry_rows{layer=\"a \\\"b\\\\\\\\c\"} 1\n"));
    check_syntax(answer.body);
    http_answer_free(&answer);
}

static void requests_are_counted(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer;

    for (unsigned i = 0; i < 5; i++) {
        answer = serving_get(serving, 200, "/v1/ports/443", NULL);
        http_answer_free(&answer);
    }
    answer = serving_get(serving, 404, "/nothing", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/metrics", NULL);
    assert_int_equal(sample(answer.body, "{route=\"lookupPort\",status=\"2xx\"} "), 5);
    assert_int_equal(sample(answer.body, "{route=\"none\",status=\"4xx\"} "), 1);
    assert_int_equal(sample(answer.body, "\nportreg_http_cached_total "), 4);
    assert_int_equal(sample(answer.body, "_seconds_bucket{le=\"+Inf\"} "), 6);
    assert_int_equal(sample(answer.body, "_seconds_count "), 6);
    assert_int_equal(sample(answer.body, "\nportreg_http_requests_running "), 1);
    assert_int_equal(sample(answer.body, "\nportreg_http_connections_total "), 7);
    assert_int_equal(sample(answer.body, "\nportreg_registry_rows{layer=\"iana\"} "), 44);
    http_answer_free(&answer);
}

#define LONG_HEAD 20000

static void send_broken(const struct serving *serving, const char *bytes, size_t size,
                        unsigned status)
{
    int connection = http_connect(serving->port);
    struct http_answer answer;

    http_send(connection, bytes, size);
    assert_true(http_read(connection, false, &answer));
    assert_int_equal(answer.status, status);
    http_answer_free(&answer);
    close(connection);
}

static void expect_in_log(const struct serving *serving, const char *text)
{
    const struct timespec step = { 0, 50000000 };

    for (unsigned i = 0; i < 600; i++) {
        shell_run(serving->shell, "grep -F '%s' access.log", text);
        if (serving->shell->code == 0) {
            return;
        }
        nanosleep(&step, NULL);
    }
    fail_msg("not in the log: %s", text);
}

/* libmicrohttpd answers them by itself; the log has those of which an address was read. */
static void what_cannot_be_read_is_counted(void **state)
{
    static const char begin[] = "GET /long HTTP/1.1\r\nHost: a\r\nX: ";
    struct serving *serving = *state;
    struct http_answer answer;
    char head[LONG_HEAD];

    serving_start(serving, "--access-log access.log");
    memset(head, 'a', sizeof(head));
    memcpy(head, begin, strlen(begin));
    send_broken(serving, head, sizeof(head), 431);
    send_broken(serving, "GET / HTTP/9.1\r\n\r\n", 18, 505);
    send_broken(serving, "GET /colon HTTP/1.1\r\nHost: a\r\nnone\r\n\r\n", 38, 400);
    answer = serving_get(serving, 200, "/metrics", NULL);
    assert_int_equal(sample(answer.body, "http_refusals_total{status=\"431\"} "), 1);
    assert_int_equal(sample(answer.body, "http_refusals_total{status=\"505\"} "), 1);
    assert_int_equal(sample(answer.body, "http_refusals_total{status=\"400\"} "), 1);
    assert_int_equal(sample(answer.body, "\nportreg_http_requests_running "), 1);
    assert_null(strstr(answer.body, "{route=\"none\""));
    http_answer_free(&answer);
    expect_in_log(serving, "null,\"target\":\"/long\",\"route\":null,\"status\":431,");
    expect_in_log(serving, "null,\"target\":\"/colon\",\"route\":null,\"status\":400,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVING_TEST(lines_are_prometheus),
        STARTED_TEST(requests_are_counted),
        SERVING_TEST(what_cannot_be_read_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
