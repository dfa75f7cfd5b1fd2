/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/comparison.h"
#include "answer/layer_list.h"
#include "answer/log.h"
#include "serve/api/api.h"
#include "util/string.h"

/* What changed: versions, two of them compared, the life of a port or name. */

void api_answer_versions(struct request *request, struct reply *reply)
{
    struct layer_list list = layer_list_of(&listing_of_versions, request->layers, request->today);
    const struct listing_form all = { .columns = NULL };

    if (request->media == MEDIA_CSV) {
        listing_append_csv(&reply->body, &list.cursor, &all);
    } else if (request->media == MEDIA_NDJSON) {
        listing_append_ndjson(&reply->body, &list.cursor, &all);
    } else {
        listing_append_json(&reply->body, &list.cursor, &all);
    }
}

/* Points a side at the version that a parameter names, where it is given. */
static bool read_side(const struct request *request, struct reply *reply, const char *name,
                      struct comparison_side *side)
{
    struct portreg_string text;
    portreg_date date;

    if (!target_parameter(request->target, name, &text)) {
        return true;
    }
    date = portreg_date_parse(text.data, text.size);
    if (date == 0) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad date",
                      "%s takes YYYY, YYYY-MM or YYYY-MM-DD, not '%.*s'", name, (int)text.size,
                      text.data);
        return false;
    }
    if (!portreg_view_at(side->view.snapshot, date, &side->view)) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such version",
                      "no version is as old as %.*s; /v1/versions lists them", (int)text.size,
                      text.data);
        return false;
    }
    return true;
}

/* Without dates: what the newest version brought. With "from" alone: what came since. */
static bool read_sides(const struct request *request, struct reply *reply,
                       struct comparison_side *before, struct comparison_side *after)
{
    const struct layer *base = layers_base(request->layers);
    struct portreg_string from;

    *after = (struct comparison_side){ base->view, layer_name(base).data };
    if (!read_side(request, reply, "to", after)) {
        return false;
    }
    *before = *after;
    if (!target_parameter(request->target, "from", &from)) {
        before->view.version -= before->view.version > 0;
        return true;
    }
    return read_side(request, reply, "from", before);
}

static bool read_columns(const struct request *request, struct reply *reply, uint32_t *ret)
{
    struct portreg_string list;

    *ret = CHANGE_ALL_COLUMNS;
    if (!target_parameter(request->target, "columns", &list)) {
        return true;
    }
    for (*ret = 0; list.size > 0;) {
        const char *comma = memchr(list.data, ',', list.size);
        size_t size = comma != NULL ? (size_t)(comma - list.data) : list.size;
        unsigned column = column_find(list.data, size);

        if (column >= PORTREG_COLUMN_COUNT) {
            reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad parameter",
                          "'%.*s' is no column that is compared", (int)size, list.data);
            return false;
        }
        *ret |= 1u << column;
        list = string_from(list, comma != NULL ? size + 1 : size);
    }
    return true;
}

static void write_change_lines(struct reply *reply, const struct comparison *comparison)
{
    const struct change_source source = comparison_source(comparison);
    const struct portreg_diff *diff = comparison->diff;
    struct json json;

    for (size_t i = 0; i < diff->row_count; i++) {
        if (comparison_has(comparison, &diff->rows[i])) {
            json_init(&json, &reply->body, false);
            json_object_open(&json);
            change_json(&json, &source, &diff->rows[i], comparison->columns);
            json_object_close(&json);
            buffer_append_char(&reply->body, '\n');
        }
    }
    for (size_t i = 0; comparison->with_contacts && i < diff->contact_count; i++) {
        json_init(&json, &reply->body, false);
        json_object_open(&json);
        change_json_contact(&json, &source, &diff->contacts[i]);
        json_object_close(&json);
        buffer_append_char(&reply->body, '\n');
    }
}

static void write_change_table(struct reply *reply, const struct comparison *comparison)
{
    const struct change_source source = comparison_source(comparison);
    struct portreg_string date = comparison_version(&comparison->after).updated;

    change_append_csv_header(&reply->body);
    for (size_t i = 0; i < comparison->diff->row_count; i++) {
        if (comparison_has(comparison, &comparison->diff->rows[i])) {
            change_append_csv(&reply->body, &source, &comparison->diff->rows[i],
                              comparison->columns, date);
        }
    }
}

static void write_comparison(const struct request *request, struct reply *reply,
                             const struct comparison *comparison, bool summary)
{
    struct json json;

    if (request->media == MEDIA_CSV) {
        write_change_table(reply, comparison);
    } else if (request->media == MEDIA_NDJSON) {
        write_change_lines(reply, comparison);
    } else {
        api_open_document(request, reply, &json);
        comparison_json(&json, comparison, summary);
        api_close_document(reply, &json);
    }
}

void api_answer_diff(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct comparison_side before;
    struct comparison_side after;
    struct comparison comparison;
    bool summary = false;
    uint32_t columns;
    bool contacts;

    if (!read_sides(request, reply, &before, &after) || !read_columns(request, reply, &columns) ||
        !api_read_boolean(request, reply, "summary", &summary)) {
        return;
    }
    contacts = columns == CHANGE_ALL_COLUMNS &&
               comparison_without_contacts(&before, &after) == NULL;
    if (comparison_make(&comparison, &before, &after, columns, contacts, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
        return;
    }
    write_comparison(request, reply, &comparison, summary);
    comparison_free(&comparison);
}

/* Writes a layer's events, line by line or as CSV. */
static enum portreg_status write_layer(const struct request *request, struct reply *reply,
                                       const struct layer *layer, const struct question *question,
                                       size_t *count, struct portreg_error *error)
{
    const struct change_source source = { layer->snapshot, layer->snapshot };
    struct portreg_log *log;
    enum portreg_status status = log_of_question(layer, question, &log, error);
    struct json json;

    if (status != PORTREG_OK) {
        return status;
    }
    for (size_t i = 0; i < log->entry_count; i++) {
        if (request->media == MEDIA_CSV) {
            change_append_csv(&reply->body, &source, &log->entries[i].change, CHANGE_ALL_COLUMNS,
                              log_entry_date(layer, &log->entries[i]));
        } else {
            json_init(&json, &reply->body, false);
            log_json_entry(&json, layer, &log->entries[i]);
            buffer_append_char(&reply->body, '\n');
        }
    }
    *count += log->entry_count;
    portreg_log_destroy(log);
    return PORTREG_OK;
}

static enum portreg_status write_events(const struct request *request, struct reply *reply,
                                        const struct question *question,
                                        struct portreg_string query, size_t *count,
                                        struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    struct json json;

    *count = 0;
    if (request->media == MEDIA_JSON) {
        json_init(&json, &reply->body, true);
        json_object_open(&json);
        status = log_json(&json, request->layers, question, query, SIZE_MAX, count, error);
        api_close_document(reply, &json);
        return status;
    }
    if (request->media == MEDIA_CSV) {
        change_append_csv_header(&reply->body);
    }
    for (size_t i = 0; status == PORTREG_OK && i < request->layers->count; i++) {
        status = write_layer(request, reply, &request->layers->items[i], question, count, error);
    }
    return status;
}

/* /v1/records/443/history, /v1/records/443/tcp/history, /v1/records/https/history */
void api_answer_history(struct request *request, struct reply *reply)
{
    struct buffer text = BUFFER_INIT(TARGET_SIZE_MAX);
    struct portreg_error error = { .status = PORTREG_OK };
    struct question question;
    size_t count;

    if (api_read_question(request, &text, &question, &error) != PORTREG_OK ||
        write_events(request, reply, &question, (struct portreg_string){ text.data, text.size },
                     &count, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (count == 0) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                      "the registry never had %s", text.data);
    }
    buffer_free(&text);
}
