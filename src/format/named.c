/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/named.h"

#include <stdlib.h>

#include "util/array.h"
#include "util/error.h"
#include "util/string.h"

bool entry_list_open(struct entry_list *entries, struct portreg_view view, const uint32_t *rows,
                     size_t row_count)
{
    uint32_t total = portreg_snapshot_row_count(view.snapshot);

    entries->chosen = rows != NULL ? calloc((size_t)total + 1, 1) : NULL;
    entries->list = (struct service_list){ view, entries->chosen };
    entries->cursor = 0;
    if (rows != NULL && entries->chosen == NULL) {
        return false;
    }
    for (size_t i = 0; rows != NULL && i < row_count; i++) {
        if (rows[i] < total) {
            entries->chosen[rows[i]] = 1;
        }
    }
    return true;
}

bool entry_list_next(struct entry_list *entries, struct service_entry *ret)
{
    return service_next(&entries->list, &entries->cursor, ret);
}

void entry_list_close(struct entry_list *entries)
{
    free(entries->chosen);
}

/* One number of one name. */
struct item {
    struct portreg_string key; /* in the list's buffer */
    struct portreg_string name;
    uint32_t row;
    uint16_t port;
    enum portreg_transport transport;
    bool irregular;
};

struct named_list {
    struct item *items;
    size_t count;
    size_t capacity;
    struct buffer keys;
    struct named_span *spans;
    size_t span_count;
    struct named_service *services;
    size_t service_count;
};

#define KEYS_MAX (64u << 20)
#define ITEMS_MAX KEYS_MAX /* a key has a byte at least */

static bool add_item(struct named_list *list, const struct item *item)
{
    if (!array_grow(&list->items, &list->capacity, list->count + 1, ITEMS_MAX, sizeof(*item))) {
        return false;
    }
    list->items[list->count++] = *item;
    return true;
}

static bool is_irregular(struct portreg_view view, uint32_t id)
{
    struct portreg_row row;

    return portreg_snapshot_row(view.snapshot, id, &row) &&
           (row.flags & PORTREG_ROW_IRREGULAR_NAME) != 0;
}

static bool add_entry(struct named_list *list, struct portreg_view view,
                      const struct service_entry *entry, const struct named_options *options)
{
    for (uint32_t i = 0; i < (options->aliases ? entry->count : 1); i++) {
        struct item item = {
            .key = { NULL, list->keys.size }, /* its place, until the buffer stands still */
            .name = entry->names[i],
            .row = entry->rows[i],
            .port = entry->port,
            .transport = entry->transport,
            .irregular = is_irregular(view, entry->rows[i]),
        };

        for (size_t j = 0; j < item.name.size; j++) {
            buffer_append_char(&list->keys, options->map(item.name.data[j]));
        }
        if (!add_item(list, &item)) {
            return false;
        }
    }
    return !buffer_failed(&list->keys);
}

static bool gather(struct named_list *list, struct portreg_view view, const uint32_t *rows,
                   size_t row_count, const struct named_options *options)
{
    struct entry_list entries;
    struct service_entry entry;
    bool fine = entry_list_open(&entries, view, rows, row_count);

    while (fine && entry_list_next(&entries, &entry)) {
        fine = add_entry(list, view, &entry, options);
    }
    entry_list_close(&entries);
    for (size_t i = 0; fine && i < list->count; i++) {
        struct item *item = &list->items[i];

        item->key = (struct portreg_string){ list->keys.data + item->key.size, item->name.size };
    }
    return fine;
}

static int compare_items(const void *left, const void *right)
{
    const struct item *a = left;
    const struct item *b = right;
    int order = string_compare(a->key, b->key);

    if (order == 0) {
        order = a->irregular - b->irregular;
    }
    if (order == 0) {
        order = string_compare_folded(a->name, b->name);
    }
    if (order == 0) {
        order = (int)a->transport - (int)b->transport;
    }
    return order != 0 ? order : a->port - b->port;
}

/* Adds a number to the spans of the service that is being made. */
static void add_number(struct named_list *list, size_t first_span, const struct item *item)
{
    struct named_span *last =
        list->span_count > first_span ? &list->spans[list->span_count - 1] : NULL;

    if (last != NULL && last->transport == item->transport && item->port <= last->last + 1) {
        last->last = item->port;
        return;
    }
    list->spans[list->span_count++] =
        (struct named_span){ item->transport, item->port, item->port };
}

/* Makes a service of the items from `at` on that have one key; returns what is behind them. */
static size_t make_service(struct named_list *list, size_t at)
{
    const struct item *head = &list->items[at];
    struct named_service *service = &list->services[list->service_count++];
    size_t first_span = list->span_count;

    *service = (struct named_service){ .key = head->key, .name = head->name, .row = head->row,
                                       .spans = list->spans + first_span };
    for (; at < list->count && string_equal(list->items[at].key, head->key); at++) {
        const struct item *item = &list->items[at];

        if (string_equal_folded(item->name, head->name)) {
            service->row = item->row < service->row ? item->row : service->row;
            add_number(list, first_span, item);
        }
    }
    service->span_count = list->span_count - first_span;
    return at;
}

static bool make_services(struct named_list *list)
{
    size_t at = 0;

    list->spans = calloc(list->count + 1, sizeof(*list->spans));
    list->services = calloc(list->count + 1, sizeof(*list->services));
    if (list->spans == NULL || list->services == NULL) {
        return false;
    }
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof(list->items[0]), compare_items);
    }
    while (at < list->count) {
        at = make_service(list, at);
    }
    return true;
}

enum portreg_status named_list_create(struct portreg_view view, const uint32_t *rows,
                                      size_t row_count, const struct named_options *options,
                                      struct named_list **ret, struct portreg_error *error)
{
    struct named_list *list = calloc(1, sizeof(*list));

    if (list != NULL) {
        list->keys = BUFFER_INIT(KEYS_MAX);
    }
    if (list == NULL || !gather(list, view, rows, row_count, options) || !make_services(list)) {
        named_list_destroy(list);
        return error_out_of_memory(error);
    }
    *ret = list;
    return PORTREG_OK;
}

bool named_list_next(struct named_list *list, size_t *cursor, struct named_service *ret)
{
    if (*cursor == list->service_count) {
        return false;
    }
    *ret = list->services[(*cursor)++];
    return true;
}

void named_list_destroy(struct named_list *list)
{
    if (list != NULL) {
        free(list->items);
        buffer_free(&list->keys);
        free(list->spans);
        free(list->services);
        free(list);
    }
}

bool named_numbers_next(const struct named_service *service, size_t *at,
                        struct named_numbers *ret)
{
    if (*at == service->span_count) {
        return false;
    }
    *ret = (struct named_numbers){ .key = service->key,
                                   .transport = service->spans[*at].transport,
                                   .spans = &service->spans[*at] };
    while (*at < service->span_count && service->spans[*at].transport == ret->transport) {
        ret->span_count++;
        (*at)++;
    }
    return true;
}

enum portreg_status named_append(struct buffer *out, struct portreg_view view,
                                 const uint32_t *rows, size_t row_count,
                                 const struct named_options *options,
                                 void (*append_service)(struct buffer *out,
                                                        const struct named_service *service),
                                 struct portreg_error *error)
{
    struct named_list *list;
    struct named_service service;
    size_t cursor = 0;
    enum portreg_status status = named_list_create(view, rows, row_count, options, &list, error);

    if (status != PORTREG_OK) {
        return status;
    }
    while (named_list_next(list, &cursor, &service)) {
        append_service(out, &service);
    }
    named_list_destroy(list);
    return PORTREG_OK;
}

char named_identifier_character(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) ? ascii_lower(c) : '_';
}

struct portreg_string named_description(const struct portreg_row *row)
{
    static const struct portreg_string remark =
        STRING_LITERAL("IANA assigned this well-formed service name as a replacement for ");
    struct portreg_string text = row->column[PORTREG_COLUMN_DESCRIPTION];
    const char *found = string_find(text, remark);

    if (found != NULL) {
        text.size = (size_t)(found - text.data);
    }
    return string_trim(text);
}

void named_append_span(struct buffer *out, const struct named_span *span)
{
    buffer_append_unsigned(out, span->first);
    if (span->last != span->first) {
        buffer_append_char(out, '-');
        buffer_append_unsigned(out, span->last);
    }
}

/* What a layer is called stands in comments, which it must not end. */
static void append_layer(struct buffer *out, struct portreg_string layer)
{
    size_t start = out->size;

    buffer_append_clean(out, layer);
    for (size_t i = start; i < out->size; i++) {
        if (out->data[i] == '*' ||
            (out->data[i] == '-' && i > start && out->data[i - 1] == '-')) {
            out->data[i] = ' ';
        }
    }
}

void named_append_source(struct buffer *out, struct portreg_view view)
{
    struct portreg_version version;
    char date[16];

    append_layer(out, portreg_snapshot_layer(view.snapshot));
    if (portreg_snapshot_version(view.snapshot, view.version, &version)) {
        portreg_date_format(version.date, date);
        buffer_append_text(out, ", ");
        buffer_append_text(out, date);
    }
}
