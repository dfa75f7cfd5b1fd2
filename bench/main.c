/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"

/*
 * usage: bench BUILD REGISTRY [PART]
 *
 * Measures the programs in BUILD and the library with the dated copies of the
 * registry in the folder REGISTRY: all parts, or the one that is named.
 */

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text);
    const size_t end_size = strlen(end);
    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

/* The newest single version and the archive; names sort by date. */
static bool find_inputs(struct bench_fixture *fixture, const char *folder)
{
    char newest[256] = "";
    char archive[256] = "";
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        if (ends_with(entry->d_name, ".xml") && strcmp(entry->d_name, newest) > 0) {
            snprintf(newest, sizeof(newest), "%s", entry->d_name);
        } else if (ends_with(entry->d_name, ".tar.zst")) {
            snprintf(archive, sizeof(archive), "%s", entry->d_name);
        }
    }
    if (entries) {
        closedir(entries);
    }
    if (archive[0]) {
        snprintf(fixture->archive, sizeof(fixture->archive), "%s/%s", folder, archive);
    }
    snprintf(fixture->xml_path, sizeof(fixture->xml_path), "%s/%s", folder, newest);
    return newest[0] != '\0';
}

static bool read_version(struct bench_fixture *fixture)
{
    struct stat status;
    FILE *file = fopen(fixture->xml_path, "rbe");
    if (!file || fstat(fileno(file), &status) < 0) {
        return false;
    }
    fixture->xml_size = (size_t)status.st_size;
    fixture->xml = malloc(fixture->xml_size + 1);
    const bool complete =
        fixture->xml && fread(fixture->xml, 1, fixture->xml_size, file) == fixture->xml_size;
    fclose(file);
    if (complete) {
        fixture->xml[fixture->xml_size] = '\0';
    }
    return complete;
}

/* Compiles the archive, or the one version, and opens what came of it. */
static bool make_snapshot(struct bench_fixture *fixture, struct portreg_error *error)
{
    struct portreg_compile_options options = { 0 };
    struct portreg_compiler *compiler = NULL;
    void *image = NULL;
    size_t size;
    const char *input = fixture->archive[0] ? fixture->archive : fixture->xml_path;
    snprintf(fixture->snapshot_path, sizeof(fixture->snapshot_path), "%s/history.portreg",
             fixture->work);
    const bool good =
        portreg_compiler_create(&options, &compiler, error) == PORTREG_OK &&
        portreg_compiler_add_path(compiler, input, error) == PORTREG_OK &&
        portreg_compiler_finish(compiler, &image, &size, error) == PORTREG_OK &&
        portreg_file_replace(fixture->snapshot_path, image, size, error) == PORTREG_OK &&
        portreg_snapshot_open(fixture->snapshot_path, PORTREG_OPEN_QUICK, &fixture->snapshot,
                              error) == PORTREG_OK;
    portreg_compiler_destroy(compiler);
    free(image);
    fixture->has_history = good && portreg_snapshot_version_count(fixture->snapshot) > 1;
    return good;
}

static const struct part {
    const char *name;
    void (*run)(const struct bench_fixture *fixture);
} parts[] = {
    { "lookup", bench_lookup },   { "nss", bench_nss },         { "process", bench_process },
    { "search", bench_search },   { "history", bench_history }, { "export", bench_export },
    { "compile", bench_compile }, { "serve", bench_serve },     { "annotate", bench_annotate },
    { "host", bench_host },
};

/* `name` NULL: all of them. */
static void run_parts(const struct bench_fixture *fixture, const char *name)
{
    bench_print_heading();
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (name == NULL || strcmp(name, parts[i].name) == 0) {
            parts[i].run(fixture);
        }
    }
    bench_print_summary();
}

int main(int argc, char **argv)
{
    struct bench_fixture fixture = { 0 };
    struct portreg_error error = { 0 };
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: bench BUILD REGISTRY [PART]\n");
        return 2;
    }
    snprintf(fixture.programs, sizeof(fixture.programs), "%s", argv[1]);
    snprintf(fixture.work, sizeof(fixture.work), "%.3900s/bench/work-XXXXXX", argv[1]);
    if (!find_inputs(&fixture, argv[2]) || !read_version(&fixture)) {
        fprintf(stderr, "bench: %s: no readable version of the registry (*.xml)\n", argv[2]);
        return 2;
    }
    if (!mkdtemp(fixture.work)) {
        perror(fixture.work);
        return 2;
    }
    const bool good = make_snapshot(&fixture, &error);
    if (good) {
        run_parts(&fixture, argv[3]);
    } else {
        fprintf(stderr, "bench: %s:%u:%u: %s\n", error.file, error.line, error.column,
                error.message);
    }
    portreg_snapshot_unref(fixture.snapshot);
    free(fixture.xml);
    unlink(fixture.snapshot_path);
    rmdir(fixture.work);
    return good ? 0 : 2;
}
