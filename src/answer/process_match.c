/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/process_match.h"

#include <portreg/query.h>

#include "query/service.h"
#include "util/string.h"

#define NAME_SIZE 64 /* of a process, cut there */
#define STEMS_MAX 8
#define ROWS_MAX 64

/* What a process may be meant by, the longest first. */
struct stems {
    char name[NAME_SIZE];
    struct portreg_string items[STEMS_MAX];
    size_t count;
};

const char *process_match_text(enum process_match match)
{
    static const char *const texts[] = { "", "yes", "no" };

    return texts[match];
}

static void add_stem(struct stems *stems, struct portreg_string stem)
{
    if (stem.size >= PROCESS_NAME_MIN && stems->count < STEMS_MAX) {
        stems->items[stems->count++] = stem;
    }
}

static struct portreg_string without_front(struct portreg_string name)
{
    static const char *const fronts[] = { "in.", "rpc." };

    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        if (string_starts_folded(name, fronts[i])) {
            return string_from(name, strlen(fronts[i]));
        }
    }
    return name;
}

/* Adds the name without its ends, one after the other. */
static void add_stems_of(struct stems *stems, struct portreg_string name)
{
    static const char *const ends[] = { "-server", "-daemon", "server", "d" };

    add_stem(stems, name);
    while (name.size > 0 && !ascii_is_alpha(name.data[name.size - 1])) {
        name.size--;
    }
    add_stem(stems, name);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (string_has_suffix(name, ends[i])) {
            name.size -= strlen(ends[i]);
            add_stem(stems, name);
            return;
        }
    }
}

static void stems_of(struct stems *stems, struct portreg_string process)
{
    const char *slash = process.size > 0 ? memrchr(process.data, '/', process.size) : NULL;
    struct portreg_string name =
        slash != NULL ? string_from(process, (size_t)(slash - process.data) + 1) : process;

    stems->count = 0;
    name.size = name.size < NAME_SIZE ? name.size : NAME_SIZE;
    for (size_t i = 0; i < name.size; i++) {
        stems->name[i] = ascii_lower(name.data[i]);
    }
    name.data = stems->name;
    add_stems_of(stems, without_front(name));
}

static bool is_word_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

/* Steps through the words of a text: letters and digits. */
static bool next_word(struct portreg_string *text, struct portreg_string *ret)
{
    size_t size = 0;

    while (text->size > 0 && !is_word_byte(text->data[0])) {
        *text = string_from(*text, 1);
    }
    while (size < text->size && is_word_byte(text->data[size])) {
        size++;
    }
    *ret = (struct portreg_string){ text->data, size };
    *text = string_from(*text, size);
    return size > 0;
}

static bool begins(struct portreg_string text, struct portreg_string beginning)
{
    return beginning.size <= text.size &&
           string_equal_folded((struct portreg_string){ text.data, beginning.size }, beginning);
}

static bool name_fits(struct portreg_string name, struct portreg_string stem)
{
    struct portreg_string word;

    if (begins(name, stem) || (name.size >= PROCESS_NAME_MIN && begins(stem, name))) {
        return true;
    }
    while (next_word(&name, &word)) {
        if (begins(word, stem)) {
            return true;
        }
    }
    return false;
}

static bool description_fits(struct portreg_string description, struct portreg_string stem)
{
    struct portreg_string word;

    while (next_word(&description, &word)) {
        if (string_equal_folded(word, stem)) {
            return true;
        }
    }
    return false;
}

static bool row_fits(const struct layer *layer, uint32_t id, const struct stems *stems)
{
    struct portreg_row row;

    if (!portreg_snapshot_row(layer->snapshot, id, &row)) {
        return false;
    }
    for (size_t i = 0; i < stems->count; i++) {
        if (name_fits(row.column[PORTREG_COLUMN_NAME], stems->items[i]) ||
            description_fits(row.column[PORTREG_COLUMN_DESCRIPTION], stems->items[i])) {
            return true;
        }
    }
    return false;
}

/* Whether the layer names the port, and whether one of its rows fits. */
static bool entry_fits(const struct layer *layer, uint16_t port, enum portreg_transport transport,
                       const struct stems *stems, bool *is_named)
{
    const struct service_list list = { .view = layer->view };
    struct service_entry entry;

    if (!service_find_port(&list, port, transport, &entry)) {
        return false;
    }
    *is_named = true;
    for (uint32_t i = 0; i < entry.count; i++) {
        if (row_fits(layer, entry.rows[i], stems)) {
            return true;
        }
    }
    return false;
}

/* Whether the name is that of a service with numbers, which it cannot be on this port. */
static bool is_service(const struct layer *layer, struct portreg_string name)
{
    uint32_t rows[ROWS_MAX];
    size_t count = portreg_lookup_name_rows(layer->view, name.data, name.size, rows, ROWS_MAX);

    for (size_t i = 0; i < count && i < ROWS_MAX; i++) {
        struct portreg_row row;

        if (portreg_snapshot_row_columns(layer->snapshot, rows[i], 0, &row) &&
            (row.flags & PORTREG_ROW_HAS_NUMBER) != 0) {
            return true;
        }
    }
    return false;
}

enum process_match process_match(struct portreg_string process, const struct layers *layers,
                                 uint16_t port, enum portreg_transport transport)
{
    struct stems stems;
    bool is_named = false;

    stems_of(&stems, process);
    for (size_t i = 0; stems.count > 0 && i < layers->count; i++) {
        if (entry_fits(&layers->items[i], port, transport, &stems, &is_named)) {
            return PROCESS_AGREES;
        }
    }
    for (size_t i = 0; is_named && i < layers->count; i++) {
        for (size_t j = 0; j < stems.count; j++) {
            if (is_service(&layers->items[i], stems.items[j])) {
                return PROCESS_DISAGREES;
            }
        }
    }
    return PROCESS_UNKNOWN;
}
