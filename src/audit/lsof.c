/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"
#include "util/string.h"

/*
 * lsof, such as `lsof -i -nP`:
 *
 *     COMMAND PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
 *     sshd    812 root    3u  IPv4  21734      0t0  TCP *:22 (LISTEN)
 */
#define WORDS_MAX 16
#define WORDS_MIN 8 /* of a socket; SIZE/OFF may be empty */

static bool probe(struct portreg_string line)
{
    struct portreg_string words[2];

    return string_split_words(line, words, 2) == 2 && string_is(words[0], "COMMAND") &&
           string_is(words[1], "PID");
}

/*
 * Index of the word that is "TCP" or "UDP", behind "IPv4" or "IPv6"; `count` if
 * the line ends before; 0 for another kind of file.
 */
static size_t find_node(const struct portreg_string *words, size_t count,
                        enum portreg_transport *ret)
{
    bool is_internet = false;

    for (size_t i = 2; i < count; i++) {
        if (is_internet && audit_parse_transport(words[i], ret)) {
            return i;
        }
        is_internet |= string_is(words[i], "IPv4") || string_is(words[i], "IPv6");
    }
    return is_internet && count < WORDS_MIN ? count : 0;
}

/* The heading, and warnings. */
static bool is_other(struct portreg_string word)
{
    return string_is(word, "COMMAND") || string_is(word, "lsof:") || string_is(word, "Output");
}

static bool is_connected(struct portreg_string name)
{
    return string_find(name, STRING_LITERAL("->")) != NULL ||
           (name.size >= 2 && memcmp(name.data + name.size - 2, ":*", 2) == 0);
}

static void read_line(struct audit *audit, struct portreg_string line)
{
    struct portreg_string words[WORDS_MAX];
    struct endpoint endpoint = audit_endpoint();
    const size_t count = string_split_words(line, words, WORDS_MAX);
    size_t node;
    uint64_t pid;

    if (is_other(words[0])) {
        return;
    }
    if (count < 2 || !string_parse_unsigned(words[1], UINT32_MAX, &pid)) {
        audit_malformed(audit, "not a line of lsof: nine columns are expected, the second a PID");
        return;
    }
    node = find_node(words, count, &endpoint.transport);
    if (node == 0) {
        return;
    }
    if (node + 1 >= count) {
        audit_malformed(audit, "the name of the socket is missing");
        return;
    }
    if (is_connected(words[node + 1]) ||
        (endpoint.transport != PORTREG_TRANSPORT_UDP &&
         (node + 2 >= count || !string_is(words[node + 2], "(LISTEN)")))) {
        return;
    }
    if (audit_read_local(audit, words[node + 1], &endpoint)) {
        endpoint.process = words[0];
        endpoint.pid = (uint32_t)pid;
        audit_add(audit, &endpoint);
    }
}

const struct audit_format audit_format_lsof = { .name = "lsof",
                                                .summary = "lsof -i -nP",
                                                .probe = probe,
                                                .begins_anywhere = true,
                                                .read_line = read_line };
