/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/listen.h"
#include "cli/endpoints.h"
#include "cli/host_settings.h"
#include "cli/registry.h"
#include "cli/run.h"

/* `portreg listen`: what listens on this host, and what the registry says of it. */

static void say_gaps(const struct owner_gaps *gaps)
{
    const char *sockets = gaps->unowned == 1 ? "socket" : "sockets";

    if (gaps->unowned > 0 && gaps->unreadable > 0) {
        message_note("process, pid, unit and match are not known for %zu %s, which may belong to "
                     "%zu process%s of other users; root sees them all",
                     gaps->unowned, sockets, gaps->unreadable, gaps->unreadable == 1 ? "" : "es");
    } else if (gaps->unowned > 0) {
        message_note("process, pid, unit and match are not known for %zu %s: /proc does not show "
                     "the owner",
                     gaps->unowned, sockets);
    }
}

static int listen_with(const struct invocation *invocation, const struct endpoints_request *request,
                       const struct layers *layers)
{
    struct portreg_error error = { 0 };
    struct endpoints endpoints;
    struct owner_gaps gaps;
    struct host_ports ports;
    int code;

    endpoints_init(&endpoints);
    if (host_listen(&endpoints, HOST_SOURCE_ANY, &gaps, &error) == PORTREG_OK) {
        host_settings_read(&ports);
        say_gaps(&gaps);
        code = endpoints_report(invocation, request, &endpoints, layers, &ports);
    } else {
        code = message_error(&error);
    }
    endpoints_free(&endpoints);
    return code;
}

int listen_run(const struct invocation *invocation)
{
    struct endpoints_request request;
    struct registry registry;
    int code;

    if (!endpoints_request_read(&request, invocation) ||
        !registry_open(&registry, invocation)) {
        return EXIT_ERROR;
    }
    code = listen_with(invocation, &request, &registry.layers);
    registry_close(&registry);
    return code;
}
