/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "serve/page/fields.h"
#include "serve/page/layout.h"
#include "serve/page/neighbour.h"
#include "serve/page/pages.h"
#include "serve/page/thing.h"
#include "util/string.h"

/* The record of a number on one transport. */

#define TEXT_SIZE 64
#define DESCRIPTION_SIZE 256

/* What engines show: "https 443/tcp: http protocol over TLS/SSL", or the status. */
static void describe(const struct answer *answer, const char *place,
                     char text[DESCRIPTION_SIZE])
{
    struct answer_cells cells;
    struct portreg_string name;
    struct portreg_string description;

    answer_read(answer, &cells);
    name = cells.row.column[PORTREG_COLUMN_NAME];
    description = cells.row.column[PORTREG_COLUMN_DESCRIPTION];
    if (description.size == 0) {
        description = string_of(portreg_port_status_name(cells.row.status));
    }
    snprintf(text, DESCRIPTION_SIZE, "%.*s%s%s: %.*s", (int)name.size, name.data,
             name.size > 0 ? " " : "", place, (int)description.size, description.data);
    string_clean(text, strlen(text));
}

static void write_page(const struct request *request, struct reply *reply,
                       const struct question *question, const struct answers *answers)
{
    const char *transport = portreg_transport_name(question_transport(question));
    char path[TEXT_SIZE];
    char title[TEXT_SIZE];
    char description[DESCRIPTION_SIZE];

    snprintf(path, sizeof(path), "/%s/%u", transport, question->first);
    snprintf(title, sizeof(title), "%u/%s", question->first, transport);
    describe(&answers->items[0], title, description);
    thing_open(request, reply, &(struct thing){ path, title, description, string_of(title) },
               answers);
    neighbour_append_links(request, &reply->body, transport, question->first);
    for (size_t i = 0; i < answers->count; i++) {
        fields_append_answer(request, &reply->body, &answers->items[i]);
    }
    thing_append_life(request, &reply->body, question);
    page_close(request, reply);
}

void page_answer_record(struct request *request, struct reply *reply)
{
    struct portreg_string folder = request->target->segments[0];
    struct question question = { .kind = QUESTION_PORT };
    enum portreg_transport transport;
    char path[TEXT_SIZE];

    snprintf(path, sizeof(path), "/%.*s", (int)folder.size, folder.data);
    if (!portreg_transport_parse(folder.data, folder.size, &transport) ||
        !thing_read_port(request, reply, path, &question.first)) {
        return;
    }
    question.last = question.first;
    question.transports = 1u << transport;
    thing_answer_port(request, reply, &question, write_page);
}
