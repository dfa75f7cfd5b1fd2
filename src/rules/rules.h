/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include <portreg/rules.h>

/*
 * The one list of rules: enum suffix, stable id, severity, where it is
 * written, what it demands.
 */
#define RULE_LIST(X)                                                                              \
    X(NAME_LENGTH, "name-length", ERROR, "RFC 6335 section 5.1",                                  \
      "a service name has 1 to 15 characters")                                                    \
    X(NAME_CHARACTERS, "name-characters", ERROR, "RFC 6335 section 5.1",                          \
      "a service name consists of the ASCII letters, digits and hyphens")                         \
    X(NAME_LETTER, "name-letter", ERROR, "RFC 6335 section 5.1",                                  \
      "a service name contains at least one letter")                                              \
    X(NAME_HYPHEN_FIRST, "name-hyphen-first", ERROR, "RFC 6335 section 5.1",                      \
      "a service name does not begin with a hyphen")                                              \
    X(NAME_HYPHEN_LAST, "name-hyphen-last", ERROR, "RFC 6335 section 5.1",                        \
      "a service name does not end with a hyphen")                                                \
    X(NAME_HYPHEN_DOUBLE, "name-hyphen-double", ERROR, "RFC 6335 section 5.1",                    \
      "hyphens of a service name are not adjacent")                                               \
    X(NAME_UNIQUE, "name-unique", ERROR, "RFC 6335 sections 5.1 and 8.1.1",                       \
      "a service name is unique among assigned names, letters compared without case")             \
    X(NAME_HISTORIC, "name-historic", ERROR, "RFC 6335 section 10.1",                             \
      "an old name that was replaced stays an alias and is not assigned again")                   \
    X(NAME_WORD, "name-word", WARNING, "RFC 6335 section 5",                                      \
      "words such as \"port\", \"service\" and \"protocol\" do not belong in a service name")   \
    X(NAME_VERSION, "name-version", WARNING, "RFC 7605 section 7.5",                              \
      "a service name carries no version: versions are told apart in-band")                       \
    X(NAME_DISCOVERY, "name-discovery", WARNING, "RFC 7605 section 7.6",                          \
      "the name of a service for discovery only ends in \"-disc\"")                               \
    X(NAME_NEAR, "name-near", NOTE, "RFC 6335 section 5",                                         \
      "a service name that nearly equals an assigned one is easily mistaken for it")              \
    X(PORT_EDGE, "port-edge", ERROR, "RFC 6335 section 6",                                        \
      "the first and last number of each range are reserved")                                     \
    X(PORT_DYNAMIC, "port-dynamic", ERROR, "RFC 6335 sections 6 and 8.1.2",                       \
      "Dynamic Ports are never assigned")                                                         \
    X(PORT_SYSTEM, "port-system", NOTE, "RFC 6335 section 8.1.2",                                 \
      "System Ports need IETF Review or IESG Approval")                                           \
    X(CODE_RESERVED, "code-reserved", ERROR, "RFC 4340 sections 8.1.2 and 19.8",                  \
      "the DCCP service codes 0 and 4294967295 are never assigned")                               \
    X(CODE_PRIVATE, "code-private", WARNING, "RFC 4340 section 19.8",                             \
      "DCCP service codes from 1056964608 to 1073741823 are for private use")                     \
    X(TXT_KEY_EMPTY, "txt-key-empty", ERROR, "RFC 6763 section 6.4",                              \
      "a TXT key has at least one character")                                                     \
    X(TXT_KEY_CHARACTERS, "txt-key-characters", ERROR, "RFC 6763 section 6.4",                    \
      "a TXT key consists of printable ASCII characters other than \"=\"")                        \
    X(TXT_KEY_LENGTH, "txt-key-length", WARNING, "RFC 6763 section 6.4",                          \
      "a TXT key has no more than nine characters")

enum rule_id {
#define RULE_ENUM(name, id, severity, section, text) RULE_##name,
    RULE_LIST(RULE_ENUM)
#undef RULE_ENUM
    RULE_COUNT
};

/* Findings on their way to a caller: never more than PORTREG_FINDING_MAX. */
struct finding_list {
    struct portreg_finding *items;
    size_t count;
};

void finding_add(struct finding_list *list, enum rule_id rule, size_t offset, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* Room for what finding_byte_text() writes. */
#define FINDING_BYTE_SIZE 16

/* The byte as a message may show it: in quotes if it prints, else as "byte 0x1b". */
void finding_byte_text(unsigned char byte, char text[FINDING_BYTE_SIZE]);

#endif
