/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_SERVICE_H
#define QUERY_SERVICE_H

#include <portreg/query.h>

#include "util/buffer.h"

/*
 * A registry as services(5) sees it: a list of entries, each a port number on
 * a transport with the names that it has there, ordered by number, then tcp,
 * udp, sctp, dccp. Every lookup answers with the first entry that fits. What
 * the name service answers and what is exported come from here, so they agree.
 *
 * - The names of an entry are those of all rows of its port, in the order of
 *   portreg_lookup_port_rows(): the first is primary, the others are aliases.
 * - A range is an entry for each of its numbers.
 * - A row without transport counts for each.
 * - Rows without a name or a number, and names with white space or a `#`, which
 *   services(5) cannot say, are left out.
 */
#define SERVICE_NAMES_MAX 32 /* more names than any port has; later ones are left out */

struct service_list {
    struct portreg_view view;
    const unsigned char *chosen; /* for each row of the snapshot whether it counts; NULL: all do */
};

struct service_entry {
    enum portreg_transport transport;
    uint16_t port;
    uint32_t count; /* of names, at least 1 */
    struct portreg_string names[SERVICE_NAMES_MAX];
    uint32_t rows[SERVICE_NAMES_MAX]; /* of the names; service_find_name() leaves them out */
};

/* The first entry of a port; PORTREG_TRANSPORT_NONE asks for any transport. */
bool service_find_port(const struct service_list *list, uint16_t port,
                       enum portreg_transport transport, struct service_entry *ret);

/* The first entry that has the name, compared without case. */
bool service_find_name(const struct service_list *list, const char *name, size_t size,
                       enum portreg_transport transport, struct service_entry *ret);

/* Appends the names but the first, with spaces between. */
void service_append_aliases(struct buffer *out, const struct service_entry *entry);

/* Steps through the list. Start with `*cursor` = 0. false at the end. */
bool service_next(const struct service_list *list, uint32_t *cursor, struct service_entry *ret);

#endif
