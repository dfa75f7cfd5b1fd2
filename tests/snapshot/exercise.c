/* SPDX-License-Identifier: BSD-2-Clause */
#include "exercise.h"

#include <stdlib.h>
#include <string.h>

#include "query/service.h"
#include "snapshot/layout.h"
#include "util/hash.h"

#define READ_MAX 4096 /* of one string; a damaged one may be as long as the file */
#define ROWS_MAX 32

static const char *const needles[] = { "t", "tp", "http", "Unassigned", "[RFC", "" };
static const char *const names[] = { "http",    "HTTPS",      "domain",  "cl/1",
                                     "discard", "nosuchname", "caf\xC3\x89" };

/* Copies, since the sanitizer checks the whole range of a copy at once. */
static void read_string(struct portreg_string string)
{
    static char sink[READ_MAX];
    size_t size = string.size < READ_MAX ? string.size : READ_MAX;

    memcpy(sink, string.data, size);
    memcpy(sink, string.data + string.size - size, size);
    if (string.data[string.size] != '\0') {
        abort();
    }
}

static void read_row(const struct portreg_snapshot *snapshot, uint32_t id)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(snapshot, id, &row)) {
        return;
    }
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        read_string(row.column[i]);
    }
    read_string(row.replacement);
}

static void read_contact(const struct portreg_snapshot *snapshot, uint32_t index)
{
    struct portreg_contact contact;

    if (!portreg_snapshot_contact(snapshot, index, &contact)) {
        return;
    }
    read_string(contact.id);
    for (unsigned i = 0; i < PORTREG_CONTACT_FIELD_COUNT; i++) {
        read_string(portreg_contact_field(&contact, (enum portreg_contact_field)i));
    }
}

static void read_versions(const struct portreg_snapshot *snapshot)
{
    struct portreg_version version;

    read_string(portreg_snapshot_layer(snapshot));
    for (uint32_t i = 0; portreg_snapshot_version(snapshot, i, &version); i++) {
        struct portreg_view view;

        read_string(version.updated);
        read_string(version.source);
        read_string(version.format);
        (void)portreg_view_at(snapshot, version.date, &view);
    }
}

static void read_view(struct portreg_view view)
{
    uint32_t cursor = 0;
    uint32_t item;

    while ((item = portreg_view_next_row(view, &cursor)) != PORTREG_NONE) {
        read_row(view.snapshot, item);
    }
    cursor = 0;
    while ((item = portreg_view_next_contact(view, &cursor)) != PORTREG_NONE) {
        read_contact(view.snapshot, item);
    }
}

static void read_rows(const struct portreg_snapshot *snapshot, const uint32_t *rows, size_t count)
{
    for (size_t i = 0; i < count && i < ROWS_MAX; i++) {
        read_row(snapshot, rows[i]);
    }
}

static void read_service(bool found, const struct service_entry *entry)
{
    for (uint32_t i = 0; found && i < entry->count; i++) {
        read_string(entry->names[i]);
    }
}

static void look_up_port(struct portreg_view view, uint16_t port, enum portreg_transport transport)
{
    uint32_t rows[ROWS_MAX];
    uint32_t row;
    struct service_entry entry;
    enum portreg_status_reason reason;
    size_t count;

    read_row(view.snapshot, portreg_lookup_port(view, port, transport));
    count = portreg_lookup_port_rows(view, port, transport, rows, ROWS_MAX);
    read_rows(view.snapshot, rows, count);
    read_service(service_find_port(&(struct service_list){ view, NULL }, port, transport, &entry),
                 &entry);
    if (transport != PORTREG_TRANSPORT_NONE) {
        (void)portreg_port_status(view, port, transport, &row, &reason);
    }
}

static void look_up_name(struct portreg_view view, const char *name)
{
    uint32_t rows[ROWS_MAX];
    size_t count = portreg_lookup_name_rows(view, name, strlen(name), rows, ROWS_MAX);
    struct service_entry entry;

    read_row(view.snapshot, portreg_lookup_name(view, name, strlen(name)));
    read_rows(view.snapshot, rows, count);
    for (unsigned i = 0; i < PORTREG_TRANSPORT_COUNT; i++) {
        read_service(service_find_name(&(struct service_list){ view, NULL }, name, strlen(name),
                                       (enum portreg_transport)i, &entry),
                     &entry);
    }
    (void)portreg_view_find_contact(view, name, strlen(name));
}

static void look_up_everything(struct portreg_view view)
{
    struct portreg_string suggestions[PORTREG_SUGGESTION_MAX];
    size_t count;

    for (unsigned port = 0; port <= PORTREG_PORT_MAX; port += port < 100 ? 1 : 997) {
        for (unsigned i = 0; i < PORTREG_TRANSPORT_COUNT; i++) {
            look_up_port(view, (uint16_t)port, (enum portreg_transport)i);
        }
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        look_up_name(view, names[i]);
    }
    count = portreg_suggest(view, "htpp", 4, suggestions);
    for (size_t i = 0; i < count; i++) {
        read_string(suggestions[i]);
    }
}

static void search(struct portreg_snapshot *snapshot)
{
    struct portreg_search *search;
    uint32_t newest = portreg_snapshot_version_count(snapshot) - 1;
    const uint32_t *rows;

    if (portreg_search_create(snapshot, &search, NULL) != PORTREG_OK) {
        return;
    }
    for (size_t i = 0; i < sizeof(needles) / sizeof(needles[0]); i++) {
        size_t size = strlen(needles[i]);
        size_t count = portreg_search_run(search, newest, needles[i], size, &rows);

        read_rows(snapshot, rows, count);
        count = portreg_search_run(search, 0, needles[i], size, &rows);
        read_rows(snapshot, rows, count);
    }
    portreg_search_destroy(search);
}

static void ask_history(struct portreg_snapshot *snapshot)
{
    struct portreg_view now = portreg_view_now(snapshot);
    struct portreg_view oldest = { snapshot, 0 };
    struct portreg_diff *diff;
    struct portreg_log *log;

    if (portreg_diff_create(oldest, now, &diff, NULL) == PORTREG_OK) {
        portreg_diff_destroy(diff);
    }
    if (portreg_log_port(now, 80, PORTREG_TRANSPORT_TCP, &log, NULL) == PORTREG_OK) {
        portreg_log_destroy(log);
    }
    if (portreg_log_name(now, "http", 4, PORTREG_TRANSPORT_NONE, &log, NULL) == PORTREG_OK) {
        portreg_log_destroy(log);
    }
}

void exercise_all(struct portreg_snapshot *snapshot)
{
    uint32_t newest = portreg_snapshot_version_count(snapshot) - 1;

    read_versions(snapshot);
    for (uint32_t version = 0;; version = newest) {
        struct portreg_view view = { snapshot, version };

        read_view(view);
        look_up_everything(view);
        if (version == newest) {
            break;
        }
    }
    search(snapshot);
    ask_history(snapshot);
}

void exercise_lookups(struct portreg_snapshot *snapshot, uint64_t seed)
{
    uint32_t newest = portreg_snapshot_version_count(snapshot) - 1;
    struct portreg_view views[] = { { snapshot, newest },
                                    { snapshot, (uint32_t)(seed >> 40) % (newest + 1) } };

    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        look_up_port(views[i], (uint16_t)seed, PORTREG_TRANSPORT_NONE);
        look_up_port(views[i], (uint16_t)(seed >> 16), PORTREG_TRANSPORT_UDP);
        look_up_port(views[i], 443, PORTREG_TRANSPORT_TCP);
        look_up_name(views[i], names[seed % (sizeof(names) / sizeof(names[0]))]);
    }
    read_row(snapshot, (uint32_t)(seed >> 20) % (portreg_snapshot_row_count(snapshot) + 1));
    read_contact(snapshot, (uint32_t)(seed >> 24) % (portreg_snapshot_contact_count(snapshot) + 1));
}

void exercise_writers(struct portreg_snapshot *snapshot)
{
    struct portreg_format_info format;

    for (uint32_t version = 0; version < portreg_snapshot_version_count(snapshot); version++) {
        for (size_t i = 0; portreg_format_info(i, &format); i++) {
            struct portreg_view view = { snapshot, version };
            char *text;
            size_t size;

            if (format.can_write &&
                portreg_format_write(format.name, view, NULL, 0, &text, &size, NULL) ==
                    PORTREG_OK) {
                free(text);
            }
        }
    }
}

void exercise_repair(void *image, size_t size)
{
    size_t table_size =
        sizeof(struct layout_header) + LAYOUT_SECTION_COUNT * sizeof(struct layout_section);
    struct layout_header *header = image;
    struct layout_section *table = (void *)(header + 1);

    if (size < table_size) {
        return;
    }
    for (unsigned i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        struct layout_section *section = &table[i];

        if (section->offset <= size && section->record_size > 0 &&
            section->count <= (size - section->offset) / section->record_size) {
            section->checksum = hash_bytes((const char *)image + section->offset,
                                           (size_t)(section->count * section->record_size));
        }
    }
    header->checksum = 0;
    header->checksum = hash_bytes(image, table_size);
}
