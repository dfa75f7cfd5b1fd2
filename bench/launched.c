/* SPDX-License-Identifier: BSD-2-Clause */
#include "launched.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define WORDS_MAX 64
#define ROUNDS_MAX 1000

extern char **environ;

/* Starts the launcher; its output is read from the returned stream. */
static FILE *start_launcher(char **arguments, pid_t *ret_child)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe(ends) < 0) {
        return NULL;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    const int error = posix_spawn(ret_child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return NULL;
    }
    return fdopen(ends[0], "r");
}

/* Reads "COMMAND NANOSECONDS KIB" lines. */
static bool read_results(FILE *stream, struct launched *results, unsigned count)
{
    static double seconds[LAUNCHED_COMMANDS_MAX][ROUNDS_MAX];
    static double peaks[LAUNCHED_COMMANDS_MAX][ROUNDS_MAX];
    size_t runs[LAUNCHED_COMMANDS_MAX] = { 0 };
    unsigned command;
    long long nanoseconds;
    long peak;
    while (fscanf(stream, "%u %lld %ld", &command, &nanoseconds, &peak) == 3) {
        if (command < count && runs[command] < ROUNDS_MAX) {
            seconds[command][runs[command]] = (double)nanoseconds * 1e-9;
            peaks[command][runs[command]++] = (double)peak * 1024;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (runs[i] == 0) {
            return false;
        }
        results[i].seconds = bench_median(seconds[i], runs[i]);
        results[i].peak_bytes = bench_median(peaks[i], runs[i]);
    }
    return true;
}

bool bench_launch(const char *programs, unsigned rounds, char *const *words,
                  struct launched *results, unsigned count)
{
    char launcher[PATH_MAX];
    char number[16];
    char separator[] = "--";
    char *arguments[WORDS_MAX + 4] = { launcher, number, separator };
    size_t used = 3;
    pid_t child;
    int status = -1;
    snprintf(launcher, sizeof(launcher), "%s/bench/launch", programs);
    snprintf(number, sizeof(number), "%u", rounds);
    for (; (words[0] || words[1]) && used < WORDS_MAX; words++) {
        arguments[used++] = words[0] ? words[0] : separator;
    }
    FILE *stream = start_launcher(arguments, &child);
    if (!stream) {
        return false;
    }
    const bool complete = read_results(stream, results, count);
    fclose(stream);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return complete && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
