/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/word_diff.h"

#include "util/string.h"
#include "util/words.h"

/* Appends to one line of words, marking runs as kept, gone or new. */
struct marker {
    struct output *output;
    enum words_mark run;
    bool any;
};

static void close_run(struct marker *marker)
{
    if (marker->run == WORDS_KEPT) {
        return;
    }
    if (marker->output->color) {
        output_style(marker->output, STYLE_PLAIN);
    } else {
        buffer_append_text(&marker->output->text, marker->run == WORDS_GONE ? "-]" : "+}");
    }
}

static void open_run(struct marker *marker, enum words_mark run)
{
    marker->run = run;
    if (run == WORDS_KEPT) {
        return;
    }
    if (marker->output->color) {
        output_style(marker->output, run == WORDS_GONE ? STYLE_RED : STYLE_GREEN);
    } else {
        buffer_append_text(&marker->output->text, run == WORDS_GONE ? "[-" : "{+");
    }
}

static void mark(void *data, enum words_mark run, struct portreg_string word)
{
    struct marker *marker = data;

    if (run != marker->run) {
        close_run(marker);
    }
    if (marker->any) {
        buffer_append_char(&marker->output->text, ' ');
    }
    marker->any = true;
    if (run != marker->run) {
        open_run(marker, run);
    }
    word_diff_append_text(marker->output, word);
}

/* Imported text must not steer the terminal. */
void word_diff_append_text(struct output *output, struct portreg_string text)
{
    for (text = string_trim(text); text.size > 0;) {
        size_t size = 0;

        while (size < text.size && ascii_is_space(text.data[size])) {
            size++;
        }
        if (size > 0) {
            buffer_append_char(&output->text, ' ');
        } else if ((size = string_control_size(text)) > 0) {
            buffer_append_char(&output->text, '?');
        } else {
            size = 1;
            buffer_append_char(&output->text, text.data[0]);
        }
        text = string_from(text, size);
    }
}

static void append_whole(struct output *output, struct portreg_string before,
                         struct portreg_string after)
{
    output_style(output, STYLE_RED);
    word_diff_append_text(output, before);
    output_style(output, STYLE_PLAIN);
    buffer_append_text(&output->text, " -> ");
    output_style(output, STYLE_GREEN);
    word_diff_append_text(output, after);
    output_style(output, STYLE_PLAIN);
}

void word_diff_append(struct output *output, struct portreg_string before,
                      struct portreg_string after)
{
    struct marker marker = { output, WORDS_KEPT, false };
    enum words_result result = words_compare(before, after, mark, &marker);

    close_run(&marker);
    if (result == WORDS_SAME) {
        buffer_append_text(&output->text, " (white space)");
    } else if (result == WORDS_UNALIKE) {
        append_whole(output, before, after);
    }
}
