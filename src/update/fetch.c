/* SPDX-License-Identifier: BSD-2-Clause */
#include "update/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

#define USER_AGENT "portreg/" PORTREG_VERSION

struct transfer {
    const struct fetch_request *request;
    struct fetch_reply *reply;
    CURL *curl;
    struct curl_slist *headers;
    bool loopback;
    bool too_large;
    bool out_of_memory;
    char reason[CURL_ERROR_SIZE];
};

bool fetch_is_address(const char *text)
{
    size_t i = 0;

    while (ascii_is_alpha(text[i]) || (i > 0 && ascii_is_digit(text[i]))) {
        i++;
    }
    return i > 0 && strncmp(text + i, "://", 3) == 0;
}

static bool host_is_loopback(const char *host)
{
    struct in_addr address;

    if (inet_pton(AF_INET, host, &address) == 1) {
        return ntohl(address.s_addr) >> 24 == 127;
    }
    /* libcurl resolves "localhost" to the loopback addresses itself. */
    return strcmp(host, "[::1]") == 0 || strcmp(host, "localhost") == 0;
}

/* Reads scheme and host as libcurl does, so that both mean the same. */
static enum portreg_status check_address(struct transfer *transfer, struct portreg_error *error)
{
    const char *address = transfer->request->url;
    CURLU *url = curl_url();
    char *scheme = NULL;
    char *host = NULL;
    enum portreg_status status = PORTREG_OK;

    if (url == NULL) {
        return error_out_of_memory(error);
    }
    if (curl_url_set(url, CURLUPART_URL, address, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT, "\"%s\" is not a web address", address);
    } else if (strcmp(scheme, "http") == 0 &&
               curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
               host_is_loopback(host)) {
        transfer->loopback = true;
    } else if (strcmp(scheme, "https") != 0) {
        status = error_set(error, PORTREG_INVALID_ARGUMENT,
                           "\"%s\" is not fetched: only https:// is, so that nobody on the way "
                           "can change the registry",
                           address);
    }
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(url);
    return status;
}

static size_t receive_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct buffer *body = &transfer->reply->body;
    size_t bytes = size * count;

    if (bytes > FETCH_BODY_MAX - body->size) {
        transfer->too_large = true;
        return 0;
    }
    buffer_append(body, data, bytes);
    if (buffer_failed(body)) {
        transfer->out_of_memory = true;
        return 0;
    }
    return bytes;
}

/* Whether it can stand in a header of ours: visible characters and spaces. */
static bool is_header_text(struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static void keep_header(struct portreg_string line, const char *name, char *value, size_t size)
{
    struct portreg_string text;

    if (!string_starts_folded(line, name)) {
        return;
    }
    text = string_trim(string_from(line, strlen(name)));
    /* One that does not fit is useless cut off. */
    if (text.size < size && is_header_text(text)) {
        memcpy(value, text.data, text.size);
        value[text.size] = '\0';
    }
}

static size_t receive_header(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct fetch_validators *validators = &transfer->reply->validators;
    struct portreg_string line = { data, size * count };

    if (string_starts_folded(line, "HTTP/")) {
        /* A new answer, such as the one that a redirect led to. */
        memset(validators, 0, sizeof(*validators));
    }
    keep_header(line, "etag:", validators->etag, sizeof(validators->etag));
    keep_header(line, "last-modified:", validators->last_modified,
                sizeof(validators->last_modified));
    return line.size;
}

static int receive_progress(void *context, curl_off_t total, curl_off_t done,
                            curl_off_t upload_total, curl_off_t upload_done)
{
    const struct transfer *transfer = context;

    (void)upload_total;
    (void)upload_done;
    if (transfer->request->progress != NULL) {
        transfer->request->progress(transfer->request->progress_data, (uint64_t)done,
                                    (uint64_t)total);
    }
    return 0;
}

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
    char line[FETCH_TAG_SIZE + 32];
    struct curl_slist *longer;

    if (value[0] == '\0') {
        return true;
    }
    snprintf(line, sizeof(line), "%s: %s", name, value);
    longer = curl_slist_append(transfer->headers, line);
    if (longer == NULL) {
        return false;
    }
    transfer->headers = longer;
    return true;
}

static bool set_protocols(const struct transfer *transfer)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(transfer->curl, CURLOPT_PROTOCOLS_STR,
                            transfer->loopback ? "http,https" : "https") == CURLE_OK &&
           curl_easy_setopt(transfer->curl, CURLOPT_REDIR_PROTOCOLS_STR, "https") == CURLE_OK;
#else
    return curl_easy_setopt(transfer->curl, CURLOPT_PROTOCOLS,
                            (transfer->loopback ? CURLPROTO_HTTP : 0L) | CURLPROTO_HTTPS) ==
               CURLE_OK &&
           curl_easy_setopt(transfer->curl, CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTPS) == CURLE_OK;
#endif
}

static bool set_limits(const struct transfer *transfer)
{
    const struct fetch_request *request = transfer->request;
    CURL *curl = transfer->curl;

    return curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXREDIRS, FETCH_REDIRECTS_MAX) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, request->connect_seconds) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, request->total_seconds) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, FETCH_STALL_SPEED) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, request->stall_seconds) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)FETCH_BODY_MAX) ==
               CURLE_OK;
}

static bool set_receivers(struct transfer *transfer)
{
    CURL *curl = transfer->curl;

    return curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, receive_progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->reason) == CURLE_OK;
}

static bool set_request(struct transfer *transfer)
{
    const struct fetch_request *request = transfer->request;
    CURL *curl = transfer->curl;

    if (request->validators != NULL &&
        (!add_header(transfer, "If-None-Match", request->validators->etag) ||
         !add_header(transfer, "If-Modified-Since", request->validators->last_modified))) {
        return false;
    }
    if (request->authorities != NULL &&
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->authorities) != CURLE_OK) {
        return false;
    }
    /* A proxy would put the network between this machine and itself. */
    if (transfer->loopback && curl_easy_setopt(curl, CURLOPT_PROXY, "") != CURLE_OK) {
        return false;
    }
    return curl_easy_setopt(curl, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
}

static enum portreg_status explain_failure(const struct transfer *transfer, CURLcode code,
                                           struct portreg_error *error)
{
    const char *url = transfer->request->url;
    const char *reason = transfer->reason[0] != '\0' ? transfer->reason : curl_easy_strerror(code);
    long answer = 0;

    if (transfer->out_of_memory) {
        return error_out_of_memory(error);
    }
    if (transfer->too_large || code == CURLE_FILESIZE_EXCEEDED) {
        return error_set(error, PORTREG_LIMIT, "%s: more than %u MiB, which no registry has", url,
                         FETCH_BODY_MAX >> 20);
    }
    switch (code) {
    case CURLE_HTTP_RETURNED_ERROR:
        curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &answer);
        return error_set(error, PORTREG_IO, "%s: the server answered %ld instead of the registry",
                         url, answer);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
        return error_set(error, PORTREG_IO,
                         "%s: the transfer broke off before its end (%s); try again", url, reason);
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(error, PORTREG_IO, "%s: too slow (%s); try again, or raise the limit",
                         url, reason);
    case CURLE_UNSUPPORTED_PROTOCOL:
        return error_set(error, PORTREG_IO,
                         "%s: the server redirects to an address that is not https://, which is "
                         "not followed",
                         url);
    default:
        return error_set(error, PORTREG_IO, "%s: %s", url, reason);
    }
}

/* What a whole answer means: only 200, and 304 if it was asked for. */
static enum portreg_status judge_answer(struct transfer *transfer, struct portreg_error *error)
{
    long answer = 0;
    bool conditional = transfer->headers != NULL;

    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &answer);
    if (answer == 304 && conditional) {
        transfer->reply->not_modified = true;
        return PORTREG_OK;
    }
    if (answer != 200) {
        return error_set(error, PORTREG_IO, "%s: the server answered %ld instead of the registry",
                         transfer->request->url, answer);
    }
    if (transfer->reply->body.size == 0) {
        return error_set(error, PORTREG_IO, "%s: the answer is empty", transfer->request->url);
    }
    return PORTREG_OK;
}

static enum portreg_status perform(struct transfer *transfer, struct portreg_error *error)
{
    CURLcode code;

    if (!set_protocols(transfer) || !set_limits(transfer) || !set_receivers(transfer) ||
        !set_request(transfer)) {
        return error_set(error, PORTREG_INTERNAL, "libcurl %s lacks what a safe transfer needs",
                         curl_version());
    }
    code = curl_easy_perform(transfer->curl);
    if (code != CURLE_OK) {
        return explain_failure(transfer, code, error);
    }
    return judge_answer(transfer, error);
}

enum portreg_status fetch(const struct fetch_request *request, struct fetch_reply *ret,
                          struct portreg_error *error)
{
    struct transfer transfer = { .request = request, .reply = ret };
    enum portreg_status status;

    *ret = (struct fetch_reply){ .body = BUFFER_INIT(FETCH_BODY_MAX) };
    status = check_address(&transfer, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return error_out_of_memory(error);
    }
    transfer.curl = curl_easy_init();
    status = transfer.curl != NULL ? perform(&transfer, error) : error_out_of_memory(error);
    curl_easy_cleanup(transfer.curl);
    curl_slist_free_all(transfer.headers);
    curl_global_cleanup();
    return status;
}

void fetch_reply_free(struct fetch_reply *reply)
{
    buffer_free(&reply->body);
}
