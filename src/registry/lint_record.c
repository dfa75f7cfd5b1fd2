/* SPDX-License-Identifier: BSD-2-Clause */
#include "registry/lint_data.h"
#include "util/string.h"

/* The oddities of one record by itself. */

struct subject {
    struct lint *lint;
    const struct record_fields *fields;
    const struct record_facts *facts;
};

#define REPORT(subject, id, ...) \
    lint_report((subject)->lint, DIAGNOSTIC_##id, (subject)->fields->position, __VA_ARGS__)

static struct portreg_string cell(const struct subject *subject, enum portreg_column column)
{
    return subject->fields->column[column];
}

static bool is_named(const struct subject *subject)
{
    return cell(subject, PORTREG_COLUMN_NAME).size > 0;
}

static void check_name(const struct subject *subject)
{
    struct portreg_string name = cell(subject, PORTREG_COLUMN_NAME);
    struct portreg_string description = cell(subject, PORTREG_COLUMN_DESCRIPTION);
    if (subject->fields->name_is_empty_element) {
        REPORT(subject, NAME_EMPTY, "the name element is empty; leave it out");
    }
    if (name.size == 0) {
        bool is_status = subject->facts->status != PORTREG_PORT_ASSIGNED && description.size > 0;
        if (!is_status && subject->lint->abilities.has_status) {
            REPORT(subject, NAME_MISSING,
                   "no service name, and the description \"%.*s\" is not a status",
                   LINT_SHOWN(description));
        }
        return;
    }
    if (subject->facts->flags & PORTREG_ROW_IRREGULAR_NAME) {
        struct portreg_finding findings[PORTREG_FINDING_MAX];
        size_t count = portreg_name_check(name.data, name.size, findings);
        REPORT(subject, NAME_IRREGULAR, "\"%.*s\": %s", LINT_SHOWN(name),
               count > 0 ? findings[0].message : "not a service name");
    }
}

/*
 * The registry says a status only in the description: "Unassigned" or
 * "Reserved" on a row without a name. Everything else that means the same is
 * a spelling that others will miss.
 */
static void check_status(const struct subject *subject)
{
    struct portreg_string description = cell(subject, PORTREG_COLUMN_DESCRIPTION);
    if (subject->facts->status == PORTREG_PORT_ASSIGNED || description.size == 0 ||
        !subject->lint->abilities.has_status) {
        return;
    }
    const char *usual =
        subject->facts->status == PORTREG_PORT_UNASSIGNED ? "Unassigned" : "Reserved";
    if (is_named(subject)) {
        REPORT(subject, STATUS_SPELLING, "the status \"%.*s\" stands on a row with a name",
               LINT_SHOWN(description));
    } else if (!string_is(description, usual)) {
        REPORT(subject, STATUS_SPELLING, "\"%.*s\" means %s; write \"%s\"", LINT_SHOWN(description),
               portreg_port_status_name(subject->facts->status), usual);
    }
}

static void check_number(const struct subject *subject)
{
    const struct record_facts *facts = subject->facts;
    if (!(facts->flags & PORTREG_ROW_HAS_NUMBER)) {
        REPORT(subject, PORT_MISSING, "the row has no port number");
        return;
    }
    struct portreg_string number = cell(subject, PORTREG_COLUMN_NUMBER);
    if (memchr(number.data, '-', number.size) != NULL) {
        unsigned count = (unsigned)facts->last - facts->first + 1;
        REPORT(subject, RANGE_ROW, "one row for a range of %u port%s, %u-%u", count,
               count == 1 ? "" : "s", facts->first, facts->last);
    }
    if (facts->last > PORTREG_USER_LAST) {
        REPORT(subject, DYNAMIC_ROW, "port %u lies in the Dynamic range, which is never assigned",
               facts->last);
    }
}

static void check_transport(const struct subject *subject)
{
    const struct record_facts *facts = subject->facts;
    bool has_code = (facts->flags & PORTREG_ROW_HAS_CODE) != 0;
    if (facts->transport == PORTREG_TRANSPORT_NONE) {
        REPORT(subject, TRANSPORT_MISSING, "the row names no transport protocol");
    }
    if (facts->transport == PORTREG_TRANSPORT_DCCP && !has_code &&
        subject->lint->abilities.has_owners) {
        REPORT(subject, CODE_MISSING, "a DCCP row without a service code");
    }
    if (facts->transport != PORTREG_TRANSPORT_DCCP && has_code) {
        REPORT(subject, CODE_UNEXPECTED, "service code %u on a row that is not DCCP's",
               facts->code);
    }
}

static void check_texts(const struct subject *subject)
{
    if (cell(subject, PORTREG_COLUMN_DESCRIPTION).size == 0 &&
        subject->lint->abilities.has_owners) {
        REPORT(subject, DESCRIPTION_EMPTY, "the row has no description");
    }
    bool is_foreign = false;
    bool is_mojibake = false;
    for (int i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        enum portreg_column column = (enum portreg_column)i;
        struct portreg_string text = cell(subject, column);
        if (text.size > 0 && memchr(text.data, '\n', text.size) != NULL) {
            REPORT(subject, FIELD_NEWLINE, "the column %s spans several lines",
                   portreg_column_key(column));
        }
        /* A person's letters are reported where the contact table lists it. */
        bool is_person = column == PORTREG_COLUMN_ASSIGNEE || column == PORTREG_COLUMN_CONTACT;
        if (is_person && subject->lint->abilities.has_contacts) {
            continue;
        }
        is_foreign = is_foreign || !lint_is_ascii(text);
        is_mojibake = is_mojibake || lint_is_mojibake(text);
    }
    if (is_foreign) {
        REPORT(subject, TEXT_NON_ASCII, "the row has characters outside ASCII");
    }
    if (is_mojibake) {
        REPORT(subject, TEXT_MOJIBAKE, "the row has characters that were encoded twice");
    }
}

static size_t count_persons(struct portreg_string column)
{
    size_t count = 0;
    for (size_t i = 0; i < column.size; i++) {
        count += column.data[i] == '[';
    }
    return count;
}

static void check_owners(const struct subject *subject)
{
    struct portreg_string assignee = cell(subject, PORTREG_COLUMN_ASSIGNEE);
    struct portreg_string contact = cell(subject, PORTREG_COLUMN_CONTACT);
    if (is_named(subject) && assignee.size == 0 && contact.size == 0 &&
        subject->lint->abilities.has_owners) {
        REPORT(subject, OWNER_MISSING, "\"%.*s\" has neither an assignee nor a contact",
               LINT_SHOWN(cell(subject, PORTREG_COLUMN_NAME)));
    }
    size_t assignees = count_persons(assignee);
    size_t contacts = count_persons(contact);
    if (assignees > 1 || contacts > 1) {
        REPORT(subject, OWNER_SEVERAL, "%zu assignees and %zu contacts", assignees, contacts);
    }
}

static portreg_date check_date(const struct subject *subject, enum portreg_column column)
{
    struct portreg_string text = cell(subject, column);
    if (text.size == 0) {
        return 0;
    }
    portreg_date date = portreg_date_parse(text.data, text.size);
    if (date == 0) {
        REPORT(subject, DATE_MALFORMED, "%s \"%.*s\" is not a date; write YYYY-MM-DD",
               portreg_column_key(column), LINT_SHOWN(text));
    } else if (date % 32 == 0) {
        REPORT(subject, DATE_PARTIAL, "%s \"%.*s\" has no day", portreg_column_key(column),
               LINT_SHOWN(text));
    }
    return date;
}

/* Compares dates as far as both go: 2011-05 is not before 2011-05-16. */
static bool is_before(portreg_date a, portreg_date b)
{
    portreg_date unit = 1;
    if (a % 32 == 0 || b % 32 == 0) {
        unit = 32;
    }
    if (a % 512 == 0 || b % 512 == 0) {
        unit = 512;
    }
    return a / unit < b / unit;
}

static void check_dates(const struct subject *subject)
{
    struct portreg_string registered_text = cell(subject, PORTREG_COLUMN_REGISTERED);
    struct portreg_string modified_text = cell(subject, PORTREG_COLUMN_MODIFIED);
    portreg_date registered = check_date(subject, PORTREG_COLUMN_REGISTERED);
    portreg_date modified = check_date(subject, PORTREG_COLUMN_MODIFIED);
    if (registered_text.size == 0 && subject->lint->abilities.has_dates) {
        REPORT(subject, DATE_MISSING, "the row has no registration date");
    }
    if (registered != 0 && modified != 0 && is_before(modified, registered)) {
        REPORT(subject, DATE_ORDER, "modified on %.*s, before it was registered on %.*s",
               LINT_SHOWN(modified_text), LINT_SHOWN(registered_text));
    }
}

/* The second date of "(TEMPORARY - registered DATE, expires DATE)"; 0 if there is none. */
static portreg_date expiry_date(struct portreg_string description)
{
    static const char word[] = "expires ";
    const char *at = string_find_folded(description, "(TEMPORARY");
    if (at == NULL) {
        return 0;
    }
    struct portreg_string rest = string_from(description, (size_t)(at - description.data));
    at = string_find_folded(rest, word);
    if (at == NULL) {
        return 0;
    }
    rest = string_from(rest, (size_t)(at - rest.data) + sizeof(word) - 1);
    size_t size = 0;
    while (size < rest.size && (ascii_is_digit(rest.data[size]) || rest.data[size] == '-')) {
        size++;
    }
    return portreg_date_parse(rest.data, size);
}

static void check_remarks(const struct subject *subject)
{
    const struct record_facts *facts = subject->facts;
    if (facts->flags & PORTREG_ROW_UNAUTHORIZED) {
        REPORT(subject, UNAUTHORIZED_USE, "unauthorized use is reported: \"%.*s\"",
               LINT_SHOWN(cell(subject, PORTREG_COLUMN_UNAUTHORIZED)));
    }
    if (!(facts->flags & PORTREG_ROW_TEMPORARY)) {
        return;
    }
    portreg_date expiry = expiry_date(cell(subject, PORTREG_COLUMN_DESCRIPTION));
    char text[16] = "an unknown date";
    if (expiry != 0) {
        portreg_date_format(expiry, text);
    }
    REPORT(subject, TEMPORARY, "the assignment is temporary, until %s", text);
    if (expiry != 0 && subject->lint->today != 0 && is_before(expiry, subject->lint->today)) {
        REPORT(subject, TEMPORARY_EXPIRED, "the temporary assignment ended on %s", text);
    }
}

void lint_check_record(struct lint *lint, const struct record_fields *fields,
                       const struct record_facts *facts)
{
    struct subject subject = { lint, fields, facts };
    check_name(&subject);
    check_status(&subject);
    check_number(&subject);
    check_transport(&subject);
    check_texts(&subject);
    check_owners(&subject);
    check_dates(&subject);
    check_remarks(&subject);
}
