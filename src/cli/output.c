/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/output.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "answer/listing.h"
#include "answer/sort.h"
#include "cli/terminal.h"
#include "util/file.h"
#include "util/string.h"

static bool read_color(struct output *output)
{
    const char *when = invocation_value(output->invocation, "color");

    if (when == NULL || strcmp(when, "auto") == 0) {
        output->color = output->terminal && terminal_wants_color();
    } else if (strcmp(when, "always") == 0) {
        output->color = true;
    } else if (strcmp(when, "never") != 0) {
        message_usage(output->invocation, "--color takes auto, always or never, not '%s'", when);
        return false;
    }
    return true;
}

static bool read_form(struct output *output)
{
    static const struct {
        const char *option;
        enum output_form form;
    } forms[] = {
        { "json", FORM_JSON }, { "ndjson", FORM_NDJSON }, { "csv", FORM_CSV }, { "raw", FORM_RAW }
    };
    const char *given = NULL;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (!invocation_has(output->invocation, forms[i].option)) {
            continue;
        }
        if (given != NULL) {
            message_usage(output->invocation, "--%s and --%s exclude each other", given,
                          forms[i].option);
            return false;
        }
        given = forms[i].option;
        output->form = forms[i].form;
    }
    return true;
}

/* The column of that key among those of the command, UINT_MAX if there is none. */
static unsigned find_column(const struct output *output, const char *key, size_t size)
{
    const struct listing *listing = output->invocation->command->listing;
    const struct column *column;

    for (unsigned i = 0; (column = listing_column_at(listing, i)) != NULL; i++) {
        if (string_is((struct portreg_string){ key, size }, column->key)) {
            return i;
        }
    }
    return UINT_MAX;
}

static bool add_column(struct output *output, const char *key, size_t size)
{
    unsigned column = find_column(output, key, size);

    if (column == UINT_MAX) {
        message_usage(output->invocation, "there is no column '%.*s'; --list-columns lists them",
                      (int)size, key);
        return false;
    }
    if (output->column_count == OUTPUT_COLUMNS_MAX) {
        message_usage(output->invocation, "more than %d columns", OUTPUT_COLUMNS_MAX);
        return false;
    }
    output->columns[output->column_count++] = column;
    return true;
}

static bool has_column(const struct output *output, const char *key, size_t size)
{
    unsigned column = find_column(output, key, size);

    for (size_t i = 0; i < output->column_count; i++) {
        if (output->columns[i] == column) {
            return true;
        }
    }
    return false;
}

/* With `once`, what is there already is not added again. */
static bool add_columns(struct output *output, const char *list, bool once)
{
    for (;;) {
        const char *comma = strchrnul(list, ',');

        size_t size = (size_t)(comma - list);

        if (!(once && has_column(output, list, size)) && !add_column(output, list, size)) {
            return false;
        }
        if (*comma == '\0') {
            return true;
        }
        list = comma + 1;
    }
}

/* The usual columns, then each -o in turn; a list without + starts anew. */
static bool read_columns(struct output *output, const char *default_columns)
{
    const char *list;
    size_t cursor = 0;

    if (!add_columns(output, default_columns, false)) {
        return false;
    }
    if (output->layers != NULL && output->layers->count > 1 &&
        !add_columns(output, "layer", true)) {
        return false;
    }
    while ((list = invocation_next_value(output->invocation, "columns", &cursor)) != NULL) {
        bool adds = list[0] == '+';

        if (adds) {
            list++;
        } else {
            output->column_count = 0;
            output->own_columns = true;
        }
        if (!add_columns(output, list, adds)) {
            return false;
        }
    }
    return true;
}

bool output_open(struct output *ret, const struct invocation *invocation,
                 const struct layers *layers, const char *default_columns)
{
    ret->invocation = invocation;
    ret->layers = layers;
    ret->form = FORM_TABLE;
    ret->terminal = terminal_is_output();
    ret->width = ret->terminal ? terminal_width() : 0;
    ret->color = false;
    ret->headings = !invocation_has(invocation, "no-headings");
    ret->own_columns = false;
    ret->full = false;
    ret->answered = false;
    ret->failed = false;
    ret->column_count = 0;
    ret->answers = (struct answers){ NULL, 0, 0, false };
    ret->text = BUFFER_INIT(OUTPUT_TEXT_MAX);
    return read_color(ret) && read_form(ret) &&
           (default_columns == NULL || read_columns(ret, default_columns));
}

bool output_sort(struct output *output, const char *by)
{
    struct portreg_error error;
    enum portreg_status status = answers_sort(&output->answers, by, &error);

    if (status == PORTREG_INVALID_ARGUMENT) {
        message_usage(output->invocation, "%s; --list-columns lists them", error.message);
    } else if (status != PORTREG_OK) {
        message_error(&error);
    }
    return status == PORTREG_OK;
}

static const char *const style_sequences[STYLE_COUNT] = {
    [STYLE_BOLD] = "\033[1m",   [STYLE_DIM] = "\033[2m",     [STYLE_RED] = "\033[31m",
    [STYLE_GREEN] = "\033[32m", [STYLE_YELLOW] = "\033[33m", [STYLE_BLUE] = "\033[34m",
};

const char *output_style_sequence(enum output_style style)
{
    return style_sequences[style];
}

void output_style(struct output *output, enum output_style style)
{
    if (output->color) {
        buffer_append_text(&output->text,
                           style == STYLE_PLAIN ? "\033[0m" : style_sequences[style]);
    }
}

enum output_style output_status_style(enum portreg_port_status status)
{
    switch (status) {
    case PORTREG_PORT_ASSIGNED:
        return STYLE_GREEN;
    case PORTREG_PORT_RESERVED:
        return STYLE_YELLOW;
    case PORTREG_PORT_DYNAMIC:
        return STYLE_BLUE;
    default:
        return STYLE_DIM;
    }
}

/* Whether the text is longer than the terminal. */
static bool needs_pager(const struct output *output)
{
    size_t lines = 0;
    unsigned height;

    if (!output->terminal || invocation_has(output->invocation, "no-pager")) {
        return false;
    }
    height = terminal_height();
    for (size_t i = 0; i < output->text.size && lines < height; i++) {
        lines += output->text.data[i] == '\n';
    }
    return lines >= height;
}

static int write_text(const struct output *output, int code)
{
    const struct buffer *text = &output->text;

    if (text->size == 0 || (needs_pager(output) && terminal_page(text->data, text->size)) ||
        file_write_all(STDOUT_FILENO, text->data, text->size)) {
        return code;
    }
    if (errno == EPIPE) {
        return code;
    }
    return message_text("cannot write to standard output: %s", strerror(errno));
}

int output_finish(struct output *output, int code)
{
    output_answers(output);
    if (output->failed || output->answers.failed || buffer_failed(&output->text)) {
        code = message_text("out of memory");
    } else {
        code = write_text(output, code);
    }
    output_abandon(output);
    return code;
}

int output_abandon(struct output *output)
{
    buffer_free(&output->text);
    answers_free(&output->answers);
    return EXIT_ERROR;
}
