/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/pages.h"
#include "serve/route.h"

#define AS_OF { "as_of", ROUTE_DATE, "the registry as of YYYY, YYYY-MM or YYYY-MM-DD", false }
#define SORT { "sort", ROUTE_TEXT, "a column's key, -KEY from the end", false }
#define PAGE { "page", ROUTE_INTEGER, "a page of a hundred rows, from 1 on", false }
#define MEDIA_THING                                                                              \
    (MEDIA_BIT(HTML) | MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV) | MEDIA_BIT(XML) |   \
     MEDIA_BIT(TEXT))

#define RECORD_ROUTE(transport)                                                                  \
    { .pattern = "/" transport "/{port}",                                                        \
      .methods = METHODS_READ,                                                                   \
      .media = MEDIA_THING,                                                                      \
      .answer = page_answer_record,                                                              \
      .name = transport "Page",                                                                  \
      .summary = "the record of a port on " transport,                                           \
      .captures = { { "port", ROUTE_PORT, "a port number", true } },                             \
      .parameters = { AS_OF } }

const struct route routes_of_pages[] = {
    { .pattern = "/",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML) | MEDIA_BIT(JSON) | MEDIA_BIT(NDJSON) | MEDIA_BIT(CSV),
      .answer = page_answer_search,
      .name = "searchPage",
      .summary = "search for a port, a name, text or terms",
      .parameters = { { "q", ROUTE_TEXT, "what to search for", false }, SORT, PAGE, AS_OF } },
    RECORD_ROUTE("tcp"),
    RECORD_ROUTE("udp"),
    RECORD_ROUTE("sctp"),
    RECORD_ROUTE("dccp"),
    { .pattern = "/port/{port}",
      .methods = METHODS_READ,
      .media = MEDIA_THING,
      .answer = page_answer_port,
      .name = "portPage",
      .summary = "a port on every transport",
      .captures = { { "port", ROUTE_PORT, "a port number", true } },
      .parameters = { AS_OF } },
    { .pattern = "/range/{range}",
      .methods = METHODS_READ,
      .media = MEDIA_THING,
      .answer = page_answer_range,
      .name = "rangePage",
      .summary = "the ports of a range",
      .captures = { { "range", ROUTE_RANGE, "FIRST-LAST", true } },
      .parameters = { SORT, PAGE, AS_OF } },
    { .pattern = "/service/{name}",
      .methods = METHODS_READ,
      .media = MEDIA_THING,
      .flags = ROUTE_NAME,
      .answer = page_answer_service,
      .name = "servicePage",
      .summary = "what is registered under a name",
      .captures = { { "name", ROUTE_TEXT, "a service name", true } },
      .parameters = { AS_OF } },
    { .pattern = "/contact/{id}",
      .methods = METHODS_READ,
      .media = MEDIA_THING,
      .answer = page_answer_contact,
      .name = "contactPage",
      .summary = "a contact and the rows that name it",
      .captures = { { "id", ROUTE_TEXT, "a contact's id", true } },
      .parameters = { SORT, PAGE, AS_OF } },
    { .pattern = "/rfc/{number}",
      .methods = METHODS_READ,
      .media = MEDIA_THING,
      .answer = page_answer_rfc,
      .name = "rfcPage",
      .summary = "the rows that cite an RFC",
      .captures = { { "number", ROUTE_INTEGER, "an RFC's number", true } },
      .parameters = { SORT, PAGE, AS_OF } },
    { .pattern = NULL },
};
