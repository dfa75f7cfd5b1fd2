/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_SNAPSHOT_H
#define PORTREG_SNAPSHOT_H

/**
 * @file
 * A snapshot: one immutable file that holds one registry at all the dates it
 * was compiled from. Rows and contacts carry the half-open interval of
 * versions in which they stood. Rows are named by number: the current ones
 * come first, in the registry's order.
 */

#include <portreg/status.h>
#include <portreg/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct portreg_snapshot;

enum portreg_open_mode {
    /**
     * Header and section table are checked. Whatever the other bytes are, no
     * later access leaves the file or loops; a damaged row may be missed.
     */
    PORTREG_OPEN_QUICK,
    /** Every checksum, order and offset is checked. */
    PORTREG_OPEN_VERIFIED
};

/**
 * Maps a snapshot read-only.
 * @param[out] ret the handle, one reference held by the caller
 * @param[out] error filled on failure if not NULL
 * @return OK; IO; FOREIGN, NEWER or DAMAGED for a file that is refused;
 *         OUT_OF_MEMORY. Quick: O(1). Verified: O(size).
 */
enum portreg_status portreg_snapshot_open(const char *path, enum portreg_open_mode mode,
                                          struct portreg_snapshot **ret,
                                          struct portreg_error *error);

/**
 * The same over bytes in memory, which are borrowed and must stay unchanged
 * and 8-byte aligned while the handle lives.
 */
enum portreg_status portreg_snapshot_open_memory(const void *image, size_t size,
                                                 enum portreg_open_mode mode,
                                                 struct portreg_snapshot **ret,
                                                 struct portreg_error *error);

/** Adds a reference; any thread. @return the same handle. */
struct portreg_snapshot *portreg_snapshot_ref(struct portreg_snapshot *snapshot);

/** Drops a reference and unmaps with the last one; any thread; accepts NULL. */
void portreg_snapshot_unref(struct portreg_snapshot *snapshot);

/** Checksum over the whole snapshot, for entity tags and comparison. */
uint64_t portreg_snapshot_checksum(const struct portreg_snapshot *snapshot);

/** Size of the file in bytes. */
size_t portreg_snapshot_size(const struct portreg_snapshot *snapshot);

/** Name of the layer ("iana" unless given when compiling). */
struct portreg_string portreg_snapshot_layer(const struct portreg_snapshot *snapshot);

/** One version of the registry. */
struct portreg_version {
    portreg_date date;
    struct portreg_string updated; /**< the date as the source printed it */
    struct portreg_string source;  /**< file name or address it was read from */
    struct portreg_string format;  /**< name of the format it was read in */
    uint32_t row_count;
    uint32_t contact_count;
};

/** Number of versions, oldest first; at least 1 in a sound snapshot. */
uint32_t portreg_snapshot_version_count(const struct portreg_snapshot *snapshot);

/** Version `index` (0 is the oldest). @return false if there is none. */
bool portreg_snapshot_version(const struct portreg_snapshot *snapshot, uint32_t index,
                              struct portreg_version *ret);

/**
 * A registry at a date: what every query asks. Cheap, passed by value; it
 * borrows the snapshot.
 */
struct portreg_view {
    const struct portreg_snapshot *snapshot;
    uint32_t version; /**< index of the version; the newest means "now" */
};

/** The newest version. */
struct portreg_view portreg_view_now(const struct portreg_snapshot *snapshot);

/**
 * The last version not younger than `date` (a month or year means its end).
 * O(log versions). @return false if all versions are younger.
 */
bool portreg_view_at(const struct portreg_snapshot *snapshot, portreg_date date,
                     struct portreg_view *ret);

/** One row, with what was derived from its text when it was compiled. */
struct portreg_row {
    struct portreg_string column[PORTREG_COLUMN_COUNT];
    struct portreg_string replacement; /**< for an alias: the name to use */
    uint32_t id;
    uint32_t from;  /**< first version in which it stood */
    uint32_t until; /**< first version in which it no longer stood, or PORTREG_NONE */
    uint32_t flags; /**< PORTREG_ROW_… */
    uint32_t code;  /**< DCCP service code if PORTREG_ROW_HAS_CODE */
    uint32_t frequency; /**< nmap's open frequency in millionths */
    uint16_t first; /**< port range, inclusive, if PORTREG_ROW_HAS_NUMBER */
    uint16_t last;
    enum portreg_transport transport;
    enum portreg_port_status status;
};

/** Number of rows over all versions. */
uint32_t portreg_snapshot_row_count(const struct portreg_snapshot *snapshot);

/** Number of rows of the newest version; they are rows 0 to this less one. */
uint32_t portreg_snapshot_current_count(const struct portreg_snapshot *snapshot);

/** Reads row `id`. O(1). @return false if there is no such row. */
bool portreg_snapshot_row(const struct portreg_snapshot *snapshot, uint32_t id,
                          struct portreg_row *ret);

/**
 * The same, but reads the text of some columns alone; the others are empty. A
 * process that shows a few columns of a few rows touches fewer pages so.
 * @param columns a bit (1u << enum portreg_column) for each column to read
 */
bool portreg_snapshot_row_columns(const struct portreg_snapshot *snapshot, uint32_t id,
                                  unsigned columns, struct portreg_row *ret);

/** One cell of a row; the empty string if there is no such row. O(1). */
struct portreg_string portreg_snapshot_cell(const struct portreg_snapshot *snapshot, uint32_t id,
                                            enum portreg_column column);

/** Whether the row stands in the view's version. O(1). */
bool portreg_view_has_row(struct portreg_view view, uint32_t id);

/**
 * Steps through the view's rows in the registry's order. Start with
 * `*cursor` = 0. Amortised O(1).
 * @return the next row, or PORTREG_NONE at the end.
 */
uint32_t portreg_view_next_row(struct portreg_view view, uint32_t *cursor);

/** Number of rows in the view's version. */
uint32_t portreg_view_row_count(struct portreg_view view);

/** One person or organisation of the contact table. */
struct portreg_contact {
    struct portreg_string id;      /**< as it stands in brackets in the columns */
    struct portreg_string name;
    struct portreg_string org;
    struct portreg_string uri;     /**< several are separated by newlines */
    struct portreg_string updated;
    uint32_t index;
    uint32_t from;
    uint32_t until;
};

/** Number of contacts over all versions. */
uint32_t portreg_snapshot_contact_count(const struct portreg_snapshot *snapshot);

/** Reads contact `index`. O(1). @return false if there is none. */
bool portreg_snapshot_contact(const struct portreg_snapshot *snapshot, uint32_t index,
                              struct portreg_contact *ret);

/**
 * Steps through the view's contacts in the registry's order, as
 * portreg_view_next_row() does.
 */
uint32_t portreg_view_next_contact(struct portreg_view view, uint32_t *cursor);

/**
 * The contact with this id in the view's version. O(log contacts).
 * @return its index or PORTREG_NONE.
 */
uint32_t portreg_view_find_contact(struct portreg_view view, const char *id, size_t size);

#ifdef __cplusplus
}
#endif

#endif
