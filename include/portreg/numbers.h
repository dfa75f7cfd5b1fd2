/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_NUMBERS_H
#define PORTREG_NUMBERS_H

/**
 * @file
 * Questions about all port numbers at once: which are free, what status each
 * has, how many there are of each kind.
 */

#include <portreg/query.h>
#include <portreg/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PORTREG_PORT_COUNT 65536
#define PORTREG_RANGE_COUNT 3 /**< system, user, dynamic: portreg_range_at() */

/** A set of port numbers, one bit each. */
struct portreg_number_set {
    uint64_t word[PORTREG_PORT_COUNT / 64];
};

/** Whether the number is in the set. O(1). */
bool portreg_number_set_has(const struct portreg_number_set *set, uint16_t port);

/**
 * Steps through the runs of consecutive numbers in the set.
 * @param from where to look from, 0 at first, then `*ret_last` + 1
 * @return false if there is no number at or above `from`
 */
bool portreg_number_set_next_run(const struct portreg_number_set *set, uint32_t from,
                                 uint16_t *ret_first, uint16_t *ret_last);

/** Which numbers portreg_free_numbers() looks for. Zeroed means the defaults. */
struct portreg_free_options {
    uint16_t first;      /**< first number of the range */
    uint16_t last;       /**< last number; 0: the User Ports (number 0 is never free) */
    uint32_t transports; /**< bits 1 << transport; 0: tcp and udp */
    const struct portreg_view *layers; /**< other layers, whose numbers are not free */
    size_t layer_count;
};

/**
 * The numbers of a range that could be assigned on all the transports named:
 * unassigned on each, assigned on no other (their siblings are reserved, RFC
 * 6335 section 7.2), not an edge of a range (section 6), without reported
 * unauthorized use, and neither named nor reserved in another layer.
 * O(numbers + rows).
 * @return OK, also if there is none; INVALID_ARGUMENT for a reversed range or
 *         one that reaches into the Dynamic Ports, which are never assigned
 *         (section 8.1.2)
 */
enum portreg_status portreg_free_numbers(struct portreg_view view,
                                         const struct portreg_free_options *options,
                                         struct portreg_number_set *ret,
                                         struct portreg_error *error);

/**
 * The status of every number on a transport, as portreg_port_status() has it.
 * PORTREG_TRANSPORT_NONE asks for all transports together: assigned if it is
 * on one, else reserved if it is on one.
 */
void portreg_port_statuses(struct portreg_view view, enum portreg_transport transport,
                           uint8_t statuses[PORTREG_PORT_COUNT]);

#define PORTREG_STATS_YEAR_FIRST 1969
#define PORTREG_STATS_YEARS 256

/** Counts over one version. */
struct portreg_stats {
    uint32_t rows;
    uint32_t rows_by_status[PORTREG_PORT_STATUS_COUNT];
    uint32_t rows_by_transport[PORTREG_TRANSPORT_COUNT];
    uint32_t names; /**< rows that name a service */
    uint32_t names_without_number;
    /**
     * Port numbers by transport, range and status; those of
     * PORTREG_TRANSPORT_NONE are of all transports together.
     */
    uint32_t numbers[PORTREG_TRANSPORT_COUNT][PORTREG_RANGE_COUNT][PORTREG_PORT_STATUS_COUNT];
    /** Rows by year of registration, from PORTREG_STATS_YEAR_FIRST on. */
    uint32_t registered[PORTREG_STATS_YEARS];
    uint32_t undated; /**< rows without a date of registration, or of no such year */
};

/** Counts a version. O(numbers + rows). */
void portreg_stats_count(struct portreg_view view, struct portreg_stats *ret);

#ifdef __cplusplus
}
#endif

#endif
