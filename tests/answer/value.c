/* SPDX-License-Identifier: BSD-2-Clause */
#include "value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

static const json_t *element(const json_t *array, const char *key)
{
    const json_t *item;
    size_t i;

    json_array_foreach (array, i, item) {
        const char *name = json_string_value(json_object_get(item, "name"));

        if (name != NULL && strcmp(name, key) == 0) {
            return item;
        }
    }
    return json_array_get(array, strtoul(key, NULL, 10));
}

static const json_t *at(const json_t *value, const char *path)
{
    char keys[256];
    char *rest = keys;
    char *key;

    assert_true(strlen(path) < sizeof(keys));
    memcpy(keys, path, strlen(path) + 1);
    while (value != NULL && (key = strsep(&rest, "/")) != NULL) {
        value = json_is_array(value) ? element(value, key) : json_object_get(value, key);
    }
    return value;
}

void assert_json(const struct buffer *text, const char *path, const char *value)
{
    json_error_t error;
    json_t *root = json_loadb(text->data, text->size, JSON_REJECT_DUPLICATES, &error);
    const json_t *found;
    char *is;

    if (root == NULL) {
        fail_msg("%s in %.*s", error.text, (int)text->size, text->data);
    }
    found = at(root, path);
    is = found != NULL ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if ((is == NULL) != (value == NULL) || (is != NULL && strcmp(is, value) != 0)) {
        fail_msg("%s is %s, not %s", path, is != NULL ? is : "nothing",
                 value != NULL ? value : "nothing");
    }
    free(is);
    json_decref(root);
}
