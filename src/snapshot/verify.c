/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "snapshot/name_words.h"
#include "snapshot/service.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/string.h"

/*
 * What quick mode leaves open: checksums first, so that a flipped bit is named
 * as such, then every order and reference, so that a file whose checksums were
 * made by something else than portreg is refused as well.
 */

static const char *const section_names[] = {
#define SECTION_NAME(name, type) #name,
    LAYOUT_SECTION_LIST(SECTION_NAME)
#undef SECTION_NAME
};

static enum portreg_status damaged(struct portreg_error *error, const char *name,
                                   enum layout_section_id id, const char *what)
{
    return error_set_at(error, PORTREG_DAMAGED, name, 0, 0,
                        "damaged snapshot: section %s: %s; " SNAPSHOT_REMEDY, section_names[id],
                        what);
}

static bool is_zero(const unsigned char *bytes, size_t size)
{
    unsigned char any = 0;
    for (size_t i = 0; i < size; i++) {
        any |= bytes[i];
    }
    return any == 0;
}

static enum portreg_status verify_bytes(const struct portreg_snapshot *s, const char *name,
                                        struct portreg_error *error)
{
    size_t end = sizeof(struct layout_header) +
                 LAYOUT_SECTION_COUNT * sizeof(struct layout_section);
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        const struct layout_section *section = snapshot_section(s, id);
        size_t size = (size_t)section->count * section->record_size;
        if (section->offset < end || section->offset - end >= LAYOUT_ALIGNMENT ||
            !is_zero(s->image + end, (size_t)section->offset - end)) {
            return damaged(error, name, id, "it does not follow the one before");
        }
        if (hash_bytes(s->image + section->offset, size) != section->checksum) {
            return damaged(error, name, id, "its checksum is wrong");
        }
        end = (size_t)section->offset + size;
    }
    if (s->size - end >= LAYOUT_ALIGNMENT || !is_zero(s->image + end, s->size - end)) {
        return damaged(error, name, LAYOUT_SECTION_COUNT - 1, "something stands behind it");
    }
    return PORTREG_OK;
}

/* Whether `count` + 1 starts begin at 0, never fall and end at `size`. */
static bool starts_are_sound(const uint32_t *starts, uint32_t count, uint32_t size)
{
    if (starts[0] != 0 || starts[count] != size) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (starts[i] > starts[i + 1]) {
            return false;
        }
    }
    return true;
}

static bool strings_are_sound(const struct portreg_snapshot *s)
{
    size_t offset;
    if (!starts_are_sound(s->string_starts, s->string_count, s->string_size) ||
        s->string_count == 0 || s->string_starts[1] != 1 ||
        s->string_starts[s->searched] != s->folded_size) {
        return false;
    }
    for (uint32_t i = 0; i < s->string_count; i++) {
        uint32_t start = s->string_starts[i];
        uint32_t end = s->string_starts[i + 1];
        if (end == start || s->string_bytes[end - 1] != '\0' ||
            !string_is_utf8((struct portreg_string){ s->string_bytes + start, end - start - 1 },
                            &offset)) {
            return false;
        }
    }
    return true;
}

static bool folding_is_sound(const struct portreg_snapshot *s)
{
    char folded[4096];
    size_t size;
    for (uint32_t at = 0; at < s->folded_size; at += (uint32_t)size) {
        size = s->folded_size - at < sizeof(folded) ? s->folded_size - at : sizeof(folded);
        /* Never cut a character: go back to the last NUL if there is more. */
        while (at + size < s->folded_size && size > 1 && s->string_bytes[at + size - 1] != '\0' &&
               (s->string_bytes[at + size] & 0xC0) == 0x80) {
            size--;
        }
        string_fold(folded, s->string_bytes + at, size);
        if (memcmp(folded, s->folded_bytes + at, size) != 0) {
            return false;
        }
    }
    return true;
}

static bool interval_is_sound(const struct portreg_snapshot *s, uint16_t from, uint16_t until,
                              bool current)
{
    return from < s->version_count && from < until &&
           (current ? until == LAYOUT_OPEN : until < s->version_count);
}

static bool row_is_sound(const struct portreg_snapshot *s, uint32_t id)
{
    const struct layout_row *row = &s->rows[id];
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        bool date = i == PORTREG_COLUMN_REGISTERED || i == PORTREG_COLUMN_MODIFIED;
        if (row->column[i] >= (date ? s->string_count : s->searched)) {
            return false;
        }
    }
    return row->replacement < s->string_count &&
           (row->text == PORTREG_NONE || row->text < s->text_count) && row->order < s->row_count &&
           s->row_order[row->order] == id && row->first <= row->last &&
           row->transport < PORTREG_TRANSPORT_COUNT && row->status < PORTREG_PORT_STATUS_COUNT &&
           interval_is_sound(s, row->from, row->until, id < s->current_rows) &&
           (id == 0 || id == s->current_rows || s->rows[id - 1].order < row->order);
}

static bool contact_is_sound(const struct portreg_snapshot *s, uint32_t id)
{
    const struct layout_contact *contact = &s->contacts[id];
    return contact->id < s->string_count && contact->name < s->string_count &&
           contact->org < s->string_count && contact->uri < s->string_count &&
           contact->updated < s->string_count &&
           (contact->text == PORTREG_NONE || contact->text < s->text_count) &&
           contact->order < s->contact_count && s->contact_order[contact->order] == id &&
           interval_is_sound(s, contact->from, contact->until, id < s->current_contacts);
}

static bool contact_index_is_sound(const struct portreg_snapshot *s)
{
    for (uint32_t i = 0; i < s->contact_count; i++) {
        if (s->contact_index[i] >= s->contact_count) {
            return false;
        }
        if (i == 0) {
            continue;
        }
        uint32_t before = s->contact_index[i - 1];
        uint32_t here = s->contact_index[i];
        int order = string_compare(snapshot_string(s, s->contacts[before].id),
                                   snapshot_string(s, s->contacts[here].id));
        if (order > 0 || (order == 0 && before >= here)) {
            return false;
        }
    }
    return true;
}

static bool rows_are_sound(const struct portreg_snapshot *s)
{
    for (uint32_t id = 0; id < s->row_count; id++) {
        if (!row_is_sound(s, id)) {
            return false;
        }
    }
    return true;
}

static bool contacts_are_sound(const struct portreg_snapshot *s)
{
    for (uint32_t id = 0; id < s->contact_count; id++) {
        if (!contact_is_sound(s, id)) {
            return false;
        }
    }
    return contact_index_is_sound(s);
}

/* Whether as many rows and contacts stand in each version as it says. */
static bool counts_are_sound(const struct portreg_snapshot *s, int64_t *rows, int64_t *contacts)
{
    for (uint32_t id = 0; id < s->row_count; id++) {
        rows[s->rows[id].from]++;
        rows[id < s->current_rows ? s->version_count : s->rows[id].until]--;
    }
    for (uint32_t id = 0; id < s->contact_count; id++) {
        contacts[s->contacts[id].from]++;
        contacts[id < s->current_contacts ? s->version_count : s->contacts[id].until]--;
    }
    int64_t standing_rows = 0;
    int64_t standing_contacts = 0;
    for (uint32_t v = 0; v < s->version_count; v++) {
        standing_rows += rows[v];
        standing_contacts += contacts[v];
        if (standing_rows != s->versions[v].row_count ||
            standing_contacts != s->versions[v].contact_count) {
            return false;
        }
    }
    return true;
}

static bool versions_are_sound(const struct portreg_snapshot *s)
{
    if (s->meta->layer >= s->string_count) {
        return false;
    }
    for (uint32_t v = 0; v < s->version_count; v++) {
        const struct layout_version *version = &s->versions[v];
        if ((v > 0 && s->versions[v - 1].date >= version->date) ||
            version->updated >= s->string_count || version->source >= s->string_count ||
            version->format >= s->string_count) {
            return false;
        }
        for (unsigned part = 0; part < LAYOUT_FRAME_COUNT; part++) {
            if (version->frame[part] != PORTREG_NONE && version->frame[part] >= s->text_count) {
                return false;
            }
        }
    }
    return true;
}

/* Strings, and with them the folded ones, are known to end in a NUL. */
static struct portreg_string folded_name(const struct portreg_snapshot *s,
                                         const struct layout_name *name)
{
    return string_of(s->folded_bytes + name->offset);
}

static bool name_is_sound(const struct portreg_snapshot *s, const struct layout_name *name)
{
    const struct snapshot_rows found = snapshot_name_rows(s, name);
    if (found.count == 0 || name->first_row != found.rows[0] || name->first_row >= s->row_count ||
        name->offset !=
            s->string_starts[s->rows[name->first_row].column[PORTREG_COLUMN_NAME]]) {
        return false;
    }
    const struct portreg_string folded = folded_name(s, name);
    for (uint32_t i = 0; i < found.count; i++) {
        const uint32_t row = found.rows[i];
        if (row >= s->row_count || (i > 0 && found.rows[i - 1] >= row)) {
            return false;
        }
        const uint32_t string = s->rows[row].column[PORTREG_COLUMN_NAME];
        const uint32_t start = s->string_starts[string];
        if (s->string_starts[string + 1] - start - 1 != folded.size ||
            memcmp(s->folded_bytes + start, folded.data, folded.size) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether a probe for the name ends at its entry. */
static bool slot_leads_to(const struct portreg_snapshot *s, uint32_t entry)
{
    const struct portreg_string name = folded_name(s, &s->names[entry]);
    const uint64_t hash = name_hash(name.data, name.size);
    const uint32_t mask = s->name_slot_mask;
    for (uint32_t i = 0, slot = (uint32_t)hash & mask; i <= mask; i++, slot = (slot + 1) & mask) {
        const uint32_t found = s->name_slots[slot];
        if (found == 0) {
            return false;
        }
        if ((found & mask) == entry + 1) {
            return (found & ~mask) == ((uint32_t)(hash >> 32) & ~mask);
        }
    }
    return false;
}

static bool names_are_sound(const struct portreg_snapshot *s)
{
    const struct layout_name *end = &s->names[s->name_count];
    uint32_t used = 0;
    if (s->names[0].rows != 0 || end->rows != s->name_row_count || end->offset != 0 ||
        end->first_row != PORTREG_NONE || end->port != 0 || end->transports != 0 ||
        end->unused != 0) {
        return false;
    }
    for (uint32_t i = 0; i < s->name_count; i++) {
        const struct layout_name *name = &s->names[i];
        if (!name_is_sound(s, name) || !slot_leads_to(s, i)) {
            return false;
        }
        if (i > 0 && string_compare(folded_name(s, name - 1), folded_name(s, name)) >= 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i <= s->name_slot_mask; i++) {
        used += s->name_slots[i] != 0;
    }
    return used == s->name_count;
}

/* Whether a row may stand in the list of a segment of this table. */
static bool segment_row_is_sound(const struct portreg_snapshot *s, uint32_t row, unsigned table,
                                 uint16_t port)
{
    if (row >= s->row_count) {
        return false;
    }
    const struct layout_row *found = &s->rows[row];
    bool transport = table == PORTREG_TRANSPORT_NONE || table == LAYOUT_PORT_TABLE_PAST ||
                     found->transport == PORTREG_TRANSPORT_NONE || found->transport == table;
    bool age = (table == LAYOUT_PORT_TABLE_PAST) == (row >= s->current_rows);
    return transport && age && (found->flags & PORTREG_ROW_HAS_NUMBER) != 0 &&
           found->first <= port && port <= found->last;
}

/*
 * Whether a segment's rows may stand there. Lists follow one another: `list`
 * is where the next must begin and is moved behind it.
 */
static bool segment_is_sound(const struct portreg_snapshot *s, uint32_t segment, unsigned table,
                             uint16_t port, uint32_t *list)
{
    uint32_t primary = s->port_segments[segment].primary;
    const uint32_t list_or_name = s->port_segments[segment].list_or_name;
    if ((list_or_name & LAYOUT_SEGMENT_LIST) == 0) {
        return primary == PORTREG_NONE ? list_or_name == 0
                                       : segment_row_is_sound(s, primary, table, port) &&
                                             list_or_name == snapshot_segment_name(s, primary);
    }
    const uint32_t at = list_or_name & ~LAYOUT_SEGMENT_LIST;
    if (at != *list || at >= s->port_row_count || s->port_rows[at] < 2 ||
        s->port_rows[at] >= s->port_row_count - at || s->port_rows[at + 1] != primary) {
        return false;
    }
    uint32_t count = s->port_rows[at];
    for (uint32_t i = 1; i <= count; i++) {
        if (!segment_row_is_sound(s, s->port_rows[at + i], table, port)) {
            return false;
        }
    }
    *list = at + 1 + count;
    return true;
}

static bool ports_are_sound(const struct portreg_snapshot *s)
{
    uint32_t segment = 0;
    uint32_t list = 0;
    for (unsigned i = 0; i < LAYOUT_PORT_TABLES * LAYOUT_PORT_TABLE_CELLS; i++) {
        unsigned table = i / LAYOUT_PORT_TABLE_CELLS;
        unsigned cell = i % LAYOUT_PORT_TABLE_CELLS;
        if (s->port_cells[i] >> LAYOUT_PORT_CELL_SHIFT != segment ||
            (cell == 0 && !(s->port_cells[i] & 1))) {
            return false;
        }
        for (uint32_t bits = s->port_cells[i] & 0xFF; bits != 0; bits &= bits - 1, segment++) {
            uint16_t port = (uint16_t)(cell * LAYOUT_PORT_CELL_NUMBERS +
                                       (unsigned)__builtin_ctz(bits));
            if (segment >= s->port_segment_count ||
                !segment_is_sound(s, segment, table, port, &list)) {
                return false;
            }
        }
    }
    return segment == s->port_segment_count && list == s->port_row_count;
}

static bool services_are_sound(const struct portreg_snapshot *s)
{
    for (uint32_t i = 0; i < s->name_count; i++) {
        const struct layout_name name = snapshot_service_of(s, &s->names[i]);
        if (memcmp(&name, &s->names[i], sizeof(name)) != 0 || name.unused != 0) {
            return false;
        }
    }
    return true;
}

static bool posting_is_sound(const struct portreg_snapshot *s, const struct layout_gram *gram)
{
    const unsigned char *at = s->postings + gram->offset;
    const unsigned char *end = s->postings + gram[1].offset;
    uint64_t string = 0;
    uint32_t count = 0;
    while (at < end) {
        uint64_t difference = 0;
        unsigned shift = 0;
        do {
            if (at == end || shift > 28) {
                return false;
            }
            difference |= (uint64_t)(*at & 0x7F) << shift;
            shift += 7;
        } while (*at++ & 0x80);
        string += difference;
        count++;
        if (difference == 0 || string > s->searched) {
            return false;
        }
    }
    return count == gram->count;
}

static bool grams_are_sound(const struct portreg_snapshot *s)
{
    const struct layout_gram *end = &s->grams[s->gram_count];
    if (s->grams[0].offset != 0 || end->offset != s->posting_size ||
        end->key != LAYOUT_GRAM_END || end->count != 0) {
        return false;
    }
    for (const struct layout_gram *gram = s->grams; gram < end; gram++) {
        if (gram->key >= gram[1].key || gram->offset > gram[1].offset ||
            gram[1].offset > s->posting_size || !posting_is_sound(s, gram)) {
            return false;
        }
    }
    return true;
}

static bool string_rows_are_sound(const struct portreg_snapshot *s)
{
    if (!starts_are_sound(s->string_row_starts, s->searched, s->string_row_count)) {
        return false;
    }
    for (uint32_t string = 0; string < s->searched; string++) {
        uint32_t start = s->string_row_starts[string];
        uint32_t end = s->string_row_starts[string + 1];
        for (uint32_t i = start; i < end; i++) {
            if (s->string_rows[i] >= s->row_count ||
                (i > start && s->string_rows[i - 1] >= s->string_rows[i])) {
                return false;
            }
        }
    }
    return true;
}

static bool texts_are_sound(const struct portreg_snapshot *s)
{
    uint32_t text = 0;
    uint32_t offset = 0;
    uint32_t end = s->text_starts[s->text_count];
    if (!starts_are_sound(s->text_starts, s->text_count, end)) {
        return false;
    }
    for (uint32_t i = 0; i < s->text_block_count; i++) {
        const struct layout_text_block *block = &s->text_blocks[i];
        if (block->first_text != text || block->text_count > s->text_count - text ||
            block->offset != offset || block->size > s->text_size - offset ||
            block->raw_size != s->text_starts[text + block->text_count] - s->text_starts[text]) {
            return false;
        }
        text += block->text_count;
        offset += block->size;
    }
    return text == s->text_count && offset == s->text_size;
}

static enum portreg_status verify_counts(const struct portreg_snapshot *s, const char *name,
                                         struct portreg_error *error)
{
    int64_t *rows = calloc(((size_t)s->version_count + 1) * 2, sizeof(*rows));
    if (!rows) {
        return error_out_of_memory(error);
    }
    bool sound = counts_are_sound(s, rows, rows + s->version_count + 1);
    free(rows);
    return sound ? PORTREG_OK
                 : damaged(error, name, LAYOUT_VERSIONS, "its counts of rows are wrong");
}

enum portreg_status snapshot_verify(const struct portreg_snapshot *s, const char *name,
                                    struct portreg_error *error)
{
    static const struct {
        bool (*is_sound)(const struct portreg_snapshot *snapshot);
        enum layout_section_id id;
    } checks[] = {
        { strings_are_sound, LAYOUT_STRING_STARTS }, { folding_is_sound, LAYOUT_FOLDED_BYTES },
        { versions_are_sound, LAYOUT_VERSIONS },     { texts_are_sound, LAYOUT_TEXT_BLOCKS },
        { rows_are_sound, LAYOUT_ROWS },             { contacts_are_sound, LAYOUT_CONTACTS },
        { names_are_sound, LAYOUT_NAMES },           { ports_are_sound, LAYOUT_PORT_SEGMENTS },
        { services_are_sound, LAYOUT_NAMES },        { grams_are_sound, LAYOUT_GRAMS },
        { string_rows_are_sound, LAYOUT_STRING_ROWS },
    };
    enum portreg_status status = verify_bytes(s, name, error);
    if (status != PORTREG_OK) {
        return status;
    }
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (!checks[i].is_sound(s)) {
            return damaged(error, name, checks[i].id, "its contents contradict each other");
        }
    }
    return verify_counts(s, name, error);
}
