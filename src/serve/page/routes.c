/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/pages.h"
#include "serve/route.h"

#define AS_OF { "as_of", ROUTE_DATE, "the registry as of YYYY, YYYY-MM or YYYY-MM-DD", false }
#define SORT { "sort", ROUTE_TEXT, "a column's key, -KEY from the end", false }
#define PAGE { "page", ROUTE_INTEGER, "a page of a hundred rows, from 1 on", false }

const struct route routes_of_pages[] = {
    { .pattern = "/",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML),
      .answer = page_answer_search,
      .name = "searchPage",
      .summary = "search for a port, a name, text or terms",
      .parameters = { { "q", ROUTE_TEXT, "what to search for", false }, SORT, PAGE, AS_OF } },
    { .pattern = NULL },
};
