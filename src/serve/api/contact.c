/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/contact_list.h"
#include "serve/api/api.h"

/* /v1/contacts/Jon_Postel: who it is in each layer, and the records that name it. */

#define ID_MAX 256 /* bytes */

static const struct answer_form form = { .full = false };

/* Writes the contact of each layer that has it into an open array. */
static void write_contacts(struct json *json, const struct layers *layers,
                             struct portreg_string id)
{
    for (size_t i = 0; i < layers->count; i++) {
        const struct layer *layer = &layers->items[i];
        uint32_t index = portreg_view_find_contact(layer->view, id.data, id.size);
        struct portreg_contact contact;

        if (index != PORTREG_NONE && portreg_snapshot_contact(layer->snapshot, index, &contact)) {
            json_object_open(json);
            contact_json_members(json, &contact);
            json_key(json, "layer");
            json_string(json, layer_name(layer));
            json_object_close(json);
        }
    }
}

static void write_document(const struct request *request, struct reply *reply,
                           const struct answers *answers)
{
    struct json json;

    api_open_document(request, reply, &json);
    json_key(&json, "contacts");
    json_array_open(&json);
    write_contacts(&json, request->layers, request->captures[0]);
    json_array_close(&json);
    answer_json_records(&json, answers, &form);
    api_close_document(reply, &json);
}

static bool is_known(const struct request *request)
{
    for (size_t i = 0; i < request->layers->count; i++) {
        if (portreg_view_find_contact(request->layers->items[i].view, request->captures[0].data,
                                      request->captures[0].size) != PORTREG_NONE) {
            return true;
        }
    }
    return false;
}

static enum portreg_status find_records(const struct request *request, struct answers *answers,
                                        struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    for (size_t i = 0; status == PORTREG_OK && i < request->layers->count; i++) {
        status = answers_of_contact(answers, &request->layers->items[i], request->captures[0],
                                    error);
    }
    return status;
}

void api_answer_contact(struct request *request, struct reply *reply)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct answers answers = { .failed = false };

    if (request->captures[0].size > ID_MAX || !is_known(request)) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such contact",
                      "the contact table has no such id; ids are written as in the columns "
                      "assignee and contact");
    } else if (find_records(request, &answers, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
    } else if (request->media == MEDIA_JSON && !answers.failed) {
        write_document(request, reply, &answers);
    } else {
        api_write_answers(request, reply, &answers, &form);
    }
    answers_free(&answers);
}
