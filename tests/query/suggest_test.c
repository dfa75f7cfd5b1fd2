/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <string.h>

#include "util/string.h"

static struct compiled compile_names(const char *const *names, size_t count, const char *date)
{
    struct buffer text = BUFFER_INIT(1 << 20);
    buffer_printf(&text, "<registry><updated>%s</updated>", date);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&text, "<record><name>%s</name></record>", names[i]);
    }
    buffer_append_text(&text, "</registry>");
    struct compiled compiled = compile_text(text.data);
    buffer_free(&text);
    return compiled;
}

static void assert_suggested(struct portreg_view view, const char *name, const char *expected)
{
    struct portreg_string names[PORTREG_SUGGESTION_MAX];
    struct buffer found = BUFFER_INIT(1000);
    size_t count = portreg_suggest(view, name, strlen(name), names);
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(&found, i > 0 ? " " : "");
        buffer_append_string(&found, names[i]);
    }
    assert_string_equal(count > 0 ? found.data : "", expected);
    buffer_free(&found);
}

static void the_nearest_come_first(void **state)
{
    (void)state;
    static const char *const names[] = { "https", "http", "HTTP", "ftp", "htcp", "nntp", "tftp",
                                         "ntp",   "sftp", "domain", "domains", "a", "b" };
    struct compiled compiled = compile_names(names, sizeof(names) / sizeof(names[0]), "2020-01-01");
    const struct portreg_view view = portreg_view_now(compiled.snapshot);
    assert_suggested(view, "httpd", "http https htcp");
    assert_suggested(view, "htpt", "http htcp https ftp ntp");
    assert_suggested(view, "HTPTS", "https http");
    assert_suggested(view, "domian", "domain domains");
    assert_suggested(view, "a", "b");
    assert_suggested(view, "xyzzy-service", "");
    assert_suggested(view, "", "");
    compiled_free(&compiled);
}

static void at_most_so_many_in_the_order_of_their_names(void **state)
{
    (void)state;
    static const char *const names[] = { "name9", "name8", "name7", "name6", "name5",
                                         "name4", "name3", "namexx", "nameyy" };
    struct compiled compiled = compile_names(names, sizeof(names) / sizeof(names[0]), "2020-01-01");
    assert_suggested(portreg_view_now(compiled.snapshot), "name1",
                     "name3 name4 name5 name6 name7");
    compiled_free(&compiled);
}

static void only_names_of_the_version_are_suggested(void **state)
{
    (void)state;
    const struct portreg_string texts[] = {
        STRING_LITERAL("<registry><updated>2019-01-01</updated><record><name>Olden</name>"
                       "</record><record><name>stays</name></record></registry>"),
        STRING_LITERAL("<registry><updated>2020-01-01</updated><record><name>stays</name>"
                       "</record><record><name>golden</name></record></registry>"),
    };
    struct compiled compiled = compile_texts(texts, 2);
    assert_suggested((struct portreg_view){ compiled.snapshot, 0 }, "oldenn", "Olden");
    assert_suggested((struct portreg_view){ compiled.snapshot, 1 }, "oldenn", "golden");
    assert_suggested((struct portreg_view){ compiled.snapshot, 1 }, "stay", "stays");
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_come_first),
        cmocka_unit_test(at_most_so_many_in_the_order_of_their_names),
        cmocka_unit_test(only_names_of_the_version_are_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
