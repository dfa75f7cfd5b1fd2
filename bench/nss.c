/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "harness.h"

/*
 * The name service, asked through glibc by processes that have an /etc of their
 * own. Half of the questions have an answer.
 */
#define QUESTION_COUNT 20000
#define MODULE_QUESTIONS "20000"
#define NETBASE_QUESTIONS "2000"
#define WHOLE_QUESTIONS "60"
#define NSCD_QUESTIONS "600"
#define LIBRARY_PASSES 10

/* One way to be asked. */
struct setting {
    const struct bench_fixture *fixture;
    const char *folder; /* what is /etc, in the work folder */
    const char *count;
    const char *kind; /* "port" or "name" */
    const char *nscd; /* NULL: without */
};

struct question {
    char name[64];
    uint16_t port;
    enum portreg_transport transport;
};

struct library {
    struct portreg_view view;
    struct question questions[QUESTION_COUNT];
};

static void path_of(const struct bench_fixture *fixture, const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", fixture->work, name);
}

static void run_asker(const struct setting *setting, int output)
{
    char asker[PATH_MAX];
    char etc[PATH_MAX];
    char questions[PATH_MAX];
    char libraries[2 * PATH_MAX];
    const char *programs = setting->fixture->programs;
    snprintf(asker, sizeof(asker), "%s/bench/nss-ask", programs);
    snprintf(libraries, sizeof(libraries), "%s/src/nss:%s/bench", programs, programs);
    path_of(setting->fixture, setting->folder, etc);
    path_of(setting->fixture, "questions", questions);
    setenv("LD_LIBRARY_PATH", libraries, 1);
    dup2(output, 1);
    execl(asker, asker, etc, setting->fixture->work, questions, setting->count, setting->kind,
          setting->nscd, (char *)NULL);
    _exit(127);
}

/* Seconds that a question took, in a process of its own. */
static double run_setting(void *context)
{
    const struct setting *setting = context;
    int ends[2];
    double nanoseconds = -1;
    int status = -1;
    if (pipe(ends) != 0) {
        return -1;
    }
    const pid_t child = fork();
    if (child == 0) {
        run_asker(setting, ends[1]);
    }
    close(ends[1]);
    FILE *stream = fdopen(ends[0], "r");
    if (!stream || fscanf(stream, "%lf", &nanoseconds) != 1) {
        nanoseconds = -1;
    }
    if (stream) {
        (void)fclose(stream);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        return -1;
    }
    return nanoseconds * 1e-9;
}

static bool write_file(const struct bench_fixture *fixture, const char *name, const char *text,
                       size_t size)
{
    char path[PATH_MAX];
    path_of(fixture, name, path);
    FILE *file = fopen(path, "we");
    const bool written = file && fwrite(text, 1, size, file) == size;
    return file && fclose(file) == 0 && written;
}

/* A folder to be /etc: nsswitch.conf, and /etc/services if `size` is not 0. */
static bool make_etc(const struct bench_fixture *fixture, const char *folder, const char *services,
                     const char *text, size_t size)
{
    static const char nscd_conf[] = "enable-cache services yes\nshared services yes\n"
                                    "enable-cache passwd no\nenable-cache group no\n"
                                    "enable-cache hosts no\nenable-cache netgroup no\n"
                                    "positive-time-to-live services 3600\n"
                                    "negative-time-to-live services 3600\n";
    static const char root[] = "root:x:0:0::/:/bin/sh\n";
    char path[PATH_MAX];
    char name[64];
    char line[64];
    path_of(fixture, folder, path);
    if (mkdir(path, 0755) != 0) {
        return false;
    }
    snprintf(line, sizeof(line), "services: %s\npasswd: files\n", services);
    snprintf(name, sizeof(name), "%s/nsswitch.conf", folder);
    bool made = write_file(fixture, name, line, strlen(line));
    snprintf(name, sizeof(name), "%s/nscd.conf", folder);
    made = made && write_file(fixture, name, nscd_conf, sizeof(nscd_conf) - 1);
    snprintf(name, sizeof(name), "%s/passwd", folder);
    made = made && write_file(fixture, name, root, sizeof(root) - 1);
    snprintf(name, sizeof(name), "%s/services", folder);
    return made && (size == 0 || write_file(fixture, name, text, size));
}

static void remove_etc(const struct bench_fixture *fixture, const char *folder)
{
    static const char *const names[] = { "/nsswitch.conf", "/nscd.conf", "/passwd", "/services",
                                         "" };
    char name[64];
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(name, sizeof(name), "%s%s", folder, names[i]);
        path_of(fixture, name, path);
        (void)remove(path);
    }
}

static bool next_hit(const struct portreg_snapshot *snapshot, uint64_t *random,
                     struct question *ret)
{
    struct portreg_row row;
    const uint32_t id = (uint32_t)(bench_random(random) % portreg_snapshot_current_count(snapshot));
    if (!portreg_snapshot_row(snapshot, id, &row) || !(row.flags & PORTREG_ROW_HAS_NUMBER) ||
        row.transport == PORTREG_TRANSPORT_NONE || row.column[PORTREG_COLUMN_NAME].size == 0 ||
        row.column[PORTREG_COLUMN_NAME].size >= sizeof(ret->name)) {
        return false;
    }
    snprintf(ret->name, sizeof(ret->name), "%s", row.column[PORTREG_COLUMN_NAME].data);
    ret->port = row.first;
    ret->transport = row.transport;
    return true;
}

/* The same name misspelt; a port that has no name. */
static bool next_miss(const struct portreg_view view, uint64_t *random, struct question *ret)
{
    ret->name[strlen(ret->name) - 1] ^= 1;
    do {
        ret->port = (uint16_t)bench_random(random);
        ret->transport = (enum portreg_transport)(1 + bench_random(random) % 2);
    } while (portreg_snapshot_cell(view.snapshot,
                                   portreg_lookup_port(view, ret->port, ret->transport),
                                   PORTREG_COLUMN_NAME)
                 .size > 0);
    return portreg_lookup_name(view, ret->name, strlen(ret->name)) == PORTREG_NONE;
}

static bool make_questions(const struct bench_fixture *fixture, struct library *library)
{
    uint64_t random = 88172645463325252u;
    const size_t room = (size_t)QUESTION_COUNT * 96;
    char *text = malloc(room);
    size_t used = 0;
    for (size_t i = 0; text && i < QUESTION_COUNT;) {
        struct question *question = &library->questions[i];
        if (next_hit(fixture->snapshot, &random, question) &&
            (bench_random(&random) % 2 == 0 || next_miss(library->view, &random, question))) {
            used += (size_t)snprintf(text + used, room - used, "%s %u %s\n", question->name,
                                     question->port, portreg_transport_name(question->transport));
            i++;
        }
    }
    const bool made = text && write_file(fixture, "questions", text, used);
    free(text);
    return made;
}

/* The machine's own /etc/services, which is netbase's on Debian. */
static bool make_netbase(const struct bench_fixture *fixture)
{
    static char text[1 << 20];
    FILE *file = fopen("/etc/services", "re");
    const size_t size = file ? fread(text, 1, sizeof(text), file) : 0;
    if (file) {
        (void)fclose(file);
    }
    return size > 0 && size < sizeof(text) && make_etc(fixture, "netbase", "files", text, size);
}

static bool make_whole(const struct bench_fixture *fixture)
{
    char *text = NULL;
    size_t size = 0;
    const bool made = portreg_format_write("services", portreg_view_now(fixture->snapshot), NULL, 0,
                                           &text, &size, NULL) == PORTREG_OK &&
                      make_etc(fixture, "whole", "files", text, size);
    free(text);
    return made;
}

static double run_library_ports(void *context)
{
    const struct library *library = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < LIBRARY_PASSES; pass++) {
        for (size_t i = 0; i < QUESTION_COUNT; i++) {
            const uint32_t row = portreg_lookup_port(library->view, library->questions[i].port,
                                                     library->questions[i].transport);
            sum +=
                row != PORTREG_NONE
                    ? portreg_snapshot_cell(library->view.snapshot, row, PORTREG_COLUMN_NAME).size
                    : 0;
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (LIBRARY_PASSES * QUESTION_COUNT);
}

static double run_library_names(void *context)
{
    const struct library *library = context;
    uint64_t sum = 0;
    const double start = bench_clock();
    for (unsigned pass = 0; pass < LIBRARY_PASSES; pass++) {
        for (size_t i = 0; i < QUESTION_COUNT; i++) {
            const char *name = library->questions[i].name;
            const uint32_t row = portreg_lookup_name(library->view, name, strlen(name));
            sum +=
                row != PORTREG_NONE
                    ? portreg_snapshot_cell(library->view.snapshot, row, PORTREG_COLUMN_NUMBER).size
                    : 0;
        }
    }
    bench_keep(&sum);
    return (bench_clock() - start) / (LIBRARY_PASSES * QUESTION_COUNT);
}

static void measure(const struct bench_fixture *fixture, const char *kind, bool has_netbase)
{
    struct setting ours = { fixture, "portreg", MODULE_QUESTIONS, kind, NULL };
    struct setting empty = { fixture, "empty", MODULE_QUESTIONS, kind, NULL };
    struct setting whole = { fixture, "whole", WHOLE_QUESTIONS, kind, NULL };
    struct setting netbase = { fixture, "netbase", NETBASE_QUESTIONS, kind, NULL };
    char what[64];
    snprintf(what, sizeof(what), "getservby%s_r, hits and misses", kind);
    struct bench_pair pair = {
        .what = what, .ours = run_setting, .ours_context = &ours, .peer = run_setting
    };
    pair.beside = "a module that returns at once";
    pair.peer_context = &empty;
    pair.rounds = 31;
    pair.reach_ratio = 1.15;
    bench_measure(&pair);
    pair.beside = "files, the whole registry";
    pair.peer_context = &whole;
    pair.rounds = 5;
    pair.reach_ratio = 1.0 / 500;
    bench_measure(&pair);
    if (has_netbase) {
        pair.beside = "files, netbase";
        pair.peer_context = &netbase;
        pair.reach_ratio = 1.0 / 25;
        bench_measure(&pair);
        /* No module can do better: where this is not far below the reach, glibc alone misses it. */
        pair.what = "  a module that returns at once";
        pair.ours_context = &empty;
        pair.reach_ratio = 0;
        bench_measure(&pair);
    } else {
        bench_skip(what, "no /etc/services to stand beside");
    }
}

static void measure_library(const struct bench_fixture *fixture, struct library *library,
                            const char *kind, bench_run run, double reach)
{
    struct setting nscd = { fixture, "whole", NSCD_QUESTIONS, kind, "nscd" };
    char what[64];
    snprintf(what, sizeof(what), "the same by %s, library alone", kind);
    struct bench_pair pair = {
        .what = what, .ours = run, .ours_context = library, .rounds = 7, .reach_seconds = reach
    };
    if (run_setting(&nscd) > 0) {
        pair.beside = "nscd, warm";
        pair.peer = run_setting;
        pair.peer_context = &nscd;
    }
    bench_measure(&pair);
}

void bench_nss(const struct bench_fixture *fixture)
{
    static const char *const folders[] = { "portreg", "empty", "whole", "netbase", "questions" };
    struct library *library = calloc(1, sizeof(*library));
    if (library) {
        library->view = portreg_view_now(fixture->snapshot);
    }
    struct setting trial = { fixture, "empty", "1", "port", NULL };
    if (!library || !make_questions(fixture, library) || !make_whole(fixture) ||
        !make_etc(fixture, "portreg", "portreg", NULL, 0) ||
        !make_etc(fixture, "empty", "empty", NULL, 0)) {
        bench_skip("name service", "its files cannot be written");
    } else if (run_setting(&trial) < 0) {
        bench_skip("name service", "there are no namespaces of mounts here");
    } else {
        const bool has_netbase = make_netbase(fixture);
        measure(fixture, "port", has_netbase);
        measure(fixture, "name", has_netbase);
        measure_library(fixture, library, "port", run_library_ports, 15e-9);
        measure_library(fixture, library, "name", run_library_names, 40e-9);
    }
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        remove_etc(fixture, folders[i]);
    }
    free(library);
}
