/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_ANSWER_FIXTURE_H
#define TESTS_ANSWER_FIXTURE_H

#include "answer/answer.h"
#include "answer/layer.h"

/*
 * Two layers: "local" of 2020-05-01 with intranet 8443/tcp, https 443/tcp and
 * web 80/dccp, then "iana" with the small registries of 2015 and 2026.
 */
struct fixture {
    void *images[2];
    struct layers layers;
};

enum fixture_layer { FIXTURE_LOCAL, FIXTURE_IANA };

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The layer "iana" alone. */
struct layers fixture_iana(const struct fixture *fixture);

#endif
