/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/change_view.h"

#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "util/markup.h"
#include "util/string.h"
#include "util/words.h"

#define IDENTITY_COLUMNS \
    (1u << PORTREG_COLUMN_NAME | 1u << PORTREG_COLUMN_NUMBER | 1u << PORTREG_COLUMN_TRANSPORT)

const char *const change_group_titles[COMPARISON_GROUP_COUNT] = {
    "Assigned", "Changed", "De-assigned", "Reserved and unassigned"
};

static void append_count(struct buffer *out, const char **separator, uint32_t count,
                         const char *what)
{
    if (count > 0) {
        buffer_append_text(out, *separator);
        buffer_append_grouped(out, count);
        buffer_append_text(out, what);
        *separator = ", ";
    }
}

void change_view_append_counts(struct buffer *out, const struct comparison_counts *counts)
{
    static const char *const names[COMPARISON_GROUP_COUNT] = {
        " assigned", " changed", " de-assigned", " reserved or unassigned"
    };
    const char *separator = "";
    uint32_t contacts = comparison_contact_total(counts);

    for (unsigned i = 0; i < COMPARISON_GROUP_COUNT; i++) {
        append_count(out, &separator, counts->groups[i], names[i]);
    }
    append_count(out, &separator, contacts, contacts == 1 ? " contact" : " contacts");
    if (separator[0] == '\0') {
        buffer_append_text(out, "nothing");
    }
}

/* Puts words together again, in an element for each run of words that went or came. */
struct marker {
    struct buffer *out;
    enum words_mark run;
    bool any;
};

static const char *const run_names[] = { [WORDS_GONE] = "del", [WORDS_NEW] = "ins" };

static void change_run(struct marker *marker, enum words_mark run)
{
    if (marker->run != WORDS_KEPT) {
        buffer_printf(marker->out, "</%s>", run_names[marker->run]);
    }
    if (marker->any && run != marker->run) {
        buffer_append_char(marker->out, ' ');
    }
    if (run != WORDS_KEPT) {
        buffer_printf(marker->out, "<%s>", run_names[run]);
    }
    marker->run = run;
}

static void mark(void *data, enum words_mark run, struct portreg_string word)
{
    struct marker *marker = data;

    if (run != marker->run) {
        change_run(marker, run);
    } else if (marker->any) {
        buffer_append_char(marker->out, ' ');
    }
    marker->any = true;
    markup_append(marker->out, word);
}

static void append_element(struct buffer *out, const char *name, struct portreg_string text)
{
    buffer_printf(out, "<%s>", name);
    markup_append(out, text);
    buffer_printf(out, "</%s>", name);
}

void change_view_append_texts(struct buffer *out, struct portreg_string before,
                              struct portreg_string after)
{
    struct marker marker = { out, WORDS_KEPT, false };
    enum words_result result =
        before.size > 0 && after.size > 0 ? words_compare(before, after, mark, &marker)
                                          : WORDS_UNALIKE;

    if (marker.run != WORDS_KEPT) {
        buffer_printf(out, "</%s>", run_names[marker.run]);
    }
    if (result == WORDS_SAME) {
        buffer_append_text(out, " <span class=\"event\">(white space)</span>");
    } else if (result == WORDS_UNALIKE) {
        if (before.size > 0) {
            append_element(out, "del", before);
        }
        buffer_append_text(out, before.size > 0 && after.size > 0 ? " " : "");
        if (after.size > 0) {
            append_element(out, "ins", after);
        }
    }
}

/* A field of what came or went as a whole stands as it is. */
static void append_field(struct buffer *out, const char *label, enum portreg_change_kind kind,
                         struct portreg_string before, struct portreg_string after)
{
    buffer_append_text(out, "<dt>");
    markup_append_text(out, label);
    buffer_append_text(out, "</dt><dd>");
    if (kind == PORTREG_CHANGE_MODIFIED) {
        change_view_append_texts(out, before, after);
    } else {
        markup_append(out, kind == PORTREG_CHANGE_ADDED ? after : before);
    }
    buffer_append_text(out, "</dd>\n");
}

/* Leads to all that the version of the date changed. */
static void append_date(struct buffer *out, struct portreg_string date)
{
    if (date.size > 0) {
        buffer_append_text(out, "<a href=\"/changes/");
        markup_append_address(out, date);
        buffer_append_text(out, "\"><time>");
        markup_append(out, date);
        buffer_append_text(out, "</time></a> ");
    }
}

static void append_title(const struct request *request, struct buffer *out,
                         const struct portreg_row_change *change, const struct change_rows *rows,
                         struct portreg_string date)
{
    buffer_append_text(out, "<h3>");
    append_date(out, date);
    link_name(request, out, rows->name);
    buffer_append_char(out, ' ');
    link_place(request, out, rows->shown);
    buffer_printf(out, " <span class=\"event\">%s", portreg_event_name(change->event));
    if (change->event == PORTREG_EVENT_RENAMED &&
        rows->before.column[PORTREG_COLUMN_NAME].size > 0) {
        buffer_append_text(out, " from ");
        markup_append(out, rows->before.column[PORTREG_COLUMN_NAME]);
    }
    buffer_append_text(out, "</span></h3>\n");
}

void change_view_append_row(const struct request *request, struct buffer *out,
                            const struct change_source *source,
                            const struct portreg_row_change *change, struct portreg_string date)
{
    uint32_t columns = change->columns;
    struct change_rows rows;

    change_read(source, change, &rows);
    if (change->kind != PORTREG_CHANGE_MODIFIED) {
        columns &= ~IDENTITY_COLUMNS;
    }
    buffer_append_text(out, "<li>");
    append_title(request, out, change, &rows, date);
    buffer_append_text(out, columns != 0 ? "<dl>\n" : "");
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if ((columns & 1u << i) != 0) {
            append_field(out, portreg_column_title((enum portreg_column)i), change->kind,
                         rows.before.column[i], rows.after.column[i]);
        }
    }
    buffer_append_text(out, columns != 0 ? "</dl></li>\n" : "</li>\n");
}

static const char *const contact_labels[PORTREG_CONTACT_FIELD_COUNT] = { "Name", "Organization",
                                                                         "Address", "Updated" };

static void append_contact(const struct request *request, struct buffer *out,
                           const struct change_source *source,
                           const struct portreg_contact_change *change)
{
    struct change_contacts contacts;

    change_read_contact(source, change, &contacts);
    buffer_append_text(out, "<li><h3><a href=\"/contact/");
    markup_append_address(out, contacts.id);
    page_append_date(request, out);
    buffer_append_text(out, "\">");
    markup_append(out, contacts.id);
    buffer_printf(out, "</a> <span class=\"event\">%s</span></h3>\n",
                  change_kind_name(change->kind));
    buffer_append_text(out, change->fields != 0 ? "<dl>\n" : "");
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        enum portreg_contact_field field = (enum portreg_contact_field)i;

        if ((change->fields & 1u << i) != 0) {
            append_field(out, contact_labels[i], change->kind,
                         portreg_contact_field(&contacts.before, field),
                         portreg_contact_field(&contacts.after, field));
        }
    }
    buffer_append_text(out, change->fields != 0 ? "</dl></li>\n" : "</li>\n");
}

static void open_section(struct buffer *out, const char *kind, const char *title, size_t count)
{
    buffer_printf(out, "<section class=\"%s\"><h2>%s <span class=\"event\">", kind, title);
    buffer_append_grouped(out, count);
    buffer_append_text(out, "</span></h2>\n<ul class=\"diff\">\n");
}

void change_view_append(const struct request *request, struct buffer *out,
                        const struct comparison *comparison)
{
    static const char *const kinds[COMPARISON_GROUP_COUNT] = { "came", "changed", "went",
                                                               "other" };
    const struct change_source source = comparison_source(comparison);
    const struct portreg_diff *diff = comparison->diff;
    const uint32_t contacts = comparison_contact_total(&comparison->counts);

    for (unsigned group = 0; group < COMPARISON_GROUP_COUNT; group++) {
        if (comparison->counts.groups[group] == 0) {
            continue;
        }
        open_section(out, kinds[group], change_group_titles[group],
                     comparison->counts.groups[group]);
        for (size_t i = 0; i < diff->row_count; i++) {
            if (comparison_group_of(&diff->rows[i]) == group &&
                comparison_has(comparison, &diff->rows[i])) {
                change_view_append_row(request, out, &source, &diff->rows[i],
                                       (struct portreg_string){ "", 0 });
            }
        }
        buffer_append_text(out, "</ul></section>\n");
    }
    if (contacts > 0) {
        open_section(out, "contacts", "Contacts", contacts);
        for (size_t i = 0; i < diff->contact_count; i++) {
            append_contact(request, out, &source, &diff->contacts[i]);
        }
        buffer_append_text(out, "</ul></section>\n");
    }
}
