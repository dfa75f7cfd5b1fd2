/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Measurements come in pairs: what is measured and what it stands beside run
 * alternately, after one warm-up each, so that a slow phase of the machine
 * hits both. Medians are compared.
 */

/* One run; returns the seconds that one unit took, or a negative number on failure. */
typedef double (*bench_run)(void *context);

struct bench_pair {
    const char *what;
    bench_run ours;
    void *ours_context;
    const char *beside; /* NULL where there is nothing to stand beside */
    bench_run peer;
    void *peer_context;
    unsigned rounds;
    /* What is to be reached; 0 where nothing is asked. */
    double reach_seconds;       /* at most so long */
    double reach_ratio;         /* at most so many times the peer's median */
    double reach_beyond;        /* at most so much longer than the peer */
};

double bench_clock(void);
double bench_median(double *samples, size_t count);

/* Machine, compiler and the table's heading. */
void bench_print_heading(void);

/* Measures a pair and prints its row. */
void bench_measure(const struct bench_pair *pair);

/* Prints a row of medians that were taken elsewhere. */
void bench_print_row(const struct bench_pair *pair, double ours, double peer);

/* A row of things done in a second, more being better. */
struct bench_rate {
    const char *what;
    double ours;
    const char *beside;
    double peer;
    double reach_rate;  /* at least so many; 0 where nothing is asked */
    double reach_ratio; /* at least so many times the peer's */
};
void bench_print_rate(const struct bench_rate *rate);

/* A row of a size in bytes; `reach_seconds` then is bytes too. */
void bench_print_size(const char *what, double bytes, double reach_bytes);

/* Says what cannot be measured here, and why. */
void bench_skip(const char *what, const char *why);

/* How many of the reaches were reached. */
void bench_print_summary(void);

/* Keeps the compiler from dropping a computation. */
static inline void bench_keep(const void *value)
{
    __asm__ volatile("" : : "r"(value) : "memory");
}

#endif
