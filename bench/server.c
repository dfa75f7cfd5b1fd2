/* SPDX-License-Identifier: BSD-2-Clause */
#include "server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define CONNECTIONS "64"
#define LOAD_SECONDS "2"
#define START_SECONDS 10.0
#define STEP_NANOSECONDS 500000

extern char **environ;

bool bench_find_cores(struct bench_cores *ret)
{
    cpu_set_t allowed;
    int *next[] = { &ret->server, &ret->client };
    size_t found = 0;
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) {
        return false;
    }
    for (unsigned core = 0; core < CPU_SETSIZE && found < 2; core++) {
        if (CPU_ISSET(core, &allowed)) {
            *next[found++] = (int)core;
        }
    }
    return found == 2;
}

static int open_socket(unsigned port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection >= 0 &&
        connect(connection, (struct sockaddr *)&address, sizeof(address)) != 0) {
        close(connection);
        return -1;
    }
    return connection;
}

unsigned bench_free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool good = listening >= 0 &&
                      bind(listening, (struct sockaddr *)&address, size) == 0 &&
                      getsockname(listening, (struct sockaddr *)&address, &size) == 0;
    if (listening >= 0) {
        close(listening);
    }
    return good ? ntohs(address.sin_port) : 0;
}

/* Runs "taskset -c CORE WORDS..."; its standard output goes to `output`. */
static pid_t spawn_on_core(const char *const *words, int core, int output)
{
    posix_spawn_file_actions_t actions;
    char number[16];
    char *arguments[SERVER_WORDS_MAX + 4] = { (char[]){ "taskset" }, (char[]){ "-c" }, number };
    size_t count = 3;
    pid_t process = -1;
    snprintf(number, sizeof(number), "%d", core);
    for (; *words && count < SERVER_WORDS_MAX + 3; words++) {
        arguments[count++] = (char *)(uintptr_t)*words;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&process, "taskset", &actions, NULL, arguments, environ) != 0) {
        process = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    return process;
}

bool bench_server_start(struct bench_server *server, const char *const *words, int core)
{
    const struct timespec step = { 0, STEP_NANOSECONDS };
    const double end = bench_clock() + START_SECONDS;
    const int output = open("/dev/null", O_WRONLY | O_CLOEXEC);
    server->process = output >= 0 ? spawn_on_core(words, core, output) : -1;
    close(output);
    while (server->process > 0 && bench_clock() < end) {
        const int connection = open_socket(server->port);
        if (connection >= 0) {
            close(connection);
            return true;
        }
        nanosleep(&step, NULL);
    }
    bench_server_stop(server);
    return false;
}

void bench_server_stop(struct bench_server *server)
{
    if (server->process > 0) {
        kill(server->process, SIGTERM);
        waitpid(server->process, NULL, 0);
    }
    server->process = -1;
}

double bench_server_cpu(const struct bench_server *server)
{
    struct timespec used;
    clockid_t clock;
    if (clock_getcpuclockid(server->process, &clock) != 0 || clock_gettime(clock, &used) != 0) {
        return -1;
    }
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

double bench_server_memory(const struct bench_server *server)
{
    char path[64];
    char line[256];
    double kibibytes = -1;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)server->process);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kibibytes = strtod(line + 6, NULL);
        }
    }
    if (file) {
        fclose(file);
    }
    return kibibytes < 0 ? -1 : kibibytes * 1024;
}

unsigned bench_fetch(unsigned port, const char *target, bool gzip, const char *path)
{
    char block[65536];
    char request[1024];
    unsigned status = 0;
    const int connection = open_socket(port);
    FILE *stream = connection >= 0 ? fdopen(connection, "r+") : NULL;
    FILE *file = fopen(path, "we");
    const int length = snprintf(request, sizeof(request),
                                "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n",
                                target, gzip ? "Accept-Encoding: gzip\r\n" : "");
    size_t size;
    if (stream && file && write(connection, request, (size_t)length) == length &&
        fgets(block, sizeof(block), stream)) {
        status = (unsigned)strtoul(block + 9, NULL, 10);
        while (fgets(block, sizeof(block), stream) && strcmp(block, "\r\n") != 0) {
        }
        while ((size = fread(block, 1, sizeof(block), stream)) > 0) {
            fwrite(block, 1, size, file);
        }
    }
    if (file) {
        fclose(file);
    }
    if (stream) {
        fclose(stream);
    }
    return status;
}

/* "812.00us", "1.20ms", "3.00s" */
static double read_duration(const char *text)
{
    char *unit;
    const double value = strtod(text, &unit);
    return value * (*unit == 'u' ? 1e-6 : *unit == 'm' ? 1e-3 : 1);
}

/* Reads what wrk prints; returns how many answers there were, 0 if one was an error. */
static double read_report(FILE *report, struct bench_load *ret)
{
    char line[512];
    double answers = 0;
    bool good = true;
    while (fgets(line, sizeof(line), report)) {
        const char *at = line + strspn(line, " ");
        const char *count = strstr(line, " requests in ");
        if (strncmp(at, "99%", 3) == 0) {
            ret->slowest = read_duration(at + 3);
        } else if (strncmp(at, "Requests/sec:", 13) == 0) {
            ret->rate = strtod(at + 13, NULL);
        } else if (count) {
            answers = strtod(at, NULL);
        } else if (strstr(line, "Non-2xx") || strstr(line, "Socket errors")) {
            good = false;
        }
    }
    return good ? answers : 0;
}

bool bench_load_run(const struct bench_server *server, const char *target, bool gzip, int core,
                    struct bench_load *ret)
{
    char address[512];
    const char *const words[] = { "wrk", "-t1", "-c" CONNECTIONS, "-d" LOAD_SECONDS, "--latency",
                                  address, gzip ? "-H" : NULL, "Accept-Encoding: gzip", NULL };
    int ends[2];
    double answers = 0;
    int status = -1;
    snprintf(address, sizeof(address), "http://127.0.0.1:%u%s", server->port, target);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    const double before = bench_server_cpu(server);
    const pid_t process = spawn_on_core(words, core, ends[1]);
    close(ends[1]);
    FILE *report = fdopen(ends[0], "r");
    if (report) {
        answers = read_report(report, ret);
        fclose(report);
    }
    if (process > 0) {
        waitpid(process, &status, 0);
    }
    ret->cpu = answers > 0 ? (bench_server_cpu(server) - before) / answers : -1;
    return status == 0 && answers > 0;
}
