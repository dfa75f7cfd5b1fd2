/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>

#include "audit/audit.h"

/*
 * What hosts reported, of any bytes, through the reader it looks like and
 * through the one that the first byte chooses. What comes out are ports.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void say(void *data, uint32_t line, const char *message)
{
    (void)data;
    (void)line;
    if (message[0] == '\0') {
        abort();
    }
}

static void read_as(const struct audit_format *format, struct portreg_string text)
{
    const struct audit_input input = { .text = text, .host = { "h", 1 } };
    struct endpoints endpoints;
    struct audit audit = { .input = &input, .endpoints = &endpoints, .say = say };

    endpoints_init(&endpoints);
    (void)audit_read(&audit, format, NULL);
    for (size_t i = 0; i < endpoints.count; i++) {
        if (endpoints.items[i].port == 0 ||
            endpoints.items[i].transport == PORTREG_TRANSPORT_NONE) {
            abort();
        }
    }
    endpoints_sort(&endpoints);
    endpoints_free(&endpoints);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct portreg_string text;

    if (size == 0) {
        return 0;
    }
    text = (struct portreg_string){ (const char *)data + 1, size - 1 };
    read_as(NULL, text);
    read_as(audit_format_at(data[0] % 5), text);
    return 0;
}
