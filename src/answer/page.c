/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer/page.h"

void page_bounds(uint64_t page, size_t count, size_t *ret_first, size_t *ret_end)
{
    size_t first = page > 1 ? (size_t)(page - 1) * PAGE_ROWS - 1 : 0;
    size_t end = (size_t)page * PAGE_ROWS;

    *ret_end = end < count ? end : count;
    *ret_first = first < *ret_end ? first : *ret_end;
}

void page_cut(struct answers *answers, uint64_t page)
{
    size_t first;
    size_t end;

    page_bounds(page, answers->count, &first, &end);
    if (first > 0) {
        memmove(answers->items, answers->items + first, (end - first) * sizeof(answers->items[0]));
    }
    answers->count = end - first;
}
