/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"

static const struct portreg_rule rules[RULE_COUNT] = {
#define RULE_ROW(name, id, severity, section, text) \
    { id, PORTREG_SEVERITY_##severity, section, text },
    RULE_LIST(RULE_ROW)
#undef RULE_ROW
};

const struct portreg_rule *portreg_rule_at(size_t index)
{
    return index < RULE_COUNT ? &rules[index] : NULL;
}

const struct portreg_rule *portreg_rule_find(const char *id)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (strcmp(rules[i].id, id) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

const char *portreg_severity_name(enum portreg_severity severity)
{
    switch (severity) {
    case PORTREG_SEVERITY_NOTE:
        return "note";
    case PORTREG_SEVERITY_WARNING:
        return "warning";
    case PORTREG_SEVERITY_ERROR:
        return "error";
    }
    return "unknown";
}

bool portreg_severity_parse(const char *text, size_t size, enum portreg_severity *ret)
{
    for (int i = PORTREG_SEVERITY_NOTE; i <= PORTREG_SEVERITY_ERROR; i++) {
        const char *name = portreg_severity_name((enum portreg_severity)i);
        if (strlen(name) == size && memcmp(name, text, size) == 0) {
            *ret = (enum portreg_severity)i;
            return true;
        }
    }
    return false;
}

void finding_add(struct finding_list *list, enum rule_id rule, size_t offset, const char *format,
                 ...)
{
    if (list->count == PORTREG_FINDING_MAX) {
        return;
    }
    struct portreg_finding *finding = &list->items[list->count++];
    finding->rule = &rules[rule];
    finding->offset = offset;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->message, sizeof(finding->message), format, arguments);
    va_end(arguments);
}

void finding_byte_text(unsigned char byte, char text[FINDING_BYTE_SIZE])
{
    bool prints = byte >= 0x20 && byte < 0x7f;
    snprintf(text, FINDING_BYTE_SIZE, prints ? "\"%c\"" : "byte 0x%02x", (unsigned)byte);
}
