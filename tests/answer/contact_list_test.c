/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/contact_list.h"
#include "answer/lookup.h"
#include "fixture.h"
#include "value.h"

static void collect(struct contact_list *ret, const struct layers *layers, const char *const *names,
                    size_t count)
{
    struct answers answers = { 0 };

    for (size_t i = 0; i < count; i++) {
        struct missing missing;
        struct question question = { 0 };

        assert_int_equal(question_parse(string_of(names[i]), &question, NULL), PORTREG_OK);
        answers_of_question(&answers, layers, &question, GAPS_ALWAYS, &missing);
    }
    assert_true(contact_list_collect(ret, &answers));
    answers_free(&answers);
}

static void each_contact_stands_once_in_order(void **state)
{
    static const char *const names[] = { "http", "discard", "www", "2000" };
    struct layers iana = fixture_iana(*state);
    struct contact_list list;

    collect(&list, &iana, names, 4);
    assert_int_equal(list.count, 4);
    assert_true(string_is(list.items[0].id, "Eddie_Kohler"));
    assert_true(string_is(list.items[1].id, "IESG"));
    assert_true(string_is(list.items[2].id, "IETF_Chair"));
    assert_true(string_is(list.items[3].id, "Jon_Postel"));
    contact_list_free(&list);
}

static void nobody_is_named(void **state)
{
    static const char *const names[] = { "2000" };
    struct layers iana = fixture_iana(*state);
    struct contact_list list;

    collect(&list, &iana, names, 1);
    assert_int_equal(list.count, 0);
    contact_list_free(&list);
}

static void contacts_are_a_member_of_a_document(void **state)
{
    static const char *const names[] = { "discard/tcp" };
    struct layers iana = fixture_iana(*state);
    struct buffer text = BUFFER_INIT(10000);
    struct contact_list list;
    struct json json;

    collect(&list, &iana, names, 1);
    json_init(&json, &text, false);
    json_object_open(&json);
    contact_list_json(&json, &list);
    json_object_close(&json);
    assert_json(&text, "contacts/0/id", "\"Jon_Postel\"");
    assert_json(&text, "contacts/1", NULL);
    buffer_free(&text);
    contact_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_contact_stands_once_in_order),
        cmocka_unit_test(nobody_is_named),
        cmocka_unit_test(contacts_are_a_member_of_a_document),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
