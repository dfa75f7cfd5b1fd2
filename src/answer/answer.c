/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/answer.h"

#include <limits.h>
#include <stdlib.h>

#include "util/array.h"

void answer_read(const struct answer *answer, struct answer_cells *ret)
{
    answer_read_columns(answer, UINT_MAX, ret);
}

void answer_read_columns(const struct answer *answer, unsigned columns, struct answer_cells *ret)
{
    struct portreg_row *row = &ret->row;
    size_t size;

    if (answer->row != PORTREG_NONE &&
        portreg_snapshot_row_columns(answer->layer->view.snapshot, answer->row, columns, row)) {
        return;
    }
    *row = (struct portreg_row){ .id = PORTREG_NONE, .from = PORTREG_NONE, .until = PORTREG_NONE };
    row->flags = PORTREG_ROW_HAS_NUMBER;
    row->first = answer->first;
    row->last = answer->last;
    row->transport = answer->transport;
    row->status = answer->status;
    size = string_write_unsigned(ret->number, answer->first);
    if (answer->first != answer->last) {
        ret->number[size++] = '-';
        size += string_write_unsigned(ret->number + size, answer->last);
    }
    row->column[PORTREG_COLUMN_NUMBER] = (struct portreg_string){ ret->number, size };
    row->column[PORTREG_COLUMN_TRANSPORT] = string_of(portreg_transport_name(answer->transport));
}

void answers_add(struct answers *answers, const struct answer *answer)
{
    if (!array_grow(&answers->items, &answers->capacity, answers->count + 1, ANSWERS_MAX,
                    sizeof(*answer))) {
        answers->failed = true;
        return;
    }
    answers->items[answers->count++] = *answer;
}

void answers_add_row(struct answers *answers, const struct layer *layer, uint32_t row)
{
    const struct answer answer = { .layer = layer, .row = row, .reason = PORTREG_REASON_ROW };

    answers_add(answers, &answer);
}

void answers_add_layer(struct answers *answers, const struct layer *layer)
{
    uint32_t cursor = 0;
    uint32_t row;

    while ((row = portreg_view_next_row(layer->view, &cursor)) != PORTREG_NONE) {
        answers_add_row(answers, layer, row);
    }
}

void answers_free(struct answers *answers)
{
    free(answers->items);
    *answers = (struct answers){ NULL, 0, 0, false };
}
