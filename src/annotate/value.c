/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "annotate/plan.h"
#include "util/string.h"

/* Protocol numbers of the transports (IANA's Assigned Internet Protocol Numbers). */
static const struct {
    const char *number;
    enum portreg_transport transport;
} numbers[] = {
    { "6", PORTREG_TRANSPORT_TCP },
    { "17", PORTREG_TRANSPORT_UDP },
    { "33", PORTREG_TRANSPORT_DCCP },
    { "132", PORTREG_TRANSPORT_SCTP },
};

/* Without the ".0" that comes of numbers that were kept with fractions. */
static struct portreg_string without_fraction(struct portreg_string text)
{
    size_t size = text.size;

    while (size > 0 && text.data[size - 1] == '0') {
        size--;
    }
    if (size > 0 && size < text.size && text.data[size - 1] == '.') {
        text.size = size - 1;
    }
    return text;
}

unsigned value_parse_transport(const char *text, size_t size)
{
    const struct portreg_string name =
        without_fraction(string_trim((struct portreg_string){ text, size }));
    enum portreg_transport transport;

    if (portreg_transport_parse(name.data, name.size, &transport)) {
        return transport;
    }
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (string_is(name, numbers[i].number)) {
            return numbers[i].transport;
        }
    }
    return TRANSPORT_OTHER;
}

bool value_parse_port(const char *text, size_t size, struct port_value *ret)
{
    struct portreg_string value = string_trim((struct portreg_string){ text, size });
    const char *slash = value.size > 0 ? memchr(value.data, '/', value.size) : NULL;
    uint64_t port;

    *ret = (struct port_value){ .has_port = false };
    if (value.size == 0 || string_is(value, "-")) {
        return true;
    }
    if (slash != NULL) {
        const size_t digits = (size_t)(slash - value.data);

        ret->has_transport = true;
        ret->transport = value_parse_transport(slash + 1, value.size - digits - 1);
        value.size = digits;
    }
    if (!string_parse_unsigned(without_fraction(value), PORTREG_PORT_MAX, &port)) {
        return false;
    }
    ret->has_port = true;
    ret->port = (uint16_t)port;
    return true;
}
