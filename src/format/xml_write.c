/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "format/xml.h"
#include "query/label.h"
#include "snapshot/text.h"
#include "util/string.h"

#include "util/error.h"

/*
 * A version that was read from XML comes back byte for byte: frames and own
 * texts in order. Rows and contacts without own text are written out of their
 * columns in the shape that IANA uses. Some rows alone are a file with a frame
 * of its own, without the notes on the whole, and with the contacts that they
 * name.
 */
struct writer {
    struct portreg_view view;
    const uint32_t *rows; /* NULL: all */
    size_t row_count;
    struct text_reader texts;
    struct buffer *out;
    struct portreg_error *error;
};

/* The character at the start of `text` if XML forbids it, as its size; else 0. */
static size_t forbidden_size(struct portreg_string text)
{
    unsigned char c = (unsigned char)text.data[0];
    if (c < ' ') {
        return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
    }
    bool last_two = text.size >= 3 && memcmp(text.data, "\xEF\xBF", 2) == 0 &&
                    ((unsigned char)text.data[2] | 1) == 0xBF;
    return last_two ? 3 : 0; /* U+FFFE and U+FFFF */
}

static void append_character(struct buffer *out, char c, bool in_attribute)
{
    if (c == '&') {
        buffer_append_text(out, "&amp;");
    } else if (c == '<') {
        buffer_append_text(out, "&lt;");
    } else if (c == '>') {
        buffer_append_text(out, "&gt;");
    } else if (c == '"') {
        buffer_append_text(out, "&quot;");
    } else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t'))) {
        buffer_printf(out, "&#%d;", c); /* a parser would take it for another white space */
    } else {
        buffer_append_char(out, c);
    }
}

/* What XML cannot hold becomes the replacement character. */
static void append_escaped(struct buffer *out, struct portreg_string text, bool in_attribute)
{
    while (text.size > 0) {
        size_t forbidden = forbidden_size(text);
        if (forbidden > 0) {
            buffer_append_text(out, "\xEF\xBF\xBD");
        } else {
            append_character(out, text.data[0], in_attribute);
        }
        text = string_from(text, forbidden > 0 ? forbidden : 1);
    }
}

static void append_attribute(struct buffer *out, const char *name, struct portreg_string value)
{
    if (value.size > 0) {
        buffer_append_char(out, ' ');
        buffer_append_text(out, name);
        buffer_append_text(out, "=\"");
        append_escaped(out, value, true);
        buffer_append_char(out, '"');
    }
}

static void append_element(struct buffer *out, const char *indent, const char *name,
                           struct portreg_string value)
{
    if (value.size == 0) {
        return;
    }
    buffer_append_text(out, indent);
    buffer_printf(out, "<%s>", name);
    append_escaped(out, value, false);
    buffer_printf(out, "</%s>\n", name);
}

static bool is_rfc(struct portreg_string label)
{
    uint64_t number;
    return label.size > 3 && memcmp(label.data, "RFC", 3) == 0 &&
           string_parse_unsigned(string_from(label, 3), 999999, &number);
}

static void append_xref(struct buffer *out, const char *indent, struct portreg_string label,
                        bool person)
{
    buffer_append_text(out, indent);
    if (person) {
        buffer_append_text(out, "<xref type=\"person\"");
        append_attribute(out, "data", label);
        buffer_append_text(out, "/>\n");
    } else if (is_rfc(label)) {
        buffer_append_text(out, "<xref type=\"rfc\" data=\"rfc");
        buffer_append_string(out, string_from(label, 3));
        buffer_append_text(out, "\"/>\n");
    } else if (string_starts_folded(label, "http://") ||
               string_starts_folded(label, "https://")) {
        buffer_append_text(out, "<xref type=\"uri\"");
        append_attribute(out, "data", label);
        buffer_append_text(out, "/>\n");
    } else {
        buffer_append_text(out, "<xref type=\"text\">");
        append_escaped(out, label, false);
        buffer_append_text(out, "</xref>\n");
    }
}

/* Each `[label]` of a column becomes an xref. */
static void append_xrefs(struct buffer *out, const char *indent, struct portreg_string column,
                         bool person)
{
    struct portreg_string label;
    while (label_next(&column, &label)) {
        append_xref(out, indent, label, person);
    }
}

static void append_record(struct buffer *out, const struct portreg_row *row)
{
    const struct portreg_string *column = row->column;
    buffer_append_text(out, "<record");
    append_attribute(out, "date", column[PORTREG_COLUMN_REGISTERED]);
    append_attribute(out, "updated", column[PORTREG_COLUMN_MODIFIED]);
    buffer_append_text(out, ">\n");
    append_element(out, "    ", "name", column[PORTREG_COLUMN_NAME]);
    append_element(out, "    ", "protocol", column[PORTREG_COLUMN_TRANSPORT]);
    if (!string_equal(column[PORTREG_COLUMN_ASSIGNEE], column[PORTREG_COLUMN_CONTACT])) {
        buffer_append_text(out, "    <assignee>\n");
        append_xrefs(out, "      ", column[PORTREG_COLUMN_ASSIGNEE], true);
        buffer_append_text(out, "    </assignee>\n");
    }
    append_xrefs(out, "    ", column[PORTREG_COLUMN_CONTACT], true);
    append_xrefs(out, "    ", column[PORTREG_COLUMN_REFERENCE], false);
    append_element(out, "    ", "description", column[PORTREG_COLUMN_DESCRIPTION]);
    append_element(out, "    ", "number", column[PORTREG_COLUMN_NUMBER]);
    append_element(out, "    ", "sc", column[PORTREG_COLUMN_CODE]);
    append_element(out, "    ", "unauthorized", column[PORTREG_COLUMN_UNAUTHORIZED]);
    append_element(out, "    ", "note", column[PORTREG_COLUMN_NOTE]);
    buffer_append_text(out, "  </record>\n  ");
}

static void append_contact(struct buffer *out, const struct portreg_contact *contact)
{
    buffer_append_text(out, "<person");
    append_attribute(out, "id", contact->id);
    buffer_append_text(out, ">\n");
    append_element(out, "      ", "name", contact->name);
    append_element(out, "      ", "org", contact->org);
    for (struct portreg_string rest = contact->uri; rest.size > 0;) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;
        append_element(out, "      ", "uri", (struct portreg_string){ rest.data, size });
        rest = string_from(rest, size + 1);
    }
    append_element(out, "      ", "updated", contact->updated);
    buffer_append_text(out, "    </person>\n    ");
}

/* Appends an own text; false leaves the caller to write it out of the columns. */
static enum portreg_status append_text(struct writer *writer, uint32_t text, bool *ret_done)
{
    *ret_done = text != PORTREG_NONE;
    if (!*ret_done) {
        return PORTREG_OK;
    }
    struct portreg_string string;
    enum portreg_status status = text_reader_get(&writer->texts, text, &string, writer->error);
    if (status == PORTREG_OK) {
        buffer_append_string(writer->out, string);
    }
    return status;
}

static enum portreg_status write_frame(struct writer *writer, enum builder_frame part,
                                       const char *otherwise)
{
    const struct layout_version *version =
        &writer->view.snapshot->versions[writer->view.version];
    bool done;
    /* A file without contacts has no tail of its own; nor has one without a date a middle. */
    bool own = version->frame[FRAME_HEAD] != PORTREG_NONE && writer->rows == NULL;
    enum portreg_status status =
        append_text(writer, writer->rows == NULL ? version->frame[part] : PORTREG_NONE, &done);
    if (status == PORTREG_OK && !done && !own) {
        buffer_append_text(writer->out, otherwise);
    }
    return status;
}

static enum portreg_status write_head(struct writer *writer)
{
    const struct layout_version *version =
        &writer->view.snapshot->versions[writer->view.version];
    enum portreg_status status = write_frame(
        writer, FRAME_HEAD,
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<registry xmlns=\"http://www.iana.org/assignments\" "
        "id=\"service-names-port-numbers\">\n"
        "  <title>Service Name and Transport Protocol Port Number Registry</title>\n"
        "  <updated>");
    if (status != PORTREG_OK) {
        return status;
    }
    bool dated = writer->rows != NULL || version->frame[FRAME_HEAD] == PORTREG_NONE ||
                 version->frame[FRAME_MIDDLE] != PORTREG_NONE;
    if (dated) {
        append_escaped(writer->out, snapshot_string(writer->view.snapshot, version->updated),
                       false);
    }
    return write_frame(writer, FRAME_MIDDLE, "</updated>\n  ");
}

static uint32_t next_row(const struct writer *writer, uint32_t *cursor)
{
    return format_next_row(writer->view, writer->rows, writer->row_count, cursor);
}

static enum portreg_status write_records(struct writer *writer)
{
    const struct portreg_snapshot *snapshot = writer->view.snapshot;
    uint32_t cursor = 0;
    for (uint32_t id = next_row(writer, &cursor); id != PORTREG_NONE;
         id = next_row(writer, &cursor)) {
        struct portreg_row row;
        bool done = false;
        enum portreg_status status = PORTREG_OK;
        if (id < snapshot->row_count) {
            status = append_text(writer, snapshot->rows[id].text, &done);
        }
        if (status != PORTREG_OK) {
            return status;
        }
        if (!done && portreg_snapshot_row(snapshot, id, &row)) {
            append_record(writer->out, &row);
        }
    }
    return PORTREG_OK;
}

static void mark_labels(struct portreg_view view, struct portreg_string labels, bool *named)
{
    struct portreg_string id;
    while (label_next(&labels, &id)) {
        uint32_t index = portreg_view_find_contact(view, id.data, id.size);
        if (index < view.snapshot->contact_count) {
            named[index] = true;
        }
    }
}

/* Which contacts the rows name, by index; NULL if memory is short. */
static bool *mark_contacts(const struct writer *writer)
{
    const struct portreg_snapshot *snapshot = writer->view.snapshot;
    bool *named = calloc((size_t)snapshot->contact_count + 1, sizeof(*named));
    for (size_t i = 0; named != NULL && i < writer->row_count; i++) {
        mark_labels(writer->view,
                    portreg_snapshot_cell(snapshot, writer->rows[i], PORTREG_COLUMN_ASSIGNEE),
                    named);
        mark_labels(writer->view,
                    portreg_snapshot_cell(snapshot, writer->rows[i], PORTREG_COLUMN_CONTACT),
                    named);
    }
    return named;
}

static enum portreg_status write_contact(struct writer *writer, uint32_t index)
{
    const struct portreg_snapshot *snapshot = writer->view.snapshot;
    struct portreg_contact contact;
    bool done = false;
    enum portreg_status status = PORTREG_OK;
    if (index < snapshot->contact_count) {
        status = append_text(writer, snapshot->contacts[index].text, &done);
    }
    if (status == PORTREG_OK && !done && portreg_snapshot_contact(snapshot, index, &contact)) {
        append_contact(writer->out, &contact);
    }
    return status;
}

static enum portreg_status write_contacts(struct writer *writer)
{
    bool *named = writer->rows != NULL ? mark_contacts(writer) : NULL;
    enum portreg_status status = PORTREG_OK;
    uint32_t cursor = 0;
    if (writer->rows != NULL && named == NULL) {
        return error_out_of_memory(writer->error);
    }
    for (uint32_t index = portreg_view_next_contact(writer->view, &cursor);
         status == PORTREG_OK && index != PORTREG_NONE;
         index = portreg_view_next_contact(writer->view, &cursor)) {
        if (named == NULL || (index < writer->view.snapshot->contact_count && named[index])) {
            status = write_contact(writer, index);
        }
    }
    free(named);
    return status;
}

enum portreg_status xml_write(struct portreg_view view, const uint32_t *rows, size_t row_count,
                              struct buffer *out, struct portreg_error *error)
{
    struct writer writer = {
        .view = view, .rows = rows, .row_count = row_count, .out = out, .error = error
    };
    enum portreg_status status = text_reader_open(&writer.texts, view.snapshot, error);
    if (status == PORTREG_OK) {
        status = write_head(&writer);
    }
    if (status == PORTREG_OK) {
        status = write_records(&writer);
    }
    if (status == PORTREG_OK) {
        status = write_frame(&writer, FRAME_BETWEEN, "<people>\n    ");
    }
    if (status == PORTREG_OK) {
        status = write_contacts(&writer);
    }
    if (status == PORTREG_OK) {
        status = write_frame(&writer, FRAME_TAIL, "</people>\n</registry>\n");
    }
    text_reader_close(&writer.texts);
    return status;
}

enum portreg_status xml_write_head(struct portreg_view view, struct buffer *out,
                                   struct portreg_error *error)
{
    struct writer writer = { .view = view, .out = out, .error = error };
    enum portreg_status status = text_reader_open(&writer.texts, view.snapshot, error);
    if (status == PORTREG_OK) {
        status = write_head(&writer);
    }
    text_reader_close(&writer.texts);
    return status;
}
