/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/gzip.h"

#include <limits.h>
#include <zlib.h>

#define GZIP_HEADER 16 /* asks zlib for gzip's header, beside the bits of the window */
#define WINDOW_MIN 9   /* bits */
#define MEMORY_MAX 8

/*
 * Bits of a window that holds all of the bytes. A larger one, and the tables
 * that go with it, would be cleared for nothing: with a short answer that takes
 * longer than to compress it.
 */
static int window_bits(size_t size)
{
    int bits = WINDOW_MIN;

    while (bits < MAX_WBITS && (size_t)1 << bits < size) {
        bits++;
    }
    return bits;
}

static bool deflate_all(z_stream *stream, const struct buffer *from, struct buffer *to)
{
    stream->next_in = (Bytef *)(uintptr_t)from->data;
    stream->avail_in = (uInt)from->size;
    stream->next_out = (Bytef *)to->data;
    stream->avail_out = (uInt)to->capacity;
    return deflate(stream, Z_FINISH) == Z_STREAM_END;
}

bool gzip_compress(const struct buffer *bytes, int level, struct buffer *ret)
{
    struct buffer packed = BUFFER_INIT(bytes->limit);
    z_stream stream = { 0 };
    int window = window_bits(bytes->size);
    int memory = window - (MAX_WBITS - MEMORY_MAX);
    bool done;

    /* There is no room for more than what would be saved. */
    if (bytes->size > UINT_MAX || !buffer_reserve(&packed, bytes->size)) {
        return false;
    }
    if (deflateInit2(&stream, level, Z_DEFLATED, window + GZIP_HEADER, memory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
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
    *ret = packed;
    return true;
}
