/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/format.h"

#include <portreg/compile.h>

#include "util/error.h"
#include "util/string.h"

static const struct format *const formats[] = {
    &format_xml,  &format_csv,  &format_text, &format_services, &format_wireshark,
    &format_nmap, &format_html, &format_json, &format_ndjson, &format_nftables,
    &format_firewalld, &format_avahi, &format_prometheus, &format_c_header, &format_markdown,
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

const struct format *format_at(size_t index)
{
    return index < FORMAT_COUNT ? formats[index] : NULL;
}

const struct format *format_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (string_equal_folded(string_of(formats[i]->name), string_of(name))) {
            return formats[i];
        }
    }
    return NULL;
}

const struct format *format_probe(struct portreg_string head)
{
    const struct format *best = NULL;
    unsigned best_certainty = 0;
    if (head.size > FORMAT_PROBE_SIZE) {
        head.size = FORMAT_PROBE_SIZE;
    }
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        unsigned certainty = formats[i]->probe == NULL ? 0 : formats[i]->probe(head);
        if (certainty > best_certainty) {
            best = formats[i];
            best_certainty = certainty;
        }
    }
    return best;
}

bool portreg_format_info(size_t index, struct portreg_format_info *ret)
{
    const struct format *format = format_at(index);
    if (format == NULL) {
        return false;
    }
    *ret = (struct portreg_format_info){
        .name = format->name,
        .media_type = format->media_type,
        .extension = format->extension,
        .summary = format->summary,
        .can_read = format->read != NULL,
        .can_write = format->write != NULL,
    };
    return true;
}

enum portreg_status portreg_format_write(const char *name, struct portreg_view view,
                                         const uint32_t *rows, size_t row_count, char **ret_text,
                                         size_t *ret_size, struct portreg_error *error)
{
    const struct format *format = format_find(name);
    if (format == NULL) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "there is no format \"%.64s\"", name);
    }
    if (format->write == NULL) {
        return error_set(error, PORTREG_UNSUPPORTED, "the format \"%s\" is only read, not written",
                         format->name);
    }
    struct buffer out = BUFFER_INIT(FORMAT_OUTPUT_MAX);
    enum portreg_status status = format->write(view, rows, row_count, &out, error);
    if (status == PORTREG_OK) {
        char *text = buffer_take(&out, ret_size);
        if (text == NULL) {
            status = error_out_of_memory(error);
        } else {
            *ret_text = text;
        }
    }
    buffer_free(&out);
    return status;
}
