/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include <portreg/rules.h>

#include "serve/page/fields.h"
#include "serve/page/layout.h"
#include "serve/page/neighbour.h"
#include "serve/page/pages.h"
#include "serve/page/table.h"
#include "serve/page/thing.h"
#include "util/string.h"

/* A number on every transport. */

#define TEXT_SIZE 64
#define DESCRIPTION_SIZE 256

static void append_range(const struct request *request, struct buffer *out, uint16_t port)
{
    const struct portreg_range *range = portreg_range_of(port);

    buffer_printf(out, "One of the <a href=\"/range/%u-%u", range->first, range->last);
    page_append_date(request, out);
    buffer_append_text(out, "\">");
    markup_append_text(out, range->title);
    buffer_printf(out, ", %u to %u</a> (", range->first, range->last);
    markup_append_text(out, range->procedure);
    buffer_append_text(out, ").</p>\n");
}

/* What holds on all transports together: the strongest of what holds on each. */
static enum portreg_port_status status_of(const struct request *request, uint16_t port)
{
    struct portreg_view view = layers_base(request->layers)->view;
    enum portreg_port_status found = PORTREG_PORT_UNASSIGNED;

    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        enum portreg_port_status status =
            portreg_port_status(view, port, (enum portreg_transport)i, NULL, NULL);

        if (status == PORTREG_PORT_ASSIGNED) {
            return status;
        }
        found = status != PORTREG_PORT_UNASSIGNED ? status : found;
    }
    return found;
}

static void write_page(const struct request *request, struct reply *reply,
                       const struct question *question, const struct answers *answers)
{
    const struct table table = { .caption = "What the number is on each transport" };
    struct buffer *out = &reply->body;
    enum portreg_port_status status = status_of(request, question->first);
    char path[TEXT_SIZE];
    char title[TEXT_SIZE];
    char description[DESCRIPTION_SIZE];
    size_t digits = strlen("Port ");

    snprintf(path, sizeof(path), "/port/%u", question->first);
    snprintf(title, sizeof(title), "Port %u", question->first);
    snprintf(description, sizeof(description), "Port %u on TCP, UDP, SCTP and DCCP: %s",
             question->first, portreg_port_status_name(status));
    thing_open(request, reply,
               &(struct thing){ path, title, description, string_of(title + digits) }, answers);
    neighbour_append_links(request, out, "port", question->first);
    buffer_append_text(out, "<p>");
    fields_append_status(out, status);
    buffer_append_char(out, ' ');
    append_range(request, out, question->first);
    table_append(request, out, &table, answers, 0, answers->count);
    neighbour_append_nearest(request, out, question->first);
    thing_append_life(request, out, question);
    page_close(request, reply);
}

void page_answer_port(struct request *request, struct reply *reply)
{
    struct question question = { .kind = QUESTION_PORT };

    if (!thing_read_port(request, reply, "/port", &question.first)) {
        return;
    }
    question.last = question.first;
    for (unsigned i = PORTREG_TRANSPORT_TCP; i < PORTREG_TRANSPORT_COUNT; i++) {
        question.transports |= 1u << i;
    }
    thing_answer_port(request, reply, &question, write_page);
}
