/* SPDX-License-Identifier: BSD-2-Clause */
#include "nss/reply.h"

/* Where the enumeration stands; under the lock of mapped.h. */
static struct {
    const struct mapped *layers; /* NULL before it begins */
    unsigned layer;
    uint32_t cursor;
} place;

static void finish(void)
{
    if (place.layers) {
        mapped_unpin(place.layers);
    }
    place.layers = NULL;
    place.layer = 0;
    place.cursor = 0;
}

static void begin(void)
{
    finish();
    place.layers = mapped_pin();
}

/* The next entry, through all layers. */
static bool next(struct service_entry *entry)
{
    while (place.layer < place.layers->count) {
        const struct service_list list = mapped_list(place.layers, place.layer);
        if (service_next(&list, &place.cursor, entry)) {
            return true;
        }
        place.layer++;
        place.cursor = 0;
    }
    return false;
}

enum nss_status _nss_portreg_setservent(int stay_open)
{
    (void)stay_open;
    mapped_lock();
    begin();
    const bool any = place.layers->count > 0;
    mapped_unlock();
    return any ? NSS_STATUS_SUCCESS : NSS_STATUS_UNAVAIL;
}

enum nss_status _nss_portreg_endservent(void)
{
    mapped_lock();
    finish();
    mapped_unlock();
    return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_portreg_getservent_r(struct servent *result, char *buffer, size_t size,
                                          int *errnop)
{
    struct service_entry entry;
    mapped_lock();
    if (!place.layers) {
        begin();
    }
    enum nss_status status = reply_none(place.layers, errnop);
    if (next(&entry)) {
        status = reply_entry(&entry, result, buffer, size, errnop);
        if (status == NSS_STATUS_TRYAGAIN) {
            place.cursor--; /* the same entry again, with a larger buffer */
        }
    }
    mapped_unlock();
    return status;
}
