/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/service.h"

#include "query/name.h"
#include "query/port.h"
#include "snapshot/service.h"
#include "util/string.h"

/* The name that a row gives its port; empty if it gives none. */
static struct portreg_string name_of(const struct service_list *list, uint32_t id)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    if (id >= snapshot->row_count || (list->chosen && !list->chosen[id])) {
        return (struct portreg_string){ "", 0 };
    }
    return snapshot_service_name(snapshot, &snapshot->rows[id]);
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

/* The entry of a port that one row holds, whose name begins at an offset of STRING_BYTES. */
static inline bool entry_of_row(const struct service_list *list, uint32_t row, uint32_t offset,
                                struct service_entry *entry)
{
    if (row >= list->view.snapshot->current_rows || (list->chosen && !list->chosen[row])) {
        return false;
    }
    entry->names[0] = snapshot_string_at(list->view.snapshot, offset);
    entry->rows[0] = row;
    entry->count = 1;
    return entry->names[0].size > 0;
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
        const uint32_t segment = snapshot_port_segment(snapshot, transport, port);
        if (segment >= snapshot->port_segment_count) {
            return false;
        }
        const struct layout_segment *found = &snapshot->port_segments[segment];
        if ((found->list_or_name & LAYOUT_SEGMENT_LIST) == 0) {
            return entry_of_row(list, found->primary, found->list_or_name, entry);
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

/* The place of a row's first entry that is of the transport; PORTREG_NONE if none. */
static uint32_t place_of(const struct service_list *list, uint32_t id,
                         enum portreg_transport transport)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    if (id >= snapshot->row_count || (list->chosen && !list->chosen[id])) {
        return PORTREG_NONE;
    }
    const struct layout_row *row = &snapshot->rows[id];
    return snapshot_stands(row->from, row->until, list->view.version)
               ? snapshot_service_place(row, transport)
               : PORTREG_NONE;
}

/* Looks through the rows of a name. */
static __attribute__((noinline)) bool entry_of_name(const struct service_list *list,
                                                    const struct layout_name *name,
                                                    enum portreg_transport transport,
                                                    struct service_entry *entry)
{
    const struct snapshot_rows found = snapshot_name_rows(list->view.snapshot, name);
    uint32_t first = PORTREG_NONE;
    for (uint32_t i = 0; i < found.count; i++) {
        const uint32_t place = place_of(list, found.rows[i], transport);
        first = place < first ? place : first;
    }
    return first != PORTREG_NONE &&
           entry_at(list, snapshot_place_port(first), snapshot_place_transport(first), entry);
}

/* The transport of the answer that a name holds ready; PORTREG_TRANSPORT_NONE if it does not. */
static inline enum portreg_transport ready_transport(const struct layout_name *name,
                                                     enum portreg_transport transport)
{
    const unsigned ready = name->transports;
    if ((ready >> transport & 1) == 0) {
        return PORTREG_TRANSPORT_NONE;
    }
    /* The lowest; whatever the file says, one of the four. */
    const unsigned bits = ready >> PORTREG_TRANSPORT_TCP | 1u << (SNAPSHOT_PLACE_TRANSPORTS - 1);
    return transport != PORTREG_TRANSPORT_NONE
               ? transport
               : (enum portreg_transport)(PORTREG_TRANSPORT_TCP + __builtin_ctz(bits));
}

bool service_find_name(const struct service_list *list, const char *name, size_t size,
                       enum portreg_transport transport, struct service_entry *ret)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    const struct layout_name *found = name_find(snapshot, name, size);
    if (!found) {
        return false;
    }
    /* Almost always what the name holds ready is the answer. */
    ret->transport = ready_transport(found, transport);
    if (list->view.version != snapshot->newest || list->chosen ||
        ret->transport == PORTREG_TRANSPORT_NONE) {
        return entry_of_name(list, found, transport, ret);
    }
    ret->port = found->port;
    ret->names[0] = (struct portreg_string){ snapshot->string_bytes + found->offset, size };
    ret->count = 1;
    return true;
}

bool service_next(const struct service_list *list, uint32_t *cursor, struct service_entry *ret)
{
    while (*cursor < SNAPSHOT_PLACE_COUNT) {
        const uint32_t place = (*cursor)++;
        if (entry_at(list, snapshot_place_port(place), snapshot_place_transport(place), ret)) {
            return true;
        }
    }
    return false;
}
