/* SPDX-License-Identifier: BSD-2-Clause */
#include "query/service.h"

/* A file of its own: the module for the name service has no buffers. */
void service_append_aliases(struct buffer *out, const struct service_entry *entry)
{
    for (uint32_t i = 1; i < entry->count; i++) {
        buffer_append_text(out, i > 1 ? " " : "");
        buffer_append_string(out, entry->names[i]);
    }
}
