/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/ask.h"
#include "cli/registry.h"
#include "cli/run.h"

#define LOOKUP_COLUMNS "name,number,transport,status,description,remark"

static int ask(void *data, const struct question *question)
{
    return ask_layers(data, question, GAPS_ALWAYS);
}

static int look_up(struct output *output)
{
    return output_finish(output, ask_each(output->invocation, ask, output));
}

int lookup_run(const struct invocation *invocation)
{
    return registry_answer(invocation, LOOKUP_COLUMNS, look_up);
}
