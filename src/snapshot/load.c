/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "snapshot/text.h"
#include "snapshot/write.h"
#include "util/error.h"

/*
 * Fills a builder from a verified snapshot. Strings and texts keep their ids,
 * since both are distinct there; rows of one text or of equal fields share a
 * record again.
 */
struct loading {
    const struct portreg_snapshot *snapshot;
    struct builder *builder;
    uint32_t *string_of; /* builder's string by snapshot's string */
};

static enum portreg_status load_strings(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    enum portreg_status status = PORTREG_OK;
    for (uint32_t i = 0; status == PORTREG_OK && i < snapshot->string_count; i++) {
        status = pool_add(&loading->builder->strings, snapshot_string(snapshot, i),
                          &loading->string_of[i], error);
    }
    return status;
}

static enum portreg_status load_texts(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    struct text_reader reader;
    enum portreg_status status = text_reader_open(&reader, snapshot, error);
    for (uint32_t i = 0; status == PORTREG_OK && i < snapshot->text_count; i++) {
        struct portreg_string text;
        uint32_t id;
        status = text_reader_get(&reader, i, &text, error);
        if (status == PORTREG_OK) {
            status = pool_add(&loading->builder->texts, text, &id, error);
        }
        if (status == PORTREG_OK && id != i) {
            status = error_set(error, PORTREG_DAMAGED, "a text stands twice in the snapshot");
        }
    }
    text_reader_close(&reader);
    return status;
}

static enum portreg_status keep_packed(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    struct builder *builder = loading->builder;
    builder->packed_blocks = BUFFER_INIT(POOL_BYTES_MAX);
    builder->packed_bytes = BUFFER_INIT(POOL_BYTES_MAX);
    buffer_append(&builder->packed_blocks, snapshot->text_blocks,
                  snapshot->text_block_count * sizeof(*snapshot->text_blocks));
    buffer_append(&builder->packed_bytes, snapshot->text_bytes, snapshot->text_size);
    return buffer_failed(&builder->packed_blocks) || buffer_failed(&builder->packed_bytes)
               ? error_out_of_memory(error)
               : PORTREG_OK;
}

static enum portreg_status load_versions(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    struct builder *builder = loading->builder;
    if (!array_reserve(&builder->versions, &builder->version_capacity, snapshot->version_count,
                       sizeof(*builder->versions))) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < snapshot->version_count; i++) {
        const struct layout_version *from = &snapshot->versions[i];
        struct builder_version *to = &builder->versions[i];
        *to = (struct builder_version){
            .date = from->date,
            .updated = loading->string_of[from->updated],
            .source = loading->string_of[from->source],
            .format = loading->string_of[from->format],
            .row_count = from->row_count,
            .contact_count = from->contact_count,
        };
        memcpy(to->frame, from->frame, sizeof(to->frame));
    }
    builder->version_count = snapshot->version_count;
    return PORTREG_OK;
}

static void fill_record(const struct loading *loading, const struct layout_row *row,
                        struct builder_record *record)
{
    memset(record, 0, sizeof(*record));
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        record->column[i] = loading->string_of[row->column[i]];
    }
    record->replacement = loading->string_of[row->replacement];
    record->text = row->text;
    record->flags = row->flags;
    record->code = row->code;
    record->frequency = row->frequency;
    record->first = row->first;
    record->last = row->last;
    record->transport = row->transport;
    record->status = row->status;
}

/* Links the rows, given in the total order, and lists those that stand. */
static bool link_sequence(struct sequence *sequence, uint32_t count, uint32_t current)
{
    for (uint32_t i = 0; i < count; i++) {
        sequence->rows[i].next = i + 1 < count ? i + 1 : BUILDER_NONE;
    }
    sequence->row_count = count;
    sequence->first = count > 0 ? 0 : BUILDER_NONE;
    if (!array_reserve(&sequence->standing, &sequence->standing_capacity, current + 1,
                       sizeof(*sequence->standing))) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (sequence->rows[i].until == BUILDER_NONE) {
            sequence->standing[sequence->standing_count++] = i;
        }
    }
    return sequence->standing_count == current;
}

static enum portreg_status load_rows(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    struct sequence *sequence = &loading->builder->record_rows;
    if (!array_reserve(&sequence->rows, &sequence->row_capacity, snapshot->row_count + 1,
                       sizeof(*sequence->rows))) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < snapshot->row_count; i++) {
        const struct layout_row *row = &snapshot->rows[snapshot->row_order[i]];
        struct builder_record record;
        uint32_t id;
        fill_record(loading, row, &record);
        enum portreg_status status =
            builder_intern_record(loading->builder, &record, &id, error);
        if (status != PORTREG_OK) {
            return status;
        }
        sequence->rows[i] = (struct builder_row){ id, row->from, snapshot_until(row->until),
                                                   BUILDER_NONE };
    }
    return link_sequence(sequence, snapshot->row_count, snapshot->current_rows)
               ? PORTREG_OK
               : error_out_of_memory(error);
}

static enum portreg_status load_contacts(struct loading *loading, struct portreg_error *error)
{
    const struct portreg_snapshot *snapshot = loading->snapshot;
    struct sequence *sequence = &loading->builder->contact_rows;
    if (!array_reserve(&sequence->rows, &sequence->row_capacity, snapshot->contact_count + 1,
                       sizeof(*sequence->rows))) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < snapshot->contact_count; i++) {
        const struct layout_contact *from = &snapshot->contacts[snapshot->contact_order[i]];
        struct builder_contact contact = {
            .id = loading->string_of[from->id],
            .name = loading->string_of[from->name],
            .org = loading->string_of[from->org],
            .uri = loading->string_of[from->uri],
            .updated = loading->string_of[from->updated],
            .text = from->text,
        };
        uint32_t id;
        enum portreg_status status =
            builder_intern_contact(loading->builder, &contact, &id, error);
        if (status != PORTREG_OK) {
            return status;
        }
        sequence->rows[i] = (struct builder_row){ id, from->from, snapshot_until(from->until),
                                                   BUILDER_NONE };
    }
    return link_sequence(sequence, snapshot->contact_count, snapshot->current_contacts)
               ? PORTREG_OK
               : error_out_of_memory(error);
}

enum portreg_status snapshot_load(const struct portreg_snapshot *snapshot,
                                  struct builder *builder, struct portreg_error *error)
{
    struct loading loading = { .snapshot = snapshot, .builder = builder };
    enum portreg_status (*const steps[])(struct loading *, struct portreg_error *) = {
        load_strings, load_texts, keep_packed, load_versions, load_rows, load_contacts,
    };
    loading.string_of = malloc(((size_t)snapshot->string_count + 1) * sizeof(uint32_t));
    if (!loading.string_of) {
        return error_out_of_memory(error);
    }
    enum portreg_status status = PORTREG_OK;
    for (size_t i = 0; status == PORTREG_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = steps[i](&loading, error);
    }
    free(loading.string_of);
    return status;
}
