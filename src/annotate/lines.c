/* SPDX-License-Identifier: BSD-2-Clause */
#include <endian.h>
#include <stdlib.h>

#include "annotate/index.h"
#include "annotate/plan.h"

/*
 * Lines of a plan. What stands between two places where something is added is
 * copied in one piece. Delimiters and line ends are found for a window of many
 * lines at once; what is odd about a line (a quote, too few columns, a port
 * that is no plain number) sends it the long way, which splits it alone.
 */
#define WINDOW 16384
/* Pieces of this size are copied whole, past the end of what is copied. */
#define COPY_STEP 32

_Static_assert(ANNOTATE_PADDING >= COPY_STEP && TABLE_PADDING >= COPY_STEP,
               "copies end within what is readable");

struct run {
    const struct annotate_plan *plan;
    const char *copied; /* what is before this is in the output */
    struct field *fields; /* room for the plan's columns */
    struct buffer *out;
    struct annotate_counts counts;
};

static inline char *copy_over(char *to, const char *from, size_t size)
{
    if (__builtin_expect(size > (size_t)8 * COPY_STEP, 0)) {
        memcpy(to, from, size);
        return to + size;
    }
    for (size_t at = 0; at < size; at += COPY_STEP) {
        memcpy(to + at, from + at, COPY_STEP);
    }
    return to + size;
}

static inline bool has_room(const struct buffer *out, size_t size)
{
    return out->capacity - out->size > size;
}

/* Copies up to `until` and adds the texts of the cells. */
static inline void emit(struct run *run, const char *until, const uint32_t *cells)
{
    const struct annotate_plan *plan = run->plan;
    struct buffer *out = run->out;
    const size_t size = (size_t)(until - run->copied);
    const size_t room = size + plan->text_max + COPY_STEP;
    char *to;

    if (__builtin_expect(!has_room(out, room), 0) && !buffer_reserve(out, room)) {
        return;
    }
    to = copy_over(out->data + out->size, run->copied, size);
    for (size_t i = 0; i < plan->port_count; i++) {
        const struct portreg_string text = table_text(plan->tables[i], cells[i]);

        to = copy_over(to, text.data, text.size);
    }
    out->size = (size_t)(to - out->data);
    run->copied = until;
    run->counts.annotated++;
}

static void emit_text(struct run *run, const char *until, const struct buffer *text)
{
    buffer_append(run->out, run->copied, (size_t)(until - run->copied));
    buffer_append(run->out, text->data, text->size);
    run->copied = until;
}

static void count_unchanged(struct run *run)
{
    if (run->counts.unchanged++ == 0) {
        run->counts.first_unchanged = run->counts.lines;
    }
}

static inline uint32_t cell_of(const struct annotate_table *table, unsigned port,
                               unsigned transport)
{
    return transport < PORTREG_TRANSPORT_COUNT ? table->cells[transport][port] : table->empty;
}

/* A port of one to five digits, all bytes at once. */
static inline bool read_port(const struct field *field, uint32_t *ret)
{
    const unsigned shift = 64 - 8 * (unsigned)field->size;
    uint64_t word;

    if (field->size - 1 >= 5) {
        return false;
    }
    memcpy(&word, field->data, sizeof(word));
    /* Digits become their values, in the high bytes; the low ones are leading zeros. */
    word = (le64toh(word) ^ 0x3030303030303030u) << shift;
    if (((word + 0x7676767676767676u) | word) & 0x8080808080808080u) {
        return false;
    }
    word = word * 10 + (word >> 8);
    word = ((word & 0x000000FF000000FFu) * 0x000F424000000064u +
            (word >> 16 & 0x000000FF000000FFu) * 0x0000271000000001u) >>
           32;
    *ret = (uint32_t)word;
    return *ret <= PORTREG_PORT_MAX;
}

/*
 * Transports as they stand in most logs, at the places where a multiplication
 * puts their four bytes: one comparison tells them all.
 */
#define TRANSPORT_FACTOR 0x51431193u
#define TRANSPORT_BITS 3
#define FOUR(a, b, c, d) \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

static const struct {
    uint32_t key;
    unsigned transport;
} transports[1 << TRANSPORT_BITS] = {
    { FOUR('u', 'd', 'p', 0), PORTREG_TRANSPORT_UDP },
    { FOUR('6', 0, 0, 0), PORTREG_TRANSPORT_TCP },
    { FOUR('1', '3', '2', 0), PORTREG_TRANSPORT_SCTP },
    { FOUR('t', 'c', 'p', 0), PORTREG_TRANSPORT_TCP },
    { FOUR('3', '3', 0, 0), PORTREG_TRANSPORT_DCCP },
    { FOUR('s', 'c', 't', 'p'), PORTREG_TRANSPORT_SCTP },
    { FOUR('d', 'c', 'c', 'p'), PORTREG_TRANSPORT_DCCP },
    { FOUR('1', '7', 0, 0), PORTREG_TRANSPORT_UDP },
};

static inline unsigned read_transport(const struct field *field)
{
    uint32_t key;
    uint32_t slot;

    if (field->size - 1 >= sizeof(key)) {
        return value_parse_transport(field->data, field->size);
    }
    memcpy(&key, field->data, sizeof(key));
    key = le32toh(key) & UINT32_MAX >> (32 - 8 * (unsigned)field->size);
    key |= (key & 0x40404040u) >> 1; /* capitals become small, digits stay */
    slot = key * TRANSPORT_FACTOR >> (32 - TRANSPORT_BITS);
    return transports[slot].key == key ? transports[slot].transport
                                       : value_parse_transport(field->data, field->size);
}

/* The values of Zeek's logs that are none; elsewhere "" and "-" are, see value.c. */
static bool is_unset(const struct annotate_plan *plan, const struct field *field)
{
    return plan->unset.size > 0 && field->size == plan->unset.size &&
           memcmp(field->data, plan->unset.data, field->size) == 0;
}

/* The cells of a line whose fields were found; false if a port is malformed. */
static bool find_cells(const struct annotate_plan *plan, const struct field *ports,
                       const struct field *transport, uint32_t *cells)
{
    const unsigned of_line = transport != NULL
                                 ? value_parse_transport(transport->data, transport->size)
                                 : plan->transport;

    for (size_t i = 0; i < plan->port_count; i++) {
        const struct annotate_table *table = plan->tables[i];
        struct port_value value;

        if (is_unset(plan, &ports[i])) {
            value.has_port = false;
        } else if (!value_parse_port(ports[i].data, ports[i].size, &value)) {
            return false;
        }
        cells[i] = !value.has_port
                       ? table->empty
                       : cell_of(table, value.port,
                                 value.has_transport ? value.transport : of_line);
    }
    return true;
}

static bool is_blank(enum annotate_form form, const char *line, size_t size)
{
    if (form == ANNOTATE_SPACE || form == ANNOTATE_NDJSON) {
        while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\t')) {
            size--;
        }
    }
    return size == 0;
}

static void take_comment(struct run *run, const char *line, size_t content)
{
    const struct annotate_plan *plan = run->plan;
    const size_t fields = line_content(plan->fields_line.data, plan->fields_line.size);

    if (plan->is_blind) {
        return;
    }
    if (content == fields && memcmp(line, plan->fields_line.data, content) == 0) {
        emit_text(run, line + content, &plan->header_names);
    } else if (zeek_is_types(line, content, plan->delimiter)) {
        emit_text(run, line + content, &plan->header_types);
    }
}

static bool find_columns(const struct run *run, const char *line, size_t content,
                         struct field *ports, struct field *transport)
{
    const struct annotate_plan *plan = run->plan;

    if (split_line(plan->form, plan->delimiter, line, content, run->fields, plan->column_count) <
        plan->column_count) {
        return false;
    }
    for (size_t i = 0; i < plan->port_count; i++) {
        ports[i] = run->fields[plan->ports[i]];
    }
    if (plan->transport_column != PLAN_NO_COLUMN) {
        *transport = run->fields[plan->transport_column];
    }
    return true;
}

/* One line in any form, the long way. `size` is with its end. */
static __attribute__((noinline)) void take_line(struct run *run, const char *line, size_t size)
{
    const struct annotate_plan *plan = run->plan;
    const size_t content = line_content(line, size);
    const bool has_transport = plan->transport_column != PLAN_NO_COLUMN;
    struct field fields[PLAN_WANTED_MAX];
    struct field *transport = has_transport ? &fields[plan->port_count] : NULL;
    uint32_t cells[ANNOTATE_PORTS_MAX];
    size_t insertion = content;
    bool good;

    run->counts.lines++;
    if (is_blank(plan->form, line, content)) {
        return;
    }
    if (plan->form == ANNOTATE_ZEEK && line[0] == '#') {
        take_comment(run, line, content);
        return;
    }
    if (plan->form == ANNOTATE_NDJSON) {
        good = ndjson_scan(plan, line, content, fields, &insertion);
    } else {
        good = !plan->is_blind &&
               find_columns(run, line, content, fields, &fields[plan->port_count]);
    }
    if (good && find_cells(plan, fields, transport, cells)) {
        emit(run, line + insertion, cells);
    } else {
        count_unchanged(run);
    }
}

/* Field `column` of a line that is cut at `cuts`. */
static inline struct field cut_field(const char *data, size_t line, const uint32_t *cuts,
                                     size_t column, size_t content_end)
{
    const size_t start = column == 0 ? line : cuts[column - 1] + (size_t)1;
    const size_t end = cuts[column] < content_end ? cuts[column] : content_end;

    return (struct field){ data + start, end - start };
}

static inline bool take_cut_line(struct run *run, const char *data, size_t line, size_t end,
                                 const uint32_t *cuts)
{
    const struct annotate_plan *plan = run->plan;
    const size_t content_end = end - (end > line && data[end - 1] == '\r');
    unsigned transport = plan->transport;
    uint32_t cells[ANNOTATE_PORTS_MAX];

    if (plan->transport_column != PLAN_NO_COLUMN) {
        const struct field field =
            cut_field(data, line, cuts, plan->transport_column, content_end);

        transport = read_transport(&field);
    }
    for (size_t i = 0; i < plan->port_count; i++) {
        const struct field field = cut_field(data, line, cuts, plan->ports[i], content_end);
        uint32_t port;

        if (!read_port(&field, &port)) {
            return false;
        }
        cells[i] = cell_of(plan->tables[i], port, transport);
    }
    run->counts.lines++;
    emit(run, data + content_end, cells);
    return true;
}

/* Whole lines; `at` are the places of delimiters, line ends and (CSV) quotes. */
static inline __attribute__((always_inline)) void take_window(struct run *run, const char *data,
                                                              const uint32_t *at, size_t count,
                                                              enum annotate_form form)
{
    const size_t column_count = run->plan->column_count;
    size_t line = 0;

    for (size_t i = 0; i < count; i++) {
        const uint32_t *cuts = at + i;
        bool odd = form == ANNOTATE_ZEEK && data[line] == '#';
        size_t end;

        for (; data[at[i]] != '\n'; i++) {
            if (form == ANNOTATE_CSV) {
                odd = odd || data[at[i]] == '"';
            } else if (form == ANNOTATE_SPACE) {
                odd = odd || at[i] == line || at[i] + 1 == at[i + 1];
            }
        }
        end = at[i];
        /* A blank before the carriage return would look like an empty field. */
        odd = odd || (form == ANNOTATE_SPACE && end > line && data[end - 1] == '\r');
        if (odd || (size_t)(at + i - cuts) + 1 < column_count ||
            !take_cut_line(run, data, line, end, cuts)) {
            take_line(run, data + line, end + 1 - line);
        }
        line = end + 1;
    }
}

/* Takes the lines that end within a window; returns their bytes, 0 if none does. */
static size_t take_lines(struct run *run, const char *data, size_t size)
{
    const struct annotate_plan *plan = run->plan;
    const char sets[ANNOTATE_FORM_COUNT][INDEX_SET_SIZE] = {
        [ANNOTATE_CSV] = { plan->delimiter, '\n', '"' },
        [ANNOTATE_TSV] = { plan->delimiter, '\n', '\n' },
        [ANNOTATE_SPACE] = { ' ', '\n', '\t' },
        [ANNOTATE_ZEEK] = { plan->delimiter, '\n', '\n' },
    };
    uint32_t at[WINDOW + INDEX_SLACK];
    size_t count = index_bytes(data, size < WINDOW ? size : WINDOW, sets[plan->form], 0, at);

    while (count > 0 && data[at[count - 1]] != '\n') {
        count--;
    }
    switch (plan->form) {
    case ANNOTATE_CSV:
        take_window(run, data, at, count, ANNOTATE_CSV);
        break;
    case ANNOTATE_SPACE:
        take_window(run, data, at, count, ANNOTATE_SPACE);
        break;
    case ANNOTATE_ZEEK:
        take_window(run, data, at, count, ANNOTATE_ZEEK);
        break;
    default:
        take_window(run, data, at, count, ANNOTATE_TSV);
        break;
    }
    return count > 0 ? at[count - 1] + (size_t)1 : 0;
}

void annotate_counts_add(struct annotate_counts *counts, const struct annotate_counts *following)
{
    if (counts->unchanged == 0 && following->unchanged > 0) {
        counts->first_unchanged = counts->lines + following->first_unchanged;
    }
    counts->lines += following->lines;
    counts->annotated += following->annotated;
    counts->unchanged += following->unchanged;
}

bool annotate_lines(const struct annotate_plan *plan, const char *data, size_t size,
                    struct buffer *out, struct annotate_counts *counts)
{
    struct run run = { .plan = plan, .copied = data, .out = out };
    const bool is_cut = plan->form != ANNOTATE_NDJSON && !plan->is_blind;

    run.fields = malloc((plan->column_count + 1) * sizeof(*run.fields));
    if (run.fields == NULL) {
        return false;
    }
    for (size_t at = 0; at < size;) {
        size_t taken = is_cut ? take_lines(&run, data + at, size - at) : 0;

        if (taken == 0) {
            const char *end = memchr(data + at, '\n', size - at);

            taken = end != NULL ? (size_t)(end - data) + 1 - at : size - at;
            take_line(&run, data + at, taken);
        }
        at += taken;
    }
    free(run.fields);
    buffer_append(out, run.copied, (size_t)(data + size - run.copied));
    annotate_counts_add(counts, &run.counts);
    return !buffer_failed(out);
}
