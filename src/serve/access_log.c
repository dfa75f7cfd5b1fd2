/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/access_log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file.h"
#include "util/json.h"
#include "util/string.h"

#define LOG_GATHER (64u << 10) /* bytes that are written in one go */
#define LOG_BUFFER_MAX (1u << 20)

struct access_log {
    pthread_mutex_t lock;
    const char *path;
    int descriptor;
    struct buffer gathered;
};

static int open_path(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

enum portreg_status access_log_open(const char *path, struct access_log **ret,
                                    struct portreg_error *error)
{
    struct access_log *log = calloc(1, sizeof(*log));

    if (log == NULL) {
        return error_out_of_memory(error);
    }
    log->path = path;
    log->descriptor = strcmp(path, "-") == 0 ? STDOUT_FILENO : open_path(path);
    if (log->descriptor < 0) {
        free(log);
        return error_set_errno(error, path, "open the access log");
    }
    log->gathered = BUFFER_INIT(LOG_BUFFER_MAX);
    pthread_mutex_init(&log->lock, NULL);
    *ret = log;
    return PORTREG_OK;
}

/* What cannot be written is dropped: a full disk must not stop the answers. */
static void write_out(struct access_log *log)
{
    if (log->gathered.size > 0) {
        (void)file_write_all(log->descriptor, log->gathered.data, log->gathered.size);
    }
    buffer_clear(&log->gathered);
}

void access_log_close(struct access_log *log)
{
    if (log == NULL) {
        return;
    }
    access_log_flush(log);
    if (log->descriptor != STDOUT_FILENO) {
        close(log->descriptor);
    }
    buffer_free(&log->gathered);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static void append_time(struct json *json)
{
    struct timespec now;
    struct tm utc;
    char text[64];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", utc.tm_year + 1900,
             utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
             now.tv_nsec / 1000000);
    json_key(json, "time");
    json_text(json, text);
}

/* Strangers' bytes: what is no UTF-8 must not make the line anything but JSON. */
static void append_clean(struct json *json, const char *key, struct portreg_string value)
{
    struct buffer clean = BUFFER_INIT(LOG_GATHER);

    json_key(json, key);
    buffer_append_clean(&clean, value);
    if (buffer_failed(&clean) || value.data == NULL) {
        json_null(json);
    } else {
        json_string(json, (struct portreg_string){ clean.data, clean.size });
    }
    buffer_free(&clean);
}

static struct portreg_string text_or_none(const char *text)
{
    return text != NULL ? string_of(text) : (struct portreg_string){ NULL, 0 };
}

static void append_line(struct buffer *out, const struct access_log_line *line)
{
    struct json json;

    json_init(&json, out, false);
    json_object_open(&json);
    append_time(&json);
    json_key(&json, "client");
    json_text(&json, line->client);
    json_key(&json, "method");
    json_text(&json, line->method);
    append_clean(&json, "target", line->target);
    json_key(&json, "route");
    json_text(&json, line->route);
    json_key(&json, "status");
    json_unsigned(&json, line->status);
    json_key(&json, "bytes");
    json_unsigned(&json, line->bytes);
    json_key(&json, "duration_us");
    json_unsigned(&json, line->nanoseconds / 1000);
    append_clean(&json, "user_agent", text_or_none(line->user_agent));
    append_clean(&json, "forwarded_for", text_or_none(line->forwarded_for));
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

void access_log_write(struct access_log *log, const struct access_log_line *line)
{
    pthread_mutex_lock(&log->lock);
    append_line(&log->gathered, line);
    if (log->gathered.size >= LOG_GATHER || buffer_failed(&log->gathered)) {
        write_out(log);
    }
    pthread_mutex_unlock(&log->lock);
}

void access_log_flush(struct access_log *log)
{
    pthread_mutex_lock(&log->lock);
    write_out(log);
    pthread_mutex_unlock(&log->lock);
}

enum portreg_status access_log_reopen(struct access_log *log, struct portreg_error *error)
{
    int descriptor;

    if (log->descriptor == STDOUT_FILENO) {
        return PORTREG_OK;
    }
    descriptor = open_path(log->path);
    if (descriptor < 0) {
        return error_set_errno(error, log->path, "open the access log anew");
    }
    pthread_mutex_lock(&log->lock);
    write_out(log);
    close(log->descriptor);
    log->descriptor = descriptor;
    pthread_mutex_unlock(&log->lock);
    return PORTREG_OK;
}
