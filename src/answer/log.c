/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/log.h"

#include "answer/answer_json.h"
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

static enum portreg_status add_layer(const struct layer *layer, const struct question *question,
                                     size_t limit, struct changes *changes,
                                     struct portreg_error *error)
{
    struct change change = { .source = { layer->snapshot, layer->snapshot },
                             .columns = CHANGE_ALL_COLUMNS };
    struct portreg_log *log;
    enum portreg_status status = log_of_question(layer, question, &log, error);

    if (status != PORTREG_OK) {
        return status;
    }
    for (size_t i = 0; i < log->entry_count && changes->count < limit; i++) {
        change.date = log_entry_date(layer, &log->entries[i]);
        change.row = log->entries[i].change;
        changes_add(changes, &change);
    }
    portreg_log_destroy(log);
    return changes->failed ? error_out_of_memory(error) : PORTREG_OK;
}

enum portreg_status log_changes(const struct layers *layers, const struct question *question,
                                size_t limit, struct changes *changes, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;

    for (size_t i = 0; status == PORTREG_OK && i < layers->count; i++) {
        status = add_layer(&layers->items[i], question, limit, changes, error);
    }
    return status;
}

void log_json(struct json *json, const struct layers *layers, struct portreg_string query,
              const struct changes *events)
{
    answer_json_source(json, layers);
    json_key(json, "query");
    json_string(json, query);
    json_key(json, "events");
    json_array_open(json);
    for (size_t i = 0; i < events->count; i++) {
        change_json(json, &events->items[i]);
    }
    json_array_close(json);
}
