/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/table.h"

#include <stdlib.h>

#include "snapshot/snapshot.h"
#include "util/error.h"
#include "util/json.h"
#include "util/string.h"

/* No text that was put into the pool: cells of texts are greater. */
#define CELL_UNKNOWN 0
#define CELL_UNNAMED 1
#define SLOT_FIRST 1

/* What a port answers with. */
struct answer {
    size_t layer;
    uint32_t row; /* PORTREG_NONE: none */
    enum portreg_port_status status;
};

struct table_build {
    const struct annotate_request *request;
    const struct table_style *style;
    struct annotate_table *table;
    uint32_t **row_cells; /* for each layer its named rows, CELL_… before they were asked for */
    uint32_t *base_cells; /* rows of the base without a name */
    uint32_t status_cells[PORTREG_PORT_STATUS_COUNT];
    bool needs_rows; /* more than the name is asked for */
    uint8_t *is_named; /* each port: whether a row with a name is there, on some transport */
    struct buffer text;
};

const char *table_field_suffix(enum annotate_field field)
{
    static const char *const suffixes[ANNOTATE_FIELD_COUNT] = { "service", "status",
                                                                "description" };
    return suffixes[field];
}

static bool needs_quotes(struct portreg_string value, char delimiter)
{
    return memchr(value.data, delimiter, value.size) != NULL ||
           memchr(value.data, '"', value.size) != NULL;
}

static void append_quoted(struct buffer *out, struct portreg_string value)
{
    buffer_append_char(out, '"');
    for (size_t i = 0; i < value.size; i++) {
        buffer_append_repeat(out, value.data[i], value.data[i] == '"' ? 2 : 1);
    }
    buffer_append_char(out, '"');
}

/* The value must not end the field, and blanks are delimiters of ANNOTATE_SPACE. */
static void append_undelimited(const struct table_style *style, struct portreg_string value,
                               struct buffer *out)
{
    for (size_t i = 0; i < value.size; i++) {
        if (style->form == ANNOTATE_SPACE && value.data[i] == ' ') {
            buffer_append_char(out, '_');
        } else if (value.data[i] == style->delimiter) {
            buffer_printf(out, "\\x%02x", (unsigned char)value.data[i]);
        } else {
            buffer_append_char(out, value.data[i]);
        }
    }
}

void table_append_value(const struct table_style *style, struct portreg_string value,
                        struct buffer *out)
{
    const size_t start = out->size;

    if (style->form == ANNOTATE_NDJSON) {
        if (value.size == 0) {
            buffer_append_text(out, "null");
        } else {
            json_quote(out, value);
        }
        return;
    }
    if (value.size == 0) {
        value = style->unset;
    }
    if (style->form != ANNOTATE_CSV) {
        append_undelimited(style, value, out);
    } else if (value.size > 0 && needs_quotes(value, style->delimiter)) {
        append_quoted(out, value);
    } else {
        buffer_append_string(out, value);
    }
    if (!buffer_failed(out)) {
        string_clean(out->data + start, out->size - start);
    }
}

static void append_field(struct table_build *build, enum annotate_field field,
                         struct portreg_string value)
{
    const struct table_style *style = build->style;
    struct buffer *text = &build->text;

    if (style->form == ANNOTATE_NDJSON) {
        struct buffer key = BUFFER_INIT(SIZE_MAX);

        buffer_append_string(&key, style->key);
        buffer_printf(&key, "_%s", table_field_suffix(field));
        buffer_append_char(text, ',');
        json_quote(text, (struct portreg_string){ key.data, key.size });
        buffer_append_char(text, ':');
        text->failed = text->failed || buffer_failed(&key);
        buffer_free(&key);
    } else {
        buffer_append_char(text, style->delimiter);
    }
    table_append_value(style, value, text);
}

/* Puts what was gathered in `text` into the pool. CELL_UNKNOWN if that fails. */
static uint32_t add_text(struct table_build *build)
{
    struct buffer *pool = &build->table->pool;
    const struct buffer *text = &build->text;
    const size_t slot = (pool->size + TABLE_SLOT_SIZE - 1) / TABLE_SLOT_SIZE;
    const uint32_t size = (uint32_t)text->size;

    if (buffer_failed(text) || text->size > UINT32_MAX) {
        pool->failed = true;
        return CELL_UNKNOWN;
    }
    buffer_append_repeat(pool, 0, slot * TABLE_SLOT_SIZE - pool->size);
    if (size >= TABLE_LENGTH_LONG) {
        buffer_append(pool, &size, sizeof(size));
    }
    buffer_append(pool, text->data, text->size);
    if (text->size > build->table->text_max) {
        build->table->text_max = text->size;
    }
    return (uint32_t)slot << 8 | (size < TABLE_LENGTH_LONG ? size : TABLE_LENGTH_LONG);
}

/* `answer` NULL: there is nothing to say. */
static uint32_t make_cell(struct table_build *build, const struct answer *answer)
{
    const struct annotate_request *request = build->request;
    const struct portreg_string none = { "", 0 };
    const bool has_row = answer != NULL && answer->row != PORTREG_NONE;

    buffer_clear(&build->text);
    for (size_t i = 0; i < request->field_count; i++) {
        const enum annotate_field field = request->fields[i];

        if (field == ANNOTATE_STATUS) {
            append_field(build, field,
                         answer != NULL ? string_of(portreg_port_status_name(answer->status))
                                        : none);
        } else {
            append_field(build, field,
                         has_row ? portreg_snapshot_cell(request->layers[answer->layer].snapshot,
                                                         answer->row,
                                                         field == ANNOTATE_NAME
                                                             ? PORTREG_COLUMN_NAME
                                                             : PORTREG_COLUMN_DESCRIPTION)
                                 : none);
        }
    }
    return add_text(build);
}

static enum portreg_port_status row_status(const struct portreg_view *view, uint32_t id)
{
    struct portreg_row row;

    return portreg_snapshot_row(view->snapshot, id, &row) ? row.status : PORTREG_PORT_UNASSIGNED;
}

/* The cell of a row with a name; CELL_UNNAMED if it has none. */
static uint32_t named_cell(struct table_build *build, size_t layer, uint32_t row)
{
    uint32_t *cell = &build->row_cells[layer][row];
    const struct portreg_view *view = &build->request->layers[layer];

    if (*cell == CELL_UNKNOWN) {
        const struct answer answer = { layer, row,
                                       build->needs_rows ? row_status(view, row)
                                                         : PORTREG_PORT_UNASSIGNED };

        *cell = portreg_snapshot_cell(view->snapshot, row, PORTREG_COLUMN_NAME).size > 0
                    ? make_cell(build, &answer)
                    : CELL_UNNAMED;
    }
    return *cell;
}

/* Where no layer has a name: what the base says of the port. */
static uint32_t unnamed_cell(struct table_build *build, uint16_t port,
                             enum portreg_transport transport)
{
    struct answer answer = { .layer = build->request->base };
    uint32_t *cell;

    answer.status = portreg_port_status(build->request->layers[answer.layer], port, transport,
                                        &answer.row, NULL);
    cell = answer.row != PORTREG_NONE ? &build->base_cells[answer.row]
                                      : &build->status_cells[answer.status];
    if (*cell == CELL_UNKNOWN) {
        *cell = make_cell(build, &answer);
    }
    return *cell;
}

/* The first layer that has a name answers. */
static uint32_t cell_of(struct table_build *build, uint16_t port,
                        enum portreg_transport transport)
{
    for (size_t i = 0; build->is_named[port] && i < build->request->layer_count; i++) {
        const uint32_t row = portreg_lookup_port(build->request->layers[i], port, transport);

        if (row != PORTREG_NONE) {
            const uint32_t cell = named_cell(build, i, row);

            if (cell != CELL_UNNAMED) {
                return cell;
            }
        }
    }
    return build->needs_rows ? unnamed_cell(build, port, transport) : build->table->empty;
}

/* Most ports have no name on any transport: one look at the rows saves the lookups for them. */
static void mark_named(struct table_build *build, struct portreg_view view)
{
    const struct portreg_snapshot *snapshot = view.snapshot;

    uint32_t cursor = 0;
    uint32_t id;

    while ((id = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        const struct layout_row *row = &snapshot->rows[id];

        if ((row->flags & PORTREG_ROW_HAS_NUMBER) == 0 ||
            portreg_snapshot_cell(snapshot, id, PORTREG_COLUMN_NAME).size == 0) {
            continue;
        }
        for (uint32_t port = row->first; port <= row->last; port++) {
            build->is_named[port] = true;
        }
    }
}

static void fill_empty(struct annotate_table *table)
{
    for (size_t port = 0; port < TABLE_PORTS; port++) {
        table->cells[0][port] = table->empty;
    }
    for (unsigned transport = 1; transport < PORTREG_TRANSPORT_COUNT; transport++) {
        memcpy(table->cells[transport], table->cells[0], sizeof(table->cells[0]));
    }
}

/* The first port from there on whose cells may not be empty; TABLE_PORTS if there is none. */
static uint32_t next_port(const struct table_build *build, uint32_t port)
{
    const uint8_t *next;

    if (build->needs_rows || port >= TABLE_PORTS) {
        return port;
    }
    next = memchr(build->is_named + port, true, TABLE_PORTS - port);
    return next != NULL ? (uint32_t)(next - build->is_named) : TABLE_PORTS;
}

static void fill(struct table_build *build)
{
    struct annotate_table *table = build->table;

    buffer_append_repeat(&table->pool, 0, SLOT_FIRST * TABLE_SLOT_SIZE);
    table->empty = make_cell(build, NULL);
    for (size_t i = 0; i < build->request->layer_count; i++) {
        mark_named(build, build->request->layers[i]);
    }
    fill_empty(table);
    for (uint32_t port = next_port(build, 0); port < TABLE_PORTS;
         port = next_port(build, port + 1)) {
        for (unsigned transport = 0; transport < PORTREG_TRANSPORT_COUNT; transport++) {
            table->cells[transport][port] =
                cell_of(build, (uint16_t)port, (enum portreg_transport)transport);
        }
    }
    buffer_append_repeat(&table->pool, 0, TABLE_PADDING);
}

static void build_free(struct table_build *build)
{
    for (size_t i = 0; build->row_cells != NULL && i < build->request->layer_count; i++) {
        free(build->row_cells[i]);
    }
    free(build->row_cells);
    free(build->base_cells);
    free(build->is_named);
    buffer_free(&build->text);
}

/* One more than there are: calloc() of nothing may return NULL. */
static uint32_t *rows_of(const struct portreg_view *view)
{
    return calloc((size_t)portreg_snapshot_row_count(view->snapshot) + 1, sizeof(uint32_t));
}

static bool build_start(struct table_build *build)
{
    const struct annotate_request *request = build->request;

    for (size_t i = 0; i < request->field_count; i++) {
        build->needs_rows = build->needs_rows || request->fields[i] != ANNOTATE_NAME;
    }
    build->row_cells = calloc(request->layer_count, sizeof(*build->row_cells));
    build->base_cells = rows_of(&request->layers[request->base]);
    build->is_named = calloc(TABLE_PORTS, sizeof(*build->is_named));
    if (build->row_cells == NULL || build->base_cells == NULL || build->is_named == NULL) {
        return false;
    }
    for (size_t i = 0; i < request->layer_count; i++) {
        build->row_cells[i] = rows_of(&request->layers[i]);
        if (build->row_cells[i] == NULL) {
            return false;
        }
    }
    return true;
}

enum portreg_status table_create(const struct annotate_request *request,
                                 const struct table_style *style, struct annotate_table **ret,
                                 struct portreg_error *error)
{
    struct annotate_table *table = malloc(sizeof(*table));
    struct table_build build = { .request = request, .style = style, .table = table,
                                 .text = BUFFER_INIT(SIZE_MAX) };
    bool good = false;

    if (table != NULL) {
        table->pool = BUFFER_INIT(TABLE_POOL_MAX);
        table->text_max = 0;
        good = build_start(&build);
        if (good) {
            fill(&build);
            good = !buffer_failed(&table->pool);
        }
    }
    build_free(&build);
    if (!good) {
        table_destroy(table);
        return error_out_of_memory(error);
    }
    *ret = table;
    return PORTREG_OK;
}

void table_destroy(struct annotate_table *table)
{
    if (table != NULL) {
        buffer_free(&table->pool);
        free(table);
    }
}
