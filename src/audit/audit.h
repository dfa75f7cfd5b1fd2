/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <portreg/status.h>

#include "host/endpoint.h"

/*
 * What listens on other hosts, out of what their tools reported: one reader for
 * each tool's output. Connections, and sockets of other kinds, are passed over;
 * a line that cannot be read is told and counted, and does not end the reading.
 */
#define AUDIT_INPUT_MAX (1u << 30) /* bytes of an input */

struct audit_input {
    struct portreg_string text;
    struct portreg_string host; /* where the input names none; may be empty */
    const char *map;            /* "port=COL,transport=COL": which columns of CSV; NULL: by name */
};

/* Is told of each malformed line. */
typedef void audit_say(void *data, uint32_t line, const char *message);

/* A reading that goes on. */
struct audit {
    const struct audit_input *input;
    struct endpoints *endpoints;
    audit_say *say;
    void *data;
    uint32_t line; /* that is being read */
    size_t malformed;
};

struct audit_format {
    const char *name;
    const char *summary;
    bool (*probe)(struct portreg_string line);
    bool begins_anywhere; /* a prompt, warnings or a greeting may stand before */
    /* One of them: the whole input, or each of its lines that is not empty. */
    enum portreg_status (*read)(struct audit *audit, struct portreg_error *error);
    void (*read_line)(struct audit *audit, struct portreg_string line);
};

/* Format `index`, NULL past the end; by name, NULL if there is none. */
const struct audit_format *audit_format_at(size_t index);
const struct audit_format *audit_format_find(const char *name);

/*
 * Reads an input in a format, NULL for what it looks like. Adds to the
 * endpoints. SYNTAX if it looks like none; INVALID_ARGUMENT for a map that does
 * not fit; OUT_OF_MEMORY.
 */
enum portreg_status audit_read(struct audit *audit, const struct audit_format *format,
                               struct portreg_error *error);

/* For the readers. */
extern const struct audit_format audit_format_ss;
extern const struct audit_format audit_format_netstat;
extern const struct audit_format audit_format_lsof;
extern const struct audit_format audit_format_nmap;
extern const struct audit_format audit_format_csv;

/* Tells of the line that is being read. */
void audit_malformed(struct audit *audit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How much of a text of the input is shown in a message. */
int audit_quoted_size(struct portreg_string text);

/* Adds an endpoint with copies of its texts; the input's host where it has none. */
void audit_add(struct audit *audit, const struct endpoint *endpoint);

/* One about which nothing is known. */
struct endpoint audit_endpoint(void);

/*
 * Reads "ADDRESS:PORT" ("[::1]:80", ":::80", "*:80") into the endpoint. Tells
 * what is wrong and returns false.
 */
bool audit_read_local(struct audit *audit, struct portreg_string text, struct endpoint *endpoint);
bool audit_read_port(struct audit *audit, struct portreg_string text, struct endpoint *endpoint);

/* "tcp", "tcp6", "UDP". false if it is none. */
bool audit_parse_transport(struct portreg_string text, enum portreg_transport *ret);

#endif
