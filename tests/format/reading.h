/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FORMAT_READING_H
#define TESTS_FORMAT_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/format.h"

/* A version read by a format into a builder, for tests to look at. */
struct reading {
    struct builder *builder;
    enum portreg_status status;
    struct portreg_error error;
};

/* Reads bytes as a version of 2020-01-01 unless the format says another date. */
struct reading reading_of(const struct format *format, struct portreg_string bytes);
struct reading reading_of_text(const struct format *format, const char *text);

/* Reads a file in any way that a source can; the reading fails if it cannot. */
struct reading reading_of_file(const struct format *format, const char *path);
void reading_free(struct reading *reading);

uint32_t reading_count(const struct reading *reading);
const struct builder_record *reading_record(const struct reading *reading, uint32_t index);
struct portreg_string reading_cell(const struct reading *reading, uint32_t index,
                                   enum portreg_column column);
uint32_t reading_contact_count(const struct reading *reading);
const struct builder_contact *reading_contact(const struct reading *reading, uint32_t index);
struct portreg_string reading_string(const struct reading *reading, uint32_t id);

/* The first record with this name, number and transport; fails if there is none. */
uint32_t reading_find(const struct reading *reading, const char *name, const char *number,
                      const char *transport);

/* Fails unless the cell is this text. */
void assert_cell(const struct reading *reading, uint32_t index, enum portreg_column column,
                 const char *text);

/* Fails unless reading ended with this status at this place. */
void assert_failed_at(const struct reading *reading, enum portreg_status status, uint32_t line,
                      uint32_t column);

/* The path of a fixture, or of a file of the reference registry (NULL if that is not there). */
const char *fixture_path(const char *name);
const char *registry_path(const char *name);

#endif
