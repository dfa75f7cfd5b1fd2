/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/query.h>
#include <portreg/rules.h>

#include "query/port.h"
#include "snapshot/snapshot.h"

/* Lookup by number, in the tables that layout.h describes. */

/* The rows of one segment, clamped to the file. A single row is kept in the span itself. */
static struct port_rows rows_at(const struct portreg_snapshot *snapshot, unsigned table,
                                uint16_t port)
{
    uint32_t segment = snapshot_port_segment(snapshot, table, port);
    if (segment >= snapshot->port_segment_count ||
        snapshot->port_segments[segment].primary == PORTREG_NONE) {
        return (struct port_rows){ NULL, PORTREG_NONE, 0 };
    }
    const uint32_t list = snapshot->port_segments[segment].list_or_name;
    if ((list & LAYOUT_SEGMENT_LIST) == 0) {
        return (struct port_rows){ NULL, snapshot->port_segments[segment].primary, 1 };
    }
    const uint32_t at = list & ~LAYOUT_SEGMENT_LIST;
    if (at >= snapshot->port_row_count ||
        snapshot->port_rows[at] >= snapshot->port_row_count - at) {
        return (struct port_rows){ NULL, PORTREG_NONE, 0 };
    }
    return (struct port_rows){ snapshot->port_rows + at + 1, PORTREG_NONE,
                               snapshot->port_rows[at] };
}

struct port_rows port_rows_now(const struct portreg_snapshot *snapshot, uint16_t port,
                               enum portreg_transport transport)
{
    return rows_at(snapshot, transport, port);
}

static uint32_t span_first(const struct port_rows *span)
{
    return span->rows ? span->rows[0] : span->single;
}

static void span_step(struct port_rows *span)
{
    span->rows = span->rows ? span->rows + 1 : NULL;
    span->count--;
}

/* What decides which of two rows of a port comes first; the writer sorts by it too. */
static bool comes_before(const struct portreg_snapshot *snapshot, uint32_t a, uint32_t b)
{
    const struct layout_row *x = &snapshot->rows[a];
    const struct layout_row *y = &snapshot->rows[b];
    bool x_range = x->first != x->last;
    bool y_range = y->first != y->last;
    if (x_range != y_range) {
        return y_range;
    }
    bool x_old = (x->flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) != 0;
    bool y_old = (y->flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) != 0;
    if (x_old != y_old) {
        return y_old;
    }
    /* No transport comes last: 0 less 1 wraps round. */
    uint8_t x_transport = (uint8_t)(x->transport - 1);
    uint8_t y_transport = (uint8_t)(y->transport - 1);
    return x_transport != y_transport ? x_transport < y_transport : x->order < y->order;
}

/*
 * The two tables that can answer at a version: its transport's, of current
 * rows, and the one of past rows, which is of all transports.
 */
static bool row_answers(struct portreg_view view, uint32_t row, enum portreg_transport transport)
{
    if (!portreg_view_has_row(view, row)) {
        return false;
    }
    uint8_t of = view.snapshot->rows[row].transport;
    return transport == PORTREG_TRANSPORT_NONE || of == PORTREG_TRANSPORT_NONE ||
           of == (uint8_t)transport;
}

/* Steps through the rows of both spans that answer, in their common order. */
struct merge {
    struct portreg_view view;
    enum portreg_transport transport;
    struct port_rows current;
    struct port_rows past;
};

static struct merge merge_start(struct portreg_view view, uint16_t port,
                                enum portreg_transport transport)
{
    unsigned table = (unsigned)transport < PORTREG_TRANSPORT_COUNT ? transport : 0;
    struct merge merge = { .view = view, .transport = transport };
    merge.current = rows_at(view.snapshot, table, port);
    if (view.version != view.snapshot->newest) {
        merge.past = rows_at(view.snapshot, LAYOUT_PORT_TABLE_PAST, port);
    }
    return merge;
}

static void skip_silent(struct merge *merge, struct port_rows *span)
{
    while (span->count > 0 && !row_answers(merge->view, span_first(span), merge->transport)) {
        span_step(span);
    }
}

static uint32_t merge_next(struct merge *merge)
{
    skip_silent(merge, &merge->current);
    skip_silent(merge, &merge->past);
    struct port_rows *span = &merge->current;
    if (span->count == 0 ||
        (merge->past.count > 0 &&
         comes_before(merge->view.snapshot, span_first(&merge->past), span_first(span)))) {
        span = &merge->past;
    }
    if (span->count == 0) {
        return PORTREG_NONE;
    }
    uint32_t row = span_first(span);
    span_step(span);
    return row;
}

/* Apart, so that the common way needs no stack. */
static __attribute__((noinline)) uint32_t first_of_merge(struct portreg_view view, uint16_t port,
                                                         enum portreg_transport transport)
{
    struct merge merge = merge_start(view, port, transport);
    return merge_next(&merge);
}

uint32_t portreg_lookup_port(struct portreg_view view, uint16_t port,
                             enum portreg_transport transport)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    if (view.version != snapshot->newest || (unsigned)transport >= PORTREG_TRANSPORT_COUNT) {
        return first_of_merge(view, port, transport);
    }
    uint32_t segment = snapshot_port_segment(snapshot, transport, port);
    /* Most questions have an answer: it comes without a jump. */
    if (__builtin_expect(segment < snapshot->port_segment_count, true)) {
        uint32_t row = snapshot->port_segments[segment].primary;
        if (__builtin_expect(row < snapshot->current_rows, true)) {
            return row;
        }
    }
    return PORTREG_NONE;
}

size_t portreg_lookup_port_rows(struct portreg_view view, uint16_t port,
                                enum portreg_transport transport, uint32_t *rows,
                                size_t capacity)
{
    struct merge merge = merge_start(view, port, transport);
    size_t count = 0;
    for (uint32_t row = merge_next(&merge); row != PORTREG_NONE; row = merge_next(&merge)) {
        if (count < capacity) {
            rows[count] = row;
        }
        count++;
    }
    return count;
}

/*
 * The row of a port on a transport, PORTREG_NONE if there is none; then whether
 * the port is assigned on another one (RFC 6335 section 7.2). Both stand in
 * the table of all transports, so one page of the file tells them.
 */
static uint32_t find_row(struct portreg_view view, uint16_t port, enum portreg_transport transport,
                         bool *ret_sibling)
{
    struct merge merge = merge_start(view, port, PORTREG_TRANSPORT_NONE);
    *ret_sibling = false;
    for (uint32_t row = merge_next(&merge); row != PORTREG_NONE; row = merge_next(&merge)) {
        if (row_answers(view, row, transport)) {
            return row;
        }
        *ret_sibling |= view.snapshot->rows[row].status == PORTREG_PORT_ASSIGNED;
    }
    return PORTREG_NONE;
}

static enum portreg_port_status status_without_row(uint16_t port, bool has_sibling,
                                                   enum portreg_status_reason *ret_reason)
{
    if (portreg_port_is_edge(port)) {
        *ret_reason = PORTREG_REASON_EDGE;
        return PORTREG_PORT_RESERVED;
    }
    if (port > PORTREG_USER_LAST) {
        *ret_reason = PORTREG_REASON_DYNAMIC_RANGE;
        return PORTREG_PORT_DYNAMIC;
    }
    if (has_sibling) {
        *ret_reason = PORTREG_REASON_SIBLING;
        return PORTREG_PORT_RESERVED;
    }
    *ret_reason = PORTREG_REASON_NO_ROW;
    return PORTREG_PORT_UNASSIGNED;
}

enum portreg_port_status portreg_port_status(struct portreg_view view, uint16_t port,
                                             enum portreg_transport transport, uint32_t *row,
                                             enum portreg_status_reason *reason)
{
    enum portreg_status_reason why = PORTREG_REASON_ROW;
    bool has_sibling;
    uint32_t found = find_row(view, port, transport, &has_sibling);
    enum portreg_port_status status;
    if (found != PORTREG_NONE) {
        uint8_t of = view.snapshot->rows[found].status;
        status = of < PORTREG_PORT_STATUS_COUNT ? (enum portreg_port_status)of
                                                : PORTREG_PORT_UNASSIGNED;
    } else {
        status = status_without_row(port, has_sibling, &why);
    }
    if (row) {
        *row = found;
    }
    if (reason) {
        *reason = why;
    }
    return status;
}
