/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ANSWER_ENDPOINT_LIST_H
#define ANSWER_ENDPOINT_LIST_H

#include <portreg/query.h>
#include <portreg/status.h>

#include "answer/listing.h"
#include "answer/process_match.h"
#include "host/endpoint.h"
#include "host/ports.h"

/* What listens, and beside it what the registry says of its port. */

/* What there may be to say against an endpoint: key, and what it means. */
#define ENDPOINT_FINDING_LIST(X)                                                         \
    X(UNREGISTERED, "unregistered", "no layer names the port on this transport")         \
    X(MISMATCH, "mismatch", "the process has the name of a service of other ports")      \
    X(UNAUTHORIZED, "unauthorized", "the registry reports unauthorized use of the port") \
    X(RESERVED, "reserved", "the port is reserved")                                      \
    X(EPHEMERAL, "ephemeral", "the kernel may give the port to any socket that asks for none")

enum endpoint_finding {
#define ENDPOINT_FINDING_ENUM(name, key, text) ENDPOINT_FINDING_##name,
    ENDPOINT_FINDING_LIST(ENDPOINT_FINDING_ENUM)
#undef ENDPOINT_FINDING_ENUM
        ENDPOINT_FINDING_COUNT
};

const char *endpoint_finding_key(enum endpoint_finding finding);

/* Reads keys with commas between into bits 1 << finding. false if one is none. */
bool endpoint_findings_parse(struct portreg_string list, uint32_t *ret);

struct judged_endpoint {
    const struct endpoint *endpoint;
    const struct layer *layer; /* the first that names the port, else the base */
    uint32_t row;              /* its row; PORTREG_NONE where it has none */
    enum portreg_port_status status;
    enum process_match match;
    bool is_ephemeral; /* in the range that the kernel takes numbers from */
    bool is_withheld;  /* among those that it leaves out */
    uint32_t findings; /* bits 1 << finding */
};

/*
 * Judges an endpoint by the layers, and by the ports that its host's kernel
 * treats apart; `ports` is NULL where they are not known.
 */
void endpoint_judge(const struct endpoint *endpoint, const struct layers *layers,
                    const struct host_ports *ports, struct judged_endpoint *ret);

extern const struct listing listing_of_sockets; /* of this host */
extern const struct listing listing_of_reports; /* of others */

#endif
