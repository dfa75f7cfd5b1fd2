/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <portreg/query.h>

#include "cli/check.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/file.h"
#include "util/string.h"

/*
 * `check NAME`: may this name be registered? Its syntax, whether a layer has
 * it already, what it is easily mistaken for. `check FILE` is handed over to
 * the program that has the readers.
 */

#define ROWS_SHOWN 8
#define ROWS_LISTED 256 /* in a document */
#define INPUT_MAX (16u << 20)

struct name_check {
    struct output *output;
    const struct check_filter *filter;
    struct json json;
    bool is_json;
    bool has_error; /* the name that is being checked, shown or not */
    int code;
};

/* What is said of one name, whichever rule it comes from. */
struct remark {
    const struct portreg_rule *rule;
    const char *message;
    const size_t *offset; /* NULL where it is not about one character */
};

/* A name as it may stand on a terminal, whatever was asked. */
static void append_name(struct buffer *out, struct portreg_string name)
{
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        buffer_append_char(out, c < 0x20 || c >= 0x7f ? '?' : name.data[i]);
    }
}

static void say(struct name_check *check, struct portreg_string name, const struct remark *remark)
{
    const struct portreg_rule *rule = remark->rule;
    const struct check_item item = {
        .name = name,
        .line = LISTING_NO_NUMBER,
        .column = LISTING_NO_NUMBER,
        .offset = remark->offset != NULL ? *remark->offset : LISTING_NO_NUMBER,
        .id = rule->id,
        .severity = rule->severity,
        .section = rule->section,
        .message = remark->message,
    };
    struct buffer *out = &check->output->text;

    check->has_error |= rule->severity == PORTREG_SEVERITY_ERROR;
    if (!check_filter_wants(check->filter, rule->id, rule->severity)) {
        return;
    }
    if (rule->severity >= check->filter->fatal && check->code != EXIT_ERROR) {
        check->code = EXIT_CONFLICT;
    }
    if (check->is_json) {
        check_item_json(&check->json, &item);
        return;
    }
    if (output_has_lines(check->output)) {
        check_line(check->output, &item);
        return;
    }
    append_name(out, name);
    buffer_append_text(out, ": ");
    check_say_severity(check->output, rule->severity);
    buffer_printf(out, "%s [%s, %s]\n", remark->message, rule->id, rule->section);
}

/* Says a text that was built for it, and frees it. */
static void say_built(struct name_check *check, struct portreg_string name, const char *rule,
                      struct buffer *text)
{
    struct remark remark = { portreg_rule_find(rule), text->data, NULL };

    if (buffer_failed(text)) {
        check->output->failed = true;
    } else {
        say(check, name, &remark);
    }
    buffer_free(text);
}

static void check_syntax(struct name_check *check, struct portreg_string name)
{
    struct portreg_finding findings[PORTREG_FINDING_MAX];
    size_t count = portreg_name_check(name.data, name.size, findings);

    for (size_t i = 0; i < count; i++) {
        struct remark remark = { findings[i].rule, findings[i].message, &findings[i].offset };
        say(check, name, &remark);
    }
}

/* "443/tcp", "6000-6063", "no port" with the status where it is not assigned. */
static void append_row(struct buffer *out, const struct layer *layer, uint32_t id)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(layer->snapshot, id, &row)) {
        return;
    }
    if (row.flags & PORTREG_ROW_HAS_NUMBER) {
        buffer_append_string(out, row.column[PORTREG_COLUMN_NUMBER]);
    } else {
        buffer_append_text(out, "no port");
    }
    if (row.transport != PORTREG_TRANSPORT_NONE) {
        buffer_printf(out, "/%s", portreg_transport_name(row.transport));
    }
    if (row.status != PORTREG_PORT_ASSIGNED) {
        buffer_printf(out, " (%s)", portreg_port_status_name(row.status));
    }
}

/* Says that a layer has the name, on which ports. */
static void say_taken(struct name_check *check, const struct layer *layer,
                      struct portreg_string name, const uint32_t *rows, size_t count)
{
    struct buffer text = BUFFER_INIT(4096);
    struct portreg_row first = { 0 };
    const char *id = "name-unique";
    size_t shown = count < ROWS_SHOWN ? count : ROWS_SHOWN;

    portreg_snapshot_row(layer->snapshot, rows[0], &first);
    if (first.flags & (PORTREG_ROW_ALIAS | PORTREG_ROW_HISTORIC)) {
        id = "name-historic";
        buffer_append_text(&text, "an old name in ");
        buffer_append_string(&text, layer_name(layer));
        if (first.replacement.size > 0) {
            buffer_append_text(&text, ", replaced by \"");
            buffer_append_string(&text, first.replacement);
            buffer_append_char(&text, '"');
        }
    } else {
        buffer_append_text(&text, "taken in ");
        buffer_append_string(&text, layer_name(layer));
    }
    for (size_t i = 0; i < shown; i++) {
        buffer_append_text(&text, i == 0 ? ": " : ", ");
        append_row(&text, layer, rows[i]);
    }
    if (shown < count) {
        buffer_printf(&text, " and %zu more", count - shown);
    }
    say_built(check, name, id, &text);
}

static bool check_taken(struct name_check *check, const struct registry *registry,
                        struct portreg_string name)
{
    bool is_taken = false;

    for (size_t i = 0; i < registry->layers.count; i++) {
        const struct layer *layer = &registry->layers.items[i];
        uint32_t rows[ROWS_SHOWN];
        size_t count =
            portreg_lookup_name_rows(layer->view, name.data, name.size, rows, ROWS_SHOWN);
        if (count > 0) {
            say_taken(check, layer, name, rows, count);
            is_taken = true;
        }
    }
    return is_taken;
}

static void check_near(struct name_check *check, const struct registry *registry,
                       struct portreg_string name)
{
    for (size_t i = 0; i < registry->layers.count; i++) {
        const struct layer *layer = &registry->layers.items[i];
        struct portreg_string near[PORTREG_SUGGESTION_MAX];
        size_t count = portreg_suggest(layer->view, name.data, name.size, near);
        struct buffer text = BUFFER_INIT(4096);

        if (count == 0) {
            continue;
        }
        buffer_append_text(&text, "near to names in ");
        buffer_append_string(&text, layer_name(layer));
        buffer_append_text(&text, ": ");
        for (size_t n = 0; n < count; n++) {
            buffer_append_text(&text, n == 0 ? "" : ", ");
            buffer_append_string(&text, near[n]);
        }
        say_built(check, name, "name-near", &text);
    }
}

/* The rows that have the name, as objects. */
static void json_rows(struct name_check *check, const struct registry *registry,
                      struct portreg_string name)
{
    struct json *json = &check->json;

    json_key(json, "rows");
    json_array_open(json);
    for (size_t i = 0; i < registry->layers.count; i++) {
        const struct layer *layer = &registry->layers.items[i];
        uint32_t rows[ROWS_LISTED];
        size_t count =
            portreg_lookup_name_rows(layer->view, name.data, name.size, rows, ROWS_LISTED);
        for (size_t n = 0; n < count && n < ROWS_LISTED; n++) {
            struct portreg_row row;
            if (!portreg_snapshot_row(layer->snapshot, rows[n], &row)) {
                continue;
            }
            json_object_open(json);
            json_key(json, "source");
            json_string(json, layer_name(layer));
            json_key(json, "number");
            json_string_or_null(json, row.column[PORTREG_COLUMN_NUMBER]);
            json_key(json, "transport");
            json_string_or_null(json, row.column[PORTREG_COLUMN_TRANSPORT]);
            json_key(json, "status");
            json_text(json, portreg_port_status_name(row.status));
            json_key(json, "replacement");
            json_string_or_null(json, row.replacement);
            json_object_close(json);
        }
    }
    json_array_close(json);
}

static void check_name(struct name_check *check, const struct registry *registry,
                       struct portreg_string name)
{
    check->has_error = false;
    if (check->is_json) {
        json_object_open(&check->json);
        json_key(&check->json, "name");
        json_string(&check->json, name);
        json_rows(check, registry, name);
        json_key(&check->json, "findings");
        json_array_open(&check->json);
    }
    check_syntax(check, name);
    if (!check_taken(check, registry, name) && portreg_name_is_valid(name.data, name.size)) {
        check_near(check, registry, name);
    }
    if (check->is_json) {
        json_array_close(&check->json);
        json_object_close(&check->json);
    } else if (!check->has_error && !output_has_lines(check->output)) {
        append_name(&check->output->text, name);
        buffer_append_text(&check->output->text, registry->layers.count > 0
                                                     ? ": well-formed and free\n"
                                                     : ": well-formed\n");
    }
}

/* The lines of standard input, each a name; empty ones are passed over. */
static bool check_lines(struct name_check *check, const struct registry *registry)
{
    struct buffer input = BUFFER_INIT(INPUT_MAX);
    struct portreg_error error = { 0 };
    bool is_read =
        file_read_descriptor(STDIN_FILENO, "standard input", &input, &error) == PORTREG_OK;
    struct portreg_string rest = { input.data, is_read ? input.size : 0 };
    struct portreg_string line;

    while (string_next_line(&rest, &line)) {
        const struct portreg_string name = string_trim(line);
        if (name.size > 0) {
            check_name(check, registry, name);
        }
    }
    buffer_free(&input);
    if (!is_read) {
        message_error(&error);
    }
    return is_read;
}

static int check_names(const struct registry *registry, const struct invocation *invocation,
                       const struct check_filter *filter)
{
    struct output output;
    struct name_check check = { .output = &output, .filter = filter, .code = EXIT_FOUND };
    const struct layers *layers = registry->layers.count > 0 ? &registry->layers : NULL;

    if (!output_open(&output, invocation, layers, NULL)) {
        return EXIT_ERROR;
    }
    check.is_json = output.form == FORM_JSON;
    if (output_has_lines(&output)) {
        check_lines_open(&output);
    }
    if (check.is_json) {
        json_init(&check.json, &output.text, true);
        json_object_open(&check.json);
        if (registry->layers.count > 0) {
            answer_json_source(&check.json, &registry->layers);
        }
        json_key(&check.json, "names");
        json_array_open(&check.json);
    }
    for (size_t i = 0; i < invocation->operand_count; i++) {
        const char *operand = invocation->operands[i];
        if (strcmp(operand, "-") != 0) {
            check_name(&check, registry, string_of(operand));
        } else if (!check_lines(&check, registry)) {
            check.code = EXIT_ERROR;
        }
    }
    if (check.is_json) {
        json_array_close(&check.json);
        json_object_close(&check.json);
        buffer_append_char(&output.text, '\n');
    }
    return output_finish(&output, check.code);
}

/* A name can be checked without a registry too, but not whether it is free. */
static bool open_registry(struct registry *registry, const struct invocation *invocation)
{
    struct locations locations;
    bool is_there = locations_find(&locations, invocation);
    bool is_empty = is_there && locations.count == 0;

    locations_free(&locations);
    if (!is_there) {
        return false;
    }
    if (is_empty) {
        memset(registry, 0, sizeof(*registry));
        message_note("no registry was found: whether names are free was not checked");
        return true;
    }
    return registry_open(registry, invocation);
}

static bool is_file(const char *operand)
{
    struct stat status;

    return strpbrk(operand, "/.") != NULL || strcmp(operand, "-") == 0 ||
           (stat(operand, &status) == 0 && !S_ISDIR(status.st_mode));
}

/* Whether the operands are files: 1, names: 0, or -1 after a message. */
static int operands_are_files(const struct invocation *invocation)
{
    size_t files = 0;

    if (invocation_has(invocation, "name") || invocation_has(invocation, "file")) {
        if (invocation_has(invocation, "name") && invocation_has(invocation, "file")) {
            message_usage(invocation, "--name and --file exclude each other");
            return -1;
        }
        return invocation_has(invocation, "file");
    }
    for (size_t i = 0; i < invocation->operand_count; i++) {
        files += is_file(invocation->operands[i]);
    }
    if (files > 0 && files < invocation->operand_count) {
        message_usage(invocation, "some operands look like files, others like names; say --name or "
                                  "--file");
        return -1;
    }
    return files > 0;
}

int check_run(const struct invocation *invocation)
{
    struct check_filter filter;
    struct registry registry;
    int are_files = operands_are_files(invocation);
    int code;

    if (are_files < 0 || !check_filter_read(&filter, invocation)) {
        return EXIT_ERROR;
    }
    if (are_files) {
        return program_exec(PROGRAM_COMPILE, invocation);
    }
    if (!open_registry(&registry, invocation)) {
        return EXIT_ERROR;
    }
    code = check_names(&registry, invocation, &filter);
    registry_close(&registry);
    return code;
}
