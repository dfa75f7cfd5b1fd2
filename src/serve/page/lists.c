/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdio.h>

#include "answer/contact_list.h"
#include "answer/lookup.h"
#include "answer/search.h"
#include "query/label.h"
#include "serve/api/api.h"
#include "serve/page/fields.h"
#include "serve/page/layout.h"
#include "serve/page/link.h"
#include "serve/page/pages.h"
#include "serve/page/table.h"
#include "serve/page/thing.h"
#include "util/string.h"

/* Pages of what many rows have in common: a contact, an RFC, a range of numbers. */

#define PATH_SIZE 2048
#define TITLE_SIZE 128
#define ID_MAX 256 /* bytes of a contact's id */

/* The page of a thing with a list of rows; `before` writes what stands above them. */
static void write_list(const struct request *request, struct reply *reply,
                       const struct thing *thing, struct answers *answers, const char *caption,
                       void (*before)(const struct request *request, struct buffer *out))
{
    char sort[LIST_SORT_SIZE];
    struct list list;

    if (!list_open(request, reply, answers, sort, &list)) {
        return;
    }
    thing_open(request, reply, thing, answers);
    before(request, &reply->body);
    list_append_count(&reply->body, &list);
    list_append(request, &reply->body, &list, caption);
    page_close(request, reply);
}

static void append_contact(struct buffer *out, const struct portreg_contact *contact)
{
    buffer_append_text(out, "<article class=\"record\"><dl>\n");
    fields_append_text(out, "Name", contact->name);
    fields_append_text(out, "Organization", contact->org);
    if (contact->uri.size > 0) {
        fields_open(out, "Address");
        fields_append_addresses(out, contact);
        fields_close(out);
    }
    fields_append_text(out, "As of", contact->updated);
    fields_append_text(out, "Id", contact->id);
    buffer_append_text(out, "</dl></article>\n");
}

/* The contact as another version has it, the last one that there is. */
static bool find_former_contact(const struct layer *layer, struct portreg_string id,
                                struct portreg_contact *ret)
{
    uint32_t count = portreg_snapshot_contact_count(layer->snapshot);
    struct portreg_contact contact;
    bool found = false;

    for (uint32_t i = 0; i < count; i++) {
        if (portreg_snapshot_contact(layer->snapshot, i, &contact) &&
            string_equal(contact.id, id) && (!found || contact.until > ret->until)) {
            *ret = contact;
            found = true;
        }
    }
    return found;
}

static bool find_contact(const struct request *request, const struct layer *layer,
                         struct portreg_contact *ret)
{
    struct portreg_string id = request->captures[0];
    uint32_t index = portreg_view_find_contact(layer->view, id.data, id.size);

    return index != PORTREG_NONE ? portreg_snapshot_contact(layer->snapshot, index, ret)
                                 : find_former_contact(layer, id, ret);
}

static void append_version(struct buffer *out, const struct layer *layer, uint32_t index)
{
    struct portreg_version version;

    if (portreg_snapshot_version(layer->snapshot, index, &version)) {
        page_append_time(out, version.date);
    }
}

/* Says when the contact stood, if that is not in the version that answers. */
static void append_period(struct buffer *out, const struct layer *layer,
                          const struct portreg_contact *contact)
{
    if (contact->from <= layer->view.version && layer->view.version < contact->until) {
        return;
    }
    buffer_append_text(out, "<p class=\"notice\">This version has no such contact; it stood from ");
    append_version(out, layer, contact->from);
    if (contact->until != PORTREG_NONE) {
        buffer_append_text(out, " until ");
        append_version(out, layer, contact->until);
    }
    buffer_append_text(out, ".</p>\n");
}

static void append_contacts(const struct request *request, struct buffer *out)
{
    struct portreg_contact contact;

    for (size_t i = 0; i < request->layers->count; i++) {
        const struct layer *layer = &request->layers->items[i];

        if (find_contact(request, layer, &contact)) {
            append_period(out, layer, &contact);
            append_contact(out, &contact);
        }
    }
    buffer_append_text(out, "<h2>Assignee or contact of</h2>\n");
}

static void contact_title(const struct request *request, char title[TITLE_SIZE])
{
    struct portreg_string name = request->captures[0];
    struct portreg_contact contact;

    for (size_t i = 0; i < request->layers->count; i++) {
        if (find_contact(request, &request->layers->items[i], &contact)) {
            name = contact.name.size > 0 ? contact.name
                   : contact.org.size > 0 ? contact.org
                                          : name;
            break;
        }
    }
    snprintf(title, TITLE_SIZE, "%.*s", (int)name.size, name.data);
    string_clean(title, strlen(title));
}

static void write_contact(const struct request *request, struct reply *reply,
                          struct answers *answers)
{
    struct buffer path = BUFFER_INIT(PATH_SIZE);
    char title[TITLE_SIZE];

    contact_title(request, title);
    buffer_append_text(&path, "/contact/");
    markup_append_address(&path, request->captures[0]);
    if (buffer_failed(&path)) {
        api_answer_no_memory(request, reply);
    } else {
        write_list(request, reply,
                   &(struct thing){ path.data, title,
                                    "A contact of the port registry and its assignments",
                                    { "", 0 } },
                   answers, "Rows that name the contact", append_contacts);
    }
    buffer_free(&path);
}

void page_answer_contact(struct request *request, struct reply *reply)
{
    struct portreg_string id = request->captures[0];
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    struct portreg_contact contact;
    bool known = false;

    if (request->media == MEDIA_JSON) {
        api_answer_contact(request, reply);
        return;
    }
    for (size_t i = 0; id.size <= ID_MAX && error.status == PORTREG_OK &&
                       i < request->layers->count;
         i++) {
        error.status = answers_of_contact(&answers, &request->layers->items[i], id, &error);
        known |= find_contact(request, &request->layers->items[i], &contact);
    }
    if (error.status != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (!known && answers.count == 0) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such contact",
                      "the contact table has nobody of that id");
    } else if (request->media != MEDIA_HTML) {
        thing_write_data(request, reply, &answers);
    } else {
        write_contact(request, reply, &answers);
    }
    answers_free(&answers);
}

static bool cites(const struct answer *answer, uint32_t rfc)
{
    struct portreg_string labels = portreg_snapshot_cell(answer->layer->snapshot, answer->row,
                                                         PORTREG_COLUMN_REFERENCE);
    struct portreg_string label;

    while (label_next(&labels, &label)) {
        if (link_rfc_number(label) == rfc) {
            return true;
        }
    }
    return false;
}

/* Leaves the rows whose references have the RFC, with a section or without. */
static void keep_citing(struct answers *answers, uint32_t rfc)
{
    size_t kept = 0;

    for (size_t i = 0; i < answers->count; i++) {
        if (cites(&answers->items[i], rfc)) {
            answers->items[kept++] = answers->items[i];
        }
    }
    answers->count = kept;
}

static void append_rfc(const struct request *request, struct buffer *out)
{
    struct portreg_string number = request->captures[0];

    buffer_append_text(out, "<p><a rel=\"external\" href=\"https://www.rfc-editor.org/rfc/rfc");
    markup_append(out, number);
    buffer_append_text(out, "\">Read the RFC</a> at rfc-editor.org. These rows cite it.</p>\n");
}

static void write_rfc(const struct request *request, struct reply *reply, uint32_t rfc,
                      struct answers *answers)
{
    char path[TITLE_SIZE];
    char title[TITLE_SIZE];
    char search[TITLE_SIZE];

    snprintf(path, sizeof(path), "/rfc/%u", rfc);
    snprintf(title, sizeof(title), "RFC %u", rfc);
    snprintf(search, sizeof(search), "ref:rfc%u", rfc);
    write_list(request, reply,
               &(struct thing){ path, title, "Service names and ports that an RFC registers",
                                string_of(search) },
               answers, "Rows that cite the RFC", append_rfc);
}

void page_answer_rfc(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    char label[TITLE_SIZE];
    uint32_t rfc;

    snprintf(label, sizeof(label), "RFC%.*s", (int)request->captures[0].size,
             request->captures[0].data);
    rfc = link_rfc_number(string_of(label));
    if (rfc == 0) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such RFC",
                      "an RFC is named by its number: /rfc/6335");
        return;
    }
    snprintf(label, sizeof(label), "RFC%u", rfc);
    if (search_layers(&answers, request->layers, string_of(label), NULL, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else {
        keep_citing(&answers, rfc);
        if (answers.count == 0 && !answers.failed) {
            reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "Not cited",
                          "no row of the registry cites RFC %u", rfc);
        } else if (request->media != MEDIA_HTML) {
            thing_write_data(request, reply, &answers);
        } else {
            write_rfc(request, reply, rfc, &answers);
        }
    }
    answers_free(&answers);
}

static void append_nothing(const struct request *request, struct buffer *out)
{
    (void)request;
    (void)out;
}

static void write_range(const struct request *request, struct reply *reply,
                        const struct question *question, struct answers *answers)
{
    char path[TITLE_SIZE];
    char title[TITLE_SIZE];
    char search[TITLE_SIZE];

    snprintf(path, sizeof(path), "/range/%u-%u", question->first, question->last);
    snprintf(title, sizeof(title), "Ports %u to %u", question->first, question->last);
    snprintf(search, sizeof(search), "port:%u-%u", question->first, question->last);
    write_list(request, reply,
               &(struct thing){ path, title, "Port numbers of a range and what they are",
                                string_of(search) },
               answers, "What the numbers of the range are", append_nothing);
}

void page_answer_range(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };
    struct question question;

    if (question_parse(request->captures[0], &question, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
        return;
    }
    if (question.kind == QUESTION_NAME) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such range",
                      "a range is FIRST-LAST, such as 6000-6063");
        return;
    }
    answers_of_question(&answers, request->layers, &question, GAPS_ALWAYS, NULL);
    if (request->media != MEDIA_HTML) {
        thing_write_data(request, reply, &answers);
    } else {
        write_range(request, reply, &question, &answers);
    }
    answers_free(&answers);
}
