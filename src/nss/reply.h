/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NSS_REPLY_H
#define NSS_REPLY_H

#include <errno.h>

#include "nss/mapped.h"
#include "nss/module.h"
#include "nss/servent.h"

/* Nothing was found: is there anything to find it in? */
static inline enum nss_status reply_none(const struct mapped *layers, int *errnop)
{
    if (layers->count > 0) {
        return NSS_STATUS_NOTFOUND;
    }
    *errnop = ENOENT;
    return NSS_STATUS_UNAVAIL;
}

/* glibc repeats the call with a larger buffer on TRYAGAIN with ERANGE alone. */
static inline enum nss_status reply_entry(const struct service_entry *entry, struct servent *result,
                                          char *buffer, size_t size, int *errnop)
{
    if (servent_write(entry, result, buffer, size)) {
        return NSS_STATUS_SUCCESS;
    }
    *errnop = ERANGE;
    return NSS_STATUS_TRYAGAIN;
}

#endif
