/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "history/change.h"
#include "snapshot/snapshot.h"
#include "util/error.h"
#include "util/order.h"
#include "util/string.h"

/*
 * A log is made in three steps: find the rows that are asked for, and those
 * that share a port and transport with them, since a rename has its other half
 * there; mark the versions in which they begin and end; pair, version by
 * version, those that end with those that begin.
 */

#define LOG_MEMORY_MAX ((size_t)1 << 30)

/* Whose life is asked for. */
struct subject {
    struct portreg_view view;
    struct portreg_string name; /* without data: the port */
    uint16_t port;
    enum portreg_transport transport;
};

/* A row begins or ends with a version. */
struct mark {
    uint32_t version;
    uint32_t row;
    bool begins;
};

struct log_builder {
    const struct subject *subject;
    struct arena arena;
    uint32_t *rows; /* those asked for and their partners */
    uint32_t row_count;
    uint32_t subject_count; /* of `rows`, the first ones are those asked for */
    struct mark *marks;     /* newest first */
    uint32_t mark_count;
    struct match match;
    struct portreg_log *log;
};

/* The scans go over all rows of all times, so they read the file's records as they lie. */
static bool is_subject(const struct subject *subject, uint32_t id)
{
    const struct portreg_snapshot *snapshot = subject->view.snapshot;
    const struct layout_row *row;

    if (id >= snapshot->row_count) {
        return false;
    }
    row = &snapshot->rows[id];
    if (subject->transport != PORTREG_TRANSPORT_NONE && row->transport != PORTREG_TRANSPORT_NONE &&
        row->transport != subject->transport) {
        return false;
    }
    if (subject->name.data) {
        return string_equal_folded(snapshot_string(snapshot, row->column[PORTREG_COLUMN_NAME]),
                                   subject->name);
    }
    return (row->flags & PORTREG_ROW_HAS_NUMBER) && row->first <= subject->port &&
           row->last >= subject->port;
}

/* A port range on a transport, as one number that orders; 0 without a port. */
static uint64_t port_key(const struct layout_row *row)
{
    if (!(row->flags & PORTREG_ROW_HAS_NUMBER)) {
        return 0;
    }
    return UINT64_C(1) << 48 | (uint64_t)row->transport << 32 | (uint64_t)row->first << 16 |
           row->last;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static enum portreg_status find_subject_rows(struct log_builder *builder)
{
    uint32_t count = builder->subject->view.snapshot->row_count;

    builder->rows = arena_calloc(&builder->arena, (size_t)count + 1, sizeof(*builder->rows));
    if (!builder->rows) {
        return PORTREG_OUT_OF_MEMORY;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_subject(builder->subject, i)) {
            builder->rows[builder->row_count++] = i;
        }
    }
    builder->subject_count = builder->row_count;
    return PORTREG_OK;
}

/* The rows of other names on the ports of the rows found. */
static enum portreg_status find_partner_rows(struct log_builder *builder)
{
    const struct portreg_snapshot *snapshot = builder->subject->view.snapshot;
    uint64_t *keys = arena_calloc(&builder->arena, builder->subject_count, sizeof(*keys));

    if (!keys) {
        return PORTREG_OUT_OF_MEMORY;
    }
    for (uint32_t i = 0; i < builder->subject_count; i++) {
        keys[i] = port_key(&snapshot->rows[builder->rows[i]]);
    }
    qsort(keys, builder->subject_count, sizeof(*keys), compare_keys);
    for (uint32_t i = 0; i < snapshot->row_count; i++) {
        uint64_t key = port_key(&snapshot->rows[i]);

        if (key && bsearch(&key, keys, builder->subject_count, sizeof(*keys), compare_keys) &&
            !is_subject(builder->subject, i)) {
            builder->rows[builder->row_count++] = i;
        }
    }
    return PORTREG_OK;
}

/* Newest first, then as the rows are numbered. */
static int compare_marks(const void *a, const void *b)
{
    const struct mark *x = a;
    const struct mark *y = b;

    int order = order_unsigned(y->version, x->version);

    return order != 0 ? order : order_unsigned(x->row, y->row);
}

static enum portreg_status place_marks(struct log_builder *builder)
{
    struct portreg_view view = builder->subject->view;

    builder->marks =
        arena_calloc(&builder->arena, (size_t)builder->row_count * 2 + 1, sizeof(*builder->marks));
    if (!builder->marks) {
        return PORTREG_OUT_OF_MEMORY;
    }
    for (uint32_t i = 0; i < builder->row_count; i++) {
        const struct layout_row *row = &view.snapshot->rows[builder->rows[i]];

        if (row->from <= view.version) {
            builder->marks[builder->mark_count++] =
                (struct mark){ row->from, builder->rows[i], true };
        }
        if (row->until <= view.version) {
            builder->marks[builder->mark_count++] =
                (struct mark){ row->until, builder->rows[i], false };
        }
    }
    qsort(builder->marks, builder->mark_count, sizeof(*builder->marks), compare_marks);
    return PORTREG_OK;
}

static void add_entry(struct log_builder *builder, uint32_t version, uint32_t before,
                      uint32_t after)
{
    const struct subject *subject = builder->subject;
    struct change_source source = { subject->view.snapshot, subject->view.snapshot };
    struct portreg_log_entry *entry = &builder->log->entries[builder->log->entry_count];

    if (!is_subject(subject, before) && !is_subject(subject, after)) {
        return;
    }
    if (!change_describe_row(&source, before, after, &entry->change)) {
        return;
    }
    if (version == 0) {
        entry->change.event = PORTREG_EVENT_FIRST_SEEN;
    }
    entry->version = version;
    builder->log->entry_count++;
}

/* The changes that one version brought. */
static void add_version(struct log_builder *builder, const struct mark *marks, uint32_t count)
{
    struct match *match = &builder->match;
    const struct portreg_snapshot *snapshot = builder->subject->view.snapshot;
    struct change_source source = { snapshot, snapshot };

    match->before.count = 0;
    match->after.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        match_side_add(marks[i].begins ? &match->after : &match->before, marks[i].row);
    }
    match_start(match);
    match_run(match, &change_pass_row_content, &source);
    match_run(match, &change_pass_row_identity, &source);
    match_run(match, &change_pass_row_port, &source);
    if (!builder->subject->name.data) {
        match_run(match, &change_pass_row_transport, &source);
    }
    for (uint32_t i = 0; i < match->after.count; i++) {
        uint32_t partner = match->after.partners[i];

        add_entry(builder, marks->version,
                  partner == PORTREG_NONE ? PORTREG_NONE : match->before.items[partner],
                  match->after.items[i]);
    }
    for (uint32_t i = 0; i < match->before.count; i++) {
        if (match->before.partners[i] == PORTREG_NONE) {
            add_entry(builder, marks->version, match->before.items[i], PORTREG_NONE);
        }
    }
}

static enum portreg_status add_versions(struct log_builder *builder)
{
    uint32_t end;

    builder->log->entries = calloc((size_t)builder->mark_count + 1, sizeof(*builder->log->entries));
    if (!builder->log->entries ||
        !match_init(&builder->match, &builder->arena, builder->mark_count, builder->mark_count)) {
        return PORTREG_OUT_OF_MEMORY;
    }
    for (uint32_t start = 0; start < builder->mark_count; start = end) {
        end = start + 1;
        while (end < builder->mark_count &&
               builder->marks[end].version == builder->marks[start].version) {
            end++;
        }
        add_version(builder, builder->marks + start, end - start);
    }
    return PORTREG_OK;
}

static enum portreg_status build(struct log_builder *builder)
{
    enum portreg_status status = find_subject_rows(builder);

    if (status == PORTREG_OK && builder->subject->name.data && builder->subject_count > 0) {
        status = find_partner_rows(builder);
    }
    if (status == PORTREG_OK) {
        status = place_marks(builder);
    }
    if (status == PORTREG_OK) {
        status = add_versions(builder);
    }
    return status;
}

static enum portreg_status create(const struct subject *subject, struct portreg_log **ret,
                                  struct portreg_error *error)
{
    struct log_builder builder = { .subject = subject, .arena = ARENA_INIT(LOG_MEMORY_MAX) };
    enum portreg_status status = PORTREG_OUT_OF_MEMORY;

    if (subject->view.version >= portreg_snapshot_version_count(subject->view.snapshot)) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "no such version in the snapshot");
    }
    builder.log = calloc(1, sizeof(*builder.log));
    if (builder.log) {
        status = build(&builder);
    }
    arena_free(&builder.arena);
    if (status != PORTREG_OK) {
        portreg_log_destroy(builder.log);
        return error_out_of_memory(error);
    }
    *ret = builder.log;
    return PORTREG_OK;
}

enum portreg_status portreg_log_port(struct portreg_view view, uint16_t port,
                                     enum portreg_transport transport, struct portreg_log **ret,
                                     struct portreg_error *error)
{
    struct subject subject = { .view = view, .port = port, .transport = transport };

    return create(&subject, ret, error);
}

enum portreg_status portreg_log_name(struct portreg_view view, const char *name, size_t size,
                                     enum portreg_transport transport, struct portreg_log **ret,
                                     struct portreg_error *error)
{
    struct subject subject = { .view = view, .name = { name, size }, .transport = transport };

    if (size == 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT, "the empty name is not a service name");
    }
    return create(&subject, ret, error);
}

void portreg_log_destroy(struct portreg_log *log)
{
    if (!log) {
        return;
    }
    free(log->entries);
    free(log);
}
