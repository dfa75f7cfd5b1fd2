/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_CLI_SMALL_H
#define TESTS_CLI_SMALL_H

#include "shell.h"

/*
 * A shell in whose folder small.portreg is the registry of tests/data/small.xml
 * with an older version, and other.portreg a layer "office" over services(5).
 */
static inline int small_setup(void **state)
{
    int failed = shell_setup(state);

    if (failed == 0) {
        shell_expect(*state, 0,
                     "portreg compile $D/small-2015.xml $D/small.xml -o small.portreg &&"
                     "printf 'intranet 8086/tcp\\nhttps 8443/tcp\\n' > office &&"
                     "portreg compile --layer office --from services --date 2026-01-01 office "
                     "-o other.portreg");
        setenv("PORTREG_REGISTRY", "small.portreg", 1);
        setenv("COLUMNS", "100", 1);
    }
    return failed;
}

#endif
