/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_ANSWER_JSON_H
#define ANSWER_ANSWER_JSON_H

#include "answer/column.h"
#include "answer/contact_list.h"
#include "util/json.h"

/* Answers as JSON, the same wherever they are given. */

/* What an object says of an answer. */
struct answer_form {
    bool full;               /* the whole record, with contacts, references and TXT keys */
    const unsigned *columns; /* these alone (enum column_id), by their keys; NULL: all usual ones */
    size_t column_count;
};

/*
 * Members of an open object: "source" and "as_of" of the base, "age_days" if
 * the layers know what day it is, "layers" if there are several.
 */
void answer_json_source(struct json *json, const struct layers *layers);

/* One answer as an object. `alone`: no document around it says "as_of". */
void answer_json(struct json *json, const struct answer *answer, const struct answer_form *form,
                 bool alone);

/* The member "records" of an open object: an array of all answers. */
void answer_json_records(struct json *json, const struct answers *answers,
                         const struct answer_form *form);

/* The document of the two, indented and with a newline at its end. */
void answers_append_json(struct buffer *out, const struct layers *layers,
                         const struct answers *answers, const struct answer_form *form);

/* The same with the contacts of a page behind the records. */
void answers_append_page_json(struct buffer *out, const struct layers *layers,
                              const struct answers *answers, const struct contact_list *contacts,
                              const struct answer_form *form);

/* One object a line. */
void answers_append_ndjson(struct buffer *out, const struct answers *answers,
                           const struct answer_form *form);

#endif
