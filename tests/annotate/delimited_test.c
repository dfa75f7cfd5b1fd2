/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

static void columns_by_name(void **state)
{
    annotating_ask(*state, "dport", "proto", "name");
    annotating_gives(*state,
                     "src,dport,proto,bytes\n"
                     "a,443,tcp,1\n"
                     "b,512,udp,2\n"
                     "c,512,tcp,3\n"
                     "d,1,tcp,4\n",
                     "src,dport,proto,bytes,dport_service\n"
                     "a,443,tcp,1,https\n"
                     "b,512,udp,2,biff\n"
                     "c,512,tcp,3,exec\n"
                     "d,1,tcp,4,\n");
}

static void names_without_case_after_those_with(void **state)
{
    annotating_ask(*state, "Port", "tcp", "name");
    annotating_gives(*state, "PORT\n80\n", "PORT,PORT_service\n80,http\n");
    annotating_gives(*state, "PORT,Port\n80,443\n", "PORT,Port,Port_service\n80,443,https\n");
}

static void columns_by_number(void **state)
{
    annotating_ask(*state, "1,3", "2", "name");
    annotating_gives(*state, "80,tcp,443\n", "80,tcp,443,http,https\n");
    annotating_gives(*state, "from,how,to\n80,tcp,443\n",
                     "from,how,to,from_service,to_service\n80,tcp,443,http,https\n");
    assert_int_equal(((struct annotating *)*state)->counts.annotated, 1);
    assert_int_equal(((struct annotating *)*state)->counts.lines, 2);
}

static void a_header_as_asked(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "1", "tcp", "name");
    annotating->request.header = ANNOTATE_HEADER_YES;
    annotating_gives(annotating, "80\n80\n", "80,80_service\n80,http\n");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating_gives(annotating, "port\n80\n", "port\n80,http\n");
    assert_int_equal(annotating->counts.unchanged, 1);
    assert_int_equal(annotating->counts.first_unchanged, 1);
}

static void several_fields(void **state)
{
    annotating_ask(*state, "1", "2", "status,name,description");
    annotating_gives(*state,
                     "80,tcp\n1,tcp\n4,udp\n50000,udp\n443,dccp\n",
                     "80,tcp,assigned,http,World Wide Web HTTP\n"
                     "1,tcp,unassigned,,\n"
                     "4,udp,unassigned,,Unassigned\n"
                     "50000,udp,dynamic,,\n"
                     "443,dccp,reserved,,\n");
}

static void ports_in_all_forms(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "1", "", "name");
    annotating_gives(annotating,
                     "443/tcp\n9/dccp\n512/17\n512/TCP\n 443 \n00443\n6063\n"
                     "0\n65535\n\"443\"\n\"443/tcp\"\n443/icmp\n-\n",
                     "443/tcp,https\n9/dccp,discard\n512/17,biff\n512/TCP,exec\n 443 ,https\n"
                     "00443,https\n6063,x11\n"
                     "0,\n65535,\n\"443\",https\n\"443/tcp\",https\n443/icmp,\n-,\n");
    assert_int_equal(annotating->counts.annotated, 13);
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating_gives(annotating,
                     "65536\n99999\n443x\nx443\n4 43\n+443\n-443\n/tcp\n443.5\n100443\n"
                     ".0\n443.\n443..0\n",
                     "65536\n99999\n443x\nx443\n4 43\n+443\n-443\n/tcp\n443.5\n100443\n"
                     ".0\n443.\n443..0\n");
    assert_int_equal(annotating->counts.unchanged, 13);
    assert_int_equal(annotating->counts.annotated, 0);
}

/* What knows no column of whole numbers with gaps writes fractions. */
static void whole_numbers_with_fractions(void **state)
{
    annotating_ask(*state, "1", "2", "name");
    annotating_gives(*state,
                     "443.0,6.0\n443.00,tcp\n0.0,tcp\n512.0/17.0,\n443.0/tcp,x\n9,17.5\n",
                     "443.0,6.0,https\n443.00,tcp,https\n0.0,tcp,\n512.0/17.0,,biff\n"
                     "443.0/tcp,x,https\n9,17.5,\n");
}

static void transports_by_name_and_number(void **state)
{
    annotating_ask(*state, "1", "2", "name");
    annotating_gives(*state,
                     "9,tcp\n9,TCP\n9,Udp\n9,dCCp\n443,sctp\n9,6\n9,17\n9,33\n443,132\n"
                     "9,sctp\n443,33\n9, tcp \n9,\"tcp\"\n",
                     "9,tcp,discard\n9,TCP,discard\n9,Udp,discard\n9,dCCp,discard\n"
                     "443,sctp,https\n9,6,discard\n9,17,discard\n9,33,discard\n443,132,https\n"
                     "9,sctp,\n443,33,\n9, tcp ,discard\n9,\"tcp\",discard\n");
    /* Other protocols have no ports, whatever looks like one. */
    annotating_gives(*state,
                     "9,icmp\n9,1\n9,\n9,06\n9,\x11\n9,tcp6\n9,tc\n9,xtcp\n9,TcQ\n",
                     "9,icmp,\n9,1,\n9,,\n9,06,\n9,\x11,\n9,tcp6,\n9,tc,\n9,xtcp,\n9,TcQ,\n");
}

static void quotes_of_csv(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "dst port", "proto", "name");
    annotating_gives(annotating,
                     "note,\"dst port\",proto\n"
                     "\"a,b\",80,tcp\n"
                     "\"say \"\"x,y\"\"\",80,tcp\n"
                     "in\"ch,80,tcp\n"
                     "\"open,80,tcp\n"
                     "\"\",80,tcp\n",
                     "note,\"dst port\",proto,dst port_service\n"
                     "\"a,b\",80,tcp,http\n"
                     "\"say \"\"x,y\"\"\",80,tcp,http\n"
                     "in\"ch,80,tcp,http\n"
                     "\"open,80,tcp\n"
                     "\"\",80,tcp,http\n");
    assert_int_equal(annotating->counts.unchanged, 1);
    assert_int_equal(annotating->counts.first_unchanged, 5);
}

static void values_are_quoted_where_needed(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "1", "udp", "description");
    annotating->request.form = ANNOTATE_CSV;
    annotating->request.delimiter = ' ';
    annotating_gives(annotating, "443\n", "443 \"http protocol over TLS/SSL\"\n");
    annotating->request.delimiter = ',';
    annotating_gives(annotating, "443\n", "443,http protocol over TLS/SSL\n");
}

static void tabs_have_no_quotes(void **state)
{
    annotating_ask(*state, "2", "1", "name,description");
    annotating_gives(*state, "tcp\t80\t\"x\nudp\t443\n",
                     "tcp\t80\t\"x\thttp\tWorld Wide Web HTTP\n"
                     "udp\t443\thttps\thttp protocol over TLS/SSL\n");
}

static void blanks_in_runs(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "2", "3", "name,description");
    annotating_gives(annotating, "x 443 tcp\n  x   1\t tcp y \n\nx 443\n   \nx 443 tcp \r\n",
                     "x 443 tcp https http_protocol_over_TLS/SSL\n"
                     "  x   1\t tcp y  - -\n"
                     "\nx 443\n   \n"
                     "x 443 tcp  https http_protocol_over_TLS/SSL\r\n");
    assert_int_equal(annotating->counts.unchanged, 1);
    assert_int_equal(annotating->counts.first_unchanged, 4);
}

static void line_ends_stay(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "1", "2", "name");
    annotating_gives(annotating, "80,tcp\r\n443,tcp\n\r\n\n9,tcp\r\n443,udp",
                     "80,tcp,http\r\n443,tcp,https\n\r\n\n9,tcp,discard\r\n443,udp,https");
    assert_int_equal(annotating->counts.lines, 6);
    assert_int_equal(annotating->counts.unchanged, 0);
    annotating_gives(annotating, "80,tcp\r", "80,tcp,http\r");
    annotating_gives(annotating, "", "");
    annotating_ask(annotating, "port", "tcp", "name");
    annotating_gives(annotating, "port\r\n80\r\n", "port,port_service\r\n80,http\r\n");
    annotating_gives(annotating, "port", "port,port_service");
}

static void a_byte_order_mark(void **state)
{
    annotating_ask(*state, "port", "tcp", "name");
    annotating_gives(*state, "\xEF\xBB\xBFport,x\n80,1\n",
                     "\xEF\xBB\xBFport,x,port_service\n80,1,http\n");
}

static void binary_data_goes_through(void **state)
{
    static const char data[] = "80,tcp,\0\xFF\x80\n\0\0\n\xFE,80\n443,tcp,\0\r\n\0";
    static const char expected[] = "80,tcp,\0\xFF\x80,http\n\0\0\n\xFE,80\n443,tcp,\0,https\r\n\0";
    struct annotating *annotating = *state;

    annotating_ask(annotating, "1", "2", "name");
    annotating_run(annotating, data, sizeof(data) - 1);
    assert_int_equal(annotating->out.size, sizeof(expected) - 1);
    assert_memory_equal(annotating->out.data, expected, sizeof(expected) - 1);
    assert_int_equal(annotating->counts.unchanged, 3);
}

static void lines_longer_than_a_window(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    for (size_t length = 16370; length < 16400; length++) {
        buffer_append_text(&in, "80,tcp,");
        buffer_append_repeat(&in, ',', length);
        buffer_append_text(&in, "\n443,tcp\n");
        buffer_append_text(&expected, "80,tcp,");
        buffer_append_repeat(&expected, ',', length);
        buffer_append_text(&expected, ",http\n443,tcp,https\n");
    }
    annotating_ask(annotating, "1", "2", "name");
    annotating_gives(annotating, in.data, expected.data);
    buffer_free(&in);
    buffer_free(&expected);
}

static void other_delimiters(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "2", "tcp", "name");
    annotating_gives(annotating, "a b;80\n", "a b;80;http\n");
    annotating_gives(annotating, "a|80\n", "a|80|http\n");
    annotating_gives(annotating, "a b,c\t80\n", "a b,c\t80\thttp\n");
    annotating->request.form = ANNOTATE_CSV;
    annotating->request.delimiter = 'x';
    annotating_gives(annotating, "a,bx80x\n", "a,bx80xxhttp\n");
    annotating->request.delimiter = '\x01';
    annotating_gives(annotating, "a,b\x01" "80\n", "a,b\x01" "80\x01" "http\n");
}

static void a_column_that_is_not_there(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "dport", "proto", "name");
    annotating_refuses(annotating, "time,port,proto\n1,2,tcp\n",
                       "no column 'dport'; the columns are: 1 time, 2 port, 3 proto");
    annotating_ask(annotating, "4", "tcp", "name");
    annotating_refuses(annotating, "1,2,3\n", "no column '4'; the first line has: 1 1, 2 2, 3 3");
    annotating_ask(annotating, "0", "tcp", "name");
    annotating_refuses(annotating, "1,2,3\n", "no column '0'");
    annotating_ask(annotating, "99999999999999999999", "tcp", "name");
    annotating_refuses(annotating, "1\n", "no column '99999999999999999999'");
    annotating_ask(annotating, "1", "proto", "name");
    annotating_refuses(annotating, "port,transport\n80,tcp\n", "no column 'proto'");
    annotating_ask(annotating, "", "tcp", "name");
    annotating_refuses(annotating, "1,2\n", "which column is the port's?");
    annotating_ask(annotating, "port", "tcp", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating_refuses(annotating, "port\n80\n", "no column 'port'");
}

static void without_a_header_lines_may_be_short(void **state)
{
    struct annotating *annotating = *state;

    annotating_ask(annotating, "2", "tcp", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating->request.form = ANNOTATE_CSV;
    annotating_gives(annotating, "cut\na,80\n", "cut\na,80,http\n");
    assert_int_equal(annotating->counts.unchanged, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(names_without_case_after_those_with),
        cmocka_unit_test(columns_by_number),
        cmocka_unit_test(a_header_as_asked),
        cmocka_unit_test(several_fields),
        cmocka_unit_test(ports_in_all_forms),
        cmocka_unit_test(whole_numbers_with_fractions),
        cmocka_unit_test(transports_by_name_and_number),
        cmocka_unit_test(quotes_of_csv),
        cmocka_unit_test(values_are_quoted_where_needed),
        cmocka_unit_test(tabs_have_no_quotes),
        cmocka_unit_test(blanks_in_runs),
        cmocka_unit_test(line_ends_stay),
        cmocka_unit_test(a_byte_order_mark),
        cmocka_unit_test(binary_data_goes_through),
        cmocka_unit_test(lines_longer_than_a_window),
        cmocka_unit_test(other_delimiters),
        cmocka_unit_test(a_column_that_is_not_there),
        cmocka_unit_test(without_a_header_lines_may_be_short),
    };

    return cmocka_run_group_tests_name("annotate/delimited", tests, annotating_setup,
                                       annotating_teardown);
}
