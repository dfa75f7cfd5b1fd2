/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/ask.h"

#include <string.h>
#include <unistd.h>

#include "util/file.h"
#include "util/string.h"

#define STANDARD_INPUT_MAX (64u << 20)

static int ask_text(struct portreg_string text,
                    int (*ask)(void *data, const struct question *question), void *data)
{
    struct question question = { 0 };
    struct portreg_error error;

    return question_parse(text, &question, &error) == PORTREG_OK ? ask(data, &question)
                                                                 : message_error(&error);
}

static int ask_lines(int (*ask)(void *data, const struct question *question), void *data,
                     struct buffer *input)
{
    struct portreg_error error = { 0 };
    struct portreg_string rest;
    struct portreg_string line;
    int code = EXIT_FOUND;

    if (file_read_descriptor(STDIN_FILENO, "standard input", input, &error) != PORTREG_OK) {
        return message_error(&error);
    }
    rest = (struct portreg_string){ input->data, input->size };
    while (string_next_line(&rest, &line)) {
        const struct portreg_string text = string_trim(line);
        int answered = text.size > 0 ? ask_text(text, ask, data) : EXIT_FOUND;

        code = answered > code ? answered : code;
    }
    return code;
}

int ask_each(const struct invocation *invocation,
                  int (*ask)(void *data, const struct question *question), void *data)
{
    int code = EXIT_FOUND;

    for (size_t i = 0; i < invocation->operand_count; i++) {
        int answered;

        if (strcmp(invocation->operands[i], "-") == 0) {
            struct buffer input = BUFFER_INIT(STANDARD_INPUT_MAX);

            answered = ask_lines(ask, data, &input);
            buffer_free(&input);
        } else {
            answered = ask_text(string_of(invocation->operands[i]), ask, data);
        }
        code = answered > code ? answered : code;
    }
    return code;
}

/* What is said of a name that was not found, and of a command that it may have meant. */
static void say_missing(const struct output *output, const struct question *question,
                        const struct missing *missing)
{
    struct portreg_string name = question->name;
    struct buffer text = BUFFER_INIT(OUTPUT_TEXT_MAX);

    missing_append(&text, question, missing);
    message_text("%s", text.size > 0 ? text.data : "out of memory");
    buffer_free(&text);
    if (missing->other_transport || !output->invocation->implicit) {
        return;
    }
    for (size_t i = 0; command_at(i) != NULL; i++) {
        if (name.size > 2 && string_distance(name, string_of(command_at(i)->name), 1) <= 1) {
            message_note("there is a command '%s'", command_at(i)->name);
        }
    }
}

int ask_layers(struct output *output, const struct question *question, enum gaps gaps)
{
    struct missing missing;

    if (answers_of_question(&output->answers, output->layers, question, gaps, &missing)) {
        return EXIT_FOUND;
    }
    if (question->kind == QUESTION_NAME) {
        say_missing(output, question, &missing);
    }
    return EXIT_NOTHING;
}
