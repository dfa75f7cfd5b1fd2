/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

static void keys_at_the_top(void **state)
{
    annotating_ask(*state, "dst_port", "proto", "name");
    annotating_gives(*state,
                     "{\"dst_port\":443,\"proto\":\"TCP\"}\n"
                     "{\"proto\":17,\"dst_port\":\"512\"}\r\n"
                     " { \"proto\" : \"tcp\" , \"dst_port\" : 512 } \n"
                     "{\"dst_port\":1,\"proto\":6}",
                     "{\"dst_port\":443,\"proto\":\"TCP\",\"dst_port_service\":\"https\"}\n"
                     "{\"proto\":17,\"dst_port\":\"512\",\"dst_port_service\":\"biff\"}\r\n"
                     " { \"proto\" : \"tcp\" , \"dst_port\" : 512 "
                     ",\"dst_port_service\":\"exec\"} \n"
                     "{\"dst_port\":1,\"proto\":6,\"dst_port_service\":null}");
}

static void keys_inside_objects(void **state)
{
    annotating_ask(*state, "destination.port,id.resp_p", "network.transport", "name,status");
    annotating_gives(*state,
                     "{\"destination\":{\"ip\":\"::1\",\"port\":80,\"port\":{}},"
                     "\"network\":{\"transport\":\"tcp\"},\"id.resp_p\":443}\n",
                     "{\"destination\":{\"ip\":\"::1\",\"port\":80,\"port\":{}},"
                     "\"network\":{\"transport\":\"tcp\"},\"id.resp_p\":443"
                     ",\"destination.port_service\":\"http\","
                     "\"destination.port_status\":\"assigned\","
                     "\"id.resp_p_service\":\"https\",\"id.resp_p_status\":\"assigned\"}\n");
}

/* What writes JSON in ASCII alone escapes all other letters. */
static void names_with_escapes(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "a/\xC3\xB6.p\xF0\x9F\x98\x80", "tcp", "name");
    annotating_gives(annotating,
                     "{\"a\\/\\u00F6\":{\"p\\ud83D\\uDE00\":80}}\n"
                     "{\"a/\xC3\xB6.p\\uD83D\\uDE00\":443}\n",
                     "{\"a\\/\\u00F6\":{\"p\\ud83D\\uDE00\":80}"
                     ",\"a/\xC3\xB6.p\xF0\x9F\x98\x80_service\":\"http\"}\n"
                     "{\"a/\xC3\xB6.p\\uD83D\\uDE00\":443"
                     ",\"a/\xC3\xB6.p\xF0\x9F\x98\x80_service\":\"https\"}\n");
    annotating_ask(annotating, "p", "tcp", "name");
    annotating_gives(annotating, "{\"\\p\":80,\"\\u0070\":443,\"\\u007\":9}\n",
                     "{\"\\p\":80,\"\\u0070\":443,\"\\u007\":9,\"p_service\":\"https\"}\n");
}

static void only_the_right_key(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "port", "tcp", "name");
    annotating_gives(annotating,
                     "{\"a\":{\"port\":1},\"b\":[{\"port\":2},\"port\",[]],\"port\":80,"
                     "\"x\":\"\\\"port\\\":9\",\"ports\":3,\"por\":4}\n",
                     "{\"a\":{\"port\":1},\"b\":[{\"port\":2},\"port\",[]],\"port\":80,"
                     "\"x\":\"\\\"port\\\":9\",\"ports\":3,\"por\":4"
                     ",\"port_service\":\"http\"}\n");
    annotating_gives(annotating, "{\"a\":{\"port\":80}}\n{}\n{\"port\":[80]}\n",
                     "{\"a\":{\"port\":80}}\n{}\n{\"port\":[80]}\n");
    assert_int_equal(annotating->counts.unchanged, 3);
}

static void values_that_are_no_port(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "port", "proto", "name");
    annotating_gives(annotating,
                     "{\"port\":null,\"proto\":6}\n{\"port\":\"\",\"proto\":6}\n"
                     "{\"port\":80,\"proto\":\"icmp\"}\n{\"port\":80}\n",
                     "{\"port\":null,\"proto\":6,\"port_service\":null}\n"
                     "{\"port\":\"\",\"proto\":6,\"port_service\":null}\n"
                     "{\"port\":80,\"proto\":\"icmp\",\"port_service\":null}\n"
                     "{\"port\":80,\"port_service\":null}\n");
    assert_int_equal(annotating->counts.annotated, 4);
}

static void malformed_lines_go_through(void **state)
{
    static const char *const lines[] = {
        "{\"port\":80",        "\"port\":80}",         "{\"port\":80}}",    "{\"port\":80,}",
        "{\"port\" 80}",       "{port:80}",            "[{\"port\":80}]",   "{\"port\":80} x",
        "{\"port\":80]",       "{\"port\":\"80}",      "{\"port\":65536}",  "{\"port\":80.5}",
        "{\"port\":-1}",       "{\"port\":true}",      "{\"port\":80 \"a\":1}", "x",
        "{\"port\":80,\"a\":[1,]}", "{\"port\":80,\"a\":}", "{\"port\":80,\"a\"}", "{\"port\":80,",
        "{\"port\":80,\"a\":\"\\",
    };
    struct annotating *annotating = *state;

    annotating_ask(annotating, "port", "tcp", "name");
    annotating->request.form = ANNOTATE_NDJSON;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        annotating_gives(annotating, lines[i], lines[i]);
        assert_int_equal(annotating->counts.unchanged, 1);
    }
}

static void depth_is_bounded(void **state)
{
    struct annotating *annotating = *state;
    struct buffer line = BUFFER_INIT(SIZE_MAX);

    annotating_ask(annotating, "port", "tcp", "name");
    for (unsigned depth = 60; depth < 70; depth++) {
        buffer_clear(&line);
        buffer_append_text(&line, "{\"port\":80,\"a\":");
        buffer_append_repeat(&line, '[', depth);
        buffer_append_repeat(&line, ']', depth);
        buffer_append_text(&line, "}\n");
        annotating_run(annotating, line.data, line.size);
        assert_int_equal(annotating->counts.annotated, depth < 64);
        assert_int_equal(annotating->counts.unchanged, depth >= 64);
    }
    buffer_free(&line);
}

static void a_byte_order_mark(void **state)
{
    annotating_ask(*state, "port", "tcp", "name");
    annotating_gives(*state, "\xEF\xBB\xBF{\"port\":80}\n",
                     "\xEF\xBB\xBF{\"port\":80,\"port_service\":\"http\"}\n");
}

static void the_port_is_asked_for(void **state)
{
    annotating_ask(*state, "", "tcp", "name");
    annotating_refuses(*state, "{\"port\":80}\n", "which key is the port's?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_at_the_top),
        cmocka_unit_test(keys_inside_objects),
        cmocka_unit_test(names_with_escapes),
        cmocka_unit_test(only_the_right_key),
        cmocka_unit_test(values_that_are_no_port),
        cmocka_unit_test(malformed_lines_go_through),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_byte_order_mark),
        cmocka_unit_test(the_port_is_asked_for),
    };

    return cmocka_run_group_tests_name("annotate/ndjson", tests, annotating_setup,
                                       annotating_teardown);
}
