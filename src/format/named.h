/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_NAMED_H
#define FORMAT_NAMED_H

#include "format/format.h"
#include "query/service.h"

/*
 * What is written, as services(5) sees it (query/service.h): entry by entry,
 * or service by service for tools that go by names.
 */
struct entry_list {
    struct service_list list;
    unsigned char *chosen; /* owned */
    uint32_t cursor;
};

/* false if memory is short. `rows` NULL: the whole version. */
bool entry_list_open(struct entry_list *entries, struct portreg_view view, const uint32_t *rows,
                     size_t row_count);
bool entry_list_next(struct entry_list *entries, struct service_entry *ret);
void entry_list_close(struct entry_list *entries);

/* Numbers in a row on one transport. */
struct named_span {
    enum portreg_transport transport;
    uint16_t first;
    uint16_t last;
};

struct named_service {
    struct portreg_string key;  /* what the tool calls it */
    struct portreg_string name; /* as it is registered */
    uint32_t row;               /* the first that has the name */
    const struct named_span *spans; /* by transport, then number */
    size_t span_count;
};

struct named_options {
    /* The character that stands for one of a name in the tool's own names. */
    char (*map)(char c);
    bool aliases; /* services by all their names, not by primary ones alone */
};

struct named_list;

/*
 * Gathers the services, ordered by key. Of several names with one key, such as
 * cl-1 and cl/1, a regular one counts before others, then the earlier row.
 */
enum portreg_status named_list_create(struct portreg_view view, const uint32_t *rows,
                                      size_t row_count, const struct named_options *options,
                                      struct named_list **ret, struct portreg_error *error);
bool named_list_next(struct named_list *list, size_t *cursor, struct named_service *ret);
void named_list_destroy(struct named_list *list); /* accepts NULL */

/* The numbers that a service has on one transport. */
struct named_numbers {
    struct portreg_string key;
    enum portreg_transport transport;
    const struct named_span *spans; /* ascending, apart from each other */
    size_t span_count;              /* at least 1 */
};

/* Steps through a service's transports. Start with `*at` = 0. false at the end. */
bool named_numbers_next(const struct named_service *service, size_t *at,
                        struct named_numbers *ret);

/*
 * Appends by `append_service` each service, ordered by key. Fails as
 * named_list_create() does; `out` is the caller's to check.
 */
enum portreg_status named_append(struct buffer *out, struct portreg_view view,
                                 const uint32_t *rows, size_t row_count,
                                 const struct named_options *options,
                                 void (*append_service)(struct buffer *out,
                                                        const struct named_service *service),
                                 struct portreg_error *error);

/* Letters and digits in small, all else "_": names for programs. */
char named_identifier_character(char c);

/*
 * What a service is, for people: the description without the line that says of
 * a well-formed name which old one it replaces.
 */
struct portreg_string named_description(const struct portreg_row *row);

/* "6000-6063", or "443" for one number. */
void named_append_span(struct buffer *out, const struct named_span *span);

/* "iana, 2026-02-13": what was written, for a comment at the top. */
void named_append_source(struct buffer *out, struct portreg_view view);

#endif
