/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/registry.h"
#include "cli/run.h"

#define LIST_COLUMNS "name,number,transport,status,description"

static int list_rows(struct output *output)
{
    const char *sort = invocation_value(output->invocation, "sort");

    for (size_t i = 0; i < output->layers->count; i++) {
        answers_add_layer(&output->answers, &output->layers->items[i]);
    }
    if (sort != NULL && !output_sort(output, sort)) {
        return output_abandon(output);
    }
    return output_finish(output, output->answers.count > 0 ? EXIT_FOUND : EXIT_NOTHING);
}

int list_run(const struct invocation *invocation)
{
    return registry_answer(invocation, LIST_COLUMNS, list_rows);
}
