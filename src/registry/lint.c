/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "registry/lint_data.h"
#include "util/error.h"
#include "util/string.h"

enum portreg_status lint_create(struct diagnostics *list, portreg_date today, struct lint **ret,
                                struct portreg_error *error)
{
    struct lint *lint = calloc(1, sizeof(*lint));
    if (lint == NULL) {
        return error_out_of_memory(error);
    }
    lint->list = list;
    lint->today = today;
    lint->abilities = (struct lint_abilities){ true, true, true, true };
    lint->scratch = BUFFER_INIT(RECORD_COLUMN_MAX);
    uint32_t empty;
    enum portreg_status status =
        pool_add(&lint->strings, (struct portreg_string){ "", 0 }, &empty, error);
    if (status != PORTREG_OK) {
        lint_destroy(lint);
        return status;
    }
    *ret = lint;
    return PORTREG_OK;
}

void lint_destroy(struct lint *lint)
{
    if (lint == NULL) {
        return;
    }
    pool_free(&lint->strings);
    pool_free(&lint->person_ids);
    buffer_free(&lint->scratch);
    free(lint->rows);
    free(lint->persons);
    free(lint);
}

void lint_set_abilities(struct lint *lint, struct lint_abilities abilities)
{
    lint->abilities = abilities;
}

void lint_report(struct lint *lint, enum diagnostic_id id, struct position position,
                 const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_va(lint->list, id, position, format, arguments);
    va_end(arguments);
}

uint32_t lint_row_count(const struct lint *lint)
{
    return lint->row_count;
}

uint32_t lint_contact_count(const struct lint *lint)
{
    return lint->contact_count;
}

const char *lint_port_text(uint32_t port, char text[LINT_PORT_SIZE])
{
    unsigned first = lint_port_first(port);
    unsigned last = lint_port_last(port);
    snprintf(text, LINT_PORT_SIZE, first == last ? "%u" : "%u-%u", first, last);
    return text;
}

/* Interns a name with its letters in lower case: names compare without case. */
static enum portreg_status add_folded(struct lint *lint, struct portreg_string name, uint32_t *ret,
                                      struct portreg_error *error)
{
    buffer_clear(&lint->scratch);
    for (size_t i = 0; i < name.size; i++) {
        buffer_append_char(&lint->scratch, ascii_lower(name.data[i]));
    }
    if (buffer_failed(&lint->scratch)) {
        return error_out_of_memory(error);
    }
    struct portreg_string folded = { name.size > 0 ? lint->scratch.data : "", name.size };
    return pool_add(&lint->strings, folded, ret, error);
}

static enum portreg_status remember_row(struct lint *lint, const struct record_fields *fields,
                                        const struct record_facts *facts,
                                        struct portreg_error *error)
{
    struct lint_row row = {
        .position = fields->position,
        .port = (uint32_t)facts->first << 16 | facts->last,
        .has_number = (facts->flags & PORTREG_ROW_HAS_NUMBER) != 0,
        .is_irregular = (facts->flags & PORTREG_ROW_IRREGULAR_NAME) != 0,
        .transport = facts->transport,
    };
    enum portreg_status status =
        add_folded(lint, fields->column[PORTREG_COLUMN_NAME], &row.name, error);
    if (status == PORTREG_OK) {
        status = add_folded(lint, facts->replacement, &row.replacement, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    if (!array_reserve(&lint->rows, &lint->row_capacity, lint->row_count + 1, sizeof(row))) {
        return error_out_of_memory(error);
    }
    lint->rows[lint->row_count++] = row;
    return PORTREG_OK;
}

/* DIAGNOSTICS_MAX or memory: what was found would no longer be the whole. */
static enum portreg_status list_status(const struct lint *lint, struct portreg_error *error)
{
    if (!lint->list->failed) {
        return PORTREG_OK;
    }
    return error_set(error, PORTREG_LIMIT,
                     "no room for more than %zu diagnostics (limit %u, or out of memory)",
                     lint->list->count, DIAGNOSTICS_MAX);
}

enum portreg_status lint_record(struct lint *lint, const struct record_fields *fields,
                                const struct record_facts *facts, struct portreg_error *error)
{
    lint_check_record(lint, fields, facts);
    enum portreg_status status = remember_row(lint, fields, facts, error);
    if (status == PORTREG_OK) {
        status = lint_note_persons(lint, fields->column[PORTREG_COLUMN_ASSIGNEE], fields->position,
                                   error);
    }
    if (status == PORTREG_OK) {
        status = lint_note_persons(lint, fields->column[PORTREG_COLUMN_CONTACT], fields->position,
                                   error);
    }
    return status == PORTREG_OK ? list_status(lint, error) : status;
}

enum portreg_status lint_contact(struct lint *lint, const struct contact_fields *fields,
                                 struct portreg_error *error)
{
    lint_check_contact(lint, fields);
    lint->contact_count++;
    enum portreg_status status = lint_note_contact(lint, fields, error);
    return status == PORTREG_OK ? list_status(lint, error) : status;
}

enum portreg_status lint_finish(struct lint *lint, struct portreg_error *error)
{
    enum portreg_status status = lint_check_rows(lint, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (lint->abilities.has_contacts) {
        lint_check_persons(lint);
    }
    return list_status(lint, error);
}
