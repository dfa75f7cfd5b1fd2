/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_PERIOD_H
#define QUERY_PERIOD_H

#include <portreg/types.h>

/*
 * A partial date is a whole period: these are its first and last day. They
 * compare as days do; every month counts as one of 31.
 */
static inline portreg_date period_first(portreg_date date)
{
    if ((date & 0x1E0) == 0) {
        date |= 1 << 5;
    }
    if ((date & 0x1F) == 0) {
        date |= 1;
    }
    return date;
}

static inline portreg_date period_last(portreg_date date)
{
    if ((date & 0x1E0) == 0) {
        date |= 12 << 5;
    }
    if ((date & 0x1F) == 0) {
        date |= 31;
    }
    return date;
}

static inline unsigned date_year(portreg_date date)
{
    return date >> 9;
}

#endif
