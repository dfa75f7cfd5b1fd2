/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"
#include "launched.h"

/*
 * Ten thousand sockets that listen, opened here in a network namespace of their
 * own: portreg listen beside ss -tulpn, both with processes.
 */
#define SOCKETS 10000
#define PORT_FIRST 10000
#define DESCRIPTORS_MORE 100
#define ROUNDS 15

enum { OURS, SS, COMMAND_COUNT };

static bool open_socket(int family, uint16_t port)
{
    const struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
    const struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    const int one = 1;
    const int type = port % 4 == 0 ? SOCK_DGRAM : SOCK_STREAM;
    const int descriptor = socket(family, type | SOCK_CLOEXEC, 0);

    if (descriptor < 0) {
        return false;
    }
    if (family == AF_INET6 &&
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)) != 0) {
        return false;
    }
    return (family == AF_INET ? bind(descriptor, (const struct sockaddr *)&v4, sizeof(v4))
                              : bind(descriptor, (const struct sockaddr *)&v6, sizeof(v6))) == 0 &&
           (type == SOCK_DGRAM || listen(descriptor, 8) == 0);
}

/* What went wrong; NULL: nothing. */
static const char *open_sockets(void)
{
    struct rlimit limit;

    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return "no network namespace of its own may be made here";
    }
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < SOCKETS + DESCRIPTORS_MORE) {
        return "too few files may be open (ulimit -Hn)";
    }
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return strerror(errno);
    }
    for (unsigned i = 0; i < SOCKETS; i++) {
        if (!open_socket(i % 2 == 0 ? AF_INET : AF_INET6, (uint16_t)(PORT_FIRST + i / 2))) {
            return strerror(errno);
        }
    }
    return NULL;
}

/* What the child found, in memory that it shares. */
struct finding {
    struct launched results[COMMAND_COUNT];
    char problem[128]; /* empty: none */
};

static void measure(const struct bench_fixture *fixture, struct finding *ret)
{
    char portreg[PATH_MAX];
    char snapshot[PATH_MAX];
    char *words[] = { portreg,
                      (char[]){ "--registry" },
                      snapshot,
                      (char[]){ "listen" },
                      NULL,
                      (char[]){ "ss" },
                      (char[]){ "-tulpn" },
                      NULL,
                      NULL };
    const char *problem = open_sockets();

    snprintf(portreg, sizeof(portreg), "%s/portreg", fixture->programs);
    snprintf(snapshot, sizeof(snapshot), "%s", fixture->snapshot_path);
    if (problem == NULL &&
        !bench_launch(fixture->programs, ROUNDS, words, ret->results, COMMAND_COUNT)) {
        problem = "a command failed";
    }
    snprintf(ret->problem, sizeof(ret->problem), "%s", problem != NULL ? problem : "");
}

/* In a child: the other parts need the network and few open files. */
void bench_host(const struct bench_fixture *fixture)
{
    static const char what[] = "portreg listen, 10,000 sockets";
    struct finding *finding =
        mmap(NULL, sizeof(*finding), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child;

    if (finding == MAP_FAILED) {
        bench_skip(what, strerror(errno));
        return;
    }
    snprintf(finding->problem, sizeof(finding->problem), "the child ended early");
    fflush(stdout);
    child = fork();
    if (child == 0) {
        measure(fixture, finding);
        _exit(0);
    }
    if (child < 0 || waitpid(child, NULL, 0) != child || finding->problem[0] != '\0') {
        bench_skip(what, finding->problem);
    } else {
        bench_print_row(
            &(struct bench_pair){ .what = what, .beside = "ss -tulpn", .reach_ratio = 1 },
            finding->results[OURS].seconds, finding->results[SS].seconds);
    }
    munmap(finding, sizeof(*finding));
}
