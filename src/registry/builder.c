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

void builder_destroy(struct builder *builder)
{
    if (!builder) {
        return;
    }
    pool_free(&builder->strings);
    pool_free(&builder->texts);
    free(builder->records);
    free(builder->contacts);
    free(builder->record_of_text.item);
    free(builder->contact_of_text.item);
    free(builder->bare_slots);
    sequence_free(&builder->record_rows);
    sequence_free(&builder->contact_rows);
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
                            "the version's date \"%.*s\" is no date; write YYYY-MM-DD",
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

enum portreg_status builder_push_record(struct builder *builder,
                                        const struct builder_record *record, uint32_t *ret,
                                        struct portreg_error *error)
{
    uint32_t id = builder->record_count;
    if (!array_reserve(&builder->records, &builder->record_capacity, id + 1,
                       sizeof(*builder->records)) ||
        (record->text != BUILDER_NONE && !owner_set(&builder->record_of_text, record->text, id))) {
        return error_out_of_memory(error);
    }
    builder->records[id] = *record;
    builder->record_count++;
    *ret = id;
    return PORTREG_OK;
}

enum portreg_status builder_push_contact(struct builder *builder,
                                         const struct builder_contact *contact, uint32_t *ret,
                                         struct portreg_error *error)
{
    uint32_t id = builder->contact_count;
    if (!array_reserve(&builder->contacts, &builder->contact_capacity, id + 1,
                       sizeof(*builder->contacts)) ||
        (contact->text != BUILDER_NONE &&
         !owner_set(&builder->contact_of_text, contact->text, id))) {
        return error_out_of_memory(error);
    }
    builder->contacts[id] = *contact;
    builder->contact_count++;
    *ret = id;
    return PORTREG_OK;
}

/* Records without text are told apart by all their fields. */
static uint32_t find_bare_slot(const struct builder *builder, const struct builder_record *record)
{
    uint32_t mask = builder->bare_slot_count - 1;
    uint32_t slot = (uint32_t)hash_bytes(record, sizeof(*record)) & mask;
    while (builder->bare_slots[slot] != 0 &&
           memcmp(&builder->records[builder->bare_slots[slot] - 1], record, sizeof(*record)) !=
               0) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool grow_bare_slots(struct builder *builder)
{
    uint32_t *before = builder->bare_slots;
    uint32_t before_count = builder->bare_slot_count;
    uint32_t count = before_count ? before_count * 2 : BARE_SLOTS_FIRST;
    uint32_t *slots = calloc(count, sizeof(*slots));
    if (!slots) {
        return false;
    }
    builder->bare_slots = slots;
    builder->bare_slot_count = count;
    for (uint32_t i = 0; i < before_count; i++) {
        if (before[i] != 0) {
            slots[find_bare_slot(builder, &builder->records[before[i] - 1])] = before[i];
        }
    }
    free(before);
    return true;
}

static enum portreg_status add_bare_record(struct builder *builder,
                                           const struct builder_record *record, uint32_t *ret,
                                           struct portreg_error *error)
{
    if (builder->bare_count >= builder->bare_slot_count / 2 && !grow_bare_slots(builder)) {
        return error_out_of_memory(error);
    }
    uint32_t slot = find_bare_slot(builder, record);
    if (builder->bare_slots[slot] != 0) {
        *ret = builder->bare_slots[slot] - 1;
        return PORTREG_OK;
    }
    enum portreg_status status = builder_push_record(builder, record, ret, error);
    if (status == PORTREG_OK) {
        builder->bare_slots[slot] = *ret + 1;
        builder->bare_count++;
    }
    return status;
}

/* Interns a record's strings and takes its facts over. */
static enum portreg_status fill_record(struct builder *builder, const struct record_fields *fields,
                                       const struct record_facts *facts,
                                       struct builder_record *record, struct portreg_error *error)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        struct portreg_string cell = fields->column[i];
        if (cell.size > RECORD_COLUMN_MAX) {
            return error_set_at(error, PORTREG_LIMIT, builder->file, fields->position.line,
                                fields->position.column, "column %s has more than %u bytes",
                                portreg_column_key((enum portreg_column)i), RECORD_COLUMN_MAX);
        }
        if (cell.size == 0) {
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
    return pool_add(&builder->strings, facts->replacement, &record->replacement, error);
}

enum portreg_status builder_add_record(struct builder *builder, const struct record_fields *fields,
                                       struct portreg_string text, struct portreg_error *error)
{
    struct builder_record record;
    memset(&record, 0, sizeof(record));
    record.text = BUILDER_NONE;
    struct record_facts facts;
    enum portreg_status status = record_derive(fields, builder->file, &facts, error);
    if (status == PORTREG_OK && builder->lint) {
        status = lint_record(builder->lint, fields, &facts, error);
    }
    if (status == PORTREG_OK && text.size > 0) {
        status = pool_add(&builder->texts, text, &record.text, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    uint32_t id = record.text == BUILDER_NONE ? BUILDER_NONE
                                              : owner_find(&builder->record_of_text, record.text);
    if (id == BUILDER_NONE) {
        status = fill_record(builder, fields, &facts, &record, error);
        if (status == PORTREG_OK) {
            status = record.text == BUILDER_NONE
                         ? add_bare_record(builder, &record, &id, error)
                         : builder_push_record(builder, &record, &id, error);
        }
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

/* A standing contact without text that is the same in every field. */
static uint32_t find_bare_contact(const struct builder *builder,
                                  const struct builder_contact *contact)
{
    uint32_t place = builder->contact_rows.coming_count;
    if (place >= builder->contact_rows.standing_count) {
        return BUILDER_NONE;
    }
    uint32_t row = builder->contact_rows.standing[place];
    uint32_t item = builder->contact_rows.rows[row].item;
    return memcmp(&builder->contacts[item], contact, sizeof(*contact)) == 0 ? item : BUILDER_NONE;
}

enum portreg_status builder_add_contact(struct builder *builder,
                                        const struct contact_fields *fields,
                                        struct portreg_string text, struct portreg_error *error)
{
    struct builder_contact contact = { .text = BUILDER_NONE };
    enum portreg_status status = PORTREG_OK;
    if (builder->lint) {
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
    uint32_t id = contact.text == BUILDER_NONE
                      ? find_bare_contact(builder, &contact)
                      : owner_find(&builder->contact_of_text, contact.text);
    if (id == BUILDER_NONE) {
        status = builder_push_contact(builder, &contact, &id, error);
    }
    return status == PORTREG_OK ? builder_repeat_contact(builder, id, error) : status;
}

uint32_t builder_find_record(const struct builder *builder, struct portreg_string text)
{
    uint32_t id = pool_find(&builder->texts, text);
    return id == BUILDER_NONE ? id : owner_find(&builder->record_of_text, id);
}

uint32_t builder_find_contact(const struct builder *builder, struct portreg_string text)
{
    uint32_t id = pool_find(&builder->texts, text);
    return id == BUILDER_NONE ? id : owner_find(&builder->contact_of_text, id);
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
