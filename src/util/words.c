/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/words.h"

#include "util/string.h"

/*
 * Longest common subsequence over the words between the common beginning and
 * the common end. Texts of more words are shown whole.
 */
#define WORDS_MAX 400
#define MIDDLE_MAX 200
#define SHORT_TEXT 40
#define COMMON_PART 3 /* a third of the words is in common, else both are shown whole */

struct words {
    struct portreg_string items[WORDS_MAX];
    size_t count;
    bool fits;
};

static void split(struct words *words, struct portreg_string text)
{
    size_t at = 0;

    words->count = 0;
    words->fits = true;
    for (;;) {
        size_t start;

        while (at < text.size && ascii_is_space(text.data[at])) {
            at++;
        }
        if (at == text.size) {
            return;
        }
        start = at;
        while (at < text.size && !ascii_is_space(text.data[at])) {
            at++;
        }
        if (words->count == WORDS_MAX) {
            words->fits = false;
            return;
        }
        words->items[words->count++] = (struct portreg_string){ text.data + start, at - start };
    }
}

/* Two texts, and of each the words between what both share at their ends. */
struct range {
    size_t from;
    size_t until;
};

struct pair {
    struct words before;
    struct words after;
    struct range gone;
    struct range added;
    words_function take;
    void *data;
};

/* Returns how many words are in common at the ends. */
static size_t cut_common_ends(struct pair *pair)
{
    const struct words *before = &pair->before;
    const struct words *after = &pair->after;
    struct range a = { 0, before->count };
    struct range b = { 0, after->count };

    while (a.from < a.until && b.from < b.until &&
           string_equal(before->items[a.from], after->items[b.from])) {
        a.from++;
        b.from++;
    }
    while (a.from < a.until && b.from < b.until &&
           string_equal(before->items[a.until - 1], after->items[b.until - 1])) {
        a.until--;
        b.until--;
    }
    pair->gone = a;
    pair->added = b;
    return before->count - (a.until - a.from);
}

/* lengths[i][j]: the longest common subsequence of the middles' words from i and j on. */
typedef uint16_t lengths[MIDDLE_MAX + 1][MIDDLE_MAX + 1];

static void measure(lengths table, const struct pair *pair)
{
    const struct portreg_string *before = pair->before.items + pair->gone.from;
    const struct portreg_string *after = pair->after.items + pair->added.from;

    memset(table, 0, sizeof(lengths));
    for (size_t i = pair->gone.until - pair->gone.from; i-- > 0;) {
        for (size_t j = pair->added.until - pair->added.from; j-- > 0;) {
            uint16_t down = table[i + 1][j];
            uint16_t right = table[i][j + 1];

            if (string_equal(before[i], after[j])) {
                table[i][j] = (uint16_t)(table[i + 1][j + 1] + 1);
            } else {
                table[i][j] = down > right ? down : right;
            }
        }
    }
}

static void take_kept(const struct pair *pair, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++) {
        pair->take(pair->data, WORDS_KEPT, pair->after.items[i]);
    }
}

static void take_middle(const struct pair *pair, lengths table)
{
    const struct portreg_string *before = pair->before.items + pair->gone.from;
    const struct portreg_string *after = pair->after.items + pair->added.from;
    size_t before_count = pair->gone.until - pair->gone.from;
    size_t after_count = pair->added.until - pair->added.from;
    size_t i = 0;
    size_t j = 0;

    while (i < before_count || j < after_count) {
        if (i < before_count && j < after_count && string_equal(before[i], after[j])) {
            pair->take(pair->data, WORDS_KEPT, after[j++]);
            i++;
        } else if (i < before_count &&
                   (j == after_count || table[i + 1][j] >= table[i][j + 1])) {
            pair->take(pair->data, WORDS_GONE, before[i++]);
        } else {
            pair->take(pair->data, WORDS_NEW, after[j++]);
        }
    }
}

static enum words_result compare(struct pair *pair)
{
    const struct range *gone = &pair->gone;
    const struct range *added = &pair->added;
    size_t before = pair->before.count;
    size_t after = pair->after.count;
    size_t common = cut_common_ends(pair);
    lengths table;

    if (gone->until - gone->from > MIDDLE_MAX || added->until - added->from > MIDDLE_MAX) {
        return WORDS_UNALIKE;
    }
    measure(table, pair);
    if ((common + table[0][0]) * COMMON_PART < (before > after ? before : after)) {
        return WORDS_UNALIKE;
    }
    take_kept(pair, 0, added->from);
    take_middle(pair, table);
    take_kept(pair, added->until, after);
    return gone->from == gone->until && added->from == added->until ? WORDS_SAME : WORDS_MARKED;
}

enum words_result words_compare(struct portreg_string before, struct portreg_string after,
                                words_function take, void *data)
{
    struct pair pair;

    if (before.size <= SHORT_TEXT && after.size <= SHORT_TEXT) {
        return WORDS_UNALIKE;
    }
    pair.take = take;
    pair.data = data;
    split(&pair.before, before);
    split(&pair.after, after);
    return pair.before.fits && pair.after.fits ? compare(&pair) : WORDS_UNALIKE;
}
