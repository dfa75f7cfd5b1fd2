/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/api/api.h"

#define AS_OF { "as_of", ROUTE_DATE, "answer as of YYYY, YYYY-MM or YYYY-MM-DD", false }
#define MEDIA_RECORDS (MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV))

const struct route routes_of_api[] = {
    { .pattern = "/v1/ports/{port}",
      .methods = METHODS_READ,
      .media = MEDIA_RECORDS,
      .flags = ROUTE_API,
      .answer = api_answer_ports,
      .name = "lookupPort",
      .summary = "every name on a port or range, and its status where there is no row",
      .captures = { { "port", ROUTE_RANGE, "a port number or a range of them", true } },
      .parameters = { AS_OF } },
    { .pattern = "/v1/ports/{port}/{transport}",
      .methods = METHODS_READ,
      .media = MEDIA_RECORDS,
      .flags = ROUTE_API,
      .answer = api_answer_ports,
      .name = "lookupPortTransport",
      .summary = "the same on one transport",
      .captures = { { "port", ROUTE_RANGE, "a port number or a range of them", true },
                    { "transport", ROUTE_TRANSPORT, "tcp, udp, sctp or dccp", true } },
      .parameters = { AS_OF } },
    { .pattern = NULL },
};
