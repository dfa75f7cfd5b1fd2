/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/question.h"

#include <stdlib.h>

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
static bool found_take(struct found *found, size_t count, struct output *output)
{
    found->count = count;
    found->rows = count <= FOUND_FEW ? found->few : malloc(count * sizeof(*found->rows));
    if (!found->rows) {
        output->failed = true;
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

static void add_row(struct output *output, const struct layer *layer, const struct portreg_row *row)
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

    output_add_answer(output, &answer);
}

/*
 * The status of a number without a row, as the base layer has it, unless that
 * has nothing at all on the number and another layer a row of its sibling.
 */
static struct answer gap_at(const struct registry *registry, uint16_t port,
                            enum portreg_transport transport)
{
    struct answer answer = { .layer = registry_base(registry), .row = PORTREG_NONE };

    answer.status =
        portreg_port_status(answer.layer->view, port, transport, NULL, &answer.reason);
    for (size_t i = 0; answer.reason == PORTREG_REASON_NO_ROW && i < registry->layer_count; i++) {
        const struct layer *layer = &registry->layers[i];
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

static void add_gap(struct output *output, uint16_t first, uint16_t last,
                    enum portreg_transport transport)
{
    struct answer answer =
        gap_at(output->registry, first,
               transport != PORTREG_TRANSPORT_NONE ? transport : PORTREG_TRANSPORT_TCP);

    answer.first = first;
    answer.last = last;
    answer.transport = transport;
    output_add_answer(output, &answer);
}

/* Adds the port's rows in one layer; `*covered` gets the transports they are of. */
static size_t add_port_rows(struct output *output, const struct layer *layer,
                            const struct question *question, unsigned *covered)
{
    struct found found;
    size_t added = 0;

    size_t count = portreg_lookup_port_rows(layer->view, question->first,
                                            PORTREG_TRANSPORT_NONE, found.few, FOUND_FEW);
    if (found_take(&found, count, output)) {
        portreg_lookup_port_rows(layer->view, question->first, PORTREG_TRANSPORT_NONE,
                                 found.rows, found.count);
    }
    for (size_t i = 0; i < found.count; i++) {
        struct portreg_row row;

        if (!portreg_snapshot_row(layer->snapshot, found.rows[i], &row) ||
            !is_asked(question, row.transport)) {
            continue;
        }
        *covered |= row.transport != PORTREG_TRANSPORT_NONE ? 1u << row.transport : UINT32_MAX;
        add_row(output, layer, &row);
        added++;
    }
    found_free(&found);
    return added;
}

static int answer_port(struct output *output, const struct question *question, bool gaps)
{
    const struct registry *registry = output->registry;
    unsigned covered = 0;
    size_t added = 0;

    for (size_t i = 0; i < registry->layer_count; i++) {
        added += add_port_rows(output, &registry->layers[i], question, &covered);
    }
    if (gaps && question->any_transport && covered == 0) {
        add_gap(output, question->first, question->first, PORTREG_TRANSPORT_NONE);
    } else if (gaps) {
        for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
            if ((question->transports & ~covered & 1u << i) != 0) {
                add_gap(output, question->first, question->first, (enum portreg_transport)i);
            }
        }
    }
    return added > 0 ? EXIT_FOUND : EXIT_NOTHING;
}

/* Adds the layer's rows that overlap the range and marks their numbers. */
static size_t add_range_rows(struct output *output, const struct layer *layer,
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
        add_row(output, layer, &row);
        added++;
    }
    return added;
}

/* Whether two neighbours without a row have one status for one reason. */
static bool gap_continues(const struct output *output, unsigned port,
                          enum portreg_transport transport)
{
    struct answer here = gap_at(output->registry, (uint16_t)port, transport);
    struct answer next = gap_at(output->registry, (uint16_t)(port + 1), transport);

    return here.layer == next.layer && here.status == next.status && here.reason == next.reason;
}

static void add_range_gaps(struct output *output, const struct question *question,
                           const bool *covered)
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
        while (port <= question->last && !covered[port] && gap_continues(output, port - 1, any)) {
            port++;
        }
        add_gap(output, (uint16_t)first, (uint16_t)(port - 1), transport);
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
    return (a->row > b->row) - (a->row < b->row);
}

static int answer_range(struct output *output, const struct question *question, bool gaps)
{
    const struct registry *registry = output->registry;
    bool *covered = calloc(PORTREG_PORT_MAX + 1, sizeof(*covered));
    size_t start = output->answer_count;
    size_t added = 0;

    if (covered == NULL) {
        output->failed = true;
        return EXIT_ERROR;
    }
    for (size_t i = 0; i < registry->layer_count; i++) {
        added += add_range_rows(output, &registry->layers[i], question, covered);
    }
    if (gaps) {
        add_range_gaps(output, question, covered);
    }
    free(covered);
    if (output->answer_count > start) {
        qsort(output->answers + start, output->answer_count - start, sizeof(output->answers[0]),
              compare_places);
    }
    return added > 0 ? EXIT_FOUND : EXIT_NOTHING;
}

/* Adds the name's rows on the transports that are asked for; `*others` counts the rest. */
static size_t add_name_rows(struct output *output, const struct layer *layer,
                            const struct question *question, size_t *others)
{
    struct portreg_string name = question->name;
    struct found found;
    size_t added = 0;

    size_t count =
        portreg_lookup_name_rows(layer->view, name.data, name.size, found.few, FOUND_FEW);
    if (found_take(&found, count, output)) {
        portreg_lookup_name_rows(layer->view, name.data, name.size, found.rows, found.count);
    }
    for (size_t i = 0; i < found.count; i++) {
        struct portreg_row row;

        if (!portreg_snapshot_row(layer->snapshot, found.rows[i], &row)) {
            continue;
        }
        if (is_asked(question, row.transport)) {
            add_row(output, layer, &row);
            added++;
        } else {
            ++*others;
        }
    }
    found_free(&found);
    return added;
}

/* Says what is near a name that was not found. */
static void suggest(const struct output *output, struct portreg_string name)
{
    struct portreg_string names[PORTREG_SUGGESTION_MAX];
    struct portreg_view view = registry_base(output->registry)->view;
    size_t count = portreg_suggest(view, name.data, name.size, names);
    struct buffer near = BUFFER_INIT(OUTPUT_TEXT_MAX);

    for (size_t i = 0; i < count; i++) {
        buffer_append_text(&near, i == 0 ? "; near it: " : ", ");
        buffer_append_clean(&near, names[i]);
    }
    message_text("no service '%.*s'%s", (int)name.size, name.data, near.size > 0 ? near.data : "");
    buffer_free(&near);
    for (size_t i = 0; output->invocation->implicit && command_at(i) != NULL; i++) {
        if (name.size > 2 && string_distance(name, string_of(command_at(i)->name), 1) <= 1) {
            message_note("there is a command '%s'", command_at(i)->name);
        }
    }
}

static int answer_name(struct output *output, const struct question *question)
{
    const struct registry *registry = output->registry;
    size_t others = 0;
    size_t added = 0;

    for (size_t i = 0; i < registry->layer_count; i++) {
        added += add_name_rows(output, &registry->layers[i], question, &others);
    }
    if (added > 0) {
        return EXIT_FOUND;
    }
    if (others > 0) {
        message_text("'%.*s' is registered, but not on this transport", (int)question->name.size,
                     question->name.data);
    } else {
        suggest(output, question->name);
    }
    return EXIT_NOTHING;
}

int question_answer(struct output *output, const struct question *question, bool gaps)
{
    switch (question->kind) {
    case QUESTION_PORT:
        return answer_port(output, question, gaps);
    case QUESTION_RANGE:
        return answer_range(output, question, gaps);
    case QUESTION_NAME:
        break;
    }
    return answer_name(output, question);
}
