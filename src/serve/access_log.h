/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_ACCESS_LOG_H
#define SERVE_ACCESS_LOG_H

#include <stdint.h>

#include <portreg/status.h>
#include <portreg/types.h>

/* One JSON object a line and request. Any thread may write. */
struct access_log;

struct access_log_line {
    const char *client; /* its address */
    const char *method;
    struct portreg_string target;
    const char *route;  /* NULL: none */
    unsigned status;
    uint64_t bytes;
    uint64_t nanoseconds;
    const char *user_agent;    /* headers; NULL where there is none */
    const char *forwarded_for; /* X-Forwarded-For, as a proxy in front says it */
};

/* `path` is appended to; "-" is standard output. */
enum portreg_status access_log_open(const char *path, struct access_log **ret,
                                    struct portreg_error *error);
void access_log_close(struct access_log *log); /* accepts NULL */

void access_log_write(struct access_log *log, const struct access_log_line *line);

/* Writes out what was gathered; to be called every second or so. */
void access_log_flush(struct access_log *log);

/* Opens the path anew, for whoever has rotated the file; keeps the old one if it cannot. */
enum portreg_status access_log_reopen(struct access_log *log, struct portreg_error *error);

#endif
