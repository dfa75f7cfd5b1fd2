/* SPDX-License-Identifier: BSD-2-Clause */
#include "test_site.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <portreg/compile.h>

static const char local_list[] = "intranet 8443/tcp # In-house pages\n";

static void demand(enum portreg_status status, const struct portreg_error *error)
{
    if (status != PORTREG_OK) {
        fprintf(stderr, "the site of the test: %s\n", error->message);
        exit(EXIT_FAILURE);
    }
}

static void write_snapshot(struct portreg_compiler *compiler, const char *path)
{
    struct portreg_error error = { .status = PORTREG_OK };
    void *image;
    size_t size;

    demand(portreg_compiler_finish(compiler, &image, &size, &error), &error);
    demand(portreg_file_replace(path, image, size, &error), &error);
    portreg_compiler_destroy(compiler);
    free(image);
}

void test_site_write_list(const char *path, const char *layer, const char *list)
{
    const struct portreg_compile_options options = { .format = "services",
                                                     .date = "2020-05-01",
                                                     .layer = layer };
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_compiler *compiler;

    demand(portreg_compiler_create(&options, &compiler, &error), &error);
    demand(portreg_compiler_add_memory(compiler, "services", list, strlen(list), &error),
           &error);
    write_snapshot(compiler, path);
}

static void make_iana(const char *const *sources, size_t count, const char *path)
{
    struct portreg_error error = { .status = PORTREG_OK };
    struct portreg_compiler *compiler;

    demand(portreg_compiler_create(NULL, &compiler, &error), &error);
    for (size_t i = 0; i < count; i++) {
        demand(portreg_compiler_add_path(compiler, sources[i], &error), &error);
    }
    write_snapshot(compiler, path);
}

static void make_folder(struct test_site *site)
{
    snprintf(site->folder, sizeof(site->folder), "/tmp/portreg-site-XXXXXX");
    if (mkdtemp(site->folder) == NULL) {
        perror(site->folder);
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(site->paths[i], sizeof(site->paths[i]), "%s/%zu.portreg", site->folder, i);
        site->path_list[i] = site->paths[i];
    }
}

static void open_site(struct test_site *site, size_t first, size_t count)
{
    struct portreg_error error = { .status = PORTREG_OK };

    demand(site_open(site->path_list + first, count, "http://ports.example", &site->site, &error),
           &error);
}

void test_site_open(struct test_site *ret, const char *data)
{
    char old[PATH_MAX];
    char new[PATH_MAX];
    const char *const sources[] = { old, new };

    snprintf(old, sizeof(old), "%s/small-2015.xml", data);
    snprintf(new, sizeof(new), "%s/small.xml", data);
    make_folder(ret);
    test_site_write_list(ret->paths[0], "local", local_list);
    make_iana(sources, 2, ret->paths[1]);
    open_site(ret, 0, 2);
}

void test_site_open_of(struct test_site *ret, const char *path)
{
    make_folder(ret);
    make_iana(&path, 1, ret->paths[1]);
    open_site(ret, 1, 1);
}

void test_site_close(struct test_site *site)
{
    site_unref(site->site);
    unlink(site->paths[0]);
    unlink(site->paths[1]);
    rmdir(site->folder);
}
