/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/start.h"

#include <portreg/filter.h>
#include <portreg/history.h>

#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "util/string.h"

#define CHANGES_SHOWN 8

static const struct {
    const char *query;
    const char *summary;
} examples[] = {
    { "443", "a port" },
    { "https", "a service" },
    { "6000-6063", "a range" },
    { "_ipp._tcp", "an SRV label" },
    { "remote desktop", "words" },
    { "proto:sctp status:assigned", "terms" },
    { "ref:rfc7252", "what an RFC registers" },
    { "updated:>=2025", "what is new" },
    { "unauthorized:yes", "reported use" },
    { "name:/^x[0-9]/", "a regular expression" },
};

static void append_examples(const struct request *request, struct buffer *out)
{
    buffer_append_text(out, "<h2>Ask for</h2>\n<ul class=\"examples\">\n");
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const struct page_parameter query = { "q", examples[i].query };

        buffer_append_text(out, "<li><a href=\"");
        page_append_here(request, out, &query, 1);
        buffer_append_text(out, "\"><code>");
        markup_append_text(out, examples[i].query);
        buffer_printf(out, "</code></a> %s</li>\n", examples[i].summary);
    }
    buffer_append_text(out, "</ul>\n");
}

void start_append_fields(struct buffer *out)
{
    struct portreg_filter_field field;

    buffer_append_text(out, "<details class=\"fields\"><summary>The field language</summary>\n"
                            "<p>Terms stand between blanks and must all hold; <code>-</code> in "
                            "front of one denies it. A value is a word, a <code>\"quoted "
                            "text\"</code>, a <code>/regular expression/</code>, or "
                            "<code>none</code> for an empty column.</p>\n"
                            "<table><caption>Fields</caption>\n<thead><tr><th scope=\"col\">Field"
                            "</th><th scope=\"col\">Takes</th><th scope=\"col\">Asks</th></tr>"
                            "</thead>\n<tbody>\n");
    for (size_t i = 0; portreg_filter_field(i, &field); i++) {
        buffer_append_text(out, "<tr><th scope=\"row\"><code>");
        markup_append_text(out, field.name);
        if (field.synonym != NULL) {
            buffer_append_text(out, "</code>, <code>");
            markup_append_text(out, field.synonym);
        }
        buffer_append_text(out, "</code></th><td>");
        markup_append_text(out, field.values);
        buffer_append_text(out, "</td><td>");
        markup_append_text(out, field.summary);
        buffer_append_text(out, "</td></tr>\n");
    }
    buffer_append_text(out, "</tbody></table></details>\n");
}

static void append_tile(const struct request *request, struct buffer *out, uint32_t count,
                        const char *what, const char *query)
{
    const struct page_parameter parameters[] = { { "q", query }, { "page", "1" } };

    buffer_append_text(out, "<li><a href=\"");
    page_append_here(request, out, parameters, 2);
    buffer_append_text(out, "\"><b>");
    buffer_append_grouped(out, count);
    buffer_printf(out, "</b> %s</a></li>\n", what);
}

/* The counts of the base layer's version, each a link to the rows. */
static void append_counts(const struct request *request, struct buffer *out)
{
    struct portreg_view view = layers_base(request->layers)->view;
    uint32_t counts[PORTREG_PORT_STATUS_COUNT] = { 0 };
    struct portreg_row row;
    uint32_t names_alone = 0;
    uint32_t cursor = 0;
    uint32_t id;

    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        if (portreg_snapshot_row(view.snapshot, id, &row)) {
            counts[row.status]++;
            names_alone += (row.flags & PORTREG_ROW_HAS_NUMBER) == 0;
        }
    }
    buffer_append_text(out, "<ul class=\"tiles\">\n");
    append_tile(request, out, portreg_view_row_count(view), "rows", NULL);
    append_tile(request, out, counts[PORTREG_PORT_ASSIGNED], "assigned", "status:assigned");
    append_tile(request, out, counts[PORTREG_PORT_RESERVED], "reserved", "status:reserved");
    append_tile(request, out, counts[PORTREG_PORT_UNASSIGNED], "unassigned", "status:unassigned");
    append_tile(request, out, names_alone, "without a port", "port:none");
    buffer_append_text(out, "</ul>\n");
}

static void append_change(const struct request *request, struct buffer *out,
                          const struct portreg_diff *diff,
                          const struct portreg_row_change *change)
{
    uint32_t id = change->after != PORTREG_NONE ? change->after : change->before;
    struct portreg_row row;

    if (!portreg_snapshot_row(diff->after.snapshot, id, &row)) {
        return;
    }
    buffer_append_text(out, "<li>");
    link_name(request, out, row.column[PORTREG_COLUMN_NAME]);
    buffer_append_char(out, ' ');
    link_place(request, out, &row);
    buffer_printf(out, " <span class=\"event\">%s</span></li>\n",
                  portreg_event_name(change->event));
}

/* What the newest version changed. */
static void append_changes(const struct request *request, struct buffer *out)
{
    const struct layer *base = layers_base(request->layers);
    struct portreg_view before = base->view;
    struct portreg_diff *diff;
    char date[16];

    if (before.version == 0) {
        return;
    }
    before.version--;
    if (portreg_diff_create(before, base->view, &diff, NULL) != PORTREG_OK) {
        out->failed = true;
        return;
    }
    portreg_date_format(layer_date(base), date);
    buffer_printf(out, "<h2>Changed on <a href=\"/changes/%s\"><time>%s</time></a></h2>\n", date,
                  date);
    buffer_append_text(out, "<ul class=\"changes\">\n");
    for (size_t i = 0; i < diff->row_count && i < CHANGES_SHOWN; i++) {
        append_change(request, out, diff, &diff->rows[i]);
    }
    buffer_append_text(out, "</ul>\n");
    if (diff->row_count > CHANGES_SHOWN) {
        buffer_printf(out, "<p><a href=\"/changes/%s\">and %zu more</a></p>\n", date,
                      diff->row_count - CHANGES_SHOWN);
    }
    portreg_diff_destroy(diff);
}

void start_append(const struct request *request, struct buffer *out)
{
    buffer_append_text(out, "<p class=\"lead\">The names and port numbers that IANA assigns to "
                            "services on TCP, UDP, SCTP and DCCP, as of any date.</p>\n");
    append_counts(request, out);
    append_examples(request, out);
    start_append_fields(out);
    append_changes(request, out);
}
