/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>

#include <stdlib.h>
#include <string.h>

#include "query/sweep.h"
#include "snapshot/snapshot.h"
#include "util/error.h"
#include "util/find.h"
#include "util/string.h"

/*
 * Substring search. The postings of the needle's runs of three bytes give
 * candidate strings; the two rarest are intersected, and strings are compared
 * only if the needle is longer than a run. A needle that is shorter than a run
 * is found by a sweep over all strings. The rows of the strings that match are
 * marked in a bitmap: by id for the newest version, by place in the total
 * order for older ones.
 */
#define NEEDLE_MAX 4096
/* Strings that a sweep has found are marked in batches of so many looked at. */
#define SWEEP_BATCH 512

struct portreg_search {
    struct portreg_snapshot *snapshot;
    uint64_t *ends;    /* of the strings that a sweep has found: a bit for each byte of text */
    uint32_t end_mask; /* words of `ends`, a power of two, less one */
    uint64_t *marks;
    uint32_t mark_words;
    uint32_t *rows;
};

enum portreg_status portreg_search_create(struct portreg_snapshot *snapshot,
                                          struct portreg_search **ret,
                                          struct portreg_error *error)
{
    struct portreg_search *search = calloc(1, sizeof(*search));
    if (!search) {
        return error_out_of_memory(error);
    }
    while (search->end_mask < SWEEP_WORDS(snapshot->folded_size)) {
        search->end_mask = search->end_mask * 2 + 1;
    }
    search->ends = calloc((size_t)search->end_mask + 1, sizeof(*search->ends));
    search->mark_words = snapshot->row_count / 64 + 1;
    search->marks = calloc(search->mark_words, sizeof(*search->marks));
    search->rows = malloc(((size_t)snapshot->row_count + 1) * sizeof(*search->rows));
    if (!search->ends || !search->marks || !search->rows) {
        free(search->ends);
        free(search->marks);
        free(search->rows);
        free(search);
        return error_out_of_memory(error);
    }
    search->snapshot = portreg_snapshot_ref(snapshot);
    *ret = search;
    return PORTREG_OK;
}

void portreg_search_destroy(struct portreg_search *search)
{
    if (!search) {
        return;
    }
    portreg_snapshot_unref(search->snapshot);
    free(search->ends);
    free(search->marks);
    free(search->rows);
    free(search);
}

/* A list of strings that is being read; `string` is the next, or UINT32_MAX. */
struct posting {
    const unsigned char *at;
    const unsigned char *end;
    uint32_t string;
    uint32_t count;
};

/* Reads one difference of a list; 0, which none is, at its end or a fault. */
static inline uint32_t read_difference(struct posting *posting)
{
    uint32_t difference = 0;
    for (unsigned shift = 0; posting->at < posting->end && shift < 32; shift += 7) {
        unsigned char byte = *posting->at++;
        difference |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return difference;
        }
    }
    return 0;
}

/* Reads the next string of a list; strings never fall, whatever the bytes are. */
static inline void posting_next(struct posting *posting)
{
    uint32_t next = posting->string + read_difference(posting);
    posting->string = next > posting->string ? next : UINT32_MAX;
}

static const struct layout_gram *find_gram(const struct portreg_snapshot *snapshot, uint32_t key)
{
    uint32_t low = 0;
    uint32_t high = snapshot->gram_count;
    while (low < high) {
        uint32_t half = low + (high - low) / 2;
        if (snapshot->grams[half].key < key) {
            low = half + 1;
        } else {
            high = half;
        }
    }
    const struct layout_gram *gram = &snapshot->grams[low];
    return low < snapshot->gram_count && gram->key == key ? gram : NULL;
}

/*
 * The list of a run; false if no string has it. Its first string is read. Kept
 * inline, or lists go through memory: a fourth of a search's time.
 */
static inline __attribute__((always_inline)) bool
posting_open(const struct portreg_snapshot *snapshot, const char *run, struct posting *ret)
{
    uint32_t key = LAYOUT_GRAM_SIZE << 24;
    for (size_t i = 0; i < LAYOUT_GRAM_SIZE; i++) {
        key |= (uint32_t)(unsigned char)run[i] << (16 - 8 * i);
    }
    const struct layout_gram *gram = find_gram(snapshot, key);
    if (!gram || gram->offset > gram[1].offset || gram[1].offset > snapshot->posting_size) {
        return false;
    }
    /* Lists hold ids plus 1 as differences from 0; the first undoes the plus. */
    *ret = (struct posting){ snapshot->postings + gram->offset,
                             snapshot->postings + gram[1].offset, UINT32_MAX, gram->count };
    ret->string = read_difference(ret) - 1;
    return ret->string != UINT32_MAX;
}

/* What one run of the search needs at hand. */
struct run {
    struct portreg_search *search;
    struct portreg_view view;
    bool now;
    uint32_t string_end; /* strings from here on are not searched */
    const char *needle;  /* folded */
    size_t needle_size;
};

/* Marks the rows that name a string and stand in the version. */
static inline void mark_rows(const struct run *run, uint32_t string)
{
    const struct portreg_snapshot *snapshot = run->view.snapshot;
    uint64_t *marks = run->search->marks;
    uint32_t start = snapshot->string_row_starts[string];
    uint32_t end = snapshot->string_row_starts[string + 1];
    if (end > snapshot->string_row_count) {
        return;
    }
    for (uint32_t i = start; i < end; i++) {
        uint32_t row = snapshot->string_rows[i];
        if (run->now) {
            /* Rows ascend, current ones first. */
            if (row >= snapshot->current_rows) {
                return;
            }
            marks[row / 64] |= UINT64_C(1) << row % 64;
        } else if (portreg_view_has_row(run->view, row)) {
            uint32_t place = snapshot->rows[row].order;
            if (place < snapshot->row_count) {
                marks[place / 64] |= UINT64_C(1) << place % 64;
            }
        }
    }
}

/* Whether a folded string contains the needle, which is longer than a run. */
static inline bool contains(const struct run *run, uint32_t string)
{
    const struct portreg_snapshot *snapshot = run->view.snapshot;
    uint32_t start = snapshot->string_starts[string];
    uint32_t end = snapshot->string_starts[string + 1];
    if (end > snapshot->folded_size || start >= end || end - start <= run->needle_size) {
        return false;
    }
    return find_bytes(snapshot->folded_bytes + start, end - 1 - start, run->needle,
                      run->needle_size) != NULL;
}

/* A needle that is a run itself. */
static void mark_run(const struct run *run)
{
    struct posting list;
    if (!posting_open(run->view.snapshot, run->needle, &list)) {
        return;
    }
    for (; list.string < run->string_end; posting_next(&list)) {
        mark_rows(run, list.string);
    }
}

/*
 * Gathers those of `count` strings from `first` on whose ends are marked. Which
 * they are is decided without branches: the mask keeps any place in bounds.
 */
static uint32_t gather_marked(const struct portreg_search *search, uint32_t first, uint32_t count,
                              uint32_t strings[SWEEP_BATCH])
{
    const uint32_t *starts = search->snapshot->string_starts;
    const uint64_t *ends = search->ends;
    const uint32_t mask = search->end_mask;
    uint32_t found = 0;
    for (uint32_t string = first; string < first + count; string++) {
        uint32_t end = starts[string + 1] - 1;
        strings[found] = string;
        found += (uint32_t)(ends[end / 64 & mask] >> end % 64) & 1;
    }
    return found;
}

/* A needle that is shorter than a run. */
static void mark_short(const struct run *run)
{
    const struct portreg_snapshot *snapshot = run->view.snapshot;
    uint32_t strings[SWEEP_BATCH];
    uint32_t size = snapshot->string_starts[run->string_end];
    if (size > snapshot->folded_size || memchr(run->needle, '\0', run->needle_size)) {
        return;
    }
    sweep_strings((struct portreg_string){ snapshot->folded_bytes, size },
                  (struct portreg_string){ run->needle, run->needle_size }, run->search->ends);
    for (uint32_t first = 0; first < run->string_end; first += SWEEP_BATCH) {
        uint32_t left = run->string_end - first;
        uint32_t found = gather_marked(run->search, first,
                                       left < SWEEP_BATCH ? left : SWEEP_BATCH, strings);
        for (uint32_t i = 0; i < found; i++) {
            mark_rows(run, strings[i]);
        }
    }
}

static void mark_common(const struct run *run, struct posting *rare, struct posting *next)
{
    while (rare->string < run->string_end) {
        while (next->string < rare->string) {
            posting_next(next);
        }
        if (next->string == rare->string && contains(run, rare->string)) {
            mark_rows(run, rare->string);
        }
        posting_next(rare);
    }
}

static void mark_long(const struct run *run)
{
    struct posting rare = { .count = UINT32_MAX };
    struct posting next = { .count = UINT32_MAX };
    for (size_t i = 0; i + LAYOUT_GRAM_SIZE <= run->needle_size; i++) {
        struct posting list;
        if (!posting_open(run->view.snapshot, run->needle + i, &list)) {
            return;
        }
        if (list.count < rare.count) {
            next = rare;
            rare = list;
        } else if (list.count < next.count && list.at != rare.at) {
            next = list;
        }
    }
    if (next.count == UINT32_MAX) {
        next = rare; /* one run again and again, as in "aaaa" */
    }
    mark_common(run, &rare, &next);
}

/* Turns the marks into rows and clears them. */
static size_t collect(const struct run *run)
{
    struct portreg_search *search = run->search;
    const uint32_t *order = run->now ? NULL : run->view.snapshot->row_order;
    size_t count = 0;
    for (uint32_t word = 0; word < search->mark_words; word++) {
        uint64_t bits = search->marks[word];
        search->marks[word] = 0;
        for (; bits != 0; bits &= bits - 1) {
            uint32_t place = word * 64 + (uint32_t)__builtin_ctzll(bits);
            search->rows[count++] = order ? order[place] : place;
        }
    }
    return count;
}

static size_t collect_all(const struct run *run)
{
    uint32_t cursor = 0;
    size_t count = 0;
    for (uint32_t row = portreg_view_next_row(run->view, &cursor); row != PORTREG_NONE;
         row = portreg_view_next_row(run->view, &cursor)) {
        run->search->rows[count++] = row;
    }
    return count;
}

size_t portreg_search_run(struct portreg_search *search, uint32_t version, const char *text,
                          size_t size, const uint32_t **rows)
{
    const struct portreg_snapshot *snapshot = search->snapshot;
    char needle[NEEDLE_MAX];
    *rows = search->rows;
    if (size > NEEDLE_MAX || version >= snapshot->version_count) {
        return 0;
    }
    bool now = version == snapshot->newest;
    struct run run = { search, { snapshot, version }, now,
                       now ? snapshot->searched_now : snapshot->searched, needle, size };
    if (size == 0) {
        return collect_all(&run);
    }
    string_fold(needle, text, size);
    if (size < LAYOUT_GRAM_SIZE) {
        mark_short(&run);
    } else if (size == LAYOUT_GRAM_SIZE) {
        mark_run(&run);
    } else {
        mark_long(&run);
    }
    return collect(&run);
}
