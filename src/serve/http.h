/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include <microhttpd.h>
#include <stdarg.h>

#include "serve/server.h"

/* libmicrohttpd's callbacks; `data` is the server. */
void *http_target(void *data, const char *target, struct MHD_Connection *connection);
void http_connection(void *data, struct MHD_Connection *connection, void **socket_context,
                     enum MHD_ConnectionNotificationCode code);
enum MHD_Result http_request(void *data, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **context);
void http_completed(void *data, struct MHD_Connection *connection, void **context,
                    enum MHD_RequestTerminationCode code);

/*
 * What libmicrohttpd has to say. That it refuses a request whose first line it
 * could not read is told in no other way.
 */
void http_message(void *data, const char *format, va_list arguments);

/* Where the lines of requests go; NULL: nowhere. */
struct access_log *server_log(const struct server *server);

#endif
