/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/lookup.h"

#include <stdlib.h>

#include "util/order.h"
#include "util/string.h"

/* Rows that a lookup found; most ports and names have few. */
struct found {
    uint32_t few[32];
    uint32_t *rows;
    size_t count;
};

#define FOUND_FEW (sizeof(((struct found *)0)->few) / sizeof(uint32_t))

/*
 * Takes the rows that a lookup filled `few` with; true if there are more than
 * that, and room for all has been made: then the lookup fills `rows`.
 */
static bool found_take(struct found *found, size_t count, struct answers *answers)
{
    found->count = count;
    found->rows = count <= FOUND_FEW ? found->few : malloc(count * sizeof(*found->rows));
    if (!found->rows) {
        answers->failed = true;
        found->count = 0;
    }
    return found->rows != found->few && found->rows != NULL;
}

static void found_free(struct found *found)
{
    if (found->rows != found->few) {
        free(found->rows);
    }
}

static bool is_asked(const struct question *question, enum portreg_transport transport)
{
    return transport == PORTREG_TRANSPORT_NONE || (question->transports & 1u << transport) != 0;
}

static void add_row(struct answers *answers, const struct layer *layer,
                    const struct portreg_row *row)
{
    struct answer answer = {
        .layer = layer,
        .row = row->id,
        .first = row->first,
        .last = row->last,
        .transport = row->transport,
        .status = row->status,
        .reason = PORTREG_REASON_ROW,
    };

    answers_add(answers, &answer);
}

/*
 * The status of a number without a row, as the base layer has it, unless that
 * has nothing at all on the number and another layer a row of its sibling.
 */
static struct answer gap_at(const struct layers *layers, uint16_t port,
                            enum portreg_transport transport)
{
    struct answer answer = { .layer = layers_base(layers), .row = PORTREG_NONE };

    answer.status =
        portreg_port_status(answer.layer->view, port, transport, NULL, &answer.reason);
    for (size_t i = 0; answer.reason == PORTREG_REASON_NO_ROW && i < layers->count; i++) {
        const struct layer *layer = &layers->items[i];
        enum portreg_status_reason reason;
        enum portreg_port_status status =
            portreg_port_status(layer->view, port, transport, NULL, &reason);

        if (reason == PORTREG_REASON_SIBLING) {
            answer.layer = layer;
            answer.status = status;
            answer.reason = reason;
        }
    }
    return answer;
}

static void add_gap(struct answers *answers, const struct layers *layers, uint16_t first,
                    uint16_t last, enum portreg_transport transport)
{
    struct answer answer =
        gap_at(layers, first,
               transport != PORTREG_TRANSPORT_NONE ? transport : PORTREG_TRANSPORT_TCP);

    answer.first = first;
    answer.last = last;
    answer.transport = transport;
    answers_add(answers, &answer);
}

/* Adds the port's rows in one layer; `*covered` gets the transports they are of. */
static size_t add_port_rows(struct answers *answers, const struct layer *layer,
                            const struct question *question, unsigned *covered)
{
    struct found found;
    size_t added = 0;

    size_t count = portreg_lookup_port_rows(layer->view, question->first,
                                            PORTREG_TRANSPORT_NONE, found.few, FOUND_FEW);
    if (found_take(&found, count, answers)) {
        portreg_lookup_port_rows(layer->view, question->first, PORTREG_TRANSPORT_NONE,
                                 found.rows, found.count);
    }
    for (size_t i = 0; i < found.count; i++) {
        struct portreg_row row;

        if (!portreg_snapshot_row_columns(layer->snapshot, found.rows[i], 0, &row) ||
            !is_asked(question, row.transport)) {
            continue;
        }
        *covered |= row.transport != PORTREG_TRANSPORT_NONE ? 1u << row.transport : UINT32_MAX;
        add_row(answers, layer, &row);
        added++;
    }
    found_free(&found);
    return added;
}

static bool wants_gaps(enum gaps gaps, size_t added)
{
    return gaps == GAPS_ALWAYS || (gaps == GAPS_ALONE && added == 0);
}

static void add_port_gaps(struct answers *answers, const struct layers *layers,
                          const struct question *question, unsigned covered)
{
    if (question->any_transport && covered == 0) {
        add_gap(answers, layers, question->first, question->first, PORTREG_TRANSPORT_NONE);
        return;
    }
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        if ((question->transports & ~covered & 1u << i) != 0) {
            add_gap(answers, layers, question->first, question->first, (enum portreg_transport)i);
        }
    }
}

static bool answer_port(struct answers *answers, const struct layers *layers,
                        const struct question *question, enum gaps gaps)
{
    unsigned covered = 0;
    size_t added = 0;

    for (size_t i = 0; i < layers->count; i++) {
        added += add_port_rows(answers, &layers->items[i], question, &covered);
    }
    if (wants_gaps(gaps, added)) {
        add_port_gaps(answers, layers, question, covered);
    }
    return added > 0;
}

/* Adds the layer's rows that overlap the range and marks their numbers. */
static size_t add_range_rows(struct answers *answers, const struct layer *layer,
                             const struct question *question, bool *covered)
{
    uint32_t cursor = 0;
    uint32_t id;
    size_t added = 0;

    while ((id = portreg_view_next_row(layer->view, &cursor)) != PORTREG_NONE) {
        struct portreg_row row;

        if (!portreg_snapshot_row(layer->snapshot, id, &row) ||
            (row.flags & PORTREG_ROW_HAS_NUMBER) == 0 || row.last < question->first ||
            row.first > question->last || !is_asked(question, row.transport)) {
            continue;
        }
        for (unsigned port = row.first; port <= row.last; port++) {
            covered[port] = true;
        }
        add_row(answers, layer, &row);
        added++;
    }
    return added;
}

/* Whether two neighbours without a row have one status for one reason. */
static bool gap_continues(const struct layers *layers, unsigned port,
                          enum portreg_transport transport)
{
    struct answer here = gap_at(layers, (uint16_t)port, transport);
    struct answer next = gap_at(layers, (uint16_t)(port + 1), transport);

    return here.layer == next.layer && here.status == next.status && here.reason == next.reason;
}

static void add_range_gaps(struct answers *answers, const struct layers *layers,
                           const struct question *question, const bool *covered)
{
    enum portreg_transport transport = question_transport(question);
    enum portreg_transport any =
        transport != PORTREG_TRANSPORT_NONE ? transport : PORTREG_TRANSPORT_TCP;
    unsigned port = question->first;

    while (port <= question->last) {
        unsigned first = port;

        if (covered[port++]) {
            continue;
        }
        while (port <= question->last && !covered[port] && gap_continues(layers, port - 1, any)) {
            port++;
        }
        add_gap(answers, layers, (uint16_t)first, (uint16_t)(port - 1), transport);
    }
}

static int compare_places(const void *left, const void *right)
{
    const struct answer *a = left;
    const struct answer *b = right;

    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    if (a->layer != b->layer) {
        return a->layer < b->layer ? -1 : 1;
    }
    return order_unsigned(a->row, b->row);
}

static bool answer_range(struct answers *answers, const struct layers *layers,
                         const struct question *question, enum gaps gaps)
{
    bool *covered = calloc(PORTREG_PORT_MAX + 1, sizeof(*covered));
    size_t start = answers->count;
    size_t added = 0;

    if (covered == NULL) {
        answers->failed = true;
        return false;
    }
    for (size_t i = 0; i < layers->count; i++) {
        added += add_range_rows(answers, &layers->items[i], question, covered);
    }
    if (wants_gaps(gaps, added)) {
        add_range_gaps(answers, layers, question, covered);
    }
    free(covered);
    if (answers->count > start) {
        qsort(answers->items + start, answers->count - start, sizeof(answers->items[0]),
              compare_places);
    }
    return added > 0;
}

/* Adds the name's rows on the transports that are asked for; `*others` counts the rest. */
static size_t add_name_rows(struct answers *answers, const struct layer *layer,
                            const struct question *question, size_t *others)
{
    struct portreg_string name = question->name;
    struct found found;
    size_t added = 0;

    size_t count =
        portreg_lookup_name_rows(layer->view, name.data, name.size, found.few, FOUND_FEW);
    if (found_take(&found, count, answers)) {
        portreg_lookup_name_rows(layer->view, name.data, name.size, found.rows, found.count);
    }
    for (size_t i = 0; i < found.count; i++) {
        struct portreg_row row;

        if (!portreg_snapshot_row(layer->snapshot, found.rows[i], &row)) {
            continue;
        }
        if (is_asked(question, row.transport)) {
            add_row(answers, layer, &row);
            added++;
        } else {
            ++*others;
        }
    }
    found_free(&found);
    return added;
}

static bool answer_name(struct answers *answers, const struct layers *layers,
                        const struct question *question, struct missing *missing)
{
    struct portreg_string name = question->name;
    size_t others = 0;
    size_t added = 0;

    for (size_t i = 0; i < layers->count; i++) {
        added += add_name_rows(answers, &layers->items[i], question, &others);
    }
    if (added == 0 && missing != NULL) {
        missing->other_transport = others > 0;
        missing->near_count = others > 0 ? 0
                                         : portreg_suggest(layers_base(layers)->view, name.data,
                                                           name.size, missing->near);
    }
    return added > 0;
}

bool answers_of_question(struct answers *answers, const struct layers *layers,
                         const struct question *question, enum gaps gaps, struct missing *missing)
{
    switch (question->kind) {
    case QUESTION_PORT:
        return answer_port(answers, layers, question, gaps);
    case QUESTION_RANGE:
        return answer_range(answers, layers, question, gaps);
    case QUESTION_NAME:
        break;
    }
    return answer_name(answers, layers, question, missing);
}

bool layers_have_name(const struct layers *layers, struct portreg_string name)
{
    for (size_t i = 0; i < layers->count; i++) {
        if (portreg_lookup_name(layers->items[i].view, name.data, name.size) != PORTREG_NONE) {
            return true;
        }
    }
    return false;
}

void missing_append(struct buffer *out, const struct question *question,
                    const struct missing *missing)
{
    buffer_append_text(out, missing->other_transport ? "'" : "no service '");
    buffer_append_clean(out, question->name);
    buffer_append_text(out, missing->other_transport
                                ? "' is registered, but not on this transport"
                                : "'");
    for (size_t i = 0; i < missing->near_count; i++) {
        buffer_append_text(out, i == 0 ? "; near it: " : ", ");
        buffer_append_clean(out, missing->near[i]);
    }
}
