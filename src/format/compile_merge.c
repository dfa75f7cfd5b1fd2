/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "format/compiler.h"
#include "snapshot/text.h"
#include "util/error.h"

/* One snapshot that is merged, and its next version. */
struct part {
    struct portreg_snapshot *snapshot;
    struct text_reader texts;
    uint32_t next;
};

enum portreg_status compiler_put_aside(struct portreg_compiler *compiler, void *image,
                                       size_t size, struct portreg_error *error)
{
    struct aside *grown =
        realloc(compiler->aside, (compiler->aside_count + 1) * sizeof(*compiler->aside));
    if (!grown) {
        free(image);
        return error_out_of_memory(error);
    }
    compiler->aside = grown;
    compiler->aside[compiler->aside_count++] = (struct aside){ image, size };
    return PORTREG_OK;
}

static enum portreg_status text_of(struct part *part, uint32_t text, struct portreg_string *ret,
                                   struct portreg_error *error)
{
    *ret = (struct portreg_string){ "", 0 };
    return text == PORTREG_NONE ? PORTREG_OK : text_reader_get(&part->texts, text, ret, error);
}

static enum portreg_status replay_rows(struct part *part, struct builder *builder,
                                       struct portreg_error *error)
{
    struct portreg_view view = { part->snapshot, part->next };
    enum portreg_status status = PORTREG_OK;
    uint32_t cursor = 0;
    for (uint32_t id = portreg_view_next_row(view, &cursor);
         status == PORTREG_OK && id != PORTREG_NONE; id = portreg_view_next_row(view, &cursor)) {
        struct portreg_row row;
        struct portreg_string text;
        portreg_snapshot_row(part->snapshot, id, &row);
        struct record_fields fields = {
            .alias_of = row.replacement,
            .frequency = row.frequency,
            .has_frequency = (row.flags & PORTREG_ROW_HAS_FREQUENCY) != 0,
        };
        for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
            fields.column[i] = row.column[i];
        }
        status = text_of(part, part->snapshot->rows[id].text, &text, error);
        if (status == PORTREG_OK) {
            status = builder_add_record(builder, &fields, text, error);
        }
    }
    return status;
}

static enum portreg_status replay_contacts(struct part *part, struct builder *builder,
                                           struct portreg_error *error)
{
    struct portreg_view view = { part->snapshot, part->next };
    enum portreg_status status = PORTREG_OK;
    uint32_t cursor = 0;
    for (uint32_t index = portreg_view_next_contact(view, &cursor);
         status == PORTREG_OK && index != PORTREG_NONE;
         index = portreg_view_next_contact(view, &cursor)) {
        struct portreg_contact contact;
        struct portreg_string text;
        portreg_snapshot_contact(part->snapshot, index, &contact);
        struct contact_fields fields = { contact.id,  contact.name,    contact.org,
                                         contact.uri, contact.updated, { 0, 0 } };
        status = text_of(part, part->snapshot->contacts[index].text, &text, error);
        if (status == PORTREG_OK) {
            status = builder_add_contact(builder, &fields, text, error);
        }
    }
    return status;
}

static enum portreg_status replay_frames(struct part *part, struct builder *builder,
                                         struct portreg_error *error)
{
    const struct layout_version *version = &part->snapshot->versions[part->next];
    enum portreg_status status = PORTREG_OK;
    for (unsigned i = 0; status == PORTREG_OK && i < FRAME_COUNT; i++) {
        struct portreg_string text;
        if (version->frame[i] == PORTREG_NONE) {
            continue;
        }
        status = text_of(part, version->frame[i], &text, error);
        if (status == PORTREG_OK) {
            status = builder_set_frame(builder, (enum builder_frame)i, text, error);
        }
    }
    return status;
}

/* Adds the part's next version to the builder. */
static enum portreg_status replay(struct part *part, struct builder *builder,
                                  struct portreg_error *error)
{
    struct portreg_version version;
    portreg_snapshot_version(part->snapshot, part->next, &version);
    enum portreg_status status = builder_begin(builder, error);
    if (status == PORTREG_OK) {
        status = builder_set_date(builder, version.updated, error);
    }
    if (status == PORTREG_OK) {
        status = builder_set_origin(builder, version.source, version.format, error);
    }
    if (status == PORTREG_OK) {
        status = replay_frames(part, builder, error);
    }
    if (status == PORTREG_OK) {
        status = replay_rows(part, builder, error);
    }
    if (status == PORTREG_OK) {
        status = replay_contacts(part, builder, error);
    }
    if (status == PORTREG_OK && builder_repeats_newest(builder)) {
        builder_abandon(builder);
    } else if (status == PORTREG_OK) {
        status = builder_end(builder, error);
    }
    part->next++;
    if (status == PORTREG_STALE) {
        status = error_set(error, PORTREG_CONFLICT,
                           "two different versions have the date %.*s; leave one out",
                           (int)version.updated.size, version.updated.data);
    }
    return status;
}

/* The part whose next version is the oldest; NULL at the end. */
static struct part *oldest(struct part *parts, size_t count)
{
    struct part *best = NULL;
    for (size_t i = 0; i < count; i++) {
        struct part *part = &parts[i];
        if (part->next < part->snapshot->version_count &&
            (!best || part->snapshot->versions[part->next].date <
                          best->snapshot->versions[best->next].date)) {
            best = part;
        }
    }
    return best;
}

static enum portreg_status open_parts(struct portreg_compiler *compiler, struct part *parts,
                                      struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    for (size_t i = 0; status == PORTREG_OK && i < compiler->aside_count; i++) {
        status = portreg_snapshot_open_memory(compiler->aside[i].image, compiler->aside[i].size,
                                              PORTREG_OPEN_QUICK, &parts[i].snapshot, error);
        if (status == PORTREG_OK) {
            status = text_reader_open(&parts[i].texts, parts[i].snapshot, error);
        }
    }
    return status;
}

static void close_parts(struct part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].snapshot) {
            text_reader_close(&parts[i].texts);
        }
        portreg_snapshot_unref(parts[i].snapshot);
    }
    free(parts);
}

enum portreg_status compiler_merge(struct portreg_compiler *compiler, struct portreg_error *error)
{
    enum portreg_status status = PORTREG_OK;
    if (builder_version_count(compiler->builder) > 0) {
        void *image;
        size_t size;
        status = compiler_build(compiler, &image, &size, error);
        if (status == PORTREG_OK) {
            status = compiler_put_aside(compiler, image, size, error);
        }
    }
    struct part *parts = calloc(compiler->aside_count, sizeof(*parts));
    if (!parts) {
        return error_out_of_memory(error);
    }
    if (status == PORTREG_OK) {
        status = compiler_reset(compiler, error);
    }
    if (status == PORTREG_OK) {
        status = open_parts(compiler, parts, error);
    }
    while (status == PORTREG_OK) {
        struct part *part = oldest(parts, compiler->aside_count);
        if (!part) {
            break;
        }
        status = replay(part, compiler->builder, error);
    }
    close_parts(parts, compiler->aside_count);
    return status;
}
