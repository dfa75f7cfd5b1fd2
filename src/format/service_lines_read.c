/* SPDX-License-Identifier: BSD-2-Clause */
#include "format/service_lines.h"

#include "format/lines.h"
#include "registry/lint.h"
#include "util/error.h"
#include "util/string.h"

#define FREQUENCY_UNIT 1000000u

/* A line taken apart; all parts lie within `line`. */
struct service_line {
    struct portreg_string line;
    uint32_t number;
    struct portreg_string name;
    struct portreg_string port;
    struct portreg_string transports; /* `tcp` or `tcp/udp` */
    struct portreg_string words;
    struct portreg_string comment;
};

struct service_reader {
    const struct service_dialect *dialect;
    struct builder *builder;
    const struct format_input *input;
};

static void take_comment(struct service_line *ret)
{
    const char *hash = memchr(ret->words.data, '#', ret->words.size);
    if (hash == NULL) {
        return;
    }
    size_t before = (size_t)(hash - ret->words.data);
    ret->comment = string_trim(string_from(ret->words, before + 1));
    ret->words.size = before;
}

/* false if the line lacks a name or a port with a transport. */
static bool take_apart(struct portreg_string line, uint32_t number, struct service_line *ret)
{
    *ret = (struct service_line){ .line = line, .number = number, .words = line };
    take_comment(ret);
    struct portreg_string rest = ret->words;
    struct portreg_string port;
    if (!string_next_word(&rest, &ret->name) || !string_next_word(&rest, &port)) {
        return false;
    }
    ret->words = rest;
    const char *slash = memchr(port.data, '/', port.size);
    if (slash == NULL) {
        return false;
    }
    ret->port = (struct portreg_string){ port.data, (size_t)(slash - port.data) };
    ret->transports = string_from(port, ret->port.size + 1);
    return ret->port.size > 0 && ret->transports.size > 0;
}

static bool is_blank(struct portreg_string line)
{
    struct portreg_string text = string_trim(line);
    return text.size == 0 || text.data[0] == '#';
}

static enum portreg_status line_error(const struct service_reader *reader,
                                      const struct service_line *line, struct portreg_string part,
                                      const char *what, struct portreg_error *error)
{
    return error_set_at(error, PORTREG_SYNTAX, reader->input->name, line->number,
                        column_of(line->line, part), "\"%.*s\": %s",
                        (int)(part.size < 64 ? part.size : 64), part.data, what);
}

/*
 * Protocols without a port registry of their own that system files list all
 * the same: AppleTalk's sockets, FreeBSD's divert(4), and UDP-Lite, which
 * shares UDP's numbers (RFC 6335 section 1).
 */
static bool is_foreign(struct portreg_string transport)
{
    static const char *const foreign[] = { "ddp", "divert", "udplite" };
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        if (string_equal_folded(transport, string_of(foreign[i]))) {
            return true;
        }
    }
    return false;
}

/* Reads `0.25`, `1` or nmap's older `3/12` as millionths. */
static bool parse_fraction(struct portreg_string text, uint64_t *ret)
{
    const char *dot = memchr(text.data, '.', text.size);
    struct portreg_string whole = text;
    struct portreg_string digits = { NULL, 0 };
    if (dot != NULL) {
        whole.size = (size_t)(dot - text.data);
        digits = string_from(text, whole.size + 1);
    }
    uint64_t value;
    if (!string_parse_unsigned(whole, FREQUENCY_UNIT, &value)) {
        return false;
    }
    value *= FREQUENCY_UNIT;
    uint64_t unit = FREQUENCY_UNIT;
    for (size_t i = 0; i < digits.size; i++) {
        if (!ascii_is_digit(digits.data[i])) {
            return false;
        }
        unit /= 10;
        value += unit * (uint64_t)(digits.data[i] - '0');
    }
    *ret = value;
    return true;
}

static bool parse_frequency(struct portreg_string text, uint32_t *ret)
{
    const char *slash = memchr(text.data, '/', text.size);
    struct portreg_string numerator = text;
    uint64_t value;
    uint64_t denominator = 1;
    if (slash != NULL) {
        numerator.size = (size_t)(slash - text.data);
        if (!string_parse_unsigned(string_from(text, numerator.size + 1), UINT32_MAX,
                                   &denominator) ||
            denominator == 0) {
            return false;
        }
    }
    if (!parse_fraction(numerator, &value) || value / denominator > FREQUENCY_UNIT) {
        return false;
    }
    *ret = (uint32_t)(value / denominator);
    return true;
}

static enum portreg_status add_aliases(const struct service_reader *reader,
                                       const struct service_line *line, struct record_fields fields,
                                       struct portreg_error *error)
{
    struct portreg_string words = line->words;
    struct portreg_string word;
    fields.alias_of = line->name;
    while (string_next_word(&words, &word)) {
        fields.column[PORTREG_COLUMN_NAME] = word;
        fields.position.column = column_of(line->line, word);
        enum portreg_status status =
            builder_add_record(reader->builder, &fields, (struct portreg_string){ NULL, 0 }, error);
        if (status != PORTREG_OK) {
            return status;
        }
    }
    return PORTREG_OK;
}

static enum portreg_status read_frequency(const struct service_reader *reader,
                                          const struct service_line *line,
                                          struct record_fields *fields, struct portreg_error *error)
{
    struct portreg_string words = line->words;
    struct portreg_string word;
    if (!string_next_word(&words, &word)) {
        return PORTREG_OK;
    }
    fields->has_frequency = true;
    if (!parse_frequency(word, &fields->frequency)) {
        return line_error(reader, line, word, "the open frequency must be a number between 0 and 1",
                          error);
    }
    if (string_next_word(&words, &word)) {
        return line_error(reader, line, word, "write comments behind a #", error);
    }
    return PORTREG_OK;
}

static enum portreg_status add_transport(const struct service_reader *reader,
                                         const struct service_line *line,
                                         struct portreg_string name, struct portreg_error *error)
{
    enum portreg_transport transport;
    if (!portreg_transport_parse(name.data, name.size, &transport)) {
        if (!is_foreign(name)) {
            return line_error(reader, line, name,
                              "unknown transport protocol: use tcp, udp, sctp or dccp", error);
        }
        if (reader->input->lint != NULL) {
            lint_report(reader->input->lint, DIAGNOSTIC_TRANSPORT_FOREIGN,
                        (struct position){ line->number, column_of(line->line, name) },
                        "\"%.*s\" has no port numbers: the line is left out", (int)name.size,
                        name.data);
        }
        return PORTREG_OK;
    }

    struct record_fields fields = { 0 };
    const char *no_name = reader->dialect->no_name;
    if (no_name == NULL || !string_is(line->name, no_name)) {
        fields.column[PORTREG_COLUMN_NAME] = line->name;
    }
    fields.column[PORTREG_COLUMN_NUMBER] = line->port;
    fields.column[PORTREG_COLUMN_TRANSPORT] = string_of(portreg_transport_name(transport));
    fields.column[PORTREG_COLUMN_DESCRIPTION] = line->comment;
    fields.position = (struct position){ line->number, column_of(line->line, line->name) };
    enum portreg_status status = PORTREG_OK;
    if (reader->dialect->frequency) {
        status = read_frequency(reader, line, &fields, error);
    }
    if (status == PORTREG_OK) {
        status =
            builder_add_record(reader->builder, &fields, (struct portreg_string){ NULL, 0 }, error);
    }
    if (status == PORTREG_OK && !reader->dialect->frequency) {
        status = add_aliases(reader, line, fields, error);
    }
    return status;
}

static enum portreg_status add_line(const struct service_reader *reader,
                                    const struct service_line *line, struct portreg_error *error)
{
    if (!reader->dialect->ranges && memchr(line->port.data, '-', line->port.size) != NULL) {
        return line_error(reader, line, line->port,
                          "services(5) knows no ranges: give one port a line, or read the file "
                          "as wireshark",
                          error);
    }
    struct portreg_string rest = line->transports;
    for (;;) {
        const char *slash = memchr(rest.data, '/', rest.size);
        struct portreg_string name = rest;
        if (slash != NULL) {
            name.size = (size_t)(slash - rest.data);
        }
        if (slash != NULL && !reader->dialect->several_transports) {
            return line_error(reader, line, line->transports,
                              "one transport a line here: read the file as wireshark if it has "
                              "more",
                              error);
        }
        enum portreg_status status = add_transport(reader, line, name, error);
        if (status != PORTREG_OK || slash == NULL) {
            return status;
        }
        rest = string_from(rest, name.size + 1);
    }
}

enum portreg_status service_lines_read(const struct service_dialect *dialect,
                                       struct builder *builder, const struct format_input *input,
                                       struct portreg_error *error)
{
    const struct service_reader reader = { dialect, builder, input };
    enum portreg_status status = text_check(input, error);
    if (input->lint != NULL) {
        lint_set_abilities(input->lint, (struct lint_abilities){ 0 });
    }
    struct line_reader lines = line_reader_of(without_mark(input->bytes));
    struct portreg_string text;
    while (status == PORTREG_OK && line_next(&lines, &text)) {
        struct service_line line;
        if (is_blank(text)) {
            continue;
        }
        if (take_apart(text, lines.number, &line)) {
            status = add_line(&reader, &line, error);
        } else {
            status = error_set_at(error, PORTREG_SYNTAX, input->name, lines.number,
                                  column_of(text, string_trim(text)),
                                  "expected `name port/transport`, such as `http 80/tcp`");
        }
    }
    return status;
}

static bool is_fraction(struct portreg_string words)
{
    struct portreg_string word;
    uint64_t value;
    return string_next_word(&words, &word) && memchr(word.data, '.', word.size) != NULL &&
           parse_fraction(word, &value);
}

struct service_traits service_lines_probe(struct portreg_string head)
{
    struct service_traits traits = { 0 };
    struct line_reader lines = line_reader_of(without_mark(head));
    struct portreg_string text;
    while (line_next(&lines, &text)) {
        struct service_line line;
        bool is_last = lines.rest.size == 0 && head.size >= FORMAT_PROBE_SIZE;
        if (is_blank(text) || is_last) { /* the last line may be cut */
            continue;
        }
        if (!take_apart(text, lines.number, &line) || !ascii_is_digit(line.port.data[0])) {
            traits.other++;
            continue;
        }
        traits.lines++;
        traits.ranges += memchr(line.port.data, '-', line.port.size) != NULL;
        traits.several += memchr(line.transports.data, '/', line.transports.size) != NULL;
        traits.frequency += is_fraction(line.words);
    }
    return traits;
}
