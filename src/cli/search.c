/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <portreg/filter.h>
#include <portreg/query.h>

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

static void add_rows(struct output *output, const struct layer *layer, const uint32_t *rows,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        answers_add_row(&output->answers, layer, rows[i]);
    }
}

/* Searches one layer for the text, or by the filter if there is one. */
static enum portreg_status search_layer(struct output *output, const struct layer *layer,
                                        const struct buffer *text, struct portreg_filter *filter,
                                        struct portreg_error *error)
{
    struct portreg_search *search;
    enum portreg_status status = portreg_search_create(layer->snapshot, &search, error);
    const uint32_t *rows = NULL;
    size_t count = 0;

    if (status != PORTREG_OK) {
        return status;
    }
    if (filter != NULL) {
        status = portreg_filter_run(filter, search, layer->view, &rows, &count, error);
    } else {
        count = portreg_search_run(search, layer->view.version, text->data, text->size, &rows);
    }
    if (status == PORTREG_OK) {
        add_rows(output, layer, rows, count);
    }
    portreg_search_destroy(search);
    return status;
}

static enum portreg_status search_layers(struct output *output, const struct buffer *text,
                                         struct portreg_filter *filter,
                                         struct portreg_error *error)
{
    const struct layers *layers = output->layers;
    bool one = invocation_has(output->invocation, "page");
    enum portreg_status status = PORTREG_OK;

    if (one) {
        return search_layer(output, layers_base(layers), text, filter, error);
    }
    for (size_t i = 0; status == PORTREG_OK && i < layers->count; i++) {
        status = search_layer(output, &layers->items[i], text, filter, error);
    }
    return status;
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
        if (page_cut(output, page) == 0) {
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
        status = search_layers(output, &text, filter, &error);
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
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers, columns)) {
        code = search_text(&output);
    }
    registry_close(&registry);
    return code;
}
