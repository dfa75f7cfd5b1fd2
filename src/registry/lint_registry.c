/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "registry/lint_data.h"
#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

/*
 * The oddities that show only when all rows are known. Rows are sorted, by
 * what they share, into groups of neighbours; each check walks such groups.
 * A group gives one diagnostic at most, at the row that makes it odd: the
 * first, in the order of the file, that differs from the first.
 */

#define LISTED_MAX 8 /* how many members of a group a message lists */

/* A row on its way through a sort; `order` is its place in the file. */
struct sorted_row {
    const struct lint_row *row;
    uint32_t order;
};

static int compare_port(const struct lint_row *a, const struct lint_row *b)
{
    int order = order_unsigned(a->has_number, b->has_number);
    return order != 0 ? order : order_unsigned(a->port, b->port);
}

static int by_name(const void *left, const void *right)
{
    const struct sorted_row *a = left;
    const struct sorted_row *b = right;
    int order = order_unsigned(a->row->name, b->row->name);
    if (order == 0) {
        order = order_unsigned(a->row->transport, b->row->transport);
    }
    if (order == 0) {
        order = compare_port(a->row, b->row);
    }
    return order != 0 ? order : order_unsigned(a->order, b->order);
}

static int by_port(const void *left, const void *right)
{
    const struct sorted_row *a = left;
    const struct sorted_row *b = right;
    int order = compare_port(a->row, b->row);
    if (order == 0) {
        order = order_unsigned(a->row->transport, b->row->transport);
    }
    if (order == 0) {
        order = order_unsigned(a->row->name, b->row->name);
    }
    return order != 0 ? order : order_unsigned(a->order, b->order);
}

/* By first port, the longer range before what lies in it. */
static int by_start(const void *left, const void *right)
{
    const struct sorted_row *a = left;
    const struct sorted_row *b = right;
    int order = order_unsigned(lint_port_first(a->row->port), lint_port_first(b->row->port));
    if (order == 0) {
        order = order_unsigned(lint_port_last(b->row->port), lint_port_last(a->row->port));
    }
    return order != 0 ? order : order_unsigned(a->order, b->order);
}

static struct portreg_string name_of(const struct lint *lint, const struct lint_row *row)
{
    return pool_get(&lint->strings, row->name);
}

/* "80/tcp", "6000-6063", "no port/tcp". */
static const char *place_text(const struct lint_row *row, char text[LINT_PORT_SIZE + 8])
{
    if (row->has_number) {
        lint_port_text(row->port, text);
    } else {
        memcpy(text, "no port", sizeof("no port"));
    }
    if (row->transport != PORTREG_TRANSPORT_NONE) {
        size_t size = strlen(text);
        const char *transport = portreg_transport_name(row->transport);
        text[size] = '/';
        memcpy(text + size + 1, transport, strlen(transport) + 1);
    }
    return text;
}

/* The row of the group that stands first in the file and is not like the file's first of it. */
static const struct lint_row *odd_one(const struct sorted_row *group, size_t count,
                                      bool (*alike)(const struct lint_row *,
                                                    const struct lint_row *))
{
    const struct sorted_row *first = &group[0];
    for (size_t i = 1; i < count; i++) {
        if (group[i].order < first->order) {
            first = &group[i];
        }
    }
    const struct sorted_row *odd = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!alike(group[i].row, first->row) && (odd == NULL || group[i].order < odd->order)) {
            odd = &group[i];
        }
    }
    return odd != NULL ? odd->row : NULL;
}

static bool same_name(const struct lint_row *a, const struct lint_row *b)
{
    return a->name == b->name;
}

static bool same_port(const struct lint_row *a, const struct lint_row *b)
{
    return compare_port(a, b) == 0;
}

/* Lists what tells the members of a sorted group apart into the scratch buffer. */
static const char *list_members(struct lint *lint, const struct sorted_row *group, size_t count,
                                bool names)
{
    struct buffer *out = &lint->scratch;
    size_t listed = 0;
    buffer_clear(out);
    for (size_t i = 0; i < count; i++) {
        bool repeats = i > 0 && (names ? same_name(group[i - 1].row, group[i].row)
                                       : same_port(group[i - 1].row, group[i].row));
        if (repeats || (names && group[i].row->name == 0) ||
            (!names && !group[i].row->has_number)) {
            continue;
        }
        if (listed++ == LISTED_MAX) {
            buffer_append_text(out, ", ...");
            break;
        }
        if (listed > 1) {
            buffer_append_text(out, ", ");
        }
        char text[LINT_PORT_SIZE];
        if (names) {
            buffer_printf(out, "%.*s", LINT_SHOWN(name_of(lint, group[i].row)));
        } else {
            buffer_append_text(out, lint_port_text(group[i].row->port, text));
        }
    }
    return buffer_failed(out) || out->data == NULL ? "" : out->data;
}

/* The same name, port and transport again; without a name only where there is a port. */
static void check_duplicates(struct lint *lint, const struct sorted_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct lint_row *row = rows[i].row;
        const struct lint_row *before = rows[i - 1].row;
        if (row->name != before->name || row->transport != before->transport ||
            compare_port(row, before) != 0 || (row->name == 0 && !row->has_number)) {
            continue;
        }
        char place[LINT_PORT_SIZE + 8];
        lint_report(lint, DIAGNOSTIC_ROW_DUPLICATE, row->position,
                    "the row of line %u again: %s%.*s%s%s", before->position.line,
                    row->name != 0 ? "\"" : "", LINT_SHOWN(name_of(lint, row)),
                    row->name != 0 ? "\" on " : "", place_text(row, place));
    }
}

/* Groups of one name and transport, in order of port. */
static void check_repeated(struct lint *lint, const struct sorted_row *rows, size_t count)
{
    for (size_t start = 0, end; start < count; start = end) {
        const struct lint_row *row = rows[start].row;
        end = start + 1;
        while (end < count && rows[end].row->name == row->name &&
               rows[end].row->transport == row->transport) {
            end++;
        }
        /* Rows without a number come first: they are no port. */
        while (start < end && !rows[start].row->has_number) {
            start++;
        }
        if (row->name == 0 || end - start < 2) {
            continue;
        }
        const struct lint_row *odd = odd_one(rows + start, end - start, same_port);
        if (odd == NULL) {
            continue;
        }
        const char *transport = portreg_transport_name(row->transport);
        lint_report(lint, DIAGNOSTIC_NAME_REPEATED, odd->position,
                    "\"%.*s\"%s%s stands on the ports %s", LINT_SHOWN(name_of(lint, row)),
                    transport[0] != '\0' ? " over " : "", transport,
                    list_members(lint, rows + start, end - start, false));
    }
}

/* A group of one port and transport, in order of name; rows without one come first. */
static void check_shared(struct lint *lint, const struct sorted_row *group, size_t count)
{
    char place[LINT_PORT_SIZE + 8];
    size_t unnamed = 0;
    while (unnamed < count && group[unnamed].row->name == 0) {
        unnamed++;
    }
    if (unnamed > 0 && unnamed < count) {
        lint_report(lint, DIAGNOSTIC_STATUS_CONFLICT, group[0].row->position,
                    "%s has a row with the name \"%.*s\" and one without a name",
                    place_text(group[0].row, place), LINT_SHOWN(name_of(lint, group[unnamed].row)));
    }
    if (count - unnamed < 2) {
        return;
    }
    const struct lint_row *odd = odd_one(group + unnamed, count - unnamed, same_name);
    if (odd != NULL) {
        lint_report(lint, DIAGNOSTIC_PORT_SHARED, odd->position, "%s has the names %s",
                    place_text(odd, place),
                    list_members(lint, group + unnamed, count - unnamed, true));
    }
}

/* Whether two groups, each sorted by name, have the same names. */
static bool have_same_names(const struct sorted_row *a, size_t a_count, const struct sorted_row *b,
                            size_t b_count)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a_count && j < b_count) {
        uint32_t name = a[i].row->name;
        if (name != b[j].row->name) {
            return false;
        }
        while (i < a_count && a[i].row->name == name) {
            i++;
        }
        while (j < b_count && b[j].row->name == name) {
            j++;
        }
    }
    return i == a_count && j == b_count;
}

/* A run of rows of one port and transport, without its unnamed ones. */
struct named_group {
    const struct sorted_row *rows;
    size_t count;
};

static void check_differ(struct lint *lint, struct named_group tcp, struct named_group udp)
{
    if (tcp.count == 0 || udp.count == 0 ||
        have_same_names(tcp.rows, tcp.count, udp.rows, udp.count)) {
        return;
    }
    char port[LINT_PORT_SIZE];
    lint_report(lint, DIAGNOSTIC_NAMES_DIFFER, udp.rows[0].row->position,
                "port %s is \"%.*s\" over tcp and \"%.*s\" over udp",
                lint_port_text(udp.rows[0].row->port, port),
                LINT_SHOWN(name_of(lint, tcp.rows[0].row)),
                LINT_SHOWN(name_of(lint, udp.rows[0].row)));
}

static void check_ports(struct lint *lint, const struct sorted_row *rows, size_t count)
{
    struct named_group named[PORTREG_TRANSPORT_COUNT] = { { NULL, 0 } };
    for (size_t start = 0, end; start < count; start = end) {
        const struct lint_row *row = rows[start].row;
        end = start + 1;
        while (end < count && compare_port(rows[end].row, row) == 0 &&
               rows[end].row->transport == row->transport) {
            end++;
        }
        if (!row->has_number) {
            continue;
        }
        check_shared(lint, rows + start, end - start);
        size_t first = start;
        while (first < end && rows[first].row->name == 0) {
            first++;
        }
        named[row->transport] = (struct named_group){ rows + first, end - first };
        if (end < count && compare_port(rows[end].row, row) == 0) {
            continue;
        }
        check_differ(lint, named[PORTREG_TRANSPORT_TCP], named[PORTREG_TRANSPORT_UDP]);
        memset(named, 0, sizeof(named));
    }
}

/*
 * A sweep over the numbers: for each transport the range that reaches furthest
 * so far is enough to know whether a row begins inside one. Two names on one
 * range are a shared port, no overlap.
 */
static void check_overlaps(struct lint *lint, const struct sorted_row *rows, size_t count)
{
    const struct lint_row *reach[PORTREG_TRANSPORT_COUNT] = { NULL };
    for (size_t i = 0; i < count; i++) {
        const struct lint_row *row = rows[i].row;
        if (!row->has_number) {
            continue;
        }
        const struct lint_row *range = NULL;
        for (unsigned t = 0; t < PORTREG_TRANSPORT_COUNT && range == NULL; t++) {
            bool concerns = t == row->transport || t == PORTREG_TRANSPORT_NONE ||
                            row->transport == PORTREG_TRANSPORT_NONE;
            if (concerns && reach[t] != NULL &&
                lint_port_last(reach[t]->port) >= lint_port_first(row->port) &&
                (reach[t]->port != row->port || reach[t]->transport != row->transport)) {
                range = reach[t];
            }
        }
        char place[LINT_PORT_SIZE + 8];
        char other[LINT_PORT_SIZE + 8];
        if (range != NULL) {
            lint_report(lint, DIAGNOSTIC_RANGE_OVERLAP, row->position,
                        "%s lies in the range %s of line %u", place_text(row, place),
                        place_text(range, other), range->position.line);
        }
        const struct lint_row **mine = &reach[row->transport];
        if (lint_port_first(row->port) != lint_port_last(row->port) &&
            (*mine == NULL || lint_port_last((*mine)->port) < lint_port_last(row->port))) {
            *mine = row;
        }
    }
}

/* Old names and aliases: is the name that replaces them there, on the same port and transport? */
static void check_replacements(struct lint *lint, const struct sorted_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct lint_row *row = rows[i].row;
        if (row->replacement == 0 || row->name == 0) {
            continue;
        }
        struct lint_row wanted = *row;
        wanted.name = row->replacement;
        struct portreg_string replacement = pool_get(&lint->strings, row->replacement);
        bool is_there = false;
        size_t low = 0;
        size_t high = count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            struct sorted_row key = { &wanted, 0 };
            if (by_name(&rows[middle], &key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low < count) {
            is_there = rows[low].row->name == wanted.name &&
                       rows[low].row->transport == wanted.transport &&
                       compare_port(rows[low].row, &wanted) == 0;
        }
        if (!is_there) {
            lint_report(lint, DIAGNOSTIC_REPLACEMENT_MISSING, row->position,
                        "\"%.*s\" says that it stands for \"%.*s\", which is not there",
                        LINT_SHOWN(name_of(lint, row)), LINT_SHOWN(replacement));
        } else if (row->is_irregular) {
            lint_report(lint, DIAGNOSTIC_NAME_REPLACED, row->position,
                        "\"%.*s\" was replaced by \"%.*s\"", LINT_SHOWN(name_of(lint, row)),
                        LINT_SHOWN(replacement));
        }
    }
}

enum portreg_status lint_check_rows(struct lint *lint, struct portreg_error *error)
{
    size_t count = lint->row_count;
    if (count == 0) {
        return PORTREG_OK;
    }
    struct sorted_row *rows = calloc(count, sizeof(*rows));
    if (rows == NULL) {
        return error_out_of_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct sorted_row){ &lint->rows[i], (uint32_t)i };
    }
    qsort(rows, count, sizeof(*rows), by_name);
    check_duplicates(lint, rows, count);
    check_repeated(lint, rows, count);
    check_replacements(lint, rows, count);
    qsort(rows, count, sizeof(*rows), by_port);
    check_ports(lint, rows, count);
    qsort(rows, count, sizeof(*rows), by_start);
    check_overlaps(lint, rows, count);
    free(rows);
    return PORTREG_OK;
}
