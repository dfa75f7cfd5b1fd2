/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/check_list.h"

static const struct check_item *item_of(const void *item)
{
    return item;
}

static void append_file(struct buffer *out, const void *item)
{
    if (item_of(item)->file != NULL) {
        buffer_append_text(out, item_of(item)->file);
    }
}

static uint64_t line_number(const void *item)
{
    return item_of(item)->line;
}

static uint64_t column_number(const void *item)
{
    return item_of(item)->column;
}

static void append_name(struct buffer *out, const void *item)
{
    buffer_append_string(out, item_of(item)->name);
}

static uint64_t offset_number(const void *item)
{
    return item_of(item)->offset;
}

static void append_id(struct buffer *out, const void *item)
{
    buffer_append_text(out, item_of(item)->id);
}

static void append_severity(struct buffer *out, const void *item)
{
    buffer_append_text(out, portreg_severity_name(item_of(item)->severity));
}

static void append_section(struct buffer *out, const void *item)
{
    buffer_append_text(out, item_of(item)->section);
}

static void append_message(struct buffer *out, const void *item)
{
    buffer_append_text(out, item_of(item)->message);
}

enum { FILE_NAME, LINE, COLUMN, NAME, OFFSET, ID, SEVERITY, SECTION, MESSAGE };

static const struct listing_column columns[] = {
    [FILE_NAME] = { .column = { "file", "File", "the file, - for standard input" },
                    .member = "file",
                    .text = append_file },
    [LINE] = { .column = { "line", "Line", "line of the file" },
               .member = "line",
               .number = line_number },
    [COLUMN] = { .column = { "column", "Column", "column of the line, from 1" },
                 .member = "column",
                 .number = column_number },
    [NAME] = { .column = { "name", "Name", "the name; it has no file, line, column" },
               .member = "name",
               .text = append_name },
    [OFFSET] = { .column = { "offset", "Offset", "byte of the name, from 0, if it is about one" },
                 .member = "offset",
                 .number = offset_number },
    [ID] = { .column = { "id", "ID", "rule or diagnostic" }, .member = "id", .text = append_id },
    [SEVERITY] = { .column = { "severity", "Severity", "note, warning or error" },
                   .member = "severity",
                   .text = append_severity },
    [SECTION] = { .column = { "section", "Section", "section of the RFC that it goes against" },
                  .member = "section",
                  .text = append_section },
    [MESSAGE] = { .column = { "message", "Message", "what is wrong" },
                  .member = "message",
                  .is_long = true,
                  .text = append_message },
};

const struct listing listing_of_findings = {
    .member = "findings",
    .usual_columns = "file,line,column,name,offset,id,severity,section,message",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};

void check_item_json(struct json *json, const struct check_item *item)
{
    static const unsigned of_file[] = { ID, SEVERITY, SECTION, LINE, COLUMN, MESSAGE };
    static const unsigned of_name[] = { ID, SEVERITY, SECTION, OFFSET, MESSAGE };
    const bool is_file = item->file != NULL;
    const struct listing_form form = {
        .columns = is_file ? of_file : of_name,
        .column_count = is_file ? sizeof(of_file) / sizeof(of_file[0])
                                : sizeof(of_name) / sizeof(of_name[0]),
    };

    listing_json(json, &listing_of_findings, item, &form);
}
