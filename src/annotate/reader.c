/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "annotate/plan.h"
#include "util/error.h"

void reader_init(struct reader *reader)
{
    pthread_mutex_init(&reader->lock, NULL);
    reader->plans = (struct plans){ NULL, 0 };
    reader->pending = BUFFER_INIT(SIZE_MAX);
    reader->block_count = 0;
    reader->in_long_line = false;
    reader->ended = false;
    reader->status = PORTREG_OK;
}

static void fail(struct reader *reader, enum portreg_status status)
{
    reader->status = status;
    reader->ended = true;
}

/* Waits for input, or for the end of writing. */
static bool wait_for_input(struct reader *reader)
{
    struct pollfd polled[2] = { { .fd = reader->in, .events = POLLIN },
                                { .fd = reader->stop, .events = POLLIN } };

    while (poll(polled, 2, -1) < 0) {
        if (errno != EINTR) {
            return true; /* read() will tell */
        }
    }
    return polled[1].revents == 0;
}

/* Reads what there is into the rest of the block. */
static void read_some(struct reader *reader, struct line_block *block)
{
    ssize_t size;

    if (!wait_for_input(reader)) {
        reader->ended = true;
        return;
    }
    do {
        size = read(reader->in, block->data + block->size, block->capacity - block->size);
    } while (size < 0 && errno == EINTR);
    if (size > 0) {
        block->size += (size_t)size;
    } else if (size == 0) {
        reader->ended = true;
    } else if (errno != EAGAIN) {
        fail(reader, error_set_errno(&reader->error, "standard input", "read"));
    }
}

/* Whether the stream's beginning is all there that a plan needs. */
static bool is_enough(struct reader *reader, const char *data, size_t size)
{
    struct portreg_string fields;

    if (plans_newest(&reader->plans) != NULL) {
        return true;
    }
    annotate_probe(reader->request, data, size);
    return reader->request->form != ANNOTATE_ZEEK || zeek_head_size(data, size) < size ||
           zeek_find_fields(data, size, reader->request->delimiter, &fields);
}

/* Bytes of the block up to its last line end behind `from`, 0 if there is none. */
static size_t whole_lines(const struct line_block *block, size_t from)
{
    const char *end = block->size > from
                          ? memrchr(block->data + from, '\n', block->size - from)
                          : NULL;

    return end != NULL ? (size_t)(end - block->data) + 1 : 0;
}

/* Passes a line over the limit on as far as it is there. Returns the bytes of the block. */
static size_t take_long_line(struct reader *reader, struct line_block *block, bool starts)
{
    const char *end = block->size > 0 ? memchr(block->data, '\n', block->size) : NULL;

    block->raw = end != NULL ? (size_t)(end - block->data) + 1 : block->size;
    block->raw_starts = starts;
    reader->in_long_line = end == NULL;
    return end != NULL ? whole_lines(block, 0) : block->size;
}

/* Reads until the block has whole lines, and returns how many bytes these are. */
static size_t fill(struct reader *reader, struct line_block *block)
{
    size_t lines = whole_lines(block, 0);

    while (lines == 0 || !is_enough(reader, block->data, lines)) {
        const size_t before = block->size;

        if (reader->in_long_line && block->size > 0) {
            return take_long_line(reader, block, false);
        }
        if (block->size >= reader->line_max) {
            return lines > 0 ? lines : take_long_line(reader, block, true);
        }
        if (reader->ended) {
            return block->size;
        }
        if (block->size == block->capacity && !line_block_reserve(block, 2 * block->capacity)) {
            fail(reader, error_out_of_memory(&reader->error));
            return block->size;
        }
        read_some(reader, block);
        if (whole_lines(block, before) > 0) {
            lines = whole_lines(block, before);
        }
    }
    return reader->in_long_line ? take_long_line(reader, block, false) : lines;
}

static bool is_known(const struct annotate_plan *plan, struct portreg_string fields_line)
{
    const size_t size = line_content(fields_line.data, fields_line.size);

    return size == line_content(plan->fields_line.data, plan->fields_line.size) &&
           memcmp(fields_line.data, plan->fields_line.data, size) == 0;
}

/* Takes over the plan for what follows. What was written needs none any longer. */
static enum portreg_status push_plan(struct reader *reader, struct annotate_plan *plan)
{
    plans_drop(&reader->plans, turns_written(reader->turns));
    return plans_push(&reader->plans, plan) ? PORTREG_OK
                                            : error_out_of_memory(&reader->error);
}

/*
 * Zeek's logs with other columns may follow each other. A block ends before
 * such a change; one that begins with it has the plan for it. Returns the bytes
 * that remain of the block.
 */
static size_t follow_fields(struct reader *reader, const struct line_block *block, size_t size)
{
    struct portreg_string line;
    size_t at = block->raw;

    while (zeek_find_fields(block->data + at, size - at, reader->request->delimiter, &line)) {
        const size_t start = (size_t)(line.data - block->data);
        struct annotate_plan *next;

        if (!is_known(plans_newest(&reader->plans), line)) {
            enum portreg_status status;

            if (start > 0) {
                return start;
            }
            status = annotate_plan_follow(plans_newest(&reader->plans), reader->request, line,
                                          &next, &reader->error);
            if (status == PORTREG_OK) {
                status = push_plan(reader, next);
            }
            if (status != PORTREG_OK) {
                fail(reader, status);
                return size;
            }
        }
        at = start + line.size;
    }
    return size;
}

/* The plan, by the stream's first lines, and how much of them is the header. */
static enum portreg_status start(struct reader *reader, struct line_block *first, size_t size)
{
    struct annotate_plan *plan;
    enum portreg_status status;

    annotate_probe(reader->request, first->data, size);
    status = annotate_plan_create(reader->request, first->data, size, &plan, &reader->error);
    if (status == PORTREG_OK) {
        status = push_plan(reader, plan);
    }
    if (status == PORTREG_OK && annotate_plan_has_header(plan) && first->raw == 0) {
        const char *end = memchr(first->data, '\n', size);

        first->header = end != NULL ? (size_t)(end - first->data) + 1 : size;
    }
    return status;
}

/* The next block; false at the end. Under the lock. */
static bool read_block(struct reader *reader, struct line_block *block)
{
    size_t size;

    block->size = 0;
    block->raw = 0;
    block->raw_starts = false;
    block->header = 0;
    if (!line_block_reserve(block, reader->block_size) ||
        !line_block_reserve(block, reader->pending.size)) {
        fail(reader, error_out_of_memory(&reader->error));
        return false;
    }
    if (reader->pending.size > 0) {
        memcpy(block->data, reader->pending.data, reader->pending.size);
    }
    block->size = reader->pending.size;
    buffer_clear(&reader->pending);
    size = fill(reader, block);
    if (plans_newest(&reader->plans) == NULL && size > 0) {
        const enum portreg_status status = start(reader, block, size);

        if (status != PORTREG_OK) {
            fail(reader, status);
            return false;
        }
    }
    if (reader->request->form == ANNOTATE_ZEEK) {
        size = follow_fields(reader, block, size);
    }
    buffer_append(&reader->pending, block->data + size, block->size - size);
    if (buffer_failed(&reader->pending)) {
        fail(reader, error_out_of_memory(&reader->error));
    }
    block->size = size;
    block->number = reader->block_count;
    block->plan = size > 0 ? plans_use(&reader->plans, reader->block_count) : NULL;
    reader->block_count += size > 0;
    return size > 0;
}

bool reader_next(struct reader *reader, struct line_block *block)
{
    bool got;

    pthread_mutex_lock(&reader->lock);
    got = read_block(reader, block);
    pthread_mutex_unlock(&reader->lock);
    return got;
}

void reader_free(struct reader *reader)
{
    plans_free(&reader->plans);
    buffer_free(&reader->pending);
    pthread_mutex_destroy(&reader->lock);
}
