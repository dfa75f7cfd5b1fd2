/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/map_data.h"

#include <stdlib.h>

#include <portreg/numbers.h>
#include <portreg/query.h>

#include "util/json.h"
#include "util/string.h"

static void append_runs(struct json *json, const struct layer *layer,
                        enum portreg_transport transport)
{
    uint8_t *statuses = malloc(PORTREG_PORT_COUNT);
    uint32_t end;

    if (statuses == NULL) {
        json->out->failed = true;
        return;
    }
    portreg_port_statuses(layer->view, transport, statuses);
    json_key(json, "runs");
    json_array_open(json);
    for (uint32_t start = 0; start < PORTREG_PORT_COUNT; start = end) {
        end = start + 1;
        while (end < PORTREG_PORT_COUNT && statuses[end] == statuses[start]) {
            end++;
        }
        json_unsigned(json, statuses[start]);
        json_unsigned(json, end - start);
    }
    json_array_close(json);
    free(statuses);
}

static struct portreg_string name_of(const struct layer *layer, uint32_t port,
                                     enum portreg_transport transport)
{
    uint32_t row = portreg_lookup_port(layer->view, (uint16_t)port, transport);

    return row != PORTREG_NONE
               ? portreg_snapshot_cell(layer->snapshot, row, PORTREG_COLUMN_NAME)
               : (struct portreg_string){ "", 0 };
}

static void append_names(struct json *json, const struct layer *layer,
                         enum portreg_transport transport)
{
    uint32_t end;

    json_key(json, "names");
    json_array_open(json);
    for (uint32_t start = 0; start < PORTREG_PORT_COUNT; start = end) {
        struct portreg_string name = name_of(layer, start, transport);

        end = start + 1;
        if (name.size == 0) {
            continue;
        }
        while (end < PORTREG_PORT_COUNT && string_equal(name_of(layer, end, transport), name)) {
            end++;
        }
        json_array_open(json);
        json_unsigned(json, start);
        json_unsigned(json, end - 1);
        json_string(json, name);
        json_array_close(json);
    }
    json_array_close(json);
}

static void append_layer(struct json *json, const struct layer *layer,
                         enum portreg_transport transport)
{
    char date[16];

    portreg_date_format(layer_date(layer), date);
    json_object_open(json);
    json_key(json, "name");
    json_string(json, layer_name(layer));
    json_key(json, "as_of");
    json_text(json, date);
    append_runs(json, layer, transport);
    append_names(json, layer, transport);
    json_object_close(json);
}

void map_data_append(const struct request *request, struct buffer *out,
                     const struct survey *survey, enum portreg_transport transport)
{
    struct json json;

    json_init(&json, out, false);
    json_object_open(&json);
    survey_json_source(&json, survey);
    json_key(&json, "transport");
    json_text(&json, transport == PORTREG_TRANSPORT_NONE ? "any"
                                                         : portreg_transport_name(transport));
    json_key(&json, "statuses");
    json_array_open(&json);
    for (unsigned i = 0; i < PORTREG_PORT_STATUS_COUNT; i++) {
        json_text(&json, portreg_port_status_name((enum portreg_port_status)i));
    }
    json_array_close(&json);
    json_key(&json, "layers");
    json_array_open(&json);
    for (size_t i = 0; i < request->layers->count; i++) {
        append_layer(&json, &request->layers->items[i], transport);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}
