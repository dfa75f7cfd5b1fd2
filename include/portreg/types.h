/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_TYPES_H
#define PORTREG_TYPES_H

/**
 * @file
 * The registry's vocabulary: columns, transport protocols, port statuses,
 * dates. Terms are those of RFC 6335.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A piece of text: `size` bytes of UTF-8 at `data`, not necessarily followed
 * by a NUL. Strings returned from a snapshot are followed by one, and live as
 * long as the snapshot does.
 */
struct portreg_string {
    const char *data;
    size_t size;
};

/**
 * The twelve columns of IANA's table, in their order: enum suffix, key (used
 * by JSON and `-o`), title (used by IANA's CSV export).
 */
#define PORTREG_COLUMN_LIST(X)                                          \
    X(NAME, "name", "Service Name")                                     \
    X(NUMBER, "number", "Port Number")                                  \
    X(TRANSPORT, "transport", "Transport Protocol")                     \
    X(DESCRIPTION, "description", "Description")                        \
    X(ASSIGNEE, "assignee", "Assignee")                                 \
    X(CONTACT, "contact", "Contact")                                    \
    X(REGISTERED, "registered", "Registration Date")                    \
    X(MODIFIED, "modified", "Modification Date")                        \
    X(REFERENCE, "reference", "Reference")                              \
    X(CODE, "code", "Service Code")                                     \
    X(UNAUTHORIZED, "unauthorized", "Unauthorized Use Reported")        \
    X(NOTE, "note", "Assignment Notes")

enum portreg_column {
#define PORTREG_COLUMN_ENUM(name, key, title) PORTREG_COLUMN_##name,
    PORTREG_COLUMN_LIST(PORTREG_COLUMN_ENUM)
#undef PORTREG_COLUMN_ENUM
    PORTREG_COLUMN_COUNT
};

/** Transport protocols of the registry (RFC 6335 section 1). */
enum portreg_transport {
    PORTREG_TRANSPORT_NONE, /**< the row names no transport: it is of all */
    PORTREG_TRANSPORT_TCP,
    PORTREG_TRANSPORT_UDP,
    PORTREG_TRANSPORT_SCTP,
    PORTREG_TRANSPORT_DCCP,
    PORTREG_TRANSPORT_COUNT
};

/** Status of a port number on a transport (RFC 6335 sections 6 and 8.1.2). */
enum portreg_port_status {
    PORTREG_PORT_UNASSIGNED,
    PORTREG_PORT_ASSIGNED,
    PORTREG_PORT_RESERVED,
    PORTREG_PORT_DYNAMIC,
    PORTREG_PORT_STATUS_COUNT
};

/** What a row's text says about it; bits of `portreg_row.flags`. */
enum portreg_row_flag {
    PORTREG_ROW_HAS_NUMBER = 1 << 0,
    PORTREG_ROW_HAS_CODE = 1 << 1,      /**< a DCCP service code is given */
    PORTREG_ROW_ALIAS = 1 << 2,         /**< `replacement` is the name to use */
    PORTREG_ROW_HISTORIC = 1 << 3,      /**< an old name, kept for the record */
    PORTREG_ROW_TEMPORARY = 1 << 4,     /**< early allocation, RFC 7120 */
    PORTREG_ROW_UNAUTHORIZED = 1 << 5,  /**< unauthorized use is reported */
    PORTREG_ROW_HAS_FREQUENCY = 1 << 6, /**< nmap's open frequency is known */
    PORTREG_ROW_IRREGULAR_NAME = 1 << 7 /**< breaks RFC 6335 section 5.1 */
};

#define PORTREG_PORT_MAX 65535
#define PORTREG_SYSTEM_LAST 1023 /**< System Ports end here */
#define PORTREG_USER_LAST 49151  /**< User Ports end here */

/** No row, no contact, no version. */
#define PORTREG_NONE UINT32_MAX

/**
 * A date as year * 512 + month * 32 + day, month and day 0 where they are not
 * given ("2007-09" is legal). 0 is "no date". Compares as the dates do.
 */
typedef uint32_t portreg_date;

/**
 * Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
 * @return the date, or 0 if the text is none (month and day are checked).
 */
portreg_date portreg_date_parse(const char *text, size_t size);

/**
 * Writes a date as it was read, NUL-terminated, into at least 11 bytes.
 * @return the number of characters before the NUL.
 */
size_t portreg_date_format(portreg_date date, char *text);

/** The column's key ("name" … "note"); NULL if out of range. */
const char *portreg_column_key(enum portreg_column column);

/** The column's title in IANA's CSV ("Service Name" …); NULL if out of range. */
const char *portreg_column_title(enum portreg_column column);

/** "tcp", "udp", "sctp", "dccp"; "" for none and out of range. */
const char *portreg_transport_name(enum portreg_transport transport);

/**
 * The transport of that name, without regard to case.
 * @return false if there is none of that name; `ret` is then left alone.
 */
bool portreg_transport_parse(const char *text, size_t size, enum portreg_transport *ret);

/** "unassigned", "assigned", "reserved", "dynamic". Never NULL. */
const char *portreg_port_status_name(enum portreg_port_status status);

#ifdef __cplusplus
}
#endif

#endif
