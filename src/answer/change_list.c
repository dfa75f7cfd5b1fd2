/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/change_list.h"

static const struct change *change_of(const void *item)
{
    return ((const struct change_list_item *)item)->change;
}

static void append_date(struct buffer *out, const void *item)
{
    buffer_append_string(out, change_of(item)->date);
}

static void append_layer(struct buffer *out, const void *item)
{
    buffer_append_string(out, portreg_snapshot_layer(change_of(item)->source.after));
}

static void append_event(struct buffer *out, const void *item)
{
    const struct change *change = change_of(item);

    buffer_append_text(out, change->is_contact ? change_kind_name(change->contact.kind)
                                               : portreg_event_name(change->row.event));
}

static void append_name(struct buffer *out, const void *item)
{
    buffer_append_string(out, ((const struct change_list_item *)item)->rows.name);
}

static void append_cell(struct buffer *out, const void *data, enum portreg_column column)
{
    const struct change_list_item *item = data;

    if (item->rows.shown != NULL) {
        buffer_append_string(out, item->rows.shown->column[column]);
    }
}

static void append_number(struct buffer *out, const void *item)
{
    append_cell(out, item, PORTREG_COLUMN_NUMBER);
}

static void append_transport(struct buffer *out, const void *item)
{
    append_cell(out, item, PORTREG_COLUMN_TRANSPORT);
}

static void append_contact(struct buffer *out, const void *item)
{
    buffer_append_string(out, ((const struct change_list_item *)item)->contacts.id);
}

static void append_field(struct buffer *out, const void *data)
{
    const struct change_list_item *item = data;

    buffer_append_text(
        out, item->change->is_contact
                 ? portreg_contact_field_name((enum portreg_contact_field)item->field)
                 : portreg_column_key((enum portreg_column)item->field));
}

static void append_side(struct buffer *out, const struct change_list_item *item,
                        const struct portreg_row *row, const struct portreg_contact *contact)
{
    buffer_append_string(
        out, item->change->is_contact
                 ? portreg_contact_field(contact, (enum portreg_contact_field)item->field)
                 : row->column[item->field]);
}

static void append_before(struct buffer *out, const void *data)
{
    const struct change_list_item *item = data;

    append_side(out, item, &item->rows.before, &item->contacts.before);
}

static void append_after(struct buffer *out, const void *data)
{
    const struct change_list_item *item = data;

    append_side(out, item, &item->rows.after, &item->contacts.after);
}

static const struct listing_column columns[] = {
    { .column = { "date", "Date", "date of the version that brought the change" },
      .member = "date",
      .text = append_date },
    { .column = { "layer", "Layer", "the layer that it is of" },
      .member = "layer",
      .text = append_layer },
    { .column = { "event", "Event",
                  "assigned, renamed, changed, reserved, unassigned, de-assigned, removed or first "
                  "seen; of a contact added, changed or removed" },
      .member = "event",
      .text = append_event },
    { .column = { "name", "Service Name", "name of the row, as it is now where it has one" },
      .member = "name",
      .text = append_name },
    { .column = { "number", "Port Number", "its number or range" },
      .member = "number",
      .text = append_number },
    { .column = { "transport", "Transport Protocol", "its transport" },
      .member = "transport",
      .text = append_transport },
    { .column = { "contact", "Contact", "of a contact its id; it has no name, number, transport" },
      .member = "contact",
      .text = append_contact },
    { .column = { "column", "Column", "the column that is another; of a contact name, org, uri or "
                                      "updated" },
      .member = "column",
      .text = append_field },
    { .column = { "before", "Before", "what it held; nothing if it is new" },
      .member = "before",
      .is_long = true,
      .text = append_before },
    { .column = { "after", "After", "what it holds; nothing if it is gone" },
      .member = "after",
      .is_long = true,
      .text = append_after },
};

const struct listing listing_of_changes = {
    .member = "changes",
    .usual_columns = "date,layer,event,name,number,transport,contact,column,before,after",
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
};

static void open_change(struct change_list_item *item, const struct change *change)
{
    *item = (struct change_list_item){ .change = change };
    if (change->is_contact) {
        change_read_contact(&change->source, &change->contact, &item->contacts);
    } else {
        change_read(&change->source, &change->row, &item->rows);
    }
}

static uint32_t fields_of(const struct change *change)
{
    return change->is_contact ? change->contact.fields : change->row.columns & change->columns;
}

static const void *next_item(struct listing_cursor *cursor)
{
    struct change_list *list = (struct change_list *)cursor;
    struct change_list_item *item = &list->item;

    for (;;) {
        const uint32_t left =
            item->change != NULL ? fields_of(item->change) >> list->next_field : 0;

        if (left != 0) {
            item->field = list->next_field + (unsigned)__builtin_ctz(left);
            list->next_field = item->field + 1;
            return item;
        }
        if (list->given == list->changes->count) {
            return NULL;
        }
        open_change(item, &list->changes->items[list->given++]);
        list->next_field = 0;
    }
}

struct change_list change_list_of(const struct changes *changes)
{
    return (struct change_list){
        .cursor = { .listing = &listing_of_changes, .next = next_item },
        .changes = changes,
    };
}
