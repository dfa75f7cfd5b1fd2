/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * usage: nss-ask ETC SNAPSHOTS QUESTIONS COUNT port|name [nscd]
 *
 * Asks the name service, in a mount namespace where the folder ETC is /etc and
 * SNAPSHOTS is /var/lib/portreg, the first COUNT questions of a file of lines
 * "name port protocol" by port or by name, and prints the nanoseconds that one
 * took. With nscd, that runs and has been asked before.
 */
#define QUESTIONS_MAX 65536
#define BUFFER_SIZE 1024
#define SOCKET_ATTEMPTS 300
#define PARTS_MAX 100

static struct {
    char name[64];
    int port;
    char protocol[8];
} questions[QUESTIONS_MAX];

static bool write_text(const char *path, const char *text)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    const bool written =
        descriptor >= 0 && write(descriptor, text, strlen(text)) == (ssize_t)strlen(text);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return written;
}

static bool enter_namespace(void)
{
    char users[64];
    char groups[64];
    snprintf(users, sizeof(users), "0 %u 1", geteuid());
    snprintf(groups, sizeof(groups), "0 %u 1", getegid());
    return unshare(CLONE_NEWNS) == 0 ||
           (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_text("/proc/self/uid_map", users) &&
            write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/gid_map", groups));
}

static bool move_in(const char *etc, const char *snapshots)
{
    return enter_namespace() && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount(etc, "/etc", NULL, MS_BIND, NULL) == 0 &&
           mount("none", "/var/lib", "tmpfs", 0, NULL) == 0 &&
           mkdir("/var/lib/portreg", 0755) == 0 &&
           mount(snapshots, "/var/lib/portreg", NULL, MS_BIND, NULL) == 0 &&
           mount("none", "/run", "tmpfs", 0, NULL) == 0 && mkdir("/run/nscd", 0755) == 0;
}

static size_t read_questions(const char *path, size_t limit)
{
    char line[256];
    size_t count = 0;
    FILE *file = fopen(path, "re");
    while (file && count < limit && count < QUESTIONS_MAX && fgets(line, sizeof(line), file)) {
        count += sscanf(line, "%63s %d %7s", questions[count].name, &questions[count].port,
                        questions[count].protocol) == 3;
    }
    if (file) {
        (void)fclose(file);
    }
    return count;
}

static double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void ask(size_t from, size_t to, bool by_port)
{
    char buffer[BUFFER_SIZE];
    struct servent entry;
    struct servent *found;
    for (size_t i = from; i < to; i++) {
        if (by_port) {
            getservbyport_r(htons((uint16_t)questions[i].port), questions[i].protocol, &entry,
                            buffer, sizeof(buffer), &found);
        } else {
            getservbyname_r(questions[i].name, questions[i].protocol, &entry, buffer,
                            sizeof(buffer), &found);
        }
    }
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/*
 * Nanoseconds that a question took: the median of parts that are so short that
 * most of them run undisturbed.
 */
static double measure(size_t count, bool by_port)
{
    double times[PARTS_MAX];
    const size_t parts = count < PARTS_MAX ? count : PARTS_MAX;
    const size_t step = count / parts;
    for (size_t i = 0; i < parts; i++) {
        const double start = clock_now();
        ask(i * step, (i + 1) * step, by_port);
        times[i] = (clock_now() - start) / (double)step;
    }
    qsort(times, parts, sizeof(times[0]), compare_doubles);
    return times[parts / 2];
}

/* Starts nscd and waits for its socket; 0 if it does not come. */
static pid_t start_nscd(void)
{
    const struct timespec pause = { 0, 10000000 };
    struct stat info;
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        execlp("nscd", "nscd", "--foreground", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; child > 0 && i < SOCKET_ATTEMPTS; i++) {
        if (stat("/run/nscd/socket", &info) == 0) {
            return child;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

int main(int argc, char **argv)
{
    pid_t nscd = 0;
    if (argc < 6) {
        fprintf(stderr, "usage: nss-ask ETC SNAPSHOTS QUESTIONS COUNT port|name [nscd]\n");
        return 2;
    }
    const size_t count = read_questions(argv[3], strtoul(argv[4], NULL, 10));
    const bool by_port = strcmp(argv[5], "port") == 0;
    if (count == 0 || !move_in(argv[1], argv[2])) {
        return 1;
    }
    if (argc > 6 && (nscd = start_nscd()) == 0) {
        return 1;
    }
    ask(0, count, by_port);
    printf("%.3f\n", measure(count, by_port));
    if (nscd > 0) {
        kill(nscd, SIGTERM);
        waitpid(nscd, NULL, 0);
    }
    return 0;
}
