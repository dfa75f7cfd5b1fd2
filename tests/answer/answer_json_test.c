/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer/answer_json.h"
#include "fixture.h"
#include "value.h"

static const struct answer_form usual = { .full = false };

/* The document of all rows of the base. */
static struct buffer document(const struct layers *layers, const struct answer_form *form)
{
    struct buffer text = BUFFER_INIT(1u << 20);
    struct answers answers = { 0 };

    answers_add_layer(&answers, layers_base(layers));
    answers_append_json(&text, layers, &answers, form);
    assert_false(buffer_failed(&text));
    assert_int_equal(text.data[text.size - 1], '\n');
    answers_free(&answers);
    return text;
}

static void one_layer_is_the_source(void **state)
{
    struct layers iana = fixture_iana(*state);
    struct buffer text = document(&iana, &usual);

    assert_json(&text, "source", "\"iana\"");
    assert_json(&text, "as_of", "\"2026-02-13\"");
    assert_json(&text, "layers", NULL);
    buffer_free(&text);
}

static void several_layers_are_listed(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = document(&fixture->layers, &usual);

    assert_json(&text, "source", "\"iana\"");
    assert_json(&text, "layers",
                 "[{\"source\":\"local\",\"as_of\":\"2020-05-01\"},"
                 "{\"source\":\"iana\",\"as_of\":\"2026-02-13\"}]");
    buffer_free(&text);
}

static void a_record_has_its_columns_reason_and_layer(void **state)
{
    struct layers iana = fixture_iana(*state);
    struct buffer text = document(&iana, &usual);

    assert_json(&text, "records/https/number", "443");
    assert_json(&text, "records/https/reason", "\"row\"");
    assert_json(&text, "records/https/layer", "\"iana\"");
    assert_json(&text, "records/https/as_of", NULL);
    assert_json(&text, "records/http/txt_keys", NULL);
    buffer_free(&text);
}

static void a_full_record_has_contacts_links_and_keys(void **state)
{
    const struct answer_form full = { .full = true };
    struct layers iana = fixture_iana(*state);
    struct buffer text = document(&iana, &full);

    assert_json(&text, "records/http/assignees/0/id", "\"IESG\"");
    assert_json(&text, "records/http/references",
                 "[{\"label\":\"RFC9110\","
                 "\"url\":\"https://www.rfc-editor.org/rfc/rfc9110\"}]");
    assert_json(&text, "records/http/txt_keys/0",
                 "{\"key\":\"u\",\"value\":\"<username>\"}");
    assert_json(&text, "records/http/aliases", "[\"www\",\"www-http\"]");
    assert_json(&text, "records/http/as_of", "\"2026-02-13\"");
    assert_json(&text, "records/http/code_text", "null");
    buffer_free(&text);
}

static void named_columns_stand_alone(void **state)
{
    static const unsigned columns[] = { PORTREG_COLUMN_NAME, COLUMN_RANGE };
    const struct answer_form form = { .full = true, .columns = columns, .column_count = 2 };
    struct layers iana = fixture_iana(*state);
    struct buffer text = document(&iana, &form);

    assert_json(&text, "records/https", "{\"name\":\"https\",\"range\":\"system\"}");
    buffer_free(&text);
}

static void a_line_says_its_date_itself(void **state)
{
    const struct fixture *fixture = *state;
    struct buffer text = BUFFER_INIT(1u << 20);
    struct answers answers = { 0 };

    answers_add_layer(&answers, &fixture->layers.items[FIXTURE_LOCAL]);
    answers.count = 1;
    answers_append_ndjson(&text, &answers, &usual);
    assert_ptr_equal(memchr(text.data, '\n', text.size), text.data + text.size - 1);
    assert_json(&text, "as_of", "\"2020-05-01\"");
    assert_json(&text, "layer", "\"local\"");
    buffer_free(&text);
    answers_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_layer_is_the_source),
        cmocka_unit_test(several_layers_are_listed),
        cmocka_unit_test(a_record_has_its_columns_reason_and_layer),
        cmocka_unit_test(a_full_record_has_contacts_links_and_keys),
        cmocka_unit_test(named_columns_stand_alone),
        cmocka_unit_test(a_line_says_its_date_itself),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
