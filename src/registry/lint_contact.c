/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/lint_data.h"
#include "util/error.h"
#include "util/string.h"

/* The oddities of contacts: their addresses, and who names them. */

bool lint_is_ascii(struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/*
 * The second byte of a character that was read as Latin-1 or Windows-1252
 * follows U+00C3 or U+00C2; read as Mac Roman, U+221A. None of these stands
 * before another letter outside ASCII in honest text.
 */
bool lint_is_mojibake(struct portreg_string text)
{
    static const char *const leads[] = { "\xc3\x83", "\xc3\x82", "\xe2\x88\x9a" };
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        struct portreg_string lead = string_of(leads[i]);
        struct portreg_string rest = text;
        const char *at;
        while (rest.size > lead.size && (at = string_find(rest, lead)) != NULL) {
            rest = string_from(rest, (size_t)(at - rest.data) + lead.size);
            if (rest.size > 0 && (unsigned char)rest.data[0] >= 0x80) {
                return true;
            }
        }
    }
    return false;
}

/* Dot-separated words, none empty, of letters, digits and `others`. */
static bool is_dotted(const char *text, size_t size, const char *others)
{
    bool is_word = false;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '.') {
            if (!is_word) {
                return false;
            }
            is_word = false;
            continue;
        }
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && (c == '\0' || strchr(others, c) == NULL)) {
            return false;
        }
        is_word = true;
    }
    return is_word;
}

/*
 * Whether an address is mailto: and a mail address, in which `&` may stand for
 * `@`. The local part is a dot-atom of RFC 5322 section 3.2.3, the domain host
 * labels.
 */
static bool is_plain_uri(struct portreg_string uri)
{
    static const char scheme[] = "mailto:";
    if (!string_starts_folded(uri, scheme)) {
        return false;
    }
    struct portreg_string address = string_from(uri, sizeof(scheme) - 1);
    const char *at = memchr(address.data, '@', address.size);
    if (at == NULL) {
        at = memrchr(address.data, '&', address.size);
    }
    if (at == NULL) {
        return false;
    }
    size_t local_size = (size_t)(at - address.data);
    struct portreg_string domain = string_from(address, local_size + 1);
    return is_dotted(address.data, local_size, "!#$%'*+-/=?^_`{|}~") &&
           is_dotted(domain.data, domain.size, "-");
}

static void check_uris(struct lint *lint, const struct contact_fields *fields)
{
    struct portreg_string rest = fields->uri;
    struct portreg_string uri;
    while (string_next_part(&rest, '\n', &uri)) {
        if (!is_plain_uri(uri)) {
            lint_report(lint, DIAGNOSTIC_URI_ODD, fields->position,
                        "the address \"%.*s\" of [%.*s] is not a plain mail address",
                        LINT_SHOWN(uri), LINT_SHOWN(fields->id));
        }
    }
}

void lint_check_contact(struct lint *lint, const struct contact_fields *fields)
{
    check_uris(lint, fields);
    if (!lint_is_ascii(fields->id) || !lint_is_ascii(fields->name) || !lint_is_ascii(fields->org) ||
        !lint_is_ascii(fields->uri)) {
        lint_report(lint, DIAGNOSTIC_TEXT_NON_ASCII, fields->position,
                    "[%.*s] has characters outside ASCII", LINT_SHOWN(fields->id));
    }
    if (lint_is_mojibake(fields->id) || lint_is_mojibake(fields->name) ||
        lint_is_mojibake(fields->org)) {
        lint_report(lint, DIAGNOSTIC_TEXT_MOJIBAKE, fields->position,
                    "[%.*s] has characters that were encoded twice", LINT_SHOWN(fields->id));
    }
    struct portreg_string updated = fields->updated;
    if (updated.size > 0 && portreg_date_parse(updated.data, updated.size) == 0) {
        lint_report(lint, DIAGNOSTIC_DATE_MALFORMED, fields->position,
                    "\"%.*s\" of [%.*s] is not a date; write YYYY-MM-DD", LINT_SHOWN(updated),
                    LINT_SHOWN(fields->id));
    }
}

static enum portreg_status find_person(struct lint *lint, struct portreg_string id,
                                       struct lint_person **ret, struct portreg_error *error)
{
    uint32_t known = lint->person_ids.count;
    uint32_t index;
    enum portreg_status status = pool_add(&lint->person_ids, id, &index, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (!array_reserve(&lint->persons, &lint->person_capacity, index + 1, sizeof(**ret))) {
        return error_out_of_memory(error);
    }
    if (index >= known) {
        lint->persons[index] = (struct lint_person){ 0 };
    }
    *ret = &lint->persons[index];
    return PORTREG_OK;
}

enum portreg_status lint_note_persons(struct lint *lint, struct portreg_string column,
                                      struct position position, struct portreg_error *error)
{
    const char *end = column.data + column.size;
    const char *at = column.data;
    while (at < end && (at = memchr(at, '[', (size_t)(end - at))) != NULL) {
        at++;
        const char *close = memchr(at, ']', (size_t)(end - at));
        if (close == NULL) {
            break;
        }
        struct lint_person *person = NULL;
        enum portreg_status status =
            find_person(lint, (struct portreg_string){ at, (size_t)(close - at) }, &person, error);
        if (status != PORTREG_OK) {
            return status;
        }
        if (person->uses++ == 0) {
            person->named = position;
        }
        at = close + 1;
    }
    return PORTREG_OK;
}

enum portreg_status lint_note_contact(struct lint *lint, const struct contact_fields *fields,
                                      struct portreg_error *error)
{
    struct lint_person *person = NULL;
    enum portreg_status status = find_person(lint, fields->id, &person, error);
    if (status != PORTREG_OK) {
        return status;
    }
    if (person->is_listed) {
        lint_report(lint, DIAGNOSTIC_CONTACT_DUPLICATE, fields->position,
                    "the contact table has [%.*s] already, on line %u", LINT_SHOWN(fields->id),
                    person->listed.line);
    } else {
        person->listed = fields->position;
    }
    person->is_listed = true;
    return PORTREG_OK;
}

void lint_check_persons(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->person_ids.count; i++) {
        const struct lint_person *person = &lint->persons[i];
        struct portreg_string id = pool_get(&lint->person_ids, i);
        if (!person->is_listed) {
            lint_report(lint, DIAGNOSTIC_CONTACT_UNKNOWN, person->named,
                        "[%.*s] is named %u times, but the contact table does not have it",
                        LINT_SHOWN(id), person->uses);
        } else if (person->uses == 0) {
            lint_report(lint, DIAGNOSTIC_CONTACT_UNUSED, person->listed,
                        "no row names the contact [%.*s]", LINT_SHOWN(id));
        }
    }
}
