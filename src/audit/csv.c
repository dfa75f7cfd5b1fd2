/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"

#include <csv.h>
#include <stdlib.h>

#include "util/buffer.h"
#include "util/error.h"
#include "util/string.h"

/*
 * CSV with a heading, such as `portreg listen --csv` writes; also with
 * semicolons or tabs. Columns are found by their names, without regard to case,
 * unless the input's map says which they are. A port may be 443 or 443/tcp.
 */
enum csv_field {
    CSV_PORT,
    CSV_TRANSPORT,
    CSV_ADDRESS,
    CSV_HOST,
    CSV_PROCESS,
    CSV_PID,
    CSV_UID,
    CSV_UNIT,
    CSV_FIELD_COUNT
};

#define NAMES_MAX 8
#define COLUMNS_MAX 256

/* What each is called in a map, and in the headings of others. */
static const char *const names[CSV_FIELD_COUNT][NAMES_MAX] = {
    [CSV_PORT] = { "port", "local port", "local_port", "lport", "port number", "portid" },
    [CSV_TRANSPORT] = { "transport", "protocol", "proto", "netid", "transport protocol" },
    [CSV_ADDRESS] = { "address", "local address", "local_address", "ip", "ip address", "addr" },
    [CSV_HOST] = { "host", "hostname", "node", "server", "machine" },
    [CSV_PROCESS] = { "process", "command", "program", "process name", "process_name" },
    [CSV_PID] = { "pid", "process id", "process_id" },
    [CSV_UID] = { "uid" },
    [CSV_UNIT] = { "unit" },
};

struct reading {
    struct audit *audit;
    struct portreg_error *error;
    enum portreg_status status;
    size_t columns[CSV_FIELD_COUNT];  /* index of each; COLUMNS_MAX: there is none */
    enum portreg_transport transport; /* of all rows, if the map says so */
    bool has_heading;
    struct buffer text; /* the row's fields, one behind the other */
    size_t ends[COLUMNS_MAX];
    size_t count;
    uint32_t lines; /* line breaks in the row's fields */
};

#define ROW_MAX AUDIT_INPUT_MAX

static struct portreg_string field_at(const struct reading *reading, size_t index)
{
    size_t from;

    if (index >= reading->count) {
        return (struct portreg_string){ "", 0 };
    }
    from = index > 0 ? reading->ends[index - 1] : 0;
    return string_trim(
        (struct portreg_string){ reading->text.data + from, reading->ends[index] - from });
}

static size_t find_column(const struct reading *reading, struct portreg_string name)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (string_equal_folded(field_at(reading, i), name)) {
            return i;
        }
    }
    return COLUMNS_MAX;
}

static void find_columns(struct reading *reading)
{
    for (size_t field = 0; field < CSV_FIELD_COUNT; field++) {
        reading->columns[field] = COLUMNS_MAX;
        for (size_t i = 0; i < NAMES_MAX && names[field][i] != NULL; i++) {
            if (reading->columns[field] == COLUMNS_MAX) {
                reading->columns[field] = find_column(reading, string_of(names[field][i]));
            }
        }
    }
}

static size_t field_named(struct portreg_string name)
{
    size_t field = 0;

    while (field < CSV_FIELD_COUNT && !string_is(name, names[field][0])) {
        field++;
    }
    return field;
}

/* One "FIELD=COLUMN"; a transport may be named instead of its column. */
static enum portreg_status read_mapping(struct reading *reading, struct portreg_string text)
{
    const char *sign = text.size > 0 ? memchr(text.data, '=', text.size) : NULL;
    const size_t size = sign != NULL ? (size_t)(sign - text.data) : text.size;
    const struct portreg_string column = string_from(text, size + 1);
    const size_t field = field_named((struct portreg_string){ text.data, size });

    if (sign == NULL || field == CSV_FIELD_COUNT) {
        return error_set(reading->error, PORTREG_INVALID_ARGUMENT,
                         "--map takes port=COLUMN, and so on for transport, address, host, "
                         "process, pid, uid and unit, separated by commas");
    }
    reading->columns[field] = find_column(reading, column);
    if (reading->columns[field] == COLUMNS_MAX &&
        !(field == CSV_TRANSPORT && audit_parse_transport(column, &reading->transport))) {
        return error_set(reading->error, PORTREG_INVALID_ARGUMENT,
                         "there is no column '%.*s' in the heading",
                         column.size < 60 ? (int)column.size : 60, column.data);
    }
    return PORTREG_OK;
}

static enum portreg_status read_map(struct reading *reading, struct portreg_string map)
{
    struct portreg_string mapping;

    while (string_next_part(&map, ',', &mapping)) {
        enum portreg_status status = read_mapping(reading, mapping);

        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}

static enum portreg_status read_heading(struct reading *reading)
{
    const char *map = reading->audit->input->map;
    enum portreg_status status;

    reading->has_heading = true;
    find_columns(reading);
    status = map != NULL ? read_map(reading, string_of(map)) : PORTREG_OK;
    if (status == PORTREG_OK && reading->columns[CSV_PORT] == COLUMNS_MAX) {
        status = error_set(reading->error, PORTREG_SYNTAX,
                           "the heading has no column 'port'; name it with --map port=COLUMN");
    }
    return status;
}

static void say_no_transport(struct audit *audit, struct portreg_string text)
{
    if (text.size > 0) {
        audit_malformed(audit, "'%.*s' is none of tcp, udp, sctp and dccp", audit_quoted_size(text),
                        text.data);
    } else {
        audit_malformed(audit,
                        "the row has no transport; --map transport=tcp would say it for all");
    }
}

static bool read_port(struct reading *reading, struct endpoint *endpoint)
{
    struct portreg_string port = field_at(reading, reading->columns[CSV_PORT]);
    struct portreg_string transport = field_at(reading, reading->columns[CSV_TRANSPORT]);
    const char *slash = port.size > 0 ? memchr(port.data, '/', port.size) : NULL;

    endpoint->transport = reading->transport;
    if (slash != NULL) {
        transport = string_from(port, (size_t)(slash - port.data) + 1);
        port.size = (size_t)(slash - port.data);
    }
    if (!audit_parse_transport(transport, &endpoint->transport) &&
        endpoint->transport == PORTREG_TRANSPORT_NONE) {
        say_no_transport(reading->audit, transport);
        return false;
    }
    return audit_read_port(reading->audit, port, endpoint);
}

static void read_row(struct reading *reading)
{
    struct endpoint endpoint = audit_endpoint();
    uint64_t number;

    if (!read_port(reading, &endpoint)) {
        return;
    }
    endpoint.address = field_at(reading, reading->columns[CSV_ADDRESS]);
    endpoint.host = field_at(reading, reading->columns[CSV_HOST]);
    endpoint.process = field_at(reading, reading->columns[CSV_PROCESS]);
    endpoint.unit = field_at(reading, reading->columns[CSV_UNIT]);
    if (string_parse_unsigned(field_at(reading, reading->columns[CSV_PID]), UINT32_MAX, &number)) {
        endpoint.pid = (uint32_t)number;
    }
    if (string_parse_unsigned(field_at(reading, reading->columns[CSV_UID]), UINT32_MAX, &number)) {
        endpoint.uid = (uint32_t)number;
    }
    audit_add(reading->audit, &endpoint);
}

static void take_field(void *bytes, size_t size, void *data)
{
    struct reading *reading = data;
    const char *text = bytes;

    if (reading->count == COLUMNS_MAX) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        reading->lines += text[i] == '\n';
    }
    buffer_append(&reading->text, text, size);
    reading->ends[reading->count++] = reading->text.size;
}

/* `last`: the byte that ended the row, -1 at the end of the input. */
static void take_row(int last, void *data)
{
    struct reading *reading = data;
    const bool is_empty = reading->count == 0 || (reading->count == 1 && reading->ends[0] == 0);

    if (reading->status == PORTREG_OK && buffer_failed(&reading->text)) {
        reading->status = error_out_of_memory(reading->error);
    } else if (reading->status == PORTREG_OK && !is_empty) {
        if (reading->has_heading) {
            read_row(reading);
        } else {
            reading->status = read_heading(reading);
        }
    }
    reading->audit->line += reading->lines + (last == '\n');
    reading->lines = 0;
    reading->count = 0;
    buffer_clear(&reading->text);
}

static char delimiter_of(struct portreg_string text)
{
    for (size_t i = 0; i < text.size && text.data[i] != '\n'; i++) {
        if (text.data[i] == ',' || text.data[i] == ';' || text.data[i] == '\t') {
            return text.data[i];
        }
    }
    return ',';
}

static bool probe(struct portreg_string line)
{
    const char delimiter = delimiter_of(line);
    struct portreg_string name;

    while (string_next_part(&line, delimiter, &name)) {
        name = string_trim(name);
        if (name.size >= 2 && name.data[0] == '"') {
            name = (struct portreg_string){ name.data + 1, name.size - 2 };
        }
        for (size_t i = 0; i < NAMES_MAX && names[CSV_PORT][i] != NULL; i++) {
            if (string_equal_folded(name, string_of(names[CSV_PORT][i]))) {
                return true;
            }
        }
    }
    return false;
}

static enum portreg_status read_csv(struct audit *audit, struct portreg_error *error)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    const struct portreg_string text = audit->input->text;
    struct csv_parser parser;
    enum portreg_status status;

    if (reading == NULL || csv_init(&parser, CSV_REPALL_NL) != 0) {
        free(reading);
        return error_out_of_memory(error);
    }
    *reading = (struct reading){ .audit = audit, .error = error, .text = BUFFER_INIT(ROW_MAX) };
    audit->line = 1;
    csv_set_delim(&parser, (unsigned char)delimiter_of(text));
    if (csv_parse(&parser, text.data, text.size, take_field, take_row, reading) != text.size ||
        csv_fini(&parser, take_field, take_row, reading) != 0) {
        audit_malformed(audit, "%s", csv_strerror(csv_error(&parser)));
    }
    status = reading->status;
    csv_free(&parser);
    buffer_free(&reading->text);
    free(reading);
    return status;
}

const struct audit_format audit_format_csv = {
    .name = "csv", .summary = "CSV with a heading", .probe = probe, .read = read_csv
};
