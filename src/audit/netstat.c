/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"
#include "util/string.h"

/*
 * netstat of net-tools, such as `netstat -tulpn`, also with -e:
 *
 *     Proto Recv-Q Send-Q Local Address   Foreign Address   State    PID/Program name
 *     tcp        0      0 0.0.0.0:22      0.0.0.0:*         LISTEN   812/sshd
 *     udp6       0      0 :::5353         :::*                       601/avahi-daemon
 */
#define WORDS_MAX 12
enum { WORD_LOCAL = 3, WORD_FOREIGN = 4, WORD_STATE = 5 };

static bool probe(struct portreg_string line)
{
    struct portreg_string words[4];
    enum portreg_transport transport;
    uint64_t queue;
    size_t count = string_split_words(line, words, 4);

    return (count >= 2 && string_is(words[0], "Active") && string_is(words[1], "Internet")) ||
           (count >= 2 && string_is(words[0], "Proto") && string_is(words[1], "Recv-Q")) ||
           (count == 4 && audit_parse_transport(words[0], &transport) &&
            string_parse_unsigned(words[1], UINT64_MAX, &queue) &&
            string_parse_unsigned(words[2], UINT64_MAX, &queue));
}

/* Headings, what it says to all but root, and the sections of other kinds of sockets. */
static bool is_other(struct portreg_string word)
{
    static const char *const others[] = { "Active", "Proto", "(Not",    "will",
                                          "unix",   "raw",   "raw6",    "udplite" };
    const size_t count = sizeof(others) / sizeof(others[0]);

    return string_index(word, others, count) < count;
}

/* "812/sshd:"; the program is cut by netstat, and may go on in other words. */
static void read_program(struct portreg_string word, struct endpoint *endpoint)
{
    const char *slash = word.size > 0 ? memchr(word.data, '/', word.size) : NULL;
    const size_t digits = slash != NULL ? (size_t)(slash - word.data) : 0;
    uint64_t pid;

    if (string_parse_unsigned((struct portreg_string){ word.data, digits }, UINT32_MAX, &pid)) {
        endpoint->pid = (uint32_t)pid;
        endpoint->process = string_from(word, digits + 1);
        if (endpoint->process.size > 0 &&
            endpoint->process.data[endpoint->process.size - 1] == ':') {
            endpoint->process.size--;
        }
    }
}

static void read_rest(const struct portreg_string *words, size_t count, struct endpoint *endpoint)
{
    uint64_t uid;
    uint64_t inode;

    /* With -e: the user by number or name, and the inode. */
    if (count >= 2 && string_parse_unsigned(words[1], UINT64_MAX, &inode)) {
        if (string_parse_unsigned(words[0], UINT32_MAX, &uid)) {
            endpoint->uid = (uint32_t)uid;
        }
        words += 2;
        count -= 2;
    }
    if (count > 0) {
        read_program(words[0], endpoint);
    }
}

static void read_line(struct audit *audit, struct portreg_string line)
{
    struct portreg_string words[WORDS_MAX];
    struct endpoint endpoint = audit_endpoint();
    const size_t count = string_split_words(line, words, WORDS_MAX);
    size_t rest = WORD_STATE;

    if (is_other(words[0])) {
        return;
    }
    if (count <= WORD_FOREIGN || !audit_parse_transport(words[0], &endpoint.transport)) {
        audit_malformed(audit,
                        "not a line of netstat: transport, queues and addresses are expected");
        return;
    }
    if (endpoint.transport != PORTREG_TRANSPORT_UDP) {
        if (count <= WORD_STATE || !string_is(words[WORD_STATE], "LISTEN")) {
            return;
        }
        rest = WORD_STATE + 1;
    } else if (words[WORD_FOREIGN].data[words[WORD_FOREIGN].size - 1] != '*') {
        return;
    }
    if (audit_read_local(audit, words[WORD_LOCAL], &endpoint)) {
        read_rest(words + rest, count - rest, &endpoint);
        audit_add(audit, &endpoint);
    }
}

const struct audit_format audit_format_netstat = { .name = "netstat",
                                                   .summary = "netstat -tulpn, of net-tools",
                                                   .probe = probe,
                                                   .begins_anywhere = true,
                                                   .read_line = read_line };
