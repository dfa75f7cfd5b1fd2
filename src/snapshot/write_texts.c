/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "util/error.h"

/*
 * TEXT_STARTS, TEXT_BLOCKS, TEXT_BYTES. Blocks that came with a loaded
 * snapshot are taken over as they are, but for the last, which is filled up.
 */
#define BLOCK_SIZE (256u << 10)

/*
 * A lone version is wanted at once; a history is kept, and packed better. For
 * the one, long matches alone are looked for, in a table of 16 KiB that stays
 * in the processor's nearest cache: a fifth of the time for 3 % more bytes.
 */
#define LEVEL_LONE 1
#define LONE_MATCH_LEAST 7
#define LONE_TABLE_LOG 12
#define LEVEL_HISTORY 12

static enum portreg_status keep_blocks(struct image *image, uint32_t *ret_text,
                                       struct portreg_error *error)
{
    const struct buffer *packed = &image->builder->packed_blocks;
    const struct layout_text_block *blocks = (const void *)packed->data;
    size_t count = packed->size / sizeof(*blocks);
    *ret_text = 0;
    if (count < 2) {
        return PORTREG_OK;
    }
    count--;
    void *kept = image_extend(image, LAYOUT_TEXT_BLOCKS, count, sizeof(*blocks));
    void *bytes = image_extend(image, LAYOUT_TEXT_BYTES, blocks[count].offset, 1);
    if (!kept || !bytes) {
        return error_out_of_memory(error);
    }
    memcpy(kept, blocks, count * sizeof(*blocks));
    memcpy(bytes, image->builder->packed_bytes.data, blocks[count].offset);
    *ret_text = blocks[count].first_text;
    return PORTREG_OK;
}

/* How many texts from `first` on make a block. */
static uint32_t texts_of_block(const struct pool *texts, uint32_t first)
{
    uint32_t end = first + 1;
    while (end < texts->count && texts->starts[end + 1] - texts->starts[first] <= BLOCK_SIZE) {
        end++;
    }
    return end - first;
}

static enum portreg_status write_block(struct image *image, ZSTD_CCtx *context, uint32_t first,
                                       uint32_t count, struct portreg_error *error)
{
    const struct pool *texts = &image->builder->texts;
    const char *raw = texts->bytes.data + texts->starts[first];
    uint32_t raw_size = texts->starts[first + count] - texts->starts[first];
    struct buffer *bytes = &image->section[LAYOUT_TEXT_BYTES];
    size_t bound = ZSTD_compressBound(raw_size);
    struct layout_text_block *block =
        image_extend(image, LAYOUT_TEXT_BLOCKS, 1, sizeof(*block));
    if (!block || !buffer_reserve(bytes, bound)) {
        return error_out_of_memory(error);
    }
    size_t size = ZSTD_compress2(context, bytes->data + bytes->size, bound, raw, raw_size);
    if (ZSTD_isError(size)) {
        return error_out_of_memory(error); /* all else has been provided for */
    }
    *block = (struct layout_text_block){ first, count, raw_size, (uint32_t)bytes->size,
                                         (uint32_t)size };
    bytes->size += size;
    return PORTREG_OK;
}

/* All values are within their bounds; one that zstd refused would cost time or bytes alone. */
static void set_level(ZSTD_CCtx *context, bool is_lone)
{
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel,
                           is_lone ? LEVEL_LONE : LEVEL_HISTORY);
    if (is_lone) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, LONE_MATCH_LEAST);
        ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, LONE_TABLE_LOG);
    }
}

static enum portreg_status write_blocks(struct image *image, struct portreg_error *error)
{
    uint32_t text;
    enum portreg_status status = keep_blocks(image, &text, error);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (!context) {
        return error_out_of_memory(error);
    }
    set_level(context, image->builder->version_count == 1);
    while (status == PORTREG_OK && text < image->builder->texts.count) {
        uint32_t count = texts_of_block(&image->builder->texts, text);
        status = write_block(image, context, text, count, error);
        text += count;
    }
    ZSTD_freeCCtx(context);
    return status;
}

enum portreg_status image_write_texts(struct image *image, struct portreg_error *error)
{
    const struct pool *texts = &image->builder->texts;
    uint32_t *starts =
        image_extend(image, LAYOUT_TEXT_STARTS, (size_t)texts->count + 1, sizeof(*starts));
    if (!starts) {
        return error_out_of_memory(error);
    }
    if (texts->count > 0) {
        memcpy(starts, texts->starts, ((size_t)texts->count + 1) * sizeof(*starts));
    } else {
        starts[0] = 0;
    }
    return write_blocks(image, error);
}
