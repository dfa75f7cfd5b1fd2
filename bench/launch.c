/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/*
 * usage: launch ROUNDS -- COMMAND... [-- COMMAND...]...
 *
 * Runs the commands alternately, ROUNDS times each after one warm-up, and
 * prints for each run: the command's number, its nanoseconds, its peak memory
 * in KiB. A program of its own, because a child's peak memory counts from what
 * its parent had mapped when it was started.
 */
#define COMMANDS_MAX 8

static int run_command(char **command, long long *ret_nanoseconds, long *ret_peak)
{
    posix_spawn_file_actions_t actions;
    struct timespec start;
    struct timespec end;
    struct rusage usage;
    pid_t child;
    int status;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    clock_gettime(CLOCK_MONOTONIC, &start);
    const int error = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
    if (error) {
        fprintf(stderr, "launch: %s: %s\n", command[0], strerror(error));
        return -1;
    }
    while (wait4(child, &status, 0, &usage) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    posix_spawn_file_actions_destroy(&actions);
    *ret_nanoseconds = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
    *ret_peak = usage.ru_maxrss;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    char **commands[COMMANDS_MAX];
    int count = 0;
    const long rounds = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
    for (int i = 2; i + 1 < argc && count < COMMANDS_MAX; i++) {
        if (strcmp(argv[i], "--") == 0) {
            argv[i] = NULL;
            commands[count++] = argv + i + 1;
        }
    }
    for (long round = -1; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            long long nanoseconds;
            long peak;
            if (run_command(commands[i], &nanoseconds, &peak) < 0) {
                fprintf(stderr, "launch: %s failed\n", commands[i][0]);
                return 1;
            }
            if (round >= 0) {
                printf("%d %lld %ld\n", i, nanoseconds, peak);
            }
        }
    }
    return 0;
}
