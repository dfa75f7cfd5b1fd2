/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "rules/rules.h"
#include "util/string.h"

/*
 * Service name syntax (RFC 6335 section 5.1) and advice on names (RFC 6335
 * section 5, RFC 7605 sections 7.5 and 7.6).
 */

#define NAME_MAX_SIZE PORTREG_NAME_MAX

enum character_class { CLASS_OTHER, CLASS_DIGIT, CLASS_LETTER, CLASS_HYPHEN };

/* A table: validity is asked for every record of every version compiled. */
static const unsigned char classes[256] = {
    ['0' ... '9'] = CLASS_DIGIT,
    ['A' ... 'Z'] = CLASS_LETTER,
    ['a' ... 'z'] = CLASS_LETTER,
    ['-'] = CLASS_HYPHEN,
};

bool portreg_name_is_valid(const char *name, size_t size)
{
    if (size == 0 || size > NAME_MAX_SIZE) {
        return false;
    }
    bool has_letter = false;
    unsigned before = CLASS_HYPHEN;
    for (size_t i = 0; i < size; i++) {
        unsigned class = classes[(unsigned char)name[i]];
        if (class == CLASS_OTHER || (class == CLASS_HYPHEN && before == CLASS_HYPHEN)) {
            return false;
        }
        has_letter = has_letter || class == CLASS_LETTER;
        before = class;
    }
    return has_letter && before != CLASS_HYPHEN;
}

static void check_length(struct finding_list *list, size_t size)
{
    if (size == 0) {
        finding_add(list, RULE_NAME_LENGTH, 0, "the name is empty");
    } else if (size > NAME_MAX_SIZE) {
        finding_add(list, RULE_NAME_LENGTH, NAME_MAX_SIZE,
                    "the name has %zu characters, %d are allowed", size, NAME_MAX_SIZE);
    }
}

/* Only the first character is explained: the others are seldom another matter. */
static void check_characters(struct finding_list *list, const char *name, size_t size)
{
    size_t first = size;
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (classes[(unsigned char)name[i]] == CLASS_OTHER) {
            first = count == 0 ? i : first;
            count++;
        }
    }
    if (count == 0) {
        return;
    }
    char text[FINDING_BYTE_SIZE];
    finding_byte_text((unsigned char)name[first], text);
    const char *more = count > 1 ? ", nor are others that follow" : "";
    if (name[first] == '_' && first == 0) {
        finding_add(list, RULE_NAME_CHARACTERS, first,
                    "%s is not a letter, digit or hyphen%s; it belongs to the SRV label, not to "
                    "the name",
                    text, more);
    } else {
        finding_add(list, RULE_NAME_CHARACTERS, first, "%s is not a letter, digit or hyphen%s",
                    text, more);
    }
}

static void check_letter(struct finding_list *list, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (classes[(unsigned char)name[i]] == CLASS_LETTER) {
            return;
        }
    }
    if (size > 0) {
        finding_add(list, RULE_NAME_LETTER, 0, "the name has no letter");
    }
}

static void check_hyphens(struct finding_list *list, const char *name, size_t size)
{
    if (size == 0) {
        return;
    }
    if (name[0] == '-') {
        finding_add(list, RULE_NAME_HYPHEN_FIRST, 0, "the name begins with a hyphen");
    }
    for (size_t i = 1; i < size; i++) {
        if (name[i] == '-' && name[i - 1] == '-') {
            finding_add(list, RULE_NAME_HYPHEN_DOUBLE, i, "two hyphens stand side by side");
            break;
        }
    }
    if (size > 1 && name[size - 1] == '-') {
        finding_add(list, RULE_NAME_HYPHEN_LAST, size - 1, "the name ends with a hyphen");
    }
}

static bool is_letter_at(const char *name, size_t size, size_t at)
{
    return at < size && classes[(unsigned char)name[at]] == CLASS_LETTER;
}

/*
 * "port" alone between hyphens, digits or ends: it is part of many words, such
 * as "report" and "transport". The others are words of their own.
 */
static void check_words(struct finding_list *list, const char *name, size_t size)
{
    static const struct {
        const char *word;
        bool is_part_of_others;
    } words[] = { { "port", true }, { "service", false }, { "protocol", false } };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t length = strlen(words[i].word);
        for (size_t at = 0; at + length <= size; at++) {
            if (!string_starts_folded((struct portreg_string){ name + at, size - at },
                                      words[i].word)) {
                continue;
            }
            size_t end = at + length;
            if (end < size && ascii_lower(name[end]) == 's') {
                end++;
            }
            bool is_inside =
                (at > 0 && is_letter_at(name, size, at - 1)) || is_letter_at(name, size, end);
            if (words[i].is_part_of_others && is_inside) {
                continue;
            }
            finding_add(list, RULE_NAME_WORD, at, "\"%s\" says nothing about the service",
                        words[i].word);
            break;
        }
    }
}

/* Whether "v" or "ver" and digits, up to a hyphen or the end, stand at `at`. */
static bool is_version_at(const char *name, size_t size, size_t at)
{
    struct portreg_string rest = { name + at, size - at };
    size_t digits = at + (string_starts_folded(rest, "ver") ? 3 : 1);
    if (ascii_lower(name[at]) != 'v' || digits >= size || !ascii_is_digit(name[digits])) {
        return false;
    }
    size_t end = digits;
    while (end < size && ascii_is_digit(name[end])) {
        end++;
    }
    return end == size || name[end] == '-';
}

/* "ipv4" and "ipv6" name a protocol of the network layer, not the service's version. */
static bool is_internet_protocol(const char *name, size_t size, size_t at)
{
    if (at < 2) {
        return false;
    }
    struct portreg_string word = { name + at - 2, size - at + 2 };
    return string_starts_folded(word, "ipv4") || string_starts_folded(word, "ipv6");
}

static void check_version(struct finding_list *list, const char *name, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        struct portreg_string rest = { name + at, size - at };
        bool is_word = string_starts_folded(rest, "version");
        if (!is_word && (!is_version_at(name, size, at) || is_internet_protocol(name, size, at))) {
            continue;
        }
        finding_add(list, RULE_NAME_VERSION, at, "\"%.*s\" looks like a version", (int)(size - at),
                    name + at);
        return;
    }
}

static void check_discovery(struct finding_list *list, const char *name, size_t size)
{
    static const char word[] = "disc";
    size_t length = sizeof(word) - 1;
    if (size > length && name[size - length - 1] == '-' &&
        string_starts_folded((struct portreg_string){ name + size - length, length }, word)) {
        return;
    }
    for (size_t at = 0; at + length <= size; at++) {
        struct portreg_string rest = { name + at, size - at };
        bool is_word = string_starts_folded(rest, "disco");
        bool is_suffix = rest.size == length && string_starts_folded(rest, word) && at > 0;
        if (!is_word && !is_suffix) {
            continue;
        }
        finding_add(list, RULE_NAME_DISCOVERY, at,
                    "if this service is for discovery only, let its name end in \"-disc\"");
        return;
    }
}

size_t portreg_name_check(const char *name, size_t size,
                          struct portreg_finding findings[PORTREG_FINDING_MAX])
{
    struct finding_list list = { findings, 0 };
    check_length(&list, size);
    check_characters(&list, name, size);
    check_letter(&list, name, size);
    check_hyphens(&list, name, size);
    /* Advice on something that is no name would only blur the message. */
    if (list.count > 0 && size > 4 * NAME_MAX_SIZE) {
        return list.count;
    }
    check_words(&list, name, size);
    check_version(&list, name, size);
    check_discovery(&list, name, size);
    return list.count;
}
