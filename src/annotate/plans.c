/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/plans.h"

#include <stdlib.h>

struct plans_entry {
    struct plans_entry *older;
    struct annotate_plan *plan;
    uint64_t block_end; /* behind the last block that needs it; 0: none does */
};

bool plans_push(struct plans *plans, struct annotate_plan *plan)
{
    struct plans_entry *entry = malloc(sizeof(*entry));

    if (entry == NULL) {
        annotate_plan_destroy(plan);
        return false;
    }
    *entry = (struct plans_entry){ .older = plans->newest, .plan = plan };
    plans->newest = entry;
    plans->count++;
    return true;
}

const struct annotate_plan *plans_newest(const struct plans *plans)
{
    return plans->newest != NULL ? plans->newest->plan : NULL;
}

const struct annotate_plan *plans_use(struct plans *plans, uint64_t number)
{
    plans->newest->block_end = number + 1;
    return plans->newest->plan;
}

/* Destroys an entry; returns the one behind it. */
static struct plans_entry *entry_free(struct plans *plans, struct plans_entry *entry)
{
    struct plans_entry *older = entry->older;

    annotate_plan_destroy(entry->plan);
    free(entry);
    plans->count--;
    return older;
}

void plans_drop(struct plans *plans, uint64_t number)
{
    struct plans_entry **link = plans->newest != NULL ? &plans->newest->older : NULL;

    while (link != NULL && *link != NULL && (*link)->older != NULL) {
        if ((*link)->block_end <= number) {
            *link = entry_free(plans, *link);
        } else {
            link = &(*link)->older;
        }
    }
}

void plans_free(struct plans *plans)
{
    while (plans->newest != NULL) {
        plans->newest = entry_free(plans, plans->newest);
    }
}
