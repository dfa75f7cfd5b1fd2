/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/types.h>

#include "util/string.h"

static const char *const column_keys[] = {
#define COLUMN_KEY(name, key, title) key,
    PORTREG_COLUMN_LIST(COLUMN_KEY)
#undef COLUMN_KEY
};

static const char *const column_titles[] = {
#define COLUMN_TITLE(name, key, title) title,
    PORTREG_COLUMN_LIST(COLUMN_TITLE)
#undef COLUMN_TITLE
};

static const char *const transport_names[] = { "", "tcp", "udp", "sctp", "dccp" };

static const char *const port_status_names[] = { "unassigned", "assigned", "reserved",
                                                 "dynamic" };

const char *portreg_column_key(enum portreg_column column)
{
    return (unsigned)column < PORTREG_COLUMN_COUNT ? column_keys[column] : NULL;
}

const char *portreg_column_title(enum portreg_column column)
{
    return (unsigned)column < PORTREG_COLUMN_COUNT ? column_titles[column] : NULL;
}

const char *portreg_transport_name(enum portreg_transport transport)
{
    return (unsigned)transport < PORTREG_TRANSPORT_COUNT ? transport_names[transport] : "";
}

bool portreg_transport_parse(const char *text, size_t size, enum portreg_transport *ret)
{
    struct portreg_string name = { text, size };
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        if (string_equal_folded(name, string_of(transport_names[i]))) {
            *ret = (enum portreg_transport)i;
            return true;
        }
    }
    return false;
}

const char *portreg_port_status_name(enum portreg_port_status status)
{
    return (unsigned)status < PORTREG_PORT_STATUS_COUNT ? port_status_names[status] : "unknown";
}

/* The next `digits` digits at `*at` as a number, preceded by a hyphen if asked. */
static bool take_digits(struct portreg_string text, size_t *at, unsigned digits, bool hyphen,
                        unsigned *ret)
{
    size_t start = *at + (hyphen ? 1 : 0);
    uint64_t value;
    if (text.size < start + digits || (hyphen && text.data[*at] != '-') ||
        !string_parse_unsigned((struct portreg_string){ text.data + start, digits }, 9999,
                               &value)) {
        return false;
    }
    *at = start + digits;
    *ret = (unsigned)value;
    return true;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

portreg_date portreg_date_parse(const char *text, size_t size)
{
    struct portreg_string string = { text, size };
    unsigned year;
    unsigned month = 0;
    unsigned day = 0;
    size_t at = 0;
    if (!take_digits(string, &at, 4, false, &year) || year == 0) {
        return 0;
    }
    if (at < size && (!take_digits(string, &at, 2, true, &month) || month < 1 || month > 12)) {
        return 0;
    }
    if (at < size && (!take_digits(string, &at, 2, true, &day) || day < 1 ||
                      day > days_in_month(year, month))) {
        return 0;
    }
    return at == size ? year * 512 + month * 32 + day : 0;
}

static size_t put_digits(char *text, size_t at, unsigned value, unsigned digits)
{
    for (unsigned i = digits; i > 0; i--) {
        text[at + i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + digits;
}

size_t portreg_date_format(portreg_date date, char *text)
{
    size_t at = 0;
    if (date != 0) {
        at = put_digits(text, 0, date / 512, 4);
        if (date / 32 % 16 != 0) {
            text[at] = '-';
            at = put_digits(text, at + 1, date / 32 % 16, 2);
        }
        if (date % 32 != 0) {
            text[at] = '-';
            at = put_digits(text, at + 1, date % 32, 2);
        }
    }
    text[at] = '\0';
    return at;
}
