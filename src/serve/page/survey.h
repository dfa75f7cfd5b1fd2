/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_SURVEY_H
#define SERVE_PAGE_SURVEY_H

#include "serve/history.h"
#include "serve/reply.h"
#include "serve/request.h"

/*
 * The pages that look at a whole layer: what changed, the map, the growth. The
 * parameter `layer` names one; it is the base otherwise.
 */

/* /changes, /changes?from=&to= */
void page_answer_changes(struct request *request, struct reply *reply);

/* /changes/2026-02-13, /changes/2026-02, /changes/2026 */
void page_answer_version(struct request *request, struct reply *reply);

/* /growth */
void page_answer_growth(struct request *request, struct reply *reply);

/* /map?transport=tcp&color=layer */
void page_answer_map(struct request *request, struct reply *reply);

struct survey {
    const struct layer *layer; /* at the request's date */
    size_t index;              /* among the site's layers */
    bool is_base;
};

/* Reads the parameter. false: the reply says that there is no such layer. */
bool survey_open(const struct request *request, struct reply *reply, struct survey *ret);

/* Appends "?layer=NAME" (or with "&amp;") unless it is the base. */
void survey_append_layer(struct buffer *out, const struct survey *survey, const char *separator);

/* Appends links to the same page of the other layers; nothing where there is one. */
void survey_append_choice(const struct request *request, struct buffer *out,
                          const struct survey *survey);

portreg_date survey_version_date(const struct survey *survey, uint32_t version);

/* Appends <a href="/changes/DATE"><time>DATE</time></a>. */
void survey_append_version(struct buffer *out, const struct survey *survey, uint32_t version);

/* Appends a table's cell; 0 is of a class of its own. */
void survey_append_cell(struct buffer *out, uint32_t count);

/* Members of an open object: source and as_of. */
struct json;
void survey_json_source(struct json *json, const struct survey *survey);

#endif
