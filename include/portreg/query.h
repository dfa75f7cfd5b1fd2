/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_QUERY_H
#define PORTREG_QUERY_H

/**
 * @file
 * Questions to a snapshot: by port, by name, by text. Lookups take no lock and
 * allocate nothing; any number of threads may ask one snapshot.
 */

#include <portreg/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The primary row of a port on a transport: a row of that port before a range
 * that contains it, a current name before an alias or historic one, then the
 * registry's order. A row without transport holds for every transport.
 * PORTREG_TRANSPORT_NONE asks for any transport. O(1).
 * @return a row, or PORTREG_NONE where the registry has none.
 */
uint32_t portreg_lookup_port(struct portreg_view view, uint16_t port,
                             enum portreg_transport transport);

/**
 * All rows of a port, primary first, rows of other transports left out unless
 * PORTREG_TRANSPORT_NONE asks for all (sorted by: single before range, current
 * before alias, transport, registry order).
 * @return how many there are; the first `capacity` of them are in `rows`.
 */
size_t portreg_lookup_port_rows(struct portreg_view view, uint16_t port,
                                enum portreg_transport transport, uint32_t *rows,
                                size_t capacity);

/**
 * The first row of a service name, compared without case (RFC 6335 section
 * 5.1), in the registry's order. O(1). @return a row or PORTREG_NONE.
 */
uint32_t portreg_lookup_name(struct portreg_view view, const char *name, size_t size);

/** All rows of a service name in the registry's order; returns as above. */
size_t portreg_lookup_name_rows(struct portreg_view view, const char *name, size_t size,
                                uint32_t *rows, size_t capacity);

/** Why a port has its status. */
enum portreg_status_reason {
    PORTREG_REASON_ROW,           /**< a row says so */
    PORTREG_REASON_SIBLING,       /**< assigned on another transport (RFC 6335 section 7.2) */
    PORTREG_REASON_EDGE,          /**< edge of a range (RFC 6335 section 6) */
    PORTREG_REASON_DYNAMIC_RANGE, /**< 49152–65535 (RFC 6335 section 6) */
    PORTREG_REASON_NO_ROW         /**< the registry has no row: unassigned */
};

/**
 * Status of any port on any one transport, also where there is no row.
 * @param[out] row the row that says so, or PORTREG_NONE; may be NULL
 * @param[out] reason may be NULL
 */
enum portreg_port_status portreg_port_status(struct portreg_view view, uint16_t port,
                                             enum portreg_transport transport, uint32_t *row,
                                             enum portreg_status_reason *reason);

/** Names near a name that was not found, best first. */
#define PORTREG_SUGGESTION_MAX 5

/**
 * Suggests registered names within a small edit distance. O(names).
 * @return how many of `names` were filled, at most PORTREG_SUGGESTION_MAX.
 */
size_t portreg_suggest(struct portreg_view view, const char *name, size_t size,
                       struct portreg_string names[PORTREG_SUGGESTION_MAX]);

/** Substring search over one snapshot; owns its scratch memory. One thread. */
struct portreg_search;

/** Makes a search; it holds a reference to the snapshot. */
enum portreg_status portreg_search_create(struct portreg_snapshot *snapshot,
                                          struct portreg_search **ret,
                                          struct portreg_error *error);

/** Accepts NULL. */
void portreg_search_destroy(struct portreg_search *search);

/**
 * IANA's search: rows in which one of the ten columns that are not dates
 * contains the text, letters compared without case, in the registry's order.
 * The empty text matches every row. Allocates nothing; O(matches) plus the
 * verification of candidates from the trigram postings, or a sweep over all
 * text for one or two bytes.
 * @param version index of the version to search
 * @param[out] rows borrowed until the next call
 * @return the number of rows
 */
size_t portreg_search_run(struct portreg_search *search, uint32_t version, const char *text,
                          size_t size, const uint32_t **rows);

#ifdef __cplusplus
}
#endif

#endif
