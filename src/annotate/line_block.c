/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/line_block.h"

#include <stdlib.h>
#include <string.h>

bool line_block_reserve(struct line_block *block, size_t capacity)
{
    char *data;

    if (capacity <= block->capacity) {
        return true;
    }
    data = realloc(block->data, capacity + ANNOTATE_PADDING);
    if (data == NULL) {
        return false;
    }
    block->data = data;
    block->capacity = capacity;
    memset(data + capacity, 0, ANNOTATE_PADDING);
    return true;
}

void line_block_annotate(struct line_block *block)
{
    const size_t start = block->raw + block->header;

    buffer_clear(&block->out);
    buffer_reserve(&block->out, block->size + block->size / 4);
    block->counts = (struct annotate_counts){ 0 };
    buffer_append(&block->out, block->data, block->raw);
    if (block->raw_starts) {
        block->counts = (struct annotate_counts){ .lines = 1, .unchanged = 1,
                                                  .first_unchanged = 1 };
    }
    if (block->header > 0) {
        annotate_header(block->plan, block->data, block->header, &block->out);
        block->counts.lines = 1;
    }
    block->failed = !annotate_lines(block->plan, block->data + start, block->size - start,
                                    &block->out, &block->counts);
}

void line_block_free(struct line_block *block)
{
    free(block->data);
    block->data = NULL;
    block->capacity = 0;
    buffer_free(&block->out);
}
