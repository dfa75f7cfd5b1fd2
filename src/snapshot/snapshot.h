/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SNAPSHOT_SNAPSHOT_H
#define SNAPSHOT_SNAPSHOT_H

#include <stdatomic.h>

#include <portreg/snapshot.h>

#include "snapshot/layout.h"
#include "util/bits.h"

/*
 * An open snapshot as the query rooms see it. Counts were checked against the
 * file's size at open; whatever stands in the records was not (quick mode), so
 * every index read from the file is compared with a count before it is used.
 */
struct portreg_snapshot {
    const struct layout_meta *meta;
    const struct layout_version *versions;
    uint32_t version_count;
    uint32_t newest; /* index of the newest version */
    const uint32_t *port_cells;
    const struct layout_segment *port_segments;
    uint32_t port_segment_count;
    const uint32_t *port_rows;
    uint32_t port_row_count;
    const uint32_t *name_slots;
    uint32_t name_slot_mask;
    const struct layout_name *names;
    uint32_t name_count;
    const uint32_t *name_rows;
    uint32_t name_row_count;
    const struct layout_row *rows;
    uint32_t row_count;
    uint32_t current_rows;
    const uint32_t *string_starts;
    uint32_t string_count;
    const char *string_bytes;
    const char *folded_bytes;
    uint32_t string_size;
    uint32_t folded_size;
    const struct layout_contact *contacts;
    uint32_t contact_count;
    uint32_t current_contacts;
    const uint32_t *contact_order;
    const uint32_t *contact_index;
    const struct layout_gram *grams;
    uint32_t gram_count;
    const unsigned char *postings;
    uint32_t posting_size;
    uint32_t searched;
    uint32_t searched_now;
    const uint32_t *string_row_starts;
    const uint32_t *string_rows;
    uint32_t string_row_count;
    const uint32_t *row_order;
    const uint32_t *text_starts;
    uint32_t text_count;
    const struct layout_text_block *text_blocks;
    uint32_t text_block_count;
    const unsigned char *text_bytes;
    uint32_t text_size;

    const unsigned char *image;
    size_t size;
    bool mapped;
    atomic_uint references;
};

/* Bytes of a record of each section. */
extern const uint32_t snapshot_record_sizes[LAYOUT_SECTION_COUNT];

/* The section of a snapshot's table, checked to lie in the file. */
const struct layout_section *snapshot_section(const struct portreg_snapshot *snapshot,
                                              enum layout_section_id id);

/* What to do about a snapshot that cannot be used: portreg update adds to none that is damaged. */
#define SNAPSHOT_REMEDY "move it away and run \"portreg update\", or compile it again"

/* Everything that quick mode leaves open: checksums, orders, offsets. */
enum portreg_status snapshot_verify(const struct portreg_snapshot *snapshot, const char *name,
                                    struct portreg_error *error);

/* A string by id; the empty string for an id that is none. */
static inline struct portreg_string snapshot_string(const struct portreg_snapshot *snapshot,
                                                    uint32_t id)
{
    struct portreg_string none = { "", 0 };
    if (id >= snapshot->string_count) {
        return none;
    }
    uint32_t start = snapshot->string_starts[id];
    uint32_t end = snapshot->string_starts[id + 1];
    /* Each string is followed by a NUL, which belongs to its run of bytes. */
    if (end <= start || end > snapshot->string_size || snapshot->string_bytes[end - 1] != '\0') {
        return none;
    }
    return (struct portreg_string){ snapshot->string_bytes + start, end - start - 1 };
}

/*
 * The string that begins at an offset of STRING_BYTES and goes on to a NUL; the
 * empty string if that is not in the file.
 */
static inline struct portreg_string snapshot_string_at(const struct portreg_snapshot *snapshot,
                                                       uint32_t offset)
{
    const uint32_t end = snapshot->string_size;
    for (uint32_t i = offset; i < end; i++) {
        if (snapshot->string_bytes[i] == '\0') {
            return (struct portreg_string){ snapshot->string_bytes + offset, i - offset };
        }
    }
    return (struct portreg_string){ "", 0 };
}

/*
 * The segment of a port in one of the tables that layout.h describes; whatever
 * the cell holds, none from `port_segment_count` on is one.
 */
static inline uint32_t snapshot_port_segment(const struct portreg_snapshot *snapshot,
                                             unsigned table, uint16_t port)
{
    uint32_t cell = snapshot->port_cells[table * LAYOUT_PORT_TABLE_CELLS +
                                         port / LAYOUT_PORT_CELL_NUMBERS];
    unsigned beyond = LAYOUT_PORT_CELL_NUMBERS - 1 - port % LAYOUT_PORT_CELL_NUMBERS;
    uint8_t up_to = (uint8_t)(cell << beyond);
    return (cell >> LAYOUT_PORT_CELL_SHIFT) + bits_in_byte(up_to) - 1;
}

/* The rows of a name over all versions, ascending; none if they are not in the file. */
struct snapshot_rows {
    const uint32_t *rows;
    uint32_t count;
};
static inline struct snapshot_rows snapshot_name_rows(const struct portreg_snapshot *snapshot,
                                                      const struct layout_name *name)
{
    const uint32_t start = name[0].rows;
    const uint32_t end = name[1].rows;
    const bool sound = start <= end && end <= snapshot->name_row_count;
    return (struct snapshot_rows){ snapshot->name_rows + (sound ? start : 0),
                                   sound ? end - start : 0 };
}

/* Whether a row or contact with this interval stands in a version. */
static inline bool snapshot_stands(uint16_t from, uint16_t until, uint32_t version)
{
    return from <= version && version < until;
}

/* The end of an interval as the public structures say it. */
static inline uint32_t snapshot_until(uint16_t until)
{
    return until == LAYOUT_OPEN ? PORTREG_NONE : until;
}

#endif
