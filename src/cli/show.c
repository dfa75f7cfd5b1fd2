/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/show.h"

#include "cli/ask.h"
#include "cli/registry.h"
#include "cli/run.h"

#define SHOW_COLUMNS "name,number,transport,status,description,remark"

/* Numbers without a row are shown only where there is no record at all. */
static int ask(void *data, const struct question *question)
{
    return ask_layers(data, question, GAPS_ALONE);
}

static void show_records(struct output *output)
{
    for (size_t i = 0; i < output->answers.count; i++) {
        if (i > 0) {
            buffer_append_char(&output->text, '\n');
        }
        show_text(output, &output->answers.items[i]);
    }
    output->answered = true;
}

static int show(struct output *output)
{
    int code;

    output->full = true;
    code = ask_each(output->invocation, ask, output);
    if (output->form == FORM_TABLE && !output->own_columns) {
        show_records(output);
    }
    return output_finish(output, code);
}

int show_run(const struct invocation *invocation)
{
    return registry_answer(invocation, SHOW_COLUMNS, show);
}
