/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <portreg/compile.h>

#include "nss/module.h"

/*
 * Threads ask and enumerate while the snapshot is replaced again and again, as
 * many seconds apart for the module. Built with the thread sanitizer, which
 * ends the program at a race; without cmocka, which is not. It runs where
 * /var/lib/portreg is a folder of its own.
 *
 * What the threads of the test tell each other is relaxed: it must not put the
 * module's accesses into an order that the module does not keep itself.
 */
#define SNAPSHOT "/var/lib/portreg/iana.portreg"
#define ASKING 3
#define ENUMERATING 2
#define REPLACEMENTS 150
#define BUFFER_SIZE 1024

static atomic_uint failures;
static atomic_uint answers;
static atomic_bool done;
static _Atomic time_t passed_seconds;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = __real_clock_gettime(clock, now);
    now->tv_sec += atomic_load_explicit(&passed_seconds, memory_order_relaxed);
    return result;
}

static void expect(bool condition)
{
    if (!condition) {
        atomic_fetch_add(&failures, 1);
    }
}

static void count(unsigned more)
{
    atomic_fetch_add_explicit(&answers, more, memory_order_relaxed);
}

static unsigned counted(void)
{
    return atomic_load_explicit(&answers, memory_order_relaxed);
}

struct image {
    void *data;
    size_t size;
};

static struct image compile(const char *lines)
{
    struct portreg_compile_options options = { .format = "services", .date = "2026-01-01" };
    struct portreg_compiler *compiler;
    struct image image = { NULL, 0 };
    expect(portreg_compiler_create(&options, &compiler, NULL) == PORTREG_OK &&
           portreg_compiler_add_memory(compiler, "lines", lines, strlen(lines), NULL) ==
               PORTREG_OK &&
           portreg_compiler_finish(compiler, &image.data, &image.size, NULL) == PORTREG_OK);
    portreg_compiler_destroy(compiler);
    return image;
}

static void replace(const struct image *image)
{
    expect(portreg_file_replace(SNAPSHOT, image->data, image->size, NULL) == PORTREG_OK);
    atomic_fetch_add_explicit(&passed_seconds, 2, memory_order_relaxed);
}

/* Whole and from one file: odd and even names never stand beside each other. */
static bool is_sound(const struct servent *entry)
{
    const bool odd = strcmp(entry->s_name, "odd") == 0;
    return (odd || strcmp(entry->s_name, "even") == 0) && entry->s_aliases[0] &&
           strcmp(entry->s_aliases[0], odd ? "odd-alias" : "even-alias") == 0 &&
           !entry->s_aliases[1] && strcmp(entry->s_proto, "tcp") == 0 &&
           entry->s_port == htons(odd ? 1001 : 1002);
}

static void *ask(void *data)
{
    char buffer[BUFFER_SIZE];
    struct servent entry;
    int number = 0;
    (void)data;
    while (!atomic_load_explicit(&done, memory_order_relaxed)) {
        const bool odd =
            _nss_portreg_getservbyname_r("odd-alias", "tcp", &entry, buffer, sizeof(buffer),
                                         &number) == NSS_STATUS_SUCCESS;
        expect(!odd || is_sound(&entry));
        const bool even =
            _nss_portreg_getservbyport_r(htons(1002), NULL, &entry, buffer, sizeof(buffer),
                                         &number) == NSS_STATUS_SUCCESS;
        expect(!even || is_sound(&entry));
        count(odd + even);
    }
    return NULL;
}

/* The enumeration is one for all threads, so each sees a part of it. */
static void *enumerate(void *data)
{
    char buffer[BUFFER_SIZE];
    struct servent entry;
    int number = 0;
    (void)data;
    while (!atomic_load_explicit(&done, memory_order_relaxed)) {
        _nss_portreg_setservent(0);
        while (_nss_portreg_getservent_r(&entry, buffer, sizeof(buffer), &number) ==
               NSS_STATUS_SUCCESS) {
            expect(is_sound(&entry));
            count(1);
        }
        _nss_portreg_endservent();
    }
    return NULL;
}

static unsigned mappings(void)
{
    char line[4096];
    unsigned count = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && fgets(line, sizeof(line), maps)) {
        count += strstr(line, "iana.portreg") != NULL;
    }
    if (maps) {
        (void)fclose(maps);
    }
    return count;
}

int main(void)
{
    const struct image images[] = { compile("even 1002/tcp even-alias\n"),
                                    compile("odd 1001/tcp odd-alias\n") };
    pthread_t threads[ASKING + ENUMERATING];
    char buffer[BUFFER_SIZE];
    struct servent entry;
    int number = 0;
    replace(&images[0]);
    for (int i = 0; i < ASKING + ENUMERATING; i++) {
        if (pthread_create(&threads[i], NULL, i < ASKING ? ask : enumerate, NULL) != 0) {
            return 1;
        }
    }
    for (unsigned i = 1; i <= REPLACEMENTS; i++) {
        const unsigned before = counted();
        replace(&images[i % 2]);
        while (counted() - before < 10) {
            continue;
        }
    }
    atomic_store_explicit(&done, true, memory_order_relaxed);
    for (int i = 0; i < ASKING + ENUMERATING; i++) {
        pthread_join(threads[i], NULL);
    }
    atomic_fetch_add_explicit(&passed_seconds, 2, memory_order_relaxed);
    expect(_nss_portreg_getservbyport_r(htons(1002), "tcp", &entry, buffer, sizeof(buffer),
                                        &number) == NSS_STATUS_SUCCESS);
    expect(mappings() == 1);
    free(images[0].data);
    free(images[1].data);
    printf("1..1\n%s 1 - threads ask while files are replaced\n", failures ? "not ok" : "ok");
    return failures ? 1 : 0;
}
