/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/text_prose.h"

#include <stdlib.h>

#include "util/string.h"

enum cost {
    COST_OPENING = 250,     /* starts in lower case or with a sign */
    COST_NEW_OPENING = 50,  /* with a word that starts no other text and is unlike the name */
    COST_DANGLING = 500,    /* ends with "of" or a comma; a bracket or quote stays open */
    COST_REPEATED = 250,    /* the same word before and behind a break */
    COST_NAMED = -300,      /* a word of the text stands in the name */
    COST_NAMED_AGAIN = -20, /* another one */
    COST_INITIALS = -100,   /* the name starts with the initials of its words */
};

struct portreg_string text_first_word(struct portreg_string text)
{
    struct portreg_string word;
    string_next_word(&text, &word);
    return word;
}

static struct portreg_string last_word(struct portreg_string text)
{
    size_t start = text.size;
    while (start > 0 && text.data[start - 1] != ' ') {
        start--;
    }
    return string_from(text, start);
}

/* Letters and digits in lower case; at most `size`. */
static size_t plain_letters(struct portreg_string text, char *to, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size && count < size; i++) {
        if (ascii_is_alpha(text.data[i]) || ascii_is_digit(text.data[i])) {
            to[count++] = ascii_lower(text.data[i]);
        }
    }
    return count;
}

#define NAME_LETTERS_MAX 64
#define TELLING_WORD 4 /* letters that make a word tell something */
#define TELLING_INITIALS 3
#define LIKE_NAME 2 /* letters that make a word look like the name, one more in lower case */

struct letters {
    char text[NAME_LETTERS_MAX];
    size_t size;
};

static struct letters letters_of(struct portreg_string text)
{
    struct letters letters;
    letters.size = plain_letters(text, letters.text, sizeof(letters.text));
    return letters;
}

static struct portreg_string letters_string(const struct letters *letters)
{
    return (struct portreg_string){ letters->text, letters->size };
}

/* How many words of a line stand in the name. */
static int64_t count_named(struct portreg_string line, const struct letters *name)
{
    struct portreg_string word;
    int64_t count = 0;
    while (string_next_word(&line, &word)) {
        struct letters letters = letters_of(word);
        count += letters.size >= TELLING_WORD &&
                 string_find(letters_string(name), letters_string(&letters)) != NULL;
    }
    return count;
}

/* Adds the initials of a line's words. */
static void add_initials(struct letters *initials, struct portreg_string line)
{
    struct portreg_string word;
    while (string_next_word(&line, &word)) {
        struct letters letters = letters_of(word);
        if (letters.size > 0 && initials->size < sizeof(initials->text)) {
            initials->text[initials->size++] = letters.text[0];
        }
    }
}

static bool are_initials(const struct letters *initials, const struct letters *name)
{
    return initials->size >= TELLING_INITIALS && name->size >= TELLING_INITIALS &&
           memcmp(initials->text, name->text, TELLING_INITIALS) == 0;
}

static bool is_dangling(struct portreg_string text)
{
    static const char *const words[] = { "for", "of",   "a",     "an",   "the", "to", "via",  "on",
                                         "and", "or",   "by",    "with", "in",  "as", "at",   "be",
                                         "are", "that", "which", "from", "is",  "-",  "using" };
    const size_t count = sizeof(words) / sizeof(words[0]);
    struct portreg_string word = last_word(text);
    if (word.size == 0 || strchr(",-&(", word.data[word.size - 1]) != NULL) {
        return word.size > 0;
    }
    return string_index(word, words, count) < count;
}

static int compare_words(const void *left, const void *right)
{
    return string_compare(*(const struct portreg_string *)left,
                          *(const struct portreg_string *)right);
}

bool text_openings_collect(const struct text_table *table, const uint32_t *anchors,
                           uint32_t anchor_count, struct arena *arena, struct text_openings *ret)
{
    unsigned prose = 0;
    for (unsigned column = 0; column < TEXT_COLUMNS_MAX; column++) {
        prose += (table->schema->prose >> column) & 1;
    }
    *ret = (struct text_openings){ NULL, 0 };
    ret->words = arena_calloc(arena, (size_t)anchor_count * prose + 1, sizeof(*ret->words));
    if (ret->words == NULL) {
        return false;
    }
    for (uint32_t i = 1; i < anchor_count; i++) {
        if (anchors[i] != anchors[i - 1] + 1) {
            continue;
        }
        for (unsigned column = 0; column < TEXT_COLUMNS_MAX; column++) {
            struct portreg_string word = text_first_word(text_cell(table, anchors[i], column));
            if (((table->schema->prose >> column) & 1) != 0 && word.size > 0) {
                ret->words[ret->count++] = word;
            }
        }
    }
    qsort(ret->words, ret->count, sizeof(*ret->words), compare_words);
    return true;
}

static bool is_known_opening(const struct text_openings *openings, struct portreg_string word)
{
    return bsearch(&word, openings->words, openings->count, sizeof(word), compare_words) != NULL;
}

static size_t shared_start(const struct letters *a, const struct letters *b)
{
    size_t count = 0;
    while (count < a->size && count < b->size && a->text[count] == b->text[count]) {
        count++;
    }
    return count;
}

static int64_t opening_cost(const struct text_openings *openings, struct portreg_string line,
                            const struct letters *name)
{
    struct portreg_string word = text_first_word(line);
    struct letters letters = letters_of(word);
    unsigned char first = (unsigned char)line.data[0];
    size_t shared = shared_start(&letters, name);
    if (first >= 'a' && first <= 'z') {
        return shared == letters.size || shared >= LIKE_NAME + 1 ? 0 : COST_OPENING;
    }
    bool is_usual = ascii_is_alpha((char)first) || ascii_is_digit((char)first) || first >= 0x80 ||
                    strchr("[(\"'*", first) != NULL;
    if (!is_usual) {
        return COST_OPENING;
    }
    return shared >= LIKE_NAME || is_known_opening(openings, word) ? 0 : COST_NEW_OPENING;
}

int64_t text_prose_cost(const struct text_table *table, const struct text_openings *openings,
                        unsigned column, uint32_t first, uint32_t last, struct portreg_string name)
{
    struct letters letters = letters_of(name);
    int64_t depth = 0;
    size_t quotes = 0;
    int64_t named = 0;
    struct letters initials = { .size = 0 };
    int64_t cost = opening_cost(openings, text_cell(table, first, column), &letters);
    for (uint32_t i = first; i <= last; i++) {
        struct portreg_string line = text_cell(table, i, column);
        for (size_t k = 0; k < line.size; k++) {
            depth += (line.data[k] == '(') - (line.data[k] == ')');
            quotes += line.data[k] == '"';
        }
        named += count_named(line, &letters);
        add_initials(&initials, line);
        if (i > first && line.size > 0 &&
            string_equal_folded(last_word(text_cell(table, i - 1, column)),
                                text_first_word(line))) {
            cost += COST_REPEATED;
        }
    }
    cost += are_initials(&initials, &letters) ? COST_INITIALS : 0;
    cost += depth != 0 ? COST_DANGLING : 0;
    cost += quotes % 2 != 0 ? COST_DANGLING : 0;
    cost += is_dangling(text_cell(table, last, column)) ? COST_DANGLING : 0;
    return cost + (named > 0 ? COST_NAMED + COST_NAMED_AGAIN * (named - 1) : 0);
}
