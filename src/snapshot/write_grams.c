/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/*
 * GRAMS and POSTINGS. One pass over the folded strings in the order of their
 * ids: each run of one to three bytes has a list that grows by chained chunks
 * of encoded differences. Bytes are first mapped to a dense alphabet, so that
 * the lists of all runs stand in one array that is indexed by the run.
 */
#define CHUNK_BYTES 12

struct chunk {
    uint32_t next; /* chunk index plus 1, 0 at the end */
    unsigned char bytes[CHUNK_BYTES];
};

struct list {
    uint32_t last; /* last string plus 1, 0 while the list is empty */
    uint32_t head; /* chunk index plus 1 */
    uint32_t tail;
    uint32_t size; /* bytes */
    uint32_t count;
};

struct grams {
    struct list *lists; /* by run: (first * width + second) * width + third, absent bytes 0 */
    uint32_t width;     /* letters of the dense alphabet plus 1, for an absent byte */
    uint8_t letter[256]; /* dense letter, from 1 */
    uint8_t byte[256];   /* and back */
    struct chunk *chunks;
    uint32_t chunk_count;
    uint32_t chunk_capacity;
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
    uint32_t at = list->size % CHUNK_BYTES;
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
    list->size++;
    return true;
}

static bool append_string(struct grams *grams, uint32_t run, uint32_t string)
{
    struct list *list = &grams->lists[run];
    if (list->last == string + 1) {
        return true;
    }
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

static bool scan_string(struct grams *grams, const unsigned char *text, size_t size,
                        uint32_t string)
{
    uint32_t width = grams->width;
    uint32_t first = 0;
    uint32_t second = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t third = grams->letter[text[i]];
        if (!append_string(grams, third * width * width, string) ||
            (i >= 1 &&
             !append_string(grams, (second * width + third) * width, string)) ||
            (i >= 2 &&
             !append_string(grams, (first * width + second) * width + third, string))) {
            return false;
        }
        first = second;
        second = third;
    }
    return true;
}

/* The key of a run, from the bytes behind its letters. */
static uint32_t key_of(const struct grams *grams, uint32_t run)
{
    uint32_t width = grams->width;
    uint32_t third = grams->byte[run % width];
    uint32_t second = grams->byte[run / width % width];
    uint32_t first = grams->byte[run / width / width];
    uint32_t length = third ? 3 : second ? 2 : 1;
    return length << 24 | first << 16 | second << 8 | third;
}

static bool write_list(struct image *image, const struct grams *grams, uint32_t run)
{
    const struct list *list = &grams->lists[run];
    struct layout_gram *gram = image_extend(image, LAYOUT_GRAMS, 1, sizeof(*gram));
    if (!gram) {
        return false;
    }
    *gram = (struct layout_gram){
        .key = key_of(grams, run),
        .offset = (uint32_t)image->section[LAYOUT_POSTINGS].size,
        .size = list->size,
        .count = list->count,
    };
    unsigned char *to = image_extend(image, LAYOUT_POSTINGS, list->size, 1);
    uint32_t left = list->size;
    for (uint32_t chunk = list->head; to && chunk != 0;) {
        uint32_t step = left < CHUNK_BYTES ? left : CHUNK_BYTES;
        memcpy(to, grams->chunks[chunk - 1].bytes, step);
        to += step;
        left -= step;
        chunk = grams->chunks[chunk - 1].next;
    }
    return to != NULL;
}

/* The dense letters keep the bytes' order, so this is the order of the keys. */
static bool write_lists(struct image *image, const struct grams *grams)
{
    uint32_t width = grams->width;
    uint32_t runs = width * width * width;
    for (uint32_t run = 0; run < runs; run += width * width) {
        if (grams->lists[run].count > 0 && !write_list(image, grams, run)) {
            return false;
        }
    }
    for (uint32_t run = width * width; run < runs; run += width) {
        bool one_byte = run % (width * width) == 0;
        if (!one_byte && grams->lists[run].count > 0 && !write_list(image, grams, run)) {
            return false;
        }
    }
    for (uint32_t run = width * width; run < runs; run++) {
        bool shorter = run % width == 0;
        if (!shorter && grams->lists[run].count > 0 && !write_list(image, grams, run)) {
            return false;
        }
    }
    return true;
}

enum portreg_status image_write_grams(struct image *image, struct portreg_error *error)
{
    const struct buffer *folded = &image->section[LAYOUT_FOLDED_BYTES];
    const uint32_t *starts = (const uint32_t *)(void *)image->section[LAYOUT_STRING_STARTS].data;
    const unsigned char *bytes = (const unsigned char *)folded->data;
    struct grams grams = { 0 };
    map_alphabet(&grams, bytes, folded->size);
    grams.lists =
        calloc((size_t)grams.width * grams.width * grams.width, sizeof(*grams.lists));
    bool done = grams.lists != NULL;
    for (uint32_t i = 1; done && i < image->searched; i++) {
        done = scan_string(&grams, bytes + starts[i], starts[i + 1] - starts[i] - 1, i);
    }
    done = done && write_lists(image, &grams);
    free(grams.lists);
    free(grams.chunks);
    return done ? PORTREG_OK : error_out_of_memory(error);
}
