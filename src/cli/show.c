/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/show.h"

#include "cli/question.h"
#include "cli/run.h"

#define SHOW_COLUMNS "name,number,transport,status,description,remark"

/* Numbers without a row are shown only where there is no record at all. */
static int ask(void *data, const struct question *question)
{
    int code = question_answer(data, question, false);

    if (code == EXIT_NOTHING && question->kind != QUESTION_NAME) {
        return question_answer(data, question, true);
    }
    return code;
}

static void show_records(struct output *output)
{
    for (size_t i = 0; i < output->answer_count; i++) {
        if (i > 0) {
            buffer_append_char(&output->text, '\n');
        }
        show_text(output, &output->answers[i]);
    }
    output->answered = true;
}

static void show_document(struct output *output)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    output_json_source(output, &json);
    json_key(&json, "records");
    json_array_open(&json);
    for (size_t i = 0; i < output->answer_count; i++) {
        show_json(&json, &output->answers[i]);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
    output->answered = true;
}

static void show_lines(struct output *output)
{
    for (size_t i = 0; i < output->answer_count; i++) {
        struct json json;

        json_init(&json, &output->text, false);
        show_json(&json, &output->answers[i]);
        buffer_append_char(&output->text, '\n');
    }
    output->answered = true;
}

/* Columns that were asked for, --raw and --csv are the same as in lookup. */
static void show_answers(struct output *output)
{
    if (output->own_columns) {
        return;
    }
    if (output->form == FORM_TABLE) {
        show_records(output);
    } else if (output->form == FORM_JSON) {
        show_document(output);
    } else if (output->form == FORM_NDJSON) {
        show_lines(output);
    }
}

int show_run(const struct invocation *invocation)
{
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry, SHOW_COLUMNS)) {
        code = question_each(invocation, ask, &output);
        show_answers(&output);
        code = output_finish(&output, code);
    }
    registry_close(&registry);
    return code;
}
