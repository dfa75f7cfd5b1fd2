/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_HISTORY_H
#define PORTREG_HISTORY_H

/**
 * @file
 * Differences of two versions and the life of rows. A row's identity is
 * (name, number, transport) and its ordinal where that repeats; everything
 * else is content.
 */

#include <portreg/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

enum portreg_change_kind {
    PORTREG_CHANGE_ADDED,
    PORTREG_CHANGE_MODIFIED,
    PORTREG_CHANGE_REMOVED
};

/**
 * What a change means for an assignment (RFC 6335 sections 6 and 8): enum
 * suffix and name.
 */
#define PORTREG_EVENT_LIST(X)                                           \
    X(ASSIGNED, "assigned")        /* an assigned row where none was */ \
    X(RENAMED, "renamed")          /* assigned, under another name */   \
    X(CHANGED, "changed")          /* the status stays */               \
    X(RESERVED, "reserved")        /* was unassigned, or had no row */  \
    X(UNASSIGNED, "unassigned")    /* was reserved, or had no row */    \
    X(DEASSIGNED, "de-assigned")   /* reserved, unassigned or gone */   \
    X(REMOVED, "removed")          /* a row gone that was not assigned */ \
    X(FIRST_SEEN, "first seen")    /* in the snapshot's first version */

enum portreg_event {
#define PORTREG_EVENT_ENUM(name, text) PORTREG_EVENT_##name,
    PORTREG_EVENT_LIST(PORTREG_EVENT_ENUM)
#undef PORTREG_EVENT_ENUM
    PORTREG_EVENT_COUNT
};

/** "assigned" … "first seen"; "" if out of range. Never NULL. */
const char *portreg_event_name(enum portreg_event event);

/** One difference between two versions. */
struct portreg_row_change {
    enum portreg_change_kind kind;
    enum portreg_event event;
    uint32_t before;  /**< row of the older view, PORTREG_NONE if added */
    uint32_t after;   /**< row of the newer view, PORTREG_NONE if removed */
    uint32_t columns; /**< bit 1 << column for each that differs, from "" if there is no row */
};

/** The fields of a contact beside its id: enum suffix and name. */
#define PORTREG_CONTACT_FIELD_LIST(X) \
    X(NAME, "name")                   \
    X(ORG, "org")                     \
    X(URI, "uri")                     \
    X(UPDATED, "updated")

enum portreg_contact_field {
#define PORTREG_CONTACT_FIELD_ENUM(name, text) PORTREG_CONTACT_##name,
    PORTREG_CONTACT_FIELD_LIST(PORTREG_CONTACT_FIELD_ENUM)
#undef PORTREG_CONTACT_FIELD_ENUM
    PORTREG_CONTACT_FIELD_COUNT
};

/** "name" … "updated"; "" if out of range. Never NULL. */
const char *portreg_contact_field_name(enum portreg_contact_field field);

/** The field of a contact; the empty string if out of range. */
struct portreg_string portreg_contact_field(const struct portreg_contact *contact,
                                            enum portreg_contact_field field);

/** The same for a contact, matched by its id. */
struct portreg_contact_change {
    enum portreg_change_kind kind;
    uint32_t before;
    uint32_t after;
    uint32_t fields; /**< bit 1 << field for each that differs, from "" if there is no contact */
};

/** What differs between two views. */
struct portreg_diff {
    struct portreg_view before;
    struct portreg_view after;
    struct portreg_row_change *rows; /**< in the registry's order */
    size_t row_count;
    struct portreg_contact_change *contacts;
    size_t contact_count;
};

/**
 * Compares two views, of one snapshot or of two. Rows that are equal in all
 * columns are no difference, wherever they stand. The others are matched by
 * identity; what is left is matched by port and transport, so that a rename,
 * the assignment of a single Unassigned row and a de-assignment count as
 * modified. An Unassigned range that is split counts as removed and added.
 * O(rows).
 * @param[out] ret owned by the caller, freed with portreg_diff_destroy();
 *             borrows both snapshots
 * @return OK; INVALID_ARGUMENT for a version that is not there; DAMAGED;
 *         OUT_OF_MEMORY
 */
enum portreg_status portreg_diff_create(struct portreg_view before, struct portreg_view after,
                                        struct portreg_diff **ret, struct portreg_error *error);

/** Accepts NULL. */
void portreg_diff_destroy(struct portreg_diff *diff);

/** One event in the life of a port or a name. */
struct portreg_log_entry {
    uint32_t version; /**< the version that brought it */
    struct portreg_row_change change;
};

struct portreg_log {
    struct portreg_log_entry *entries; /**< newest first; within a version in rows' order */
    size_t entry_count;
};

/**
 * The life of a port on a transport (PORTREG_TRANSPORT_NONE: on all), up to
 * the view's version. Rows without a transport and ranges that contain the
 * port count; a range that gives way to the port's own row, or the reverse, is
 * one change. O(rows over all versions).
 * @param[out] ret owned by the caller, freed with portreg_log_destroy(); its
 *             entry_count is 0 where the port never had a row
 * @return as portreg_diff_create()
 */
enum portreg_status portreg_log_port(struct portreg_view view, uint16_t port,
                                     enum portreg_transport transport,
                                     struct portreg_log **ret, struct portreg_error *error);

/**
 * The life of a service name, compared without case, on a transport
 * (PORTREG_TRANSPORT_NONE: on all). A rename shows in the lives of both names.
 * Otherwise as portreg_log_port().
 */
enum portreg_status portreg_log_name(struct portreg_view view, const char *name, size_t size,
                                     enum portreg_transport transport,
                                     struct portreg_log **ret, struct portreg_error *error);

/** Accepts NULL. */
void portreg_log_destroy(struct portreg_log *log);

#ifdef __cplusplus
}
#endif

#endif
