/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/compare.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/free.h"
#include "answer/layer_compare.h"
#include "cli/listing.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "cli/table.h"
#include "format/source.h"
#include "util/string.h"

/* `portreg compare A B`: two layers, port by port. Files are portreg-compile's. */

struct sides {
    struct registry registry; /* of all layers; none unless an operand may name one */
    bool has_registry;
    struct layer items[2];
    void *images[2]; /* of files that were compiled */
};

enum side_state { SIDE_OPEN, SIDE_FAILED, SIDE_IS_FILE };

static bool is_stdin(const char *operand)
{
    return strcmp(operand, "-") == 0;
}

/* Opens the layers if there are any and an operand may name one. */
static bool open_layers(struct sides *sides, const struct invocation *invocation)
{
    struct locations locations;
    bool may_be_layer = invocation_has(invocation, "registry");
    bool found;

    for (size_t i = 0; i < invocation->operand_count; i++) {
        const char *operand = invocation->operands[i];

        may_be_layer |= !is_stdin(operand) && strchr(operand, '/') == NULL;
    }
    if (!may_be_layer) {
        return true;
    }
    found = locations_find(&locations, invocation);
    sides->has_registry = found && locations.count > 0;
    locations_free(&locations);
    if (sides->has_registry) {
        sides->has_registry = registry_open(&sides->registry, invocation);
        return sides->has_registry;
    }
    return found;
}

static bool go_to_date(struct layer *layer, const struct invocation *invocation)
{
    portreg_date date;

    if (!invocation_date(invocation, "as-of", 0, &date)) {
        return false;
    }
    if (!layer_go_to(layer, date)) {
        message_text("%s has no version as old as %s", source_shown_path(layer->path),
                     invocation_value(invocation, "as-of"));
        return false;
    }
    return true;
}

static enum side_state open_path(const struct invocation *invocation, const char *path,
                                 struct layer *ret)
{
    struct portreg_error error = { 0 };
    enum portreg_status status =
        portreg_snapshot_open(path, PORTREG_OPEN_QUICK, &ret->snapshot, &error);

    ret->path = path;
    if (status == PORTREG_FOREIGN) {
        ret->snapshot = NULL;
        return SIDE_IS_FILE;
    }
    if (status != PORTREG_OK) {
        ret->snapshot = NULL;
        message_error(&error);
        return SIDE_FAILED;
    }
    return go_to_date(ret, invocation) ? SIDE_OPEN : SIDE_FAILED;
}

static void say_no_layer(const struct sides *sides, const char *operand)
{
    struct buffer names = BUFFER_INIT(1024);

    if (!sides->has_registry) {
        message_text("there is no file '%s', and no registry was found that could have a layer of "
                     "that name",
                     operand);
        return;
    }
    for (size_t i = 0; i < sides->registry.layers.count; i++) {
        buffer_append_text(&names, i > 0 ? ", " : "");
        buffer_append_string(&names, layer_name(&sides->registry.layers.items[i]));
    }
    message_text("there is no layer and no file '%s'; the layers are: %s", operand,
                 names.data != NULL ? names.data : "");
    buffer_free(&names);
}

static enum side_state open_side(const struct invocation *invocation, struct sides *sides,
                                 size_t index)
{
    const char *operand = invocation->operands[index];
    const struct layer *layer;

    if (is_stdin(operand)) {
        sides->items[index].path = operand;
        return SIDE_IS_FILE;
    }
    layer =
        sides->has_registry ? layers_find(&sides->registry.layers, string_of(operand)) : NULL;
    if (layer != NULL) {
        sides->items[index] = *layer;
        portreg_snapshot_ref(layer->snapshot);
        return SIDE_OPEN;
    }
    if (access(operand, F_OK) != 0) {
        say_no_layer(sides, operand);
        return SIDE_FAILED;
    }
    return open_path(invocation, operand, &sides->items[index]);
}

static bool read_options(const struct invocation *invocation, struct layer_comparison *ret)
{
    const char *range = invocation_value(invocation, "range");
    const char *transports = invocation_value(invocation, "transport");
    const char *only;
    struct portreg_free_options options = { .first = 0, .last = PORTREG_PORT_MAX };
    struct portreg_error error = { 0 };
    size_t cursor = 0;

    if (range != NULL && free_range_parse(string_of(range), &options, &error) != PORTREG_OK) {
        message_usage(invocation, "--range %s", error.message);
        return false;
    }
    if (transports != NULL &&
        free_transports_parse(string_of(transports), &options, &error) != PORTREG_OK) {
        message_usage(invocation, "--transport %s", error.message);
        return false;
    }
    if (options.first > options.last) {
        message_usage(invocation, "--range takes the lower number first, not '%s'", range);
        return false;
    }
    while ((only = invocation_next_value(invocation, "only", &cursor)) != NULL) {
        if (!layer_findings_parse(string_of(only), &ret->findings)) {
            message_usage(invocation,
                          "--only takes names-differ, primary-differs, only-a, only-b, reserved "
                          "and unassigned, separated by commas, not '%s'",
                          only);
            return false;
        }
    }
    ret->first = options.first;
    ret->last = options.last;
    ret->transports = options.transports;
    return true;
}

static void write_counts_json(struct output *output, const struct layer_comparison *comparison)
{
    struct json json;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    layer_comparison_json(&json, comparison);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void write_counts(struct output *output, const struct layer_comparison *comparison)
{
    struct buffer number = BUFFER_INIT(STRING_UNSIGNED_SIZE);
    struct table table;

    output->answered = true;
    if (output->form == FORM_JSON) {
        write_counts_json(output, comparison);
        return;
    }
    table_init(&table);
    table_column(&table, "PORTS", TABLE_RIGHT);
    table_column(&table, "FINDING", 0);
    for (unsigned i = 0; i < LAYER_FINDING_COUNT; i++) {
        const char *key = layer_finding_key((enum layer_finding)i);

        buffer_clear(&number);
        buffer_append_unsigned(&number, comparison->numbers[i]);
        table_cell(&table, number.data, number.size);
        table_cell(&table, key, strlen(key));
    }
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
    buffer_free(&number);
}

/* Below the table, on standard error: what scripts read is not mixed with it. */
static void say_counts(const struct layer_comparison *comparison)
{
    struct buffer text = BUFFER_INIT(1024);

    for (unsigned i = 0; i < LAYER_FINDING_COUNT; i++) {
        if (comparison->numbers[i] > 0) {
            buffer_printf(&text, "%s%zu %s", text.size > 0 ? ", " : "", comparison->numbers[i],
                          layer_finding_key((enum layer_finding)i));
        }
    }
    message_note("%zu port%s that the two do not agree on%s%s", comparison->total,
                 comparison->total == 1 ? "" : "s", text.size > 0 ? ": " : "",
                 text.size > 0 ? text.data : "");
    buffer_free(&text);
}

static int report(const struct invocation *invocation, const struct sides *sides)
{
    struct layer_comparison comparison = { .sides = { sides->items[0], sides->items[1] } };
    struct layer_difference_list list = layer_difference_list_of(&comparison);
    struct portreg_error error = { 0 };
    struct output output;
    bool says_counts;
    int code;

    if (!read_options(invocation, &comparison) ||
        !output_open(&output, invocation, NULL, invocation->command->listing->usual_columns)) {
        return EXIT_ERROR;
    }
    if (invocation_has(invocation, "stat") && output_has_lines(&output)) {
        message_usage(invocation, "--stat gives a table, or with --json a document");
        return output_abandon(&output);
    }
    if (layer_compare(&comparison, &error) != PORTREG_OK) {
        layer_comparison_free(&comparison);
        message_error(&error);
        return output_abandon(&output);
    }
    if (invocation_has(invocation, "stat")) {
        write_counts(&output, &comparison);
    } else {
        listing_write(&output, &list.cursor);
    }
    says_counts = output.form == FORM_TABLE && !invocation_has(invocation, "stat");
    code = output_finish(&output, comparison.total > 0 ? EXIT_NOTHING : EXIT_FOUND);
    if (says_counts) {
        say_counts(&comparison);
    }
    layer_comparison_free(&comparison);
    return code;
}

static bool check_operands(const struct invocation *invocation)
{
    const bool good = !is_stdin(invocation->operands[0]) || !is_stdin(invocation->operands[1]);

    if (!good) {
        message_usage(invocation, "only one of A and B can be standard input");
    }
    return good;
}

/* A file has the version that it has; a snapshot from a pipe, or an archive, has several. */
static enum side_state compile_side(const struct invocation *invocation,
                                    compare_open_file *open_file, struct layer *layer,
                                    void **ret_image)
{
    if (!open_file(invocation, layer, ret_image)) {
        return SIDE_FAILED;
    }
    return portreg_snapshot_version_count(layer->snapshot) == 1 || go_to_date(layer, invocation)
               ? SIDE_OPEN
               : SIDE_FAILED;
}

int compare_with(const struct invocation *invocation, compare_open_file *open_file)
{
    struct sides sides = { .has_registry = false };
    enum side_state state = check_operands(invocation) && open_layers(&sides, invocation)
                                ? SIDE_OPEN
                                : SIDE_FAILED;
    int code = EXIT_ERROR;

    for (size_t i = 0; state == SIDE_OPEN && i < 2; i++) {
        state = open_side(invocation, &sides, i);
        if (state == SIDE_IS_FILE && open_file != NULL) {
            state = compile_side(invocation, open_file, &sides.items[i], &sides.images[i]);
        }
    }
    if (state == SIDE_OPEN) {
        code = report(invocation, &sides);
    } else if (state == SIDE_IS_FILE) {
        code = program_exec(PROGRAM_COMPILE, invocation);
    }
    for (size_t i = 0; i < 2; i++) {
        portreg_snapshot_unref(sides.items[i].snapshot);
        free(sides.images[i]);
    }
    if (sides.has_registry) {
        registry_close(&sides.registry);
    }
    return code;
}

int compare_run(const struct invocation *invocation)
{
    return compare_with(invocation, NULL);
}
