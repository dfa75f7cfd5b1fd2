/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/source.h"
#include "registry/builder_data.h"
#include "util/string.h"

struct reading reading_of(const struct format *format, struct portreg_string bytes)
{
    struct reading reading = { .builder = NULL };
    const struct format_input input = { .name = "input", .bytes = bytes, .jobs = 1 };
    assert_int_equal(builder_create(&reading.builder, &reading.error), PORTREG_OK);
    assert_int_equal(builder_begin(reading.builder, &reading.error), PORTREG_OK);
    builder_set_name(reading.builder, "input");
    reading.status = format->read(reading.builder, &input, &reading.error);
    if (reading.status == PORTREG_OK && reading.builder->coming.date == 0) {
        reading.status =
            builder_set_date(reading.builder, STRING_LITERAL("2020-01-01"), &reading.error);
    }
    if (reading.status == PORTREG_OK) {
        reading.status = builder_end(reading.builder, &reading.error);
    } else {
        builder_abandon(reading.builder);
    }
    return reading;
}

struct reading reading_of_text(const struct format *format, const char *text)
{
    return reading_of(format, string_of(text));
}

struct reading reading_of_file(const struct format *format, const char *path)
{
    struct source *source;
    struct source_file file;
    struct portreg_error error;
    source_file_init(&file);
    assert_int_equal(source_open(path, &source, &error), PORTREG_OK);
    assert_int_equal(source_next(source, &file, &error), PORTREG_OK);
    assert_non_null(file.name);
    struct reading reading =
        reading_of(format, (struct portreg_string){ file.bytes.data, file.bytes.size });
    if (reading.status != PORTREG_OK) {
        print_error("%s:%u:%u: %s\n", path, reading.error.line, reading.error.column,
                    reading.error.message);
    }
    source_file_free(&file);
    source_close(source);
    return reading;
}

void reading_free(struct reading *reading)
{
    builder_destroy(reading->builder);
    reading->builder = NULL;
}

uint32_t reading_count(const struct reading *reading)
{
    return reading->builder->record_rows.standing_count;
}

const struct builder_record *reading_record(const struct reading *reading, uint32_t index)
{
    const struct sequence *rows = &reading->builder->record_rows;
    assert_true(index < rows->standing_count);
    return &reading->builder->records[rows->rows[rows->standing[index]].item];
}

struct portreg_string reading_string(const struct reading *reading, uint32_t id)
{
    return pool_get(&reading->builder->strings, id);
}

struct portreg_string reading_cell(const struct reading *reading, uint32_t index,
                                   enum portreg_column column)
{
    return reading_string(reading, reading_record(reading, index)->column[column]);
}

uint32_t reading_contact_count(const struct reading *reading)
{
    return reading->builder->contact_rows.standing_count;
}

const struct builder_contact *reading_contact(const struct reading *reading, uint32_t index)
{
    const struct sequence *rows = &reading->builder->contact_rows;
    assert_true(index < rows->standing_count);
    return &reading->builder->contacts[rows->rows[rows->standing[index]].item];
}

uint32_t reading_find(const struct reading *reading, const char *name, const char *number,
                      const char *transport)
{
    for (uint32_t i = 0; i < reading_count(reading); i++) {
        if (string_is(reading_cell(reading, i, PORTREG_COLUMN_NAME), name) &&
            string_is(reading_cell(reading, i, PORTREG_COLUMN_NUMBER), number) &&
            string_is(reading_cell(reading, i, PORTREG_COLUMN_TRANSPORT), transport)) {
            return i;
        }
    }
    fail_msg("no record %s %s/%s", name, number, transport);
    return 0;
}

void assert_cell(const struct reading *reading, uint32_t index, enum portreg_column column,
                 const char *text)
{
    struct portreg_string cell = reading_cell(reading, index, column);
    if (!string_is(cell, text)) {
        fail_msg("row %u, %s: \"%.*s\" is not \"%s\"", index, portreg_column_key(column),
                 (int)cell.size, cell.data, text);
    }
}

void assert_failed_at(const struct reading *reading, enum portreg_status status, uint32_t line,
                      uint32_t column)
{
    if (reading->status != status || reading->error.line != line ||
        reading->error.column != column) {
        fail_msg("%s at %u:%u (%s), expected %s at %u:%u", portreg_status_name(reading->status),
                 reading->error.line, reading->error.column, reading->error.message,
                 portreg_status_name(status), line, column);
    }
}

const char *fixture_path(const char *name)
{
    const char *folder = getenv("PORTREG_TEST_DATA");
    assert_non_null(folder);
    static char path[4096];
    snprintf(path, sizeof(path), "%s/../format/data/%s", folder, name);
    return path;
}

const char *registry_path(const char *name)
{
    const char *folder = getenv("PORTREG_TEST_REGISTRY");
    if (folder == NULL) {
        return NULL;
    }
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, R_OK) == 0 ? path : NULL;
}
