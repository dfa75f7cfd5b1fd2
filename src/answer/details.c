/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/details.h"

#include "util/string.h"

#define RFC_EDITOR "https://www.rfc-editor.org/rfc/rfc"
#define DATATRACKER "https://datatracker.ietf.org/doc/"
#define TXT_KEYS "Defined TXT keys:"

static void append_lower(struct buffer *out, struct portreg_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        buffer_append_char(out, ascii_lower(text.data[i]));
    }
}

static size_t count_digits(struct portreg_string text)
{
    size_t count = 0;

    while (count < text.size && ascii_is_digit(text.data[count])) {
        count++;
    }
    return count;
}

/* "RFC6335", "RFC6335, Section 5.1" */
static bool append_rfc(struct buffer *out, struct portreg_string label)
{
    struct portreg_string number = string_from(label, 3);
    size_t digits = count_digits(number);
    const char *section;

    if (digits == 0 || (digits < number.size && number.data[digits] != ',')) {
        return false;
    }
    buffer_append_text(out, RFC_EDITOR);
    buffer_append(out, number.data, digits);
    section = string_find_folded(number, "section ");
    if (section != NULL) {
        struct portreg_string rest =
            string_from(number, (size_t)(section - number.data) + strlen("section "));

        buffer_append_text(out, "#section-");
        append_lower(out, string_trim(rest));
    }
    return true;
}

/* A draft's name ends before its revision: draft-ietf-foo-03. */
static void append_draft(struct buffer *out, const char *prefix, struct portreg_string name)
{
    const char *comma = memchr(name.data, ',', name.size);

    if (comma != NULL) {
        name.size = (size_t)(comma - name.data);
    }
    if (name.size > 3 && name.data[name.size - 3] == '-' &&
        count_digits(string_from(name, name.size - 2)) == 2) {
        name.size -= 3;
    }
    buffer_append_text(out, DATATRACKER);
    buffer_append_text(out, prefix);
    append_lower(out, name);
    buffer_append_char(out, '/');
}

void details_reference_link(struct buffer *out, struct portreg_string label)
{
    if (string_starts_folded(label, "http://") || string_starts_folded(label, "https://")) {
        buffer_append_string(out, label);
    } else if (string_starts_folded(label, "draft-")) {
        append_draft(out, "", label);
    } else if (string_starts_folded(label, "rfc-")) {
        append_draft(out, "draft-", string_from(label, strlen("rfc-")));
    } else if (string_starts_folded(label, "rfc")) {
        append_rfc(out, label);
    }
}

static void append_mail(struct buffer *out, struct portreg_string address)
{
    bool has_at = memchr(address.data, '@', address.size) != NULL;

    while (address.size > 0 && address.data[address.size - 1] == '>') {
        address.size--;
    }
    for (size_t i = 0; i < address.size; i++) {
        char c = address.data[i];

        if (c == '&' && !has_at) {
            c = '@';
            has_at = true;
        }
        buffer_append_char(out, c);
    }
}

void details_address(struct buffer *out, struct portreg_string uri)
{
    if (string_starts_folded(uri, "mailto:")) {
        append_mail(out, string_from(uri, strlen("mailto:")));
    } else if (string_starts_folded(uri, "tel:")) {
        buffer_append_string(out, string_from(uri, strlen("tel:")));
    } else {
        buffer_append_string(out, uri);
    }
}

static bool is_separator(char c)
{
    return ascii_is_space(c) || c == ',' || c == ';';
}

static struct portreg_string skip_separators(struct portreg_string text, bool *ret_comma)
{
    *ret_comma = false;
    while (text.size > 0 && is_separator(text.data[0])) {
        *ret_comma |= text.data[0] != ' ';
        text = string_from(text, 1);
    }
    return text;
}

/* Reads "key", "key=value" or "key=<some value>" off the text. */
static bool read_key(struct portreg_string *text, struct portreg_string *key,
                     struct portreg_string *value)
{
    size_t end = 0;
    size_t start;

    *value = (struct portreg_string){ "", 0 };
    while (end < text->size && text->data[end] != '=' && !is_separator(text->data[end])) {
        if (text->data[end] <= ' ' || text->data[end] > '~' || text->data[end] == '<') {
            return false;
        }
        end++;
    }
    *key = (struct portreg_string){ text->data, end };
    if (end == 0 || end == text->size || text->data[end] != '=') {
        *text = string_from(*text, end);
        return end > 0;
    }
    start = ++end;
    if (end < text->size && text->data[end] == '<') {
        const char *close = memchr(text->data + end, '>', text->size - end);

        end = close != NULL ? (size_t)(close - text->data) + 1 : text->size;
    }
    while (end < text->size && !is_separator(text->data[end])) {
        end++;
    }
    *value = (struct portreg_string){ text->data + start, end - start };
    *text = string_from(*text, end);
    return true;
}

/* Whether the text is a list of keys: none is followed by a mere space and another word. */
static bool is_key_list(struct portreg_string text)
{
    static const char *const words[] = { "none", "proprietary", "tbd", "n/a", "see" };
    struct portreg_string key;
    struct portreg_string value;
    bool first = true;
    bool comma;

    while (text.size > 0) {
        if (!read_key(&text, &key, &value) || string_find_folded(key, "://") != NULL ||
            string_starts_folded(key, "www.") || string_starts_folded(key, "see:")) {
            return false;
        }
        for (size_t i = 0; first && i < sizeof(words) / sizeof(words[0]); i++) {
            if (string_equal_folded(key, string_of(words[i]))) {
                return false;
            }
        }
        first = false;
        text = skip_separators(text, &comma);
        if (text.size > 0 && !comma && value.size == 0) {
            return false;
        }
    }
    return !first;
}

void txt_keys_start(struct txt_keys *keys, struct portreg_string note)
{
    const char *found = string_find_folded(note, TXT_KEYS);
    const char *newline;

    keys->rest = (struct portreg_string){ "", 0 };
    if (found == NULL) {
        return;
    }
    note = string_trim(string_from(note, (size_t)(found - note.data) + strlen(TXT_KEYS)));
    newline = memchr(note.data, '\n', note.size);
    if (newline != NULL) {
        note.size = (size_t)(newline - note.data);
    }
    note = string_trim(note);
    if (is_key_list(note)) {
        keys->rest = note;
    }
}

bool txt_keys_next(struct txt_keys *keys, struct portreg_string *key,
                   struct portreg_string *value)
{
    bool comma;

    keys->rest = skip_separators(keys->rest, &comma);
    return keys->rest.size > 0 && read_key(&keys->rest, key, value);
}
