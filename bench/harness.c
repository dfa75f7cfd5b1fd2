/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS_MAX 1000

static unsigned reaches;
static unsigned reached;

double bench_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *samples, size_t count)
{
    qsort(samples, count, sizeof(*samples), compare_doubles);
    return count % 2 ? samples[count / 2] : (samples[count / 2 - 1] + samples[count / 2]) / 2;
}

static void print_processor(void)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && fgets(line, sizeof(line), file)) {
        const char *value = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && value) {
            printf("%.*s", (int)strcspn(value + 2, "\n"), value + 2);
            break;
        }
    }
    if (file) {
        fclose(file);
    }
}

void bench_print_heading(void)
{
    struct utsname system = { 0 };
    uname(&system);
    print_processor();
    printf(", %ld cores, %.1f GiB, %s %s, %s\n\n", sysconf(_SC_NPROCESSORS_ONLN),
           (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / (1 << 30),
           system.sysname, system.release,
#ifdef __clang__
           "clang " __clang_version__
#else
           "gcc " __VERSION__
#endif
    );
    printf("%-34s %10s  %-33s %10s %8s  %-22s\n", "what", "median", "beside", "median", "ratio",
           "reach");
}

static const char *seconds_text(double seconds, char *text, size_t size)
{
    static const struct {
        double unit;
        const char *name;
    } units[] = { { 1, "s" }, { 1e-3, "ms" }, { 1e-6, "us" }, { 1e-9, "ns" } };
    size_t i = 0;
    while (i + 1 < sizeof(units) / sizeof(units[0]) && seconds < units[i].unit) {
        i++;
    }
    snprintf(text, size, "%.4g %s", seconds / units[i].unit, units[i].name);
    return text;
}

/* "<= 15 ns, <= 2x" and whether that holds. */
static bool reach_text(const struct bench_pair *pair, double ours, double peer, char *text,
                       size_t size)
{
    char part[32];
    size_t used = 0;
    bool holds = true;
    text[0] = '\0';
    if (pair->reach_seconds > 0) {
        used += (size_t)snprintf(text, size, "<= %s ",
                                 seconds_text(pair->reach_seconds, part, sizeof(part)));
        holds = holds && ours <= pair->reach_seconds;
    }
    if (pair->reach_ratio > 0) {
        used += (size_t)snprintf(text + used, size - used, "<= %gx ", pair->reach_ratio);
        holds = holds && ours <= pair->reach_ratio * peer;
    }
    if (pair->reach_beyond > 0) {
        snprintf(text + used, size - used, "<= +%s ",
                 seconds_text(pair->reach_beyond, part, sizeof(part)));
        holds = holds && ours - peer <= pair->reach_beyond;
    }
    return holds;
}

static void print_verdict(const char *reach, bool holds)
{
    const bool asked = reach[0] != '\0';
    printf("  %-22s %s\n", reach, asked ? (holds ? "reached" : "NOT REACHED") : "");
    reaches += asked;
    reached += asked && holds;
    fflush(stdout);
}

void bench_print_row(const struct bench_pair *pair, double ours, double peer)
{
    char ours_text[32];
    char peer_text[32] = "";
    char ratio[32] = "";
    char reach[96];
    if (ours < 0 || (pair->beside && peer < 0)) {
        printf("%-34s failed\n", pair->what);
        reaches++;
        return;
    }
    if (pair->beside) {
        seconds_text(peer, peer_text, sizeof(peer_text));
        snprintf(ratio, sizeof(ratio), "%.3gx", ours / peer);
    }
    const bool holds = reach_text(pair, ours, peer, reach, sizeof(reach));
    printf("%-34s %10s  %-33s %10s %8s", pair->what,
           seconds_text(ours, ours_text, sizeof(ours_text)), pair->beside ? pair->beside : "",
           peer_text, ratio);
    print_verdict(reach, holds);
}

void bench_print_rate(const struct bench_rate *rate)
{
    char ours[32];
    char peer[32];
    char ratio[32];
    char reach[96] = "";
    size_t used = 0;
    snprintf(ours, sizeof(ours), "%.0f/s", rate->ours);
    snprintf(peer, sizeof(peer), "%.0f/s", rate->peer);
    snprintf(ratio, sizeof(ratio), "%.3gx", rate->ours / rate->peer);
    if (rate->reach_rate > 0) {
        used += (size_t)snprintf(reach, sizeof(reach), ">= %.0f/s ", rate->reach_rate);
    }
    if (rate->reach_ratio > 0) {
        snprintf(reach + used, sizeof(reach) - used, ">= %gx ", rate->reach_ratio);
    }
    printf("%-34s %10s  %-33s %10s %8s", rate->what, ours, rate->beside, peer, ratio);
    print_verdict(reach, rate->ours >= rate->reach_rate &&
                             rate->ours >= rate->reach_ratio * rate->peer);
}

void bench_measure(const struct bench_pair *pair)
{
    static double ours[ROUNDS_MAX];
    static double peer[ROUNDS_MAX];
    const unsigned rounds = pair->rounds < ROUNDS_MAX ? pair->rounds : ROUNDS_MAX;
    bool failed = pair->ours(pair->ours_context) < 0;
    failed = failed || (pair->beside && pair->peer(pair->peer_context) < 0);
    for (unsigned i = 0; i < rounds && !failed; i++) {
        ours[i] = pair->ours(pair->ours_context);
        peer[i] = pair->beside ? pair->peer(pair->peer_context) : 0;
        failed = ours[i] < 0 || peer[i] < 0;
    }
    if (failed) {
        bench_print_row(pair, -1, -1);
    } else {
        bench_print_row(pair, bench_median(ours, rounds), bench_median(peer, rounds));
    }
}

void bench_print_size(const char *what, double bytes, double reach_bytes)
{
    char text[32];
    char reach[48];
    snprintf(text, sizeof(text), "%.2f MB", bytes / 1e6);
    snprintf(reach, sizeof(reach), "<= %g MB", reach_bytes / 1e6);
    printf("%-34s %10s  %-33s %10s %8s", what, text, "", "", "");
    print_verdict(reach, bytes <= reach_bytes);
}

void bench_skip(const char *what, const char *why)
{
    printf("%-34s skipped: %s\n", what, why);
    fflush(stdout);
}

void bench_print_summary(void)
{
    printf("\n%u of %u reached\n", reached, reaches);
}
