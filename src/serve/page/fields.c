/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/fields.h"

#include <portreg/rules.h>

#include "answer/column.h"
#include "answer/details.h"
#include "query/label.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "util/string.h"

#define ADDRESS_MAX 4096

void fields_open(struct buffer *out, const char *label)
{
    buffer_append_text(out, "<dt>");
    buffer_append_text(out, label);
    buffer_append_text(out, "</dt><dd>");
}

void fields_close(struct buffer *out)
{
    buffer_append_text(out, "</dd>\n");
}

void fields_append_text(struct buffer *out, const char *label, struct portreg_string text)
{
    if (text.size > 0) {
        fields_open(out, label);
        markup_append(out, text);
        fields_close(out);
    }
}

void fields_append_status(struct buffer *out, enum portreg_port_status status)
{
    const char *name = portreg_port_status_name(status);

    buffer_printf(out, "<span class=\"badge %s\">%s</span>", name, name);
}

static void append_address(struct buffer *out, struct portreg_string uri)
{
    struct buffer address = BUFFER_INIT(ADDRESS_MAX);
    struct portreg_string text;
    bool is_mail = string_starts_folded(uri, "mailto:");
    bool is_link = is_mail || string_starts_folded(uri, "http://") ||
                   string_starts_folded(uri, "https://") || string_starts_folded(uri, "tel:");

    details_address(&address, uri);
    text = (struct portreg_string){ address.size > 0 ? address.data : "", address.size };
    if (is_link) {
        buffer_append_text(out, "<a rel=\"external\" href=\"");
        markup_append_text(out, is_mail ? "mailto:" : "");
        markup_append(out, is_mail ? text : uri);
        buffer_append_text(out, "\">");
    }
    markup_append(out, text);
    buffer_append_text(out, is_link ? "</a>" : "");
    out->failed |= buffer_failed(&address);
    buffer_free(&address);
}

void fields_append_addresses(struct buffer *out, const struct portreg_contact *contact)
{
    struct portreg_string uris = contact->uri;
    const char *separator = "";

    while (uris.size > 0) {
        const char *newline = memchr(uris.data, '\n', uris.size);
        size_t size = newline != NULL ? (size_t)(newline - uris.data) : uris.size;

        buffer_append_text(out, separator);
        append_address(out, (struct portreg_string){ uris.data, size });
        separator = ", ";
        uris = string_from(uris, newline != NULL ? size + 1 : size);
    }
}

static void append_contact(const struct request *request, struct buffer *out,
                           struct portreg_view view, struct portreg_string id)
{
    uint32_t index = portreg_view_find_contact(view, id.data, id.size);
    struct portreg_contact contact;

    buffer_append_text(out, "<li><a href=\"/contact/");
    markup_append_address(out, id);
    page_append_date(request, out);
    buffer_append_text(out, "\">");
    if (index == PORTREG_NONE || !portreg_snapshot_contact(view.snapshot, index, &contact)) {
        markup_append(out, id);
        buffer_append_text(out, "</a></li>\n");
        return;
    }
    markup_append(out, contact.name.size > 0 ? contact.name : contact.org);
    buffer_append_text(out, "</a> ");
    if (contact.name.size > 0 && contact.org.size > 0 &&
        !string_equal(contact.name, contact.org)) {
        markup_append(out, contact.org);
        buffer_append_char(out, ' ');
    }
    fields_append_addresses(out, &contact);
    if (contact.updated.size > 0) {
        buffer_append_text(out, " <small>as of ");
        markup_append(out, contact.updated);
        buffer_append_text(out, "</small>");
    }
    buffer_append_text(out, "</li>\n");
}

static void append_contacts(const struct request *request, struct buffer *out,
                            struct portreg_view view, const char *label,
                            struct portreg_string labels)
{
    struct portreg_string id;

    if (labels.size == 0) {
        return;
    }
    fields_open(out, label);
    buffer_append_text(out, "<ul>\n");
    while (label_next(&labels, &id)) {
        append_contact(request, out, view, id);
    }
    buffer_append_text(out, "</ul>");
    fields_close(out);
}

static void append_references(const struct request *request, struct buffer *out,
                              struct portreg_string labels)
{
    if (labels.size > 0) {
        fields_open(out, "Reference");
        link_references(request, out, labels);
        fields_close(out);
    }
}

static void append_code(struct buffer *out, const struct portreg_row *row)
{
    char text[PORTREG_SERVICE_CODE_SIZE];

    if ((row->flags & PORTREG_ROW_HAS_CODE) != 0) {
        portreg_service_code_format(row->code, text);
        fields_open(out, "Service code");
        buffer_printf(out, "%u <code>", row->code);
        markup_append_text(out, text);
        buffer_append_text(out, "</code>");
        fields_close(out);
    }
}

static void append_txt_keys(struct buffer *out, struct portreg_string note)
{
    struct portreg_string key;
    struct portreg_string value;
    struct txt_keys keys;
    bool any = false;

    txt_keys_start(&keys, note);
    while (txt_keys_next(&keys, &key, &value)) {
        if (!any) {
            fields_open(out, "TXT keys");
            buffer_append_text(out, "<ul>\n");
        }
        any = true;
        buffer_append_text(out, "<li><code>");
        markup_append(out, key);
        if (value.size > 0) {
            buffer_append_char(out, '=');
            markup_append(out, value);
        }
        buffer_append_text(out, "</code></li>\n");
    }
    if (any) {
        buffer_append_text(out, "</ul>");
        fields_close(out);
    }
}

static void append_label(struct buffer *out, const char *label)
{
    buffer_append_text(out, "<code data-copy=\"\">");
    markup_append_text(out, label);
    buffer_append_text(out, "</code>");
}

void fields_append_srv(struct buffer *out, struct portreg_string name,
                       enum portreg_transport transport)
{
    char plain[PORTREG_SRV_LABEL_SIZE];
    char dns_sd[PORTREG_SRV_LABEL_SIZE];

    if (portreg_srv_label(name.data, name.size, transport, PORTREG_SRV_PLAIN, plain) == 0) {
        return;
    }
    portreg_srv_label(name.data, name.size, transport, PORTREG_SRV_DNS_SD, dns_sd);
    fields_open(out, "SRV label");
    append_label(out, plain);
    if (strcmp(plain, dns_sd) != 0) {
        buffer_append_text(out, ", in DNS-SD ");
        append_label(out, dns_sd);
    }
    fields_close(out);
}

static void append_derived(struct buffer *out, const struct answer *answer,
                           const struct answer_cells *cells, const char *label,
                           enum column_id column)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    column_append(&text, answer, cells, column);
    fields_append_text(out, label, (struct portreg_string){ text.data, text.size });
    out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

/* What to know; the name to use instead is a link. */
static void append_remark(const struct request *request, struct buffer *out,
                          const struct answer *answer, const struct answer_cells *cells)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);
    struct portreg_string name = cells->row.replacement;
    struct portreg_string remark;
    const char *use;

    column_append(&text, answer, cells, COLUMN_REMARK);
    remark = (struct portreg_string){ text.data, text.size };
    use = name.size > 0 && text.size > 0
              ? memmem(text.data, text.size, name.data, name.size)
              : NULL;
    if (use == NULL) {
        fields_append_text(out, "Remark", remark);
    } else {
        size_t before = (size_t)(use - text.data);

        fields_open(out, "Remark");
        markup_append(out, (struct portreg_string){ text.data, before });
        link_name(request, out, name);
        markup_append(out, string_from(remark, before + name.size));
        fields_close(out);
    }
    out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

/* Other names of the number, each a link. */
static void append_aliases(const struct request *request, struct buffer *out,
                           const struct answer *answer, const struct answer_cells *cells)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    column_append(&text, answer, cells, COLUMN_ALIASES);
    if (text.size > 0) {
        fields_open(out, "Other names");
        link_names(request, out, (struct portreg_string){ text.data, text.size });
        fields_close(out);
    }
    out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

static void append_number(const struct request *request, struct buffer *out,
                          const struct portreg_row *row)
{
    struct portreg_string transport = row->column[PORTREG_COLUMN_TRANSPORT];

    fields_open(out, "Port");
    if ((row->flags & PORTREG_ROW_HAS_NUMBER) != 0) {
        link_number(request, out, row);
    } else {
        buffer_append_text(out, "none");
    }
    buffer_append_text(out, " on ");
    link_record(request, out, row,
                transport.size > 0 ? transport : STRING_LITERAL("any transport"));
    fields_close(out);
}

/* Which registry says so, and since when. */
static void append_source(struct buffer *out, const struct answer *answer,
                          const struct answer_cells *cells)
{
    fields_open(out, "Source");
    markup_append(out, layer_name(answer->layer));
    buffer_append_text(out, ", version of ");
    page_append_time(out, layer_date(answer->layer));
    if (answer->row != PORTREG_NONE && cells->row.from > 0) {
        buffer_append_text(out, ", unchanged since <time>");
        column_append(out, answer, cells, COLUMN_FROM);
        buffer_append_text(out, "</time>");
    }
    fields_close(out);
}

static void append_title(const struct request *request, struct buffer *out,
                         const struct portreg_row *row)
{
    struct portreg_string name = row->column[PORTREG_COLUMN_NAME];

    buffer_append_text(out, "<h2>");
    if (name.size > 0) {
        link_name(request, out, name);
    } else {
        buffer_append_text(out, "No name");
    }
    buffer_append_char(out, ' ');
    fields_append_status(out, row->status);
    buffer_append_text(out, "</h2>\n");
}

void fields_append_answer(const struct request *request, struct buffer *out,
                          const struct answer *answer)
{
    struct portreg_view view = answer->layer->view;
    struct answer_cells cells;
    const struct portreg_row *row = &cells.row;

    answer_read(answer, &cells);
    buffer_append_text(out, "<article class=\"record\">\n");
    append_title(request, out, row);
    buffer_append_text(out, "<dl>\n");
    append_number(request, out, row);
    fields_append_text(out, "Description", row->column[PORTREG_COLUMN_DESCRIPTION]);
    append_remark(request, out, answer, &cells);
    append_aliases(request, out, answer, &cells);
    append_contacts(request, out, view, "Assignee", row->column[PORTREG_COLUMN_ASSIGNEE]);
    append_contacts(request, out, view, "Contact", row->column[PORTREG_COLUMN_CONTACT]);
    fields_append_text(out, "Registered", row->column[PORTREG_COLUMN_REGISTERED]);
    fields_append_text(out, "Modified", row->column[PORTREG_COLUMN_MODIFIED]);
    append_references(request, out, row->column[PORTREG_COLUMN_REFERENCE]);
    append_code(out, row);
    fields_append_srv(out, row->column[PORTREG_COLUMN_NAME], row->transport);
    fields_append_text(out, "Unauthorized use", row->column[PORTREG_COLUMN_UNAUTHORIZED]);
    fields_append_text(out, "Notes", row->column[PORTREG_COLUMN_NOTE]);
    append_txt_keys(out, row->column[PORTREG_COLUMN_NOTE]);
    append_derived(out, answer, &cells, "Open frequency", COLUMN_FREQUENCY);
    append_source(out, answer, &cells);
    buffer_append_text(out, "</dl>\n</article>\n");
}
