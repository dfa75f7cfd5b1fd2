/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_WRITE_H
#define SNAPSHOT_WRITE_H

#include <portreg/snapshot.h>

#include "registry/builder_data.h"
#include "snapshot/layout.h"

/*
 * Turns a builder into a snapshot's bytes. `plan.c` numbers rows and strings, `write.c`
 * joins the sections; each index has a file of its own that fills sections of
 * the image.
 */

/* The numbering, and what the writers of the indexes share. */
struct image {
    const struct builder *builder;
    struct buffer section[LAYOUT_SECTION_COUNT];

    uint32_t row_count;
    uint32_t current_rows;
    uint32_t *row_of;      /* final id by the builder's row */
    uint32_t *builder_row; /* the builder's row by final id */
    uint32_t contact_count;
    uint32_t current_contacts;
    uint32_t *contact_of;
    uint32_t *builder_contact;

    uint32_t string_count;
    uint32_t searched_now;
    uint32_t searched;
    uint32_t *string_of;      /* final id by the builder's string, BUILDER_NONE if unused */
    uint32_t *builder_string; /* the builder's string by final id */
};

/* Builds the image; `ret_image` is malloc'd. `jobs` threads at most (2 are used). */
enum portreg_status snapshot_build(const struct builder *builder, const char *layer,
                                   unsigned jobs, void **ret_image, size_t *ret_size,
                                   struct portreg_error *error);

/* Fills a fresh builder with all that a verified snapshot holds. */
enum portreg_status snapshot_load(const struct portreg_snapshot *snapshot,
                                  struct builder *builder, struct portreg_error *error);

/* Numbers rows, contacts and strings. */
enum portreg_status image_plan(struct image *image, const char *layer,
                               struct portreg_error *error);

/* The writers of sections; what they need of the plan is there. */
enum portreg_status image_write_strings(struct image *image, struct portreg_error *error);
enum portreg_status image_write_rows(struct image *image, struct portreg_error *error);
enum portreg_status image_write_contacts(struct image *image, struct portreg_error *error);
enum portreg_status image_write_names(struct image *image, struct portreg_error *error);
enum portreg_status image_write_ports(struct image *image, struct portreg_error *error);
enum portreg_status image_write_grams(struct image *image, struct portreg_error *error);
enum portreg_status image_write_texts(struct image *image, struct portreg_error *error);

/* Fills in what names and segments say of services; needs strings, rows, names and ports. */
void image_write_services(struct image *image);

/* Room for `count` records of a section, uninitialised; NULL if there is none. */
void *image_extend(struct image *image, enum layout_section_id id, size_t count, size_t size);

/* The builder's record behind a final row. */
static inline const struct builder_record *image_record(const struct image *image, uint32_t row)
{
    const struct builder *builder = image->builder;
    return &builder->records[builder->record_rows.rows[image->builder_row[row]].item];
}

/* Whether the search looks at a column: all but the dates. */
static inline bool image_searches(unsigned column)
{
    return column != PORTREG_COLUMN_REGISTERED && column != PORTREG_COLUMN_MODIFIED;
}

#endif
