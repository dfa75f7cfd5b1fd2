/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/write.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/snapshot.h"
#include "util/error.h"
#include "util/hash.h"

#define SECTION_BYTES_MAX ((size_t)1 << 30)

void *image_extend(struct image *image, enum layout_section_id id, size_t count, size_t size)
{
    struct buffer *buffer = &image->section[id];
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || !buffer_reserve(buffer, bytes)) {
        return NULL;
    }
    void *room = buffer->data + buffer->size;
    buffer->size += bytes;
    return room;
}

static enum portreg_status write_meta(struct image *image, const char *layer,
                                      struct portreg_error *error)
{
    struct layout_meta *meta = image_extend(image, LAYOUT_META, 1, sizeof(*meta));
    if (!meta) {
        return error_out_of_memory(error);
    }
    uint32_t string =
        pool_find(&image->builder->strings, (struct portreg_string){ layer, strlen(layer) });
    *meta = (struct layout_meta){
        .layer = image->string_of[string],
        .current_rows = image->current_rows,
        .current_contacts = image->current_contacts,
        .searched_now = image->searched_now,
        .searched = image->searched,
    };
    return PORTREG_OK;
}

static enum portreg_status write_versions(struct image *image, struct portreg_error *error)
{
    const struct builder *builder = image->builder;
    struct layout_version *versions =
        image_extend(image, LAYOUT_VERSIONS, builder->version_count, sizeof(*versions));
    if (!versions) {
        return error_out_of_memory(error);
    }
    for (uint32_t i = 0; i < builder->version_count; i++) {
        const struct builder_version *from = &builder->versions[i];
        versions[i] = (struct layout_version){
            .date = from->date,
            .updated = image->string_of[from->updated],
            .source = image->string_of[from->source],
            .format = image->string_of[from->format],
            .row_count = from->row_count,
            .contact_count = from->contact_count,
        };
        memcpy(versions[i].frame, from->frame, sizeof(versions[i].frame));
    }
    return PORTREG_OK;
}

/*
 * The steps that make the sections, for one thread or two: a thread takes the
 * next step that nobody has taken. All but the first few need the strings.
 */
struct step {
    enum portreg_status (*write)(struct image *image, struct portreg_error *error);
    bool needs_strings;
};

static const struct step steps[] = {
    { image_write_strings, false }, { image_write_texts, false },
    { image_write_grams, true },    { image_write_names, true },
    { image_write_ports, false },   { image_write_rows, false },
    { image_write_contacts, false },
};

#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))

struct work {
    struct image *image;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next;
    bool has_strings;
    enum portreg_status status; /* the first failure */
    struct portreg_error error;
};

/* The next step to do, NULL if there is none or another one has failed. */
static const struct step *take_step(struct work *work)
{
    const struct step *step = NULL;
    pthread_mutex_lock(&work->lock);
    if (work->next < STEP_COUNT) {
        step = &steps[work->next++];
    }
    while (step && step->needs_strings && !work->has_strings && work->status == PORTREG_OK) {
        pthread_cond_wait(&work->changed, &work->lock);
    }
    if (work->status != PORTREG_OK) {
        step = NULL;
    }
    pthread_mutex_unlock(&work->lock);
    return step;
}

static void end_step(struct work *work, const struct step *step, enum portreg_status status,
                     const struct portreg_error *error)
{
    pthread_mutex_lock(&work->lock);
    if (status != PORTREG_OK && work->status == PORTREG_OK) {
        work->status = status;
        work->error = *error;
    }
    if (step->write == image_write_strings) {
        work->has_strings = true;
    }
    pthread_cond_broadcast(&work->changed);
    pthread_mutex_unlock(&work->lock);
}

static void *do_steps(void *data)
{
    struct work *work = data;
    for (const struct step *step = take_step(work); step; step = take_step(work)) {
        struct portreg_error error = { .status = PORTREG_OK };
        enum portreg_status status = step->write(work->image, &error);
        end_step(work, step, status, &error);
    }
    return NULL;
}

static enum portreg_status write_sections(struct image *image, const char *layer, unsigned jobs,
                                          struct portreg_error *error)
{
    struct work work = { .image = image, .status = PORTREG_OK };
    pthread_t thread;
    pthread_mutex_init(&work.lock, NULL);
    pthread_cond_init(&work.changed, NULL);
    bool threaded = jobs > 1 && pthread_create(&thread, NULL, do_steps, &work) == 0;
    do_steps(&work);
    if (threaded) {
        pthread_join(thread, NULL);
    }
    pthread_mutex_destroy(&work.lock);
    pthread_cond_destroy(&work.changed);
    if (work.status != PORTREG_OK) {
        if (error) {
            *error = work.error;
        }
        return work.status;
    }
    image_write_services(image);
    enum portreg_status status = write_meta(image, layer, error);
    return status == PORTREG_OK ? write_versions(image, error) : status;
}

static size_t align(size_t offset)
{
    return (offset + LAYOUT_ALIGNMENT - 1) & ~(size_t)(LAYOUT_ALIGNMENT - 1);
}

static void fill_image(const struct image *image, unsigned char *bytes, size_t size)
{
    struct layout_header *header = (struct layout_header *)(void *)bytes;
    struct layout_section *table = (struct layout_section *)(void *)(header + 1);
    size_t table_size = sizeof(*header) + LAYOUT_SECTION_COUNT * sizeof(*table);
    size_t offset = align(table_size);
    memset(bytes, 0, offset);
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        const struct buffer *section = &image->section[id];
        if (section->size > 0) {
            memcpy(bytes + offset, section->data, section->size);
        }
        table[id] = (struct layout_section){
            .id = id,
            .record_size = snapshot_record_sizes[id],
            .offset = offset,
            .count = section->size / snapshot_record_sizes[id],
            .checksum = hash_bytes(bytes + offset, section->size),
        };
        size_t next = align(offset + section->size);
        memset(bytes + offset + section->size, 0, next - offset - section->size);
        offset = next;
    }
    memcpy(header->magic, LAYOUT_MAGIC, sizeof(header->magic));
    header->format = LAYOUT_FORMAT;
    header->section_count = LAYOUT_SECTION_COUNT;
    header->file_size = size;
    header->checksum = hash_bytes(bytes, table_size);
}

/* A section that would not take more is no want of memory. */
static enum portreg_status explain_failure(const struct image *image, enum portreg_status status,
                                           struct portreg_error *error)
{
    for (unsigned id = 0; status == PORTREG_OUT_OF_MEMORY && id < LAYOUT_SECTION_COUNT; id++) {
        if (image->section[id].over_limit) {
            status = error_set(error, PORTREG_LIMIT,
                               "a section of the snapshot exceeds %zu MiB; leave versions out",
                               SECTION_BYTES_MAX >> 20);
        }
    }
    return status;
}

static enum portreg_status join_sections(const struct image *image, void **ret_image,
                                         size_t *ret_size, struct portreg_error *error)
{
    size_t size = align(sizeof(struct layout_header) +
                        LAYOUT_SECTION_COUNT * sizeof(struct layout_section));
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        size = align(size + image->section[id].size);
    }
    if (size > UINT32_MAX) {
        return error_set(error, PORTREG_LIMIT, "the snapshot exceeds 4 GiB");
    }
    unsigned char *bytes = aligned_alloc(LAYOUT_ALIGNMENT, size);
    if (!bytes) {
        return error_out_of_memory(error);
    }
    fill_image(image, bytes, size);
    *ret_image = bytes;
    *ret_size = size;
    return PORTREG_OK;
}

static void free_image(struct image *image)
{
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        buffer_free(&image->section[id]);
    }
    free(image->row_of);
    free(image->builder_row);
    free(image->contact_of);
    free(image->builder_contact);
    free(image->string_of);
    free(image->builder_string);
}

enum portreg_status snapshot_build(const struct builder *builder, const char *layer,
                                   unsigned jobs, void **ret_image, size_t *ret_size,
                                   struct portreg_error *error)
{
    struct image image = { .builder = builder };
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        image.section[id] = BUFFER_INIT(SECTION_BYTES_MAX);
    }
    enum portreg_status status = image_plan(&image, layer, error);
    if (status == PORTREG_OK) {
        status = write_sections(&image, layer, jobs, error);
    }
    if (status == PORTREG_OK) {
        status = join_sections(&image, ret_image, ret_size, error);
    }
    status = explain_failure(&image, status, error);
    free_image(&image);
    return status;
}
