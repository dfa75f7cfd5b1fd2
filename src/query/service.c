/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/service.h"

#include "query/name.h"
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

static void add_name(const struct service_list *list, uint32_t id, struct service_entry *entry)
{
    const struct portreg_snapshot *snapshot = list->view.snapshot;
    const struct layout_row *row = &snapshot->rows[id];
    struct portreg_string name = snapshot_string(snapshot, row->column[PORTREG_COLUMN_NAME]);
    bool irregular = (row->flags & PORTREG_ROW_IRREGULAR_NAME) != 0;
    if (name.size == 0 || (irregular && !is_word(name)) || (list->chosen && !list->chosen[id])) {
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

/* The entry of a port on one transport. */
static bool entry_at(const struct service_list *list, uint16_t port,
                     enum portreg_transport transport, struct service_entry *entry)
{
    uint32_t rows[SERVICE_NAMES_MAX];
    if (portreg_lookup_port(list->view, port, transport) == PORTREG_NONE) {
        return false;
    }
    size_t count = portreg_lookup_port_rows(list->view, port, transport, rows, SERVICE_NAMES_MAX);
    entry->count = 0;
    entry->port = port;
    entry->transport = transport;
    for (size_t i = 0; i < count && i < SERVICE_NAMES_MAX; i++) {
        add_name(list, rows[i], entry);
    }
    return entry->count > 0;
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
    if (!portreg_view_has_row(list->view, id) || (list->chosen && !list->chosen[id])) {
        return PORTREG_NONE;
    }
    const struct layout_row *row = &list->view.snapshot->rows[id];
    unsigned of = row->transport;
    if (!(row->flags & PORTREG_ROW_HAS_NUMBER) || of >= PORTREG_TRANSPORT_COUNT) {
        return PORTREG_NONE;
    }
    if (of == PORTREG_TRANSPORT_NONE) {
        of = transport == PORTREG_TRANSPORT_NONE ? PORTREG_TRANSPORT_TCP : transport;
    } else if (transport != PORTREG_TRANSPORT_NONE && of != transport) {
        return PORTREG_NONE;
    }
    return (uint32_t)row->first * TRANSPORTS + of - 1;
}

bool service_find_name(const struct service_list *list, const char *name, size_t size,
                       enum portreg_transport transport, struct service_entry *ret)
{
    const uint32_t *rows;
    uint32_t count = name_rows(list->view.snapshot, name, size, &rows);
    uint32_t first = PORTREG_NONE;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = place_of(list, rows[i], transport);
        first = place < first ? place : first;
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
