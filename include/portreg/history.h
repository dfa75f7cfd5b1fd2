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

/** One difference between two versions. */
struct portreg_row_change {
    enum portreg_change_kind kind;
    uint32_t before;  /**< row of the older view, PORTREG_NONE if added */
    uint32_t after;   /**< row of the newer view, PORTREG_NONE if removed */
    uint32_t columns; /**< bit 1 << column for each column that differs */
};

/** The same for a contact, matched by its id. */
struct portreg_contact_change {
    enum portreg_change_kind kind;
    uint32_t before;
    uint32_t after;
    uint32_t fields; /**< bit 0 name, 1 org, 2 uri, 3 updated */
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
 * Compares two views, of one snapshot or of two. A port's row that changes
 * its name on the same port and transport counts as modified.
 * O(rows) within one snapshot.
 * @param[out] ret owned by the caller, freed with portreg_diff_destroy();
 *             borrows both snapshots
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
    struct portreg_log_entry *entries; /**< newest first */
    size_t entry_count;
};

/**
 * The life of a port on a transport (PORTREG_TRANSPORT_NONE: on all), up to
 * the view's version. Ranges that contain the port count.
 */
enum portreg_status portreg_log_port(struct portreg_view view, uint16_t port,
                                     enum portreg_transport transport,
                                     struct portreg_log **ret, struct portreg_error *error);

/** The life of a service name, compared without case. */
enum portreg_status portreg_log_name(struct portreg_view view, const char *name, size_t size,
                                     struct portreg_log **ret, struct portreg_error *error);

/** Accepts NULL. */
void portreg_log_destroy(struct portreg_log *log);

#ifdef __cplusplus
}
#endif

#endif
