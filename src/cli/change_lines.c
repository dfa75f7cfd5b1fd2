/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/change_lines.h"

#include "answer/change_list.h"
#include "cli/listing.h"

void change_lines_write(struct output *output, const struct changes *changes)
{
    struct change_list list = change_list_of(changes);

    if (output->form == FORM_NDJSON) {
        changes_append_ndjson(&output->text, changes);
    } else {
        listing_write(output, &list.cursor);
    }
}
