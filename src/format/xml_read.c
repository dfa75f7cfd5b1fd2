/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/xml.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/string.h"

/* New text beyond this is worth a second thread. */
#define SHARE_SIZE_LEAST ((size_t)256 << 10)

/* One thread's part. */
struct part {
    struct xml_file *file;
    struct xml_share share;
    struct xml_results results;
    const char *name;
    enum portreg_status status;
    struct portreg_error error;
    bool is_done;
};

static void parse_part(struct part *part)
{
    part->status = xml_parse(part->file, &part->share, &part->results, part->name, &part->error);
}

static size_t new_size(const struct xml_chunk *chunk)
{
    return xml_chunk_is_new(chunk) ? chunk->size : 0;
}

static size_t total_new_size(const struct xml_file *file)
{
    size_t size = 0;
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        for (uint32_t i = 0; i < file->chunks[kind].count; i++) {
            size += new_size(&file->chunks[kind].items[i]);
        }
    }
    return size;
}

/*
 * The parts of a file, in its order. Two threads take them: one of its own,
 * and the one that hands the records over, which parses while it would wait.
 */
#define PART_COUNT 12

struct parts {
    struct part part[PART_COUNT];
    unsigned count;
    pthread_t thread;
    bool running;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned next; /* the first part that nobody has taken */
};

/* Cuts the new text into parts of about the same size. */
static void share_out(const struct xml_file *file, struct parts *parts)
{
    size_t total = total_new_size(file);
    size_t size = 0;
    uint32_t from[XML_KIND_COUNT] = { 0 };
    for (unsigned i = 0; i < parts->count; i++) {
        size_t enough = total / parts->count * (i + 1);
        for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
            const struct xml_chunks *chunks = &file->chunks[kind];
            uint32_t to = from[kind];
            while (to < chunks->count && (size < enough || i + 1 == parts->count)) {
                size += new_size(&chunks->items[to++]);
            }
            parts->part[i].share.first[kind] = from[kind];
            parts->part[i].share.end[kind] = to;
            from[kind] = to;
        }
    }
}

/* Parses the next part that nobody has taken; false if there is none. */
static bool parse_next(struct parts *parts)
{
    pthread_mutex_lock(&parts->lock);
    unsigned taken = parts->next;
    parts->next += taken < parts->count;
    pthread_mutex_unlock(&parts->lock);
    if (taken >= parts->count) {
        return false;
    }
    parse_part(&parts->part[taken]);
    pthread_mutex_lock(&parts->lock);
    parts->part[taken].is_done = true;
    pthread_cond_broadcast(&parts->changed);
    pthread_mutex_unlock(&parts->lock);
    return true;
}

static void *parse_beside(void *data)
{
    while (parse_next(data)) {
    }
    return NULL;
}

static bool part_is_done(struct parts *parts, unsigned index)
{
    pthread_mutex_lock(&parts->lock);
    bool done = parts->part[index].is_done;
    pthread_mutex_unlock(&parts->lock);
    return done;
}

/* Makes a part ready: parses parts that are left meanwhile, and only then waits. */
static enum portreg_status part_finish(struct parts *parts, unsigned index,
                                       struct portreg_error *error)
{
    while (!part_is_done(parts, index) && parse_next(parts)) {
    }
    pthread_mutex_lock(&parts->lock);
    while (!parts->part[index].is_done) {
        pthread_cond_wait(&parts->changed, &parts->lock);
    }
    pthread_mutex_unlock(&parts->lock);
    const struct part *part = &parts->part[index];
    if (part->status != PORTREG_OK && error) {
        *error = part->error;
    }
    return part->status;
}

static void parts_start(struct parts *parts, struct xml_file *file,
                        const struct format_input *input)
{
    *parts = (struct parts){ .count = 1 };
    /* Lint reports as it goes, and so cannot start over. */
    if (input->jobs > 1 && !input->lint && total_new_size(file) >= SHARE_SIZE_LEAST) {
        parts->count = PART_COUNT;
    }
    for (unsigned i = 0; i < parts->count; i++) {
        parts->part[i] = (struct part){ .file = file, .name = input->name };
    }
    parts->part[0].share.framed = file->by_look;
    share_out(file, parts);
    pthread_mutex_init(&parts->lock, NULL);
    pthread_cond_init(&parts->changed, NULL);
    parts->running =
        parts->count > 1 && pthread_create(&parts->thread, NULL, parse_beside, parts) == 0;
}

/* Ends the thread, whose parts are then done; the first fault in the file's order. */
static enum portreg_status parts_finish(struct parts *parts, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    for (unsigned i = 0; status == PORTREG_OK && i < parts->count; i++) {
        status = part_finish(parts, i, error);
    }
    pthread_mutex_lock(&parts->lock);
    parts->next = parts->count;
    pthread_mutex_unlock(&parts->lock);
    if (parts->running) {
        pthread_join(parts->thread, NULL);
    }
    return status;
}

static void parts_free(struct parts *parts)
{
    for (unsigned i = 0; i < parts->count; i++) {
        xml_results_free(&parts->part[i].results);
    }
    pthread_mutex_destroy(&parts->lock);
    pthread_cond_destroy(&parts->changed);
}

/* What hands the file over to the builder. */
struct emission {
    struct builder *builder;
    struct xml_file *file;
    struct parts *parts;
    const struct format_input *input;
    unsigned finished;        /* the emission has come past the parts before this one */
    bool deceived;            /* a twin is none: the look of the file was not what it is */
    struct position position; /* of `reached`; kept up only for lint */
    size_t reached;
};

static struct portreg_string stored(const struct xml_results *results, struct xml_text text)
{
    return (struct portreg_string){ text.size > 0 ? results->store.data + text.offset : "",
                                    text.size };
}

static struct portreg_string own_text(const struct xml_file *file, const struct xml_chunk *chunk)
{
    return (struct portreg_string){ file->bytes.data + chunk->offset, chunk->size };
}

/* Positions cost a look at every byte, so only lint gets them beforehand. */
static struct position advance(struct emission *emission, uint32_t offset)
{
    if (!emission->input->lint) {
        return (struct position){ 0, 0 };
    }
    struct portreg_string rest = string_from(emission->file->bytes, emission->reached);
    struct position step = xml_position(rest, offset - emission->reached);
    if (step.line > 1) {
        emission->position.line += step.line - 1;
        emission->position.column = step.column;
    } else {
        emission->position.column += step.column - 1;
    }
    emission->reached = offset;
    return emission->position;
}

/* Says where the chunk stands, if the fault does not. */
static enum portreg_status place_fault(const struct emission *emission,
                                       const struct xml_chunk *chunk, enum portreg_status status,
                                       struct portreg_error *error)
{
    if (status != PORTREG_OK && error && error->line == 0 && status != PORTREG_OUT_OF_MEMORY) {
        struct position position = xml_position(emission->file->bytes, chunk->offset);
        error->line = position.line;
        error->column = position.column;
    }
    return status;
}

/* The results that hold a chunk's record or contact, once they are there. */
static enum portreg_status find_results(struct emission *emission, enum xml_kind kind,
                                        uint32_t chunk, const struct xml_results **ret,
                                        struct portreg_error *error)
{
    struct parts *parts = emission->parts;
    unsigned index = 0;
    while (index + 1 < parts->count && chunk >= parts->part[index].share.end[kind]) {
        index++;
    }
    *ret = &parts->part[index].results;
    if (index < emission->finished) {
        return PORTREG_OK;
    }
    emission->finished = index + 1;
    return part_finish(parts, index, error);
}

/*
 * The record of a chunk. A twin takes the one before with udp for tcp; that is
 * right if the transport was read from the one protocol element there is.
 */
static enum portreg_status find_fields(struct emission *emission, uint32_t index,
                                       struct record_fields *fields, struct portreg_error *error)
{
    const struct xml_chunk *chunk = &emission->file->chunks[XML_RECORD].items[index];
    const struct xml_results *results;
    enum portreg_status status = find_results(emission, XML_RECORD, index, &results, error);
    if (status == PORTREG_OK && chunk->is_twin) {
        status = find_results(emission, XML_RECORD, index - 1, &results, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    const struct xml_record *record = &results->records[chunk[chunk->is_twin ? -1 : 0].parsed];
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        fields->column[i] = stored(results, record->column[i]);
    }
    fields->name_is_empty_element = record->name_is_empty_element;
    fields->position = advance(emission, chunk->offset);
    if (chunk->is_twin) {
        emission->deceived = !string_is(fields->column[PORTREG_COLUMN_TRANSPORT], "tcp");
        fields->column[PORTREG_COLUMN_TRANSPORT] = STRING_LITERAL("udp");
    }
    return emission->deceived ? PORTREG_SYNTAX : PORTREG_OK;
}

static enum portreg_status emit_record(struct emission *emission, uint32_t index,
                                       struct portreg_error *error)
{
    struct xml_chunk *chunk = &emission->file->chunks[XML_RECORD].items[index];
    if (chunk->item != BUILDER_NONE) {
        return builder_repeat_record(emission->builder, chunk->item, error);
    }
    struct record_fields fields = { .position = { 0, 0 } };
    enum portreg_status status = find_fields(emission, index, &fields, error);
    if (status != PORTREG_OK) {
        return status;
    }
    status = builder_add_record(emission->builder, &fields, own_text(emission->file, chunk), error);
    if (status == PORTREG_OK) {
        chunk->item = builder_last_record(emission->builder);
    }
    return place_fault(emission, chunk, status, error);
}

static enum portreg_status emit_contact(struct emission *emission, uint32_t index,
                                        struct portreg_error *error)
{
    struct xml_chunk *chunk = &emission->file->chunks[XML_CONTACT].items[index];
    if (chunk->item != BUILDER_NONE) {
        return builder_repeat_contact(emission->builder, chunk->item, error);
    }
    const struct xml_results *results;
    enum portreg_status status = find_results(emission, XML_CONTACT, index, &results, error);
    if (status != PORTREG_OK) {
        return status;
    }
    const struct xml_contact *contact = &results->contacts[chunk->parsed];
    struct contact_fields fields = {
        .id = stored(results, contact->field[0]),
        .name = stored(results, contact->field[1]),
        .org = stored(results, contact->field[2]),
        .uri = stored(results, contact->field[3]),
        .updated = stored(results, contact->field[4]),
        .position = advance(emission, chunk->offset),
    };
    status =
        builder_add_contact(emission->builder, &fields, own_text(emission->file, chunk), error);
    if (status == PORTREG_OK) {
        chunk->item = builder_last_contact(emission->builder);
    }
    return place_fault(emission, chunk, status, error);
}

static enum portreg_status emit_frame(const struct emission *emission, enum builder_frame part,
                                      uint32_t from, uint32_t to, struct portreg_error *error)
{
    struct portreg_string text = { emission->file->bytes.data + from, to - from };
    return builder_set_frame(emission->builder, part, text, error);
}

/* The version's date; a wrong one is reported with its place. */
static enum portreg_status emit_date(const struct emission *emission, struct portreg_error *error)
{
    const struct xml_file *file = emission->file;
    struct portreg_string date = { file->bytes.data + file->date, file->date_size };
    enum portreg_status status = builder_set_date(emission->builder, date, error);
    if (status == PORTREG_SYNTAX && error) {
        struct position at = xml_position(file->bytes, file->date);
        error->line = at.line;
        error->column = at.column;
    }
    return status;
}

/*
 * The texts around the chunks. Without a date before the records the head is
 * whole and there is no middle.
 */
static enum portreg_status emit_frames(const struct emission *emission, struct portreg_error *error)
{
    const struct xml_file *file = emission->file;
    uint32_t records = xml_records_start(file);
    uint32_t date_end = file->date + file->date_size;
    bool cut = file->date_size > 0 && date_end <= records;
    enum portreg_status status = PORTREG_OK;
    if (file->date_size > 0) {
        status = emit_date(emission, error);
    }
    if (status == PORTREG_OK) {
        status = emit_frame(emission, FRAME_HEAD, 0, cut ? file->date : records, error);
    }
    if (status == PORTREG_OK && cut) {
        status = emit_frame(emission, FRAME_MIDDLE, date_end, records, error);
    }
    if (status == PORTREG_OK) {
        status = emit_frame(emission, FRAME_BETWEEN, xml_records_end(file),
                            xml_contacts_start(file), error);
    }
    if (status == PORTREG_OK && file->chunks[XML_CONTACT].count > 0) {
        status = emit_frame(emission, FRAME_TAIL, xml_contacts_end(file),
                            (uint32_t)file->bytes.size, error);
    }
    return status;
}

static enum portreg_status emit(struct emission *emission, struct portreg_error *error)
{
    enum portreg_status status = emit_frames(emission, error);
    for (uint32_t i = 0; status == PORTREG_OK && i < emission->file->chunks[XML_RECORD].count;
         i++) {
        status = emit_record(emission, i, error);
    }
    for (uint32_t i = 0; status == PORTREG_OK && i < emission->file->chunks[XML_CONTACT].count;
         i++) {
        status = emit_contact(emission, i, error);
    }
    return status;
}

/* Tells the builder how much is coming: all that it does not know. */
static enum portreg_status announce(const struct xml_file *file, struct builder *builder,
                                    struct portreg_error *error)
{
    uint32_t count[XML_KIND_COUNT] = { 0 };
    size_t size = 0;
    for (unsigned kind = 0; kind < XML_KIND_COUNT; kind++) {
        for (uint32_t i = 0; i < file->chunks[kind].count; i++) {
            const struct xml_chunk *chunk = &file->chunks[kind].items[i];
            if (chunk->item == BUILDER_NONE) {
                count[kind]++;
                size += chunk->size;
            }
        }
    }
    return builder_expect(builder, count[XML_RECORD], count[XML_CONTACT], size, error);
}

static void release_file(void *memory)
{
    xml_file_free(memory);
    free(memory);
}

/*
 * Parses what is new in a file that has been cut and hands all of it to the
 * builder. `*ret_refused`: it was the parser that failed.
 */
static enum portreg_status parse_and_emit(struct xml_file *file, struct builder *builder,
                                          const struct format_input *input, bool *ret_refused,
                                          struct portreg_error *error)
{
    struct parts parts;
    struct emission emission = {
        .builder = builder, .file = file, .parts = &parts, .input = input, .position = { 1, 1 }
    };
    parts_start(&parts, file, input);
    enum portreg_status status = part_finish(&parts, 0, error);
    bool refused = status != PORTREG_OK;
    if (!refused) {
        status = announce(file, builder, error);
    }
    if (status == PORTREG_OK) {
        status = emit(&emission, error);
    }
    /* What the emission did not come to is parsed all the same: it may be at fault. */
    enum portreg_status parsed = parts_finish(&parts, status == PORTREG_OK ? error : NULL);
    *ret_refused = refused || emission.deceived || parsed != PORTREG_OK;
    parts_free(&parts);
    return status == PORTREG_OK ? parsed : status;
}

/*
 * Cuts a file by its look first, which is fast. Whatever the parser refuses
 * then is judged once more by expat over the whole.
 */
static enum portreg_status read_file(struct xml_file *file, struct builder *builder,
                                     const struct format_input *input, struct portreg_error *error)
{
    const struct builder *known = input->lint ? NULL : builder;
    struct portreg_string bytes = file->bytes;
    bool refused = true;
    enum portreg_status status =
        xml_split_by_look(file, known ? builder_memory(builder) : NULL, known, error);
    if (status == PORTREG_OK) {
        status = parse_and_emit(file, builder, input, &refused, error);
    }
    if (status == PORTREG_OK || status == PORTREG_OUT_OF_MEMORY || !refused) {
        return status;
    }
    builder_restart(builder);
    xml_file_free(file);
    file->bytes = bytes;
    status = xml_split_by_parsing(file, input->name, known, error);
    return status == PORTREG_OK ? parse_and_emit(file, builder, input, &refused, error) : status;
}

static enum portreg_status xml_read(struct builder *builder, const struct format_input *input,
                                    struct portreg_error *error)
{
    struct xml_file *file = calloc(1, sizeof(*file));
    if (!file) {
        return error_out_of_memory(error);
    }
    file->bytes = input->bytes;
    enum portreg_status status = read_file(file, builder, input, error);
    /* Only a file that is what it looks like helps to read the next one. */
    if (status == PORTREG_OK && file->by_look) {
        builder_set_memory(builder, file, release_file);
    } else {
        builder_set_memory(builder, NULL, NULL);
        release_file(file);
    }
    return status;
}

static unsigned xml_probe(struct portreg_string head)
{
    if (string_find(head, STRING_LITERAL("<registry"))) {
        return 100;
    }
    struct portreg_string text = string_trim(head);
    if (string_starts_folded(text, "\xEF\xBB\xBF")) {
        text = string_from(text, 3);
    }
    return string_starts_folded(text, "<?xml") || string_starts_folded(text, "<!doctype") ? 50 : 0;
}

const struct format format_xml = {
    .name = "xml",
    .media_type = "application/xml",
    .extension = "xml",
    .summary = "IANA's XML, the master; written back byte for byte",
    .probe = xml_probe,
    .read = xml_read,
    .write = xml_write,
};
