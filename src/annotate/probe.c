/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "annotate/plan.h"
#include "util/string.h"

bool annotate_form_parse(struct portreg_string text, enum annotate_form *ret)
{
    static const char *const names[ANNOTATE_FORM_COUNT] = { "csv", "tsv", "space", "ndjson",
                                                            "zeek" };
    const size_t index = string_index(text, names, ANNOTATE_FORM_COUNT);

    if (index == ANNOTATE_FORM_COUNT) {
        return false;
    }
    *ret = (enum annotate_form)index;
    return true;
}

bool annotate_field_parse(struct portreg_string text, enum annotate_field *ret)
{
    static const char *const names[ANNOTATE_FIELD_COUNT] = { "name", "status", "description" };
    const size_t index = string_index(text, names, ANNOTATE_FIELD_COUNT);

    if (index == ANNOTATE_FIELD_COUNT) {
        return false;
    }
    *ret = (enum annotate_field)index;
    return true;
}

static bool has(const char *line, size_t size, char c)
{
    return size > 0 && memchr(line, c, size) != NULL;
}

/* Of the characters that separate values, the first that the line has; else a comma. */
static char probe_delimiter(const char *line, size_t size)
{
    static const char candidates[] = { ',', ';', '|' };

    for (size_t i = 0; i < sizeof(candidates); i++) {
        if (has(line, size, candidates[i])) {
            return candidates[i];
        }
    }
    return ',';
}

static enum annotate_form probe_form(const char *line, size_t size)
{
    const struct portreg_string text = string_trim(plan_without_mark(line, size));

    if (zeek_separator(line, size) != 0 || zeek_is_fields(line, size, '\t')) {
        return ANNOTATE_ZEEK;
    }
    if (text.size > 0 && text.data[0] == '{') {
        return ANNOTATE_NDJSON;
    }
    if (has(text.data, text.size, '\t')) {
        return ANNOTATE_TSV;
    }
    if (has(text.data, text.size, probe_delimiter(text.data, text.size))) {
        return ANNOTATE_CSV;
    }
    return has(text.data, text.size, ' ') ? ANNOTATE_SPACE : ANNOTATE_CSV;
}

void annotate_probe(struct annotate_request *request, const char *data, size_t size)
{
    const char *newline = size > 0 ? memchr(data, '\n', size) : NULL;
    const size_t line = newline != NULL ? (size_t)(newline - data) : size;
    char separator;

    if (request->form == ANNOTATE_PROBE) {
        request->form = probe_form(data, line);
    }
    switch (request->form) {
    case ANNOTATE_CSV:
        if (request->delimiter == 0) {
            request->delimiter = probe_delimiter(data, line);
        }
        break;
    case ANNOTATE_ZEEK:
        separator = zeek_separator(data, line);
        request->delimiter = (char)(separator != 0 ? separator : '\t');
        break;
    default:
        request->delimiter = (char)(request->form == ANNOTATE_SPACE ? ' ' : '\t');
        break;
    }
}
