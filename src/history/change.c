/* SPDX-License-Identifier: BSD-2-Clause */
#include "history/change.h"

#include "util/hash.h"
#include "util/string.h"

#define FOLD_CHUNK 64

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t hash_string(uint64_t hash, struct portreg_string string)
{
    return mix(mix(hash, string.size), string.size ? hash_bytes(string.data, string.size) : 0);
}

/* A name has 15 characters where RFC 6335 holds, but imported ones may have any number. */
static uint64_t hash_folded(uint64_t hash, struct portreg_string string)
{
    char chunk[FOLD_CHUNK];

    for (size_t at = 0; at < string.size; at += FOLD_CHUNK) {
        size_t size = string.size - at < FOLD_CHUNK ? string.size - at : FOLD_CHUNK;

        for (size_t i = 0; i < size; i++) {
            chunk[i] = ascii_lower(string.data[at + i]);
        }
        hash = mix(hash, hash_bytes(chunk, size));
    }
    return mix(hash, string.size);
}

static uint64_t port_key(const struct portreg_row *row)
{
    uint64_t has_number = row->flags & PORTREG_ROW_HAS_NUMBER ? 1 : 0;

    return has_number << 48 | (uint64_t)row->transport << 32 | (uint64_t)row->first << 16 |
           row->last;
}

static const struct portreg_snapshot *side_of(const void *data, bool is_after)
{
    const struct change_source *source = data;

    return is_after ? source->after : source->before;
}

static bool load_rows(const struct change_source *source, uint32_t before, uint32_t after,
                      struct portreg_row *ret_before, struct portreg_row *ret_after)
{
    return portreg_snapshot_row(source->before, before, ret_before) &&
           portreg_snapshot_row(source->after, after, ret_after);
}

static bool hash_row_content(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(side_of(data, is_after), item, &row)) {
        return false;
    }
    *ret = 0;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        *ret = hash_string(*ret, row.column[i]);
    }
    return true;
}

static bool equal_row_content(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_row a;
    struct portreg_row b;

    if (!load_rows(data, before, after, &a, &b)) {
        return false;
    }
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (!string_equal(a.column[i], b.column[i])) {
            return false;
        }
    }
    return true;
}

static bool hash_row_identity(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(side_of(data, is_after), item, &row)) {
        return false;
    }
    *ret = hash_folded(mix(0, port_key(&row)), row.column[PORTREG_COLUMN_NAME]);
    return true;
}

static bool equal_row_identity(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_row a;
    struct portreg_row b;

    return load_rows(data, before, after, &a, &b) && port_key(&a) == port_key(&b) &&
           string_equal_folded(a.column[PORTREG_COLUMN_NAME], b.column[PORTREG_COLUMN_NAME]);
}

/* Without a number, nothing but the name holds two rows together. */
static bool hash_row_port(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(side_of(data, is_after), item, &row) ||
        !(row.flags & PORTREG_ROW_HAS_NUMBER)) {
        return false;
    }
    *ret = mix(0, port_key(&row));
    return true;
}

static bool equal_row_port(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_row a;
    struct portreg_row b;

    return load_rows(data, before, after, &a, &b) && port_key(&a) == port_key(&b);
}

const struct match_pass change_pass_row_content = { hash_row_content, equal_row_content };
const struct match_pass change_pass_row_identity = { hash_row_identity, equal_row_identity };
const struct match_pass change_pass_row_port = { hash_row_port, equal_row_port };

static bool hash_row_transport(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(side_of(data, is_after), item, &row)) {
        return false;
    }
    *ret = mix(0, (uint64_t)row.transport);
    return true;
}

static bool equal_row_transport(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_row a;
    struct portreg_row b;

    return load_rows(data, before, after, &a, &b) && a.transport == b.transport;
}

const struct match_pass change_pass_row_transport = { hash_row_transport, equal_row_transport };

static bool hash_contact_id(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_contact contact;

    if (!portreg_snapshot_contact(side_of(data, is_after), item, &contact)) {
        return false;
    }
    *ret = hash_string(0, contact.id);
    return true;
}

static bool equal_contact_id(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_contact a;
    struct portreg_contact b;

    return portreg_snapshot_contact(side_of(data, false), before, &a) &&
           portreg_snapshot_contact(side_of(data, true), after, &b) && string_equal(a.id, b.id);
}

static bool hash_contact_content(const void *data, bool is_after, uint32_t item, uint64_t *ret)
{
    struct portreg_contact contact;

    if (!portreg_snapshot_contact(side_of(data, is_after), item, &contact)) {
        return false;
    }
    *ret = hash_string(0, contact.id);
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        *ret = hash_string(*ret, portreg_contact_field(&contact, (enum portreg_contact_field)i));
    }
    return true;
}

static bool equal_contact_content(const void *data, uint32_t before, uint32_t after)
{
    struct portreg_contact_change change;

    return equal_contact_id(data, before, after) &&
           !change_describe_contact(data, before, after, &change);
}

const struct match_pass change_pass_contact_content = { hash_contact_content,
                                                        equal_contact_content };
const struct match_pass change_pass_contact_id = { hash_contact_id, equal_contact_id };

static enum portreg_change_kind kind_of(uint32_t before, uint32_t after)
{
    if (before == PORTREG_NONE) {
        return PORTREG_CHANGE_ADDED;
    }
    return after == PORTREG_NONE ? PORTREG_CHANGE_REMOVED : PORTREG_CHANGE_MODIFIED;
}

static enum portreg_event event_of(enum portreg_change_kind kind, const struct portreg_row *before,
                                   const struct portreg_row *after, uint32_t columns)
{
    bool was = kind != PORTREG_CHANGE_ADDED && before->status == PORTREG_PORT_ASSIGNED;
    bool is = kind != PORTREG_CHANGE_REMOVED && after->status == PORTREG_PORT_ASSIGNED;

    if (was && is) {
        return columns & 1u << PORTREG_COLUMN_NAME ? PORTREG_EVENT_RENAMED : PORTREG_EVENT_CHANGED;
    }
    if (is) {
        return PORTREG_EVENT_ASSIGNED;
    }
    if (was) {
        return PORTREG_EVENT_DEASSIGNED;
    }
    if (kind == PORTREG_CHANGE_REMOVED) {
        return PORTREG_EVENT_REMOVED;
    }
    if (kind == PORTREG_CHANGE_MODIFIED && before->status == after->status) {
        return PORTREG_EVENT_CHANGED;
    }
    return after->status == PORTREG_PORT_RESERVED ? PORTREG_EVENT_RESERVED
                                                  : PORTREG_EVENT_UNASSIGNED;
}

bool change_describe_row(const struct change_source *source, uint32_t before, uint32_t after,
                         struct portreg_row_change *ret)
{
    struct portreg_row a;
    struct portreg_row b;

    if (!portreg_snapshot_row(source->before, before, &a)) {
        a = (struct portreg_row){ 0 };
    }
    if (!portreg_snapshot_row(source->after, after, &b)) {
        b = (struct portreg_row){ 0 };
    }
    ret->kind = kind_of(before, after);
    ret->before = before;
    ret->after = after;
    ret->columns = 0;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (!string_equal(a.column[i], b.column[i])) {
            ret->columns |= 1u << i;
        }
    }
    ret->event = event_of(ret->kind, &a, &b, ret->columns);
    return ret->kind != PORTREG_CHANGE_MODIFIED || ret->columns != 0;
}

bool change_describe_contact(const struct change_source *source, uint32_t before, uint32_t after,
                             struct portreg_contact_change *ret)
{
    struct portreg_contact a;
    struct portreg_contact b;

    if (!portreg_snapshot_contact(source->before, before, &a)) {
        a = (struct portreg_contact){ 0 };
    }
    if (!portreg_snapshot_contact(source->after, after, &b)) {
        b = (struct portreg_contact){ 0 };
    }
    ret->kind = kind_of(before, after);
    ret->before = before;
    ret->after = after;
    ret->fields = 0;
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        if (!string_equal(portreg_contact_field(&a, (enum portreg_contact_field)i),
                          portreg_contact_field(&b, (enum portreg_contact_field)i))) {
            ret->fields |= 1u << i;
        }
    }
    return ret->kind != PORTREG_CHANGE_MODIFIED || ret->fields != 0;
}

static const char *const event_names[] = {
#define EVENT_NAME(name, text) [PORTREG_EVENT_##name] = text,
    PORTREG_EVENT_LIST(EVENT_NAME)
#undef EVENT_NAME
};

const char *portreg_event_name(enum portreg_event event)
{
    return (unsigned)event < PORTREG_EVENT_COUNT ? event_names[event] : "";
}

static const char *const contact_field_names[] = {
#define CONTACT_FIELD_NAME(name, text) [PORTREG_CONTACT_##name] = text,
    PORTREG_CONTACT_FIELD_LIST(CONTACT_FIELD_NAME)
#undef CONTACT_FIELD_NAME
};

const char *portreg_contact_field_name(enum portreg_contact_field field)
{
    return (unsigned)field < PORTREG_CONTACT_FIELD_COUNT ? contact_field_names[field] : "";
}

struct portreg_string portreg_contact_field(const struct portreg_contact *contact,
                                            enum portreg_contact_field field)
{
    switch (field) {
    case PORTREG_CONTACT_NAME:
        return contact->name;
    case PORTREG_CONTACT_ORG:
        return contact->org;
    case PORTREG_CONTACT_URI:
        return contact->uri;
    case PORTREG_CONTACT_UPDATED:
        return contact->updated;
    case PORTREG_CONTACT_FIELD_COUNT:
        break;
    }
    return STRING_LITERAL("");
}
