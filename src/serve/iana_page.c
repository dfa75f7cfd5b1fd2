/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "answer/contact_list.h"
#include "answer/page.h"
#include "format/preamble.h"
#include "query/label.h"
#include "serve/asset.h"
#include "serve/iana.h"
#include "serve/page/link.h"
#include "util/error.h"
#include "util/markup.h"
#include "util/string.h"

/*
 * The page as IANA's site has it, in the same order with the same titles, ids
 * and parameters, so that what reads that page reads this one.
 */
#define PAGES_AROUND 5 /* numbers of pages on either side of this one */

static void append_head(struct buffer *out, const struct preamble *preamble)
{
    struct portreg_string title = { preamble->title.data, preamble->title.size };

    buffer_append_text(out, "<!DOCTYPE html>\n"
                            "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" "
                            "xml:lang=\"en\">\n  <head>\n    <meta charset=\"utf-8\" />\n"
                            "    <meta name=\"viewport\" content=\"width=device-width\" />\n"
                            "    <link rel=\"stylesheet\" type=\"text/css\" href=\"");
    buffer_append_text(out, asset_address("style.css"));
    buffer_append_text(out, "\" />\n    <title>");
    markup_append(out, title);
    buffer_append_text(out, "</title>\n  </head>\n  <body>\n    <main>\n    <h1>");
    markup_append(out, title);
    buffer_append_text(out, "</h1>\n");
}

static void append_reference(struct buffer *out, struct portreg_string label)
{
    buffer_append_char(out, '[');
    link_elsewhere(out, label, "");
    buffer_append_char(out, ']');
}

/* Running text: every [label] in it may be a link. */
static void append_prose(struct buffer *out, struct portreg_string text)
{
    const char *open;

    while (text.size > 0 && (open = memchr(text.data, '[', text.size)) != NULL) {
        size_t before = (size_t)(open - text.data);
        const char *close = memchr(open, ']', text.size - before);

        if (close == NULL) {
            break;
        }
        markup_append(out, (struct portreg_string){ text.data, before });
        append_reference(out,
                         (struct portreg_string){ open + 1, (size_t)(close - open) - 1 });
        text = string_from(text, (size_t)(close - text.data) + 1);
    }
    markup_append(out, text);
}

static void append_entry(struct buffer *out, struct portreg_string title,
                         const struct buffer *text)
{
    struct portreg_string prose = string_trim((struct portreg_string){ text->data, text->size });

    if (text->size == 0) {
        return;
    }
    buffer_append_text(out, "      <dt>");
    markup_append(out, title);
    buffer_append_text(out, "</dt>\n      <dd><pre>");
    append_prose(out, prose);
    buffer_append_text(out, "</pre></dd>\n");
}

static void append_date_parameter(const struct request *request, struct buffer *out,
                                  const char *separator)
{
    char date[16];

    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
        buffer_printf(out, "%sas_of=%s", separator, date);
    }
}

static void append_formats(const struct request *request, struct buffer *out)
{
    static const struct {
        const char *suffix;
        const char *title;
    } formats[] = { { "csv", "CSV" }, { "xml", "XML" }, { "xhtml", "HTML" },
                    { "txt", "Plain text" } };

    buffer_append_text(out, "      <dt>Available Formats</dt>\n      <dd>\n");
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        buffer_printf(out, "        <a class=\"altformat\" href=\"" IANA_NAME ".%s",
                      formats[i].suffix);
        append_date_parameter(request, out, "?");
        buffer_printf(out, "\">%s</a>\n", formats[i].title);
    }
    buffer_append_text(out, "      </dd>\n");
}

static void append_preamble(const struct request *request, struct buffer *out,
                            const struct preamble *preamble, struct portreg_view view)
{
    struct portreg_version version = { .date = 0 };

    portreg_snapshot_version(view.snapshot, view.version, &version);
    buffer_append_text(out, "    <dl>\n      <dt>Last Updated</dt>\n      <dd>");
    markup_append(out, version.updated);
    buffer_append_text(out, "</dd>\n");
    append_entry(out, STRING_LITERAL("Expert(s)"), &preamble->experts);
    append_entry(out, STRING_LITERAL("Reference"), &preamble->references);
    for (size_t i = 0; i < preamble->note_count; i++) {
        const struct preamble_note *note = &preamble->notes[i];
        struct portreg_string title = { note->title.data, note->title.size };

        append_entry(out, title.size > 0 ? title : STRING_LITERAL("Note"), &note->text);
    }
    append_formats(request, out);
    buffer_append_text(out, "    </dl>\n");
}

static void append_search(const struct request *request, struct buffer *out,
                          const struct iana_question *question)
{
    char date[16];

    buffer_append_text(out, "    <form method=\"get\" action=\"?\">\n      <p>\n        <input "
                            "name=\"search\" size=\"18\" type=\"text\" aria-label=\"Search\" "
                            "value=\"");
    markup_append(out, question->search);
    buffer_append_text(out, "\" />\n");
    if (request->as_of != 0) {
        portreg_date_format(request->as_of, date);
        buffer_printf(out, "        <input name=\"as_of\" type=\"hidden\" value=\"%s\" />\n",
                      date);
    }
    buffer_append_text(out, "        <input value=\"Search\" type=\"submit\" />\n      </p>\n"
                            "    </form>\n");
}

/* "?search=tls&amp;page=2&amp;skey=-1" */
static void append_query(const struct request *request, struct buffer *out,
                         struct portreg_string search, uint64_t page, int skey)
{
    buffer_append_text(out, "?search=");
    markup_append_address(out, search);
    buffer_printf(out, "&amp;page=%llu", (unsigned long long)page);
    if (skey != 0) {
        buffer_printf(out, "&amp;skey=%d", skey);
    }
    append_date_parameter(request, out, "&amp;");
}

static void append_page_number(const struct request *request, struct buffer *out,
                               const struct iana_question *question, uint64_t page)
{
    if (page == question->page) {
        buffer_printf(out, " %llu", (unsigned long long)page);
        return;
    }
    buffer_append_text(out, " <a href=\"");
    append_query(request, out, question->search, page, question->skey);
    buffer_printf(out, "\">%llu</a>", (unsigned long long)page);
}

static void append_pages(const struct request *request, struct buffer *out,
                         const struct iana_question *question, size_t count)
{
    uint64_t last = count > 0 ? (count + PAGE_ROWS - 1) / PAGE_ROWS : 1;
    uint64_t from = question->page > PAGES_AROUND ? question->page - PAGES_AROUND : 1;
    uint64_t to = question->page + PAGES_AROUND;

    from = from < last ? from : last;
    to = to < last ? to : last;
    buffer_append_text(out, "    <div class=\"pagination\">");
    if (from > 1) {
        append_page_number(request, out, question, 1);
        buffer_append_text(out, from > 2 ? " ..." : "");
    }
    for (uint64_t page = from; page <= to; page++) {
        append_page_number(request, out, question, page);
    }
    if (to < last) {
        buffer_append_text(out, to + 1 < last ? " ..." : "");
        append_page_number(request, out, question, last);
    }
    buffer_append_text(out, "</div>\n");
}

/* A title that sorts by its column, the other way round if that is how it is sorted. */
static void append_title(const struct request *request, struct buffer *out,
                         const struct iana_question *question, unsigned column)
{
    int skey = (int)column + 1;
    bool up = question->skey == skey;
    bool down = question->skey == -skey;

    buffer_printf(out, "<th scope=\"col\"%s><a href=\"",
                  up     ? " aria-sort=\"ascending\""
                  : down ? " aria-sort=\"descending\""
                         : "");
    append_query(request, out, question->search, 1, up ? -skey : skey);
    buffer_append_text(out, "\">");
    markup_append_text(out, portreg_column_title((enum portreg_column)column));
    buffer_append_text(out, "</a></th>");
}

/* Labels of contacts lead to the table beneath, those of references to where they are. */
static void append_labels(struct buffer *out, struct portreg_string labels, bool contacts)
{
    struct portreg_string label;

    while (label_next(&labels, &label)) {
        if (!contacts) {
            append_reference(out, label);
            continue;
        }
        buffer_append_text(out, "[<a href=\"#");
        markup_append_address(out, label);
        buffer_append_text(out, "\">");
        markup_append(out, label);
        buffer_append_text(out, "</a>]");
    }
}

static void append_cell(struct buffer *out, struct portreg_string cell, unsigned column)
{
    switch (column) {
    case PORTREG_COLUMN_ASSIGNEE:
    case PORTREG_COLUMN_CONTACT:
        append_labels(out, cell, true);
        break;
    case PORTREG_COLUMN_REFERENCE:
        append_labels(out, cell, false);
        break;
    case PORTREG_COLUMN_DESCRIPTION:
    case PORTREG_COLUMN_NOTE:
        append_prose(out, cell);
        break;
    default:
        markup_append(out, cell);
        break;
    }
}

static void append_rows(const struct request *request, struct buffer *out,
                        const struct iana_question *question, const struct answers *answers)
{
    buffer_append_text(out, "    <table id=\"table-" IANA_NAME "\" class=\"sortable_srv\">\n"
                            "      <thead>\n        <tr>");
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        append_title(request, out, question, i);
    }
    buffer_append_text(out, "</tr>\n      </thead>\n      <tbody>\n");
    for (size_t i = 0; i < answers->count; i++) {
        struct answer_cells cells;

        answer_read(&answers->items[i], &cells);
        buffer_append_text(out, "        <tr>");
        for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++) {
            buffer_append_text(out, "<td>");
            append_cell(out, cells.row.column[column], column);
            buffer_append_text(out, "</td>");
        }
        buffer_append_text(out, "</tr>\n");
    }
    buffer_append_text(out, "      </tbody>\n    </table>\n");
}

/* Only schemes that do no more than lead somewhere. */
static bool is_link(struct portreg_string uri)
{
    static const char *const schemes[] = { "mailto:", "tel:", "http://", "https://" };

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (string_starts_folded(uri, schemes[i])) {
            return true;
        }
    }
    return false;
}

static void append_uris(struct buffer *out, struct portreg_string uris)
{
    while (uris.size > 0) {
        const char *end = memchr(uris.data, '\n', uris.size);
        struct portreg_string uri = uris;

        uri.size = end != NULL ? (size_t)(end - uris.data) : uris.size;
        if (is_link(uri)) {
            buffer_append_text(out, "<a href=\"");
            markup_append(out, uri);
            buffer_append_text(out, "\">");
        }
        markup_append(out, uri);
        buffer_append_text(out, is_link(uri) ? "</a>" : "");
        buffer_append_text(out, end != NULL ? "<br />" : "");
        uris = string_from(uris, end != NULL ? uri.size + 1 : uri.size);
    }
}

static void append_contact(struct buffer *out, const struct portreg_contact *contact)
{
    buffer_append_text(out, "        <tr><td><a id=\"");
    markup_append(out, contact->id);
    buffer_append_text(out, "\">[");
    markup_append(out, contact->id);
    buffer_append_text(out, "]</a></td><td>");
    markup_append(out, contact->name);
    buffer_append_text(out, "</td><td>");
    markup_append(out, contact->org);
    buffer_append_text(out, "</td><td>");
    append_uris(out, contact->uri);
    buffer_append_text(out, "</td><td>");
    markup_append(out, contact->updated);
    buffer_append_text(out, "</td></tr>\n");
}

static bool append_contacts(struct buffer *out, const struct answers *answers)
{
    struct contact_list contacts;
    bool fine = contact_list_collect(&contacts, answers);

    if (fine && contacts.count > 0) {
        buffer_append_text(out, "    <h2>Contact Information</h2>\n"
                                "    <table id=\"table-contacts\" class=\"sortable\">\n"
                                "      <thead>\n        <tr><th scope=\"col\">ID</th>"
                                "<th scope=\"col\">Name</th><th scope=\"col\">Organization</th>"
                                "<th scope=\"col\">Contact URI</th>"
                                "<th scope=\"col\">Last Updated</th></tr>\n      </thead>\n"
                                "      <tbody>\n");
        for (size_t i = 0; i < contacts.count; i++) {
            append_contact(out, &contacts.items[i]);
        }
        buffer_append_text(out, "      </tbody>\n    </table>\n");
    }
    contact_list_free(&contacts);
    return fine;
}

enum portreg_status iana_append_page(const struct request *request, struct buffer *out,
                                     const struct iana_question *question,
                                     const struct answers *answers, size_t count,
                                     struct portreg_error *error)
{
    const struct layer *layer = layers_base(request->layers);
    struct preamble preamble;
    enum portreg_status status = preamble_read(layer->view, &preamble, error);

    if (status == PORTREG_OK) {
        append_head(out, &preamble);
        append_preamble(request, out, &preamble, layer->view);
        append_search(request, out, question);
        append_pages(request, out, question, count);
        append_rows(request, out, question, answers);
        if (!append_contacts(out, answers)) {
            status = error_out_of_memory(error);
        }
        buffer_append_text(out, "    </main>\n    <footer><p>The layer ");
        markup_append(out, layer_name(layer));
        buffer_append_text(out, " in the form of IANA's page; <a href=\"/\">portreg's own</a> "
                                "has more.</p></footer>\n  </body>\n</html>\n");
    }
    preamble_free(&preamble);
    return status;
}
