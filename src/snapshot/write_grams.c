/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"

/*
 * GRAMS and POSTINGS. A pass over the folded strings, in the order of their
 * ids, gives each run of three bytes a list, counts its strings and notes for
 * each string the lists that it goes to. The counts give each list its place
 * among the ids, a second pass over the notes puts them there, a third encodes
 * them. Bytes are mapped to a dense alphabet, and runs are found through their
 * first two bytes, so that the tables stay small enough for the cache; and no
 * pass has a branch that the data decides at random.
 */
#define DIFFERENCE_SIZE_MAX 5

struct list {
    uint32_t last; /* the last string; 0, the empty one, has no runs */
    uint32_t count;
};

struct grams {
    uint32_t width;      /* letters of the dense alphabet */
    uint8_t letter[256]; /* dense letter, in the order of the bytes */
    uint8_t byte[256];   /* and back */
    uint32_t *pairs;     /* by two letters: number of the pair plus 1, or 0 */
    uint32_t pair_count;
    uint32_t *runs; /* by pair and third letter: list plus 1, or 0 */
    uint32_t run_capacity;
    struct list *lists;
    uint32_t list_count;
    uint32_t list_capacity;
    uint32_t *notes; /* lists, string after string */
    uint32_t note_count;
    uint32_t *note_ends; /* by string */
    uint32_t *places;    /* by list: where in `strings` the next one goes */
    uint32_t *strings;   /* list after list, in the order of their keys */
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

/* Rows of `runs` for all pairs so far; new ones are empty. */
static bool reserve_runs(struct grams *grams)
{
    uint32_t before = grams->run_capacity;
    if (!array_reserve(&grams->runs, &grams->run_capacity, grams->pair_count * grams->width,
                       sizeof(*grams->runs))) {
        return false;
    }
    memset(grams->runs + before, 0, (size_t)(grams->run_capacity - before) * sizeof(*grams->runs));
    return true;
}

static __attribute__((noinline)) bool open_pair(struct grams *grams, uint32_t *pair)
{
    *pair = ++grams->pair_count;
    return reserve_runs(grams);
}

static __attribute__((noinline)) bool open_list(struct grams *grams, uint32_t *run)
{
    if (!array_reserve(&grams->lists, &grams->list_capacity, grams->list_count + 1,
                       sizeof(*grams->lists))) {
        return false;
    }
    grams->lists[grams->list_count] = (struct list){ 0 };
    *run = ++grams->list_count;
    return true;
}

/* Notes each list of a string once. There is room for the notes. */
static bool scan_string(struct grams *grams, const unsigned char *text, size_t size,
                        uint32_t string)
{
    for (size_t i = 2; i < size; i++) {
        uint32_t *pair = &grams->pairs[grams->letter[text[i - 2]] * grams->width +
                                       grams->letter[text[i - 1]]];
        if (*pair == 0 && !open_pair(grams, pair)) {
            return false;
        }
        uint32_t *run = &grams->runs[(*pair - 1) * grams->width + grams->letter[text[i]]];
        if (*run == 0 && !open_list(grams, run)) {
            return false;
        }
        struct list *list = &grams->lists[*run - 1];
        uint32_t is_new = list->last != string;
        grams->notes[grams->note_count] = *run - 1;
        grams->note_count += is_new;
        list->count += is_new;
        list->last = string;
    }
    return true;
}

static bool scan_strings(const struct image *image, struct grams *grams)
{
    const uint32_t *starts = (const uint32_t *)(void *)image->section[LAYOUT_STRING_STARTS].data;
    const unsigned char *bytes =
        (const unsigned char *)image->section[LAYOUT_FOLDED_BYTES].data;
    for (uint32_t i = 1; i < image->searched; i++) {
        if (!scan_string(grams, bytes + starts[i], starts[i + 1] - starts[i] - 1, i)) {
            return false;
        }
        grams->note_ends[i] = grams->note_count;
    }
    return true;
}

/* The entries of all lists in the order of their keys, and their places; offsets come later. */
static void place_lists(struct grams *grams, struct buffer *entries)
{
    uint32_t width = grams->width;
    uint32_t place = 0;
    for (uint32_t two = 0; two < width * width; two++) {
        for (uint32_t third = 0; grams->pairs[two] != 0 && third < width; third++) {
            uint32_t run = grams->runs[(grams->pairs[two] - 1) * width + third];
            if (run != 0) {
                uint32_t key = LAYOUT_GRAM_SIZE << 24 | (uint32_t)grams->byte[two / width] << 16 |
                               (uint32_t)grams->byte[two % width] << 8 | grams->byte[third];
                struct layout_gram gram = { .key = key, .count = grams->lists[run - 1].count };
                buffer_append(entries, &gram, sizeof(gram));
                grams->places[run - 1] = place;
                place += gram.count;
            }
        }
    }
    struct layout_gram end = { .key = LAYOUT_GRAM_END };
    buffer_append(entries, &end, sizeof(end));
}

static void sort_strings(struct grams *grams, uint32_t strings)
{
    uint32_t at = 0;
    for (uint32_t string = 1; string < strings; string++) {
        for (; at < grams->note_ends[string]; at++) {
            grams->strings[grams->places[grams->notes[at]]++] = string;
        }
    }
}

/* Writes a difference and returns its end; there is room for DIFFERENCE_SIZE_MAX bytes. */
static inline unsigned char *encode(unsigned char *to, uint32_t difference)
{
    if (difference >= 0x4000) {
        for (; difference >= 0x80; difference >>= 7) {
            *to++ = (unsigned char)(difference | 0x80);
        }
        *to++ = (unsigned char)difference;
        return to;
    }
    uint32_t has_second = difference >= 0x80;
    to[0] = (unsigned char)((difference & 0x7F) | has_second << 7);
    to[1] = (unsigned char)(difference >> 7);
    return to + 1 + has_second;
}

/* Encodes all lists and sets the entries' offsets. */
static bool write_postings(const struct grams *grams, struct layout_gram *gram,
                           struct buffer *postings)
{
    const uint32_t *string = grams->strings;
    for (;; gram++) {
        gram->offset = (uint32_t)postings->size;
        if (!buffer_reserve(postings, (size_t)gram->count * DIFFERENCE_SIZE_MAX)) {
            return false;
        }
        if (gram->key == LAYOUT_GRAM_END) {
            return true;
        }
        /* Differences of the ids plus 1, the first from 0. */
        unsigned char *to = (unsigned char *)postings->data + postings->size;
        uint32_t last = UINT32_MAX;
        for (uint32_t i = 0; i < gram->count; i++, string++) {
            to = encode(to, *string - last);
            last = *string;
        }
        postings->size = (size_t)(to - (unsigned char *)postings->data);
    }
}

static bool open_grams(struct grams *grams, const struct image *image)
{
    const struct buffer *folded = &image->section[LAYOUT_FOLDED_BYTES];
    map_alphabet(grams, (const unsigned char *)folded->data, folded->size);
    grams->pairs = calloc((size_t)grams->width * grams->width + 1, sizeof(*grams->pairs));
    grams->notes = malloc((folded->size + 1) * sizeof(*grams->notes));
    grams->note_ends = malloc(((size_t)image->searched + 1) * sizeof(*grams->note_ends));
    return grams->pairs && grams->notes && grams->note_ends;
}

static void close_grams(struct grams *grams)
{
    free(grams->pairs);
    free(grams->runs);
    free(grams->lists);
    free(grams->notes);
    free(grams->note_ends);
    free(grams->places);
    free(grams->strings);
}

static bool fill_sections(const struct image *image, struct grams *grams, struct buffer *entries,
                          struct buffer *postings)
{
    if (!open_grams(grams, image) || !scan_strings(image, grams)) {
        return false;
    }
    grams->places = malloc(((size_t)grams->list_count + 1) * sizeof(*grams->places));
    grams->strings = malloc(((size_t)grams->note_count + 1) * sizeof(*grams->strings));
    if (!grams->places || !grams->strings) {
        return false;
    }
    place_lists(grams, entries);
    if (buffer_failed(entries)) {
        return false;
    }
    sort_strings(grams, image->searched);
    return write_postings(grams, (struct layout_gram *)(void *)entries->data, postings);
}

enum portreg_status image_write_grams(struct image *image, struct portreg_error *error)
{
    struct grams grams = { 0 };
    bool done = fill_sections(image, &grams, &image->section[LAYOUT_GRAMS],
                              &image->section[LAYOUT_POSTINGS]);
    close_grams(&grams);
    return done ? PORTREG_OK : error_out_of_memory(error);
}
