/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/check.h"

#include <string.h>

#include "cli/listing.h"

static bool is_known(const char *id)
{
    return portreg_rule_find(id) != NULL || portreg_diagnostic_kind_find(id) != NULL;
}

bool check_filter_read(struct check_filter *ret, const struct invocation *invocation)
{
    const char *severity = invocation_value(invocation, "severity");
    const char *id;
    size_t cursor = 0;

    ret->invocation = invocation;
    ret->least = PORTREG_SEVERITY_NOTE;
    ret->fatal =
        invocation_has(invocation, "strict") ? PORTREG_SEVERITY_WARNING : PORTREG_SEVERITY_ERROR;
    if (severity != NULL && !portreg_severity_parse(severity, strlen(severity), &ret->least)) {
        message_usage(invocation, "--severity takes note, warning or error, not '%s'", severity);
        return false;
    }
    while ((id = invocation_next_value(invocation, "only", &cursor)) != NULL) {
        if (!is_known(id)) {
            message_usage(invocation,
                          "there is no rule or diagnostic '%s'; 'portreg rules' lists "
                          "them",
                          id);
            return false;
        }
    }
    return true;
}

bool check_filter_wants(const struct check_filter *filter, const char *id,
                        enum portreg_severity severity)
{
    const char *only;
    size_t cursor = 0;

    if (severity < filter->least) {
        return false;
    }
    while ((only = invocation_next_value(filter->invocation, "only", &cursor)) != NULL) {
        if (strcmp(only, id) == 0) {
            return true;
        }
    }
    return !invocation_has(filter->invocation, "only");
}

void check_say_severity(struct output *output, enum portreg_severity severity)
{
    static const enum output_style styles[] = { STYLE_DIM, STYLE_YELLOW, STYLE_RED };

    output_style(output, styles[severity]);
    buffer_append_text(&output->text, portreg_severity_name(severity));
    output_style(output, STYLE_PLAIN);
    buffer_append_text(&output->text, ": ");
}

void check_json_kind(struct json *json, const char *id, enum portreg_severity severity,
                     const char *section)
{
    json_key(json, "id");
    json_text(json, id);
    json_key(json, "severity");
    json_text(json, portreg_severity_name(severity));
    json_key(json, "section");
    json_text(json, section[0] != '\0' ? section : NULL);
}

static void write_lines(struct output *output, const struct check_item *items, size_t count)
{
    struct listing_array array =
        listing_array_of(&listing_of_findings, items, sizeof(*items), count, NULL);

    listing_write(output, &array.cursor);
}

void check_lines_open(struct output *output)
{
    write_lines(output, NULL, 0);
    output->headings = false;
}

void check_line(struct output *output, const struct check_item *item)
{
    write_lines(output, item, 1);
}
