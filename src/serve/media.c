/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/media.h"

#include <string.h>

#include "util/string.h"

#define QUALITY_ONE 1000u

static const struct {
    const char *suffix;
    const char *type;
} media_table[MEDIA_COUNT] = {
#define MEDIA_ENTRY(name, suffix, type) [MEDIA_##name] = { suffix, type },
    MEDIA_LIST(MEDIA_ENTRY)
#undef MEDIA_ENTRY
};

const char *media_type(enum media media)
{
    return media < MEDIA_COUNT ? media_table[media].type : "application/octet-stream";
}

enum media media_of_suffix(struct portreg_string suffix)
{
    for (unsigned i = 0; suffix.size > 0 && i < MEDIA_COUNT; i++) {
        if (string_equal_folded(suffix, string_of(media_table[i].suffix))) {
            return (enum media)i;
        }
    }
    return MEDIA_COUNT;
}

/* Cuts what stands before the next `separator` off `*rest`; quotes are respected. */
static bool next_item(struct portreg_string *rest, char separator, struct portreg_string *ret)
{
    bool quoted = false;
    size_t end = 0;

    if (rest->size == 0) {
        return false;
    }
    while (end < rest->size && (quoted || rest->data[end] != separator)) {
        if (rest->data[end] == '"') {
            quoted = !quoted;
        } else if (rest->data[end] == '\\' && quoted && end + 1 < rest->size) {
            end++;
        }
        end++;
    }
    *ret = string_trim((struct portreg_string){ rest->data, end });
    *rest = string_from(*rest, end < rest->size ? end + 1 : end);
    return true;
}

/* "0.75" in thousandths; what is no weight counts as 1. */
static unsigned parse_quality(struct portreg_string text)
{
    unsigned quality = 0;
    unsigned unit = QUALITY_ONE;

    if (text.size == 0 || (text.data[0] != '0' && text.data[0] != '1')) {
        return QUALITY_ONE;
    }
    quality = (unsigned)(text.data[0] - '0') * unit;
    for (size_t i = 2; i < text.size && i < 5 && ascii_is_digit(text.data[i]); i++) {
        unit /= 10;
        quality += (unsigned)(text.data[i] - '0') * unit;
    }
    return quality < QUALITY_ONE ? quality : QUALITY_ONE;
}

/* Reads "type/subtype;parameter;q=0.5" into what stands before the first `;` and its weight. */
static unsigned item_quality(struct portreg_string item, struct portreg_string *ret_name)
{
    unsigned quality = QUALITY_ONE;
    struct portreg_string part;

    *ret_name = (struct portreg_string){ item.data, 0 };
    next_item(&item, ';', ret_name);
    while (next_item(&item, ';', &part)) {
        if (part.size > 2 && ascii_lower(part.data[0]) == 'q' && part.data[1] == '=') {
            quality = parse_quality(string_from(part, 2));
        }
    }
    return quality;
}

/* How closely a range such as "text/html" or "text" with a star names a type: 0 not at all. */
static unsigned range_match(struct portreg_string range, const char *type)
{
    struct portreg_string full = { type, strcspn(type, ";") };
    size_t main_size = strcspn(type, "/") + 1;

    if (string_equal_folded(range, full)) {
        return 3;
    }
    if (range.size == main_size + 1 && range.data[main_size] == '*' &&
        string_equal_folded((struct portreg_string){ range.data, main_size },
                            (struct portreg_string){ type, main_size })) {
        return 2;
    }
    return string_is(range, "*/*") ? 1 : 0;
}

/* The weight that the header gives a type: that of its closest range. */
static unsigned type_quality(struct portreg_string accept, const char *type)
{
    unsigned closest = 0;
    unsigned quality = 0;
    struct portreg_string item;

    while (next_item(&accept, ',', &item)) {
        struct portreg_string range;
        unsigned weight = item_quality(item, &range);
        unsigned match = range_match(range, type);

        if (match > closest) {
            closest = match;
            quality = weight;
        }
    }
    return quality;
}

/*
 * How much of its worth a form has here beside the others. Browsers name XML
 * before "anything": they are to be shown what people read rather.
 */
static unsigned source_quality(enum media media)
{
    return media == MEDIA_XML ? 88 : 100; /* of q=0.9 less than 0.8, of 1 more */
}

enum media media_negotiate(struct portreg_string accept, unsigned offered)
{
    enum media best = MEDIA_COUNT;
    unsigned best_quality = 0;

    accept = string_trim(accept);
    for (unsigned i = 0; i < MEDIA_COUNT; i++) {
        unsigned quality;

        if ((offered & 1u << i) == 0) {
            continue;
        }
        quality = accept.size > 0 ? type_quality(accept, media_table[i].type) : QUALITY_ONE;
        quality *= source_quality((enum media)i);
        if (quality > best_quality) {
            best = (enum media)i;
            best_quality = quality;
        }
    }
    return best;
}

bool media_accepts_gzip(struct portreg_string accept_encoding)
{
    struct portreg_string item;
    bool any = false;

    while (next_item(&accept_encoding, ',', &item)) {
        struct portreg_string name;
        unsigned quality = item_quality(item, &name);

        if (string_equal_folded(name, STRING_LITERAL("gzip")) ||
            string_equal_folded(name, STRING_LITERAL("x-gzip"))) {
            return quality > 0;
        }
        any |= string_is(name, "*") && quality > 0;
    }
    return any;
}
