/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/*
 * GRAMS and POSTINGS, made in two parts that may run side by side: runs of
 * three bytes, and runs of one and two. A part passes over the folded strings
 * in the order of their ids, gives each run a list and notes for each string
 * the lists that it goes to; then the lists' sizes are known, and a second
 * pass over the notes writes them in place. Bytes are mapped to a dense
 * alphabet, and runs of three are found through their first two bytes, so that
 * the tables stay small enough for the cache.
 */
struct list {
    uint32_t last; /* the last string plus 1 */
    uint32_t size; /* bytes; in the second pass, where the next one goes */
    uint32_t count;
};

struct grams {
    uint32_t width;      /* letters of the dense alphabet */
    uint8_t letter[256]; /* dense letter, in the order of the bytes */
    uint8_t byte[256];   /* and back */
    uint32_t *pairs;     /* by two letters: number of the pair plus 1, or 0 */
    uint32_t pair_count;
    uint32_t *runs; /* list plus 1, or 0: by letter and pair, or by pair and third letter */
    uint32_t run_capacity;
    struct list *lists;
    uint32_t list_count;
    uint32_t list_capacity;
    uint32_t *notes; /* lists, string after string */
    uint32_t note_count;
    uint32_t note_capacity;
    uint32_t *note_ends; /* by string */
};

static void map_alphabet(struct grams *grams, const unsigned char *bytes, size_t size)
{
    bool seen[256] = { false };
    for (size_t i = 0; i < size; i++) {
        seen[bytes[i]] = true;
    }
    for (unsigned c = 1; c < 256; c++) {
        if (seen[c]) {
            grams->byte[grams->width] = (uint8_t)c;
            grams->letter[c] = (uint8_t)grams->width++;
        }
    }
}

static bool open_list(struct grams *grams, uint32_t *run)
{
    if (!array_reserve(&grams->lists, &grams->list_capacity, grams->list_count + 1,
                       sizeof(*grams->lists))) {
        return false;
    }
    grams->lists[grams->list_count] = (struct list){ 0 };
    *run = ++grams->list_count;
    return true;
}

static uint32_t encoded_size(uint32_t difference)
{
    return difference < 0x80 ? 1 : difference < 0x4000 ? 2 : difference < 0x200000 ? 3
           : difference < 0x10000000                   ? 4
                                                       : 5;
}

/* Notes that a string has a run. There is room for the note. */
static inline bool note(struct grams *grams, uint32_t *run, uint32_t string)
{
    if (*run == 0 && !open_list(grams, run)) {
        return false;
    }
    struct list *list = &grams->lists[*run - 1];
    if (list->last != string + 1) {
        list->size += encoded_size(string + 1 - list->last);
        list->last = string + 1;
        list->count++;
        grams->notes[grams->note_count++] = *run - 1;
    }
    return true;
}

/* Rows of `runs` for all pairs so far; new ones are empty. */
static bool reserve_runs(struct grams *grams, uint32_t rows)
{
    uint32_t before = grams->run_capacity;
    if (!array_reserve(&grams->runs, &grams->run_capacity, rows * grams->width + 1,
                       sizeof(*grams->runs))) {
        return false;
    }
    memset(grams->runs + before, 0, (size_t)(grams->run_capacity - before) * sizeof(*grams->runs));
    return true;
}

static bool scan_threes(struct grams *grams, const unsigned char *text, size_t size,
                        uint32_t string)
{
    for (size_t i = 2; i < size; i++) {
        uint32_t *pair = &grams->pairs[grams->letter[text[i - 2]] * grams->width +
                                       grams->letter[text[i - 1]]];
        if (*pair == 0) {
            *pair = ++grams->pair_count;
            if (!reserve_runs(grams, grams->pair_count)) {
                return false;
            }
        }
        uint32_t *row = &grams->runs[(*pair - 1) * grams->width];
        if (!note(grams, &row[grams->letter[text[i]]], string)) {
            return false;
        }
    }
    return true;
}

/* Single letters have the first row of `runs`, pairs are their own numbers. */
static bool scan_ones_and_twos(struct grams *grams, const unsigned char *text, size_t size,
                               uint32_t string)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t letter = grams->letter[text[i]];
        if (!note(grams, &grams->runs[letter], string) ||
            (i > 0 &&
             !note(grams, &grams->pairs[grams->letter[text[i - 1]] * grams->width + letter],
                   string))) {
            return false;
        }
    }
    return true;
}

static bool scan_strings(const struct image *image, struct grams *grams, bool threes)
{
    const uint32_t *starts = (const uint32_t *)(void *)image->section[LAYOUT_STRING_STARTS].data;
    const unsigned char *bytes =
        (const unsigned char *)image->section[LAYOUT_FOLDED_BYTES].data;
    for (uint32_t i = 1; i < image->searched; i++) {
        const unsigned char *text = bytes + starts[i];
        uint32_t size = starts[i + 1] - starts[i] - 1;
        if (!array_reserve(&grams->notes, &grams->note_capacity, grams->note_count + 2 * size,
                           sizeof(*grams->notes)) ||
            !(threes ? scan_threes : scan_ones_and_twos)(grams, text, size, i)) {
            return false;
        }
        grams->note_ends[i] = grams->note_count;
    }
    return true;
}

/* Gives a list its place and turns `size` into it. */
static void place_list(struct grams *grams, uint32_t run, uint32_t key, struct buffer *entries,
                       uint32_t *offset)
{
    if (run == 0) {
        return;
    }
    struct list *list = &grams->lists[run - 1];
    struct layout_gram gram = { key, *offset, list->count };
    buffer_append(entries, &gram, sizeof(gram));
    uint32_t size = list->size;
    list->size = *offset;
    list->last = 0;
    *offset += size;
}

static uint32_t key_of(const struct grams *grams, uint32_t length, uint32_t first,
                       uint32_t second, uint32_t third)
{
    return length << 24 | (uint32_t)grams->byte[first] << 16 |
           (length > 1 ? (uint32_t)grams->byte[second] << 8 : 0) |
           (length > 2 ? grams->byte[third] : 0u);
}

/* Places all lists in the order of their keys; returns the bytes they take. */
static uint32_t place_threes(struct grams *grams, struct buffer *entries)
{
    uint32_t width = grams->width;
    uint32_t offset = 0;
    for (uint32_t two = 0; two < width * width; two++) {
        for (uint32_t third = 0; grams->pairs[two] != 0 && third < width; third++) {
            place_list(grams, grams->runs[(grams->pairs[two] - 1) * width + third],
                       key_of(grams, 3, two / width, two % width, third), entries, &offset);
        }
    }
    return offset;
}

static uint32_t place_ones_and_twos(struct grams *grams, struct buffer *entries)
{
    uint32_t width = grams->width;
    uint32_t offset = 0;
    for (uint32_t one = 0; one < width; one++) {
        place_list(grams, grams->runs[one], key_of(grams, 1, one, 0, 0), entries, &offset);
    }
    for (uint32_t two = 0; two < width * width; two++) {
        place_list(grams, grams->pairs[two], key_of(grams, 2, two / width, two % width, 0),
                   entries, &offset);
    }
    return offset;
}

static void write_postings(const struct grams *grams, uint32_t strings, unsigned char *to)
{
    uint32_t at = 0;
    for (uint32_t string = 1; string < strings; string++) {
        for (; at < grams->note_ends[string]; at++) {
            struct list *list = &grams->lists[grams->notes[at]];
            uint32_t difference = string + 1 - list->last;
            list->last = string + 1;
            for (; difference >= 0x80; difference >>= 7) {
                to[list->size++] = (unsigned char)(difference | 0x80);
            }
            to[list->size++] = (unsigned char)difference;
        }
    }
}

static bool open_grams(struct grams *grams, const struct image *image)
{
    const struct buffer *folded = &image->section[LAYOUT_FOLDED_BYTES];
    map_alphabet(grams, (const unsigned char *)folded->data, folded->size);
    grams->pairs = calloc((size_t)grams->width * grams->width + 1, sizeof(*grams->pairs));
    grams->note_ends = calloc((size_t)image->searched + 1, sizeof(*grams->note_ends));
    return grams->pairs && grams->note_ends && reserve_runs(grams, 1);
}

static void close_grams(struct grams *grams)
{
    free(grams->pairs);
    free(grams->runs);
    free(grams->lists);
    free(grams->notes);
    free(grams->note_ends);
}

static enum portreg_status write_part(const struct image *image, bool threes,
                                      struct buffer *entries, struct buffer *postings,
                                      struct portreg_error *error)
{
    struct grams grams = { 0 };
    bool done = open_grams(&grams, image) && scan_strings(image, &grams, threes);
    if (done) {
        uint32_t size = threes ? place_threes(&grams, entries)
                               : place_ones_and_twos(&grams, entries);
        done = buffer_reserve(postings, size) && !buffer_failed(entries);
        if (done) {
            write_postings(&grams, image->searched, (unsigned char *)postings->data);
            postings->size = size;
        }
    }
    close_grams(&grams);
    return done ? PORTREG_OK : error_out_of_memory(error);
}

enum portreg_status image_write_threes(struct image *image, struct portreg_error *error)
{
    return write_part(image, true, &image->three_grams, &image->three_postings, error);
}

enum portreg_status image_write_ones_and_twos(struct image *image, struct portreg_error *error)
{
    return write_part(image, false, &image->section[LAYOUT_GRAMS],
                      &image->section[LAYOUT_POSTINGS], error);
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
