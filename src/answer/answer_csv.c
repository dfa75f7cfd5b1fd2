/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/answer_csv.h"

#include "format/csv_write.h"

static void append_unassigned(struct buffer *out, const struct answer *answer)
{
    buffer_printf(out, ",%u", answer->first);
    if (answer->last != answer->first) {
        buffer_printf(out, "-%u", answer->last);
    }
    buffer_printf(out, ",%s,Unassigned,,,,,,,,\r\n", portreg_transport_name(answer->transport));
}

void answers_append_csv(struct buffer *out, const struct answers *answers, bool heading)
{
    if (heading) {
        csv_append_header(out);
    }
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];

        if (answer->row != PORTREG_NONE) {
            csv_append_row(out, answer->layer->view, answer->row);
        } else if (answer->status == PORTREG_PORT_UNASSIGNED) {
            append_unassigned(out, answer);
        }
    }
}
