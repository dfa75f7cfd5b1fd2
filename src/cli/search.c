/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>

#include "cli/page.h"
#include "cli/run.h"
#include "util/string.h"

#define SEARCH_COLUMNS "name,number,transport,status,description,reference"

/* The operands with spaces between them. */
static bool join_operands(const struct invocation *invocation, struct buffer *ret)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        if (i > 0) {
            buffer_append_char(ret, ' ');
        }
        buffer_append_text(ret, invocation->operands[i]);
    }
    buffer_append_text(ret, "");
    return !buffer_failed(ret);
}

static void add_rows(struct output *output, const struct layer *layer, const uint32_t *rows,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        output_add_row(output, layer, rows[i]);
    }
}

static enum portreg_status search_layer(struct output *output, const struct layer *layer,
                                        const struct buffer *text, struct portreg_error *error)
{
    struct portreg_search *search;
    enum portreg_status status = portreg_search_create(layer->snapshot, &search, error);
    const uint32_t *rows = NULL;
    size_t count = 0;

    if (status != PORTREG_OK) {
        return status;
    }
    count = portreg_search_run(search, layer->view.version, text->data, text->size, &rows);
    add_rows(output, layer, rows, count);
    portreg_search_destroy(search);
    return PORTREG_OK;
}

static enum portreg_status search_layers(struct output *output, const struct buffer *text,
                                         struct portreg_error *error)
{
    const struct registry *registry = output->registry;
    bool one = invocation_has(output->invocation, "page");
    enum portreg_status status = PORTREG_OK;

    if (one) {
        return search_layer(output, registry_base(registry), text, error);
    }
    for (size_t i = 0; status == PORTREG_OK && i < registry->layer_count; i++) {
        status = search_layer(output, &registry->layers[i], text, error);
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
    return output_finish(output, output->answer_count > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

static int search_text(struct output *output)
{
    struct buffer text = BUFFER_INIT(OUTPUT_TEXT_MAX);
    struct portreg_error error = { 0 };
    enum portreg_status status = PORTREG_OUT_OF_MEMORY;

    if (join_operands(output->invocation, &text)) {
        status = search_layers(output, &text, &error);
    }
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
    if (output_open(&output, invocation, &registry, columns)) {
        code = search_text(&output);
    }
    registry_close(&registry);
    return code;
}
