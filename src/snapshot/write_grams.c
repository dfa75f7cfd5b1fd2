/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/*
 * GRAMS and POSTINGS, made in two parts that may run side by side: runs of
 * three bytes, and runs of one and two. A part passes once over the folded
 * strings in the order of their ids; each run has a list that grows by chained
 * chunks of encoded differences. Bytes are mapped to a dense alphabet first, so
 * that a run is a small number, and the lists are found by it in one array.
 */
#define CHUNK_BYTES 12

struct chunk {
    uint32_t next; /* chunk index plus 1, 0 at the end */
    unsigned char bytes[CHUNK_BYTES];
};

struct list {
    uint32_t last; /* last string plus 1 */
    uint32_t head; /* chunk index plus 1 */
    uint32_t tail;
    uint32_t size; /* bytes */
    uint32_t count;
};

struct grams {
    uint32_t *list_of; /* list index plus 1 by run, 0 if there is none */
    uint32_t run_count;
    struct list *lists;
    uint32_t list_count;
    uint32_t list_capacity;
    struct chunk *chunks;
    uint32_t chunk_count;
    uint32_t chunk_capacity;
    uint32_t width;      /* letters of the dense alphabet plus 1, for an absent byte */
    uint8_t letter[256]; /* dense letter, from 1, in the order of the bytes */
    uint8_t byte[256];   /* and back */
};

static void map_alphabet(struct grams *grams, const unsigned char *bytes, size_t size)
{
    bool seen[256] = { false };
    for (size_t i = 0; i < size; i++) {
        seen[bytes[i]] = true;
    }
    grams->width = 1;
    for (unsigned c = 1; c < 256; c++) {
        if (seen[c]) {
            grams->byte[grams->width] = (uint8_t)c;
            grams->letter[c] = (uint8_t)grams->width++;
        }
    }
}

static bool append_byte(struct grams *grams, struct list *list, unsigned char byte)
{
    uint32_t at = list->size++ % CHUNK_BYTES;
    if (at == 0) {
        if (!array_reserve(&grams->chunks, &grams->chunk_capacity, grams->chunk_count + 1,
                           sizeof(*grams->chunks))) {
            return false;
        }
        grams->chunks[grams->chunk_count].next = 0;
        if (list->tail == 0) {
            list->head = grams->chunk_count + 1;
        } else {
            grams->chunks[list->tail - 1].next = grams->chunk_count + 1;
        }
        list->tail = ++grams->chunk_count;
    }
    grams->chunks[list->tail - 1].bytes[at] = byte;
    return true;
}

static bool append_new(struct grams *grams, struct list *list, uint32_t string)
{
    uint32_t difference = string + 1 - list->last;
    list->last = string + 1;
    list->count++;
    for (; difference >= 0x80; difference >>= 7) {
        if (!append_byte(grams, list, (unsigned char)(difference | 0x80))) {
            return false;
        }
    }
    return append_byte(grams, list, (unsigned char)difference);
}

static inline bool append_string(struct grams *grams, uint32_t run, uint32_t string)
{
    if (grams->list_of[run] == 0) {
        if (!array_reserve(&grams->lists, &grams->list_capacity, grams->list_count + 1,
                           sizeof(*grams->lists))) {
            return false;
        }
        grams->lists[grams->list_count] = (struct list){ 0 };
        grams->list_of[run] = ++grams->list_count;
    }
    struct list *list = &grams->lists[grams->list_of[run] - 1];
    return list->last == string + 1 || append_new(grams, list, string);
}

static bool scan_threes(struct grams *grams, const unsigned char *text, size_t size,
                        uint32_t string)
{
    if (size < 3) {
        return true;
    }
    uint32_t first = grams->letter[text[0]];
    uint32_t second = grams->letter[text[1]];
    for (size_t i = 2; i < size; i++) {
        uint32_t third = grams->letter[text[i]];
        uint32_t run = (first * grams->width + second) * grams->width + third;
        if (!append_string(grams, run, string)) {
            return false;
        }
        first = second;
        second = third;
    }
    return true;
}

/* A run of one byte counts as its letter times the width, with no second letter. */
static bool scan_ones_and_twos(struct grams *grams, const unsigned char *text, size_t size,
                               uint32_t string)
{
    uint32_t first = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t second = grams->letter[text[i]];
        if (!append_string(grams, second * grams->width, string) ||
            (i > 0 && !append_string(grams, first * grams->width + second, string))) {
            return false;
        }
        first = second;
    }
    return true;
}

static bool write_list(struct buffer *entries, struct buffer *postings, const struct grams *grams,
                       uint32_t list_index, uint32_t key)
{
    const struct list *list = &grams->lists[list_index];
    struct layout_gram gram = { key, (uint32_t)postings->size, list->count };
    buffer_append(entries, &gram, sizeof(gram));
    if (!buffer_reserve(postings, list->size)) {
        return false;
    }
    uint32_t left = list->size;
    for (uint32_t chunk = list->head; chunk != 0; chunk = grams->chunks[chunk - 1].next) {
        uint32_t step = left < CHUNK_BYTES ? left : CHUNK_BYTES;
        memcpy(postings->data + postings->size, grams->chunks[chunk - 1].bytes, step);
        postings->size += step;
        left -= step;
    }
    return !buffer_failed(entries);
}

static bool write_threes(struct image *image, const struct grams *grams)
{
    uint32_t width = grams->width;
    for (uint32_t run = 0; run < grams->run_count; run++) {
        if (grams->list_of[run] == 0) {
            continue;
        }
        uint32_t key = 3u << 24 | (uint32_t)grams->byte[run / width / width] << 16 |
                       (uint32_t)grams->byte[run / width % width] << 8 |
                       grams->byte[run % width];
        if (!write_list(&image->three_grams, &image->three_postings, grams,
                        grams->list_of[run] - 1, key)) {
            return false;
        }
    }
    return true;
}

/* Ones before twos, each in the order of its bytes. */
static bool write_ones_and_twos(struct image *image, const struct grams *grams)
{
    uint32_t width = grams->width;
    for (uint32_t length = 1; length <= 2; length++) {
        for (uint32_t run = 0; run < grams->run_count; run++) {
            bool has_second = run % width != 0;
            if (grams->list_of[run] == 0 || has_second != (length == 2)) {
                continue;
            }
            uint32_t key = length << 24 | (uint32_t)grams->byte[run / width] << 16 |
                           (uint32_t)grams->byte[run % width] << 8;
            if (!write_list(&image->section[LAYOUT_GRAMS], &image->section[LAYOUT_POSTINGS],
                            grams, grams->list_of[run] - 1, key)) {
                return false;
            }
        }
    }
    return true;
}

typedef bool scan_function(struct grams *grams, const unsigned char *text, size_t size,
                           uint32_t string);

static enum portreg_status write_part(struct image *image, scan_function *scan,
                                      bool (*write)(struct image *, const struct grams *),
                                      bool threes, struct portreg_error *error)
{
    const struct buffer *folded = &image->section[LAYOUT_FOLDED_BYTES];
    const uint32_t *starts = (const uint32_t *)(void *)image->section[LAYOUT_STRING_STARTS].data;
    const unsigned char *bytes = (const unsigned char *)folded->data;
    struct grams grams = { 0 };
    map_alphabet(&grams, bytes, folded->size);
    grams.run_count = grams.width * grams.width * (threes ? grams.width : 1);
    grams.list_of = calloc(grams.run_count, sizeof(*grams.list_of));
    bool done = grams.list_of != NULL;
    for (uint32_t i = 1; done && i < image->searched; i++) {
        done = scan(&grams, bytes + starts[i], starts[i + 1] - starts[i] - 1, i);
    }
    done = done && write(image, &grams);
    free(grams.list_of);
    free(grams.lists);
    free(grams.chunks);
    return done ? PORTREG_OK : error_out_of_memory(error);
}

enum portreg_status image_write_threes(struct image *image, struct portreg_error *error)
{
    return write_part(image, scan_threes, write_threes, true, error);
}

enum portreg_status image_write_ones_and_twos(struct image *image, struct portreg_error *error)
{
    return write_part(image, scan_ones_and_twos, write_ones_and_twos, false, error);
}

enum portreg_status image_join_grams(struct image *image, struct portreg_error *error)
{
    struct buffer *entries = &image->section[LAYOUT_GRAMS];
    struct buffer *postings = &image->section[LAYOUT_POSTINGS];
    struct layout_gram *threes = (struct layout_gram *)(void *)image->three_grams.data;
    size_t count = image->three_grams.size / sizeof(*threes);
    for (size_t i = 0; i < count; i++) {
        threes[i].offset += (uint32_t)postings->size;
    }
    buffer_append(entries, threes, count * sizeof(*threes));
    buffer_append(postings, image->three_postings.data, image->three_postings.size);
    struct layout_gram end = { LAYOUT_GRAM_END, (uint32_t)postings->size, 0 };
    buffer_append(entries, &end, sizeof(end));
    return buffer_failed(entries) || buffer_failed(postings) ? error_out_of_memory(error)
                                                             : PORTREG_OK;
}
