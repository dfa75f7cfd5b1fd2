/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/filter.h"

#include "query/label.h"
#include "query/period.h"
#include "util/string.h"

/*
 * Folds a piece of a cell as the needle was folded. In the columns of contact
 * ids a space means an underscore too: [Jane_Doe] is found as "jane doe".
 */
static void fold_piece(char *to, const char *from, size_t size, bool joined)
{
    string_fold(to, from, size);
    if (!joined) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        if (to[i] == '_') {
            to[i] = ' ';
        }
    }
}

static bool is_equal(struct portreg_string piece, struct portreg_string needle, bool joined)
{
    char folded[FILTER_NEEDLE_MAX];

    if (piece.size != needle.size) {
        return false;
    }
    fold_piece(folded, piece.data, piece.size, joined);
    return memcmp(folded, needle.data, needle.size) == 0;
}

/* Whether a folded needle that starts with `first` can start at `c`. */
static bool may_start(char c, char first, bool joined)
{
    if ((unsigned char)c >= 0x80) {
        return (unsigned char)first >= 0x80;
    }
    return ascii_lower(c) == first || (joined && c == '_' && first == ' ');
}

/* Folding keeps lengths, so a piece of the cell is folded only where it may match. */
static bool cell_contains(struct portreg_string cell, struct portreg_string needle, bool joined)
{
    if (needle.size == 0) {
        return true;
    }
    for (size_t at = 0; at + needle.size <= cell.size; at++) {
        const struct portreg_string piece = { cell.data + at, needle.size };

        if (may_start(piece.data[0], needle.data[0], joined) && is_equal(piece, needle, joined)) {
            return true;
        }
    }
    return false;
}

static bool text_matches(const struct filter_term *term, const struct portreg_row *row)
{
    if (term->column != FILTER_ANY_COLUMN) {
        return cell_contains(row->column[term->column], term->as.text,
                             filter_is_joined(term->column));
    }
    for (size_t column = 0; column < PORTREG_COLUMN_COUNT; column++) {
        if (filter_is_searched((enum portreg_column)column) &&
            cell_contains(row->column[column], term->as.text, false)) {
            return true;
        }
    }
    return false;
}

static enum portreg_status regex_matches(const struct filter_term *term,
                                         const struct portreg_row *row,
                                         struct portreg_error *error)
{
    if (term->column != FILTER_ANY_COLUMN) {
        return regex_match(term->as.regex, row->column[term->column], error);
    }
    for (size_t column = 0; column < PORTREG_COLUMN_COUNT; column++) {
        enum portreg_status status;

        if (!filter_is_searched((enum portreg_column)column)) {
            continue;
        }
        status = regex_match(term->as.regex, row->column[column], error);
        if (status != PORTREG_NOT_FOUND) {
            return status;
        }
    }
    return PORTREG_NOT_FOUND;
}

static bool ports_match(const struct filter_term *term, const struct portreg_row *row)
{
    if ((row->flags & PORTREG_ROW_HAS_NUMBER) == 0) {
        return false;
    }
    for (size_t i = 0; i < term->as.ports.count; i++) {
        const struct filter_range *range = &term->as.ports.range[i];

        if (row->first <= range->last && range->first <= row->last) {
            return true;
        }
    }
    return false;
}

/* "RFC7252, Section 12" is the label RFC7252 too. */
static bool label_is(struct portreg_string label, struct portreg_string needle)
{
    const char *section;

    if (is_equal(label, needle, false)) {
        return true;
    }
    section = string_find_folded(label, ", section ");
    if (section == NULL) {
        return false;
    }
    label.size = (size_t)(section - label.data);
    return is_equal(label, needle, false);
}

static bool labels_match(const struct filter_term *term, const struct portreg_row *row)
{
    struct portreg_string cell = row->column[term->column];
    struct portreg_string label;

    while (label_next(&cell, &label)) {
        if (label_is(label, term->as.text)) {
            return true;
        }
    }
    return false;
}

static bool date_matches(const struct filter_term *term, const struct portreg_row *row)
{
    const struct portreg_string cell = row->column[term->column];
    const portreg_date date = portreg_date_parse(cell.data, cell.size);

    if (date == 0 || period_first(date) < term->as.period.first) {
        return false;
    }
    return term->as.period.last == 0 || period_last(date) <= term->as.period.last;
}

static bool term_holds(const struct filter_term *term, const struct portreg_row *row)
{
    switch (term->kind) {
    case FILTER_TEXT:
        return text_matches(term, row);
    case FILTER_EMPTY:
        return row->column[term->column].size == 0;
    case FILTER_PORT:
        return ports_match(term, row);
    case FILTER_TRANSPORT:
        return (term->as.set >> row->transport & 1) != 0;
    case FILTER_STATUS:
        return (term->as.set >> row->status & 1) != 0;
    case FILTER_LABEL:
        return labels_match(term, row);
    case FILTER_DATE:
        return date_matches(term, row);
    case FILTER_CODE:
        return (row->flags & PORTREG_ROW_HAS_CODE) != 0 && row->code == term->as.code;
    case FILTER_FLAG:
        return (row->flags & term->as.flag) != 0;
    case FILTER_REGEX:
        break;
    }
    return false;
}

enum portreg_status filter_term_match(const struct filter_term *term,
                                      const struct portreg_row *row,
                                      struct portreg_error *error)
{
    bool holds;

    if (term->kind == FILTER_REGEX) {
        const enum portreg_status status = regex_matches(term, row, error);

        if (status != PORTREG_OK && status != PORTREG_NOT_FOUND) {
            return status;
        }
        holds = status == PORTREG_OK;
    } else {
        holds = term_holds(term, row);
    }
    return holds != term->negated ? PORTREG_OK : PORTREG_NOT_FOUND;
}
