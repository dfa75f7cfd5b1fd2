/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "cli/output.h"
#include "cli/run.h"
#include "cli/table.h"
#include "util/string.h"

static void cell_unsigned(struct table *table, unsigned value)
{
    char text[16];

    table_cell(table, text, (size_t)snprintf(text, sizeof(text), "%u", value));
}

static void cell_layer(struct table *table, const struct layer *layer)
{
    struct portreg_string name = registry_layer_name(layer);

    table_cell(table, name.data, name.size);
}

static void cell_date(struct table *table, portreg_date date)
{
    char text[16];

    table_cell(table, text, portreg_date_format(date, text));
}

static void json_date(struct json *json, const char *key, portreg_date date)
{
    char text[16];

    json_key(json, key);
    json_string(json, (struct portreg_string){ text, portreg_date_format(date, text) });
}

static void json_count(struct json *json, const char *key, uint64_t count)
{
    json_key(json, key);
    json_unsigned(json, count);
}

static void sources_json(struct output *output)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    json_key(&json, "sources");
    json_array_open(&json);
    for (size_t i = 0; i < output->registry->layer_count; i++) {
        const struct layer *layer = &output->registry->layers[i];

        json_object_open(&json);
        json_key(&json, "source");
        json_string(&json, registry_layer_name(layer));
        json_date(&json, "as_of", registry_layer_date(layer));
        json_count(&json, "age_days", registry_age(layer));
        json_count(&json, "versions", portreg_snapshot_version_count(layer->snapshot));
        json_count(&json, "rows", portreg_view_row_count(layer->view));
        json_count(&json, "bytes", portreg_snapshot_size(layer->snapshot));
        json_key(&json, "path");
        json_text(&json, layer->path);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void sources_table(struct output *output)
{
    struct table table;
    char text[32];

    table_init(&table);
    table_column(&table, "LAYER", 0);
    table_column(&table, "AS-OF", 0);
    table_column(&table, "AGE", TABLE_RIGHT);
    table_column(&table, "VERSIONS", TABLE_RIGHT);
    table_column(&table, "ROWS", TABLE_RIGHT);
    table_column(&table, "PATH", TABLE_WRAP);
    for (size_t i = 0; i < output->registry->layer_count; i++) {
        const struct layer *layer = &output->registry->layers[i];
        unsigned age = registry_age(layer);

        cell_layer(&table, layer);
        cell_date(&table, registry_layer_date(layer));
        table_cell(&table, text,
                   (size_t)snprintf(text, sizeof(text), "%u day%s", age, age == 1 ? "" : "s"));
        cell_unsigned(&table, portreg_snapshot_version_count(layer->snapshot));
        cell_unsigned(&table, portreg_view_row_count(layer->view));
        table_cell(&table, layer->path, strlen(layer->path));
    }
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

static void version_json(struct json *json, const struct layer *layer,
                         const struct portreg_version *version)
{
    json_object_open(json);
    json_date(json, "date", version->date);
    json_count(json, "rows", version->row_count);
    json_count(json, "contacts", version->contact_count);
    json_key(json, "format");
    json_string_or_null(json, version->format);
    json_key(json, "from");
    json_string_or_null(json, version->source);
    json_key(json, "layer");
    json_string(json, registry_layer_name(layer));
    json_object_close(json);
}

static void version_cells(struct table *table, const struct layer *layer,
                          const struct portreg_version *version, bool several)
{
    cell_date(table, version->date);
    cell_unsigned(table, version->row_count);
    cell_unsigned(table, version->contact_count);
    table_cell(table, version->format.data, version->format.size);
    table_cell(table, version->source.data, version->source.size);
    if (several) {
        cell_layer(table, layer);
    }
}

/* Calls for each version up to --as-of, newest first. One of json and table is not NULL. */
static void each_version(const struct registry *registry, struct json *json, struct table *table)
{
    for (size_t i = 0; i < registry->layer_count; i++) {
        const struct layer *layer = &registry->layers[i];

        for (uint32_t j = layer->view.version + 1; j-- > 0;) {
            struct portreg_version version;

            if (!portreg_snapshot_version(layer->snapshot, j, &version)) {
                continue;
            }
            if (json != NULL) {
                version_json(json, layer, &version);
            } else {
                version_cells(table, layer, &version, registry->layer_count > 1);
            }
        }
    }
}

static void versions_json(struct output *output)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    output_json_source(output, &json);
    json_key(&json, "versions");
    json_array_open(&json);
    each_version(output->registry, &json, NULL);
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void versions_table(struct output *output)
{
    struct table table;

    table_init(&table);
    table_column(&table, "DATE", 0);
    table_column(&table, "ROWS", TABLE_RIGHT);
    table_column(&table, "CONTACTS", TABLE_RIGHT);
    table_column(&table, "FORMAT", 0);
    table_column(&table, "FROM", TABLE_WRAP);
    if (output->registry->layer_count > 1) {
        table_column(&table, "LAYER", 0);
    }
    each_version(output->registry, NULL, &table);
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

/* Opens the layers and says them in the form that is asked for. */
static int say_layers(const struct invocation *invocation, void (*say_json)(struct output *output),
                      void (*say_table)(struct output *output))
{
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry, NULL)) {
        (output.form == FORM_JSON ? say_json : say_table)(&output);
        code = output_finish(&output, EXIT_FOUND);
    }
    registry_close(&registry);
    return code;
}

int sources_run(const struct invocation *invocation)
{
    return say_layers(invocation, sources_json, sources_table);
}

int versions_run(const struct invocation *invocation)
{
    return say_layers(invocation, versions_json, versions_table);
}
