/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/text_schema.h"

#include <stdlib.h>

#include "query/label.h"
#include "util/error.h"
#include "util/string.h"

/*
 * A table is written twice over: once to see how wide its columns get, then in
 * fact. Both break the cells in the same places.
 */
#define UNWRAPPED UINT32_MAX
#define GAP 2 /* blanks between columns */

struct sheet_column {
    const char *title;
    uint32_t wrap; /* characters after which lines are broken if they can be, or UNWRAPPED */
    bool has_labels;
    uint32_t width; /* of the widest line */
};

struct sheet {
    struct sheet_column column[TEXT_COLUMNS_MAX];
    unsigned column_count;
    struct buffer *out; /* NULL while widths are taken */
};

/* What is left of a cell. */
struct cell_cursor {
    struct portreg_string rest;
    uint32_t indent; /* of its next line */
    bool is_done;
};

static uint32_t character_size(struct portreg_string text, size_t at)
{
    uint32_t size = 1;
    while (at + size < text.size && is_continuation(text.data[at + size])) {
        size++;
    }
    return size;
}

/* A line may be broken at a single blank, and between labels. */
static bool can_break(struct portreg_string line, size_t at, bool has_labels)
{
    if (at == 0 || at + 1 >= line.size) {
        return false;
    }
    if (line.data[at] == ' ') {
        return line.data[at - 1] != ' ' && line.data[at + 1] != ' ';
    }
    return has_labels && line.data[at - 1] == ']' && line.data[at] == '[';
}

/* Cuts the next line off a cell; returns its width with indentation. */
static uint32_t next_line(struct cell_cursor *cursor, const struct sheet_column *column,
                          struct portreg_string *ret)
{
    const char *newline = memchr(cursor->rest.data, '\n', cursor->rest.size);
    struct portreg_string line = cursor->rest;
    if (newline != NULL) {
        line.size = (size_t)(newline - line.data);
    }
    uint32_t width = cursor->indent;
    size_t best = 0;
    uint32_t best_width = 0;
    size_t at = 0;
    for (; at < line.size; at += character_size(line, at), width++) {
        if (width > column->wrap && best > 0) {
            break;
        }
        if (column->wrap != UNWRAPPED && can_break(line, at, column->has_labels)) {
            best = at;
            best_width = width;
        }
    }
    if (width <= column->wrap || best == 0) { /* all of it */
        *ret = line;
        cursor->rest = string_from(cursor->rest, line.size + 1);
        cursor->indent = blanks_at_start(cursor->rest) >= TEXT_INDENT;
        cursor->is_done = newline == NULL;
        return width;
    }
    *ret = (struct portreg_string){ line.data, best };
    cursor->rest = string_from(cursor->rest, best + (line.data[best] == ' '));
    cursor->indent = TEXT_INDENT;
    return best_width;
}

static void write_line_of_row(struct sheet *sheet, struct cell_cursor *cursors)
{
    uint32_t owed = 0; /* blanks to write before the next text */
    for (unsigned i = 0; i < sheet->column_count; i++) {
        struct sheet_column *column = &sheet->column[i];
        struct portreg_string line = { "", 0 };
        uint32_t width = 0;
        uint32_t indent = cursors[i].indent;
        if (!cursors[i].is_done) {
            width = next_line(&cursors[i], column, &line);
        }
        if (sheet->out == NULL) {
            column->width = width > column->width ? width : column->width;
            continue;
        }
        if (line.size > 0) {
            buffer_append_repeat(sheet->out, ' ', owed + indent);
            buffer_append_string(sheet->out, line);
            owed = 0;
        } else {
            width = 0;
        }
        owed += column->width - width + GAP;
    }
    if (sheet->out != NULL) {
        buffer_append_char(sheet->out, '\n');
    }
}

static void write_row(struct sheet *sheet, const struct portreg_string *cells)
{
    struct cell_cursor cursors[TEXT_COLUMNS_MAX];
    bool is_done = false;
    for (unsigned i = 0; i < sheet->column_count; i++) {
        cursors[i] = (struct cell_cursor){ cells[i], 0, cells[i].size == 0 };
    }
    while (!is_done) {
        write_line_of_row(sheet, cursors);
        is_done = true;
        for (unsigned i = 0; i < sheet->column_count; i++) {
            is_done = is_done && cursors[i].is_done;
        }
    }
}

static void write_titles(struct sheet *sheet)
{
    struct portreg_string titles[TEXT_COLUMNS_MAX];
    for (unsigned i = 0; i < sheet->column_count; i++) {
        titles[i] = string_of(sheet->column[i].title);
    }
    write_row(sheet, titles);
    if (sheet->out == NULL) {
        return;
    }
    for (unsigned i = 0; i < sheet->column_count; i++) {
        buffer_append_repeat(sheet->out, ' ', i == 0 ? 0 : GAP);
        buffer_append_repeat(sheet->out, '-', sheet->column[i].width);
    }
    buffer_append_char(sheet->out, '\n');
}

/* A cell of a column that tells rows apart has one line. */
static struct portreg_string one_line(struct buffer *scratch, struct portreg_string cell)
{
    if (memchr(cell.data, '\n', cell.size) == NULL) {
        return cell;
    }
    buffer_clear(scratch);
    buffer_append_string(scratch, cell);
    for (size_t i = 0; i < scratch->size; i++) {
        if (scratch->data[i] == '\n') {
            scratch->data[i] = ' ';
        }
    }
    return (struct portreg_string){ scratch->data, scratch->size };
}

static void write_record(struct sheet *sheet, struct portreg_view view, uint32_t id,
                         struct buffer *scratch)
{
    struct portreg_row row;
    if (!portreg_snapshot_row(view.snapshot, id, &row)) {
        return;
    }
    row.column[PORTREG_COLUMN_NAME] = one_line(scratch, row.column[PORTREG_COLUMN_NAME]);
    if (row.column[PORTREG_COLUMN_NAME].size == 0 && row.column[PORTREG_COLUMN_NUMBER].size == 0) {
        row.column[PORTREG_COLUMN_NAME] = STRING_LITERAL(TEXT_NO_NAME);
    }
    write_row(sheet, row.column);
}

static void write_records(struct portreg_view view, const uint32_t *rows, size_t row_count,
                          struct buffer *scratch, struct buffer *out)
{
    static const uint32_t wraps[PORTREG_COLUMN_COUNT] = {
        [PORTREG_COLUMN_DESCRIPTION] = 40,  [PORTREG_COLUMN_ASSIGNEE] = 32,
        [PORTREG_COLUMN_CONTACT] = 32,      [PORTREG_COLUMN_REFERENCE] = 32,
        [PORTREG_COLUMN_UNAUTHORIZED] = 32, [PORTREG_COLUMN_NOTE] = 64,
    };
    struct sheet sheet = { .column_count = PORTREG_COLUMN_COUNT };
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        sheet.column[i] = (struct sheet_column){
            .title = portreg_column_title((enum portreg_column)i),
            .wrap = wraps[i] == 0 ? UNWRAPPED : wraps[i],
            .has_labels = (TEXT_LABEL_COLUMNS & (1u << i)) != 0,
        };
    }
    for (unsigned pass = 0; pass < 2; pass++) {
        uint32_t cursor = 0;
        uint32_t id;
        sheet.out = pass == 0 ? NULL : out;
        write_titles(&sheet);
        while ((id = format_next_row(view, rows, row_count, &cursor)) != PORTREG_NONE) {
            write_record(&sheet, view, id, scratch);
        }
    }
}

/* Marks the contacts that a cell names. */
static void mark_contacts(struct portreg_view view, struct portreg_string cell, bool *is_named)
{
    struct portreg_string label;
    while (label_next(&cell, &label)) {
        uint32_t contact = portreg_view_find_contact(view, label.data, label.size);
        if (contact != PORTREG_NONE) {
            is_named[contact] = true;
        }
    }
}

static void mark_contacts_of_rows(struct portreg_view view, const uint32_t *rows, size_t row_count,
                                  bool *is_named)
{
    for (size_t i = 0; i < row_count; i++) {
        mark_contacts(view, portreg_snapshot_cell(view.snapshot, rows[i], PORTREG_COLUMN_ASSIGNEE),
                      is_named);
        mark_contacts(view, portreg_snapshot_cell(view.snapshot, rows[i], PORTREG_COLUMN_CONTACT),
                      is_named);
    }
}

static void write_contact(struct sheet *sheet, const struct portreg_contact *contact,
                          struct buffer *scratch)
{
    buffer_clear(scratch);
    buffer_append_char(scratch, '[');
    buffer_append_string(scratch, contact->id);
    buffer_append_char(scratch, ']');
    const struct portreg_string cells[TEXT_CONTACT_COLUMN_COUNT] = {
        [TEXT_CONTACT_ID] = { scratch->data, scratch->size },
        [TEXT_CONTACT_NAME] = contact->name,
        [TEXT_CONTACT_ORG] = contact->org,
        [TEXT_CONTACT_URI] = contact->uri,
        [TEXT_CONTACT_UPDATED] = contact->updated,
    };
    if (!buffer_failed(scratch)) {
        write_row(sheet, cells);
    }
}

/* `is_named` NULL: all of the version. */
static void write_contacts(struct portreg_view view, const bool *is_named, struct buffer *scratch,
                           struct buffer *out)
{
    struct sheet sheet = {
        .column = { [TEXT_CONTACT_ID] = { .title = "ID", .wrap = UNWRAPPED },
                    [TEXT_CONTACT_NAME] = { .title = "Name", .wrap = 32 },
                    [TEXT_CONTACT_ORG] = { .title = "Organization", .wrap = 32 },
                    [TEXT_CONTACT_URI] = { .title = "Contact URI", .wrap = UNWRAPPED },
                    [TEXT_CONTACT_UPDATED] = { .title = "Last Updated", .wrap = UNWRAPPED } },
        .column_count = TEXT_CONTACT_COLUMN_COUNT,
    };
    buffer_append_text(out, "\n" TEXT_CONTACTS_HEADING "\n\n");
    for (unsigned pass = 0; pass < 2; pass++) {
        uint32_t cursor = 0;
        uint32_t index;
        sheet.out = pass == 0 ? NULL : out;
        write_titles(&sheet);
        while ((index = portreg_view_next_contact(view, &cursor)) != PORTREG_NONE) {
            struct portreg_contact contact;
            if ((is_named == NULL || is_named[index]) &&
                portreg_snapshot_contact(view.snapshot, index, &contact)) {
                write_contact(&sheet, &contact, scratch);
            }
        }
    }
}

static void write_heading(struct portreg_view view, struct buffer *out)
{
    struct portreg_version version = { 0 };
    char date[11];
    portreg_snapshot_version(view.snapshot, view.version, &version);
    portreg_date_format(version.date, date);
    buffer_append_text(out, "Service Name and Transport Protocol Port Number Registry: ");
    buffer_append_string(out, portreg_snapshot_layer(view.snapshot));
    buffer_printf(out, "\n\n%s\n%s\n\n", TEXT_DATE_HEADING, date);
}

enum portreg_status text_write(struct portreg_view view, const uint32_t *rows, size_t row_count,
                               struct buffer *out, struct portreg_error *error)
{
    uint32_t contact_count = portreg_snapshot_contact_count(view.snapshot);
    bool *is_named = NULL;
    struct buffer scratch = BUFFER_INIT(RECORD_COLUMN_MAX + 2);
    if (rows != NULL) {
        is_named = calloc((size_t)contact_count + 1, sizeof(*is_named));
        if (is_named == NULL) {
            return error_out_of_memory(error);
        }
        mark_contacts_of_rows(view, rows, row_count, is_named);
    }
    write_heading(view, out);
    write_records(view, rows, row_count, &scratch, out);
    write_contacts(view, is_named, &scratch, out);
    free(is_named);
    bool failed = buffer_failed(&scratch);
    buffer_free(&scratch);
    return failed ? error_out_of_memory(error) : format_finish(out, error);
}
