/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <regex.h>

#include <portreg/filter.h>

#include "fixture.h"

/*
 * The language against a naive reading of it: every term here comes with a
 * function that says the same with libc's means, over a row's printed columns.
 */
static const char *cell(const struct portreg_row *row, enum portreg_column column)
{
    return row->column[column].data;
}

static bool any_has(const struct portreg_row *row, const char *text)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (i != PORTREG_COLUMN_REGISTERED && i != PORTREG_COLUMN_MODIFIED &&
            strcasestr(cell(row, (enum portreg_column)i), text) != NULL) {
            return true;
        }
    }
    return false;
}

static bool has(const struct portreg_row *row, enum portreg_column column, const char *text)
{
    return strcasestr(cell(row, column), text) != NULL;
}

static bool overlaps(const struct portreg_row *row, unsigned low, unsigned high)
{
    unsigned first;
    unsigned last;
    const int read = sscanf(cell(row, PORTREG_COLUMN_NUMBER), "%u-%u", &first, &last);

    return read >= 1 && first <= high && (read == 2 ? last : first) >= low;
}

static bool is(const struct portreg_row *row, enum portreg_column column, const char *text)
{
    return strcmp(cell(row, column), text) == 0;
}

/* Years and months of dates that are given at least to the month compare as text. */
static int date_order(const struct portreg_row *row, enum portreg_column column, const char *date)
{
    return strncmp(cell(row, column), date, strlen(date));
}

static bool pattern(const struct portreg_row *row, enum portreg_column column, const char *text)
{
    regex_t regex;
    bool found;

    assert_int_equal(regcomp(&regex, text, REG_EXTENDED | REG_ICASE | REG_NOSUB), 0);
    found = regexec(&regex, cell(row, column), 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

#define TERMS(X)                                                                                  \
    X("\"tls\"", any_has(row, "tls"))                                                             \
    X("\"HTTP\"", any_has(row, "http"))                                                           \
    X("\"e\"", any_has(row, "e"))                                                                 \
    X("\"re\"", any_has(row, "re"))                                                               \
    X("\"port 80\"", any_has(row, "port 80"))                                                     \
    X("name:ht", has(row, PORTREG_COLUMN_NAME, "ht"))                                             \
    X("name:none", is(row, PORTREG_COLUMN_NAME, ""))                                              \
    X("desc:\"unassigned\"", has(row, PORTREG_COLUMN_DESCRIPTION, "unassigned"))                  \
    X("description:protocol", has(row, PORTREG_COLUMN_DESCRIPTION, "protocol"))                   \
    X("assignee:iesg", has(row, PORTREG_COLUMN_ASSIGNEE, "iesg"))                                 \
    X("assignee:none", is(row, PORTREG_COLUMN_ASSIGNEE, ""))                                      \
    X("contact:\"ietf chair\"", has(row, PORTREG_COLUMN_CONTACT, "ietf_chair") ||                 \
                                    has(row, PORTREG_COLUMN_CONTACT, "ietf chair"))               \
    X("contact:_", has(row, PORTREG_COLUMN_CONTACT, "_") || has(row, PORTREG_COLUMN_CONTACT, " "))\
    X("note:none", is(row, PORTREG_COLUMN_NOTE, ""))                                              \
    X("note:alias", has(row, PORTREG_COLUMN_NOTE, "alias"))                                       \
    X("port:443", overlaps(row, 443, 443))                                                        \
    X("port:8000-8100", overlaps(row, 8000, 8100))                                                \
    X("port:7775,80,1000-2000", overlaps(row, 7775, 7775) || overlaps(row, 80, 80) ||             \
                                    overlaps(row, 1000, 2000))                                    \
    X("port:<1024", overlaps(row, 0, 1023))                                                       \
    X("port:none", is(row, PORTREG_COLUMN_NUMBER, ""))                                            \
    X("proto:udp", is(row, PORTREG_COLUMN_TRANSPORT, "udp"))                                      \
    X("transport:tcp,dccp", is(row, PORTREG_COLUMN_TRANSPORT, "tcp") ||                           \
                                is(row, PORTREG_COLUMN_TRANSPORT, "dccp"))                        \
    X("proto:none", is(row, PORTREG_COLUMN_TRANSPORT, ""))                                        \
    X("status:assigned", row->status == PORTREG_PORT_ASSIGNED)                                    \
    X("status:reserved,unassigned", row->status != PORTREG_PORT_ASSIGNED)                         \
    X("ref:rfc9110", has(row, PORTREG_COLUMN_REFERENCE, "[rfc9110]") ||                           \
                         has(row, PORTREG_COLUMN_REFERENCE, "[rfc9110,"))                         \
    X("ref:rfc8765", has(row, PORTREG_COLUMN_REFERENCE, "[rfc8765]") ||                           \
                         has(row, PORTREG_COLUMN_REFERENCE, "[rfc8765,"))                         \
    X("ref:1", has(row, PORTREG_COLUMN_REFERENCE, "[1]"))                                         \
    X("date:none", is(row, PORTREG_COLUMN_REGISTERED, ""))                                        \
    X("date:>=2010", !is(row, PORTREG_COLUMN_REGISTERED, "") &&                                   \
                         date_order(row, PORTREG_COLUMN_REGISTERED, "2010") >= 0)                 \
    X("date:2006-02..2011", date_order(row, PORTREG_COLUMN_REGISTERED, "2006-02") >= 0 &&         \
                                date_order(row, PORTREG_COLUMN_REGISTERED, "2011") <= 0)          \
    X("date:2007-09", date_order(row, PORTREG_COLUMN_REGISTERED, "2007-09") == 0)                 \
    X("updated:<2021", !is(row, PORTREG_COLUMN_MODIFIED, "") &&                                   \
                           date_order(row, PORTREG_COLUMN_MODIFIED, "2021") < 0)                  \
    X("unauthorized:yes", !is(row, PORTREG_COLUMN_UNAUTHORIZED, ""))                              \
    X("unauthorized:known", has(row, PORTREG_COLUMN_UNAUTHORIZED, "known"))                       \
    X("code:yes", !is(row, PORTREG_COLUMN_CODE, ""))                                              \
    X("code:SC:DISC", is(row, PORTREG_COLUMN_CODE, "1145656131"))                                 \
    X("alias:yes", (row->flags & PORTREG_ROW_ALIAS) != 0)                                         \
    X("historic:yes", (row->flags & PORTREG_ROW_HISTORIC) != 0)                                   \
    X("temporary:yes", has(row, PORTREG_COLUMN_DESCRIPTION, "(temporary"))                        \
    X("name:/^[a-c].*[0-9]$/", pattern(row, PORTREG_COLUMN_NAME, "^[a-c].*[0-9]$"))               \
    X("desc:/protocol|server/", pattern(row, PORTREG_COLUMN_DESCRIPTION, "protocol|server"))

static const char *const term_texts[] = {
#define TERM_TEXT(text, holds) text,
    TERMS(TERM_TEXT)
#undef TERM_TEXT
};

#define TERM_COUNT (sizeof(term_texts) / sizeof(term_texts[0]))

/* Which of the terms hold for a row, bit by bit. */
static uint64_t naive_terms(const struct portreg_row *row)
{
    uint64_t bits = 0;
    unsigned index = 0;

#define TERM_BIT(text, holds) bits |= (uint64_t)(holds) << index++;
    TERMS(TERM_BIT)
#undef TERM_BIT
    return bits;
}

/* A view's rows in order, and what holds for each. */
struct truth {
    uint32_t *rows;
    uint64_t *terms;
    size_t count;
};

static struct truth truth_of(struct portreg_view view)
{
    const size_t capacity = portreg_view_row_count(view);
    struct truth truth = { calloc(capacity, sizeof(uint32_t)), calloc(capacity, sizeof(uint64_t)),
                           0 };
    struct portreg_row row;
    uint32_t cursor = 0;
    uint32_t id;

    assert_true(truth.rows != NULL && truth.terms != NULL);
    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        assert_true(truth.count < capacity);
        assert_true(portreg_snapshot_row(view.snapshot, id, &row));
        truth.rows[truth.count] = id;
        truth.terms[truth.count++] = naive_terms(&row);
    }
    assert_int_equal(truth.count, capacity);
    return truth;
}

static void truth_free(struct truth *truth)
{
    free(truth->rows);
    free(truth->terms);
}

/* Asks for the terms in `wanted` to hold and those in `unwanted` not to; compares row by row. */
static size_t compare(struct portreg_search *search, struct portreg_view view,
                      const struct truth *truth, uint64_t wanted, uint64_t unwanted)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_filter *filter;
    char text[2048] = "";
    size_t at = 0;
    const uint32_t *rows = NULL;
    size_t count = 0;
    size_t matched = 0;

    for (size_t i = 0; i < TERM_COUNT; i++) {
        if (((wanted | unwanted) >> i & 1) != 0) {
            at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s ",
                                   (unwanted >> i & 1) != 0 ? "-" : "", term_texts[i]);
        }
    }
    if (portreg_filter_compile(text, strlen(text), &filter, &error) != PORTREG_OK ||
        portreg_filter_run(filter, search, view, &rows, &count, &error) != PORTREG_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    for (size_t i = 0; i < truth->count; i++) {
        if ((truth->terms[i] & wanted) != wanted || (truth->terms[i] & unwanted) != 0) {
            continue;
        }
        if (matched >= count || rows[matched] != truth->rows[i]) {
            fail_msg("%s: row %u is missing or out of order", text, truth->rows[i]);
        }
        matched++;
    }
    if (matched != count) {
        fail_msg("%s: %zu rows instead of %zu", text, count, matched);
    }
    portreg_filter_destroy(filter);
    return count;
}

static uint32_t random_step(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Every term alone, negated, and some hundred random sets of terms. */
static void compare_all(struct portreg_snapshot *snapshot, struct portreg_view view)
{
    struct truth truth = truth_of(view);
    struct portreg_search *search = NULL;
    uint32_t seed = 1;
    size_t found = 0;

    assert_int_equal(portreg_search_create(snapshot, &search, NULL), PORTREG_OK);
    for (size_t i = 0; i < TERM_COUNT; i++) {
        const uint64_t term = (uint64_t)1 << i;

        assert_int_equal(compare(search, view, &truth, term, 0) +
                             compare(search, view, &truth, 0, term),
                         truth.count);
    }
    for (unsigned i = 0; i < 400; i++) {
        const unsigned terms = 2 + random_step(&seed) % 3;
        uint64_t wanted = 0;
        uint64_t unwanted = 0;

        for (unsigned t = 0; t < terms; t++) {
            const uint64_t term = (uint64_t)1 << random_step(&seed) % TERM_COUNT;

            if (random_step(&seed) % 2 == 0) {
                wanted |= term & ~unwanted;
            } else {
                unwanted |= term & ~wanted;
            }
        }
        found += compare(search, view, &truth, wanted, unwanted);
    }
    assert_true(found > 0);
    portreg_search_destroy(search);
    truth_free(&truth);
}

static void rows_of_a_small_registry(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_open_data(&fixture, "small.xml");
    compare_all(fixture.snapshot, portreg_view_now(fixture.snapshot));
    fixture_close(&fixture);
}

static void rows_of_every_version(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_open_registry(&fixture);
    for (uint32_t version = 0; version < portreg_snapshot_version_count(fixture.snapshot);
         version++) {
        compare_all(fixture.snapshot, (struct portreg_view){ fixture.snapshot, version });
    }
    fixture_close(&fixture);
}

/* The whole of a hostile expression's work is bounded, not only that for one row. */
static void hostile_patterns_end(void **state)
{
    static const char *const patterns[] = { "/(.*)*.*(.+)+\\d#/", "/^(([a-z])+.)+[A-Z]([a-z])+$#/",
                                            "/(a?){30}(.*,){10}#/" };
    struct fixture fixture;
    struct portreg_search *search = NULL;

    (void)state;
    fixture_open_registry(&fixture);
    assert_int_equal(portreg_search_create(fixture.snapshot, &search, NULL), PORTREG_OK);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        struct portreg_filter *filter;
        const uint32_t *rows;
        size_t count;
        enum portreg_status status;

        assert_int_equal(
            portreg_filter_compile(patterns[i], strlen(patterns[i]), &filter, NULL), PORTREG_OK);
        status = portreg_filter_run(filter, search, portreg_view_now(fixture.snapshot), &rows,
                                    &count, NULL);
        assert_true(status == PORTREG_OK || status == PORTREG_LIMIT);
        portreg_filter_destroy(filter);
    }
    portreg_search_destroy(search);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_small_registry),
        cmocka_unit_test(rows_of_every_version),
        cmocka_unit_test(hostile_patterns_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
