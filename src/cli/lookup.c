/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/ask.h"
#include "cli/registry.h"
#include "cli/run.h"

#define LOOKUP_COLUMNS "name,number,transport,status,description,remark"

static int ask(void *data, const struct question *question)
{
    return ask_layers(data, question, GAPS_ALWAYS);
}

int lookup_run(const struct invocation *invocation)
{
    struct registry registry;
    struct output output;
    int code = EXIT_ERROR;

    if (!registry_open(&registry, invocation, PORTREG_OPEN_QUICK)) {
        return EXIT_ERROR;
    }
    if (output_open(&output, invocation, &registry.layers, LOOKUP_COLUMNS)) {
        code = ask_each(invocation, ask, &output);
        code = output_finish(&output, code);
    }
    registry_close(&registry);
    return code;
}
