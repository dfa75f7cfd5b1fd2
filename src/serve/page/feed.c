/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/feed.h"

#include "serve/page/change_view.h"
#include "util/markup.h"
#include "util/string.h"

#define TAG_YEAR "2026" /* in which the ids' form was laid down (RFC 4151 section 2.1) */

/* "registry.example.org" of "http://registry.example.org:8080"; an IPv6 address is no name. */
static struct portreg_string host_of(const char *url)
{
    struct portreg_string host = string_of(url);
    const char *start = string_find(host, STRING_LITERAL("://"));

    if (start != NULL) {
        host = string_from(host, (size_t)(start - host.data) + 3);
    }
    host.size = strcspn(host.data, ":/");
    return host.size > 0 && host.data[0] != '[' ? host : STRING_LITERAL("localhost");
}

/* tag:registry.example.org,2026:iana/changes or …/changes/2026-02-13 */
static void append_id(const struct request *request, struct buffer *out,
                      const struct survey *survey, const char *date)
{
    buffer_append_text(out, "<id>tag:");
    markup_append(out, host_of(request->site->url));
    buffer_append_text(out, "," TAG_YEAR ":");
    markup_append_address(out, layer_name(survey->layer));
    buffer_printf(out, "/changes%s%s</id>\n", date != NULL ? "/" : "", date != NULL ? date : "");
}

static void append_link(const struct request *request, struct buffer *out,
                        const struct survey *survey, const char *relation, const char *type,
                        const char *path, const char *date)
{
    buffer_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", relation, type);
    markup_append_text(out, request->site->url);
    buffer_printf(out, "%s%s", path, date);
    survey_append_layer(out, survey, "?");
    buffer_append_text(out, "\"/>\n");
}

/* A version has a day and no time; what of the day is not known is its beginning. */
static void append_updated(struct buffer *out, portreg_date date)
{
    unsigned month = date / 32 % 16;
    unsigned day = date % 32;

    buffer_printf(out, "<updated>%04u-%02u-%02uT00:00:00Z</updated>\n", date / 512,
                  month > 0 ? month : 1, day > 0 ? day : 1);
}

static void append_row(struct buffer *out, const struct change_source *source,
                       const struct portreg_row_change *change)
{
    struct portreg_string number;
    struct portreg_string transport;
    struct change_rows rows;

    change_read(source, change, &rows);
    number = rows.shown->column[PORTREG_COLUMN_NUMBER];
    transport = rows.shown->column[PORTREG_COLUMN_TRANSPORT];
    buffer_append_text(out, "<li>");
    markup_append(out, rows.name);
    buffer_append_text(out, rows.name.size > 0 && number.size > 0 ? " " : "");
    markup_append(out, number);
    if (transport.size > 0) {
        buffer_append_text(out, number.size > 0 ? "/" : " ");
    }
    markup_append(out, transport);
    buffer_printf(out, " %s: ", portreg_event_name(change->event));
    markup_append(out, rows.shown->column[PORTREG_COLUMN_DESCRIPTION]);
    buffer_append_text(out, "</li>\n");
}

static void append_contact(struct buffer *out, const struct change_source *source,
                           const struct portreg_contact_change *change)
{
    struct change_contacts contacts;

    change_read_contact(source, change, &contacts);
    buffer_append_text(out, "<li>contact ");
    markup_append(out, contacts.id);
    buffer_printf(out, " %s</li>\n", change_kind_name(change->kind));
}

static void append_changes(struct buffer *out, const struct comparison *comparison)
{
    const struct change_source source = comparison_source(comparison);
    const struct portreg_diff *diff = comparison->diff;

    buffer_append_text(out, "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"
                            "\n<ul>\n");
    for (size_t i = 0; i < diff->row_count; i++) {
        append_row(out, &source, &diff->rows[i]);
    }
    for (size_t i = 0; comparison->with_contacts && i < diff->contact_count; i++) {
        append_contact(out, &source, &diff->contacts[i]);
    }
    if (comparison->total == 0) {
        buffer_append_text(out, "<li>nothing</li>\n");
    }
    buffer_append_text(out, "</ul>\n</div></content>\n");
}

static void append_entry(const struct request *request, struct buffer *out,
                         const struct survey *survey, uint32_t version)
{
    portreg_date day = survey_version_date(survey, version);
    struct comparison comparison;
    char date[16];

    if (history_compare(survey->layer, version > 0 ? version - 1 : 0, version, &comparison,
                        NULL) != PORTREG_OK) {
        out->failed = true;
        return;
    }
    portreg_date_format(day, date);
    buffer_append_text(out, "<entry>\n");
    append_id(request, out, survey, date);
    buffer_printf(out, "<title>%s: ", date);
    if (version > 0) {
        change_view_append_counts(out, &comparison.counts);
    } else {
        buffer_append_text(out, "the first version there is");
    }
    buffer_append_text(out, "</title>\n");
    append_updated(out, day);
    append_link(request, out, survey, "alternate", "text/html", "/changes/", date);
    if (version > 0) {
        append_changes(out, &comparison);
    } else {
        buffer_append_text(out, "<content>What was before it is not known here.</content>\n");
    }
    buffer_append_text(out, "</entry>\n");
    comparison_free(&comparison);
}

void feed_append(const struct request *request, struct buffer *out, const struct survey *survey)
{
    uint32_t count = survey->layer->view.version + 1;

    buffer_append_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    append_id(request, out, survey, NULL);
    buffer_append_text(out, "<title>Changes of port numbers and service names, ");
    markup_append(out, layer_name(survey->layer));
    buffer_append_text(out, "</title>\n<author><name>");
    markup_append(out, layer_name(survey->layer));
    buffer_append_text(out, "</name></author>\n<generator version=\"" PORTREG_VERSION
                            "\">portreg</generator>\n");
    append_updated(out, layer_date(survey->layer));
    append_link(request, out, survey, "self", "application/atom+xml", "/changes.atom", "");
    append_link(request, out, survey, "alternate", "text/html", "/changes", "");
    for (uint32_t version = count;
         version-- > 0 && count - version <= FEED_ENTRIES_MAX && !buffer_failed(out);) {
        append_entry(request, out, survey, version);
    }
    buffer_append_text(out, "</feed>\n");
}
