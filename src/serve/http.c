/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/http.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "serve/client.h"
#include "serve/dispatch.h"
#include "serve/head.h"
#include "serve/metrics.h"
#include "util/string.h"

static struct client *client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info != NULL ? info->socket_context : NULL;
}

static void write_address(struct MHD_Connection *connection, char text[NI_MAXHOST])
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    socklen_t size = sizeof(struct sockaddr_in);

    text[0] = '\0';
    if (info == NULL || info->client_addr == NULL) {
        return;
    }
    if (info->client_addr->sa_family == AF_INET6) {
        size = sizeof(struct sockaddr_in6);
    }
    getnameinfo(info->client_addr, size, text, NI_MAXHOST, NULL, 0, NI_NUMERICHOST);
}

void http_connection(void *data, struct MHD_Connection *connection, void **socket_context,
                     enum MHD_ConnectionNotificationCode code)
{
    const union MHD_ConnectionInfo *info;
    char address[NI_MAXHOST];

    (void)data;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context != NULL) {
            client_close(*socket_context);
        }
        return;
    }
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    write_address(connection, address);
    *socket_context = info != NULL ? client_open(info->connect_fd, address) : NULL;
}

/* Keeps the target as it came: libmicrohttpd decodes it in place afterwards. */
void *http_target(void *data, const char *target, struct MHD_Connection *connection)
{
    struct client *client = client_of(connection);
    struct exchange *exchange;

    (void)data;
    if (client == NULL) {
        return NULL;
    }
    exchange = &client->exchange;
    buffer_clear(&exchange->target);
    buffer_append_text(&exchange->target, target);
    exchange->target_too_long = buffer_failed(&exchange->target);
    exchange->body_too_long = false;
    exchange->is_crowded = false;
    exchange->doubt = NULL;
    exchange->has_head = false;
    exchange->from_cache = false;
    exchange->prepared = NULL;
    exchange->status = 0;
    exchange->sent = 0;
    return client;
}

static enum request_method read_method(const char *method)
{
    static const char *const names[] = { MHD_HTTP_METHOD_GET, MHD_HTTP_METHOD_HEAD,
                                         MHD_HTTP_METHOD_POST, MHD_HTTP_METHOD_OPTIONS };

    for (unsigned i = 0; i < METHOD_OTHER; i++) {
        if (strcmp(method, names[i]) == 0) {
            return (enum request_method)i;
        }
    }
    return METHOD_OTHER;
}

static struct portreg_string header_of(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return value != NULL ? string_of(value) : (struct portreg_string){ "", 0 };
}

/* Whether a list of entity tags names this one; weak ones count (RFC 9110 section 13.1.2). */
static bool names_tag(struct portreg_string list, const char *etag)
{
    size_t size = strlen(etag);
    struct portreg_string rest = string_trim(list);

    if (size == 0) {
        return false;
    }
    if (string_is(rest, "*")) {
        return true;
    }
    return string_find(rest, (struct portreg_string){ etag, size }) != NULL;
}

static bool is_unmodified(struct MHD_Connection *connection, const struct prepared *prepared)
{
    struct portreg_string tags = header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH);
    const char *since;

    if (prepared->status != MHD_HTTP_OK) {
        return false;
    }
    if (tags.size > 0) {
        return names_tag(tags, prepared->etag);
    }
    since = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                        MHD_HTTP_HEADER_IF_MODIFIED_SINCE);
    return since != NULL && prepared->last_modified != 0 &&
           http_date_parse(since) >= prepared->last_modified;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, struct exchange *exchange)
{
    struct prepared *prepared = exchange->prepared;

    if ((exchange->method == METHOD_GET || exchange->method == METHOD_HEAD) &&
        is_unmodified(connection, prepared)) {
        /* With the headers of the answer; libmicrohttpd keeps the body back. */
        exchange->status = MHD_HTTP_NOT_MODIFIED;
        return MHD_queue_response(connection, MHD_HTTP_NOT_MODIFIED, prepared->response);
    }
    exchange->status = prepared->status;
    exchange->sent = exchange->method != METHOD_HEAD ? prepared->size : 0;
    return MHD_queue_response(connection, prepared->status, prepared->response);
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              struct client *client)
{
    struct exchange *exchange = &client->exchange;
    struct dispatch_request asked = {
        .method = exchange->method,
        .target = { exchange->target.data, exchange->target.size },
        .accept = header_of(connection, MHD_HTTP_HEADER_ACCEPT),
        .accept_encoding = header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING),
        .body = { exchange->body.data, exchange->body.size },
        .body_type = header_of(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
        .target_too_long = exchange->target_too_long,
        .body_too_long = exchange->body_too_long,
        .is_crowded = exchange->is_crowded,
        .doubt = exchange->doubt,
    };
    struct site *site = server_site(server);

    client_allow(client, CLIENT_ANSWER);
    exchange->prepared = dispatch(site, &asked, &exchange->from_cache);
    site_unref(site);
    return exchange->prepared != NULL ? send_answer(connection, exchange) : MHD_NO;
}

static void begin(struct client *client, const char *method)
{
    struct exchange *exchange = &client->exchange;

    exchange->has_head = true;
    exchange->method = read_method(method);
    exchange->started = client_clock();
    client_allow(client, CLIENT_BODY);
    metrics_begin_request();
}

enum MHD_Result http_request(void *data, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **context)
{
    struct client *client = *context;

    if (client == NULL) {
        return MHD_NO; /* memory was short when it connected */
    }
    if (!client->exchange.has_head) {
        const struct head_line line = { method, url, version, client->exchange.target.size };
        const struct head head = head_read(connection, &line);

        begin(client, method);
        client->exchange.doubt = head.doubt;
        client->exchange.body_too_long = head.body_is_too_long;
        /* An answer to the head alone closes the connection. */
        return head.doubt != NULL || (head.body_is_too_long && head.waits)
                   ? answer(data, connection, client)
                   : MHD_YES;
    }
    if (*upload_size > 0) {
        client_keep_body(client, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    return answer(data, connection, client);
}

/* What libmicrohttpd reads no further may have moved: of a broken head, headers are not told. */
static const char *told_header(struct MHD_Connection *connection, const struct exchange *exchange,
                               const char *name)
{
    return exchange->has_head ? MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name)
                              : NULL;
}

static void write_log(struct access_log *log, struct MHD_Connection *connection,
                      const struct client *client, uint64_t nanoseconds)
{
    static const char *const methods[] = { "GET", "HEAD", "POST", "OPTIONS", "other" };
    const struct exchange *exchange = &client->exchange;
    const struct prepared *prepared = exchange->prepared;
    struct access_log_line line = {
        .client = client->address,
        .method = exchange->has_head ? methods[exchange->method] : NULL,
        .target = { exchange->target.data, exchange->target.size },
        .route = prepared != NULL && prepared->route != NULL ? prepared->route->name : NULL,
        .status = exchange->status,
        .bytes = exchange->sent,
        .nanoseconds = nanoseconds,
        .user_agent = told_header(connection, exchange, MHD_HTTP_HEADER_USER_AGENT),
        .forwarded_for = told_header(connection, exchange, "X-Forwarded-For"),
    };

    access_log_write(log, &line);
}

/* The status of an answer that libmicrohttpd gives by itself, 0 if there is none. */
static unsigned own_status(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_HTTP_STATUS);

    return info != NULL ? info->http_status : 0;
}

static void count(const struct exchange *exchange, uint64_t nanoseconds)
{
    metrics_count_request(&(struct metrics_request){
        .route = exchange->prepared != NULL ? exchange->prepared->route_index : METRICS_NO_ROUTE,
        .status = exchange->status,
        .bytes = exchange->sent,
        .nanoseconds = nanoseconds,
        .from_cache = exchange->from_cache,
    });
}

void http_completed(void *data, struct MHD_Connection *connection, void **context,
                    enum MHD_RequestTerminationCode code)
{
    struct client *client = *context;
    struct exchange *exchange;
    uint64_t nanoseconds = 0;

    (void)code;
    if (client == NULL) {
        return;
    }
    exchange = &client->exchange;
    if (exchange->status == 0) {
        exchange->status = own_status(connection);
    }
    if (exchange->has_head) {
        nanoseconds = client_clock() - exchange->started;
        count(exchange, nanoseconds);
    }
    /* Without either, the client has gone, or was too slow. */
    if (server_log(data) != NULL && (exchange->has_head || exchange->status != 0)) {
        write_log(server_log(data), connection, client, nanoseconds);
    }
    prepared_unref(exchange->prepared);
    exchange->prepared = NULL;
    exchange->has_head = false;
    client_drop_body(client);
    client_allow(client, CLIENT_HEAD);
    *context = NULL;
}

void http_message(void *data, const char *format, va_list arguments)
{
    static const char refusal[] = "Error processing request (HTTP response code is %u";

    (void)data;
    if (strncmp(format, refusal, sizeof(refusal) - 1) == 0) {
        metrics_count_refusal(va_arg(arguments, unsigned));
    }
}
