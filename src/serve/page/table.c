/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/table.h"

#include <stdio.h>

#include "answer/column.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "util/string.h"

/* Headings are shorter than IANA's, so that twelve columns fit on a screen. */
static const char *const headings[PORTREG_COLUMN_COUNT] = {
    [PORTREG_COLUMN_NAME] = "Name",
    [PORTREG_COLUMN_NUMBER] = "Port",
    [PORTREG_COLUMN_TRANSPORT] = "Trans&#173;port", /* narrow screens break it */
    [PORTREG_COLUMN_DESCRIPTION] = "Description",
    [PORTREG_COLUMN_ASSIGNEE] = "Assignee",
    [PORTREG_COLUMN_CONTACT] = "Contact",
    [PORTREG_COLUMN_REGISTERED] = "Registered",
    [PORTREG_COLUMN_MODIFIED] = "Modified",
    [PORTREG_COLUMN_REFERENCE] = "Reference",
    [PORTREG_COLUMN_CODE] = "Code",
    [PORTREG_COLUMN_UNAUTHORIZED] = "Unauthorized use",
    [PORTREG_COLUMN_NOTE] = "Notes",
};

static bool has_layers(const struct request *request)
{
    return request->layers->count > 1;
}

/* A heading that sorts: by its column, and from the end if the rows are sorted by it already. */
static void append_sort(const struct request *request, struct buffer *out, const char *sort,
                        unsigned column)
{
    const char *key = column_at(column)->key;
    bool descending = sort[0] == '-';
    bool sorted = strcmp(sort + descending, key) == 0;
    char by[LIST_SORT_SIZE];
    const struct page_parameter changes[] = { { "sort", by }, { "page", NULL } };

    snprintf(by, sizeof(by), "%s%s", sorted && !descending ? "-" : "", key);
    if (sorted) {
        buffer_printf(out, " aria-sort=\"%s\"", descending ? "descending" : "ascending");
    }
    buffer_append_text(out, "><a href=\"");
    page_append_here(request, out, changes, 2);
    buffer_append_text(out, "\">");
    buffer_append_text(out, headings[column]);
    buffer_append_text(out, "</a>");
}

static void append_headings(const struct request *request, struct buffer *out, const char *sort)
{
    buffer_append_text(out, "<thead><tr>");
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_append_text(out, "<th scope=\"col\"");
        if (sort != NULL) {
            append_sort(request, out, sort, i);
        } else {
            buffer_append_char(out, '>');
            buffer_append_text(out, headings[i]);
        }
        buffer_append_text(out, "</th>");
    }
    buffer_append_text(out, "<th scope=\"col\" class=\"more\">More</th>");
    if (has_layers(request)) {
        buffer_append_text(out, "<th scope=\"col\">Layer</th>");
    }
    buffer_append_text(out, "</tr></thead>\n");
}

static void append_contacts(const struct request *request, struct buffer *out,
                            struct portreg_string labels)
{
    buffer_append_text(out, "<td>");
    link_contacts(request, out, labels);
    buffer_append_text(out, "</td>");
}

static void append_date(struct buffer *out, struct portreg_string date)
{
    if (portreg_date_parse(date.data, date.size) == 0) {
        buffer_append_text(out, "<td>");
        markup_append(out, date);
        buffer_append_text(out, "</td>");
        return;
    }
    buffer_append_text(out, "<td><time>");
    buffer_append_string(out, date);
    buffer_append_text(out, "</time></td>");
}

/* Text that may be long is shown in part until the row is opened. */
static void append_long(struct buffer *out, struct portreg_string text)
{
    if (text.size == 0) {
        buffer_append_text(out, "<td></td>");
        return;
    }
    buffer_append_text(out, "<td><div>");
    markup_append(out, text);
    buffer_append_text(out, "</div></td>");
}

static void append_name(const struct request *request, struct buffer *out,
                        const struct portreg_row *row)
{
    struct portreg_string name = row->column[PORTREG_COLUMN_NAME];

    if (name.size == 0) {
        buffer_append_text(out, "<td></td>");
        return;
    }
    buffer_append_text(out, "<th scope=\"row\">");
    link_name(request, out, name);
    buffer_append_text(out, "</th>");
}

static const char *row_class(const struct portreg_row *row)
{
    static const char *const classes[PORTREG_PORT_STATUS_COUNT] = {
        [PORTREG_PORT_ASSIGNED] = "",
        [PORTREG_PORT_RESERVED] = " class=\"reserved\"",
        [PORTREG_PORT_UNASSIGNED] = " class=\"unassigned\"",
        [PORTREG_PORT_DYNAMIC] = " class=\"dynamic\"",
    };

    return (row->flags & PORTREG_ROW_HISTORIC) != 0 ? " class=\"historic\""
                                                    : classes[row->status];
}

/* The description; for a number without a row, its status and why it has that. */
static void append_description(struct buffer *out, const struct answer *answer,
                               const struct portreg_row *row)
{
    buffer_append_text(out, "</td><td>");
    if (answer->row == PORTREG_NONE) {
        buffer_printf(out, "<i>%s, %s</i>", portreg_port_status_name(row->status),
                      column_reason_text(answer->reason));
    } else {
        markup_append(out, row->column[PORTREG_COLUMN_DESCRIPTION]);
    }
    buffer_append_text(out, "</td>");
}

static void append_row(const struct request *request, struct buffer *out,
                       const struct answer *answer)
{
    struct answer_cells cells;
    const struct portreg_row *row = &cells.row;

    answer_read(answer, &cells);
    buffer_append_text(out, "<tr");
    buffer_append_text(out, row_class(row));
    buffer_append_char(out, '>');
    append_name(request, out, row);
    buffer_append_text(out, "<td>");
    link_number(request, out, row);
    buffer_append_text(out, "</td><td>");
    link_record(request, out, row, row->column[PORTREG_COLUMN_TRANSPORT]);
    append_description(out, answer, row);
    append_contacts(request, out, row->column[PORTREG_COLUMN_ASSIGNEE]);
    append_contacts(request, out, row->column[PORTREG_COLUMN_CONTACT]);
    append_date(out, row->column[PORTREG_COLUMN_REGISTERED]);
    append_date(out, row->column[PORTREG_COLUMN_MODIFIED]);
    buffer_append_text(out, "<td>");
    link_references(request, out, row->column[PORTREG_COLUMN_REFERENCE]);
    buffer_append_text(out, "</td><td>");
    markup_append(out, row->column[PORTREG_COLUMN_CODE]);
    buffer_append_text(out, "</td>");
    append_long(out, row->column[PORTREG_COLUMN_UNAUTHORIZED]);
    append_long(out, row->column[PORTREG_COLUMN_NOTE]);
    buffer_append_text(out, "<td class=\"more\"><input type=\"checkbox\" aria-label=\"All "
                            "columns\"/></td>");
    if (has_layers(request)) {
        buffer_append_text(out, "<td>");
        markup_append(out, layer_name(answer->layer));
        buffer_append_text(out, "</td>");
    }
    buffer_append_text(out, "</tr>\n");
}

void table_append(const struct request *request, struct buffer *out, const struct table *table,
                  const struct answers *answers, size_t first, size_t end)
{
    buffer_append_text(out, "<table class=\"rows\"><caption>");
    markup_append_text(out, table->caption);
    buffer_append_text(out, "</caption>\n");
    append_headings(request, out, table->sort);
    buffer_append_text(out, "<tbody>\n");
    for (size_t i = first; i < end; i++) {
        append_row(request, out, &answers->items[i]);
    }
    buffer_append_text(out, "</tbody></table>\n");
}
