/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <portreg/check.h>

#include "cli/check.h"
#include "cli/run.h"
#include "cli/table.h"

/* `rules`: what names are checked for, and what registry files are. */

/* Both tables as one: rules first. */
struct listed {
    const char *kind;
    const char *id;
    enum portreg_severity severity;
    const char *section;
    const char *text;
};

static bool listed_at(size_t index, struct listed *ret)
{
    const struct portreg_rule *rule = portreg_rule_at(index);
    const struct portreg_diagnostic_kind *kind;
    size_t rules = 0;

    if (rule != NULL) {
        *ret = (struct listed){ "rule", rule->id, rule->severity, rule->section, rule->text };
        return true;
    }
    while (portreg_rule_at(rules) != NULL) {
        rules++;
    }
    kind = portreg_diagnostic_kind_at(index - rules);
    if (kind == NULL) {
        return false;
    }
    *ret = (struct listed){ "diagnostic", kind->id, kind->severity, kind->section, kind->text };
    return true;
}

static void rules_json(struct output *output)
{
    struct json json;
    struct listed listed;

    json_init(&json, &output->text, true);
    json_object_open(&json);
    json_key(&json, "rules");
    json_array_open(&json);
    for (size_t i = 0; listed_at(i, &listed); i++) {
        json_object_open(&json);
        json_key(&json, "kind");
        json_text(&json, listed.kind);
        check_json_kind(&json, listed.id, listed.severity, listed.section);
        json_key(&json, "text");
        json_text(&json, listed.text);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_append_char(&output->text, '\n');
}

static void rules_table(struct output *output)
{
    struct table table;
    struct listed listed;

    table_init(&table);
    table_column(&table, "KIND", 0);
    table_column(&table, "ID", 0);
    table_column(&table, "SEVERITY", 0);
    table_column(&table, "SECTION", 0);
    table_column(&table, "MEANING", TABLE_WRAP);
    for (size_t i = 0; listed_at(i, &listed); i++) {
        const char *severity = portreg_severity_name(listed.severity);
        table_cell(&table, listed.kind, strlen(listed.kind));
        table_cell(&table, listed.id, strlen(listed.id));
        table_cell(&table, severity, strlen(severity));
        table_cell(&table, listed.section, strlen(listed.section));
        table_cell(&table, listed.text, strlen(listed.text));
    }
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

int rules_run(const struct invocation *invocation)
{
    struct output output;

    if (!output_open(&output, invocation, NULL, NULL)) {
        return EXIT_ERROR;
    }
    if (output.form == FORM_JSON) {
        rules_json(&output);
    } else {
        rules_table(&output);
    }
    return output_finish(&output, EXIT_FOUND);
}
