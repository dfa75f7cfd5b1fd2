/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REGISTRY_DIAGNOSTIC_H
#define REGISTRY_DIAGNOSTIC_H

#include <stdarg.h>

#include <portreg/check.h>

#include "registry/record.h"
#include "util/arena.h"

/*
 * Diagnostics: oddities of a registry that is read nevertheless. Each has a
 * stable id out of one table, with the section of the text that it goes
 * against ("" where there is none); messages are made when it is found.
 * docs/diagnostics.md explains each; a checker keeps both in step.
 */
#define DIAGNOSTIC_LIST(X)                                                                        \
    X(NAME_IRREGULAR, "name-irregular", WARNING, "RFC 6335 section 5.1",                          \
      "service name breaks RFC 6335 syntax")                                                      \
    X(NAME_REPLACED, "name-replaced", NOTE, "RFC 6335 section 10.1",                              \
      "old name beside its well-formed replacement")                                              \
    X(REPLACEMENT_MISSING, "replacement-missing", WARNING, "RFC 6335 section 10.1",               \
      "alias of a name that is not there")                                                        \
    X(NAME_EMPTY, "name-empty", NOTE, "", "empty name element")                                   \
    X(NAME_MISSING, "name-missing", NOTE, "RFC 6335 section 8.1.1",                               \
      "neither a name nor a known status")                                                        \
    X(NAME_REPEATED, "name-repeated", NOTE, "RFC 6335 section 5",                                 \
      "one name and transport on several ports")                                                  \
    X(NAMES_DIFFER, "names-differ", NOTE, "RFC 6335 section 7.2",                                 \
      "tcp and udp names of a port differ")                                                       \
    X(ROW_DUPLICATE, "row-duplicate", WARNING, "RFC 6335 section 5.1",                            \
      "same name, port and transport twice")                                                      \
    X(PORT_SHARED, "port-shared", NOTE, "RFC 6335 section 5",                                     \
      "more than one name on a port and transport")                                               \
    X(STATUS_CONFLICT, "status-conflict", WARNING, "RFC 6335 section 6",                          \
      "port both with a name and without one")                                                    \
    X(PORT_MISSING, "port-missing", NOTE, "", "no port number")                                   \
    X(RANGE_ROW, "range-row", NOTE, "", "one row for a range of ports")                           \
    X(RANGE_OVERLAP, "range-overlap", WARNING, "RFC 6335 section 6",                              \
      "range overlaps another row")                                                               \
    X(DYNAMIC_ROW, "dynamic-row", WARNING, "RFC 6335 section 8.1.2", "row in the dynamic range")  \
    X(TRANSPORT_MISSING, "transport-missing", NOTE, "RFC 6335 section 8.1.1",                     \
      "no transport protocol")                                                                    \
    X(TRANSPORT_FOREIGN, "transport-foreign", WARNING, "RFC 6335 section 1",                      \
      "line of a protocol without ports, left out")                                               \
    X(STATUS_SPELLING, "status-spelling", WARNING, "RFC 6335 section 6",                          \
      "status spelled in an unusual way")                                                         \
    X(DESCRIPTION_EMPTY, "description-empty", NOTE, "RFC 6335 section 8.1.1",                     \
      "empty description")                                                                        \
    X(FIELD_NEWLINE, "field-newline", NOTE, "", "newline inside a field")                         \
    X(TEXT_NON_ASCII, "text-non-ascii", NOTE, "", "text outside ASCII")                           \
    X(TEXT_MOJIBAKE, "text-mojibake", WARNING, "", "UTF-8 that was encoded twice")                \
    X(OWNER_MISSING, "owner-missing", NOTE, "RFC 6335 section 8.1.1",                             \
      "neither assignee nor contact")                                                             \
    X(OWNER_SEVERAL, "owner-several", NOTE, "", "several persons in one field")                   \
    X(CONTACT_UNKNOWN, "contact-unknown", WARNING, "",                                            \
      "person without an entry in the contact table")                                             \
    X(CONTACT_UNUSED, "contact-unused", NOTE, "", "contact that no record names")                 \
    X(CONTACT_DUPLICATE, "contact-duplicate", WARNING, "", "contact id given twice")              \
    X(URI_ODD, "uri-odd", WARNING, "", "contact address that is not a plain mail address")        \
    X(DATE_MISSING, "date-missing", NOTE, "", "no registration date")                             \
    X(DATE_PARTIAL, "date-partial", NOTE, "", "date without a day")                               \
    X(DATE_MALFORMED, "date-malformed", WARNING, "", "date that is not a date")                   \
    X(DATE_ORDER, "date-order", WARNING, "", "modified before it was registered")                 \
    X(CODE_MISSING, "code-missing", WARNING, "RFC 6335 section 8.1.1",                            \
      "DCCP row without a service code")                                                          \
    X(CODE_UNEXPECTED, "code-unexpected", WARNING, "RFC 6335 section 8.1.1",                      \
      "service code on a row of another transport")                                               \
    X(UNAUTHORIZED_USE, "unauthorized-use", NOTE, "RFC 6335 section 8.1.1",                       \
      "unauthorized use is reported")                                                             \
    X(TEMPORARY, "temporary", NOTE, "RFC 7120 section 3.1", "temporary assignment")               \
    X(TEMPORARY_EXPIRED, "temporary-expired", WARNING, "RFC 7120 section 3.3",                    \
      "temporary assignment past its date")

enum diagnostic_id {
#define DIAGNOSTIC_ENUM(name, id, severity, section, text) DIAGNOSTIC_##name,
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

void diagnostics_init(struct diagnostics *list);
void diagnostics_free(struct diagnostics *list);

/* The message is cleaned (string_clean()) and cut at some hundred bytes. */
void diagnostics_add(struct diagnostics *list, enum diagnostic_id id, struct position position,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));
void diagnostics_add_va(struct diagnostics *list, enum diagnostic_id id, struct position position,
                        const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/* Orders by line, column, id. */
void diagnostics_sort(struct diagnostics *list);

#endif
