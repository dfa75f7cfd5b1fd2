/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/log.h"

#include "answer/answer_json.h"
#include "answer/change.h"
#include "util/error.h"

enum portreg_status log_of_question(const struct layer *layer, const struct question *question,
                                    struct portreg_log **ret, struct portreg_error *error)
{
    enum portreg_transport transport = question_transport(question);

    switch (question->kind) {
    case QUESTION_NAME:
        return portreg_log_name(layer->view, question->name.data, question->name.size, transport,
                                ret, error);
    case QUESTION_PORT:
        return portreg_log_port(layer->view, question->first, transport, ret, error);
    case QUESTION_RANGE:
        break;
    }
    return error_set(error, PORTREG_INVALID_ARGUMENT,
                     "a log is of one port or name, not of a range");
}

struct portreg_string log_entry_date(const struct layer *layer,
                                     const struct portreg_log_entry *entry)
{
    struct portreg_version version = { 0 };

    portreg_snapshot_version(layer->snapshot, entry->version, &version);
    return version.updated;
}

void log_json_entry(struct json *json, const struct layer *layer,
                    const struct portreg_log_entry *entry)
{
    const struct change_source source = { layer->snapshot, layer->snapshot };

    json_object_open(json);
    json_key(json, "layer");
    json_string(json, layer_name(layer));
    json_key(json, "date");
    json_string_or_null(json, log_entry_date(layer, entry));
    change_json(json, &source, &entry->change, CHANGE_ALL_COLUMNS);
    json_object_close(json);
}

/* Writes the layer's events while there are fewer than `limit` of all. */
static enum portreg_status json_events(struct json *json, const struct layer *layer,
                                       const struct question *question, size_t limit,
                                       size_t *count, struct portreg_error *error)
{
    struct portreg_log *log;
    enum portreg_status status = log_of_question(layer, question, &log, error);

    if (status != PORTREG_OK) {
        return status;
    }
    for (size_t i = 0; i < log->entry_count && *count < limit; i++) {
        log_json_entry(json, layer, &log->entries[i]);
        ++*count;
    }
    portreg_log_destroy(log);
    return PORTREG_OK;
}

enum portreg_status log_json(struct json *json, const struct layers *layers,
                             const struct question *question, struct portreg_string query,
                             size_t limit, size_t *ret_count, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    *ret_count = 0;
    answer_json_source(json, layers);
    json_key(json, "query");
    json_string(json, query);
    json_key(json, "events");
    json_array_open(json);
    for (size_t i = 0; status == PORTREG_OK && i < layers->count; i++) {
        status = json_events(json, &layers->items[i], question, limit, ret_count, error);
    }
    json_array_close(json);
    return status;
}
