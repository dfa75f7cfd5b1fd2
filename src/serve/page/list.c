/* SPDX-License-Identifier: BSD-2-Clause */
#include <microhttpd.h>
#include <stdio.h>

#include "answer/sort.h"
#include "serve/page/layout.h"
#include "serve/page/table.h"
#include "util/string.h"

#define PAGE_DIGITS 24

static bool read_sort(const struct request *request, struct reply *reply, struct answers *answers,
                      char sort[LIST_SORT_SIZE])
{
    struct portreg_string by = request_parameter(request, "sort");
    struct portreg_error error = { .status = PORTREG_OK };
    size_t size = by.size < LIST_SORT_SIZE ? by.size : LIST_SORT_SIZE - 1;

    memcpy(sort, by.data, size);
    sort[size] = '\0';
    if (size > 0 && answers_sort(answers, sort, &error) != PORTREG_OK) {
        reply_error(request, reply, &error);
        return false;
    }
    return true;
}

static bool read_page(const struct request *request, struct reply *reply, size_t count,
                      uint64_t *ret)
{
    struct portreg_string text = request_parameter(request, "page");
    uint64_t pages = count == 0 ? 1 : (count - 1) / TABLE_ROWS + 1;

    *ret = 1;
    if (text.size == 0) {
        return true;
    }
    if (!string_parse_unsigned(text, UINT32_MAX, ret) || *ret == 0) {
        reply_problem(request, reply, MHD_HTTP_BAD_REQUEST, "Bad page",
                      "page takes a number from 1 on, not '%.*s'", (int)text.size, text.data);
        return false;
    }
    if (*ret > pages) {
        reply_problem(request, reply, MHD_HTTP_NOT_FOUND, "No such page",
                      "the last page is %llu", (unsigned long long)pages);
        return false;
    }
    return true;
}

bool list_open(const struct request *request, struct reply *reply, struct answers *answers,
               char sort[LIST_SORT_SIZE], struct list *ret)
{
    *ret = (struct list){ .answers = answers, .sort = sort };
    if (answers->failed) {
        reply_error(request, reply, &(struct portreg_error){ .status = PORTREG_OUT_OF_MEMORY });
        return false;
    }
    if (!read_sort(request, reply, answers, sort) ||
        !read_page(request, reply, answers->count, &ret->page)) {
        return false;
    }
    ret->first = (size_t)(ret->page - 1) * TABLE_ROWS;
    ret->end = ret->first + TABLE_ROWS < answers->count ? ret->first + TABLE_ROWS : answers->count;
    return true;
}

static void append_page_link(const struct request *request, struct buffer *out, uint64_t page,
                             const char *relation, const char *text)
{
    char digits[PAGE_DIGITS];
    struct page_parameter change = { "page", page > 1 ? digits : NULL };

    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)page);
    buffer_append_text(out, "<a href=\"");
    page_append_here(request, out, &change, 1);
    buffer_printf(out, "\"%s>%s</a>", relation, text != NULL ? text : digits);
}

/* 1 … 4 5 6 … 17, with "Previous" and "Next" around. */
static void append_pages(const struct request *request, struct buffer *out,
                         const struct list *list)
{
    uint64_t pages = (list->answers->count - 1) / TABLE_ROWS + 1;
    bool gap = false;

    if (pages == 1) {
        return;
    }
    buffer_append_text(out, "<nav class=\"pages\" aria-label=\"Pages\">");
    if (list->page > 1) {
        append_page_link(request, out, list->page - 1, " rel=\"prev\"", "Previous");
    }
    for (uint64_t i = 1; i <= pages; i++) {
        bool near = i + 2 >= list->page && i <= list->page + 2;

        if (i == 1 || i == pages || near) {
            append_page_link(request, out, i, i == list->page ? " aria-current=\"page\"" : "",
                             NULL);
            gap = false;
        } else if (!gap) {
            buffer_append_text(out, "<span>…</span>");
            gap = true;
        }
    }
    if (list->page < pages) {
        append_page_link(request, out, list->page + 1, " rel=\"next\"", "Next");
    }
    buffer_append_text(out, "</nav>\n");
}

void list_append_count(struct buffer *out, const struct list *list)
{
    size_t count = list->answers->count;

    buffer_append_text(out, "<p id=\"count\" role=\"status\">");
    buffer_append_grouped(out, count);
    buffer_append_text(out, count == 1 ? " row" : " rows");
    if (count > TABLE_ROWS) {
        buffer_printf(out, ", %zu to %zu shown", list->first + 1, list->end);
    }
    buffer_append_text(out, "</p>\n");
}

void list_append(const struct request *request, struct buffer *out, const struct list *list,
                 const char *caption)
{
    const struct table table = { caption, list->sort };

    if (list->answers->count > 0) {
        table_append(request, out, &table, list->answers, list->first, list->end);
        append_pages(request, out, list);
    }
}
