/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UTIL_DATE_H
#define UTIL_DATE_H

#include <stdint.h>
#include <time.h>

#include <portreg/types.h>

/* Days of the Gregorian calendar, in UTC. */

/* The day of a moment; 0 if a portreg_date cannot hold its year. */
portreg_date date_of_time(time_t moment);

portreg_date date_today(void);

/* Days since 1970-01-01; month and day count as 1 where they are missing. */
int64_t date_day_number(portreg_date date);

#endif
