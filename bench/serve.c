/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"
#include "server.h"

/*
 * portreg-serve under load, beside nginx that sends a static file of the same
 * bytes. Both run throughout; loads alternate.
 */
#define ROUNDS 5
#define START_ROUNDS 11
#define WARM_SECONDS 3
#define IANA "/assignments/service-names-port-numbers/service-names-port-numbers"

struct serve_case {
    const char *what;
    const char *target;
    bool gzip;
    double reach_ratio; /* of nginx's rate, at least */
    double reach_rate;  /* a second, at least */
    double reach_cpu;   /* seconds for each, at most */
    bool reach_slowest; /* the slowest hundredth is not slower than nginx's */
};

static const struct serve_case cases[] = {
    { "/v1/ports/443/tcp", "/v1/ports/443/tcp", false, 1.15, 0, 8e-6, true },
    { "/v1/records?q=tls&limit=20", "/v1/records?q=tls&limit=20", false, 1.15 / 2, 0, 0, false },
    { "search page, 100 rows, gzip", IANA ".xhtml?search=server", true, 0, 8000, 0, false },
    { "CSV of the registry, gzip", IANA ".csv", true, 1, 0, 0, false },
};

struct servers {
    const struct bench_fixture *fixture;
    struct bench_cores cores;
    struct bench_server ours;
    struct bench_server nginx;
    char folder[PATH_MAX]; /* what nginx serves, and its configuration */
};

static bool start_ours(struct servers *servers)
{
    char program[PATH_MAX];
    char listen[32];
    const char *const words[] = { program,    "serve",    "--registry",
                                  servers->fixture->snapshot_path,
                                  "--listen", listen,     "--threads",
                                  "1",        NULL };
    servers->ours.port = bench_free_port();
    snprintf(program, sizeof(program), "%s/portreg-serve", servers->fixture->programs);
    snprintf(listen, sizeof(listen), "127.0.0.1:%u", servers->ours.port);
    return bench_server_start(&servers->ours, words, servers->cores.server);
}

/* As Debian ships it, with one process, without its log, and connections that stay. */
static bool write_configuration(const struct servers *servers, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file) {
        return false;
    }
    fprintf(file,
            "daemon off; master_process off; worker_processes 1; pid %s/nginx.pid;\n"
            "error_log stderr crit;\n"
            "events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n"
            "client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s;\n"
            "uwsgi_temp_path %s; scgi_temp_path %s;\n"
            "server { listen 127.0.0.1:%u; root %s; gzip_static on; } }\n",
            servers->folder, servers->folder, servers->folder, servers->folder, servers->folder,
            servers->folder, servers->nginx.port, servers->folder);
    return fclose(file) == 0;
}

static bool start_nginx(struct servers *servers)
{
    char path[PATH_MAX + 16];
    const char *const words[] = { "nginx", "-c", path, "-e", "stderr", NULL };
    snprintf(path, sizeof(path), "%s/nginx.conf", servers->folder);
    servers->nginx.port = bench_free_port();
    return write_configuration(servers, path) &&
           bench_server_start(&servers->nginx, words, servers->cores.server);
}

/* Lets nginx have the bytes that ours sends; both forms where it is to choose. */
static bool copy_answer(const struct servers *servers, const struct serve_case *asked)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof(path), "%s/file", servers->folder);
    if (bench_fetch(servers->ours.port, asked->target, false, path) != 200) {
        return false;
    }
    snprintf(path, sizeof(path), "%s/file.gz", servers->folder);
    unlink(path);
    return !asked->gzip || bench_fetch(servers->ours.port, asked->target, true, path) == 200;
}

static void print_case(const struct serve_case *asked, struct bench_load *ours,
                       struct bench_load *peer)
{
    double values[2][3][ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        const struct bench_load *loads[] = { &ours[i], &peer[i] };
        for (size_t k = 0; k < 2; k++) {
            values[k][0][i] = loads[k]->rate;
            values[k][1][i] = loads[k]->slowest;
            values[k][2][i] = loads[k]->cpu;
        }
    }
    bench_print_rate(&(struct bench_rate){ .what = asked->what,
                                           .ours = bench_median(values[0][0], ROUNDS),
                                           .beside = "nginx, static file of the bytes",
                                           .peer = bench_median(values[1][0], ROUNDS),
                                           .reach_rate = asked->reach_rate,
                                           .reach_ratio = asked->reach_ratio });
    bench_print_row(&(struct bench_pair){ .what = "  slowest in a hundred (p99)",
                                          .beside = "nginx",
                                          .reach_ratio = asked->reach_slowest ? 1 : 0 },
                    bench_median(values[0][1], ROUNDS), bench_median(values[1][1], ROUNDS));
    bench_print_row(&(struct bench_pair){ .what = "  CPU for each answer",
                                          .beside = "nginx",
                                          .reach_seconds = asked->reach_cpu },
                    bench_median(values[0][2], ROUNDS), bench_median(values[1][2], ROUNDS));
}

static void measure_case(const struct servers *servers, const struct serve_case *asked)
{
    struct bench_load ours[ROUNDS];
    struct bench_load peer[ROUNDS];
    if (!copy_answer(servers, asked)) {
        bench_skip(asked->what, "it is not answered with 200");
        return;
    }
    for (int i = -1; i < ROUNDS; i++) {
        const size_t round = i < 0 ? 0 : (size_t)i;
        if (!bench_load_run(&servers->ours, asked->target, asked->gzip, servers->cores.client,
                            &ours[round]) ||
            !bench_load_run(&servers->nginx, "/file", asked->gzip, servers->cores.client,
                            &peer[round])) {
            bench_skip(asked->what, "wrk saw errors, or is not here");
            return;
        }
    }
    print_case(asked, ours, peer);
}

/* From the start of the process to the body of its first answer. */
static double start_once(void *context)
{
    struct servers *servers = context;
    const double start = bench_clock();
    double seconds = -1;
    if (start_ours(servers) &&
        bench_fetch(servers->ours.port, "/v1/ports/443/tcp", false, "/dev/null") == 200) {
        seconds = bench_clock() - start;
    }
    bench_server_stop(&servers->ours);
    return seconds;
}

static void remove_folder(const struct servers *servers)
{
    static const char *const names[] = { "file", "file.gz", "nginx.conf", "nginx.pid" };
    char path[PATH_MAX + 16];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", servers->folder, names[i]);
        unlink(path);
    }
    rmdir(servers->folder);
}

static void measure_load(struct servers *servers)
{
    const struct timespec warm = { WARM_SECONDS, 0 };
    if (!start_ours(servers)) {
        bench_skip("portreg-serve under load", "it does not start");
        return;
    }
    if (start_nginx(servers)) {
        nanosleep(&warm, NULL); /* its downloads are made meanwhile */
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            measure_case(servers, &cases[i]);
        }
    } else {
        bench_skip("portreg-serve under load", "nginx is not here");
    }
    bench_print_size("portreg-serve, most memory", bench_server_memory(&servers->ours), 64e6);
    bench_server_stop(&servers->nginx);
    bench_server_stop(&servers->ours);
}

void bench_serve(const struct bench_fixture *fixture)
{
    struct servers servers = { .fixture = fixture };
    if (!bench_find_cores(&servers.cores)) {
        bench_skip("portreg-serve", "there is one core only");
        return;
    }
    snprintf(servers.folder, sizeof(servers.folder), "%s/nginx", fixture->work);
    if (mkdir(servers.folder, 0755) != 0) {
        bench_skip("portreg-serve", "no folder for nginx can be made");
        return;
    }
    bench_measure(&(struct bench_pair){ .what = "portreg-serve, start to first answer",
                                        .ours = start_once,
                                        .ours_context = &servers,
                                        .rounds = START_ROUNDS,
                                        .reach_seconds = 0.15 });
    measure_load(&servers);
    remove_folder(&servers);
}
