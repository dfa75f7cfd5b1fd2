/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot/service.h"
#include "snapshot/write.h"

/* What PORT_SEGMENTS and NAMES say of services. */

static size_t records(const struct image *image, enum layout_section_id id)
{
    return image->section[id].size / snapshot_record_sizes[id];
}

#define SECTION(image, id) ((const void *)(image)->section[id].data)

/* The sections of rows, strings, names and numbers as a reader sees them. */
static struct portreg_snapshot sections_of(const struct image *image)
{
    return (struct portreg_snapshot){
        .port_cells = SECTION(image, LAYOUT_PORT_CELLS),
        .port_segments = SECTION(image, LAYOUT_PORT_SEGMENTS),
        .name_rows = SECTION(image, LAYOUT_NAME_ROWS),
        .name_row_count = (uint32_t)records(image, LAYOUT_NAME_ROWS),
        .rows = SECTION(image, LAYOUT_ROWS),
        .row_count = image->row_count,
        .current_rows = image->current_rows,
        .string_starts = SECTION(image, LAYOUT_STRING_STARTS),
        .string_count = image->string_count,
        .string_bytes = SECTION(image, LAYOUT_STRING_BYTES),
        .string_size = (uint32_t)image->section[LAYOUT_STRING_BYTES].size,
    };
}

void image_write_services(struct image *image)
{
    const struct portreg_snapshot sections = sections_of(image);
    struct layout_segment *segments = (void *)image->section[LAYOUT_PORT_SEGMENTS].data;
    struct layout_name *names = (void *)image->section[LAYOUT_NAMES].data;
    const size_t segment_count = records(image, LAYOUT_PORT_SEGMENTS);
    const size_t name_count = records(image, LAYOUT_NAMES) - 1;
    for (size_t i = 0; i < segment_count; i++) {
        if (segments[i].primary != PORTREG_NONE &&
            (segments[i].list_or_name & LAYOUT_SEGMENT_LIST) == 0) {
            segments[i].list_or_name = snapshot_segment_name(&sections, segments[i].primary);
        }
    }
    for (size_t i = 0; i < name_count; i++) {
        names[i] = snapshot_service_of(&sections, &names[i]);
    }
}
