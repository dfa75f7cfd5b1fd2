/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "format/format.h"
#include "serve/api/api.h"
#include "serve/layers_header.h"

/*
 * Records as IANA's XML: a registry of these records alone. It has no place for
 * layers, or for what holds where there is no record.
 */

struct rows {
    uint32_t *items;
    size_t count;
};

/* The answers' rows of that layer, in their order, each once; false if memory is short. */
static bool collect(const struct answers *answers, const struct layer *layer, struct rows *ret)
{
    bool *seen = calloc((size_t)portreg_snapshot_row_count(layer->snapshot) + 1, sizeof(*seen));

    ret->count = 0;
    ret->items = calloc(answers->count + 1, sizeof(*ret->items));
    if (seen == NULL || ret->items == NULL) {
        free(seen);
        free(ret->items);
        return false;
    }
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];

        if (answer->row != PORTREG_NONE && answer->layer->snapshot == layer->snapshot &&
            !seen[answer->row]) {
            seen[answer->row] = true; /* a row without transport answers for each of them */
            ret->items[ret->count++] = answer->row;
        }
    }
    free(seen);
    return true;
}

void api_write_xml(const struct request *request, struct reply *reply,
                   const struct answers *answers)
{
    const struct layer *layer = layers_base(request->layers);
    struct portreg_error error = { .status = PORTREG_OK };
    struct rows rows;

    if (!collect(answers, layer, &rows)) {
        api_answer_no_memory(request, reply);
        return;
    }
    if (rows.count == 0) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No record",
                      "layer '%.*s' has no record here, and XML has nothing else; JSON says what "
                      "holds",
                      (int)layer_name(layer).size, layer_name(layer).data);
    } else if (format_xml.write(layer->view, rows.items, rows.count, &reply->body, &error) !=
        PORTREG_OK) {
        reply_error(request, reply, &error);
    } else {
        layers_header_name(request, reply, layer);
    }
    free(rows.items);
}
