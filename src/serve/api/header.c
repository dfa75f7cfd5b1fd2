/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/api.h"
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

void api_add_headers(const struct request *request, struct reply *reply)
{
    struct buffer *value = reply_header(reply, "Registry-Layers");

    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];
        char date[16];

        portreg_date_format(layer_date(layer), date);
        buffer_append_text(value, i > 0 ? ", " : "");
        append_item(value, layer_name(layer));
        buffer_printf(value, ";version=\"%s\";age=%u", date,
                      layer_age_days(layer, request->today));
    }
    buffer_append_text(reply_header(reply, "Access-Control-Expose-Headers"),
                       "ETag, Link, Registry-Layers, Total-Count");
}
