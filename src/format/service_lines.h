/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef FORMAT_SERVICE_LINES_H
#define FORMAT_SERVICE_LINES_H

#include "format/format.h"

/*
 * The family of services(5): lines of `name port/transport words… # comment`.
 * Its members differ in what may stand beside the port and what the words are.
 */
struct service_dialect {
    bool ranges;             /* `first-last/transport` */
    bool several_transports; /* `port/tcp/udp` */
    bool frequency;          /* one word, how often the port is open; else aliases */
    const char *no_name;     /* the name that means none, or NULL */
};

enum portreg_status service_lines_read(const struct service_dialect *dialect,
                                       struct builder *builder, const struct format_input *input,
                                       struct portreg_error *error);

/*
 * Writes the rows that the family can say: those with a name and a number. With
 * several transports a line, a row is a line, one without transport gets tcp and
 * udp, and a number has its primary name alone. Else the lines are the entries
 * that query/service.h describes.
 */
enum portreg_status service_lines_write(const struct service_dialect *dialect,
                                        struct portreg_view view, const uint32_t *rows,
                                        size_t row_count, struct buffer *out,
                                        struct portreg_error *error);

/* What a probe of the family found in the first bytes. */
struct service_traits {
    unsigned lines;     /* that have the shape `name port/transport` */
    unsigned other;     /* that have not */
    unsigned ranges;    /* with a range */
    unsigned several;   /* with several transports */
    unsigned frequency; /* whose third word is a decimal fraction */
};
struct service_traits service_lines_probe(struct portreg_string head);

#endif
