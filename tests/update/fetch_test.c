/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define PEM_MAX 65536

static void unpacks_gzip(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, "gzip -c $D/small.xml");

    answer.encoding = "gzip";
    server_answer(fixture->server, &answer);
    update(fixture, 0, "");
    shell_expect(fixture->shell, 0, GIVES_BACK_SMALL);
}

static void reads_what_is_packed(void **state)
{
    struct fixture *fixture = *state;

    answer_with(fixture, "zstd -qc $D/small.xml");
    update(fixture, 0, "");
    shell_expect(fixture->shell, 0, GIVES_BACK_SMALL);
    answer_with(fixture, "tar -C $D -cz small.xml small-2015.xml");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "older");
    shell_expect(fixture->shell, 0, "rm x.portreg");
    update(fixture, 0, "");
    expect_versions(fixture, 2);
    answer_with(fixture, "zstd -qc $D/small.xml | head -c 300");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "r.xml: damaged");
    answer_with(fixture, "tar -c -T /dev/null");
    update(fixture, 2, "");
}

static void refuses_an_unasked_304(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    server_answer(fixture->server, &(struct server_answer){ .status = 304, .body = "" });
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "answered 304");
    expect_unchanged(fixture);
}

static void refuses_what_breaks_off(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, NEWER_XML);

    have_snapshot(fixture);
    answer.mode = SERVER_TRUNCATED;
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "broke off");
    expect_unchanged(fixture);
    answer.mode = SERVER_BROKEN;
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    expect_unchanged(fixture);
}

static void gives_up_on_a_slow_server(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, NEWER_XML);

    have_snapshot(fixture);
    answer.mode = SERVER_SLOW;
    server_answer(fixture->server, &answer);
    update(fixture, 2, "--stall-timeout 1 --timeout 60");
    shell_err_has(fixture->shell, "too slow");
    expect_unchanged(fixture);
    update(fixture, 2, "--timeout 1");
    shell_err_has(fixture->shell, "too slow");
    expect_unchanged(fixture);
}

static void refuses_what_is_huge(void **state)
{
    struct fixture *fixture = *state;
    struct server_answer answer = { .status = 200, .body = "", .mode = SERVER_ANNOUNCED };

    have_snapshot(fixture);
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "more than 64 MiB");
    expect_unchanged(fixture);
    answer.mode = SERVER_ENDLESS;
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "more than 64 MiB");
    answer = answer_with(fixture, "head -c 70M /dev/zero | gzip -1");
    answer.encoding = "gzip";
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "more than 64 MiB");
    expect_unchanged(fixture);
}

static void refuses_other_answers(void **state)
{
    static const unsigned codes[] = { 204, 206, 300, 403, 404, 410, 500, 503 };
    struct fixture *fixture = *state;
    struct server_answer answer = answer_with(fixture, NEWER_XML);
    char expected[32];

    have_snapshot(fixture);
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        struct server_answer other = answer;

        other.status = codes[i];
        other.size = codes[i] == 204 ? 0 : answer.size;
        server_answer(fixture->server, &other);
        update(fixture, 2, "");
        snprintf(expected, sizeof(expected), "answered %u", codes[i]);
        shell_err_has(fixture->shell, expected);
    }
    expect_unchanged(fixture);
}

static void refuses_a_redirect_to_http(void **state)
{
    struct fixture *fixture = *state;
    char location[64];
    struct server_answer answer = { .status = 302, .body = "", .location = location };

    have_snapshot(fixture);
    snprintf(location, sizeof(location), "http://127.0.0.1:%u/elsewhere",
             server_port(fixture->server));
    server_answer(fixture->server, &answer);
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "redirects");
    assert_int_equal(server_seen(fixture->server).requests, 1);
    snprintf(location, sizeof(location), "file:///etc/services");
    update(fixture, 2, "");
    shell_err_has(fixture->shell, "redirects");
    expect_unchanged(fixture);
}

/* A server that speaks TLS with a certificate of its own, cert.pem. */
static struct server *start_tls(struct fixture *fixture)
{
    struct buffer certificate = BUFFER_INIT(PEM_MAX);
    struct buffer key = BUFFER_INIT(PEM_MAX);
    struct server *server;

    shell_expect(fixture->shell, 0,
                 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                 "-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 "
                 "-days 2 -keyout key.pem -out cert.pem 2> /dev/null && cat cert.pem");
    buffer_append(&certificate, fixture->shell->out, fixture->shell->out_size);
    shell_expect(fixture->shell, 0, "cat key.pem");
    buffer_append(&key, fixture->shell->out, fixture->shell->out_size);
    server = server_start(certificate.data, key.data);
    buffer_free(&certificate);
    buffer_free(&key);
    return server;
}

static void trusts_known_certificates_only(void **state)
{
    struct fixture *fixture = *state;
    struct server *tls = start_tls(fixture);
    struct server_answer answer = answer_with(fixture, NEWER_XML);

    have_snapshot(fixture);
    server_answer(tls, &answer);
    shell_expect(fixture->shell, 2, UPDATE_FROM "https://localhost:%u/r.xml", server_port(tls));
    shell_err_has(fixture->shell, "certificate");
    expect_unchanged(fixture);
    shell_expect(fixture->shell, 0, UPDATE_FROM "https://localhost:%u/r.xml --cacert cert.pem",
                 server_port(tls));
    expect_versions(fixture, 2);
    server_stop(tls);
}

static void follows_redirects_to_https(void **state)
{
    struct fixture *fixture = *state;
    struct server *tls = start_tls(fixture);
    struct server_answer whole = answer_with(fixture, NEWER_XML);
    char location[64];
    struct server_answer redirect = { .status = 301, .body = "", .location = location };

    have_snapshot(fixture);
    server_answer(tls, &whole);
    server_answer(fixture->server, &redirect);
    snprintf(location, sizeof(location), "https://localhost:%u/elsewhere", server_port(tls));
    update(fixture, 0, "--cacert cert.pem");
    expect_versions(fixture, 2);
    server_stop(tls);
}

static void refuses_redirects_back_and_in_circles(void **state)
{
    struct fixture *fixture = *state;
    struct server *tls = start_tls(fixture);
    char location[64];
    struct server_answer redirect = { .status = 302, .body = "", .location = location };

    have_snapshot(fixture);
    server_answer(tls, &redirect);
    snprintf(location, sizeof(location), "http://127.0.0.1:%u/", server_port(fixture->server));
    shell_expect(fixture->shell, 2, UPDATE_FROM "https://localhost:%u/ --cacert cert.pem",
                 server_port(tls));
    shell_err_has(fixture->shell, "redirects");
    assert_int_equal(server_seen(fixture->server).requests, 0);
    snprintf(location, sizeof(location), "https://localhost:%u/", server_port(tls));
    shell_expect(fixture->shell, 2, UPDATE_FROM "https://localhost:%u/ --cacert cert.pem",
                 server_port(tls));
    shell_err_has(fixture->shell, "redirects");
    assert_int_equal(server_seen(tls).requests, 7);
    expect_unchanged(fixture);
    server_stop(tls);
}

static void fetches_by_https_only(void **state)
{
    struct fixture *fixture = *state;

    have_snapshot(fixture);
    shell_expect(fixture->shell, 2,
                 UPDATE_FROM "http://192.0.2.1/r.xml");
    shell_err_has(fixture->shell, "only https://");
    shell_expect(fixture->shell, 2,
                 UPDATE_FROM "http://127.0.0.1.example/r.xml");
    shell_err_has(fixture->shell, "only https://");
    shell_expect(fixture->shell, 2,
                 UPDATE_FROM "ftp://127.0.0.1/r.xml");
    shell_err_has(fixture->shell, "only https://");
    shell_expect(fixture->shell, 2,
                 UPDATE_FROM "file:///etc/services");
    shell_err_has(fixture->shell, "only https://");
    expect_unchanged(fixture);
}

static void says_where_nobody_answers(void **state)
{
    struct fixture *fixture = *state;
    unsigned port = server_port(fixture->server);

    have_snapshot(fixture);
    server_stop(fixture->server);
    shell_expect(fixture->shell, 2,
                 UPDATE_FROM "http://127.0.0.1:%u/", port);
    shell_err_has(fixture->shell, "127.0.0.1");
    expect_unchanged(fixture);
    fixture->server = server_start(NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(unpacks_gzip),
        FIXTURE_TEST(reads_what_is_packed),
        FIXTURE_TEST(refuses_an_unasked_304),
        FIXTURE_TEST(refuses_what_breaks_off),
        FIXTURE_TEST(gives_up_on_a_slow_server),
        FIXTURE_TEST(refuses_what_is_huge),
        FIXTURE_TEST(refuses_other_answers),
        FIXTURE_TEST(refuses_a_redirect_to_http),
        FIXTURE_TEST(trusts_known_certificates_only),
        FIXTURE_TEST(follows_redirects_to_https),
        FIXTURE_TEST(refuses_redirects_back_and_in_circles),
        FIXTURE_TEST(fetches_by_https_only),
        FIXTURE_TEST(says_where_nobody_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
