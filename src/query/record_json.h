/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_RECORD_JSON_H
#define QUERY_RECORD_JSON_H

#include <portreg/snapshot.h>

#include "util/json.h"

/*
 * A row as JSON, the same in `convert --to json` and in every read command:
 * the twelve columns by portreg_column_key() and what is derived from them.
 * Numbers are numbers, what is absent is null; assignee, contact and reference
 * are arrays of what stands in their brackets. `number` is a string only where
 * it is a range; `first` and `last` are always numbers.
 */
void record_json(struct json *json, struct portreg_view view, uint32_t row);

/* The members alone, for an object that the caller opens and adds to. */
void record_json_members(struct json *json, const struct portreg_row *row);

/* One column's value (what record_json_members() writes behind its key). */
void record_json_column(struct json *json, const struct portreg_row *row,
                        enum portreg_column column);

/*
 * The document around records of one view:
 * {"source": layer, "as_of": date, "records": [ … ]}.
 */
void record_json_document_open(struct json *json, struct portreg_view view);
void record_json_document_close(struct json *json);

#endif
