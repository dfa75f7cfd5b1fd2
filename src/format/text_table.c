/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/text_table.h"

#include "util/error.h"
#include "util/string.h"

/* A column's edge may be crossed by one line in this many (cells that are too long). */
#define CROSSING_RATIO 500

/* How far into a line. */
struct cursor {
    size_t byte;
    uint32_t place;
};

/* Whether a byte has a place of its own. Older renderers gave one to every byte. */
static bool has_place(const struct text_table *table, char c)
{
    return table->counts_bytes || !is_continuation(c);
}

/* Goes to a place, or to the end of the line. */
static void cursor_go(const struct text_table *table, struct cursor *cursor,
                      struct portreg_string line, uint32_t place)
{
    while (cursor->byte < line.size && cursor->place < place) {
        cursor->byte++;
        while (cursor->byte < line.size && !has_place(table, line.data[cursor->byte])) {
            cursor->byte++;
        }
        cursor->place++;
    }
}

static bool line_holds(struct portreg_string line, const char *phrase)
{
    return string_find(line, string_of(phrase)) != NULL;
}

uint32_t text_find_titles(const struct text_lines *lines, const struct text_schema *schema,
                          uint32_t from)
{
    for (uint32_t i = from; i < lines->count; i++) {
        bool holds_all = true;
        for (size_t k = 0; k < sizeof(schema->marks) / sizeof(schema->marks[0]); k++) {
            holds_all = holds_all && line_holds(lines->lines[i], schema->marks[k]);
        }
        if (holds_all) {
            return i;
        }
    }
    return lines->count;
}

/* Whether the line is of titles only: titles may take several lines. */
static bool is_title_line(struct portreg_string line)
{
    static const char *const words[] = { "Transport", "Protocol", "Date",         "Service",
                                         "Code",      "Known",    "Unauthorized", "Uses",
                                         "Use",       "Reported", "Registration", "Modification",
                                         "Last",      "Updated" };
    const size_t count = sizeof(words) / sizeof(words[0]);
    struct portreg_string word;
    bool any = false;
    while (string_next_word(&line, &word)) {
        if (string_index(word, words, count) == count) {
            return false;
        }
        any = true;
    }
    return any;
}

static bool is_ruler(struct portreg_string line)
{
    size_t hyphens = 0;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != '-' && line.data[i] != ' ') {
            return false;
        }
        hyphens += line.data[i] == '-';
    }
    return hyphens > 0;
}

/* Columns are the ruler's runs of hyphens. */
static bool read_ruler(struct text_table *table, struct portreg_string ruler)
{
    unsigned count = 0;
    for (size_t i = 0; i < ruler.size; i++) {
        if (ruler.data[i] == '-' && (i == 0 || ruler.data[i - 1] == ' ')) {
            if (count == table->schema->title_count) {
                return false;
            }
            table->start[count++] = (uint32_t)i;
        }
    }
    return count == table->schema->title_count;
}

/* What the lines of a table show at each place. */
struct profile {
    uint32_t filled[TEXT_WIDTH_MAX + 1]; /* lines that have no blank there */
    uint32_t starts[TEXT_WIDTH_MAX + 1]; /* lines where text starts behind two blanks */
    uint32_t line_count;
};

static void profile_add(const struct text_table *table, struct profile *profile,
                        struct portreg_string line)
{
    uint32_t place = 0;
    uint32_t blanks = 2;
    for (size_t i = 0; i < line.size && place < TEXT_WIDTH_MAX; i++) {
        if (!has_place(table, line.data[i])) {
            continue;
        }
        if (line.data[i] == ' ') {
            blanks++;
        } else {
            profile->filled[place]++;
            profile->starts[place] += blanks >= 2;
            blanks = 0;
        }
        place++;
    }
    profile->line_count++;
}

/*
 * The start of a column whose title starts at `title`, behind `after`: where
 * most cells start, at a place before which nothing stands in any line, or
 * (cells may be too long) in almost none.
 */
static uint32_t find_start(const struct profile *profile, uint32_t after, uint32_t title)
{
    uint32_t allowed = 0;
    for (;;) {
        uint32_t best = 0;
        for (uint32_t x = title; x > after; x--) {
            if (profile->filled[x - 1] <= allowed &&
                (best == 0 || profile->starts[x] > profile->starts[best])) {
                best = x;
            }
        }
        if (best != 0 || allowed > 0 || profile->line_count < CROSSING_RATIO) {
            return best;
        }
        allowed = profile->line_count / CROSSING_RATIO;
    }
}

/* Where the title's phrase starts and ends in the lines of titles. */
static bool find_title(const struct text_lines *lines, uint32_t first, uint32_t end,
                       const char *phrase, uint32_t after, uint32_t *ret_start, uint32_t *ret_end)
{
    for (uint32_t i = first; i < end; i++) {
        struct portreg_string line = lines->lines[i];
        struct portreg_string rest =
            after < line.size ? string_from(line, after) : (struct portreg_string){ line.data, 0 };
        const char *found = string_find(rest, string_of(phrase));
        if (found != NULL && (size_t)(found - line.data) < TEXT_WIDTH_MAX) {
            *ret_start = (uint32_t)(found - line.data);
            *ret_end = *ret_start + (uint32_t)strlen(phrase);
            return true;
        }
    }
    return false;
}

struct title_block {
    const struct text_lines *lines;
    uint32_t first;
    uint32_t body; /* first line behind the titles */
    uint32_t end;  /* of the table */
};

/*
 * Finds the columns. `*ret_crossings`: how many lines cross their edges.
 * Returns the index of the title that has no column, or title_count.
 */
static unsigned find_columns(struct text_table *table, const struct title_block *block,
                             struct profile *profile, uint32_t *ret_crossings)
{
    unsigned count = table->schema->title_count;
    uint32_t after = 0;
    *profile = (struct profile){ .line_count = 0 };
    *ret_crossings = 0;
    for (uint32_t i = block->body; i < block->end; i++) {
        profile_add(table, profile, block->lines->lines[i]);
    }
    for (unsigned k = 0; k < count; k++) {
        uint32_t start;
        uint32_t next_after;
        if (!find_title(block->lines, block->first, block->body, table->schema->titles[k].phrase,
                        after, &start, &next_after)) {
            return k;
        }
        table->start[k] = k == 0 ? 0 : find_start(profile, after, start);
        if (k > 0 && table->start[k] == 0) {
            return k;
        }
        *ret_crossings += k == 0 ? 0 : profile->filled[table->start[k] - 1];
        after = next_after;
    }
    return count;
}

/* Whether characters or bytes have places shows in where fewer lines cross the edges. */
static enum portreg_status find_columns_either_way(struct text_table *table,
                                                   const struct title_block *block,
                                                   const char *file, struct arena *arena,
                                                   struct portreg_error *error)
{
    struct profile *profile = arena_alloc(arena, sizeof(*profile));
    struct text_table in_bytes = *table;
    uint32_t crossings;
    uint32_t byte_crossings;
    unsigned count = table->schema->title_count;
    if (profile == NULL) {
        return error_out_of_memory(error);
    }
    in_bytes.counts_bytes = true;
    unsigned missing = find_columns(table, block, profile, &crossings);
    if (missing == count && crossings == 0) {
        return PORTREG_OK;
    }
    unsigned byte_missing = find_columns(&in_bytes, block, profile, &byte_crossings);
    if (byte_missing == count && (missing < count || byte_crossings < crossings)) {
        *table = in_bytes;
        return PORTREG_OK;
    }
    if (missing == count) {
        return PORTREG_OK;
    }
    return error_set_at(error, PORTREG_SYNTAX, file, table->title_line + 1, 1,
                        "no aligned column under the title \"%s\": the table must have the "
                        "columns of IANA's plain text, in their order",
                        table->schema->titles[missing].phrase);
}

/* The end of a cell that is too long: it pushes the rest of the line to the right. */
static size_t crossing_end(const struct text_table *table, struct portreg_string line, size_t edge,
                           int64_t *shift)
{
    size_t end = edge;
    while (end < line.size && line.data[end] != ' ') {
        *shift += has_place(table, line.data[end]);
        end++;
    }
    return end;
}

static void set_cell(struct text_table *table, struct text_line *ret, unsigned title,
                     struct portreg_string cell)
{
    struct portreg_string trimmed = string_trim(cell);
    if (table->is_ruled && trimmed.size > 0) { /* indentation says something */
        trimmed =
            (struct portreg_string){ cell.data, (size_t)(trimmed.data + trimmed.size - cell.data) };
    }
    ret->cell[table->schema->titles[title].column] =
        (struct text_cell){ (uint32_t)(trimmed.data - table->text.data), (uint32_t)trimmed.size };
}

static void split_line(struct text_table *table, struct portreg_string line, struct text_line *ret)
{
    unsigned count = table->schema->title_count;
    struct cursor cursor = { 0, 0 };
    size_t start = 0;
    int64_t shift = 0;
    for (unsigned k = 0; k + 1 < count; k++) {
        cursor_go(table, &cursor, line, (uint32_t)((int64_t)table->start[k + 1] - 1 + shift));
        size_t end = crossing_end(table, line, cursor.byte, &shift);
        set_cell(table, ret, k, (struct portreg_string){ line.data + start, end - start });
        start = end < line.size ? end + 1 : end;
    }
    set_cell(table, ret, count - 1, string_from(line, start));
}

static enum portreg_status split_lines(struct text_table *table, const struct text_lines *lines,
                                       uint32_t body, uint32_t end, struct arena *arena,
                                       struct portreg_error *error)
{
    while (end > body && string_trim(lines->lines[end - 1]).size == 0) {
        end--;
    }
    table->line_count = end - body;
    table->lines = arena_calloc(arena, (size_t)table->line_count + 1, sizeof(*table->lines));
    if (table->lines == NULL) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < table->line_count; i++) {
        table->lines[i].number = body + i + 1;
        split_line(table, lines->lines[body + i], &table->lines[i]);
    }
    return PORTREG_OK;
}

enum portreg_status text_table_read(const struct text_lines *lines,
                                    const struct text_schema *schema, uint32_t title_line,
                                    uint32_t end, const char *file, struct arena *arena,
                                    struct text_table *ret, struct portreg_error *error)
{
    uint32_t first = title_line;
    uint32_t body = title_line + 1;
    *ret = (struct text_table){ .schema = schema, .text = lines->text, .title_line = title_line };
    while (first > 0 && is_title_line(lines->lines[first - 1])) {
        first--;
    }
    while (body < end && is_title_line(lines->lines[body])) {
        body++;
    }
    enum portreg_status status = PORTREG_OK;
    if (body < end && is_ruler(lines->lines[body])) {
        ret->is_ruled = true;
        if (!read_ruler(ret, lines->lines[body])) {
            return error_set_at(error, PORTREG_SYNTAX, file, body + 1, 1,
                                "the ruler must have %u runs of hyphens, one for each column",
                                schema->title_count);
        }
        body++;
    } else {
        const struct title_block block = { lines, first, body, end };
        status = find_columns_either_way(ret, &block, file, arena, error);
    }
    if (status == PORTREG_OK) {
        status = split_lines(ret, lines, body, end, arena, error);
    }
    return status == PORTREG_OK ? text_table_group(ret, file, arena, error) : status;
}
