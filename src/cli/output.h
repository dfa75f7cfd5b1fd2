/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "answer/answer_json.h"
#include "cli/command.h"
#include "util/buffer.h"

/*
 * What a command says on standard output. Answers (rows of the registry, or
 * what follows where it has none) are gathered and written at the end in the
 * form that the options ask for; other text goes through `text`. Nothing is
 * written before output_finish().
 */
enum output_form {
    FORM_TABLE, /* aligned; fitted to the width on a terminal */
    FORM_RAW,   /* separated by tabs, no headings */
    FORM_JSON,
    FORM_NDJSON,
    FORM_CSV
};

#define OUTPUT_TEXT_MAX ANSWER_TEXT_MAX
#define OUTPUT_COLUMNS_MAX 64
#define OUTPUT_TITLE_SIZE 32

struct output {
    const struct invocation *invocation;
    const struct layers *layers; /* that answers come from; may be NULL */
    enum output_form form;
    bool terminal; /* standard output is one */
    bool color;
    bool headings;
    bool own_columns; /* -o replaced the usual ones */
    bool full;        /* JSON gives the whole record (the usual columns) */
    bool answered;    /* the answers are in `text` already */
    unsigned width; /* of the terminal in columns, 0 if there is none */
    unsigned columns[OUTPUT_COLUMNS_MAX]; /* enum column_id, or of the command's listing */
    size_t column_count;
    struct answers answers;
    bool failed; /* memory; said at the end */
    struct buffer text;
};

/* Whether the output is lines for programs: neither text nor a document. */
static inline bool output_has_lines(const struct output *output)
{
    return output->form != FORM_TABLE && output->form != FORM_JSON;
}

/*
 * Reads the shared options of the invocation. `default_columns` is a comma
 * list of column keys ("name,number,…"), which -o replaces or (with +)
 * extends; NULL for a command that has no rows. Says what is wrong and returns
 * false. --list-columns is answered by program_main().
 */
bool output_open(struct output *ret, const struct invocation *invocation,
                 const struct layers *layers, const char *default_columns);

/* answers_sort(). Says what is wrong and returns false. */
bool output_sort(struct output *output, const char *by);

/* Writes the answers into `text` in the form that was asked for. */
void output_answers(struct output *output);

/*
 * Writes answers that were not written yet and the text: through a pager if
 * standard output is a terminal and the text is longer than it. A closed pipe
 * is no error; a full disk is. Frees the output.
 * @return `code`, or EXIT_ERROR after a message.
 */
int output_finish(struct output *output, int code);

/* Frees without writing; returns EXIT_ERROR. */
int output_abandon(struct output *output);

/* The column's key in capitals: one word, so that it can be cut. */
void output_title(const struct column *column, char title[OUTPUT_TITLE_SIZE]);

/* Ends a cell of --raw that starts at `start` of the text; tabs and the like in it are spaces. */
void output_end_raw_cell(struct output *output, size_t start, bool is_last);

/* What the options ask JSON to say of each answer. */
struct answer_form output_answer_form(const struct output *output);

/* Colours; they append nothing where colour is off. */
enum output_style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,
    STYLE_GREEN,
    STYLE_YELLOW,
    STYLE_BLUE,
    STYLE_COUNT
};
void output_style(struct output *output, enum output_style style);

/* Its escape sequence; NULL for STYLE_PLAIN. */
const char *output_style_sequence(enum output_style style);

/* The style of a port status. */
enum output_style output_status_style(enum portreg_port_status status);

#endif
