/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/snapshot.h"
#include "util/error.h"
#include "util/hash.h"

#define SNAPSHOT_SIZE_MAX UINT32_MAX

const uint32_t snapshot_record_sizes[LAYOUT_SECTION_COUNT] = {
#define RECORD_SIZE(name, type) sizeof(type),
    LAYOUT_SECTION_LIST(RECORD_SIZE)
#undef RECORD_SIZE
};

static enum portreg_status damaged(struct portreg_error *error, const char *name,
                                   const char *what)
{
    return error_set_at(error, PORTREG_DAMAGED, name, 0, 0,
                        "damaged snapshot: %s; " SNAPSHOT_REMEDY, what);
}

static uint64_t header_checksum(const unsigned char *image, size_t size)
{
    unsigned char copy[sizeof(struct layout_header) +
                       LAYOUT_SECTION_COUNT * sizeof(struct layout_section)];
    memcpy(copy, image, size);
    memset(copy + offsetof(struct layout_header, checksum), 0, sizeof(uint64_t));
    return hash_bytes(copy, size);
}

static enum portreg_status check_header(const unsigned char *image, size_t size, const char *name,
                                        struct portreg_error *error)
{
    struct layout_header header;
    if (size < sizeof(header)) {
        return error_set_at(error, PORTREG_FOREIGN, name, 0, 0,
                            "not a portreg snapshot (only %zu bytes)", size);
    }
    memcpy(&header, image, sizeof(header));
    if (memcmp(header.magic, LAYOUT_MAGIC, sizeof(header.magic)) != 0) {
        return error_set_at(error, PORTREG_FOREIGN, name, 0, 0,
                            "not a portreg snapshot; make one with \"portreg compile\"");
    }
    if (header.format > LAYOUT_FORMAT) {
        return error_set_at(error, PORTREG_NEWER, name, 0, 0,
                            "snapshot format %u is newer than %u, the newest known here; "
                            "upgrade portreg",
                            header.format, LAYOUT_FORMAT);
    }
    size_t table_size =
        sizeof(header) + LAYOUT_SECTION_COUNT * sizeof(struct layout_section);
    if (header.format != LAYOUT_FORMAT || header.section_count != LAYOUT_SECTION_COUNT ||
        size < table_size) {
        return damaged(error, name, "its header is not one of format 1");
    }
    if (header_checksum(image, table_size) != header.checksum) {
        return damaged(error, name, "the header's checksum is wrong");
    }
    if (header.file_size != size) {
        return damaged(error, name, "the file does not have the size that it says");
    }
    return PORTREG_OK;
}

static enum portreg_status check_table(const unsigned char *image, size_t size, const char *name,
                                       struct portreg_error *error)
{
    const struct layout_section *table = (const void *)(image + sizeof(struct layout_header));
    for (unsigned id = 0; id < LAYOUT_SECTION_COUNT; id++) {
        const struct layout_section *section = &table[id];
        if (section->id == id && section->record_size != snapshot_record_sizes[id]) {
            return error_set_at(error, PORTREG_DAMAGED, name, 0, 0,
                                "snapshot of another version of portreg; " SNAPSHOT_REMEDY);
        }
        if (section->id != id || section->offset % LAYOUT_ALIGNMENT != 0 ||
            section->offset > size ||
            section->count > (size - section->offset) / section->record_size) {
            return damaged(error, name, "its section table does not fit the file");
        }
    }
    return PORTREG_OK;
}

const struct layout_section *snapshot_section(const struct portreg_snapshot *snapshot,
                                              enum layout_section_id id)
{
    const struct layout_section *table =
        (const void *)(snapshot->image + sizeof(struct layout_header));
    return &table[id];
}

/* Takes a section's pointer and number of records over. */
#define TAKE(snapshot, section, pointer, number)                                                \
    do {                                                                                        \
        const struct layout_section *taken = snapshot_section((snapshot), (section));           \
        (pointer) = (const void *)((snapshot)->image + taken->offset);                          \
        (number) = (uint32_t)taken->count;                                                      \
    } while (0)

/* Points into the file; false where counts contradict each other. */
static bool take_sections(struct portreg_snapshot *s)
{
    uint32_t metas;
    uint32_t cells;
    uint32_t slots;
    uint32_t names;
    uint32_t starts;
    uint32_t contact_order;
    uint32_t contact_index;
    uint32_t row_order;
    uint32_t string_row_starts;
    uint32_t text_starts;
    uint32_t grams;
    TAKE(s, LAYOUT_META, s->meta, metas);
    TAKE(s, LAYOUT_VERSIONS, s->versions, s->version_count);
    TAKE(s, LAYOUT_PORT_CELLS, s->port_cells, cells);
    TAKE(s, LAYOUT_PORT_SEGMENTS, s->port_segments, s->port_segment_count);
    TAKE(s, LAYOUT_PORT_ROWS, s->port_rows, s->port_row_count);
    TAKE(s, LAYOUT_NAME_SLOTS, s->name_slots, slots);
    TAKE(s, LAYOUT_NAMES, s->names, names);
    TAKE(s, LAYOUT_NAME_ROWS, s->name_rows, s->name_row_count);
    TAKE(s, LAYOUT_ROWS, s->rows, s->row_count);
    TAKE(s, LAYOUT_STRING_STARTS, s->string_starts, starts);
    TAKE(s, LAYOUT_STRING_BYTES, s->string_bytes, s->string_size);
    TAKE(s, LAYOUT_FOLDED_BYTES, s->folded_bytes, s->folded_size);
    TAKE(s, LAYOUT_CONTACTS, s->contacts, s->contact_count);
    TAKE(s, LAYOUT_CONTACT_ORDER, s->contact_order, contact_order);
    TAKE(s, LAYOUT_CONTACT_INDEX, s->contact_index, contact_index);
    TAKE(s, LAYOUT_GRAMS, s->grams, grams);
    TAKE(s, LAYOUT_POSTINGS, s->postings, s->posting_size);
    TAKE(s, LAYOUT_STRING_ROW_STARTS, s->string_row_starts, string_row_starts);
    TAKE(s, LAYOUT_STRING_ROWS, s->string_rows, s->string_row_count);
    TAKE(s, LAYOUT_ROW_ORDER, s->row_order, row_order);
    TAKE(s, LAYOUT_TEXT_STARTS, s->text_starts, text_starts);
    TAKE(s, LAYOUT_TEXT_BLOCKS, s->text_blocks, s->text_block_count);
    TAKE(s, LAYOUT_TEXT_BYTES, s->text_bytes, s->text_size);
    if (metas != 1 || s->version_count == 0 || starts == 0 || text_starts == 0 ||
        grams == 0 || names == 0 || slots == 0 || (slots & (slots - 1)) != 0 ||
        cells != LAYOUT_PORT_TABLES * LAYOUT_PORT_TABLE_CELLS ||
        contact_order != s->contact_count || contact_index != s->contact_count ||
        row_order != s->row_count || s->folded_size > s->string_size) {
        return false;
    }
    s->newest = s->version_count - 1;
    s->string_count = starts - 1;
    s->text_count = text_starts - 1;
    s->gram_count = grams - 1;
    s->name_slot_mask = slots - 1;
    s->name_count = names - 1;
    s->current_rows = s->meta->current_rows;
    s->current_contacts = s->meta->current_contacts;
    s->searched = s->meta->searched;
    s->searched_now = s->meta->searched_now;
    return s->current_rows <= s->row_count && s->current_contacts <= s->contact_count &&
           s->searched_now <= s->searched && s->searched <= s->string_count &&
           string_row_starts == s->searched + 1;
}

/* Checks an image and makes a handle for it; the bytes stay the caller's until OK. */
static enum portreg_status open_image(const unsigned char *image, size_t size, const char *name,
                                      enum portreg_open_mode mode,
                                      struct portreg_snapshot **ret, struct portreg_error *error)
{
    enum portreg_status status = check_header(image, size, name, error);
    if (status == PORTREG_OK) {
        status = check_table(image, size, name, error);
    }
    if (status != PORTREG_OK) {
        return status;
    }
    struct portreg_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    if (!snapshot) {
        return error_out_of_memory(error);
    }
    snapshot->image = image;
    snapshot->size = size;
    atomic_init(&snapshot->references, 1);
    if (!take_sections(snapshot)) {
        status = damaged(error, name, "its sections contradict each other");
    } else if (mode == PORTREG_OPEN_VERIFIED) {
        status = snapshot_verify(snapshot, name, error);
    }
    if (status != PORTREG_OK) {
        free(snapshot);
        return status;
    }
    *ret = snapshot;
    return PORTREG_OK;
}

static enum portreg_status map_file(const char *path, void **ret_image, size_t *ret_size,
                                    struct portreg_error *error)
{
    struct stat info;
    /* A pipe without a writer must be refused, not waited for. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return error_set_errno(error, path, "open");
    }
    /* fstat() hands the kernel an empty path that lies in a page of libc nothing else needs. */
    if (fstatat(descriptor, "", &info, AT_EMPTY_PATH) != 0) {
        close(descriptor);
        return error_set_errno(error, path, "examine");
    }
    if (!S_ISREG(info.st_mode) || info.st_size == 0 || info.st_size > SNAPSHOT_SIZE_MAX) {
        close(descriptor);
        return error_set_at(error, PORTREG_FOREIGN, path, 0, 0,
                            "not a portreg snapshot; make one with \"portreg compile\"");
    }
    *ret_size = (size_t)info.st_size;
    *ret_image = mmap(NULL, *ret_size, PROT_READ, MAP_SHARED, descriptor, 0);
    int number = errno;
    close(descriptor);
    errno = number;
    return *ret_image == MAP_FAILED ? error_set_errno(error, path, "map") : PORTREG_OK;
}

enum portreg_status portreg_snapshot_open(const char *path, enum portreg_open_mode mode,
                                          struct portreg_snapshot **ret,
                                          struct portreg_error *error)
{
    void *image = NULL;
    size_t size = 0;
    enum portreg_status status = map_file(path, &image, &size, error);
    if (status != PORTREG_OK) {
        return status;
    }
    status = open_image(image, size, path, mode, ret, error);
    if (status != PORTREG_OK) {
        munmap(image, size);
        return status;
    }
    (*ret)->mapped = true;
    return PORTREG_OK;
}

enum portreg_status portreg_snapshot_open_memory(const void *image, size_t size,
                                                 enum portreg_open_mode mode,
                                                 struct portreg_snapshot **ret,
                                                 struct portreg_error *error)
{
    if (!image || (uintptr_t)image % _Alignof(uint64_t) != 0) {
        return error_set(error, PORTREG_INVALID_ARGUMENT,
                         "a snapshot in memory must be aligned to 8 bytes");
    }
    return open_image(image, size, NULL, mode, ret, error);
}

struct portreg_snapshot *portreg_snapshot_ref(struct portreg_snapshot *snapshot)
{
    atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
    return snapshot;
}

void portreg_snapshot_unref(struct portreg_snapshot *snapshot)
{
    if (!snapshot ||
        atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    if (snapshot->mapped) {
        munmap((void *)(uintptr_t)snapshot->image, snapshot->size);
    }
    free(snapshot);
}
