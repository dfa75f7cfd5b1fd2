/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>

#include "snapshot/snapshot.h"
#include "util/string.h"

/* Reading rows, contacts and versions. */

uint64_t portreg_snapshot_checksum(const struct portreg_snapshot *snapshot)
{
    /* It covers the sections' checksums, and so every byte. */
    const struct layout_header *header = (const void *)snapshot->image;
    return header->checksum;
}

size_t portreg_snapshot_size(const struct portreg_snapshot *snapshot)
{
    return snapshot->size;
}

struct portreg_string portreg_snapshot_layer(const struct portreg_snapshot *snapshot)
{
    return snapshot_string(snapshot, snapshot->meta->layer);
}

uint32_t portreg_snapshot_version_count(const struct portreg_snapshot *snapshot)
{
    return snapshot->version_count;
}

bool portreg_snapshot_version(const struct portreg_snapshot *snapshot, uint32_t index,
                              struct portreg_version *ret)
{
    if (index >= snapshot->version_count) {
        return false;
    }
    const struct layout_version *version = &snapshot->versions[index];
    *ret = (struct portreg_version){
        .date = version->date,
        .updated = snapshot_string(snapshot, version->updated),
        .source = snapshot_string(snapshot, version->source),
        .format = snapshot_string(snapshot, version->format),
        .row_count = version->row_count,
        .contact_count = version->contact_count,
    };
    return true;
}

struct portreg_view portreg_view_now(const struct portreg_snapshot *snapshot)
{
    return (struct portreg_view){ snapshot, snapshot->newest };
}

bool portreg_view_at(const struct portreg_snapshot *snapshot, portreg_date date,
                     struct portreg_view *ret)
{
    portreg_date end = date;
    if (date % 512 == 0) {
        end |= 511; /* a year: up to its end */
    } else if (date % 32 == 0) {
        end |= 31;
    }
    uint32_t low = 0;
    uint32_t high = snapshot->version_count;
    while (low < high) {
        uint32_t half = low + (high - low) / 2;
        if (snapshot->versions[half].date <= end) {
            low = half + 1;
        } else {
            high = half;
        }
    }
    if (low == 0) {
        return false;
    }
    *ret = (struct portreg_view){ snapshot, low - 1 };
    return true;
}

uint32_t portreg_snapshot_row_count(const struct portreg_snapshot *snapshot)
{
    return snapshot->row_count;
}

uint32_t portreg_snapshot_current_count(const struct portreg_snapshot *snapshot)
{
    return snapshot->current_rows;
}

bool portreg_snapshot_row(const struct portreg_snapshot *snapshot, uint32_t id,
                          struct portreg_row *ret)
{
    return portreg_snapshot_row_columns(snapshot, id, UINT_MAX, ret);
}

bool portreg_snapshot_row_columns(const struct portreg_snapshot *snapshot, uint32_t id,
                                  unsigned columns, struct portreg_row *ret)
{
    if (id >= snapshot->row_count) {
        return false;
    }
    const struct layout_row *row = &snapshot->rows[id];
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        ret->column[i] = (columns & 1u << i) != 0 ? snapshot_string(snapshot, row->column[i])
                                                  : (struct portreg_string){ "", 0 };
    }
    ret->replacement = snapshot_string(snapshot, row->replacement);
    ret->id = id;
    ret->from = row->from;
    ret->until = snapshot_until(row->until);
    ret->flags = row->flags;
    ret->code = row->code;
    ret->frequency = row->frequency;
    ret->first = row->first;
    ret->last = row->last;
    ret->transport = row->transport < PORTREG_TRANSPORT_COUNT
                         ? (enum portreg_transport)row->transport
                         : PORTREG_TRANSPORT_NONE;
    ret->status = row->status < PORTREG_PORT_STATUS_COUNT
                      ? (enum portreg_port_status)row->status
                      : PORTREG_PORT_UNASSIGNED;
    return true;
}

struct portreg_string portreg_snapshot_cell(const struct portreg_snapshot *snapshot, uint32_t id,
                                            enum portreg_column column)
{
    if (id >= snapshot->row_count || (unsigned)column >= PORTREG_COLUMN_COUNT) {
        return (struct portreg_string){ "", 0 };
    }
    return snapshot_string(snapshot, snapshot->rows[id].column[column]);
}

bool portreg_view_has_row(struct portreg_view view, uint32_t id)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    return id < snapshot->row_count &&
           snapshot_stands(snapshot->rows[id].from, snapshot->rows[id].until, view.version);
}

uint32_t portreg_view_next_row(struct portreg_view view, uint32_t *cursor)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    if (view.version == snapshot->newest) {
        return *cursor < snapshot->current_rows ? (*cursor)++ : PORTREG_NONE;
    }
    while (*cursor < snapshot->row_count) {
        uint32_t id = snapshot->row_order[(*cursor)++];
        if (portreg_view_has_row(view, id)) {
            return id;
        }
    }
    return PORTREG_NONE;
}

uint32_t portreg_view_row_count(struct portreg_view view)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    if (view.version >= snapshot->version_count) {
        return 0;
    }
    uint32_t count = snapshot->versions[view.version].row_count;
    return count < snapshot->row_count ? count : snapshot->row_count;
}

uint32_t portreg_snapshot_contact_count(const struct portreg_snapshot *snapshot)
{
    return snapshot->contact_count;
}

bool portreg_snapshot_contact(const struct portreg_snapshot *snapshot, uint32_t index,
                              struct portreg_contact *ret)
{
    if (index >= snapshot->contact_count) {
        return false;
    }
    const struct layout_contact *contact = &snapshot->contacts[index];
    *ret = (struct portreg_contact){
        .id = snapshot_string(snapshot, contact->id),
        .name = snapshot_string(snapshot, contact->name),
        .org = snapshot_string(snapshot, contact->org),
        .uri = snapshot_string(snapshot, contact->uri),
        .updated = snapshot_string(snapshot, contact->updated),
        .index = index,
        .from = contact->from,
        .until = snapshot_until(contact->until),
    };
    return true;
}

static bool contact_stands(struct portreg_view view, uint32_t index)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    return index < snapshot->contact_count &&
           snapshot_stands(snapshot->contacts[index].from, snapshot->contacts[index].until,
                           view.version);
}

uint32_t portreg_view_next_contact(struct portreg_view view, uint32_t *cursor)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    if (view.version == snapshot->newest) {
        return *cursor < snapshot->current_contacts ? (*cursor)++ : PORTREG_NONE;
    }
    while (*cursor < snapshot->contact_count) {
        uint32_t index = snapshot->contact_order[(*cursor)++];
        if (contact_stands(view, index)) {
            return index;
        }
    }
    return PORTREG_NONE;
}

static struct portreg_string indexed_id(const struct portreg_snapshot *snapshot, uint32_t place)
{
    uint32_t index = snapshot->contact_index[place];
    return snapshot_string(snapshot, index < snapshot->contact_count
                                         ? snapshot->contacts[index].id
                                         : PORTREG_NONE);
}

uint32_t portreg_view_find_contact(struct portreg_view view, const char *id, size_t size)
{
    const struct portreg_snapshot *snapshot = view.snapshot;
    struct portreg_string wanted = { id, size };
    uint32_t low = 0;
    uint32_t high = snapshot->contact_count;
    while (low < high) {
        uint32_t half = low + (high - low) / 2;
        if (string_compare(indexed_id(snapshot, half), wanted) < 0) {
            low = half + 1;
        } else {
            high = half;
        }
    }
    for (; low < snapshot->contact_count; low++) {
        if (!string_equal(indexed_id(snapshot, low), wanted)) {
            break;
        }
        if (contact_stands(view, snapshot->contact_index[low])) {
            return snapshot->contact_index[low];
        }
    }
    return PORTREG_NONE;
}
