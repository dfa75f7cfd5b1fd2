/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/column.h"

#include <portreg/rules.h>

#include "query/record_json.h"
#include "util/string.h"

#define FREQUENCY_UNIT 1000000u

static const struct column columns[COLUMN_COUNT] = {
#define COLUMN_PRINTED(name, key, title)                                                        \
    [PORTREG_COLUMN_##name] = { key, title, "as IANA prints it" },
    PORTREG_COLUMN_LIST(COLUMN_PRINTED)
#undef COLUMN_PRINTED
#define COLUMN_ENTRY(name, key, title, summary) [COLUMN_##name] = { key, title, summary },
    COLUMN_LIST(COLUMN_ENTRY)
#undef COLUMN_ENTRY
};

const struct column *column_at(unsigned id)
{
    return id < COLUMN_COUNT ? &columns[id] : NULL;
}

enum column_id column_find(const char *key, size_t size)
{
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        if (string_is((struct portreg_string){ key, size }, columns[i].key)) {
            return (enum column_id)i;
        }
    }
    return COLUMN_COUNT;
}

const char *column_reason_text(enum portreg_status_reason reason)
{
    switch (reason) {
    case PORTREG_REASON_SIBLING:
        return "no row; assigned on another transport (RFC 6335 section 7.2)";
    case PORTREG_REASON_EDGE:
        return "no row; edge of a range (RFC 6335 section 6)";
    case PORTREG_REASON_DYNAMIC_RANGE:
        return "no row; Dynamic Ports are never assigned (RFC 6335 section 6)";
    case PORTREG_REASON_NO_ROW:
        return "no row in the registry";
    case PORTREG_REASON_ROW:
        break;
    }
    return "";
}

static const char *reason_key(enum portreg_status_reason reason)
{
    static const char *const keys[] = { "row", "sibling", "edge", "dynamic-range", "no-row" };

    return keys[reason];
}

static void append_separated(struct buffer *out, size_t start, const char *text,
                             struct portreg_string more)
{
    if (out->size > start) {
        buffer_append_text(out, "; ");
    }
    buffer_append_text(out, text);
    buffer_append_string(out, more);
}

static void append_remark(struct buffer *out, const struct answer *answer,
                          const struct portreg_row *row)
{
    const struct portreg_string nothing = { "", 0 };
    size_t start = out->size;

    if (answer->row == PORTREG_NONE) {
        buffer_append_text(out, column_reason_text(answer->reason));
        return;
    }
    if (row->replacement.size > 0) {
        append_separated(out, start,
                         (row->flags & PORTREG_ROW_HISTORIC) != 0 ? "historic; use " : "use ",
                         row->replacement);
    } else if ((row->flags & PORTREG_ROW_HISTORIC) != 0) {
        append_separated(out, start, "historic", nothing);
    }
    if ((row->flags & PORTREG_ROW_TEMPORARY) != 0) {
        append_separated(out, start, "temporary", nothing);
    }
    if ((row->flags & PORTREG_ROW_UNAUTHORIZED) != 0) {
        append_separated(out, start, "unauthorized use reported", nothing);
    }
}

#define ALIASES_MAX 64

/* The other names on the row's numbers and transport. */
static void append_aliases(struct buffer *out, const struct answer *answer,
                           const struct portreg_row *row)
{
    uint32_t rows[ALIASES_MAX];
    struct portreg_string name = row->column[PORTREG_COLUMN_NAME];
    size_t start = out->size;
    size_t count;

    if (answer->row == PORTREG_NONE || (row->flags & PORTREG_ROW_HAS_NUMBER) == 0) {
        return;
    }
    count = portreg_lookup_port_rows(answer->layer->view, row->first, row->transport, rows,
                                     ALIASES_MAX);
    for (size_t i = 0; i < count && i < ALIASES_MAX; i++) {
        struct portreg_row other;

        if (!portreg_snapshot_row(answer->layer->view.snapshot, rows[i], &other) ||
            other.first != row->first || other.last != row->last ||
            other.column[PORTREG_COLUMN_NAME].size == 0 ||
            string_equal_folded(other.column[PORTREG_COLUMN_NAME], name)) {
            continue;
        }
        if (out->size > start) {
            buffer_append_char(out, ' ');
        }
        buffer_append_string(out, other.column[PORTREG_COLUMN_NAME]);
    }
}

static void append_version_date(struct buffer *out, const struct answer *answer, uint32_t version)
{
    struct portreg_version found;
    char date[16];

    if (version != PORTREG_NONE &&
        portreg_snapshot_version(answer->layer->view.snapshot, version, &found)) {
        buffer_append(out, date, portreg_date_format(found.date, date));
    }
}

static void append_yes(struct buffer *out, const struct portreg_row *row, unsigned flag)
{
    if ((row->flags & flag) != 0) {
        buffer_append_text(out, "yes");
    }
}

static void append_derived(struct buffer *out, const struct answer *answer,
                           const struct portreg_row *row, enum column_id column)
{
    bool has_number = (row->flags & PORTREG_ROW_HAS_NUMBER) != 0;

    switch (column) {
    case COLUMN_STATUS:
        buffer_append_text(out, portreg_port_status_name(row->status));
        break;
    case COLUMN_REASON:
        buffer_append_text(out, reason_key(answer->reason));
        break;
    case COLUMN_REMARK:
        append_remark(out, answer, row);
        break;
    case COLUMN_RANGE:
        buffer_append_text(out, has_number ? portreg_range_of(row->first)->name : "");
        break;
    case COLUMN_FIRST:
    case COLUMN_LAST:
        if (has_number) {
            buffer_append_unsigned(out, column == COLUMN_FIRST ? row->first : row->last);
        }
        break;
    case COLUMN_REPLACEMENT:
        buffer_append_string(out, row->replacement);
        break;
    case COLUMN_ALIASES:
        append_aliases(out, answer, row);
        break;
    case COLUMN_HISTORIC:
        append_yes(out, row, PORTREG_ROW_HISTORIC);
        break;
    case COLUMN_TEMPORARY:
        append_yes(out, row, PORTREG_ROW_TEMPORARY);
        break;
    case COLUMN_FREQUENCY:
        if ((row->flags & PORTREG_ROW_HAS_FREQUENCY) != 0) {
            buffer_printf(out, "%u.%06u", row->frequency / FREQUENCY_UNIT,
                          row->frequency % FREQUENCY_UNIT);
        }
        break;
    case COLUMN_LAYER:
        buffer_append_string(out, layer_name(answer->layer));
        break;
    case COLUMN_AS_OF:
        append_version_date(out, answer, answer->layer->view.version);
        break;
    case COLUMN_FROM:
        append_version_date(out, answer, row->from);
        break;
    case COLUMN_UNTIL:
        append_version_date(out, answer, row->until);
        break;
    default:
        break;
    }
}

unsigned column_reads(enum column_id column)
{
    if (column <= COLUMN_LAST_PRINTED) {
        return 1u << column;
    }
    return column == COLUMN_ALIASES ? 1u << PORTREG_COLUMN_NAME : 0;
}

void column_append(struct buffer *out, const struct answer *answer,
                   const struct answer_cells *cells, enum column_id column)
{
    if (column <= COLUMN_LAST_PRINTED) {
        buffer_append_string(out, cells->row.column[column]);
    } else {
        append_derived(out, answer, &cells->row, column);
    }
}

void column_json(struct json *json, const struct answer *answer, const struct answer_cells *cells,
                 enum column_id column)
{
    const struct portreg_row *row = &cells->row;
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    if (column <= COLUMN_LAST_PRINTED) {
        record_json_column(json, row, (enum portreg_column)column);
        return;
    }
    append_derived(&text, answer, row, column);
    if (column == COLUMN_HISTORIC || column == COLUMN_TEMPORARY) {
        json_bool(json, text.size > 0);
    } else if (column == COLUMN_ALIASES) {
        json_parts(json, (struct portreg_string){ text.data, text.size }, ' ');
    } else if (text.size > 0 && column == COLUMN_FREQUENCY) {
        json_number(json, row->frequency / (double)FREQUENCY_UNIT, 6);
    } else if (text.size > 0 && (column == COLUMN_FIRST || column == COLUMN_LAST)) {
        json_unsigned(json, column == COLUMN_FIRST ? row->first : row->last);
    } else {
        json_string_or_null(json, (struct portreg_string){ text.data, text.size });
    }
    if (buffer_failed(&text)) {
        json->out->failed = true;
    }
    buffer_free(&text);
}
