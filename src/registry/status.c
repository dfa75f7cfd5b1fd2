/* SPDX-License-Identifier: BSD-2-Clause */
#include <portreg/status.h>

static const struct {
    const char *name;
    const char *text;
} statuses[] = {
#define STATUS_ENTRY(name, text) { #name, text },
    PORTREG_STATUS_LIST(STATUS_ENTRY)
#undef STATUS_ENTRY
};

const char *portreg_status_name(enum portreg_status status)
{
    return (unsigned)status < PORTREG_STATUS_COUNT ? statuses[status].name : "UNKNOWN";
}

const char *portreg_status_text(enum portreg_status status)
{
    return (unsigned)status < PORTREG_STATUS_COUNT ? statuses[status].text : "unknown status";
}
