/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_ENDPOINTS_H
#define CLI_ENDPOINTS_H

#include "answer/endpoint_list.h"
#include "cli/command.h"

/* What listen and audit have in common: which endpoints are shown, and what makes them fail. */
struct endpoints_request {
    uint32_t shown;   /* bits 1 << endpoint_finding: those with one of these; 0: all */
    uint32_t failing; /* an endpoint with one of these makes the exit code 1 */
};

/* Reads --unregistered, --mismatch and --fail-on. Says what is wrong and returns false. */
bool endpoints_request_read(struct endpoints_request *ret, const struct invocation *invocation);

/*
 * Judges the endpoints by the registry, writes those that are asked for, and
 * says in a note how many fail. `ports` is NULL where they are of other hosts.
 * Returns an exit code.
 */
int endpoints_report(const struct invocation *invocation, const struct endpoints_request *request,
                     const struct endpoints *endpoints, const struct layers *layers,
                     const struct host_ports *ports);

#endif
