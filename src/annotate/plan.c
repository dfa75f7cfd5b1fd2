/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/plan.h"

#include <stdlib.h>

#include "util/error.h"
#include "util/string.h"

#define NAMES_MAX ((size_t)64 << 20)
/* So much of a column's name is shown in a message. */
#define NAME_SHOWN 64

/* The first line of a stream, or Zeek's #fields, in fields. */
struct heading {
    struct field *fields;
    size_t count;
    bool has_names;
};

static bool is_number(struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.data[i])) {
            return false;
        }
    }
    return text.size > 0;
}

static struct portreg_string field_text(const struct field *field)
{
    return string_trim((struct portreg_string){ field->data, field->size });
}

static bool heading_split(struct heading *heading, const struct annotate_plan *plan,
                          const char *line, size_t size)
{
    heading->count = split_line(plan->form, plan->delimiter, line, size, NULL, 0);
    if (heading->count > ANNOTATE_COLUMN_MAX) {
        heading->count = ANNOTATE_COLUMN_MAX;
    }
    heading->fields = calloc(heading->count + 1, sizeof(*heading->fields));
    if (heading->fields != NULL) {
        split_line(plan->form, plan->delimiter, line, size, heading->fields, heading->count);
    }
    return heading->fields != NULL;
}

/* "1 time, 2 src", cut where the message ends. */
static void append_columns(const struct heading *heading, struct buffer *text)
{
    for (size_t i = 0; i < heading->count && !buffer_failed(text); i++) {
        const struct portreg_string name = field_text(&heading->fields[i]);

        buffer_printf(text, "%s%zu %.*s", i > 0 ? ", " : "", i + 1,
                      (int)(name.size < NAME_SHOWN ? name.size : NAME_SHOWN), name.data);
    }
}

static enum portreg_status no_column(const struct heading *heading, struct portreg_string wanted,
                                     struct portreg_error *error)
{
    struct buffer text = BUFFER_INIT(PORTREG_ERROR_MESSAGE_SIZE);

    append_columns(heading, &text);
    error_set(error, PORTREG_INVALID_ARGUMENT, "there is no column '%.*s'; %s: %s",
              (int)(wanted.size < NAME_SHOWN ? wanted.size : NAME_SHOWN), wanted.data,
              heading->has_names ? "the columns are" : "the first line has",
              text.data != NULL ? text.data : "none");
    buffer_free(&text);
    return PORTREG_INVALID_ARGUMENT;
}

static enum portreg_status no_port(const struct heading *heading, struct portreg_error *error)
{
    struct buffer text = BUFFER_INIT(PORTREG_ERROR_MESSAGE_SIZE);

    append_columns(heading, &text);
    error_set(error, PORTREG_INVALID_ARGUMENT,
              "which column is the port's? --port takes its number or name; the first line has: %s",
              text.data != NULL ? text.data : "none");
    buffer_free(&text);
    return PORTREG_INVALID_ARGUMENT;
}

/* By name, as it is written before without regard to case. PLAN_NO_COLUMN if there is none. */
static size_t column_of_name(const struct heading *heading, struct portreg_string name)
{
    size_t found = PLAN_NO_COLUMN;

    for (size_t i = heading->count; i-- > 0;) {
        const struct portreg_string text = field_text(&heading->fields[i]);

        if (string_equal(text, name)) {
            return i;
        }
        if (string_equal_folded(text, name)) {
            found = i;
        }
    }
    return found;
}

static enum portreg_status find_column(struct annotate_plan *plan, const struct heading *heading,
                                       const struct annotate_request *request,
                                       struct portreg_string wanted, size_t *ret,
                                       struct portreg_error *error)
{
    uint64_t number = 0;

    if (!is_number(wanted)) {
        *ret = heading->has_names ? column_of_name(heading, wanted) : PLAN_NO_COLUMN;
    } else if (string_parse_unsigned(wanted, ANNOTATE_COLUMN_MAX, &number) && number > 0 &&
               (number <= heading->count || (request->header == ANNOTATE_HEADER_NO &&
                                             plan->form != ANNOTATE_ZEEK))) {
        *ret = (size_t)number - 1;
    } else {
        *ret = PLAN_NO_COLUMN;
    }
    if (*ret == PLAN_NO_COLUMN) {
        return no_column(heading, wanted, error);
    }
    if (*ret >= plan->column_count) {
        plan->column_count = *ret + 1;
    }
    return PORTREG_OK;
}

static enum portreg_status find_columns(struct annotate_plan *plan, const struct heading *heading,
                                        const struct annotate_request *request,
                                        struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    const bool is_usual = plan->form == ANNOTATE_ZEEK && request->transport_column.size == 0 &&
                          request->transport == PORTREG_TRANSPORT_NONE;

    plan->port_count = request->port_count;
    for (size_t i = 0; i < request->port_count && status == PORTREG_OK; i++) {
        status = find_column(plan, heading, request, request->ports[i], &plan->ports[i], error);
    }
    if (request->port_count == 0 && plan->form != ANNOTATE_ZEEK) {
        return no_port(heading, error);
    }
    if (request->port_count == 0) {
        plan->port_count = 1;
        status = find_column(plan, heading, request, STRING_LITERAL("id.resp_p"), &plan->ports[0],
                             error);
    }
    plan->transport = request->transport;
    plan->transport_column = PLAN_NO_COLUMN;
    if (status == PORTREG_OK && request->transport_column.size > 0) {
        status = find_column(plan, heading, request, request->transport_column,
                             &plan->transport_column, error);
    } else if (status == PORTREG_OK && is_usual &&
               column_of_name(heading, STRING_LITERAL("proto")) != PLAN_NO_COLUMN) {
        status = find_column(plan, heading, request, STRING_LITERAL("proto"),
                             &plan->transport_column, error);
    }
    return status;
}

/* What the new columns are called, after those of the ports. */
static void name_columns(struct annotate_plan *plan, const struct heading *heading,
                         const struct annotate_request *request)
{
    const struct table_style style = { .form = plan->form, .delimiter = plan->delimiter };
    struct buffer name = BUFFER_INIT(NAMES_MAX);

    for (size_t i = 0; i < plan->port_count; i++) {
        for (size_t f = 0; f < request->field_count; f++) {
            buffer_clear(&name);
            buffer_append_string(&name, field_text(&heading->fields[plan->ports[i]]));
            buffer_printf(&name, "_%s", table_field_suffix(request->fields[f]));
            buffer_append_char(&plan->header_names, plan->delimiter);
            table_append_value(&style, (struct portreg_string){ name.data, name.size },
                               &plan->header_names);
            buffer_append_char(&plan->header_types, plan->delimiter);
            buffer_append_text(&plan->header_types, "string");
            plan->header_names.failed = plan->header_names.failed || buffer_failed(&name);
        }
    }
    buffer_free(&name);
}

static bool names_a_column(struct portreg_string text)
{
    return text.size > 0 && !is_number(text);
}

/* Whether columns are given by name, or a column of a port has no port in the first line. */
static bool is_header(const struct heading *heading, const struct annotate_request *request)
{
    for (size_t i = 0; i < request->port_count; i++) {
        struct port_value value;
        uint64_t number;

        if (names_a_column(request->ports[i])) {
            return true;
        }
        if (string_parse_unsigned(request->ports[i], heading->count, &number) && number > 0 &&
            !value_parse_port(heading->fields[number - 1].data, heading->fields[number - 1].size,
                              &value)) {
            return true;
        }
    }
    return names_a_column(request->transport_column);
}

static enum portreg_status plan_delimited(struct annotate_plan *plan,
                                          const struct annotate_request *request, const char *data,
                                          size_t size, struct portreg_error *error)
{
    const char *newline = size > 0 ? memchr(data, '\n', size) : NULL;
    const struct portreg_string line =
        plan_without_mark(data, newline != NULL ? (size_t)(newline - data) + 1 : size);
    struct heading heading = { .count = 0 };
    enum portreg_status status;

    if (!heading_split(&heading, plan, line.data, line_content(line.data, line.size))) {
        return error_out_of_memory(error);
    }
    heading.has_names =
        request->header == ANNOTATE_HEADER_YES ||
        (request->header == ANNOTATE_HEADER_AUTO && is_header(&heading, request));
    plan->has_header = heading.has_names;
    status = find_columns(plan, &heading, request, error);
    if (status == PORTREG_OK && plan->has_header) {
        name_columns(plan, &heading, request);
    }
    free(heading.fields);
    return status;
}

static enum portreg_status plan_zeek(struct annotate_plan *plan,
                                     const struct annotate_request *request,
                                     struct portreg_string fields_line,
                                     struct portreg_error *error)
{
    const size_t word = strlen("#fields") + 1;
    struct heading heading = { .has_names = true };
    enum portreg_status status;

    buffer_append_string(&plan->fields_line, fields_line);
    if (!heading_split(&heading, plan, fields_line.data + word,
                       line_content(fields_line.data, fields_line.size) - word)) {
        return error_out_of_memory(error);
    }
    status = find_columns(plan, &heading, request, error);
    if (status == PORTREG_OK) {
        name_columns(plan, &heading, request);
        plan->is_blind = false;
    }
    free(heading.fields);
    return status;
}

static enum portreg_status plan_ndjson(struct annotate_plan *plan,
                                       const struct annotate_request *request,
                                       struct portreg_error *error)
{
    if (request->port_count == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "which key is the port's? --port takes its name");
    }
    plan->port_count = request->port_count;
    plan->transport = request->transport;
    plan->transport_column = PLAN_NO_COLUMN;
    for (size_t i = 0; i < request->port_count; i++) {
        plan->keys[plan->key_count++] = request->ports[i];
    }
    if (request->transport_column.size > 0) {
        plan->transport_column = plan->key_count;
        plan->keys[plan->key_count++] = request->transport_column;
    }
    return PORTREG_OK;
}

/* One table for all ports; in NDJSON the texts hold the name of their port's key. */
static enum portreg_status make_tables(struct annotate_plan *plan,
                                       const struct annotate_request *request,
                                       struct portreg_string unset, struct portreg_error *error)
{
    const size_t count = plan->form == ANNOTATE_NDJSON ? request->port_count : 1;
    enum portreg_status status = PORTREG_OK;

    for (size_t i = 0; i < count && status == PORTREG_OK; i++) {
        const struct table_style style = { plan->form, plan->delimiter, unset, request->ports[i] };

        status = table_create(request, &style, &plan->tables[i], error);
        plan->table_count += status == PORTREG_OK;
    }
    for (size_t i = count; i < ANNOTATE_PORTS_MAX && status == PORTREG_OK; i++) {
        plan->tables[i] = plan->tables[0];
    }
    return status;
}

static struct annotate_plan *plan_new(const struct annotate_request *request)
{
    struct annotate_plan *plan = calloc(1, sizeof(*plan));

    if (plan != NULL) {
        plan->form = request->form;
        plan->delimiter = request->delimiter;
        plan->is_blind = request->form == ANNOTATE_ZEEK;
        plan->header_names = BUFFER_INIT(NAMES_MAX);
        plan->header_types = BUFFER_INIT(NAMES_MAX);
        plan->unset = BUFFER_INIT(SIZE_MAX);
        plan->fields_line = BUFFER_INIT(SIZE_MAX);
    }
    return plan;
}

/* Hands the plan over if it came about. */
static enum portreg_status plan_finish(struct annotate_plan *plan, enum portreg_status status,
                                       struct annotate_plan **ret, struct portreg_error *error)
{
    if (status == PORTREG_OK &&
        (buffer_failed(&plan->header_names) || buffer_failed(&plan->header_types) ||
         buffer_failed(&plan->unset) || buffer_failed(&plan->fields_line))) {
        status = error_out_of_memory(error);
    }
    if (status != PORTREG_OK) {
        annotate_plan_destroy(plan);
        return status;
    }
    for (size_t i = 0; i < plan->port_count; i++) {
        plan->text_max += plan->tables[i]->text_max;
    }
    *ret = plan;
    return PORTREG_OK;
}

enum portreg_status annotate_plan_create(const struct annotate_request *request, const char *data,
                                         size_t size, struct annotate_plan **ret,
                                         struct portreg_error *error)
{
    struct annotate_plan *plan = plan_new(request);
    struct portreg_string unset = { "", 0 };
    struct portreg_string fields_line;
    enum portreg_status status = PORTREG_OK;

    if (plan == NULL) {
        return error_out_of_memory(error);
    }
    if (plan->form == ANNOTATE_NDJSON) {
        status = plan_ndjson(plan, request, error);
    } else if (plan->form != ANNOTATE_ZEEK) {
        status = plan_delimited(plan, request, data, size, error);
        unset = plan->form == ANNOTATE_SPACE ? STRING_LITERAL("-") : unset;
    } else {
        const size_t head = zeek_head_size(data, size);

        unset = zeek_unset(data, head, plan->delimiter);
        buffer_append_string(&plan->unset, unset);
        if (zeek_find_fields(data, head, plan->delimiter, &fields_line)) {
            status = plan_zeek(plan, request, fields_line, error);
        }
    }
    if (status == PORTREG_OK) {
        status = make_tables(plan, request, unset, error);
    }
    return plan_finish(plan, status, ret, error);
}

enum portreg_status annotate_plan_follow(const struct annotate_plan *plan,
                                         const struct annotate_request *request,
                                         struct portreg_string fields_line,
                                         struct annotate_plan **ret, struct portreg_error *error)
{
    struct annotate_plan *next = plan_new(request);
    enum portreg_status status;

    if (next == NULL) {
        return error_out_of_memory(error);
    }
    for (size_t i = 0; i < ANNOTATE_PORTS_MAX; i++) {
        next->tables[i] = plan->tables[i];
    }
    buffer_append(&next->unset, plan->unset.data, plan->unset.size);
    status = plan_zeek(next, request, fields_line, error);
    return plan_finish(next, status == PORTREG_INVALID_ARGUMENT ? PORTREG_OK : status, ret, error);
}

void annotate_plan_destroy(struct annotate_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (size_t i = 0; i < plan->table_count; i++) {
        table_destroy(plan->tables[i]);
    }
    buffer_free(&plan->header_names);
    buffer_free(&plan->header_types);
    buffer_free(&plan->unset);
    buffer_free(&plan->fields_line);
    free(plan);
}

bool annotate_plan_has_header(const struct annotate_plan *plan)
{
    return plan->has_header;
}

void annotate_header(const struct annotate_plan *plan, const char *line, size_t size,
                     struct buffer *out)
{
    const size_t content = line_content(line, size);

    buffer_append(out, line, content);
    buffer_append(out, plan->header_names.data, plan->header_names.size);
    buffer_append(out, line + content, size - content);
}
