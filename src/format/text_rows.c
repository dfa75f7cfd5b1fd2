/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/text_prose.h"
#include "format/text_table.h"

#include "util/error.h"
#include "util/string.h"

/*
 * IANA's plain text does not say where a row ends. It is known that every row
 * has one line with its name or number (the anchor), that a row of h lines has
 * it at line (h - 1) / 2 from its top, and that a cell of k lines starts at
 * line (h - k) / 2. So a row that begins u lines above its anchor ends u or
 * u + 1 lines below it: one choice a row. Choices are given costs and the
 * cheapest chain of rows is taken.
 *
 * Layout that breaks the rules costs most. What else costs: a line that was
 * broken although the next word would have fitted, blank lines within a cell,
 * text that starts or ends as no description does (text_prose.c), and rows
 * that describe the same service (tcp and udp) in different words. What
 * remains even prefers rows of like height.
 */
#define CHOICES_MAX 8

enum cost {
    COST_LAYOUT = 1000000,
    COST_BREAK = 1000,     /* the next word would have fitted */
    COST_BLANK = 1000,     /* a blank line within a cell */
    COST_SIBLING = 250,    /* not the sibling's words */
    COST_OTHER_WORD = 500, /* not even the sibling's first word */
    COST_HEIGHT = 1,       /* times the square of the height */
};

/* A row that starts `above` its anchor and ends `below` it, and what led there. */
struct choice {
    int64_t cost; /* of the chain up to this row */
    uint32_t above;
    uint32_t below;
    uint32_t from; /* index of the choice for the row before */
};

struct choices {
    struct choice item[CHOICES_MAX];
    unsigned count;
};

struct grouping {
    const struct text_table *table;
    const uint32_t *anchors;
    uint32_t anchor_count;
    struct text_openings openings;
    uint32_t width[TEXT_COLUMNS_MAX]; /* of the widest line of each column */
};

static struct text_row row_of(const struct grouping *grouping, uint32_t index, uint32_t above,
                              uint32_t below)
{
    uint32_t anchor = grouping->anchors[index];
    return (struct text_row){ anchor - above, anchor + below + 1, anchor };
}

static bool is_member(unsigned set, unsigned column)
{
    return (set & (1u << column)) != 0;
}

/* What could have stood at the end of the line before: labels break between brackets too. */
static uint32_t first_piece(struct portreg_string text)
{
    struct portreg_string word = text_first_word(text);
    for (size_t i = 0; i + 1 < word.size; i++) {
        if (word.data[i] == ']' && word.data[i + 1] == '[') {
            word.size = i + 1;
        }
    }
    return character_count(word);
}

static int64_t break_cost(const struct grouping *grouping, unsigned column, uint32_t first,
                          uint32_t last)
{
    int64_t cost = 0;
    for (uint32_t i = first; i < last; i++) {
        struct portreg_string line = text_cell(grouping->table, i, column);
        struct portreg_string next = text_cell(grouping->table, i + 1, column);
        if (line.size == 0) {
            cost += COST_BLANK;
        } else if (next.size > 0 &&
                   character_count(line) + 1 + first_piece(next) <= grouping->width[column]) {
            cost += COST_BREAK;
        }
    }
    return cost;
}

/* First and last line of a cell; false if it is empty. */
static bool cell_extent(const struct text_table *table, struct text_row row, unsigned column,
                        uint32_t *ret_first, uint32_t *ret_last)
{
    uint32_t first = row.first;
    uint32_t last = row.end;
    while (first < row.end && table->lines[first].cell[column].size == 0) {
        first++;
    }
    while (last > first && table->lines[last - 1].cell[column].size == 0) {
        last--;
    }
    *ret_first = first;
    *ret_last = last - 1;
    return first < row.end;
}

static int64_t row_cost(const struct grouping *grouping, struct text_row row)
{
    const struct text_table *table = grouping->table;
    const struct text_schema *schema = table->schema;
    uint32_t height = row.end - row.first;
    int64_t cost = (int64_t)COST_HEIGHT * height * height;
    bool is_tight = height == 1;
    struct portreg_string name = text_cell(table, row.anchor, schema->name);
    for (unsigned k = 0; k < schema->title_count; k++) {
        unsigned column = schema->titles[k].column;
        uint32_t first;
        uint32_t last;
        if (is_member(schema->anchors, column) || !cell_extent(table, row, column, &first, &last)) {
            continue;
        }
        uint32_t lines = last - first + 1;
        is_tight = is_tight || lines == height;
        cost += first - row.first != (height - lines) / 2 ? COST_LAYOUT : 0;
        cost += break_cost(grouping, column, first, last);
        if (is_member(schema->prose, column)) {
            cost += text_prose_cost(table, &grouping->openings, column, first, last, name);
        }
    }
    return cost + (is_tight ? 0 : COST_LAYOUT);
}

/* Steps through a cell's characters that are not blank; -1 at its end. */
struct cell_walk {
    const struct text_table *table;
    unsigned column;
    uint32_t line;
    uint32_t end;
    size_t offset;
};

static int walk_next(struct cell_walk *walk)
{
    while (walk->line < walk->end) {
        struct portreg_string text = text_cell(walk->table, walk->line, walk->column);
        while (walk->offset < text.size) {
            char c = text.data[walk->offset++];
            if (c != ' ') {
                return (unsigned char)c;
            }
        }
        walk->line++;
        walk->offset = 0;
    }
    return -1;
}

static bool cells_agree(const struct text_table *table, unsigned column, struct text_row a,
                        struct text_row b)
{
    struct cell_walk left = { table, column, a.first, a.end, 0 };
    struct cell_walk right = { table, column, b.first, b.end, 0 };
    int c;
    do {
        c = walk_next(&left);
        if (c != walk_next(&right)) {
            return false;
        }
    } while (c >= 0);
    return true;
}

static bool first_words_agree(const struct text_table *table, unsigned column, struct text_row a,
                              struct text_row b)
{
    uint32_t left;
    uint32_t right;
    uint32_t last;
    bool has_left = cell_extent(table, a, column, &left, &last);
    bool has_right = cell_extent(table, b, column, &right, &last);
    if (!has_left || !has_right) {
        return has_left == has_right;
    }
    return string_equal(text_first_word(text_cell(table, left, column)),
                        text_first_word(text_cell(table, right, column)));
}

static bool are_siblings(const struct text_table *table, uint32_t a, uint32_t b)
{
    const struct text_schema *schema = table->schema;
    return string_equal(text_cell(table, a, schema->name), text_cell(table, b, schema->name)) &&
           string_equal(text_cell(table, a, schema->number), text_cell(table, b, schema->number));
}

static int64_t sibling_cost(const struct text_table *table, struct text_row a, struct text_row b)
{
    int64_t cost = 0;
    for (unsigned column = 0; column < TEXT_COLUMNS_MAX; column++) {
        if (is_member(table->schema->prose, column)) {
            cost += cells_agree(table, column, a, b) ? 0 : COST_SIBLING;
            cost += first_words_agree(table, column, a, b) ? 0 : COST_OTHER_WORD;
        }
    }
    return cost;
}

/* Keeps the cheapest choices, one for each (above, below). */
static void choices_add(struct choices *choices, struct choice choice)
{
    unsigned worst = 0;
    for (unsigned i = 0; i < choices->count; i++) {
        struct choice *item = &choices->item[i];
        if (item->above == choice.above && item->below == choice.below) {
            if (choice.cost < item->cost) {
                *item = choice;
            }
            return;
        }
        worst = item->cost > choices->item[worst].cost ? i : worst;
    }
    if (choices->count < CHOICES_MAX) {
        choices->item[choices->count++] = choice;
    } else if (choice.cost < choices->item[worst].cost) {
        choices->item[worst] = choice;
    }
}

/* Lines between anchor `index` and the next one, or the table's end. */
static uint32_t gap_behind(const struct grouping *grouping, uint32_t index)
{
    uint32_t end = index + 1 < grouping->anchor_count ? grouping->anchors[index + 1]
                                                      : grouping->table->line_count;
    return end - grouping->anchors[index] - 1;
}

/* Adds the two ways to go on for row `index` once it starts `above` its anchor. */
static void extend(const struct grouping *grouping, uint32_t index, uint32_t above, uint32_t from,
                   const struct choice *before, struct choices *ret)
{
    uint32_t gap = gap_behind(grouping, index);
    bool is_last = index + 1 == grouping->anchor_count;
    bool siblings = before != NULL && are_siblings(grouping->table, grouping->anchors[index - 1],
                                                   grouping->anchors[index]);
    for (uint32_t below = above; below <= above + 1; below++) {
        /* The last row takes what is left, even if it stands askew. */
        uint32_t taken = is_last || below > gap ? gap : below;
        struct text_row row = row_of(grouping, index, above, taken);
        int64_t cost = row_cost(grouping, row);
        cost += taken != below ? COST_LAYOUT : 0;
        if (siblings) {
            cost += sibling_cost(grouping->table,
                                 row_of(grouping, index - 1, before->above, before->below), row);
        }
        cost += before != NULL ? before->cost : 0;
        choices_add(ret, (struct choice){ cost, above, taken, from });
    }
}

static void take_cheapest(const struct grouping *grouping, const struct choices *choices,
                          struct text_row *rows)
{
    uint32_t index = grouping->anchor_count - 1;
    uint32_t at = 0;
    for (unsigned i = 1; i < choices[index].count; i++) {
        at = choices[index].item[i].cost < choices[index].item[at].cost ? i : at;
    }
    for (;;) {
        const struct choice *choice = &choices[index].item[at];
        rows[index] = row_of(grouping, index, choice->above, choice->below);
        if (index == 0) {
            return;
        }
        at = choice->from;
        index--;
    }
}

static bool group_centred(struct grouping *grouping, struct text_row *rows, struct arena *arena)
{
    const struct text_table *table = grouping->table;
    struct choices *choices = arena_calloc(arena, grouping->anchor_count, sizeof(*choices));
    if (choices == NULL || !text_openings_collect(table, grouping->anchors, grouping->anchor_count,
                                                  arena, &grouping->openings)) {
        return false;
    }
    for (uint32_t i = 0; i < table->line_count; i++) {
        for (unsigned column = 0; column < TEXT_COLUMNS_MAX; column++) {
            uint32_t width = character_count(text_cell(table, i, column));
            grouping->width[column] =
                width > grouping->width[column] ? width : grouping->width[column];
        }
    }
    extend(grouping, 0, grouping->anchors[0], 0, NULL, &choices[0]);
    for (uint32_t i = 1; i < grouping->anchor_count; i++) {
        uint32_t gap = gap_behind(grouping, i - 1);
        for (uint32_t k = 0; k < choices[i - 1].count; k++) {
            const struct choice *before = &choices[i - 1].item[k];
            extend(grouping, i, gap - before->below, k, before, &choices[i]);
        }
    }
    take_cheapest(grouping, choices, rows);
    return true;
}

static void group_ruled(const struct grouping *grouping, struct text_row *rows)
{
    for (uint32_t i = 0; i < grouping->anchor_count; i++) {
        rows[i] = row_of(grouping, i, 0, gap_behind(grouping, i));
    }
}

enum portreg_status text_table_group(struct text_table *table, const char *file,
                                     struct arena *arena, struct portreg_error *error)
{
    uint32_t *anchors = arena_calloc(arena, (size_t)table->line_count + 1, sizeof(*anchors));
    struct grouping grouping = { .table = table, .anchors = anchors };
    if (anchors == NULL) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < table->line_count; i++) {
        bool is_anchor = false;
        for (unsigned column = 0; column < TEXT_COLUMNS_MAX; column++) {
            is_anchor = is_anchor || (is_member(table->schema->anchors, column) &&
                                      table->lines[i].cell[column].size > 0);
        }
        if (is_anchor) {
            anchors[grouping.anchor_count++] = i;
        }
    }
    if (grouping.anchor_count == 0 && table->line_count == 0) {
        return PORTREG_OK;
    }
    if (grouping.anchor_count == 0 || (table->is_ruled && anchors[0] != 0)) {
        return error_set_at(error, PORTREG_SYNTAX, file, table->lines[0].number, 1,
                            "this line belongs to no row: a row needs a name or a number");
    }
    table->row_count = grouping.anchor_count;
    table->rows = arena_calloc(arena, table->row_count, sizeof(*table->rows));
    if (table->rows == NULL) {
        return error_out_of_memory(error);
    }
    if (table->is_ruled) {
        group_ruled(&grouping, table->rows);
        return PORTREG_OK;
    }
    return group_centred(&grouping, table->rows, arena) ? PORTREG_OK : error_out_of_memory(error);
}
