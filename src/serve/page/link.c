/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/link.h"

#include "answer/details.h"
#include "answer/lookup.h"
#include "query/label.h"
#include "serve/page/layout.h"
#include "util/markup.h"
#include "util/string.h"

#define LINK_MAX 8192 /* bytes of an address elsewhere */
#define RFC_DIGITS_MAX 6

static void close_link(const struct request *request, struct buffer *out,
                       struct portreg_string text)
{
    page_append_date(request, out);
    buffer_append_text(out, "\">");
    markup_append(out, text);
    buffer_append_text(out, "</a>");
}

void link_name(const struct request *request, struct buffer *out, struct portreg_string name)
{
    if (name.size == 0) {
        return;
    }
    buffer_append_text(out, "<a href=\"/service/");
    markup_append_address(out, name);
    close_link(request, out, name);
}

void link_names(const struct request *request, struct buffer *out, struct portreg_string names)
{
    const char *separator = "";
    struct portreg_string name;

    while (string_next_word(&names, &name)) {
        buffer_append_text(out, separator);
        link_name(request, out, name);
        separator = ", ";
    }
}

void link_near_names(const struct request *request, struct buffer *out, const char *title,
                     const struct missing *missing)
{
    if (missing->near_count == 0) {
        return;
    }
    buffer_append_text(out, "<p>");
    buffer_append_text(out, title);
    for (size_t i = 0; i < missing->near_count; i++) {
        buffer_append_text(out, i == 0 ? ": " : ", ");
        link_name(request, out, missing->near[i]);
    }
    buffer_append_text(out, "</p>\n");
}

void link_number(const struct request *request, struct buffer *out,
                 const struct portreg_row *row)
{
    struct portreg_string number = row->column[PORTREG_COLUMN_NUMBER];

    if ((row->flags & PORTREG_ROW_HAS_NUMBER) == 0) {
        markup_append(out, number);
        return;
    }
    buffer_append_text(out, row->first == row->last ? "<a href=\"/port/" : "<a href=\"/range/");
    buffer_append_unsigned(out, row->first);
    if (row->first != row->last) {
        buffer_append_char(out, '-');
        buffer_append_unsigned(out, row->last);
    }
    close_link(request, out, number);
}

void link_record(const struct request *request, struct buffer *out,
                 const struct portreg_row *row, struct portreg_string text)
{
    const char *transport = portreg_transport_name(row->transport);

    if (text.size == 0 || (row->flags & PORTREG_ROW_HAS_NUMBER) == 0) {
        markup_append(out, text);
        return;
    }
    buffer_append_text(out, "<a href=\"/");
    buffer_append_text(out, transport[0] != '\0' ? transport : "port");
    buffer_append_char(out, '/');
    buffer_append_unsigned(out, row->first);
    close_link(request, out, text);
}

void link_place(const struct request *request, struct buffer *out, const struct portreg_row *row)
{
    struct portreg_string transport = row->column[PORTREG_COLUMN_TRANSPORT];

    link_number(request, out, row);
    if ((row->flags & PORTREG_ROW_HAS_NUMBER) != 0 && transport.size > 0) {
        buffer_append_char(out, '/');
    }
    link_record(request, out, row, transport);
}

void link_port(const struct request *request, struct buffer *out, uint16_t port)
{
    char digits[STRING_UNSIGNED_SIZE];
    const struct portreg_string text = { digits, string_write_unsigned(digits, port) };

    buffer_append_text(out, "<a href=\"/port/");
    buffer_append_string(out, text);
    close_link(request, out, text);
}

/* An id as people read it: Tim_Berners_Lee. */
static void append_contact_id(struct buffer *out, struct portreg_string id)
{
    size_t start = 0;

    for (size_t i = 0; i <= id.size; i++) {
        if (i == id.size || id.data[i] == '_') {
            markup_append(out, (struct portreg_string){ id.data + start, i - start });
            if (i < id.size) {
                buffer_append_char(out, ' ');
            }
            start = i + 1;
        }
    }
}

void link_contacts(const struct request *request, struct buffer *out,
                   struct portreg_string labels)
{
    struct portreg_string id;
    bool first = true;

    while (label_next(&labels, &id)) {
        if (!first) {
            buffer_append_text(out, ", ");
        }
        first = false;
        buffer_append_text(out, "<a href=\"/contact/");
        markup_append_address(out, id);
        page_append_date(request, out);
        buffer_append_text(out, "\">");
        append_contact_id(out, id);
        buffer_append_text(out, "</a>");
    }
}

uint32_t link_rfc_number(struct portreg_string label)
{
    uint64_t number;
    size_t end = strlen("RFC");

    if (!string_starts_folded(label, "RFC")) {
        return 0;
    }
    while (end < label.size && ascii_is_digit(label.data[end])) {
        end++;
    }
    if (end < label.size && label.data[end] != ',') {
        return 0;
    }
    label = (struct portreg_string){ label.data + strlen("RFC"), end - strlen("RFC") };
    return label.size <= RFC_DIGITS_MAX && string_parse_unsigned(label, UINT32_MAX, &number)
               ? (uint32_t)number
               : 0;
}

void link_elsewhere(struct buffer *out, struct portreg_string label, const char *attributes)
{
    struct buffer address = BUFFER_INIT(LINK_MAX);

    details_reference_link(&address, label);
    if (address.size > 0 && !buffer_failed(&address)) {
        buffer_printf(out, "<a %shref=\"", attributes);
        markup_append(out, (struct portreg_string){ address.data, address.size });
        buffer_append_text(out, "\">");
        markup_append(out, label);
        buffer_append_text(out, "</a>");
    } else {
        markup_append(out, label);
    }
    buffer_free(&address);
}

void link_references(const struct request *request, struct buffer *out,
                     struct portreg_string labels)
{
    struct portreg_string label;
    bool first = true;

    while (label_next(&labels, &label)) {
        uint32_t rfc = link_rfc_number(label);

        if (!first) {
            buffer_append_text(out, ", ");
        }
        first = false;
        if (rfc != 0) {
            buffer_append_text(out, "<a href=\"/rfc/");
            buffer_append_unsigned(out, rfc);
            close_link(request, out, label);
        } else {
            link_elsewhere(out, label, "rel=\"external\" ");
        }
    }
}
