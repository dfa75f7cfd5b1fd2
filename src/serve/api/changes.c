/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/change_list.h"
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
        reply_bad_date(request, reply, name, text);
        return false;
    }
    if (!portreg_view_at(side->view.snapshot, date, &side->view)) {
        reply_no_version(request, reply, text);
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
                          "'%.*s' is not a column that is compared", (int)size, list.data);
            return false;
        }
        *ret |= 1u << column;
        list = string_from(list, comma != NULL ? size + 1 : size);
    }
    return true;
}

/* Line by line, or a line for each cell that is another. */
static void write_changes(const struct request *request, struct reply *reply,
                          const struct changes *changes)
{
    struct change_list list = change_list_of(changes);
    const struct listing_form all = { .columns = NULL };

    if (request->media == MEDIA_CSV) {
        listing_append_csv(&reply->body, &list.cursor, &all);
    } else {
        changes_append_ndjson(&reply->body, changes);
    }
}

static void write_comparison(const struct request *request, struct reply *reply,
                             const struct comparison *comparison, bool summary)
{
    struct json json;

    if (request->media != MEDIA_JSON) {
        write_changes(request, reply, &comparison->changes);
        return;
    }
    api_open_document(request, reply, &json);
    comparison_json(&json, comparison, summary);
    api_close_document(reply, &json);
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

static void write_events(const struct request *request, struct reply *reply,
                         struct portreg_string query, const struct changes *events)
{
    struct json json;

    if (request->media != MEDIA_JSON) {
        write_changes(request, reply, events);
        return;
    }
    json_init(&json, &reply->body, true);
    json_object_open(&json);
    log_json(&json, request->layers, query, events);
    api_close_document(reply, &json);
}

/* /v1/records/443/history, /v1/records/443/tcp/history, /v1/records/https/history */
void api_answer_history(struct request *request, struct reply *reply)
{
    struct buffer text = BUFFER_INIT(TARGET_SIZE_MAX);
    struct portreg_error error = { .status = PORTREG_OK };
    struct changes events = { .count = 0 };
    struct question question;

    if (api_read_question(request, &text, &question, &error) != PORTREG_OK ||
        log_changes(request->layers, &question, SIZE_MAX, &events, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (events.count == 0) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not found",
                      "the registry never had %s", text.data);
    } else {
        write_events(request, reply, (struct portreg_string){ text.data, text.size }, &events);
    }
    changes_free(&events);
    buffer_free(&text);
}
