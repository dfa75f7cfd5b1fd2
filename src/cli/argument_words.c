/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/argument_words.h"

#include <portreg/check.h>

#include "answer/endpoint_list.h"
#include "answer/layer_compare.h"
#include "answer/listing.h"

/* What stands in tables that are not linked into portreg, or is a choice of a command's own. */
static const char *static_words(enum argument_kind kind)
{
    switch (kind) {
    case ARGUMENT_FORMAT_READ:
        return "xml csv text services wireshark nmap";
    case ARGUMENT_FORMAT_WRITE:
        return "xml csv text services wireshark nmap html json ndjson nftables firewalld avahi "
               "prometheus c-header markdown";
    case ARGUMENT_WHEN:
        return "auto always never";
    case ARGUMENT_RECORDS:
        return "csv tsv space ndjson zeek";
    case ARGUMENT_FIELD:
        return "name status description";
    case ARGUMENT_REPORT:
        return "ss netstat lsof nmap csv";
    case ARGUMENT_SHELL:
        return "bash zsh fish";
    default:
        return NULL;
    }
}

/* What check says: the ids of rules, then those of diagnostics. */
static const char *rule_word(size_t index)
{
    const struct portreg_diagnostic_kind *kind;
    size_t rules = 0;

    while (portreg_rule_at(rules) != NULL) {
        rules++;
    }
    if (index < rules) {
        return portreg_rule_at(index)->id;
    }
    kind = portreg_diagnostic_kind_at(index - rules);
    return kind != NULL ? kind->id : NULL;
}

static const char *range_word(size_t index)
{
    const struct portreg_range *range = portreg_range_at(index);

    return range != NULL ? range->name : NULL;
}

static const char *column_word(const struct command *command, size_t index)
{
    const struct column *column = listing_column_at(command->listing, (unsigned)index);

    return column != NULL ? column->key : NULL;
}

static const char *command_word(size_t index)
{
    return command_at(index) != NULL ? command_at(index)->name : NULL;
}

/* Word `index` of a table; NULL past its end, and for what is in none. */
static const char *table_word(enum argument_kind kind, const struct command *command, size_t index)
{
    switch (kind) {
    case ARGUMENT_COLUMN:
        return column_word(command, index);
    case ARGUMENT_PRINTED:
        return index < PORTREG_COLUMN_COUNT ? portreg_column_key((enum portreg_column)index)
                                            : NULL;
    case ARGUMENT_TRANSPORT: /* the first is none */
        return index + 1 < PORTREG_TRANSPORT_COUNT
                   ? portreg_transport_name((enum portreg_transport)(index + 1))
                   : NULL;
    case ARGUMENT_COMMAND:
        return command_word(index);
    case ARGUMENT_RANGE:
        return range_word(index);
    case ARGUMENT_RULE:
        return rule_word(index);
    case ARGUMENT_SEVERITY:
        return index <= PORTREG_SEVERITY_ERROR
                   ? portreg_severity_name((enum portreg_severity)index)
                   : NULL;
    case ARGUMENT_FINDING:
        return index < LAYER_FINDING_COUNT ? layer_finding_key((enum layer_finding)index) : NULL;
    case ARGUMENT_RISK:
        return index < ENDPOINT_FINDING_COUNT ? endpoint_finding_key((enum endpoint_finding)index)
                                              : NULL;
    default:
        return NULL;
    }
}

void argument_words_append(struct buffer *out, enum argument_kind kind,
                           const struct command *command)
{
    const char *words = static_words(kind);
    const char *word;

    if (words != NULL) {
        buffer_append_text(out, words);
        return;
    }
    for (size_t i = 0; (word = table_word(kind, command, i)) != NULL; i++) {
        buffer_append_text(out, i > 0 ? " " : "");
        buffer_append_text(out, word);
    }
}
