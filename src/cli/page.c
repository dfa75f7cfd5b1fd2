/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/page.h"

#include "answer/contact_list.h"
#include "cli/table.h"

static void bracketed_cell(struct table *table, struct portreg_string id)
{
    struct buffer text = BUFFER_INIT(COLUMN_TEXT_MAX);

    buffer_append_char(&text, '[');
    buffer_append_string(&text, id);
    buffer_append_char(&text, ']');
    table->failed |= buffer_failed(&text);
    table_cell(table, text.data, text.size);
    buffer_free(&text);
}

static void contacts_table(struct output *output, const struct contact_list *list)
{
    struct table table;

    table_init(&table);
    table_column(&table, "ID", 0);
    table_column(&table, "NAME", TABLE_WRAP);
    table_column(&table, "ORGANIZATION", TABLE_WRAP);
    table_column(&table, "URI", TABLE_WRAP);
    table_column(&table, "UPDATED", 0);
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_contact *contact = &list->items[i];

        bracketed_cell(&table, contact->id);
        table_cell(&table, contact->name.data, contact->name.size);
        table_cell(&table, contact->org.data, contact->org.size);
        table_cell(&table, contact->uri.data, contact->uri.size);
        table_cell(&table, contact->updated.data, contact->updated.size);
    }
    buffer_append_char(&output->text, '\n');
    output->failed |= !table_write(&table, &output->text, output->width, output->headings);
    table_free(&table);
}

static void contacts_raw(struct output *output, const struct contact_list *list)
{
    struct buffer *out = &output->text;

    buffer_append_char(out, '\n');
    for (size_t i = 0; i < list->count; i++) {
        const struct portreg_contact *contact = &list->items[i];
        const struct portreg_string cells[] = { contact->name, contact->org, contact->uri,
                                                contact->updated };

        buffer_append_char(out, '[');
        buffer_append_string(out, contact->id);
        buffer_append_char(out, ']');
        for (size_t j = 0; j < sizeof(cells) / sizeof(cells[0]); j++) {
            buffer_append_char(out, '\t');
            for (size_t k = 0; k < cells[j].size; k++) {
                char c = cells[j].data[k];

                buffer_append_char(out, (unsigned char)c < ' ' ? ' ' : c);
            }
        }
        buffer_append_char(out, '\n');
    }
}

void page_write(struct output *output)
{
    const struct answer_form form = output_answer_form(output);
    struct contact_list list;

    if (!contact_list_collect(&list, &output->answers)) {
        output->failed = true;
    } else if (output->form == FORM_JSON) {
        answers_append_page_json(&output->text, output->layers, &output->answers, &list, &form);
        output->answered = true;
    } else {
        output_answers(output);
        if (output->form == FORM_TABLE && list.count > 0) {
            contacts_table(output, &list);
        } else if (output->form == FORM_RAW && list.count > 0) {
            contacts_raw(output, &list);
        }
    }
    contact_list_free(&list);
}
