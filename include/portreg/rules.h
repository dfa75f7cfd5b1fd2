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

/** The severity of that name. @return false if there is none; `ret` is then left alone. */
bool portreg_severity_parse(const char *text, size_t size, enum portreg_severity *ret);

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

/** The most characters that a service name may have (RFC 6335 section 5.1). */
#define PORTREG_NAME_MAX 15

/** Whether the name is well-formed by RFC 6335 section 5.1. O(size), allocates nothing. */
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

/**
 * Checks a port number for a new registration: edges, Dynamic and System
 * Ports (RFC 6335 sections 6 and 8.1.2). Pure.
 * @return how many findings were filled, errors first
 */
size_t portreg_port_check(uint16_t port, struct portreg_finding findings[PORTREG_FINDING_MAX]);

/** What a DCCP service code may be used for (RFC 4340 section 19.8). */
enum portreg_service_code_kind {
    PORTREG_SERVICE_CODE_ASSIGNABLE,
    PORTREG_SERVICE_CODE_RESERVED, /**< 0 and 4294967295: never */
    PORTREG_SERVICE_CODE_PRIVATE   /**< 0x3F000000 to 0x3FFFFFFF */
};

/** The kind of a DCCP service code. */
enum portreg_service_code_kind portreg_service_code_kind(uint32_t code);

/**
 * Checks a DCCP service code for a new registration (RFC 4340 sections 8.1.2
 * and 19.8). Pure.
 * @return how many findings were filled, errors first
 */
size_t portreg_service_code_check(uint32_t code,
                                  struct portreg_finding findings[PORTREG_FINDING_MAX]);

/**
 * Reads a DCCP service code in any notation of RFC 4340 section 8.1.2,
 * `SC:abcd`, `SC=decimal`, `SC=xHEX`, or as the registry publishes it, in
 * decimal alone.
 * @param[out] ret left alone on failure
 * @return OK or SYNTAX
 */
enum portreg_status portreg_service_code_parse(const char *text, size_t size, uint32_t *ret,
                                               struct portreg_error *error);

/** Room for any service code in text, with its NUL. */
#define PORTREG_SERVICE_CODE_SIZE 16

/**
 * Writes a service code as `SC:abcd` where its bytes allow it, else as
 * `SC=decimal` (RFC 4340 section 8.1.2).
 * @return the number of characters before the NUL
 */
size_t portreg_service_code_format(uint32_t code, char text[PORTREG_SERVICE_CODE_SIZE]);

/**
 * Checks a key of a DNS-SD TXT record (RFC 6763 section 6.4). Pure.
 * @return how many findings were filled, errors first
 */
size_t portreg_txt_key_check(const char *key, size_t size,
                             struct portreg_finding findings[PORTREG_FINDING_MAX]);

/** Whose labels: the transport decides in one, not in the other. */
enum portreg_srv_style {
    PORTREG_SRV_PLAIN, /**< `_name._transport` (RFC 6335 section 5.2) */
    PORTREG_SRV_DNS_SD /**< `_udp` for all but tcp (RFC 6763 section 7) */
};

/** Room for any SRV label in text, with its NUL. */
#define PORTREG_SRV_LABEL_SIZE 24

/**
 * Writes the pair of labels under which a service is found in the DNS, such
 * as `_http._tcp`.
 * @return the number of characters before the NUL; 0 if the name is
 *         ill-formed or the transport is none, `text` is then left alone
 */
size_t portreg_srv_label(const char *name, size_t size, enum portreg_transport transport,
                         enum portreg_srv_style style, char text[PORTREG_SRV_LABEL_SIZE]);

/**
 * Takes `_http._tcp` apart; a domain may follow (`_http._tcp.example.com`).
 * The name is not checked.
 * @param[out] ret_name borrowed from `text`
 * @return false if the text is no such pair; the results are then left alone
 */
bool portreg_srv_label_parse(const char *text, size_t size, struct portreg_string *ret_name,
                             enum portreg_transport *ret_transport);

#ifdef __cplusplus
}
#endif

#endif
