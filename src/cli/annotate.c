/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "annotate/annotate.h"
#include "annotate/stream.h"
#include "cli/registry.h"
#include "cli/run.h"
#include "util/string.h"

/* Words for delimiters that are hard to type or to read. */
static const struct {
    const char *word;
    enum annotate_form form;
    char delimiter;
} delimiters[] = {
    { "tab", ANNOTATE_TSV, '\t' },  { "\t", ANNOTATE_TSV, '\t' },
    { "space", ANNOTATE_SPACE, 0 }, { " ", ANNOTATE_SPACE, 0 },
    { "comma", ANNOTATE_CSV, ',' },
};

static bool read_form(const struct invocation *invocation, struct annotate_request *ret)
{
    const char *text = invocation_value(invocation, "from");

    if (text != NULL && !annotate_form_parse(string_of(text), &ret->form)) {
        message_usage(invocation, "--from takes csv, tsv, space, ndjson or zeek, not '%s'", text);
        return false;
    }
    return true;
}

static bool find_delimiter(const char *text, enum annotate_form *ret_form, char *ret_delimiter)
{
    for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++) {
        if (strcmp(text, delimiters[i].word) == 0) {
            *ret_form = delimiters[i].form;
            *ret_delimiter = delimiters[i].delimiter;
            return true;
        }
    }
    *ret_form = ANNOTATE_CSV;
    *ret_delimiter = text[0];
    return text[0] > ' ' && text[0] != 0x7F && text[0] != '"' && text[1] == '\0';
}

static bool read_delimiter(const struct invocation *invocation, struct annotate_request *ret)
{
    const char *text = invocation_value(invocation, "delimiter");
    enum annotate_form form;

    if (text == NULL) {
        return true;
    }
    if (!find_delimiter(text, &form, &ret->delimiter)) {
        message_usage(invocation,
                      "--delimiter takes one character other than a quote, or tab, comma or "
                      "space, not '%s'",
                      text);
        return false;
    }
    if (ret->form != ANNOTATE_PROBE && ret->form != form) {
        message_usage(invocation, "--from %s has no delimiter '%s'",
                      invocation_value(invocation, "from"), text);
        return false;
    }
    ret->form = form;
    return true;
}

/* Steps through comma lists of an option that may be repeated. */
static bool next_word(const struct invocation *invocation, const char *option, size_t *cursor,
                      const char **rest, struct portreg_string *ret)
{
    if (*rest == NULL) {
        *rest = invocation_next_value(invocation, option, cursor);
    }
    if (*rest == NULL) {
        return false;
    }
    *ret = (struct portreg_string){ *rest, strcspn(*rest, ",") };
    *rest = (*rest)[ret->size] == ',' ? *rest + ret->size + 1 : NULL;
    return true;
}

static bool read_ports(const struct invocation *invocation, struct annotate_request *ret)
{
    struct portreg_string word;
    const char *rest = NULL;
    size_t cursor = 0;

    while (next_word(invocation, "port", &cursor, &rest, &word)) {
        if (word.size == 0) {
            message_usage(invocation, "--port takes columns by number or name, with commas "
                                      "between them");
            return false;
        }
        if (ret->port_count == ANNOTATE_PORTS_MAX) {
            message_usage(invocation, "--port takes at most %d columns", ANNOTATE_PORTS_MAX);
            return false;
        }
        ret->ports[ret->port_count++] = word;
    }
    return true;
}

static bool read_fields(const struct invocation *invocation, struct annotate_request *ret)
{
    struct portreg_string word;
    const char *rest = NULL;
    size_t cursor = 0;

    while (next_word(invocation, "field", &cursor, &rest, &word)) {
        enum annotate_field field;
        bool is_new = annotate_field_parse(word, &field);

        for (size_t i = 0; i < ret->field_count; i++) {
            is_new = is_new && ret->fields[i] != field;
        }
        if (!is_new) {
            message_usage(invocation, "--field takes name, status and description, each once, "
                                      "not '%.*s'",
                          (int)word.size, word.data);
            return false;
        }
        ret->fields[ret->field_count++] = field;
    }
    if (ret->field_count == 0) {
        ret->fields[ret->field_count++] = ANNOTATE_NAME;
    }
    return true;
}

static bool read_transport(const struct invocation *invocation, struct annotate_request *ret)
{
    const char *text = invocation_value(invocation, "transport");

    if (text == NULL || portreg_transport_parse(text, strlen(text), &ret->transport)) {
        return true;
    }
    ret->transport_column = string_of(text);
    if (ret->transport_column.size == 0) {
        message_usage(invocation, "--transport takes a column, or tcp, udp, sctp or dccp");
        return false;
    }
    return true;
}

static bool read_header(const struct invocation *invocation, struct annotate_request *ret)
{
    const bool yes = invocation_has(invocation, "header");
    const bool no = invocation_has(invocation, "no-header");

    if (yes && no) {
        message_usage(invocation, "--header and --no-header exclude each other");
        return false;
    }
    if (yes || no) {
        ret->header = yes ? ANNOTATE_HEADER_YES : ANNOTATE_HEADER_NO;
    }
    return true;
}

static bool read_request(const struct invocation *invocation, struct annotate_request *ret,
                         struct stream_options *options)
{
    uint64_t jobs = 0;

    if (!read_form(invocation, ret) || !read_delimiter(invocation, ret) ||
        !read_ports(invocation, ret) || !read_fields(invocation, ret) ||
        !read_transport(invocation, ret) || !read_header(invocation, ret) ||
        !invocation_unsigned(invocation, "jobs", STREAM_JOBS_MAX, 0, &jobs)) {
        return false;
    }
    options->jobs = (unsigned)jobs;
    return true;
}

/* Says what was not annotated; the exit code. */
static int report(const struct annotate_counts *counts)
{
    if (counts->unchanged > 0) {
        message_note("%" PRIu64 " of %" PRIu64 " lines went through unchanged, the first is line "
                     "%" PRIu64 ": malformed, or without the columns",
                     counts->unchanged, counts->lines, counts->first_unchanged);
    }
    return counts->unchanged > 0 && counts->annotated == 0 ? EXIT_NOTHING : EXIT_FOUND;
}

static int annotate(struct annotate_request *request, const struct layers *layers,
                    const struct stream_options *options)
{
    struct portreg_view views[LAYERS_MAX];
    struct annotate_counts counts = { 0 };
    struct portreg_error error;

    for (size_t i = 0; i < layers->count; i++) {
        views[i] = layers->items[i].view;
    }
    request->layers = views;
    request->layer_count = layers->count;
    request->base = (size_t)(layers_base(layers) - layers->items);
    if (stream_annotate(request, STDIN_FILENO, STDOUT_FILENO, options, &counts, &error) !=
        PORTREG_OK) {
        report(&counts);
        return message_error(&error);
    }
    return report(&counts);
}

int annotate_run(const struct invocation *invocation)
{
    struct annotate_request request = { .form = ANNOTATE_PROBE };
    struct stream_options options = { 0 };
    struct registry registry;
    int code;

    if (!read_request(invocation, &request, &options) ||
        !registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    code = annotate(&request, &registry.layers, &options);
    registry_close(&registry);
    return code;
}
