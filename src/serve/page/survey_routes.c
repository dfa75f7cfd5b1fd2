/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/page/survey.h"

#define LAYER { "layer", ROUTE_TEXT, "a layer's name; the base if it is not given", false }
#define AS_OF { "as_of", ROUTE_DATE, "the registry as of YYYY, YYYY-MM or YYYY-MM-DD", false }

const struct route routes_of_surveys[] = {
    { .pattern = "/changes",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML) | MEDIA_BIT(JSON) | MEDIA_BIT(ATOM),
      .answer = page_answer_changes,
      .name = "changesPage",
      .summary = "the versions and what each changed; two dates compared",
      .parameters = { LAYER,
                      AS_OF,
                      { "year", ROUTE_INTEGER, "the versions of that year", false },
                      { "from", ROUTE_DATE, "compare from the version of this date", false },
                      { "to", ROUTE_DATE, "up to the version of this date", false } } },
    { .pattern = "/changes/{date}",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML) | MEDIA_BIT(JSON),
      .answer = page_answer_version,
      .name = "versionPage",
      .summary = "what a version changed, or all versions of a month or year",
      .captures = { { "date", ROUTE_DATE, "a version's date, a month or a year", true } },
      .parameters = { LAYER, AS_OF } },
    { .pattern = "/growth",
      .methods = METHODS_READ,
      .media = MEDIA_BIT(HTML) | MEDIA_BIT(JSON),
      .answer = page_answer_growth,
      .name = "growthPage",
      .summary = "the size of the registry at each version, and registrations by year",
      .parameters = { LAYER, AS_OF } },
    { .pattern = NULL },
};
