/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_LAUNCHED_H
#define BENCH_LAUNCHED_H

#include <stdbool.h>

#define LAUNCHED_COMMANDS_MAX 4

/* Medians of one command's runs. */
struct launched {
    double seconds;
    double peak_bytes;
};

/*
 * Runs commands alternately through the program `launch` in the folder
 * `programs`. Words are separated by NULL, the list ends with two of them.
 */
bool bench_launch(const char *programs, unsigned rounds, char *const *words,
                  struct launched *results, unsigned count);

#endif
