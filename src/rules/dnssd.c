/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "rules/rules.h"
#include "util/string.h"

/* Names in the DNS: RFC 6335 section 5.2; RFC 6763 sections 6.4 and 7. */

#define TXT_KEY_RECOMMENDED_SIZE 9

size_t portreg_srv_label(const char *name, size_t size, enum portreg_transport transport,
                         enum portreg_srv_style style, char text[PORTREG_SRV_LABEL_SIZE])
{
    if (!portreg_name_is_valid(name, size) || transport <= PORTREG_TRANSPORT_NONE ||
        transport >= PORTREG_TRANSPORT_COUNT) {
        return 0;
    }
    if (style == PORTREG_SRV_DNS_SD && transport != PORTREG_TRANSPORT_TCP) {
        transport = PORTREG_TRANSPORT_UDP;
    }
    return (size_t)snprintf(text, PORTREG_SRV_LABEL_SIZE, "_%.*s._%s", (int)size, name,
                            portreg_transport_name(transport));
}

bool portreg_srv_label_parse(const char *text, size_t size, struct portreg_string *ret_name,
                             enum portreg_transport *ret_transport)
{
    const char *end = text + size;
    const char *dot = size > 1 ? memchr(text, '.', size) : NULL;
    if (dot == NULL || text[0] != '_' || end - dot < 2 || dot[1] != '_') {
        return false;
    }
    const char *protocol = dot + 2;
    const char *protocol_end = memchr(protocol, '.', (size_t)(end - protocol));
    if (protocol_end == NULL) {
        protocol_end = end;
    }
    if (dot == text + 1 ||
        !portreg_transport_parse(protocol, (size_t)(protocol_end - protocol), ret_transport)) {
        return false;
    }
    *ret_name = (struct portreg_string){ text + 1, (size_t)(dot - text - 1) };
    return true;
}

size_t portreg_txt_key_check(const char *key, size_t size,
                             struct portreg_finding findings[PORTREG_FINDING_MAX])
{
    struct finding_list list = { findings, 0 };
    if (size == 0) {
        finding_add(&list, RULE_TXT_KEY_EMPTY, 0, "the key is empty");
    }
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)key[i];
        if (c >= 0x20 && c <= 0x7e && c != '=') {
            continue;
        }
        char text[FINDING_BYTE_SIZE];
        finding_byte_text(c, text);
        finding_add(&list, RULE_TXT_KEY_CHARACTERS, i, "%s does not belong in a key", text);
        break;
    }
    if (size > TXT_KEY_RECOMMENDED_SIZE) {
        finding_add(&list, RULE_TXT_KEY_LENGTH, TXT_KEY_RECOMMENDED_SIZE,
                    "the key has %zu characters, more than the recommended %d", size,
                    TXT_KEY_RECOMMENDED_SIZE);
    }
    return list.count;
}
