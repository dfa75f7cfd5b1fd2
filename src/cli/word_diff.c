/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/word_diff.h"

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

        while (at < text.size && ascii_is_space(text.data[at]))
            at++;
        if (at == text.size)
            return;
        start = at;
        while (at < text.size && !ascii_is_space(text.data[at]))
            at++;
        if (words->count == WORDS_MAX) {
            words->fits = false;
            return;
        }
        words->items[words->count++] = (struct portreg_string){ text.data + start, at - start };
    }
}

/* Appends to one line of words, marking runs as kept, gone or new. */
struct marker {
    struct output *output;
    char run; /* ' ', '-' or '+' */
    bool any;
};

static void close_run(struct marker *marker)
{
    if (marker->run == ' ')
        return;
    if (marker->output->color)
        output_style(marker->output, STYLE_PLAIN);
    else
        buffer_append_text(&marker->output->text, marker->run == '-' ? "-]" : "+}");
}

static void open_run(struct marker *marker, char run)
{
    marker->run = run;
    if (run == ' ')
        return;
    if (marker->output->color)
        output_style(marker->output, run == '-' ? STYLE_RED : STYLE_GREEN);
    else
        buffer_append_text(&marker->output->text, run == '-' ? "[-" : "{+");
}

static void mark(struct marker *marker, char run, struct portreg_string word)
{
    if (run != marker->run)
        close_run(marker);
    if (marker->any)
        buffer_append_char(&marker->output->text, ' ');
    marker->any = true;
    if (run != marker->run)
        open_run(marker, run);
    word_diff_append_text(marker->output, word);
}

/* Words that both texts share at their ends, and the rest between. */
struct range {
    size_t from;
    size_t until;
};

static size_t common_ends(const struct words *before, const struct words *after, struct range *a,
                          struct range *b)
{
    *a = (struct range){ 0, before->count };
    *b = (struct range){ 0, after->count };
    while (a->from < a->until && b->from < b->until &&
           string_equal(before->items[a->from], after->items[b->from])) {
        a->from++;
        b->from++;
    }
    while (a->from < a->until && b->from < b->until &&
           string_equal(before->items[a->until - 1], after->items[b->until - 1])) {
        a->until--;
        b->until--;
    }
    return before->count - (a->until - a->from);
}

/* lengths[i][j]: the longest common subsequence of the words from i and j on. */
typedef uint16_t lengths[MIDDLE_MAX + 1][MIDDLE_MAX + 1];

static void measure(lengths table, const struct words *before, struct range a,
                    const struct words *after, struct range b)
{
    memset(table, 0, sizeof(lengths));
    for (size_t i = a.until - a.from; i-- > 0;)
        for (size_t j = b.until - b.from; j-- > 0;) {
            uint16_t down = table[i + 1][j];
            uint16_t right = table[i][j + 1];

            if (string_equal(before->items[a.from + i], after->items[b.from + j]))
                table[i][j] = (uint16_t)(table[i + 1][j + 1] + 1);
            else
                table[i][j] = down > right ? down : right;
        }
}

static void mark_middle(struct marker *marker, lengths table, const struct words *before,
                        struct range a, const struct words *after, struct range b)
{
    size_t i = 0;
    size_t j = 0;

    while (a.from + i < a.until || b.from + j < b.until) {
        bool has_before = a.from + i < a.until;
        bool has_after = b.from + j < b.until;

        if (has_before && has_after &&
            string_equal(before->items[a.from + i], after->items[b.from + j])) {
            mark(marker, ' ', after->items[b.from + j]);
            i++;
            j++;
        } else if (has_before && (!has_after || table[i + 1][j] >= table[i][j + 1])) {
            mark(marker, '-', before->items[a.from + i++]);
        } else {
            mark(marker, '+', after->items[b.from + j++]);
        }
    }
}

/* Imported text must not steer the terminal. */
void word_diff_append_text(struct output *output, struct portreg_string text)
{
    for (text = string_trim(text); text.size > 0;) {
        size_t size = 0;

        while (size < text.size && ascii_is_space(text.data[size]))
            size++;
        if (size > 0) {
            buffer_append_char(&output->text, ' ');
        } else if ((size = string_control_size(text)) > 0) {
            buffer_append_char(&output->text, '?');
        } else {
            size = 1;
            buffer_append_char(&output->text, text.data[0]);
        }
        text = string_from(text, size);
    }
}

static void append_whole(struct output *output, struct portreg_string before,
                         struct portreg_string after)
{
    output_style(output, STYLE_RED);
    word_diff_append_text(output, before);
    output_style(output, STYLE_PLAIN);
    buffer_append_text(&output->text, " -> ");
    output_style(output, STYLE_GREEN);
    word_diff_append_text(output, after);
    output_style(output, STYLE_PLAIN);
}

/* false: too long, or too little in common to be read as one text. */
static bool append_words(struct output *output, const struct words *before,
                         const struct words *after)
{
    struct marker marker = { output, ' ', false };
    struct range a;
    struct range b;
    lengths table;
    size_t common = common_ends(before, after, &a, &b);
    size_t longer = before->count > after->count ? before->count : after->count;

    if (a.until - a.from > MIDDLE_MAX || b.until - b.from > MIDDLE_MAX)
        return false;
    measure(table, before, a, after, b);
    if ((common + table[0][0]) * COMMON_PART < longer)
        return false;
    for (size_t i = 0; i < b.from; i++)
        mark(&marker, ' ', after->items[i]);
    mark_middle(&marker, table, before, a, after, b);
    for (size_t i = b.until; i < after->count; i++)
        mark(&marker, ' ', after->items[i]);
    close_run(&marker);
    if (a.from == a.until && b.from == b.until)
        buffer_append_text(&output->text, " (white space)");
    return true;
}

void word_diff_append(struct output *output, struct portreg_string before,
                      struct portreg_string after)
{
    struct words old_words;
    struct words new_words;
    bool is_short = before.size <= SHORT_TEXT && after.size <= SHORT_TEXT;

    split(&old_words, before);
    split(&new_words, after);
    if (is_short || !old_words.fits || !new_words.fits ||
        !append_words(output, &old_words, &new_words))
        append_whole(output, before, after);
}
