/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_DIAGNOSTIC_H
#define REGISTRY_DIAGNOSTIC_H

#include <portreg/rules.h>

#include "registry/record.h"
#include "util/arena.h"

/*
 * Diagnostics: oddities of a registry that is read nevertheless. Each has a
 * stable id out of one table; messages are made when it is found.
 */
#define DIAGNOSTIC_LIST(X)                                                                      \
    X(NAME_IRREGULAR, "name-irregular", WARNING, "service name breaks RFC 6335 syntax")         \
    X(NAME_REPLACED, "name-replaced", NOTE, "old name beside its well-formed replacement")      \
    X(NAME_EMPTY, "name-empty", NOTE, "empty name element")                                     \
    X(RANGE_ROW, "range-row", NOTE, "one row for a range of ports")                             \
    X(RANGE_OVERLAP, "range-overlap", WARNING, "range overlaps another row")                    \
    X(PORT_SHARED, "port-shared", NOTE, "more than one name on a port and transport")           \
    X(ROW_DUPLICATE, "row-duplicate", WARNING, "same name, port and transport twice")           \
    X(NAME_REPEATED, "name-repeated", NOTE, "one name and transport on several ports")          \
    X(NAMES_DIFFER, "names-differ", NOTE, "tcp and udp names of a port differ")                 \
    X(TRANSPORT_MISSING, "transport-missing", NOTE, "no transport protocol")                    \
    X(PORT_MISSING, "port-missing", NOTE, "no port number")                                     \
    X(NAME_MISSING, "name-missing", NOTE, "neither a name nor a known status")                  \
    X(STATUS_SPELLING, "status-spelling", WARNING, "status spelled in an unusual way")          \
    X(DESCRIPTION_EMPTY, "description-empty", NOTE, "empty description")                        \
    X(FIELD_NEWLINE, "field-newline", NOTE, "newline inside a field")                           \
    X(OWNER_MISSING, "owner-missing", NOTE, "neither assignee nor contact")                     \
    X(OWNER_SEVERAL, "owner-several", NOTE, "several persons in one field")                     \
    X(DATE_PARTIAL, "date-partial", NOTE, "date without a day")                                 \
    X(DATE_MISSING, "date-missing", NOTE, "neither registration nor modification date")         \
    X(DATE_ORDER, "date-order", WARNING, "modified before it was registered")                   \
    X(DATE_MALFORMED, "date-malformed", WARNING, "date that is none")                           \
    X(URI_ODD, "uri-odd", WARNING, "contact address that is no plain mail address")             \
    X(CONTACT_UNKNOWN, "contact-unknown", WARNING, "person without an entry in the contact table") \
    X(CONTACT_UNUSED, "contact-unused", NOTE, "contact that no record names")                   \
    X(TEXT_NON_ASCII, "text-non-ascii", NOTE, "text outside ASCII")                             \
    X(CODE_MISSING, "code-missing", WARNING, "DCCP row without a service code")                 \
    X(UNAUTHORIZED_USE, "unauthorized-use", NOTE, "unauthorized use is reported")               \
    X(TEMPORARY, "temporary", NOTE, "temporary assignment")                                     \
    X(TEMPORARY_EXPIRED, "temporary-expired", WARNING, "temporary assignment past its date")    \
    X(DYNAMIC_ROW, "dynamic-row", WARNING, "row in the dynamic range")                          \
    X(TRANSPORT_FOREIGN, "transport-foreign", WARNING, "line of a protocol without ports, left out")

enum diagnostic_id {
#define DIAGNOSTIC_ENUM(name, id, severity, text) DIAGNOSTIC_##name,
    DIAGNOSTIC_LIST(DIAGNOSTIC_ENUM)
#undef DIAGNOSTIC_ENUM
    DIAGNOSTIC_COUNT
};

struct diagnostic {
    enum diagnostic_id id;
    struct position position;
    const char *message; /* in the list's arena */
};

#define DIAGNOSTICS_MAX (1u << 20)

/* A list of diagnostics in the order in which they were found. */
struct diagnostics {
    struct arena arena;
    struct diagnostic *items;
    size_t count;
    size_t capacity;
    bool failed; /* memory or DIAGNOSTICS_MAX */
};

const char *diagnostic_name(enum diagnostic_id id);
const char *diagnostic_text(enum diagnostic_id id);
enum portreg_severity diagnostic_severity(enum diagnostic_id id);

void diagnostics_init(struct diagnostics *list);
void diagnostics_free(struct diagnostics *list);
void diagnostics_add(struct diagnostics *list, enum diagnostic_id id, struct position position,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Orders by line, column, id. */
void diagnostics_sort(struct diagnostics *list);

#endif
