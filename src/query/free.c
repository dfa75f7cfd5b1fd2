/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/numbers.h>
#include <portreg/rules.h>

#include "util/error.h"
#include "util/string.h"

static void set_range(struct portreg_number_set *set, uint32_t first, uint32_t last, bool in)
{
    for (uint32_t port = first; port <= last; port++) {
        const uint64_t bit = (uint64_t)1 << (port % 64);

        if (in) {
            set->word[port / 64] |= bit;
        } else {
            set->word[port / 64] &= ~bit;
        }
    }
}

/* Whether a number can be assigned on the transports as far as the registry's rows say. */
static bool is_assignable(struct portreg_view view, uint16_t port, uint32_t transports)
{
    if (portreg_port_is_edge(port)) {
        return false;
    }
    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        const enum portreg_port_status status =
            portreg_port_status(view, port, (enum portreg_transport)t, NULL, NULL);
        const bool asked = (transports >> t & 1) != 0;

        if (status == PORTREG_PORT_ASSIGNED || (asked && status != PORTREG_PORT_UNASSIGNED)) {
            return false;
        }
    }
    return true;
}

/* Reads the next number of a text that no letter or digit touches: not the one of "RFC4146". */
static bool next_number(struct portreg_string text, size_t *at, uint16_t *ret)
{
    while (*at < text.size) {
        const size_t start = *at;
        size_t end = start;
        uint64_t number;

        while (end < text.size &&
               (ascii_is_digit(text.data[end]) || ascii_is_alpha(text.data[end]))) {
            end++;
        }
        *at = end > start ? end : start + 1;
        if (string_parse_unsigned((struct portreg_string){ text.data + start, end - start },
                                  PORTREG_PORT_MAX, &number)) {
            *ret = (uint16_t)number;
            return true;
        }
    }
    return false;
}

/*
 * Takes out what a text on unauthorized use names within the row's range
 * ("ports 28017, 28018 and 28019", "33436-33534"); the whole range if it names
 * no number there.
 */
static void exclude_unauthorized(struct portreg_number_set *set, const struct portreg_row *row)
{
    const struct portreg_string text = row->column[PORTREG_COLUMN_UNAUTHORIZED];
    bool named = false;
    uint16_t first;

    for (size_t at = 0; next_number(text, &at, &first);) {
        uint16_t last = first;
        size_t ahead = at;

        if (at < text.size && text.data[at] == '-' && next_number(text, &ahead, &last) &&
            last > first) {
            at = ahead;
        } else {
            last = first;
        }
        if (first <= row->last && last >= row->first) {
            named = true;
            set_range(set, first > row->first ? first : row->first,
                      last < row->last ? last : row->last, false);
        }
    }
    if (!named) {
        set_range(set, row->first, row->last, false);
    }
}

/* Takes out what other layers name or reserve, and everybody's unauthorized uses. */
static void exclude_rows(struct portreg_number_set *set, struct portreg_view view, bool other)
{
    struct portreg_row row;
    uint32_t cursor = 0;
    uint32_t id;

    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        if (!portreg_snapshot_row(view.snapshot, id, &row) ||
            (row.flags & PORTREG_ROW_HAS_NUMBER) == 0) {
            continue;
        }
        if (other && (row.column[PORTREG_COLUMN_NAME].size > 0 ||
                      row.status == PORTREG_PORT_RESERVED)) {
            set_range(set, row.first, row.last, false);
        } else if ((row.flags & PORTREG_ROW_UNAUTHORIZED) != 0) {
            exclude_unauthorized(set, &row);
        }
    }
}

static enum portreg_status check_range(uint16_t first, uint16_t last, struct portreg_error *error)
{
    if (first > last) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "the range %u-%u is reversed", first,
                         last);
    }
    if (last > PORTREG_USER_LAST) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "the range %u-%u reaches into the Dynamic Ports 49152-65535, which are "
                         "never assigned: any program may use one without asking (RFC 6335 "
                         "sections 6 and 8.1.2)",
                         first, last);
    }
    return PORTREG_OK;
}

enum portreg_status portreg_free_numbers(struct portreg_view view,
                                         const struct portreg_free_options *options,
                                         struct portreg_number_set *ret,
                                         struct portreg_error *error)
{
    const uint32_t tcp_and_udp = 1U << PORTREG_TRANSPORT_TCP | 1U << PORTREG_TRANSPORT_UDP;
    const uint32_t transports = options->transports != 0 ? options->transports : tcp_and_udp;
    const bool is_default = options->last == 0;
    const uint16_t first = is_default ? PORTREG_SYSTEM_LAST + 1 : options->first;
    const uint16_t last = is_default ? PORTREG_USER_LAST : options->last;
    const enum portreg_status status = check_range(first, last, error);

    if (status != PORTREG_OK) {
        return status;
    }
    *ret = (struct portreg_number_set){ { 0 } };
    for (uint32_t port = first; port <= last; port++) {
        if (is_assignable(view, (uint16_t)port, transports)) {
            set_range(ret, port, port, true);
        }
    }
    exclude_rows(ret, view, false);
    for (size_t i = 0; i < options->layer_count; i++) {
        exclude_rows(ret, options->layers[i], true);
    }
    return PORTREG_OK;
}
