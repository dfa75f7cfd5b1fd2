/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_COMPARE_H
#define SERVE_PAGE_COMPARE_H

#include "serve/page/survey.h"

/* Two versions of a layer compared: /changes?from=2020-01-01&to=2021 */

/* Whether the request names a date to compare with. */
bool compare_is_asked(const struct request *request);

/* The comparison that it asks for, as a page or JSON. */
void compare_answer(const struct request *request, struct reply *reply,
                    const struct survey *survey);

/* A form for the two dates; the second is the layer's, the first is open. */
void compare_append_form(struct buffer *out, const struct survey *survey);

#endif
