/* SPDX-License-Identifier: BSD-2-Clause */
#include "audit/audit.h"
#include "host/owner.h"
#include "util/string.h"

/*
 * iproute2's ss, such as `ss -tulpn`, with or without its heading (-H), process
 * (-p) and details (-e):
 *
 *     Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
 *     tcp   LISTEN 0      128    0.0.0.0:22         0.0.0.0:*    users:(("sshd",pid=812,fd=3))
 *
 * With one transport alone (`ss -tlpn`) the first column is not there.
 */
enum { WORD_STATE = 1, WORD_LOCAL = 4 };

static bool is_state(struct portreg_string word)
{
    static const char *const states[] = { "LISTEN",   "UNCONN",     "ESTAB",      "SYN-SENT",
                                          "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
                                          "CLOSED",   "CLOSE-WAIT", "LAST-ACK",   "CLOSING",
                                          "UNKNOWN" };
    const size_t count = sizeof(states) / sizeof(states[0]);

    return string_index(word, states, count) < count;
}

static bool probe(struct portreg_string line)
{
    struct portreg_string words[2];

    if (string_split_words(line, words, 2) < 2) {
        return false;
    }
    return (string_is(words[0], "Netid") && string_is(words[1], "State")) ||
           (string_is(words[0], "State") && string_is(words[1], "Recv-Q")) || is_state(words[0]) ||
           is_state(words[1]);
}

/* Takes `("name",pid=1,fd=2)` off the text. false if there is none. */
static bool next_user(struct portreg_string *text, struct portreg_string *ret_name,
                      uint64_t *ret_pid)
{
    const char *name = string_find(*text, STRING_LITERAL("(\""));
    const char *name_end;
    const char *pid;
    struct portreg_string digits;

    if (name == NULL) {
        return false;
    }
    *text = string_from(*text, (size_t)(name - text->data) + 2);
    name_end = string_find(*text, STRING_LITERAL("\",pid="));
    if (name_end == NULL) {
        return false;
    }
    *ret_name = (struct portreg_string){ text->data, (size_t)(name_end - text->data) };
    *text = string_from(*text, ret_name->size + strlen("\",pid="));
    pid = text->data;
    while (text->size > 0 && ascii_is_digit(text->data[0])) {
        *text = string_from(*text, 1);
    }
    digits = (struct portreg_string){ pid, (size_t)(text->data - pid) };
    return string_parse_unsigned(digits, UINT32_MAX, ret_pid);
}

/* The first that is not PID 1: systemd keeps the sockets that it hands to services. */
static void read_users(struct portreg_string line, struct endpoint *endpoint)
{
    const char *users = string_find(line, STRING_LITERAL("users:("));
    struct portreg_string name;
    uint64_t pid;

    if (users == NULL) {
        return;
    }
    line = string_from(line, (size_t)(users - line.data));
    while (next_user(&line, &name, &pid)) {
        if (endpoint->pid == 0 || endpoint->pid == 1) {
            endpoint->process = name;
            endpoint->pid = (uint32_t)pid;
        }
    }
}

static void read_details(struct portreg_string line, struct endpoint *endpoint)
{
    struct portreg_string word;

    while (string_next_word(&line, &word)) {
        uint64_t uid;

        if (string_starts_folded(word, "uid:") &&
            string_parse_unsigned(string_from(word, strlen("uid:")), UINT32_MAX, &uid)) {
            endpoint->uid = (uint32_t)uid;
        } else if (string_starts_folded(word, "cgroup:")) {
            endpoint->unit = owner_unit_in(string_from(word, strlen("cgroup:")));
        }
    }
}

/* Details in lines of their own are indented. */
static void read_line(struct audit *audit, struct portreg_string line)
{
    struct portreg_string words[WORD_LOCAL + 2];
    struct endpoint endpoint = audit_endpoint();
    const size_t count = string_split_words(line, words, sizeof(words) / sizeof(words[0]));
    const size_t state = count > 0 && is_state(words[0]) ? 0 : WORD_STATE;
    bool listens;

    if (ascii_is_space(line.data[0]) || string_is(words[0], "Netid") ||
        string_is(words[0], "State")) {
        return;
    }
    if (count < state + 4 || !is_state(words[state])) {
        audit_malformed(audit,
                        "not a line of ss: transport, state, queues and address are expected");
        return;
    }
    listens = string_is(words[state], "LISTEN");
    endpoint.transport = listens ? PORTREG_TRANSPORT_TCP : PORTREG_TRANSPORT_UDP;
    if (state == WORD_STATE && !audit_parse_transport(words[0], &endpoint.transport)) {
        return;
    }
    if (listens == (endpoint.transport == PORTREG_TRANSPORT_UDP) ||
        (!listens && !string_is(words[state], "UNCONN"))) {
        return;
    }
    if (audit_read_local(audit, words[state + 3], &endpoint)) {
        read_users(line, &endpoint);
        read_details(line, &endpoint);
        audit_add(audit, &endpoint);
    }
}

const struct audit_format audit_format_ss = { .name = "ss",
                                              .summary = "ss -tulpn, of iproute2",
                                              .probe = probe,
                                              .begins_anywhere = true,
                                              .read_line = read_line };
