/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/date.h"

#define YEAR_MAX 9999 /* that YYYY-MM-DD can say */

portreg_date date_of_time(time_t moment)
{
    struct tm utc;

    if (gmtime_r(&moment, &utc) == NULL || utc.tm_year < 1 - 1900 ||
        utc.tm_year > YEAR_MAX - 1900) {
        return 0;
    }
    return (portreg_date)(utc.tm_year + 1900) << 9 | (portreg_date)(utc.tm_mon + 1) << 5 |
           (portreg_date)utc.tm_mday;
}

portreg_date date_today(void)
{
    return date_of_time(time(NULL));
}

/* In the proleptic Gregorian calendar; years run from March. */
int64_t date_day_number(portreg_date date)
{
    int64_t year = date >> 9;
    int64_t month = (date >> 5 & 15) != 0 ? date >> 5 & 15 : 1;
    int64_t day = (date & 31) != 0 ? date & 31 : 1;
    int64_t shifted = (month + 9) % 12;

    year -= month <= 2;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1 -
           719468;
}
