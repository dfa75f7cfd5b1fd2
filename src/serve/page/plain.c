/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/plain.h"

#include "answer/column.h"

#define INDENT 27 /* one more than the longest title and its colon have */

static const enum column_id derived[] = { COLUMN_STATUS, COLUMN_REMARK, COLUMN_ALIASES,
                                          COLUMN_LAYER,  COLUMN_AS_OF,  COLUMN_FROM };

static void append_lines(struct buffer *out, const char *title, const struct buffer *text)
{
    size_t size = strlen(title);

    buffer_append_text(out, title);
    buffer_append_char(out, ':');
    buffer_append_repeat(out, ' ', size + 1 < INDENT ? INDENT - size - 1 : 1);
    for (size_t i = 0; i < text->size; i++) {
        buffer_append_char(out, text->data[i]);
        if (text->data[i] == '\n') {
            buffer_append_repeat(out, ' ', INDENT);
        }
    }
    buffer_append_char(out, '\n');
}

static void append_column(struct buffer *out, const struct answer *answer,
                          const struct answer_cells *cells, unsigned column)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    column_append(&text, answer, cells, (enum column_id)column);
    if (text.size > 0) {
        append_lines(out, column_at(column)->title, &text);
    }
    out->failed |= buffer_failed(&text);
    buffer_free(&text);
}

void plain_append_answers(struct buffer *out, const struct answers *answers)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        struct answer_cells cells;

        answer_read(answer, &cells);
        if (i > 0) {
            buffer_append_char(out, '\n');
        }
        for (unsigned column = 0; column < PORTREG_COLUMN_COUNT; column++) {
            append_column(out, answer, &cells, column);
        }
        for (size_t j = 0; j < sizeof(derived) / sizeof(derived[0]); j++) {
            append_column(out, answer, &cells, derived[j]);
        }
    }
}
