/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_REPLY_H
#define SERVE_REPLY_H

#include <portreg/status.h>

#include "serve/media.h"
#include "util/buffer.h"

/* What a handler answers. It starts as 200 with the request's medium and no body. */
#define REPLY_BODY_MAX (64u << 20)
#define REPLY_HEADER_MAX 8192 /* bytes of one header's value */
#define REPLY_HEADERS_MAX 6

struct json;
struct request;
struct prepared;

struct reply_header {
    const char *name;
    struct buffer value;
};

struct reply {
    unsigned status;
    enum media media;
    struct buffer body;
    struct prepared *prepared; /* made before: is sent in place of all this; a reference */
    struct reply_header headers[REPLY_HEADERS_MAX]; /* beside those that every answer has */
    size_t header_count;
};

void reply_init(struct reply *reply, enum media media);
void reply_free(struct reply *reply);

/* The value of a further header, to be appended to. `name` is a literal. */
struct buffer *reply_header(struct reply *reply, const char *name);

/* 308 to an address on this server, already escaped. */
void reply_redirect(struct reply *reply, const char *address);

/*
 * Answers with an error (RFC 9457): `title` names its kind, the text what is
 * wrong here and what to do. JSON, or a page where the request is for one.
 */
void reply_problem(const struct request *request, struct reply *reply, unsigned status,
                   const char *title, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Members of an open object, beside those that every problem has. */
typedef void reply_members(struct json *json, const void *data);

/* The same with further members that say what is wrong; a page does not have them. */
void reply_problem_with(const struct request *request, struct reply *reply, unsigned status,
                        const char *title, const char *detail, reply_members *members,
                        const void *data);

/* The same for a parameter that takes a date and was given another text. */
void reply_bad_date(const struct request *request, struct reply *reply, const char *parameter,
                    struct portreg_string text);

/* The same for a date before the first version. */
void reply_no_version(const struct request *request, struct reply *reply,
                      struct portreg_string date);

/* The same for what a function of the library says: 400, 404, 413 or 500 by its status. */
void reply_error(const struct request *request, struct reply *reply,
                 const struct portreg_error *error);

#endif
