/* SPDX-License-Identifier: BSD-2-Clause */
#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "bench.h"
#include "harness.h"

#define BATCH_SIZE 32
#define BLOCK_SIZE (1u << 20)

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    (void)data;
    (void)name;
    (void)attributes;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    (void)data;
    (void)name;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int size)
{
    (void)data;
    (void)text;
    (void)size;
}

bool bench_expat_parse(const char *bytes, size_t size)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    if (!parser) {
        return false;
    }
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    const bool parsed = XML_Parse(parser, bytes, (int)size, 1) == XML_STATUS_OK;
    XML_ParserFree(parser);
    return parsed;
}

/* Unpacked files that wait to be parsed by two threads. */
struct batch {
    struct {
        char *bytes;
        size_t size;
    } files[BATCH_SIZE];
    size_t count;
    atomic_size_t next;
    atomic_bool failed;
};

static void *parse_files(void *data)
{
    struct batch *batch = data;
    size_t i;
    while ((i = atomic_fetch_add(&batch->next, 1)) < batch->count) {
        if (!bench_expat_parse(batch->files[i].bytes, batch->files[i].size)) {
            atomic_store(&batch->failed, true);
        }
    }
    return NULL;
}

/* Parses what has gathered and empties the batch; seconds. */
static double parse_batch(struct batch *batch)
{
    pthread_t thread;
    atomic_store(&batch->next, 0);
    const double start = bench_clock();
    const bool has_thread = pthread_create(&thread, NULL, parse_files, batch) == 0;
    parse_files(batch);
    if (has_thread) {
        pthread_join(thread, NULL);
    }
    const double seconds = bench_clock() - start;
    for (size_t i = 0; i < batch->count; i++) {
        free(batch->files[i].bytes);
    }
    batch->count = 0;
    return seconds;
}

static bool unpack_file(struct archive *archive, struct archive_entry *entry, struct batch *batch)
{
    const size_t size = (size_t)archive_entry_size(entry);
    char *bytes = malloc(size + 1);
    if (!bytes || archive_read_data(archive, bytes, size) != (la_ssize_t)size) {
        free(bytes);
        return false;
    }
    batch->files[batch->count].bytes = bytes;
    batch->files[batch->count++].size = size;
    return true;
}

double bench_expat_archive(const char *path)
{
    struct batch batch = { .count = 0 };
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    double seconds = 0;
    bool good;
    archive_read_support_filter_all(archive);
    archive_read_support_format_tar(archive);
    good = archive_read_open_filename(archive, path, BLOCK_SIZE) == ARCHIVE_OK;
    while (good && archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) == AE_IFREG) {
            good = unpack_file(archive, entry, &batch);
        }
        if (batch.count == BATCH_SIZE) {
            seconds += parse_batch(&batch);
        }
    }
    seconds += parse_batch(&batch);
    archive_read_free(archive);
    return good && !atomic_load(&batch.failed) ? seconds : -1;
}
