/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/service.h"

#include "query/name.h"
#include "query/port.h"
#include "snapshot/snapshot.h"
#include "util/string.h"

enum { TRANSPORTS = PORTREG_TRANSPORT_COUNT - 1 };

/* White space would end a name early, `#` would begin a comment. */
static bool is_word(struct portreg_string name)
{
    for (size_t i = 0; i < name.size; i++) {
        if (ascii_is_space(name.data[i]) || name.data[i] == '#' || name.data[i] == '\0') {
            return false;
        }
    }
    return name.size > 0;
}

/* The name that a row gives its port; empty if it gives none. */
static inline struct portreg_string name_of(const struct service_list *list, uint32_t id)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    struct portreg_string none = { "", 0 };
    if (id >= snapshot->row_count || (list->chosen && !list->chosen[id])) {
        return none;
    }
    const struct layout_row *row = &snapshot->rows[id];
    struct portreg_string name = snapshot_string(snapshot, row->column[PORTREG_COLUMN_NAME]);
    return (row->flags & PORTREG_ROW_IRREGULAR_NAME) == 0 || is_word(name) ? name : none;
}

static void add_name(const struct service_list *list, uint32_t id, struct service_entry *entry)
{
    struct portreg_string name = name_of(list, id);
    if (name.size == 0 || entry->count == SERVICE_NAMES_MAX) {
        return;
    }
    for (uint32_t i = 0; i < entry->count; i++) {
        if (string_equal(entry->names[i], name)) {
            return;
        }
    }
    entry->names[entry->count] = name;
    entry->rows[entry->count++] = id;
}

/* The names that a port had at an older version. */
static void add_names_then(const struct service_list *list, struct service_entry *entry)
{
    uint32_t rows[SERVICE_NAMES_MAX];
    size_t count = portreg_lookup_port_rows(list->view, entry->port, entry->transport, rows,
                                            SERVICE_NAMES_MAX);
    for (size_t i = 0; i < count && i < SERVICE_NAMES_MAX; i++) {
        add_name(list, rows[i], entry);
    }
}

/* The names of a port that several rows hold. */
static __attribute__((noinline)) bool entry_of_rows(const struct service_list *list,
                                                    struct service_entry *entry)
{
    entry->count = 0;
    if (list->view.version != list->view.snapshot->newest) {
        add_names_then(list, entry);
        return entry->count > 0;
    }
    const struct port_rows found =
        port_rows_now(list->view.snapshot, entry->port, entry->transport);
    for (uint32_t i = 0; i < found.count; i++) {
        add_name(list, found.rows ? found.rows[i] : found.single, entry);
    }
    return entry->count > 0;
}

/* The entry of a port on one transport. */
static inline bool entry_at(const struct service_list *list, uint16_t port,
                            enum portreg_transport transport, struct service_entry *entry)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    entry->port = port;
    entry->transport = transport;
    if (list->view.version == snapshot->newest) {
        /* Almost always there is one row or none. */
        const uint32_t segment = port_segment(snapshot, transport, port);
        if (segment >= snapshot->port_segment_count) {
            return false;
        }
        const uint32_t row = snapshot->port_segments[segment].primary;
        if (row >= snapshot->current_rows) {
            return false;
        }
        if (snapshot->port_segments[segment].list == PORTREG_NONE) {
            entry->names[0] = name_of(list, row);
            entry->rows[0] = row;
            entry->count = 1;
            return entry->names[0].size > 0;
        }
    }
    return entry_of_rows(list, entry);
}

bool service_find_port(const struct service_list *list, uint16_t port,
                       enum portreg_transport transport, struct service_entry *ret)
{
    if (transport != PORTREG_TRANSPORT_NONE) {
        return entry_at(list, port, transport, ret);
    }
    for (int i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        if (entry_at(list, port, (enum portreg_transport)i, ret)) {
            return true;
        }
    }
    return false;
}

/* Where in the list a row's first entry stands that is of the transport; PORTREG_NONE if none. */
static uint32_t place_of(const struct service_list *list, uint32_t id,
                         enum portreg_transport transport)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    if (id >= snapshot->row_count || (list->chosen && !list->chosen[id])) {
        return PORTREG_NONE;
    }
    const struct layout_row *row = &snapshot->rows[id];
    if (!snapshot_stands(row->from, row->until, list->view.version)) {
        return PORTREG_NONE;
    }
    /* Which of a name's rows fits is no matter of habit: computed without branches. */
    const unsigned of = row->transport;
    const unsigned any = transport == PORTREG_TRANSPORT_NONE;
    const unsigned fits = any | (of == PORTREG_TRANSPORT_NONE) | (of == transport);
    const unsigned first = any ? PORTREG_TRANSPORT_TCP : transport;
    const unsigned answer = of == PORTREG_TRANSPORT_NONE ? first : of;
    const unsigned good = (row->flags & PORTREG_ROW_HAS_NUMBER) != 0;
    return (fits & good & (of < PORTREG_TRANSPORT_COUNT)) != 0
               ? (uint32_t)row->first * TRANSPORTS + answer - 1
               : PORTREG_NONE;
}

bool service_find_name(const struct service_list *list, const char *name, size_t size,
                       enum portreg_transport transport, struct service_entry *ret)
{
    const struct name_rows found = name_rows_of(list->view.snapshot, name, size);
    uint32_t first = PORTREG_NONE;
    for (uint32_t i = 0; i < found.count; i++) {
        uint32_t place = place_of(list, i == 0 ? found.first : found.rows[i], transport);
        first = place < first ? place : first;
    }
    if (found.count > 0 && found.first < list->view.snapshot->row_count) {
        /* The name's own text is almost always what is answered. */
        const uint32_t id = list->view.snapshot->rows[found.first].column[PORTREG_COLUMN_NAME];
        if (id < list->view.snapshot->string_count) {
            __builtin_prefetch(&list->view.snapshot->string_starts[id]);
        }
    }
    return first != PORTREG_NONE && entry_at(list, (uint16_t)(first / TRANSPORTS),
                                             (enum portreg_transport)(first % TRANSPORTS + 1), ret);
}

bool service_next(const struct service_list *list, uint32_t *cursor, struct service_entry *ret)
{
    const uint32_t end = (PORTREG_PORT_MAX + 1) * TRANSPORTS;
    while (*cursor < end) {
        uint32_t place = (*cursor)++;
        if (entry_at(list, (uint16_t)(place / TRANSPORTS),
                     (enum portreg_transport)(place % TRANSPORTS + 1), ret)) {
            return true;
        }
    }
    return false;
}
