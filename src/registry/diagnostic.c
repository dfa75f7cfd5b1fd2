/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry/diagnostic.h"
#include "util/array.h"
#include "util/order.h"
#include "util/string.h"

#define DIAGNOSTIC_MESSAGE_MAX 400
#define DIAGNOSTICS_MEMORY_MAX (256u << 20)

static const struct portreg_diagnostic_kind kinds[DIAGNOSTIC_COUNT] = {
#define DIAGNOSTIC_ROW(name, id, severity, section, text) \
    { id, PORTREG_SEVERITY_##severity, section, text },
    DIAGNOSTIC_LIST(DIAGNOSTIC_ROW)
#undef DIAGNOSTIC_ROW
};

const struct portreg_diagnostic_kind *portreg_diagnostic_kind_at(size_t index)
{
    return index < DIAGNOSTIC_COUNT ? &kinds[index] : NULL;
}

const struct portreg_diagnostic_kind *portreg_diagnostic_kind_find(const char *id)
{
    for (size_t i = 0; i < DIAGNOSTIC_COUNT; i++) {
        if (strcmp(kinds[i].id, id) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

void diagnostics_init(struct diagnostics *list)
{
    *list = (struct diagnostics){ .arena = ARENA_INIT(DIAGNOSTICS_MEMORY_MAX) };
}

void diagnostics_free(struct diagnostics *list)
{
    arena_free(&list->arena);
    free(list->items);
    diagnostics_init(list);
}

void diagnostics_add_va(struct diagnostics *list, enum diagnostic_id id, struct position position,
                        const char *format, va_list arguments)
{
    char text[DIAGNOSTIC_MESSAGE_MAX];
    int length = vsnprintf(text, sizeof(text), format, arguments);
    size_t size = length < 0 ? 0 : (size_t)length;
    size = size < sizeof(text) ? size : sizeof(text) - 1;
    string_clean(text, size);
    const char *message = arena_copy(&list->arena, text, size);
    if (message == NULL || !array_grow(&list->items, &list->capacity, list->count + 1,
                                       DIAGNOSTICS_MAX, sizeof(*list->items))) {
        list->failed = true;
        return;
    }
    list->items[list->count++] = (struct diagnostic){ id, position, message };
}

void diagnostics_add(struct diagnostics *list, enum diagnostic_id id, struct position position,
                     const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnostics_add_va(list, id, position, format, arguments);
    va_end(arguments);
}

static int compare_diagnostics(const void *left, const void *right)
{
    const struct diagnostic *a = left;
    const struct diagnostic *b = right;
    int order = order_unsigned(a->position.line, b->position.line);
    if (order == 0) {
        order = order_unsigned(a->position.column, b->position.column);
    }
    if (order == 0) {
        order = order_unsigned(a->id, b->id);
    }
    return order != 0 ? order : strcmp(a->message, b->message);
}

void diagnostics_sort(struct diagnostics *list)
{
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof(list->items[0]), compare_diagnostics);
    }
}
