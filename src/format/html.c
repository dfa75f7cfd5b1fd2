/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/format.h"
#include "util/markup.h"
#include "util/string.h"

static const char page_style[] =
    "body{font:1rem/1.4 sans-serif;margin:1rem}"
    "table{border-collapse:collapse}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #999;padding:.2rem .4rem;text-align:left;vertical-align:top;"
    "white-space:pre-line}";

static void write_head(struct buffer *out, struct portreg_view view)
{
    struct portreg_version version = { 0 };
    char date[11];
    struct portreg_string layer = portreg_snapshot_layer(view.snapshot);
    portreg_snapshot_version(view.snapshot, view.version, &version);
    portreg_date_format(version.date, date);

    buffer_append_text(out,
                       "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    markup_append(out, layer);
    buffer_printf(out, ", %s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<table>\n", date,
                  page_style);
    buffer_append_text(out, "<caption>Service names and port numbers: ");
    markup_append(out, layer);
    buffer_printf(out, ", <time datetime=\"%s\">%s</time></caption>\n<thead>\n<tr>", date, date);
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_append_text(out, "<th scope=\"col\">");
        markup_append_text(out, portreg_column_title((enum portreg_column)i));
        buffer_append_text(out, "</th>");
    }
    buffer_append_text(out, "</tr>\n</thead>\n<tbody>\n");
}

/* The row's header is its name, or where it has none its number. */
static unsigned header_column(const struct portreg_row *row)
{
    return row->column[PORTREG_COLUMN_NAME].size > 0 ? PORTREG_COLUMN_NAME : PORTREG_COLUMN_NUMBER;
}

static void write_row(struct buffer *out, const struct portreg_row *row)
{
    unsigned header = header_column(row);
    buffer_append_text(out, "<tr>");
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_append_text(out, i == header ? "<th scope=\"row\">" : "<td>");
        markup_append(out, row->column[i]);
        buffer_append_text(out, i == header ? "</th>" : "</td>");
    }
    buffer_append_text(out, "</tr>\n");
}

static enum portreg_status write_html(struct portreg_view view, const uint32_t *rows,
                                      size_t row_count, struct buffer *out,
                                      struct portreg_error *error)
{
    uint32_t cursor = 0;
    struct portreg_row row;
    write_head(out, view);
    while (format_read_next_row(view, rows, row_count, &cursor, &row)) {
        write_row(out, &row);
    }
    buffer_append_text(out, "</tbody>\n</table>\n</main>\n</body>\n</html>\n");
    return format_finish(out, error);
}

const struct format format_html = {
    .name = "html",
    .media_type = "text/html; charset=utf-8",
    .extension = "html",
    .summary = "an HTML page with one table",
    .write = write_html,
};
