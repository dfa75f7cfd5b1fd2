/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/route.h"

const struct route routes_of_iana[] = {
    { .pattern = NULL },
};
