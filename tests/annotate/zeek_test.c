/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "fixture.h"

#define HEAD "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"

static void the_usual_log(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "", "", "name,status");
    annotating_gives(annotating,
                     HEAD "#path\tconn\n#open\t2026-01-01-00-00-00\n"
                          "#fields\tts\tid.orig_p\tid.resp_p\tproto\n"
                          "#types\ttime\tport\tport\tenum\n"
                          "1.0\t6000\t443\ttcp\n2.0\t8\t0\ticmp\n3.0\tbad\n4.0\t1\tx\ttcp\n"
                          "#close\t2026-01-01-01-00-00\n",
                     HEAD "#path\tconn\n#open\t2026-01-01-00-00-00\n"
                          "#fields\tts\tid.orig_p\tid.resp_p\tproto\tid.resp_p_service"
                          "\tid.resp_p_status\n"
                          "#types\ttime\tport\tport\tenum\tstring\tstring\n"
                          "1.0\t6000\t443\ttcp\thttps\tassigned\n2.0\t8\t0\ticmp\t-\t-\n"
                          "3.0\tbad\n4.0\t1\tx\ttcp\n"
                          "#close\t2026-01-01-01-00-00\n");
    assert_int_equal(annotating->counts.annotated, 2);
    assert_int_equal(annotating->counts.unchanged, 2);
    assert_int_equal(annotating->counts.first_unchanged, 11);
}

static void columns_that_were_named(void **state)
{
    annotating_ask(*state, "id.orig_p,3", "tcp", "name");
    annotating_gives(*state, "#separator \\x09\n#fields\tts\tid.orig_p\tdst\n1\t443\t80\n",
                     "#separator \\x09\n"
                     "#fields\tts\tid.orig_p\tdst\tid.orig_p_service\tdst_service\n"
                     "1\t443\t80\thttps\thttp\n");
}

static void another_separator_and_unset_field(void **state)
{
    annotating_ask(*state, "p", "tcp", "name,description");
    annotating_gives(*state, "#separator \\x2c\n#unset_field,nil\n#fields,ts,p\n1,80\n1,1\n1,nil\n",
                     "#separator \\x2c\n#unset_field,nil\n"
                     "#fields,ts,p,p_service,p_description\n"
                     "1,80,http,World Wide Web HTTP\n1,1,nil,nil\n1,nil,nil,nil\n");
    annotating_gives(*state, "#separator t\n#fieldstp\n80\n",
                     "#separator t\n#fieldstptp_servicetp_descrip\\x74ion\n"
                     "80th\\x74\\x74p"
                     "tWorld Wide Web HTTP\n");
}

static void without_types_or_separator(void **state)
{
    annotating_ask(*state, "", "", "name");
    annotating_gives(*state, "#fields\tid.resp_p\tproto\r\n443\ttcp\r\n",
                     "#fields\tid.resp_p\tproto\tid.resp_p_service\r\n443\ttcp\thttps\r\n");
}

static void logs_put_together(void **state)
{
    struct annotating *annotating = *state;
    static const char logs[] = "#separator \\x09\n#fields\tid.resp_p\tproto\n443\ttcp\n#close\n"
                               "#separator \\x09\n#fields\tid.resp_p\tproto\n80\ttcp\n#close\n"
                               "#fields\tproto\tx\tid.resp_p\n#types\tenum\tint\tport\ntcp\t1\t80\n"
                               "#fields\tquery\n#types\tstring\nexample.com\n#close\n"
                               "#fields\tid.resp_p\tproto\n9\tdccp\n";
    static const char expected[] =
        "#separator \\x09\n#fields\tid.resp_p\tproto\tid.resp_p_service\n443\ttcp\thttps\n#close\n"
        "#separator \\x09\n#fields\tid.resp_p\tproto\tid.resp_p_service\n80\ttcp\thttp\n#close\n"
        "#fields\tproto\tx\tid.resp_p\tid.resp_p_service\n#types\tenum\tint\tport\tstring\n"
        "tcp\t1\t80\thttp\n"
        "#fields\tquery\n#types\tstring\nexample.com\n#close\n"
        "#fields\tid.resp_p\tproto\tid.resp_p_service\n9\tdccp\tdiscard\n";

    annotating_ask(annotating, "", "", "name");
    for (size_t block = 1; block < 300; block += 7) {
        annotating->options.block_size = block;
        annotating->options.jobs = 1 + (unsigned)block % 3;
        annotating_gives(annotating, logs, expected);
        assert_int_equal(annotating->counts.unchanged, 1);
        assert_int_equal(annotating->counts.annotated, 4);
    }
}

/* More changes than there are blocks at a time: plans come and go. */
static void columns_that_change_all_the_time(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    for (unsigned i = 0; i < 500; i++) {
        buffer_printf(&in, "#fields\tx%u\tid.resp_p\tproto\n1\t80\ttcp\n", i);
        buffer_printf(&expected,
                      "#fields\tx%u\tid.resp_p\tproto\tid.resp_p_service\n1\t80\ttcp\thttp\n",
                      i);
    }
    annotating_ask(annotating, "", "", "name");
    annotating->request.form = ANNOTATE_ZEEK;
    for (unsigned jobs = 1; jobs < 4; jobs++) {
        annotating->options.jobs = jobs;
        annotating_run(annotating, in.data, in.size);
        assert_int_equal(annotating->status, PORTREG_OK);
        assert_int_equal(annotating->out.size, expected.size);
        assert_memory_equal(annotating->out.data, expected.data, expected.size);
    }
    buffer_free(&in);
    buffer_free(&expected);
}

static void records_before_fields(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "", "", "name");
    annotating_gives(annotating,
                     "#separator \\x09\n443\ttcp\n#fields\tid.resp_p\tproto\n443\ttcp\n",
                     "#separator \\x09\n443\ttcp\n#fields\tid.resp_p\tproto\tid.resp_p_service\n"
                     "443\ttcp\thttps\n");
    assert_int_equal(annotating->counts.unchanged, 1);
    annotating_gives(annotating, "#separator \\x09\n#close\n", "#separator \\x09\n#close\n");
    assert_int_equal(annotating->counts.unchanged, 0);
}

static void a_column_that_is_not_there(void **state)
{
    annotating_ask(*state, "", "", "name");
    annotating_refuses(*state, "#separator \\x09\n#fields\tts\tquery\n1\tx\n",
                       "no column 'id.resp_p'; the columns are: 1 ts, 2 query");
}

/* A stranger's log says how it is to be read. */
static void a_line_end_separates_no_values(void **state)
{
    struct annotating *annotating = *state;
    static const char *const words[] = { "\\x0a", "\\x0d", "\r" };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        char log[128];
        char expected[128];

        snprintf(log, sizeof(log), "#separator %s\n#fields\tts\tp\n1\t80\n", words[i]);
        snprintf(expected, sizeof(expected),
                 "#separator %s\n#fields\tts\tp\tp_service\n1\t80\thttp\n", words[i]);
        annotating_ask(annotating, "p", "tcp", "name");
        annotating->request.form = ANNOTATE_ZEEK;
        annotating_gives(annotating, log, expected);
        /* What its lines would be if that were the delimiter. */
        snprintf(log, sizeof(log), "#separator %s\n#fields\nts\np\n1\n80\n", words[i]);
        annotating_gives(annotating, log, log);
    }
}

static void columns_are_those_of_fields_without_a_header_too(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "5000", "tcp", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating_refuses(annotating, "#separator \\x09\n#fields\tts\tp\n1\t80\n",
                       "no column '5000'; the columns are: 1 ts, 2 p");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_log),
        cmocka_unit_test(columns_that_were_named),
        cmocka_unit_test(another_separator_and_unset_field),
        cmocka_unit_test(without_types_or_separator),
        cmocka_unit_test(logs_put_together),
        cmocka_unit_test(columns_that_change_all_the_time),
        cmocka_unit_test(records_before_fields),
        cmocka_unit_test(a_column_that_is_not_there),
        cmocka_unit_test(a_line_end_separates_no_values),
        cmocka_unit_test(columns_are_those_of_fields_without_a_header_too),
    };

    return cmocka_run_group_tests_name("annotate/zeek", tests, annotating_setup,
                                       annotating_teardown);
}
