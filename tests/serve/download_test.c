/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "serving.h"

#define CSV "/downloads/iana.csv"
#define ACCEPT_GZIP "Accept-Encoding: gzip\r\n"

static void every_form_is_what_convert_writes(void **state)
{
    static const char *const forms[][2] = { { "csv", "csv" },   { "xml", "xml" },
                                            { "txt", "text" },  { "json", "json" },
                                            { "ndjson", "ndjson" } };
    const struct serving *serving = *state;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct http_answer answer;
        char target[64];

        snprintf(target, sizeof(target), "/downloads/iana.%s", forms[i][0]);
        answer = serving_get(serving, 200, target, NULL);
        shell_expect(serving->shell, 0, "portreg convert x.portreg --to %s", forms[i][1]);
        assert_int_equal(answer.size, serving->shell->out_size);
        assert_memory_equal(answer.body, serving->shell->out, answer.size);
        http_answer_free(&answer);
    }
}

static void the_snapshot_itself(void **state)
{
    const struct serving *serving = *state;
    char value[HTTP_VALUE_SIZE];
    struct http_answer answer =
        serving_get(serving, 200, "/downloads/iana.portreg", ACCEPT_GZIP);

    shell_expect(serving->shell, 0, "cat x.portreg");
    assert_int_equal(answer.size, serving->shell->out_size);
    assert_memory_equal(answer.body, serving->shell->out, answer.size);
    assert_string_equal(http_header(&answer, "Content-Encoding", value), "");
    assert_string_equal(http_header(&answer, "Content-Type", value), "application/octet-stream");
    http_answer_free(&answer);
}

static char *unpack(const struct http_answer *answer, size_t room, size_t *ret_size)
{
    z_stream stream = { .next_in = (Bytef *)answer->body, .avail_in = (uInt)answer->size };
    char *plain = malloc(room);

    assert_non_null(plain);
    stream.next_out = (Bytef *)plain;
    stream.avail_out = (uInt)room;
    assert_int_equal(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    *ret_size = stream.total_out;
    inflateEnd(&stream);
    return plain;
}

static void compressed_it_is_another_entity(void **state)
{
    const struct serving *serving = *state;
    struct http_answer plain = serving_get(serving, 200, CSV, NULL);
    struct http_answer packed = serving_get(serving, 200, CSV, ACCEPT_GZIP);
    char tag[HTTP_VALUE_SIZE];
    char other[HTTP_VALUE_SIZE];
    size_t size;
    char *text = unpack(&packed, plain.size + 1, &size);

    assert_int_equal(size, plain.size);
    assert_memory_equal(text, plain.body, size);
    assert_true(packed.size < plain.size);
    assert_string_equal(http_header(&packed, "Content-Encoding", other), "gzip");
    assert_string_equal(http_header(&packed, "Vary", other), "Accept, Accept-Encoding");
    assert_string_equal(http_header(&plain, "Vary", other), "Accept, Accept-Encoding");
    http_header(&plain, "ETag", tag);
    assert_int_equal(tag[0], '"');
    assert_string_not_equal(tag, http_header(&packed, "ETag", other));
    free(text);
    http_answer_free(&plain);
    http_answer_free(&packed);
}

static void expect_status(const struct serving *serving, const char *headers, unsigned status)
{
    struct http_answer answer = serving_get(serving, status, CSV, headers);

    assert_int_equal(answer.size == 0, status == 304);
    http_answer_free(&answer);
}

static void what_is_unchanged_is_not_sent_again(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer = serving_get(serving, 200, CSV, NULL);
    char tag[HTTP_VALUE_SIZE];
    char date[HTTP_VALUE_SIZE];
    char headers[HTTP_VALUE_SIZE + 64];

    http_header(&answer, "ETag", tag);
    snprintf(headers, sizeof(headers), "If-None-Match: %s\r\n", tag);
    expect_status(serving, headers, 304);
    snprintf(headers, sizeof(headers), "If-None-Match: \"x\", W/%s\r\n", tag);
    expect_status(serving, headers, 304);
    expect_status(serving, "If-None-Match: *\r\n", 304);
    expect_status(serving, "If-None-Match: \"x\"\r\n", 200);
    http_header(&answer, "Last-Modified", date);
    snprintf(headers, sizeof(headers), "If-Modified-Since: %s\r\n", date);
    expect_status(serving, headers, 304);
    expect_status(serving, "If-Modified-Since: Thu, 12 Feb 2026 23:59:59 GMT\r\n", 200);
    expect_status(serving, "If-Modified-Since: yesterday\r\n", 200);
    /* The tag is asked first (RFC 9110 section 13.2.2). */
    snprintf(headers, sizeof(headers), "If-None-Match: \"x\"\r\nIf-Modified-Since: %s\r\n", date);
    expect_status(serving, headers, 200);
    http_answer_free(&answer);
}

/* Whoever asks with a tag of its own reads the headers as of the whole answer. */
static void what_is_unchanged_has_the_same_headers(void **state)
{
    static const char *const names[] = { "Access-Control-Allow-Origin", "Content-Length", "ETag",
                                         "Last-Modified", "Cache-Control", "Vary" };
    const struct serving *serving = *state;
    struct http_answer whole = serving_get(serving, 200, CSV, NULL);
    struct http_answer answer = serving_get(serving, 304, CSV, "If-None-Match: *\r\n");
    char before[HTTP_VALUE_SIZE];
    char after[HTTP_VALUE_SIZE];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_string_not_equal(http_header(&whole, names[i], before), "");
        assert_string_equal(before, http_header(&answer, names[i], after));
    }
    http_answer_free(&whole);
    http_answer_free(&answer);
}

/* The tag says what the bytes are, not when or where they were made. */
static void the_tag_outlives_the_server(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;
    char before[HTTP_VALUE_SIZE];
    char after[HTTP_VALUE_SIZE];

    serving_start(serving, "");
    answer = serving_get(serving, 200, CSV, NULL);
    http_header(&answer, "ETag", before);
    http_answer_free(&answer);
    serving_stop(serving);
    serving_start(serving, "--threads 1");
    answer = serving_get(serving, 200, CSV, NULL);
    assert_string_equal(before, http_header(&answer, "ETag", after));
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/downloads/iana.xml", NULL);
    assert_string_not_equal(before, http_header(&answer, "ETag", after));
    http_answer_free(&answer);
}

/* Request and answer share the room for heads; the links hold what was searched for, twice. */
static void links_of_a_long_search_have_room(void **state)
{
    static const char start[] = "/v1/records.csv?limit=1&q=-desc:";
    const struct serving *serving = *state;
    char target[sizeof(start) + 3 * 1000];
    char value[HTTP_VALUE_SIZE];
    struct http_answer answer;
    size_t size = sizeof(start) - 1;

    memcpy(target, start, sizeof(start));
    for (size_t i = 0; i < 500; i++, size += 6) {
        memcpy(target + size, "%C3%A9", 7);
    }
    answer = serving_get(serving, 200, target, NULL);
    assert_string_equal(http_header(&answer, "Content-Type", value), "text/csv; charset=utf-8");
    http_answer_free(&answer);
}

static void layers_have_files_of_their_own(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    shell_expect(serving->shell, 0,
                 "printf 'mine 7777/tcp\\n' > own && "
                 "portreg-compile compile own --from services --date 2026-01-01 --layer 'own one' "
                 "-o own.portreg");
    serving_start(serving, "--registry own.portreg");
    answer = serving_get(serving, 200, "/downloads/own%20one.csv", NULL);
    assert_non_null(strstr(answer.body, "mine,7777,tcp"));
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/downloads", NULL);
    assert_non_null(strstr(answer.body, "href=\"/downloads/own%20one.csv\""));
    assert_non_null(strstr(answer.body, "href=\"/downloads/iana.portreg\""));
    http_answer_free(&answer);
    answer = serving_get(serving, 404, "/downloads/other.csv", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 404, "/downloads/other.exe", NULL);
    http_answer_free(&answer);
}

static void expect_refusal(const struct serving *serving, const char *target, const char *text)
{
    struct http_answer answer = serving_get(serving, 404, target, NULL);

    if (strstr(answer.body, text) == NULL) {
        fail_msg("no \"%s\" in: %s", text, answer.body);
    }
    http_answer_free(&answer);
}

static void other_dates(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;
    char value[HTTP_VALUE_SIZE];

    shell_expect(serving->shell, 0,
                 "portreg-compile compile $D/small-2015.xml $D/small.xml -o x.portreg && "
                 "printf 'mine 7777/tcp\n' > own && portreg-compile compile own --from services "
                 "--date 2026-01-01 --layer own -o own.portreg");
    serving_start(serving, "--registry own.portreg");
    answer = serving_get(serving, 200, CSV "?as_of=2016", NULL);
    shell_expect(serving->shell, 0, "portreg convert --as-of 2016 x.portreg --to csv");
    assert_int_equal(answer.size, serving->shell->out_size);
    assert_memory_equal(answer.body, serving->shell->out, answer.size);
    assert_string_equal(http_header(&answer, "Registry-Layers", value),
                        "iana;version=\"2015-06-01\"");
    http_answer_free(&answer);
    answer = serving_get(serving, 200, "/downloads?as_of=2016", NULL);
    assert_non_null(strstr(answer.body, "href=\"/downloads/iana.csv?as_of=2016\""));
    assert_non_null(strstr(answer.body, "href=\"/downloads/iana.portreg\""));
    assert_null(strstr(answer.body, "own.csv"));
    http_answer_free(&answer);
    expect_refusal(serving, "/downloads/iana.portreg?as_of=2016", "without as_of");
    expect_refusal(serving, "/downloads/own.csv?as_of=2016", "no version that old");
    expect_refusal(serving, CSV "?as_of=2001", "no version is as old as 2001");
    answer = serving_get(serving, 400, CSV "?as_of=then", NULL);
    http_answer_free(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STARTED_TEST(every_form_is_what_convert_writes),
        STARTED_TEST(the_snapshot_itself),
        STARTED_TEST(compressed_it_is_another_entity),
        STARTED_TEST(what_is_unchanged_is_not_sent_again),
        STARTED_TEST(what_is_unchanged_has_the_same_headers),
        SERVING_TEST(other_dates),
        SERVING_TEST(the_tag_outlives_the_server),
        STARTED_TEST(links_of_a_long_search_have_room),
        SERVING_TEST(layers_have_files_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
