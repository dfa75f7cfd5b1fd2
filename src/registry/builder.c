/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/builder.h"

#include <stdlib.h>
#include <string.h>

#include "registry/builder_data.h"
#include "registry/lint.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/string.h"

#define BARE_SLOTS_FIRST (1u << 12)

enum portreg_status builder_create(struct builder **ret, struct portreg_error *error)
{
    struct builder *builder = calloc(1, sizeof(*builder));
    if (!builder) {
        return error_out_of_memory(error);
    }
    builder->record_rows.first = BUILDER_NONE;
    builder->contact_rows.first = BUILDER_NONE;
    uint32_t empty;
    enum portreg_status status =
        pool_add(&builder->strings, (struct portreg_string){ "", 0 }, &empty, error);
    if (status != PORTREG_OK) {
        builder_destroy(builder);
        return status;
    }
    *ret = builder;
    return PORTREG_OK;
}

static void interned_free(struct interned *index)
{
    free(index->of_text.item);
    free(index->bare.slots);
}

void builder_destroy(struct builder *builder)
{
    if (!builder) {
        return;
    }
    builder_set_memory(builder, NULL, NULL);
    pool_free(&builder->strings);
    pool_free(&builder->texts);
    free(builder->records);
    free(builder->contacts);
    interned_free(&builder->record_index);
    interned_free(&builder->contact_index);
    sequence_free(&builder->record_rows);
    sequence_free(&builder->contact_rows);
    buffer_free(&builder->packed_blocks);
    buffer_free(&builder->packed_bytes);
    free(builder->versions);
    free(builder);
}

enum portreg_status builder_begin(struct builder *builder, struct portreg_error *error)
{
    if (builder->version_count >= REGISTRY_VERSIONS_MAX) {
        return error_set(error, PORTREG_LIMIT, "more than %u versions", REGISTRY_VERSIONS_MAX);
    }
    builder_abandon(builder);
    return PORTREG_OK;
}

void builder_abandon(struct builder *builder)
{
    builder->record_rows.coming_count = 0;
    builder->contact_rows.coming_count = 0;
    builder->coming = (struct builder_version){ 0 };
    for (unsigned part = 0; part < FRAME_COUNT; part++) {
        builder->coming.frame[part] = BUILDER_NONE;
    }
    builder->file = NULL;
}

void builder_restart(struct builder *builder)
{
    const char *file = builder->file;
    builder_abandon(builder);
    builder->file = file;
}

void builder_set_lint(struct builder *builder, struct lint *lint)
{
    builder->lint = lint;
}

void builder_set_name(struct builder *builder, const char *file)
{
    builder->file = file;
}

enum portreg_status builder_set_date(struct builder *builder, struct portreg_string printed,
                                     struct portreg_error *error)
{
    printed = string_trim(printed);
    portreg_date date = portreg_date_parse(printed.data, printed.size);
    if (date == 0) {
        return error_set_at(error, PORTREG_SYNTAX, builder->file, 0, 0,
                            "the version's date \"%.*s\" is not a date; write YYYY-MM-DD",
                            (int)(printed.size < 40 ? printed.size : 40), printed.data);
    }
    builder->coming.date = date;
    return pool_add(&builder->strings, printed, &builder->coming.updated, error);
}

enum portreg_status builder_set_origin(struct builder *builder, struct portreg_string source,
                                       struct portreg_string format, struct portreg_error *error)
{
    enum portreg_status status =
        pool_add(&builder->strings, source, &builder->coming.source, error);
    if (status != PORTREG_OK) {
        return status;
    }
    return pool_add(&builder->strings, format, &builder->coming.format, error);
}

enum portreg_status builder_set_frame(struct builder *builder, enum builder_frame part,
                                      struct portreg_string text, struct portreg_error *error)
{
    return pool_add(&builder->texts, text, &builder->coming.frame[part], error);
}

static uint32_t owner_find(const struct owners *owners, uint32_t text)
{
    return text < owners->capacity && owners->item[text] != 0 ? owners->item[text] - 1
                                                              : BUILDER_NONE;
}

static bool owner_set(struct owners *owners, uint32_t text, uint32_t item)
{
    uint32_t before = owners->capacity;
    if (!array_reserve(&owners->item, &owners->capacity, text + 1, sizeof(*owners->item))) {
        return false;
    }
    memset(owners->item + before, 0, (size_t)(owners->capacity - before) * sizeof(*owners->item));
    owners->item[text] = item + 1;
    return true;
}

/* The slot of the item that has these bytes, or the empty one where it belongs. */
static uint32_t find_bare_slot(const struct bare_items *bare, const char *items, size_t size,
                               const void *item)
{
    uint32_t mask = bare->slot_count - 1;
    uint32_t slot = (uint32_t)hash_bytes(item, size) & mask;
    while (bare->slots[slot] != 0 &&
           memcmp(items + (bare->slots[slot] - 1) * size, item, size) != 0) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool grow_bare_slots(struct bare_items *bare, const char *items, size_t size)
{
    struct bare_items grown = { .slot_count = bare->slot_count ? bare->slot_count * 2
                                                               : BARE_SLOTS_FIRST,
                                .count = bare->count };
    grown.slots = calloc(grown.slot_count, sizeof(*grown.slots));
    if (!grown.slots) {
        return false;
    }
    for (uint32_t i = 0; i < bare->slot_count; i++) {
        if (bare->slots[i] != 0) {
            const char *item = items + (bare->slots[i] - 1) * size;
            grown.slots[find_bare_slot(&grown, items, size, item)] = bare->slots[i];
        }
    }
    free(bare->slots);
    *bare = grown;
    return true;
}

/*
 * Finds an item by its text or, if it has none, by its bytes, or appends it.
 * `items` points to the builder's array of them.
 */
static enum portreg_status intern_item(struct interned *index, void *items, uint32_t *count,
                                       uint32_t *capacity, size_t size, const void *item,
                                       uint32_t text, uint32_t *ret, struct portreg_error *error)
{
    char *array; /* `items` points to a pointer to another type, hence the copies */
    uint32_t id = text == BUILDER_NONE ? BUILDER_NONE : owner_find(&index->of_text, text);
    uint32_t slot = 0;
    memcpy(&array, items, sizeof(array));
    if (text == BUILDER_NONE) {
        if (index->bare.count >= index->bare.slot_count / 2 &&
            !grow_bare_slots(&index->bare, array, size)) {
            return error_out_of_memory(error);
        }
        slot = find_bare_slot(&index->bare, array, size, item);
        id = index->bare.slots[slot] != 0 ? index->bare.slots[slot] - 1 : BUILDER_NONE;
    }
    if (id == BUILDER_NONE) {
        id = *count;
        if (!array_reserve(items, capacity, id + 1, size) ||
            (text != BUILDER_NONE && !owner_set(&index->of_text, text, id))) {
            return error_out_of_memory(error);
        }
        memcpy(&array, items, sizeof(array));
        memcpy(array + id * size, item, size);
        ++*count;
        if (text == BUILDER_NONE) {
            index->bare.slots[slot] = id + 1;
            index->bare.count++;
        }
    }
    *ret = id;
    return PORTREG_OK;
}

enum portreg_status builder_intern_record(struct builder *builder,
                                          const struct builder_record *record, uint32_t *ret,
                                          struct portreg_error *error)
{
    return intern_item(&builder->record_index, &builder->records, &builder->record_count,
                       &builder->record_capacity, sizeof(*record), record, record->text, ret,
                       error);
}

enum portreg_status builder_intern_contact(struct builder *builder,
                                           const struct builder_contact *contact, uint32_t *ret,
                                           struct portreg_error *error)
{
    return intern_item(&builder->contact_index, &builder->contacts, &builder->contact_count,
                       &builder->contact_capacity, sizeof(*contact), contact, contact->text, ret,
                       error);
}

enum portreg_status builder_expect(struct builder *builder, uint32_t records, uint32_t contacts,
                                   size_t text_size, struct portreg_error *error)
{
    bool done = pool_reserve(&builder->texts, records + contacts, text_size) &&
                array_reserve(&builder->records, &builder->record_capacity,
                              builder->record_count + records, sizeof(*builder->records)) &&
                array_reserve(&builder->contacts, &builder->contact_capacity,
                              builder->contact_count + contacts, sizeof(*builder->contacts));
    return done ? PORTREG_OK : error_out_of_memory(error);
}

/* The limits come before all else: nobody is shown a record that breaks one. */
static enum portreg_status check_limits(const struct builder *builder,
                                        const struct record_fields *fields,
                                        struct portreg_string text, struct portreg_error *error)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (fields->column[i].size > RECORD_COLUMN_MAX) {
            return error_set_at(error, PORTREG_LIMIT, builder->file, fields->position.line,
                                fields->position.column, "column %s has more than %u bytes",
                                portreg_column_key((enum portreg_column)i), RECORD_COLUMN_MAX);
        }
    }
    if (text.size > RECORD_TEXT_MAX) {
        return error_set_at(error, PORTREG_LIMIT, builder->file, fields->position.line,
                            fields->position.column, "a record of more than %u bytes",
                            RECORD_TEXT_MAX);
    }
    return PORTREG_OK;
}

/* Interns a record's strings and takes its facts over. */
static enum portreg_status fill_record(struct builder *builder, const struct record_fields *fields,
                                       const struct record_facts *facts,
                                       struct builder_record *record, struct portreg_error *error)
{
    /* Neighbours share most of their cells: a look at the record before saves a search. */
    static const struct builder_record none = { .column = { 0 } };
    const struct builder_record *before = builder->record_rows.coming_count > 0
                                              ? &builder->records[builder_last_record(builder)]
                                              : &none;
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        struct portreg_string cell = fields->column[i];
        if (cell.size == 0) {
            continue;
        }
        if (string_equal(pool_get(&builder->strings, before->column[i]), cell)) {
            record->column[i] = before->column[i];
            continue;
        }
        enum portreg_status status =
            pool_add(&builder->strings, cell, &record->column[i], error);
        if (status != PORTREG_OK) {
            return status;
        }
    }
    record->flags = facts->flags;
    record->code = facts->code;
    record->frequency = fields->frequency;
    record->first = facts->first;
    record->last = facts->last;
    record->transport = facts->transport;
    record->status = facts->status;
    return facts->replacement.size == 0
               ? PORTREG_OK
               : pool_add(&builder->strings, facts->replacement, &record->replacement, error);
}

enum portreg_status builder_add_record(struct builder *builder, const struct record_fields *fields,
                                       struct portreg_string text, struct portreg_error *error)
{
    struct builder_record record;
    memset(&record, 0, sizeof(record));
    record.text = BUILDER_NONE;
    struct record_facts facts;
    enum portreg_status status = check_limits(builder, fields, text, error);
    if (status == PORTREG_OK) {
        status = record_derive(fields, builder->file, &facts, error);
    }
    if (status == PORTREG_OK && builder->lint) {
        status = lint_record(builder->lint, fields, &facts, error);
    }
    if (status == PORTREG_OK && text.size > 0) {
        status = pool_add(&builder->texts, text, &record.text, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    uint32_t id;
    status = fill_record(builder, fields, &facts, &record, error);
    if (status == PORTREG_OK) {
        status = builder_intern_record(builder, &record, &id, error);
    }
    return status == PORTREG_OK ? builder_repeat_record(builder, id, error) : status;
}

static enum portreg_status fill_contact(struct builder *builder,
                                        const struct contact_fields *fields,
                                        struct builder_contact *contact,
                                        struct portreg_error *error)
{
    const struct {
        struct portreg_string from;
        uint32_t *to;
    } strings[] = {
        { fields->id, &contact->id },   { fields->name, &contact->name },
        { fields->org, &contact->org }, { fields->uri, &contact->uri },
        { fields->updated, &contact->updated },
    };
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
        enum portreg_status status =
            pool_add(&builder->strings, strings[i].from, strings[i].to, error);
        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}

static enum portreg_status check_contact_limits(const struct builder *builder,
                                                const struct contact_fields *fields,
                                                struct portreg_string text,
                                                struct portreg_error *error)
{
    const struct portreg_string columns[] = { fields->id, fields->name, fields->org, fields->uri,
                                              fields->updated };
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        if (columns[i].size > RECORD_COLUMN_MAX) {
            return error_set_at(error, PORTREG_LIMIT, builder->file, fields->position.line,
                                fields->position.column,
                                "a contact with a field of more than %u bytes", RECORD_COLUMN_MAX);
        }
    }
    if (text.size > RECORD_TEXT_MAX) {
        return error_set_at(error, PORTREG_LIMIT, builder->file, fields->position.line,
                            fields->position.column, "a contact of more than %u bytes",
                            RECORD_TEXT_MAX);
    }
    return PORTREG_OK;
}

enum portreg_status builder_add_contact(struct builder *builder,
                                        const struct contact_fields *fields,
                                        struct portreg_string text, struct portreg_error *error)
{
    struct builder_contact contact = { .text = BUILDER_NONE };
    enum portreg_status status = check_contact_limits(builder, fields, text, error);
    if (status == PORTREG_OK && builder->lint) {
        status = lint_contact(builder->lint, fields, error);
    }
    if (status == PORTREG_OK && text.size > 0) {
        status = pool_add(&builder->texts, text, &contact.text, error);
    }
    if (status == PORTREG_OK) {
        status = fill_contact(builder, fields, &contact, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    uint32_t id;
    status = builder_intern_contact(builder, &contact, &id, error);
    return status == PORTREG_OK ? builder_repeat_contact(builder, id, error) : status;
}

uint32_t builder_find_record(const struct builder *builder, struct portreg_string text)
{
    uint32_t id = pool_find(&builder->texts, text);
    return id == BUILDER_NONE ? id : owner_find(&builder->record_index.of_text, id);
}

uint32_t builder_find_contact(const struct builder *builder, struct portreg_string text)
{
    uint32_t id = pool_find(&builder->texts, text);
    return id == BUILDER_NONE ? id : owner_find(&builder->contact_index.of_text, id);
}

enum portreg_status builder_repeat_record(struct builder *builder, uint32_t record,
                                          struct portreg_error *error)
{
    return sequence_push(&builder->record_rows, record, REGISTRY_ROWS_MAX, "records", error);
}

enum portreg_status builder_repeat_contact(struct builder *builder, uint32_t contact,
                                           struct portreg_error *error)
{
    return sequence_push(&builder->contact_rows, contact, REGISTRY_CONTACTS_MAX, "contacts",
                         error);
}

portreg_date builder_date(const struct builder *builder)
{
    return builder->coming.date;
}

uint32_t builder_version_count(const struct builder *builder)
{
    return builder->version_count;
}

static bool sequence_repeats(const struct sequence *sequence)
{
    if (sequence->coming_count != sequence->standing_count) {
        return false;
    }
    for (uint32_t i = 0; i < sequence->coming_count; i++) {
        if (sequence->rows[sequence->standing[i]].item != sequence->coming[i]) {
            return false;
        }
    }
    return true;
}

bool builder_repeats_newest(const struct builder *builder)
{
    if (builder->version_count == 0) {
        return false;
    }
    const struct builder_version *newest = &builder->versions[builder->version_count - 1];
    const struct builder_version *coming = &builder->coming;
    return newest->date == coming->date && newest->updated == coming->updated &&
           memcmp(newest->frame, coming->frame, sizeof(newest->frame)) == 0 &&
           sequence_repeats(&builder->record_rows) && sequence_repeats(&builder->contact_rows);
}

uint32_t builder_last_record(const struct builder *builder)
{
    return builder->record_rows.coming[builder->record_rows.coming_count - 1];
}

uint32_t builder_last_contact(const struct builder *builder)
{
    return builder->contact_rows.coming[builder->contact_rows.coming_count - 1];
}

void *builder_memory(const struct builder *builder)
{
    return builder->memory;
}

void builder_set_memory(struct builder *builder, void *memory, void (*release)(void *memory))
{
    if (builder->release_memory) {
        builder->release_memory(builder->memory);
    }
    builder->memory = memory;
    builder->release_memory = release;
}

static enum portreg_status check_coming(const struct builder *builder,
                                        struct portreg_error *error)
{
    const struct builder_version *coming = &builder->coming;
    if (builder->record_rows.coming_count == 0) {
        return error_set_at(error, PORTREG_SYNTAX, builder->file, 0, 0,
                            "no records; is this a port number registry?");
    }
    if (coming->date == 0) {
        return error_set_at(error, PORTREG_INVALID_ARGUMENT, builder->file, 0, 0,
                            "the version has no date; give one");
    }
    if (builder->version_count > 0 &&
        coming->date <= builder->versions[builder->version_count - 1].date) {
        char there[11];
        char here[11];
        portreg_date_format(builder->versions[builder->version_count - 1].date, there);
        portreg_date_format(coming->date, here);
        return error_set_at(error, PORTREG_STALE, builder->file, 0, 0,
                            "version %s is not younger than %s, which is already there", here,
                            there);
    }
    return PORTREG_OK;
}

enum portreg_status builder_end(struct builder *builder, struct portreg_error *error)
{
    enum portreg_status status = check_coming(builder, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (!array_reserve(&builder->versions, &builder->version_capacity, builder->version_count + 1,
                       sizeof(*builder->versions))) {
        return error_out_of_memory(error);
    }
    struct builder_version coming = builder->coming;
    coming.row_count = builder->record_rows.coming_count;
    coming.contact_count = builder->contact_rows.coming_count;
    status = sequence_advance(&builder->record_rows, builder->version_count,
                              builder->record_count, error);
    if (status == PORTREG_OK) {
        status = sequence_advance(&builder->contact_rows, builder->version_count,
                                  builder->contact_count, error);
    }
    if (status == PORTREG_OK) {
        builder->versions[builder->version_count++] = coming;
    }
    return status;
}
