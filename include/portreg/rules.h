/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_RULES_H
#define PORTREG_RULES_H

/**
 * @file
 * RFC 6335's rules for names and numbers as pure functions over const tables.
 */

#include <portreg/status.h>
#include <portreg/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum portreg_severity {
    PORTREG_SEVERITY_NOTE,
    PORTREG_SEVERITY_WARNING,
    PORTREG_SEVERITY_ERROR
};

/** "note", "warning", "error". */
const char *portreg_severity_name(enum portreg_severity severity);

/** A rule: stable id, severity, where it is written, what it demands. */
struct portreg_rule {
    const char *id;      /**< such as "name-length" */
    enum portreg_severity severity;
    const char *section; /**< such as "RFC 6335 section 5.1" */
    const char *text;
};

/** Rule `index` of the table, NULL past its end. */
const struct portreg_rule *portreg_rule_at(size_t index);

/** The rule with this id, NULL if there is none. */
const struct portreg_rule *portreg_rule_find(const char *id);

/** A rule that a subject breaks. */
struct portreg_finding {
    const struct portreg_rule *rule;
    size_t offset;     /**< byte in the subject where it shows, from 0 */
    char message[160]; /**< what is wrong with this subject */
};

#define PORTREG_FINDING_MAX 16

/**
 * Checks a service name for a new registration (RFC 6335 section 5.1, 5;
 * RFC 7605 sections 7.5 and 7.6). Pure.
 * @return how many findings were filled, errors first
 */
size_t portreg_name_check(const char *name, size_t size,
                          struct portreg_finding findings[PORTREG_FINDING_MAX]);

/** Whether the name is well-formed by RFC 6335 section 5.1. */
bool portreg_name_is_valid(const char *name, size_t size);

/** One of the three ranges of RFC 6335 section 6. */
struct portreg_range {
    const char *name; /**< "system", "user", "dynamic" */
    const char *title;
    uint16_t first;
    uint16_t last;
    const char *procedure; /**< how its numbers are assigned */
};

/** Range `index` (0 to 2), NULL past the end. */
const struct portreg_range *portreg_range_at(size_t index);

/** The range a port lies in. Never NULL. */
const struct portreg_range *portreg_range_of(uint16_t port);

/** Whether a number is an edge of a range, reserved by RFC 6335 section 6. */
bool portreg_port_is_edge(uint16_t port);

#ifdef __cplusplus
}
#endif

#endif
