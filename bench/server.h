/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Servers under load: each pinned to one core, what asks them to another. */
#define SERVER_WORDS_MAX 24

struct bench_cores {
    int server;
    int client;
};

/* false if this process may not run on two. */
bool bench_find_cores(struct bench_cores *ret);

struct bench_server {
    pid_t process;
    unsigned port;
};

/* A port of 127.0.0.1 that is free now; 0 if there is none. */
unsigned bench_free_port(void);

/* Starts a command on a core, its output to /dev/null, and waits until the port answers. */
bool bench_server_start(struct bench_server *server, const char *const *words, int core);
void bench_server_stop(struct bench_server *server);

/* Seconds of CPU that it has used, negative if that cannot be read. */
double bench_server_cpu(const struct bench_server *server);

/* Its largest memory in bytes. */
double bench_server_memory(const struct bench_server *server);

/* Writes the body of GET to a file; returns the status, 0 on failure. */
unsigned bench_fetch(unsigned port, const char *target, bool gzip, const char *path);

/* One run of wrk at 64 connections. */
struct bench_load {
    double rate;    /* answers a second */
    double slowest; /* seconds that one in a hundred takes longer than */
    double cpu;     /* seconds of the server's CPU for each */
};
bool bench_load_run(const struct bench_server *server, const char *target, bool gzip, int core,
                    struct bench_load *ret);

#endif
