/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/filter.h>

#include "answer/search.h"
#include "answer/sort.h"
#include "serve/api/api.h"
#include "serve/api/cursor.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/markup.h"
#include "util/string.h"

/* /v1/records: the search, page by page. */

#define LIMIT_DEFAULT 100
#define LIMIT_MAX 1000
#define SORT_SIZE 64
#define TEXT_MAX 1024 /* bytes of what is searched for: it is repeated in the links */

struct listing {
    const struct request *request;
    struct portreg_string text;
    struct portreg_filter *filter; /* NULL: the text as it is */
    bool literal;
    char sort[SORT_SIZE]; /* "": as the registry has it */
    uint64_t limit;
    struct cursor cursor;
    uint64_t total;
    struct answers answers; /* of this page */
};

static const struct answer_form form = { .full = false };

static uint32_t versions_checksum(const struct request *request)
{
    uint64_t parts[LAYERS_MAX + 1] = { request->site->checksum };

    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];

        parts[i + 1] = hash_bytes(layer_name(layer).data, layer_name(layer).size) +
                       layer->view.version;
    }
    return (uint32_t)hash_bytes(parts, (request->layers->count + 1) * sizeof(parts[0]));
}

static uint32_t question_checksum(const struct listing *listing)
{
    uint64_t parts[3] = { hash_bytes(listing->text.data, listing->text.size),
                          hash_bytes(listing->sort, strlen(listing->sort)), listing->literal };

    return (uint32_t)hash_bytes(parts, sizeof(parts));
}

/* Reads the cursor, if there is one; it holds for these versions and this question alone. */
static bool read_cursor(struct listing *listing, struct reply *reply)
{
    const struct request *request = listing->request;
    struct cursor *cursor = &listing->cursor;
    uint32_t versions = versions_checksum(request);
    uint32_t question = question_checksum(listing);
    struct portreg_string text;

    if (!target_parameter(request->target, "cursor", &text)) {
        *cursor = (struct cursor){ .versions = versions, .question = question };
        return true;
    }
    if (!cursor_parse(text, cursor)) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad cursor",
                      "cursor takes what the page before gave as \"next\"");
        return false;
    }
    if (cursor->versions != versions) {
        reply_problem(request, reply, MHD_HTTP_GONE, "Cursor of another version",
                      "the registry has changed since the page before; start again without cursor");
        return false;
    }
    if (cursor->question != question) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Cursor of another search",
                      "q, sort and literal stay the same from page to page");
        return false;
    }
    return true;
}

static bool read_sort(struct listing *listing, struct reply *reply)
{
    struct portreg_string text = request_parameter(listing->request, "sort");
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers none = { .failed = false };

    if (text.size == 0) {
        return true;
    }
    if (text.size >= SORT_SIZE) {
        text.size = SORT_SIZE - 1;
    }
    memcpy(listing->sort, text.data, text.size);
    if (answers_sort(&none, listing->sort, &error) != PORTREG_OK) {
        reply_error(listing->request, reply, &error);
        return false;
    }
    return true;
}

static bool read_text(struct listing *listing, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };

    listing->text = request_parameter(listing->request, "q");
    if (listing->text.size > TEXT_MAX) {
        reply_problem(listing->request, reply, MHD_HTTP_BAD_REQUEST, "Bad parameter",
                      "q has more than %d bytes", TEXT_MAX);
        return false;
    }
    if (!api_read_boolean(listing->request, reply, "literal", &listing->literal)) {
        return false;
    }
    if (!listing->literal && !portreg_filter_is_plain(listing->text.data, listing->text.size) &&
        portreg_filter_compile(listing->text.data, listing->text.size, &listing->filter, &error) !=
            PORTREG_OK) {
        reply_error(listing->request, reply, &error);
        return false;
    }
    return true;
}

/* Leaves those of all answers that are on the page. */
static void cut(struct listing *listing)
{
    struct answers *answers = &listing->answers;
    uint64_t first = listing->cursor.offset;

    listing->total = answers->count;
    first = first < answers->count ? first : answers->count;
    answers->count -= first;
    if (answers->count > 0) {
        memmove(answers->items, answers->items + first, answers->count * sizeof(answers->items[0]));
    }
    if (answers->count > listing->limit) {
        answers->count = listing->limit;
    }
}

static enum portreg_status find(struct listing *listing, struct portreg_error *error)
{
    const struct layers *layers = listing->request->layers;
    struct search_window window = { .first = listing->cursor.offset, .count = listing->limit };
    enum portreg_status status;

    if (listing->sort[0] == '\0') {
        status = search_window(&listing->answers, layers, listing->text, listing->filter, &window,
                               error);
        listing->total = window.total;
        return status;
    }
    status = search_layers(&listing->answers, layers, listing->text, listing->filter, error);
    if (status == PORTREG_OK) {
        status = answers_sort(&listing->answers, listing->sort, error);
    }
    cut(listing);
    return status;
}

/* The cursor of the page behind; false on the last one. */
static bool next_cursor(const struct listing *listing, char text[CURSOR_SIZE])
{
    struct cursor next = listing->cursor;

    next.offset += listing->answers.count;
    cursor_format(&next, text);
    return listing->answers.count > 0 && next.offset < listing->total;
}

static void append_parameter(struct buffer *out, const char *name, struct portreg_string value)
{
    const char *open = memrchr(out->data, '<', out->size);

    buffer_append_char(out, strchr(open, '?') == NULL ? '?' : '&');
    buffer_append_text(out, name);
    buffer_append_char(out, '=');
    markup_append_address(out, value);
}

/* Appends the address of a page of this search, with this cursor. */
static void append_link(struct buffer *out, const struct listing *listing, const char *cursor,
                        const char *relation)
{
    const struct request *request = listing->request;
    char text[STRING_UNSIGNED_SIZE];

    buffer_append_text(out, out->size > 0 ? ", </v1/records" : "</v1/records");
    if (request->media != MEDIA_JSON) {
        buffer_append_text(out, request->media == MEDIA_CSV ? ".csv" : ".ndjson");
    }
    if (buffer_failed(out)) {
        return;
    }
    append_parameter(out, "q", listing->text);
    if (listing->literal) {
        append_parameter(out, "literal", STRING_LITERAL("true"));
    }
    if (listing->sort[0] != '\0') {
        append_parameter(out, "sort", string_of(listing->sort));
    }
    append_parameter(out, "limit",
                     (struct portreg_string){ text, string_write_unsigned(text, listing->limit) });
    if (request->as_of != 0) {
        append_parameter(out, "as_of", request_parameter(request, "as_of"));
    }
    if (cursor != NULL) {
        append_parameter(out, "cursor", string_of(cursor));
    }
    buffer_printf(out, ">; rel=\"%s\"", relation);
}

static void write_links(const struct listing *listing, struct reply *reply)
{
    struct buffer *out = reply_header(reply, MHD_HTTP_HEADER_LINK);
    char cursor[CURSOR_SIZE];

    append_link(out, listing, NULL, "first");
    if (next_cursor(listing, cursor)) {
        append_link(out, listing, cursor, "next");
    }
    buffer_append_unsigned(reply_header(reply, "Total-Count"), listing->total);
}

static void write_document(const struct listing *listing, struct reply *reply)
{
    char cursor[CURSOR_SIZE];
    struct json json;

    api_open_document(listing->request, reply, &json);
    json_key(&json, "total");
    json_unsigned(&json, listing->total);
    json_key(&json, "next");
    json_text(&json, next_cursor(listing, cursor) ? cursor : NULL);
    answer_json_records(&json, &listing->answers, &form);
    api_close_document(reply, &json);
}

static void answer_page(struct listing *listing, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };

    if (find(listing, &error) != PORTREG_OK) {
        reply_error(listing->request, reply, &error);
        return;
    }
    write_links(listing, reply);
    if (listing->request->media == MEDIA_JSON && !listing->answers.failed) {
        write_document(listing, reply);
    } else {
        api_write_answers(listing->request, reply, &listing->answers, &form);
    }
}

void api_answer_records(struct request *request, struct reply *reply)
{
    struct listing listing = { .request = request, .limit = LIMIT_DEFAULT };

    if (api_read_number(request, reply, "limit", 1, LIMIT_MAX, &listing.limit) &&
        read_sort(&listing, reply) && read_text(&listing, reply) &&
        read_cursor(&listing, reply)) {
        answer_page(&listing, reply);
    }
    portreg_filter_destroy(listing.filter);
    answers_free(&listing.answers);
}
