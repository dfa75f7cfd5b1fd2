/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/endpoint.h"

#include <stdlib.h>

#include "util/array.h"
#include "util/order.h"
#include "util/string.h"

void endpoints_init(struct endpoints *endpoints)
{
    *endpoints = (struct endpoints){ .arena = ARENA_INIT(ENDPOINTS_TEXT_MAX) };
}

void endpoints_free(struct endpoints *endpoints)
{
    arena_free(&endpoints->arena);
    free(endpoints->items);
    endpoints->items = NULL;
    endpoints->count = 0;
    endpoints->capacity = 0;
}

void endpoints_add(struct endpoints *endpoints, const struct endpoint *endpoint)
{
    if (!array_grow(&endpoints->items, &endpoints->capacity, endpoints->count + 1, ENDPOINTS_MAX,
                    sizeof(*endpoint))) {
        endpoints->failed = true;
        return;
    }
    endpoints->items[endpoints->count++] = *endpoint;
}

struct portreg_string endpoints_text(struct endpoints *endpoints, struct portreg_string text)
{
    char *copy;

    if (text.size == 0) {
        return (struct portreg_string){ "", 0 };
    }
    copy = arena_copy(&endpoints->arena, text.data, text.size);
    if (copy == NULL) {
        endpoints->failed = true;
        return (struct portreg_string){ "", 0 };
    }
    return (struct portreg_string){ copy, text.size };
}

static int compare(const void *left, const void *right)
{
    const struct endpoint *a = left;
    const struct endpoint *b = right;
    int order = string_compare(a->host, b->host);

    if (order == 0) {
        order = order_unsigned(a->port, b->port);
    }
    if (order == 0) {
        order = order_unsigned(a->transport, b->transport);
    }
    if (order == 0) {
        order = string_compare(a->address, b->address);
    }
    if (order == 0) {
        order = string_compare(a->process, b->process);
    }
    if (order == 0) {
        order = order_unsigned(a->pid, b->pid);
    }
    return order != 0 ? order : order_unsigned(a->line, b->line);
}

void endpoints_sort(struct endpoints *endpoints)
{
    if (endpoints->count > 1) {
        qsort(endpoints->items, endpoints->count, sizeof(*endpoints->items), compare);
    }
}
