/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "answer/page.h"
#include "answer/search.h"
#include "cli/page.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/string.h"

#define SEARCH_COLUMNS "name,number,transport,status,description,reference"

static bool has_space(const char *text)
{
    return text[strcspn(text, " \t\n\v\f\r")] != '\0';
}

/* Quotes what the shell took the quotes from. */
static void append_quoted(struct buffer *out, const char *text)
{
    buffer_append_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, *text);
    }
    buffer_append_char(out, '"');
}

/*
 * The operands with spaces between them. Beside terms, an operand that is a
 * text of several words stays one.
 */
static bool join_operands(const struct invocation *invocation, bool beside_terms,
                          struct buffer *ret)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        const char *operand = invocation->operands[i];

        if (i > 0) {
            buffer_append_char(ret, ' ');
        }
        if (beside_terms && has_space(operand) &&
            portreg_filter_is_plain(operand, strlen(operand))) {
            append_quoted(ret, operand);
        } else {
            buffer_append_text(ret, operand);
        }
    }
    buffer_append_text(ret, "");
    return !buffer_failed(ret);
}

/* What to search for, and the filter if it holds terms; `*filter` is NULL if it is plain text. */
static enum portreg_status read_text(const struct invocation *invocation, struct buffer *text,
                                     struct portreg_filter **filter, struct portreg_error *error)
{
    if (!join_operands(invocation, false, text)) {
        return PORTREG_OUT_OF_MEMORY;
    }
    if (invocation_has(invocation, "literal") ||
        portreg_filter_is_plain(text->data, text->size)) {
        return PORTREG_OK;
    }
    buffer_clear(text);
    if (!join_operands(invocation, true, text)) {
        return PORTREG_OUT_OF_MEMORY;
    }
    return portreg_filter_compile(text->data, text->size, filter, error);
}

/* A page is of IANA's registry alone, as IANA's site has it. */
static enum portreg_status search(struct output *output, struct portreg_string text,
                                  struct portreg_filter *filter, struct portreg_error *error)
{
    if (invocation_has(output->invocation, "page")) {
        return search_layer(&output->answers, layers_base(output->layers), text, filter, error);
    }
    return search_layers(&output->answers, output->layers, text, filter, error);
}

static int search_write(struct output *output)
{
    const struct invocation *invocation = output->invocation;
    const char *sort = invocation_value(invocation, "sort");
    uint64_t page;

    if (!invocation_unsigned(invocation, "page", PAGE_MAX, 0, &page) ||
        (sort != NULL && !output_sort(output, sort))) {
        return output_abandon(output);
    }
    if (invocation_has(invocation, "page")) {
        if (page == 0) {
            message_usage(invocation, "pages count from 1");
            return output_abandon(output);
        }
        page_cut(&output->answers, page);
        if (output->answers.count == 0) {
            message_note("there is no page %llu", (unsigned long long)page);
        }
        page_write(output);
    }
    return output_finish(output, output->answers.count > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

static int search_text(struct output *output)
{
    struct buffer text = BUFFER_INIT(OUTPUT_TEXT_MAX);
    struct portreg_error error = { 0 };
    struct portreg_filter *filter = NULL;
    enum portreg_status status = read_text(output->invocation, &text, &filter, &error);

    if (status == PORTREG_OK) {
        status = search(output, (struct portreg_string){ text.data, text.size }, filter, &error);
    }
    portreg_filter_destroy(filter);
    buffer_free(&text);
    if (status != PORTREG_OK) {
        error.status = status;
        message_error(&error);
        return output_abandon(output);
    }
    return search_write(output);
}

int search_run(const struct invocation *invocation)
{
    const char *columns = invocation_has(invocation, "page") ? PAGE_COLUMNS : SEARCH_COLUMNS;

    return registry_answer(invocation, columns, search_text);
}
