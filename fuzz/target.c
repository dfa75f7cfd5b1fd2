/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "answer/free.h"
#include "answer/question.h"
#include "serve/api/batch.h"
#include "serve/api/cursor.h"
#include "serve/route.h"
#include "util/markup.h"
#include "util/string.h"

/*
 * What a stranger writes into a request: the target, the header Accept, the
 * type of the body, each ended by a newline, and the body. What is taken lies
 * within its limits, and written again it is read as the same.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Cuts what stands before the next newline off the rest. */
static struct portreg_string next_part(struct portreg_string *rest)
{
    const char *newline = rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t size = newline != NULL ? (size_t)(newline - rest->data) : rest->size;
    struct portreg_string part = { rest->data, size };

    *rest = string_from(*rest, newline != NULL ? size + 1 : size);
    return part;
}

static void write_target(const struct target *target, struct buffer *out)
{
    for (size_t i = 0; i < target->segment_count; i++) {
        buffer_append_char(out, '/');
        markup_append_address(out, target->segments[i]);
    }
    if (target->segment_count == 0 || target->ends_in_slash) {
        buffer_append_char(out, '/');
    }
    for (size_t i = 0; i < target->parameter_count; i++) {
        buffer_append_char(out, i == 0 ? '?' : '&');
        markup_append_address(out, target->parameters[i].name);
        buffer_append_char(out, '=');
        markup_append_address(out, target->parameters[i].value);
    }
}

static void demand_same(const struct target *a, const struct target *b)
{
    demand(a->segment_count == b->segment_count && a->parameter_count == b->parameter_count &&
           a->ends_in_slash == b->ends_in_slash);
    for (size_t i = 0; i < a->segment_count; i++) {
        demand(string_equal(a->segments[i], b->segments[i]));
    }
    for (size_t i = 0; i < a->parameter_count; i++) {
        demand(string_equal(a->parameters[i].name, b->parameters[i].name) &&
               string_equal(a->parameters[i].value, b->parameters[i].value));
    }
}

static void write_again(const struct target *target)
{
    struct buffer text = BUFFER_INIT(4 * TARGET_SIZE_MAX);
    struct target again;

    write_target(target, &text);
    demand(!buffer_failed(&text));
    if (text.size <= TARGET_SIZE_MAX) {
        demand(target_parse((struct portreg_string){ text.data, text.size }, &again, NULL) ==
               PORTREG_OK);
        demand_same(target, &again);
    }
    buffer_free(&text);
}

/* No segment and no value has what was refused. */
static void demand_clean(struct portreg_string text)
{
    size_t bad;

    demand(string_is_utf8(text, &bad));
    for (size_t i = 0; i < text.size; i++) {
        demand((unsigned char)text.data[i] >= ' ' && text.data[i] != 0x7f);
    }
}

static void read_value(struct portreg_string value)
{
    struct portreg_free_options options = { .first = 0 };
    struct cursor cursor;
    struct cursor again;
    char text[CURSOR_SIZE];
    struct question question;

    demand_clean(value);
    if (cursor_parse(value, &cursor)) {
        cursor_format(&cursor, text);
        demand(cursor_parse(string_of(text), &again) && again.offset == cursor.offset &&
               again.question == cursor.question && again.versions == cursor.versions);
    }
    if (question_parse(value, &question, NULL) == PORTREG_OK) {
        demand(question.kind == QUESTION_NAME ? question.name.size > 0
                                              : question.first <= question.last);
        demand(question.transports != 0);
    }
    (void)free_range_parse(value, &options, NULL);
    (void)free_transports_parse(value, &options, NULL);
}

static void read_target(struct portreg_string text)
{
    static struct target target;
    struct route_match match;

    if (target_parse(text, &target, NULL) != PORTREG_OK) {
        return;
    }
    demand(target.segment_count <= TARGET_SEGMENTS_MAX &&
           target.parameter_count <= TARGET_PARAMETERS_MAX);
    write_again(&target);
    for (size_t i = 0; i < target.segment_count; i++) {
        demand(target.segments[i].size > 0);
        read_value(target.segments[i]);
    }
    for (size_t i = 0; i < target.parameter_count; i++) {
        read_value(target.parameters[i].value);
    }
    for (unsigned method = 0; method <= METHOD_OTHER; method++) {
        if (route_find(&target, (enum request_method)method, &match)) {
            demand(match.methods != 0 && match.route->pattern != NULL);
            demand(match.suffix == MEDIA_COUNT || (match.route->media & 1u << match.suffix) != 0);
        }
    }
}

static void read_accept(struct portreg_string accept)
{
    for (unsigned offered = 1; offered < 1u << MEDIA_COUNT; offered = offered * 3 + 1) {
        enum media media = media_negotiate(accept, offered);

        demand(media == MEDIA_COUNT || (offered & 1u << media) != 0);
    }
    (void)media_accepts_gzip(accept);
}

static void read_body(struct portreg_string body, struct portreg_string type)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct batch_place place;
    struct batch batch;
    enum portreg_status status = batch_read(body, type, &batch, &place, &error);

    demand(status == error.status);
    demand(batch.count <= BATCH_QUERIES_MAX);
    for (size_t i = 0; i < batch.count; i++) {
        demand(batch.items[i].text.size <= body.size);
    }
    batch_free(&batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy without a byte behind it, so that reading too far is seen; not NULL. */
    char *copy = malloc(size > 0 ? size : 1);
    struct portreg_string rest = { copy, size };
    struct portreg_string type;

    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    read_target(next_part(&rest));
    read_accept(next_part(&rest));
    type = next_part(&rest);
    read_body(rest, type);
    free(copy);
    return 0;
}
