/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/layers_header.h"

#include "util/string.h"

static bool is_token(struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];

        if (!ascii_is_alpha(c) && (i == 0 || (!ascii_is_digit(c) && c != '-' && c != '.'))) {
            return false;
        }
    }
    return text.size > 0;
}

/* A token or string of a structured field (RFC 8941 section 3.3), which is of ASCII alone. */
static void append_item(struct buffer *out, struct portreg_string text)
{
    if (is_token(text)) {
        buffer_append_string(out, text);
        return;
    }
    buffer_append_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];

        if (c == '"' || c == '\\') {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, c >= ' ' && c <= '~' ? c : '?');
    }
    buffer_append_char(out, '"');
}

void layers_header_append(struct buffer *out, const struct layer *layer)
{
    char date[16];

    portreg_date_format(layer_date(layer), date);
    append_item(out, layer_name(layer));
    buffer_printf(out, ";version=\"%s\"", date);
}

static void append_one(const struct request *request, struct buffer *out,
                       const struct layer *layer)
{
    layers_header_append(out, layer);
    if (request->route == NULL || (request->route->flags & ROUTE_AGELESS) == 0) {
        buffer_printf(out, ";age=%u", layer_age_days(layer, request->today));
    }
}

void layers_header_name(const struct request *request, struct reply *reply,
                        const struct layer *layer)
{
    append_one(request, reply_header(reply, LAYERS_HEADER), layer);
}

void layers_header_add(const struct request *request, struct reply *reply)
{
    struct buffer *value = reply_header(reply, LAYERS_HEADER);

    if (value->size > 0 ||
        (request->route != NULL && (request->route->flags & ROUTE_SERVER) != 0)) {
        return;
    }
    for (size_t i = 0; i < request->layers->count; i++) {
        buffer_append_text(value, i > 0 ? ", " : "");
        append_one(request, value, &request->layers->items[i]);
    }
}
