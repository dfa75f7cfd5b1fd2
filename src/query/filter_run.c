/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "query/filter.h"
#include "util/array.h"
#include "util/error.h"

/*
 * Whether every row for which the term holds is found by searching for its
 * text. A contact's space may be an underscore in the row.
 */
static bool can_search(const struct filter_term *term)
{
    const struct portreg_string text = term->as.text;

    if (term->negated || (term->kind != FILTER_TEXT && term->kind != FILTER_LABEL)) {
        return false;
    }
    if (term->column == FILTER_ANY_COLUMN) {
        return true;
    }
    return filter_is_searched(term->column) &&
           !(filter_is_joined(term->column) && memchr(text.data, ' ', text.size) != NULL);
}

/* The term with the longest text that the search can look for, or NULL. */
static const struct filter_term *find_searched(const struct portreg_filter *filter)
{
    const struct filter_term *longest = NULL;

    for (size_t i = 0; i < filter->term_count; i++) {
        const struct filter_term *term = &filter->terms[i];

        if (can_search(term) && (longest == NULL || term->as.text.size > longest->as.text.size)) {
            longest = term;
        }
    }
    return longest;
}

static void restart_patterns(struct portreg_filter *filter)
{
    for (size_t i = 0; i < filter->term_count; i++) {
        if (filter->terms[i].kind == FILTER_REGEX) {
            regex_restart(filter->terms[i].as.regex);
        }
    }
}

static enum portreg_status reserve_rows(struct portreg_filter *filter, size_t count,
                                        struct portreg_error *error)
{
    return array_grow(&filter->rows, &filter->row_capacity, count, PORTREG_NONE,
                      sizeof(*filter->rows))
               ? PORTREG_OK
               : error_out_of_memory(error);
}

/* Keeps the row if all terms hold. */
static enum portreg_status consider_row(struct portreg_filter *filter, struct portreg_view view,
                                        uint32_t id, size_t *count, struct portreg_error *error)
{
    struct portreg_row row;
    enum portreg_status status;

    if (!portreg_snapshot_row(view.snapshot, id, &row)) {
        return PORTREG_OK;
    }
    status = portreg_filter_match(filter, &row, error);
    if (status == PORTREG_OK) {
        filter->rows[(*count)++] = id;
    }
    return status == PORTREG_NOT_FOUND ? PORTREG_OK : status;
}

static enum portreg_status run_over_found(struct portreg_filter *filter,
                                          struct portreg_view view, const uint32_t *found,
                                          size_t found_count, size_t *count,
                                          struct portreg_error *error)
{
    enum portreg_status status = reserve_rows(filter, found_count, error);

    for (size_t i = 0; i < found_count && status == PORTREG_OK; i++) {
        status = consider_row(filter, view, found[i], count, error);
    }
    return status;
}

static enum portreg_status run_over_view(struct portreg_filter *filter, struct portreg_view view,
                                         size_t *count, struct portreg_error *error)
{
    enum portreg_status status = reserve_rows(filter, portreg_view_row_count(view), error);
    uint32_t cursor = 0;

    while (status == PORTREG_OK && *count < filter->row_capacity) {
        const uint32_t id = portreg_view_next_row(view, &cursor);

        if (id == PORTREG_NONE) {
            break;
        }
        status = consider_row(filter, view, id, count, error);
    }
    return status;
}

enum portreg_status portreg_filter_run(struct portreg_filter *filter,
                                       struct portreg_search *search, struct portreg_view view,
                                       const uint32_t **rows, size_t *count,
                                       struct portreg_error *error)
{
    const struct filter_term *searched = find_searched(filter);
    size_t kept = 0;
    enum portreg_status status;

    restart_patterns(filter);
    if (searched != NULL) {
        const struct portreg_string text = searched->as.text;
        const uint32_t *found = NULL;
        const size_t found_count =
            portreg_search_run(search, view.version, text.data, text.size, &found);

        if (filter->term_count == 1 && searched->kind == FILTER_TEXT &&
            searched->column == FILTER_ANY_COLUMN) {
            *rows = found;
            *count = found_count;
            return PORTREG_OK;
        }
        status = run_over_found(filter, view, found, found_count, &kept, error);
    } else {
        status = run_over_view(filter, view, &kept, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    *rows = filter->rows;
    *count = kept;
    return PORTREG_OK;
}
