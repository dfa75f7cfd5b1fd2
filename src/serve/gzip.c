/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/gzip.h"

#include <limits.h>
#include <zlib.h>

#define GZIP_WINDOW (MAX_WBITS + 16) /* 16 asks zlib for gzip's header */
#define GZIP_MEMORY 8
#define GZIP_LEVEL 6

static bool deflate_all(z_stream *stream, const struct buffer *from, struct buffer *to)
{
    stream->next_in = (Bytef *)(uintptr_t)from->data;
    stream->avail_in = (uInt)from->size;
    stream->next_out = (Bytef *)to->data;
    stream->avail_out = (uInt)to->capacity;
    return deflate(stream, Z_FINISH) == Z_STREAM_END;
}

bool gzip_compress_level(struct buffer *bytes, int level)
{
    struct buffer packed = BUFFER_INIT(bytes->limit);
    z_stream stream = { 0 };
    bool done;

    /* There is no room for more than what would be saved. */
    if (bytes->size > UINT_MAX || !buffer_reserve(&packed, bytes->size)) {
        return false;
    }
    if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        buffer_free(&packed);
        return false;
    }
    done = deflate_all(&stream, bytes, &packed) && stream.total_out < bytes->size;
    packed.size = stream.total_out;
    deflateEnd(&stream);
    if (!done) {
        buffer_free(&packed);
        return false;
    }
    packed.data[packed.size] = '\0';
    buffer_free(bytes);
    *bytes = packed;
    return true;
}

bool gzip_compress(struct buffer *bytes)
{
    return gzip_compress_level(bytes, GZIP_LEVEL);
}
