/* SPDX-License-Identifier: BSD-2-Clause */
#include "private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "nss/module.h"
#include "snapshot/layout.h"

/*
 * The module's functions, called as glibc does. What they ask of the system is
 * counted, and the clock that tells them when to look for new files is ours.
 */
#define IANA PRIVATE_SYSTEM "/iana.portreg"
#define OFFICE PRIVATE_CONFIG "/office.portreg"
#define BUFFER_SIZE 1024
#define UNTOUCHED 0x55

static int64_t passed_seconds;
static unsigned looks;
static unsigned allocations;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_stat64(const char *path, struct stat *info);
int __wrap_stat64(const char *path, struct stat *info);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = __real_clock_gettime(clock, now);
    now->tv_sec += passed_seconds;
    return result;
}

int __wrap_stat64(const char *path, struct stat *info)
{
    looks++;
    return __real_stat64(path, info);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

/* An answer; its strings lie in `memory` until the next question. */
struct answer {
    enum nss_status status;
    int number;
    struct servent entry;
};
static char memory[BUFFER_SIZE];

static struct answer ask_name(const char *name, const char *protocol)
{
    struct answer answer = { .number = -1 };
    answer.status = _nss_portreg_getservbyname_r(name, protocol, &answer.entry, memory,
                                                 sizeof(memory), &answer.number);
    return answer;
}

static struct answer ask_port(unsigned port, const char *protocol)
{
    struct answer answer = { .number = -1 };
    answer.status = _nss_portreg_getservbyport_r(htons((uint16_t)port), protocol, &answer.entry,
                                                 memory, sizeof(memory), &answer.number);
    return answer;
}

static const char *status_text(const struct answer *answer)
{
    switch (answer->status) {
    case NSS_STATUS_NOTFOUND:
        return "not found";
    case NSS_STATUS_UNAVAIL:
        return answer->number == ENOENT ? "unavailable" : "unavailable, without a reason";
    case NSS_STATUS_TRYAGAIN:
        return answer->number == ERANGE ? "too small" : "again";
    default:
        return "?";
    }
}

/* "name port/transport alias…" as getent prints it, or the status. */
static void answer_is(struct answer answer, const char *expected)
{
    char text[BUFFER_SIZE];
    size_t used;
    if (answer.status != NSS_STATUS_SUCCESS) {
        assert_string_equal(status_text(&answer), expected);
        return;
    }
    assert_int_equal(answer.number, -1);
    used = (size_t)snprintf(text, sizeof(text), "%s %u/%s", answer.entry.s_name,
                            ntohs((uint16_t)answer.entry.s_port), answer.entry.s_proto);
    for (char **alias = answer.entry.s_aliases; *alias; alias++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", *alias);
    }
    assert_string_equal(text, expected);
}

/* Lets the next lookup look for new files. */
static void pass_time(void)
{
    passed_seconds += 2;
}

static void put(const char *path, struct buffer contents)
{
    private_put(path, contents.data, contents.size);
    pass_time();
}

static void put_small(struct shell *shell)
{
    struct buffer small = private_compile(shell, "$D/small.xml");
    put(IANA, small);
    buffer_free(&small);
}

static struct buffer compile_office(struct shell *shell, const char *lines)
{
    shell_expect(shell, 0, "printf '%s' > office", lines);
    return private_compile(shell, "--layer office --from services --date 2026-01-01 office");
}

/* Each test begins with the small registry alone. */
static int begin(void **state)
{
    if (!private_is()) {
        return 0;
    }
    shell_run(*state, "rm -rf " PRIVATE_SYSTEM " " PRIVATE_CONFIG " && mkdir " PRIVATE_SYSTEM
                      " " PRIVATE_CONFIG);
    return 0;
}

static void answers_by_name(void **state)
{
    private_need();
    put_small(*state);
    answer_is(ask_name("http", "tcp"), "http 80/tcp www www-http");
    answer_is(ask_name("http", "udp"), "http 80/udp www");
    answer_is(ask_name("http", NULL), "http 80/tcp www www-http");
    answer_is(ask_name("www-http", "tcp"), "http 80/tcp www www-http");
    answer_is(ask_name("www-http", "udp"), "not found");
    answer_is(ask_name("HTTPS", "sctp"), "https 443/sctp");
    answer_is(ask_name("auth", NULL), "ident 113/tcp auth");
    answer_is(ask_name("discard", "dccp"), "discard 9/dccp");
    answer_is(ask_name("ltp-deepspace", NULL), "ltp-deepspace 1113/dccp");
    answer_is(ask_name("http-alt", NULL), "http-alt 591/tcp"); /* the first of three */
    answer_is(ask_name("x11", NULL), "x11 6000/tcp");
    answer_is(ask_name("boe-cms", "dccp"), "boe-cms 6400/dccp");
    answer_is(ask_name("nonesuch", NULL), "not found");
    answer_is(ask_name("", "tcp"), "not found");
    answer_is(ask_name("http", "TCP"), "not found");
    answer_is(ask_name("http", ""), "not found");
    answer_is(ask_name("http", "ddp"), "not found");
}

static void answers_by_port(void **state)
{
    private_need();
    put_small(*state);
    answer_is(ask_port(80, "tcp"), "http 80/tcp www www-http");
    answer_is(ask_port(80, NULL), "http 80/tcp www www-http");
    answer_is(ask_port(512, NULL), "exec 512/tcp");
    answer_is(ask_port(512, "udp"), "biff 512/udp");
    answer_is(ask_port(1113, NULL), "ltp-deepspace 1113/dccp");
    answer_is(ask_port(6010, "tcp"), "x11 6010/tcp");
    answer_is(ask_port(6063, NULL), "x11 6063/tcp");
    answer_is(ask_port(6064, NULL), "not found");
    answer_is(ask_port(6400, "sctp"), "boe-cms 6400/sctp");
    answer_is(ask_port(0, "tcp"), "not found"); /* reserved */
    answer_is(ask_port(4, NULL), "not found");  /* unassigned */
    answer_is(ask_port(65535, NULL), "not found");
    answer_is(ask_port(80, "sctp"), "not found");
    answer_is(ask_port(80, "quic"), "not found");
}

static void port_is_in_network_order(void **state)
{
    private_need();
    put_small(*state);
    struct answer answer = ask_port(80, "tcp");
    assert_int_equal(answer.status, NSS_STATUS_SUCCESS);
    assert_int_equal(answer.entry.s_port, htons(80));
    const int ports[] = { -1, 65536, 65536 + 20480, INT32_MIN, INT32_MAX };
    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        answer.status = _nss_portreg_getservbyport_r(ports[i], "tcp", &answer.entry, memory,
                                                     BUFFER_SIZE, &answer.number);
        answer_is(answer, "not found");
    }
}

static void expect_untouched(const char *room, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        assert_int_equal(room[i], UNTOUCHED);
    }
}

/* Asks with a buffer of `size` bytes at `offset`; the answer must be whole or ERANGE. */
static bool fits(size_t offset, size_t size)
{
    _Alignas(16) char room[BUFFER_SIZE];
    struct servent entry;
    struct servent untouched;
    int number = 7;
    memset(room, UNTOUCHED, sizeof(room));
    memset(&entry, UNTOUCHED, sizeof(entry));
    memset(&untouched, UNTOUCHED, sizeof(untouched));
    enum nss_status status =
        _nss_portreg_getservbyport_r(htons(80), "tcp", &entry, room + offset, size, &number);
    expect_untouched(room, 0, offset);
    expect_untouched(room, offset + size, sizeof(room));
    if (status == NSS_STATUS_TRYAGAIN) {
        assert_int_equal(number, ERANGE);
        expect_untouched(room, 0, sizeof(room));
        assert_memory_equal(&entry, &untouched, sizeof(entry));
        return false;
    }
    assert_int_equal(status, NSS_STATUS_SUCCESS);
    assert_int_equal(number, 7);
    assert_string_equal(entry.s_name, "http");
    assert_string_equal(entry.s_aliases[0], "www");
    assert_string_equal(entry.s_aliases[1], "www-http");
    assert_null(entry.s_aliases[2]);
    assert_string_equal(entry.s_proto, "tcp");
    assert_int_equal((uintptr_t)entry.s_aliases % sizeof(char *), 0);
    return true;
}

static void every_buffer_size_works(void **state)
{
    private_need();
    put_small(*state);
    const size_t needed =
        3 * sizeof(char *) + sizeof("http") + sizeof("www") + sizeof("www-http") + sizeof("tcp");
    for (size_t offset = 0; offset <= 16; offset++) {
        const size_t padding = (sizeof(char *) - offset % sizeof(char *)) % sizeof(char *);
        for (size_t size = 0; size < 200; size++) {
            assert_int_equal(fits(offset, size), size >= padding + needed);
        }
    }
}

static void a_name_is_retried_with_more_room(void **state)
{
    private_need();
    put_small(*state);
    struct servent entry;
    unsigned tries = 0;
    for (size_t size = 0; size < sizeof(memory); size++, tries++) {
        int number = 0;
        enum nss_status status =
            _nss_portreg_getservbyname_r("www", "tcp", &entry, memory, size, &number);
        if (status == NSS_STATUS_SUCCESS) {
            break;
        }
        assert_int_equal(status, NSS_STATUS_TRYAGAIN);
        assert_int_equal(number, ERANGE);
    }
    assert_in_range(tries, 40, 60);
    assert_string_equal(entry.s_name, "http");
}

/* Collects the enumeration as getent prints it; each entry is first asked for in vain. */
static void enumerate(char *text, size_t size)
{
    size_t used = 0;
    struct answer answer = { .number = -1 };
    text[0] = '\0';
    for (;;) {
        int number = 0;
        enum nss_status status = _nss_portreg_getservent_r(&answer.entry, NULL, 0, &number);
        if (status == NSS_STATUS_NOTFOUND) {
            return;
        }
        assert_int_equal(status, NSS_STATUS_TRYAGAIN);
        assert_int_equal(number, ERANGE);
        assert_int_equal(_nss_portreg_getservent_r(&answer.entry, memory, sizeof(memory), &number),
                         NSS_STATUS_SUCCESS);
        used += (size_t)snprintf(text + used, size - used, "%s %u/%s\n", answer.entry.s_name,
                                 ntohs((uint16_t)answer.entry.s_port), answer.entry.s_proto);
        assert_true(used < size);
    }
}

static void enumerates_every_layer(void **state)
{
    private_need();
    struct shell *shell = *state;
    struct buffer office = compile_office(shell, "intranet 8086/tcp wiki\\nb 9/udp\\na 9/tcp\\n");
    struct buffer rest = compile_office(shell, "late 99/sctp\\n");
    char text[4096];
    put(OFFICE, office);
    put(PRIVATE_SYSTEM "/rest.portreg", rest);
    assert_int_equal(_nss_portreg_setservent(1), NSS_STATUS_SUCCESS);
    for (int i = 0; i < 2; i++) {
        enumerate(text, sizeof(text));
        assert_string_equal(text, "a 9/tcp\nb 9/udp\nintranet 8086/tcp\nlate 99/sctp\n");
        enumerate(text, sizeof(text));
        assert_string_equal(text, ""); /* it stays at its end */
        assert_int_equal(_nss_portreg_setservent(0), NSS_STATUS_SUCCESS);
    }
    assert_int_equal(_nss_portreg_endservent(), NSS_STATUS_SUCCESS);
    assert_int_equal(_nss_portreg_endservent(), NSS_STATUS_SUCCESS);
    enumerate(text, sizeof(text)); /* begins by itself */
    assert_true(strlen(text) > 0);
    _nss_portreg_endservent();
    buffer_free(&office);
    buffer_free(&rest);
}

/* What an enumeration began with stays its own, however often files are replaced. */
static void enumeration_keeps_its_registry(void **state)
{
    private_need();
    struct shell *shell = *state;
    struct answer answer = { .number = -1 };
    struct buffer office = compile_office(shell, "one 1/tcp\\ntwo 2/tcp\\n");
    put(IANA, office);
    assert_int_equal(_nss_portreg_setservent(0), NSS_STATUS_SUCCESS);
    answer.status = _nss_portreg_getservent_r(&answer.entry, memory, BUFFER_SIZE, &answer.number);
    answer_is(answer, "one 1/tcp");
    for (int i = 0; i < 9; i++) {
        put_small(shell);
        answer_is(ask_port(80, "udp"), "http 80/udp www");
        put(IANA, office);
        answer_is(ask_port(80, "udp"), "not found");
    }
    put_small(shell);
    answer_is(ask_port(1, "tcp"), "not found");
    answer.status = _nss_portreg_getservent_r(&answer.entry, memory, BUFFER_SIZE, &answer.number);
    answer_is(answer, "two 2/tcp");
    _nss_portreg_endservent();
    buffer_free(&office);
}

static void layers_are_asked_in_order(void **state)
{
    private_need();
    struct shell *shell = *state;
    put_small(shell);
    struct buffer office =
        compile_office(shell, "intranet 80/tcp\\nhttps 8443/tcp\\nx11 6010/udp screens\\n");
    put(OFFICE, office);
    answer_is(ask_port(80, "tcp"), "intranet 80/tcp");
    answer_is(ask_port(80, "udp"), "http 80/udp www");
    answer_is(ask_name("https", "tcp"), "https 8443/tcp");
    answer_is(ask_name("https", "udp"), "https 443/udp");
    answer_is(ask_name("http", "tcp"), "http 80/tcp www www-http");
    answer_is(ask_port(6010, NULL), "x11 6010/udp screens");
    /* Of files of one name, the administrator's counts. */
    put(PRIVATE_CONFIG "/iana.portreg", office);
    answer_is(ask_port(443, NULL), "not found");
    shell_expect(shell, 0, "rm " PRIVATE_CONFIG "/iana.portreg");
    pass_time();
    answer_is(ask_port(443, NULL), "https 443/tcp");
    buffer_free(&office);
}

static void only_snapshots_are_layers(void **state)
{
    private_need();
    struct shell *shell = *state;
    put_small(shell);
    shell_expect(shell, 0,
                 "cd " PRIVATE_SYSTEM " && cp iana.portreg iana.portreg.1-0.tmp && "
                 "mv iana.portreg .iana.portreg && mkdir x.portreg && touch y.portreg && "
                 "mkfifo z.portreg && ln -s nowhere w.portreg && echo text > v.portreg");
    pass_time();
    answer_is(ask_port(80, "tcp"), "unavailable");
    shell_expect(shell, 0, "cd " PRIVATE_SYSTEM " && ln -s .iana.portreg u.portreg");
    pass_time();
    answer_is(ask_port(80, "tcp"), "http 80/tcp www www-http");
}

static void without_files_it_is_unavailable(void **state)
{
    private_need();
    struct shell *shell = *state;
    pass_time();
    answer_is(ask_port(80, "tcp"), "unavailable");
    answer_is(ask_name("http", NULL), "unavailable");
    assert_int_equal(_nss_portreg_setservent(0), NSS_STATUS_UNAVAIL);
    struct answer answer = { .number = -1 };
    answer.status = _nss_portreg_getservent_r(&answer.entry, memory, BUFFER_SIZE, &answer.number);
    answer_is(answer, "unavailable");
    _nss_portreg_endservent();
    shell_expect(shell, 0, "rmdir " PRIVATE_SYSTEM);
    pass_time();
    answer_is(ask_port(80, "tcp"), "unavailable");
    shell_expect(shell, 0, "mkdir " PRIVATE_SYSTEM);
    put_small(shell);
    answer_is(ask_port(80, "udp"), "http 80/udp www");
    shell_expect(shell, 0, "rm " IANA);
    pass_time();
    answer_is(ask_port(80, "udp"), "unavailable");
}

/* Every byte of header and section table is under the checksum. */
static void a_damaged_header_is_refused(void **state)
{
    private_need();
    struct buffer small = private_compile(*state, "$D/small.xml");
    const size_t end =
        sizeof(struct layout_header) + LAYOUT_SECTION_COUNT * sizeof(struct layout_section);
    for (size_t i = 0; i < end; i++) {
        small.data[i] = (char)(small.data[i] ^ 1 << i % 8);
        put(IANA, small);
        answer_is(ask_port(80, "tcp"), "unavailable");
        small.data[i] = (char)(small.data[i] ^ 1 << i % 8);
    }
    put(IANA, small);
    answer_is(ask_port(80, "tcp"), "http 80/tcp www www-http");
    buffer_free(&small);
}

/* Damage elsewhere may hide an answer; it never leads out of the file. */
static void damaged_contents_do_no_harm(void **state)
{
    private_need();
    struct buffer small = private_compile(*state, "$D/small.xml");
    for (size_t i = 800; i < small.size; i += 61) {
        char kept = small.data[i];
        small.data[i] = (char)(i % 3 == 0 ? 0xFF : kept ^ (1 << i % 8));
        put(IANA, small);
        for (unsigned port = 0; port < 7000; port += 10) {
            ask_port(port, i % 2 ? "tcp" : NULL);
        }
        ask_name("http", NULL);
        ask_name("x11", "udp");
        ask_name("http-alt", "tcp");
        small.data[i] = kept;
    }
    buffer_free(&small);
}

static void a_short_file_is_refused(void **state)
{
    private_need();
    struct buffer small = private_compile(*state, "$D/small.xml");
    const size_t whole = small.size;
    const size_t sizes[] = { 0, 1, 8, 31, 32, 33, 767, 768, 4096, whole / 2, whole - 1 };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        small.size = sizes[i];
        put(IANA, small);
        answer_is(ask_port(80, "tcp"), "unavailable");
    }
    small.size = whole;
    buffer_free(&small);
}

static void a_damaged_layer_hides_no_other(void **state)
{
    private_need();
    put_small(*state);
    private_put(OFFICE, "damaged", 7);
    pass_time();
    answer_is(ask_port(80, "udp"), "http 80/udp www");
}

static void lookups_leave_errno_alone(void **state)
{
    private_need();
    put_small(*state);
    for (int i = 0; i < 3; i++) {
        struct answer answer = { 0 };
        pass_time();
        errno = 12345;
        answer.status = i == 0 ? _nss_portreg_getservbyport_r(htons(80), "tcp", &answer.entry,
                                                              memory, BUFFER_SIZE, &errno)
                        : i == 1
                            ? _nss_portreg_getservbyname_r("none", NULL, &answer.entry, memory,
                                                           BUFFER_SIZE, &errno)
                            : _nss_portreg_getservent_r(&answer.entry, memory, BUFFER_SIZE, &errno);
        assert_int_equal(errno, 12345);
    }
    _nss_portreg_endservent();
}

/* Between two looks at the disk, nothing is allocated and no file is asked for. */
static void lookups_cost_no_call(void **state)
{
    private_need();
    put_small(*state);
    ask_port(80, "tcp");
    looks = 0;
    allocations = 0;
    for (unsigned i = 0; i < 5000; i++) {
        ask_port(i, NULL);
        ask_name("http-alt", NULL);
        ask_name("nonesuch", NULL);
    }
    assert_int_equal(allocations, 0);
    assert_in_range(looks, 0, 3 * 8); /* three folders and files a second */
}

/* A second later, an unchanged file costs a few looks and stays mapped. */
static void an_unchanged_file_stays_mapped(void **state)
{
    private_need();
    struct shell *shell = *state;
    put_small(shell);
    /* What changed just now may change again unseen: it takes seconds to settle. */
    shell_expect(shell, 0, "sleep 3.1");
    pass_time();
    ask_port(80, "tcp");
    allocations = 0;
    looks = 0;
    pass_time();
    answer_is(ask_port(80, "udp"), "http 80/udp www");
    assert_int_equal(allocations, 0);
    assert_int_equal(looks, 3);
}

static unsigned mappings(const char *name)
{
    char line[PATH_MAX];
    unsigned count = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    assert_non_null(maps);
    while (fgets(line, sizeof(line), maps)) {
        count += strstr(line, name) != NULL;
    }
    (void)fclose(maps);
    return count;
}

static void replaced_files_are_unmapped(void **state)
{
    private_need();
    struct shell *shell = *state;
    struct buffer small = private_compile(shell, "$D/small.xml");
    for (int i = 0; i < 20; i++) {
        put(IANA, small);
        answer_is(ask_port(80, "udp"), "http 80/udp www");
        assert_int_equal(mappings("iana.portreg"), 1);
    }
    buffer_free(&small);
}

/* A child asks, also after a replacement, while the parent's enumeration goes on. */
static void a_forked_child_answers(void **state)
{
    private_need();
    struct shell *shell = *state;
    struct buffer office = compile_office(shell, "two 2/tcp\\n");
    int status;
    put_small(shell);
    answer_is(ask_port(80, "udp"), "http 80/udp www");
    assert_int_equal(_nss_portreg_setservent(0), NSS_STATUS_SUCCESS);
    put(IANA, office);
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        const bool two = ask_port(2, "tcp").status == NSS_STATUS_SUCCESS;
        struct answer first = { 0 };
        first.status = _nss_portreg_getservent_r(&first.entry, memory, BUFFER_SIZE, &first.number);
        _exit(two && first.status == NSS_STATUS_SUCCESS &&
                      strcmp(first.entry.s_name, "discard") == 0
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    answer_is(ask_port(2, "tcp"), "two 2/tcp");
    _nss_portreg_endservent();
    buffer_free(&office);
}

static void *ask_until(void *done)
{
    char room[BUFFER_SIZE];
    struct servent entry;
    int number = 0;
    while (!atomic_load((atomic_bool *)done)) {
        _nss_portreg_getservbyname_r("http", "tcp", &entry, room, sizeof(room), &number);
        _nss_portreg_setservent(0);
        _nss_portreg_getservent_r(&entry, room, sizeof(room), &number);
    }
    return NULL;
}

/* Whatever the threads were at when the process forked, the child asks, sees new files, ends. */
static void children_of_threads_answer(void **state)
{
    private_need();
    atomic_bool done = false;
    pthread_t threads[3];
    put_small(*state);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ask_until, &done), 0);
    }
    for (int i = 0; i < 100; i++) {
        int status;
        pid_t child = fork();
        assert_int_not_equal(child, -1);
        if (child == 0) {
            alarm(60); /* a lock that is held for ever ends the test here */
            bool fine = ask_port(80, "udp").status == NSS_STATUS_SUCCESS;
            pass_time();
            fine = fine && ask_port(443, "tcp").status == NSS_STATUS_SUCCESS;
            fine = fine && _nss_portreg_setservent(0) == NSS_STATUS_SUCCESS;
            fine = fine && mappings("iana.portreg") <= 2;
            _exit(fine ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    atomic_store(&done, true);
    for (size_t i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    _nss_portreg_endservent();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(answers_by_name, begin),
        cmocka_unit_test_setup(answers_by_port, begin),
        cmocka_unit_test_setup(port_is_in_network_order, begin),
        cmocka_unit_test_setup(every_buffer_size_works, begin),
        cmocka_unit_test_setup(a_name_is_retried_with_more_room, begin),
        cmocka_unit_test_setup(enumerates_every_layer, begin),
        cmocka_unit_test_setup(enumeration_keeps_its_registry, begin),
        cmocka_unit_test_setup(layers_are_asked_in_order, begin),
        cmocka_unit_test_setup(only_snapshots_are_layers, begin),
        cmocka_unit_test_setup(without_files_it_is_unavailable, begin),
        cmocka_unit_test_setup(a_damaged_header_is_refused, begin),
        cmocka_unit_test_setup(damaged_contents_do_no_harm, begin),
        cmocka_unit_test_setup(a_short_file_is_refused, begin),
        cmocka_unit_test_setup(a_damaged_layer_hides_no_other, begin),
        cmocka_unit_test_setup(lookups_leave_errno_alone, begin),
        cmocka_unit_test_setup(lookups_cost_no_call, begin),
        cmocka_unit_test_setup(an_unchanged_file_stays_mapped, begin),
        cmocka_unit_test_setup(replaced_files_are_unmapped, begin),
        cmocka_unit_test_setup(a_forked_child_answers, begin),
        cmocka_unit_test_setup(children_of_threads_answer, begin),
    };
    return cmocka_run_group_tests(tests, private_setup, private_teardown);
}
