/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/text.h"

#include <stdlib.h>
#include <zstd.h>

#include "util/error.h"

#define BLOCK_RAW_MAX (64u << 20)

enum portreg_status text_reader_open(struct text_reader *reader,
                                     const struct portreg_snapshot *snapshot,
                                     struct portreg_error *error)
{
    reader->snapshot = snapshot;
    reader->blocks = calloc((size_t)snapshot->text_block_count + 1, sizeof(*reader->blocks));
    return reader->blocks ? PORTREG_OK : error_out_of_memory(error);
}

void text_reader_close(struct text_reader *reader)
{
    for (uint32_t i = 0; reader->blocks && i < reader->snapshot->text_block_count; i++) {
        free(reader->blocks[i]);
    }
    free(reader->blocks);
    reader->blocks = NULL;
}

static enum portreg_status damaged(struct portreg_error *error)
{
    return error_set(error, PORTREG_DAMAGED,
                     "damaged snapshot: a record's own text cannot be read; " SNAPSHOT_REMEDY);
}

static enum portreg_status load_block(struct text_reader *reader, uint32_t index,
                                      struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = reader->snapshot;
    const struct layout_text_block *block = &snapshot->text_blocks[index];
    if (block->raw_size > BLOCK_RAW_MAX || block->offset > snapshot->text_size ||
        block->size > snapshot->text_size - block->offset) {
        return damaged(error);
    }
    char *raw = malloc((size_t)block->raw_size + 1);
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (!raw || !context) {
        free(raw);
        ZSTD_freeDCtx(context);
        return error_out_of_memory(error);
    }
    size_t size = ZSTD_decompressDCtx(context, raw, block->raw_size,
                                      snapshot->text_bytes + block->offset, block->size);
    ZSTD_freeDCtx(context);
    if (ZSTD_isError(size) || size != block->raw_size) {
        free(raw);
        return damaged(error);
    }
    reader->blocks[index] = raw;
    return PORTREG_OK;
}

/* The block that holds a text; text_block_count if none does. */
static uint32_t find_block(const struct portreg_snapshot *snapshot, uint32_t text)
{
    uint32_t low = 0;
    uint32_t high = snapshot->text_block_count;
    while (low < high) {
        uint32_t half = low + (high - low) / 2;
        if (snapshot->text_blocks[half].first_text <= text) {
            low = half + 1;
        } else {
            high = half;
        }
    }
    return low == 0 ? snapshot->text_block_count : low - 1;
}

enum portreg_status text_reader_get(struct text_reader *reader, uint32_t text,
                                    struct portreg_string *ret, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = reader->snapshot;
    uint32_t index = text < snapshot->text_count ? find_block(snapshot, text)
                                                 : snapshot->text_block_count;
    if (index == snapshot->text_block_count) {
        return damaged(error);
    }
    const struct layout_text_block *block = &snapshot->text_blocks[index];
    if (block->first_text >= snapshot->text_count) {
        return damaged(error);
    }
    uint32_t base = snapshot->text_starts[block->first_text];
    uint32_t start = snapshot->text_starts[text];
    uint32_t end = snapshot->text_starts[text + 1];
    if (start < base || end < start || end - base > block->raw_size) {
        return damaged(error);
    }
    if (!reader->blocks[index]) {
        enum portreg_status status = load_block(reader, index, error);
        if (status != PORTREG_OK) {
            return status;
        }
    }
    *ret = (struct portreg_string){ reader->blocks[index] + (start - base), end - start };
    return PORTREG_OK;
}
