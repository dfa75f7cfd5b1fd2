/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/file.h"

/*
 * Runs a fuzz target over files and the files of folders, without libFuzzer:
 * every test run replays the committed corpora. Reports in TAP.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX (16u << 20)

static unsigned test_count;

static void replay_file(const char *path)
{
    struct buffer input = BUFFER_INIT(INPUT_MAX);
    struct portreg_error error;
    test_count++;
    if (file_read(path, &input, &error) != PORTREG_OK) {
        printf("not ok %u - %s: %s\n", test_count, path, error.message);
    } else {
        LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.size);
        printf("ok %u - %s\n", test_count, path);
    }
    buffer_free(&input);
}

static int keep_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, keep_visible, alphasort);
    if (count < 0) {
        replay_file(path);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct buffer name = BUFFER_INIT(1u << 16);
        buffer_printf(&name, "%s/%s", path, entries[i]->d_name);
        if (!buffer_failed(&name)) {
            replay_file(name.data);
        }
        buffer_free(&name);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        replay(argv[i]);
    }
    printf("1..%u\n", test_count);
    return test_count > 0 ? 0 : 1;
}
