/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/head.h"

#include <stdint.h>
#include <string.h>

#include "serve/request.h"
#include "serve/server.h"
#include "util/string.h"

/* What the headers say that frame a request, while they are gone through. */
struct reading {
    bool is_in_place; /* libmicrohttpd keeps the lines where it read them */
    unsigned hosts;
    unsigned lengths;
    unsigned codings;
    bool has_unknown_coding;
    bool is_malformed;
    bool is_cut;
    const char *end; /* of the last header's value */
    uint64_t length;
    bool waits;
};

/* RFC 9110 section 5.6.2: what a header's name is made of. */
static bool is_token(struct portreg_string text)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];

        if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
            memchr(others, c, sizeof(others) - 1) == NULL) {
            return false;
        }
    }
    return text.size > 0;
}

/* A lone CR in a value is a line's end to some readers (RFC 9110 section 5.5). */
static bool has_control(struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return true;
        }
    }
    return false;
}

/*
 * libmicrohttpd 0.9 puts a folded line's continuation behind the header's name
 * instead of its value, and ends a line at a NUL. Both show in the memory: name
 * and value of a line that was taken as it came lie as they came, and two bytes,
 * CR and LF, became NUL behind them. (Behind a value there is at least the LF.)
 */
static bool is_cut(const char *name, size_t name_size, const char *value, size_t value_size)
{
    uintptr_t distance = (uintptr_t)value - (uintptr_t)name;

    if (distance <= name_size || distance > SERVER_HEAD_MAX) {
        return true;
    }
    for (size_t i = name_size + 1; i < distance; i++) {
        if (name[i] != ' ' && name[i] != '\t') {
            return true;
        }
    }
    return value[value_size + 1] != '\0';
}

static enum MHD_Result read_header(void *data, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    struct reading *reading = data;
    struct portreg_string key = { name, name_size };
    struct portreg_string text = { value != NULL ? value : "", value != NULL ? value_size : 0 };

    (void)kind;
    if (reading->is_in_place && (value == NULL || is_cut(name, name_size, value, value_size))) {
        reading->is_cut = true;
    }
    reading->end = text.data + text.size;
    reading->is_malformed |= !is_token(key) || has_control(text);
    if (string_equal_folded(key, STRING_LITERAL(MHD_HTTP_HEADER_HOST))) {
        reading->hosts++;
    } else if (string_equal_folded(key, STRING_LITERAL(MHD_HTTP_HEADER_CONTENT_LENGTH))) {
        reading->lengths++;
        if (!string_parse_unsigned(text, UINT64_MAX, &reading->length)) {
            reading->is_malformed = true;
        }
    } else if (string_equal_folded(key, STRING_LITERAL(MHD_HTTP_HEADER_TRANSFER_ENCODING))) {
        reading->codings++;
        reading->has_unknown_coding |= !string_equal_folded(text, STRING_LITERAL("chunked"));
    } else if (string_equal_folded(key, STRING_LITERAL(MHD_HTTP_HEADER_EXPECT))) {
        reading->waits = true;
    }
    return MHD_YES;
}

/*
 * libmicrohttpd 0.9 also takes a line that begins with a colon for the end of
 * the head, which really is two ends of a line behind the last header.
 */
static bool ends_early(struct MHD_Connection *connection, const char *method, const char *end)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return end != NULL && info != NULL &&
           (uintptr_t)method + info->header_size != (uintptr_t)end + strlen("\r\n\r\n");
}

/*
 * A string ends at its first NUL. The line lies in one piece: what follows the
 * target's last byte is the version, so that anything else between them is
 * behind a NUL.
 */
static bool has_nul(const struct head_line *line)
{
    return (uintptr_t)line->version - (uintptr_t)line->url != line->target_size + 1;
}

static const char *find_doubt(const struct reading *reading, bool is_1_0)
{
    if (reading->is_malformed) {
        return "a header that is none by RFC 9110 section 5";
    }
    if (reading->is_cut) {
        return "a header that goes over several lines, has a NUL byte or does not end in CR LF";
    }
    if (reading->hosts > 1 || (reading->hosts == 0 && !is_1_0)) {
        return "one header Host is needed";
    }
    if (reading->lengths + reading->codings > 1) {
        return "more than one header that says where the body ends";
    }
    if (reading->has_unknown_coding || (reading->codings > 0 && is_1_0)) {
        return "no Transfer-Encoding but chunked in HTTP/1.1 is understood";
    }
    return NULL;
}

bool head_is_ours(void)
{
    return strncmp(MHD_get_version(), "0.", 2) == 0;
}

struct head head_read(struct MHD_Connection *connection, const struct head_line *line)
{
    struct reading reading = { .is_in_place = head_is_ours() };
    struct head head;

    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, read_header, &reading);
    reading.is_cut |= reading.is_in_place && ends_early(connection, line->method, reading.end);
    head.doubt = find_doubt(&reading, strcmp(line->version, MHD_HTTP_VERSION_1_0) == 0);
    if (reading.is_in_place && line->target_size > 0 && has_nul(line)) {
        head.doubt = "a NUL byte in the address";
    }
    head.body_is_too_long = reading.length > REQUEST_BODY_MAX;
    head.waits = reading.waits;
    return head;
}
