/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NSS_SERVENT_H
#define NSS_SERVENT_H

#include <netdb.h>

#include "query/service.h"

/*
 * Writes an entry as a servent whose strings lie in `buffer`. false if they do
 * not fit; nothing is written then.
 */
bool servent_write(const struct service_entry *entry, struct servent *ret, char *buffer,
                   size_t size);

#endif
