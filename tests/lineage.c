/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

#include "util/string.h"

#define TEXT_MAX ((size_t)64 << 20)

struct portreg_compiler *compile_begin(void)
{
    const struct portreg_compile_options options = { .jobs = 1 };
    struct portreg_compiler *compiler;
    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    return compiler;
}

void compile_add(struct portreg_compiler *compiler, const char *name, struct portreg_string text)
{
    struct portreg_error error;
    if (portreg_compiler_add_memory(compiler, name, text.data, text.size, &error) !=
        PORTREG_OK) {
        fail_msg("%s:%u:%u: %s", error.file, error.line, error.column, error.message);
    }
}

struct compiled compile_end(struct portreg_compiler *compiler)
{
    struct compiled compiled;
    struct portreg_error error;
    if (portreg_compiler_finish(compiler, &compiled.image, &compiled.size, &error) !=
        PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    portreg_compiler_destroy(compiler);
    if (portreg_snapshot_open_memory(compiled.image, compiled.size, PORTREG_OPEN_VERIFIED,
                                     &compiled.snapshot, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return compiled;
}

struct compiled compile_texts(const struct portreg_string *texts, size_t count)
{
    struct portreg_compiler *compiler = compile_begin();
    for (size_t i = 0; i < count; i++) {
        char name[] = { (char)('0' + i % 10), '\0' };
        compile_add(compiler, name, texts[i]);
    }
    return compile_end(compiler);
}

struct compiled compile_text(const char *text)
{
    const struct portreg_string string = string_of(text);
    return compile_texts(&string, 1);
}

void compiled_free(struct compiled *compiled)
{
    portreg_snapshot_unref(compiled->snapshot);
    free(compiled->image);
}

char *write_version(struct portreg_view view, const char *format, size_t *ret_size)
{
    char *text = NULL;
    struct portreg_error error;
    if (portreg_format_write(format, view, NULL, 0, &text, ret_size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    return text;
}

void assert_written(struct portreg_view view, const char *format, struct portreg_string text)
{
    size_t size;
    char *written = write_version(view, format, &size);
    size_t at = 0;
    while (at < size && at < text.size && written[at] == text.data[at]) {
        at++;
    }
    if (at < size || at < text.size) {
        fail_msg("version %u differs at byte %zu: \"%.60s\" is not \"%.60s\"", view.version, at,
                 written + at, text.data + at);
    }
    free(written);
}

static void describe_row(struct buffer *out, const struct portreg_row *row)
{
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        buffer_append_string(out, row->column[i]);
        buffer_append_char(out, '|');
    }
    buffer_append_string(out, row->replacement);
    buffer_printf(out, "|%u %u %u %u-%u %d %d\n", row->flags, row->code, row->frequency,
                  row->first, row->last, (int)row->transport, (int)row->status);
}

static void describe_version(const struct portreg_snapshot *snapshot, uint32_t index,
                             struct buffer *out)
{
    struct portreg_version version;
    assert_true(portreg_snapshot_version(snapshot, index, &version));
    buffer_printf(out, "version %u %u %u ", version.date, version.row_count,
                  version.contact_count);
    buffer_append_string(out, version.updated);
    buffer_append_string(out, version.format);
    buffer_append_char(out, '\n');
    const struct portreg_view view = { snapshot, index };
    uint32_t cursor = 0;
    uint32_t count = 0;
    for (uint32_t id = portreg_view_next_row(view, &cursor); id != PORTREG_NONE;
         id = portreg_view_next_row(view, &cursor), count++) {
        struct portreg_row row;
        assert_true(portreg_snapshot_row(snapshot, id, &row));
        assert_true(portreg_view_has_row(view, id));
        assert_true(row.from <= index && index < row.until);
        describe_row(out, &row);
    }
    assert_int_equal(count, version.row_count);
    assert_int_equal(count, portreg_view_row_count(view));
    cursor = 0;
    count = 0;
    for (uint32_t id = portreg_view_next_contact(view, &cursor); id != PORTREG_NONE;
         id = portreg_view_next_contact(view, &cursor), count++) {
        struct portreg_contact contact;
        assert_true(portreg_snapshot_contact(snapshot, id, &contact));
        assert_true(contact.from <= index && index < contact.until);
        buffer_printf(out, "%s|%s|%s|%s|%s\n", contact.id.data, contact.name.data,
                      contact.org.data, contact.uri.data, contact.updated.data);
    }
    assert_int_equal(count, version.contact_count);
}

void describe_snapshot(const struct portreg_snapshot *snapshot, struct buffer *out)
{
    for (uint32_t i = 0; i < portreg_snapshot_version_count(snapshot); i++) {
        describe_version(snapshot, i, out);
    }
    assert_false(buffer_failed(out));
}

void assert_same_snapshots(const struct portreg_snapshot *a, const struct portreg_snapshot *b)
{
    struct buffer of_a = BUFFER_INIT(TEXT_MAX);
    struct buffer of_b = BUFFER_INIT(TEXT_MAX);
    describe_snapshot(a, &of_a);
    describe_snapshot(b, &of_b);
    assert_int_equal(of_a.size, of_b.size);
    assert_memory_equal(of_a.data, of_b.data, of_a.size);
    for (uint32_t i = 0; i < portreg_snapshot_version_count(a); i++) {
        size_t size;
        char *text = write_version((struct portreg_view){ a, i }, "xml", &size);
        assert_written((struct portreg_view){ b, i }, "xml",
                       (struct portreg_string){ text, size });
        free(text);
    }
    buffer_free(&of_a);
    buffer_free(&of_b);
}

void assert_same_row(const struct portreg_snapshot *a, uint32_t row_a,
                     const struct portreg_snapshot *b, uint32_t row_b)
{
    struct portreg_row x;
    struct portreg_row y;
    assert_int_equal(row_a == PORTREG_NONE, row_b == PORTREG_NONE);
    if (row_a == PORTREG_NONE) {
        return;
    }
    assert_true(portreg_snapshot_row(a, row_a, &x));
    assert_true(portreg_snapshot_row(b, row_b, &y));
    for (unsigned i = 0; i < PORTREG_COLUMN_COUNT; i++) {
        if (!string_equal(x.column[i], y.column[i])) {
            fail_msg("%s: \"%s\" is not \"%s\"", portreg_column_key((enum portreg_column)i),
                     x.column[i].data, y.column[i].data);
        }
    }
    assert_true(string_equal(x.replacement, y.replacement));
    assert_int_equal(x.flags, y.flags);
    assert_int_equal(x.code, y.code);
    assert_int_equal(x.frequency, y.frequency);
    assert_int_equal(x.first, y.first);
    assert_int_equal(x.last, y.last);
    assert_int_equal(x.transport, y.transport);
    assert_int_equal(x.status, y.status);
}

uint32_t chance_below(struct chance *chance, uint32_t limit)
{
    chance->state ^= chance->state << 13;
    chance->state ^= chance->state >> 7;
    chance->state ^= chance->state << 17;
    return (uint32_t)((chance->state >> 24) % limit);
}

#define PICK(chance, list) list[chance_below((chance), sizeof(list) / sizeof((list)[0]))]

static const char *const names[] = { "http",  "HTTP", "Http", "www",   "x11",  "cl-1", "cl/1",
                                     "whois++", "a",  "aa",   "\xC3\x89t\xC3\xA9",
                                     "\xC3\xA9t\xC3\xA9", "a-very-long-service-name-of-32-b",
                                     "sixteen-letters-", "seventeen-letters" };
static const char *const descriptions[] = {
    "", "Unassigned", "UNASSIGNED", "Reserved", "De-Registered", "Removed (2001)", "Web",
    "aaaaaaaa", "aaab", "World Wide Web HTTP", "\xC3\x84rger \xCE\xA9\xD0\xAF",
    "text with <xref type=\"rfc\" data=\"rfc793\"/> inside", "two \n   lines<br/>\nthree",
    "temporary (TEMPORARY - registered 2024-08-01, expires 2025-08-01)", "x &amp; &lt;y&gt;"
};
static const char *const notes[] = {
    "", "", "", "This entry is an alias to \"cl-1\".\nThis entry is now historic, not usable.",
    "This is a duplicate of the \"http\" service",
    "<paragraph>one</paragraph><paragraph>two</paragraph>"
};
static const char *const white[] = { "\n  ", "\n  ", "\n  ", "", " ", "\n\n  " };
static const char *const transports[] = { "tcp", "udp", "sctp", "dccp", "TCP", NULL, NULL };

static void append_number(struct chance *chance, struct buffer *out)
{
    static const uint32_t edges[] = { 0, 1, 63, 64, 65, 127, 128, 1023, 1024, 49151, 49152, 65535 };
    uint32_t first = chance_below(chance, 3) == 0 ? PICK(chance, edges)
                                                  : chance_below(chance, 200);
    if (chance_below(chance, 8) == 0) {
        return;
    }
    if (chance_below(chance, 4) == 0) {
        uint32_t last = first + chance_below(chance, chance_below(chance, 2) ? 70 : 66000);
        buffer_printf(out, "<number>%u-%u</number>", first, last < 65536 ? last : 65535);
    } else {
        buffer_printf(out, "<number>%u</number>", first);
    }
}

static void append_random_record(struct chance *chance, struct buffer *out, bool odd)
{
    static const char *const dates[] = { "", " date=\"2007-09\"", " date=\"2013-06-26\"",
                                         " date=\"2001-01-01\" updated=\"2020-02-29\"" };
    if (odd && chance_below(chance, 20) == 0) {
        buffer_append_text(out, "<record/>");
        return;
    }
    buffer_printf(out, "<record%s>", PICK(chance, dates));
    if (chance_below(chance, 4) > 0) {
        buffer_printf(out, "\n    <name>%s</name>", PICK(chance, names));
    } else if (chance_below(chance, 4) == 0) {
        buffer_append_text(out, "<name/>");
    }
    const char *transport = PICK(chance, transports);
    if (transport) {
        buffer_printf(out, "<protocol>%s</protocol>", transport);
    }
    buffer_printf(out, "<description>%s</description>", PICK(chance, descriptions));
    append_number(chance, out);
    if (chance_below(chance, 5) == 0) {
        buffer_printf(out, "<sc>%u</sc>", chance_below(chance, 1000));
    }
    for (uint32_t i = chance_below(chance, 4); i > 0; i--) {
        buffer_printf(out, "<xref type=\"person\" data=\"P_%u\"/>", chance_below(chance, 20));
    }
    const char *note = PICK(chance, notes);
    if (note[0] != '\0') {
        buffer_printf(out, "<note>%s</note>", note);
    }
    if (chance_below(chance, 10) == 0) {
        buffer_append_text(out, "<unauthorized>Known UNAUTHORIZED USE</unauthorized>");
    }
    buffer_append_text(out, "</record>");
}

static void append_random_person(struct chance *chance, struct buffer *out, uint32_t id)
{
    buffer_printf(out, "<person id=\"P_%u\"><name>%s %u</name>", id, PICK(chance, names),
                  chance_below(chance, 3));
    if (chance_below(chance, 3) == 0) {
        buffer_append_text(out, "<org>Org</org>");
    }
    for (uint32_t i = chance_below(chance, 3); i > 0; i--) {
        buffer_printf(out, "<uri>mailto:p%u&amp;example.com</uri>", i);
    }
    buffer_append_text(out, "</person>");
}

/* A version as a list of elements' texts, which are kept for all versions. */
struct draft {
    bool odd; /* with records that only a parser finds */
    char *records[4096];
    size_t record_count;
    char *people[20];
};

static char *take_text(struct buffer *buffer)
{
    size_t size;
    char *text = buffer_take(buffer, &size);
    assert_non_null(text);
    return text;
}

static char *random_record(struct chance *chance, bool odd)
{
    struct buffer out = BUFFER_INIT(TEXT_MAX);
    append_random_record(chance, &out, odd);
    buffer_append_text(&out, PICK(chance, white));
    return take_text(&out);
}

static void insert_record(struct draft *draft, size_t at, char *text)
{
    assert_true(draft->record_count < sizeof(draft->records) / sizeof(draft->records[0]));
    memmove(draft->records + at + 1, draft->records + at,
            (draft->record_count - at) * sizeof(draft->records[0]));
    draft->records[at] = text;
    draft->record_count++;
}

static char *remove_record(struct draft *draft, size_t at)
{
    char *text = draft->records[at];
    draft->record_count--;
    memmove(draft->records + at, draft->records + at + 1,
            (draft->record_count - at) * sizeof(draft->records[0]));
    return text;
}

static void change_draft(struct chance *chance, struct draft *draft)
{
    uint32_t at = chance_below(chance, (uint32_t)draft->record_count);
    switch (chance_below(chance, 5)) {
    case 0:
        insert_record(draft, chance_below(chance, (uint32_t)draft->record_count + 1),
                      random_record(chance, draft->odd));
        break;
    case 1:
        if (draft->record_count > 1) {
            free(remove_record(draft, at));
        }
        break;
    case 2: {
        char *moved = remove_record(draft, at);
        insert_record(draft, chance_below(chance, (uint32_t)draft->record_count + 1), moved);
        break;
    }
    case 3:
        insert_record(draft, chance_below(chance, (uint32_t)draft->record_count + 1),
                      strdup(draft->records[at]));
        break;
    default:
        free(draft->records[at]);
        draft->records[at] = random_record(chance, draft->odd);
    }
}

static void change_people(struct chance *chance, struct draft *draft)
{
    uint32_t id = chance_below(chance, 20);
    struct buffer out = BUFFER_INIT(TEXT_MAX);
    free(draft->people[id]);
    draft->people[id] = NULL;
    if (chance_below(chance, 4) > 0) {
        append_random_person(chance, &out, id);
        buffer_append_text(&out, PICK(chance, white));
        draft->people[id] = take_text(&out);
    }
}

static struct portreg_string draft_text(const struct draft *draft, size_t version)
{
    struct buffer out = BUFFER_INIT(TEXT_MAX);
    buffer_printf(&out,
                  "<?xml version='1.0' encoding='UTF-8'?>\n<registry>\n  <title>T</title>\n"
                  "  <updated>20%02zu-%02zu-%02zu</updated>\n  ",
                  version / 336, version / 28 % 12 + 1, version % 28 + 1);
    for (size_t i = 0; i < draft->record_count; i++) {
        buffer_append_text(&out, draft->records[i]);
    }
    buffer_append_text(&out, "<people>\n");
    for (size_t i = 0; i < 20; i++) {
        buffer_append_text(&out, draft->people[i] ? draft->people[i] : "");
    }
    buffer_append_text(&out, "</people>\n</registry>\n");
    struct portreg_string text;
    text.data = buffer_take(&out, &text.size);
    assert_non_null(text.data);
    return text;
}

struct lineage lineage_create(uint64_t seed, size_t versions, size_t records)
{
    struct chance chance = { seed * 2654435761u + 88172645463325252u };
    struct draft *draft = calloc(1, sizeof(*draft));
    struct lineage lineage = { calloc(versions, sizeof(*lineage.texts)), versions };
    assert_non_null(draft);
    assert_non_null(lineage.texts);
    draft->odd = seed % 2 != 0;
    for (size_t i = 0; i < records; i++) {
        insert_record(draft, draft->record_count, random_record(&chance, draft->odd));
    }
    for (size_t i = 0; i < 20; i++) {
        change_people(&chance, draft);
    }
    for (size_t i = 0; i < versions; i++) {
        lineage.texts[i] = draft_text(draft, i);
        for (uint32_t k = chance_below(&chance, 6); k > 0; k--) {
            change_draft(&chance, draft);
        }
        if (chance_below(&chance, 3) == 0) {
            change_people(&chance, draft);
        }
    }
    for (size_t i = 0; i < draft->record_count; i++) {
        free(draft->records[i]);
    }
    for (size_t i = 0; i < 20; i++) {
        free(draft->people[i]);
    }
    free(draft);
    return lineage;
}

void lineage_free(struct lineage *lineage)
{
    for (size_t i = 0; i < lineage->count; i++) {
        free((char *)(uintptr_t)lineage->texts[i].data);
    }
    free(lineage->texts);
}

size_t lineage_needle(struct chance *chance, const struct lineage *lineage, char *needle,
                      size_t size)
{
    static const char *const odd[] = { "a", "aa", "aaa", "aaaa", "\xC3\xA4", "\xC3\x84R",
                                       "\xCF\x89\xD1\x8F", "ww", "WWW", "[RFC793]", "]", "zzz",
                                       "\xC3\x89T\xC3\x89", "|", "2013", "b[", "0", "65535" };
    size_t length;
    if (chance_below(chance, 3) == 0) {
        const char *text = PICK(chance, odd);
        length = strlen(text);
        assert_true(length <= size);
        memcpy(needle, text, length);
        return length;
    }
    const struct portreg_string text =
        lineage->texts[chance_below(chance, (uint32_t)lineage->count)];
    length = 1 + chance_below(chance, (uint32_t)size);
    size_t start = chance_below(chance, (uint32_t)(text.size - length));
    while (start + length < text.size && (text.data[start] & 0xC0) == 0x80) {
        start++;
    }
    while (length > 1 && (text.data[start + length] & 0xC0) == 0x80) {
        length--;
    }
    memcpy(needle, text.data + start, length);
    return length;
}
