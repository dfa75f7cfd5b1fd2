/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>

#include "serving.h"

#define FOLDER "/assignments/service-names-port-numbers"
#define BASE FOLDER "/service-names-port-numbers"
#define PAGE BASE ".xhtml"

/* Fails unless the answer is well-formed XML. */
static void expect_xml(const struct http_answer *answer)
{
    XML_Parser parser = XML_ParserCreate(NULL);

    if (XML_Parse(parser, answer->body, (int)answer->size, 1) != XML_STATUS_OK) {
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    }
    XML_ParserFree(parser);
}

static void expect_text(const struct http_answer *answer, const char *text)
{
    if (strstr(answer->body, text) == NULL) {
        fail_msg("no \"%s\" in: %.3000s", text, answer->body);
    }
}

static void expect_page(const struct serving *serving, const char *query, const char *text)
{
    char target[512];
    struct http_answer answer;

    snprintf(target, sizeof(target), PAGE "%s", query);
    answer = serving_get(serving, 200, target, NULL);
    expect_xml(&answer);
    expect_text(&answer, text);
    http_answer_free(&answer);
}

static void page_is_built_as_theirs(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer = serving_get(serving, 200, PAGE, NULL);
    char value[HTTP_VALUE_SIZE];

    expect_xml(&answer);
    assert_string_equal(http_header(&answer, "Content-Type", value), "text/html; charset=utf-8");
    expect_text(&answer, "<title>Service Name and Transport Protocol Port Number Registry</title>");
    expect_text(&answer, "<dt>Last Updated</dt>\n      <dd>2026-02-13</dd>");
    expect_text(&answer, "<dt>Expert(s)</dt>");
    expect_text(&answer, "<dt>Note</dt>");
    expect_text(&answer, "[<a href=\"https://www.rfc-editor.org/rfc/rfc6335\">RFC6335</a>]");
    expect_text(&answer, "<input name=\"search\" size=\"18\" type=\"text\"");
    expect_text(&answer, "href=\"service-names-port-numbers.csv\"");
    expect_text(&answer, "<table id=\"table-service-names-port-numbers\"");
    expect_text(&answer, "[<a href=\"#Jon_Postel\">Jon_Postel</a>]");
    expect_text(&answer, "<a id=\"Jon_Postel\">[Jon_Postel]</a>");
    assert_null(strstr(answer.body, "days old"));
    http_answer_free(&answer);
}

static void searches_and_sorts(void **state)
{
    const struct serving *serving = *state;
    struct http_answer answer;

    expect_page(serving, "?search=NETNEWS", "<a id=\"Heiko_Schlichting\">[Heiko_Schlichting]</a>");
    expect_page(serving, "?search=&page=1", "<a id=\"Heiko_Schlichting\">");
    expect_page(serving, "?search=no+such+text", "<tbody>\n      </tbody>");
    expect_page(serving, "?search=http&page=2", "<tbody>\n      </tbody>");
    expect_page(serving, "?search=%3C%26%22", "value=\"&lt;&amp;&quot;\"");
    expect_page(serving, "?search=http&skey=-2",
                "<tbody>\n        <tr><td>http-alt</td><td>8080</td>");
    expect_page(serving, "?search=http&skey=2", "?search=http&amp;page=1&amp;skey=-2\"");
    expect_page(serving, "?search=http&skey=2", "<th scope=\"col\" aria-sort=\"ascending\">");
    answer = serving_get(serving, 400, PAGE "?page=0", NULL);
    expect_text(&answer, "page takes a number from 1");
    http_answer_free(&answer);
    answer = serving_get(serving, 400, PAGE "?skey=13", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 400, PAGE "?skey=-", NULL);
    http_answer_free(&answer);
}

static void other_dates(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    shell_expect(serving->shell, 0,
                 "portreg-compile compile $D/small-2015.xml $D/small.xml -o x.portreg");
    serving_start(serving, "");
    answer = serving_get(serving, 200, PAGE "?as_of=2020&search=http", NULL);
    expect_xml(&answer);
    expect_text(&answer, "<dd>2015-");
    expect_text(&answer, "href=\"service-names-port-numbers.xml?as_of=2020\"");
    expect_text(&answer, "<input name=\"as_of\" type=\"hidden\" value=\"2020\" />");
    http_answer_free(&answer);
    shell_expect(serving->shell, 0, "cat $D/small-2015.xml");
    answer = serving_get(serving, 200, BASE ".xml?as_of=2020", NULL);
    assert_string_equal(answer.body, serving->shell->out);
    http_answer_free(&answer);
    shell_expect(serving->shell, 0, "portreg convert x.portreg --as-of 2020 --to csv");
    answer = serving_get(serving, 200, BASE ".csv?as_of=2020", NULL);
    assert_string_equal(answer.body, serving->shell->out);
    http_answer_free(&answer);
    answer = serving_get(serving, 404, BASE ".csv?as_of=2001", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 400, BASE ".csv?as_of=never", NULL);
    http_answer_free(&answer);
}

static void files_are_theirs(void **state)
{
    const struct serving *serving = *state;
    static const char *const types[][3] = {
        { "csv", "csv", "text/csv; charset=utf-8" },
        { "xml", "xml", "application/xml" },
        { "txt", "text", "text/plain; charset=utf-8" },
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        char target[256];
        char value[HTTP_VALUE_SIZE];
        struct http_answer answer;

        snprintf(target, sizeof(target), BASE ".%s", types[i][0]);
        answer = serving_get(serving, 200, target, "Accept: text/html\r\n");
        assert_string_equal(http_header(&answer, "Content-Type", value), types[i][2]);
        shell_expect(serving->shell, 0,
                     "LC_ALL=C date -u -d @$(stat -c %%Z x.portreg) "
                     "'+%%a, %%d %%b %%Y %%H:%%M:%%S GMT'");
        shell_out_has(serving->shell, http_header(&answer, "Last-Modified", value));
        assert_int_equal(strlen(value), strlen("Fri, 13 Feb 2026 00:00:00 GMT"));
        shell_expect(serving->shell, 0, "portreg convert x.portreg --to %s", types[i][1]);
        assert_int_equal(answer.size, serving->shell->out_size);
        assert_memory_equal(answer.body, serving->shell->out, answer.size);
        http_answer_free(&answer);
    }
}

static void other_addresses_lead_to_the_page(void **state)
{
    static const char *const aliases[] = { FOLDER, FOLDER "/", BASE, "/assignments/port-numbers",
                                           "/assignments/service-names" };
    const struct serving *serving = *state;
    char value[HTTP_VALUE_SIZE];
    struct http_answer answer;

    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        answer = serving_get(serving, 308, aliases[i], NULL);
        http_answer_free(&answer);
    }
    answer = serving_get(serving, 400, FOLDER "?search=a+%26%0b", NULL);
    http_answer_free(&answer);
    answer = serving_get(serving, 308, FOLDER "?search=a+%26b&page=2", NULL);
    assert_string_equal(http_header(&answer, "Location", value),
                        PAGE "?search=a%20%26b&page=2");
    http_answer_free(&answer);
}

/* What is not read from XML has no preamble but its title. */
static void registry_from_csv(void **state)
{
    struct serving *serving = *state;
    struct http_answer answer;

    shell_expect(serving->shell, 0,
                 "portreg convert $D/small.xml --to csv > small.csv && "
                 "portreg-compile compile small.csv --date 2026-02-13 -o x.portreg");
    serving_start(serving, "");
    answer = serving_get(serving, 200, PAGE "?search=http", NULL);
    expect_xml(&answer);
    expect_text(&answer, "<dd>2026-02-13</dd>");
    assert_null(strstr(answer.body, "Expert"));
    http_answer_free(&answer);
}

/* The five pages of the reference registry, without regard to white space. */
static void pages_of_the_site(void **state)
{
    const char *reference = getenv("PORTREG_TEST_REGISTRY");
    struct serving *serving = *state;

    if (reference == NULL) {
        skip();
    }
    setenv("R", reference, 1);
    shell_run(serving->shell, "test -e $R/iana-history-2015-2026.tar.zst");
    if (serving->shell->code != 0) {
        skip();
    }
    shell_expect(serving->shell, 0,
                 "zstd -qdc --long=27 $R/iana-history-2015-2026.tar.zst | tar x --transform "
                 "'s,.*/,,' --wildcards '*2025-05-19.xml' '*2025-07-22.xml' '*2025-09-29.xml' "
                 "'*2026-05-11.xml' && portreg compile 20*.xml -o x.portreg");
    serving_start(serving, "");
    shell_expect(serving->shell, 0,
                 "squeeze() { tr -d ' |\\n\\t\\r' | fold -w 100; }\n"
                 "rows() { sed -n '/Service Name.*Assignment Notes/,$p' | sed '1d;/^Contact "
                 "Information$/d;/ID .*Name .*Organization/d;/^[-| ]*$/d' | squeeze; }\n"
                 "plain() { sed '/<footer>/d;s/<\\/t[dh]>/ /g;s/<[^>]*>//g;s/&lt;/</g;s/&gt;/>/g;"
                 "s/&quot;/\"/g;s/&amp;/\\&/g;s/^ *//'; }\n"
                 "for page in $R/search-pages/*.txt; do\n"
                 "  name=${page##*/}; date=${name%%%%_*}; text=${name#*search=}\n"
                 "  number=${name##*page=}; test $date != 2025-05-05 || date=2025-05-19\n"
                 "  rows < $page > theirs\n"
                 "  exec 3<>/dev/tcp/127.0.0.1/%u\n"
                 "  printf 'GET " PAGE "?search=%%s&page=%%s&as_of=%%s HTTP/1.0\\r\\n\\r\\n' "
                 "${text%%%%_*} ${number%%.txt} $date >&3\n"
                 "  plain <&3 | rows > ours; exec 3>&-\n"
                 "  test -s theirs && diff theirs ours >&2 || exit 1\n"
                 "done",
                 serving->port);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STARTED_TEST(page_is_built_as_theirs), STARTED_TEST(searches_and_sorts),
        SERVING_TEST(other_dates),             STARTED_TEST(files_are_theirs),
        STARTED_TEST(other_addresses_lead_to_the_page), SERVING_TEST(registry_from_csv),
        SERVING_TEST(pages_of_the_site),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
