/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "annotate/plan.h"
#include "annotate/plans.h"
#include "util/error.h"
#include "util/file.h"

#define PIPE_SIZE (1 << 20)
/* So many blocks for each thread: what is done may wait for its turn, the thread need not. */
#define BLOCKS_A_JOB 3

/* A piece of the stream, in one thread's hands at a time. */
struct block {
    struct block *next_free;
    uint64_t number; /* from 0, in the order of the stream */
    const struct annotate_plan *plan;
    char *data;
    size_t size;
    size_t capacity; /* ANNOTATE_PADDING is beyond it */
    size_t raw;      /* so many bytes at its start are of a line over the limit */
    bool raw_starts; /* that line begins here */
    size_t header;   /* bytes of the stream's header, behind those */
    struct buffer out;
    bool failed; /* memory was short */
    struct annotate_counts counts;
};

struct stream {
    struct annotate_request *request;
    struct stream_options options;
    int in;
    int out;
    int stop[2]; /* a pipe: what is written to it ends waiting for input */

    pthread_mutex_t reading; /* guards from here on */
    struct plans plans;      /* the newest is the one for what is read next */
    struct buffer pending;   /* was read, and belongs to the next block */
    uint64_t block_count;
    bool in_long_line;
    bool ended;
    enum portreg_status read_status;
    struct portreg_error read_error;

    pthread_mutex_t sharing; /* guards from here on */
    pthread_cond_t freed;
    struct block *blocks;
    size_t block_limit;   /* how many there are */
    struct block *free;   /* the one that was used last comes first: it is in the cache */
    struct block **done;  /* by number modulo their limit: waits for its turn to be written */
    uint64_t turn;        /* the block that is written next */
    bool writing;         /* a thread is at it, and takes what comes in the meantime, too */
    bool stopped;
    enum portreg_status status;
    struct portreg_error error;
    struct annotate_counts counts;
};

static bool reserve(struct block *block, size_t capacity)
{
    char *data;

    if (capacity <= block->capacity) {
        return true;
    }
    data = realloc(block->data, capacity + ANNOTATE_PADDING);
    if (data == NULL) {
        return false;
    }
    block->data = data;
    block->capacity = capacity;
    memset(data + capacity, 0, ANNOTATE_PADDING);
    return true;
}

static void block_free(struct block *block)
{
    free(block->data);
    block->data = NULL;
    block->capacity = 0;
    buffer_free(&block->out);
}

static void fail_reading(struct stream *stream, enum portreg_status status)
{
    stream->read_status = status;
    stream->ended = true;
}

/* Waits for input, or for the end of writing. */
static bool wait_for_input(struct stream *stream)
{
    struct pollfd polled[2] = { { .fd = stream->in, .events = POLLIN },
                                { .fd = stream->stop[0], .events = POLLIN } };

    while (poll(polled, 2, -1) < 0) {
        if (errno != EINTR) {
            return true; /* read() will tell */
        }
    }
    return polled[1].revents == 0;
}

/* Reads what there is into the rest of the block. */
static void read_some(struct stream *stream, struct block *block)
{
    ssize_t size;

    if (!wait_for_input(stream)) {
        stream->ended = true;
        return;
    }
    do {
        size = read(stream->in, block->data + block->size, block->capacity - block->size);
    } while (size < 0 && errno == EINTR);
    if (size > 0) {
        block->size += (size_t)size;
    } else if (size == 0) {
        stream->ended = true;
    } else if (errno != EAGAIN) {
        fail_reading(stream, error_set_errno(&stream->read_error, "standard input", "read"));
    }
}

/* Whether the stream's beginning is all there that a plan needs. */
static bool is_enough(struct stream *stream, const char *data, size_t size)
{
    struct portreg_string fields;

    if (plans_newest(&stream->plans) != NULL) {
        return true;
    }
    annotate_probe(stream->request, data, size);
    return stream->request->form != ANNOTATE_ZEEK || zeek_head_size(data, size) < size ||
           zeek_find_fields(data, size, stream->request->delimiter, &fields);
}

/* Bytes of the block up to its last line end behind `from`, 0 if there is none. */
static size_t whole_lines(const struct block *block, size_t from)
{
    const char *end = block->size > from
                          ? memrchr(block->data + from, '\n', block->size - from)
                          : NULL;

    return end != NULL ? (size_t)(end - block->data) + 1 : 0;
}

/* Passes a line over the limit on as far as it is there. Returns the bytes of the block. */
static size_t take_long_line(struct stream *stream, struct block *block, bool starts)
{
    const char *end = block->size > 0 ? memchr(block->data, '\n', block->size) : NULL;

    block->raw = end != NULL ? (size_t)(end - block->data) + 1 : block->size;
    block->raw_starts = starts;
    stream->in_long_line = end == NULL;
    return end != NULL ? whole_lines(block, 0) : block->size;
}

/* Reads until the block has whole lines, and returns how many bytes these are. */
static size_t fill(struct stream *stream, struct block *block)
{
    size_t lines = whole_lines(block, 0);

    while (lines == 0 || !is_enough(stream, block->data, lines)) {
        const size_t before = block->size;

        if (stream->in_long_line && block->size > 0) {
            return take_long_line(stream, block, false);
        }
        if (block->size >= stream->options.line_max) {
            return lines > 0 ? lines : take_long_line(stream, block, true);
        }
        if (stream->ended) {
            return block->size;
        }
        if (!reserve(block, block->size < block->capacity ? block->capacity
                                                          : 2 * block->capacity)) {
            fail_reading(stream, error_out_of_memory(&stream->read_error));
            return block->size;
        }
        read_some(stream, block);
        if (whole_lines(block, before) > 0) {
            lines = whole_lines(block, before);
        }
    }
    return stream->in_long_line ? take_long_line(stream, block, false) : lines;
}

static bool is_known(const struct annotate_plan *plan, struct portreg_string fields_line)
{
    const size_t size = line_content(fields_line.data, fields_line.size);

    return size == line_content(plan->fields_line.data, plan->fields_line.size) &&
           memcmp(fields_line.data, plan->fields_line.data, size) == 0;
}

/* Takes over the plan for what follows. What was written needs none any longer. */
static enum portreg_status push_plan(struct stream *stream, struct annotate_plan *plan)
{
    uint64_t turn;

    pthread_mutex_lock(&stream->sharing);
    turn = stream->turn;
    pthread_mutex_unlock(&stream->sharing);
    plans_drop(&stream->plans, turn);
    return plans_push(&stream->plans, plan) ? PORTREG_OK
                                            : error_out_of_memory(&stream->read_error);
}

/*
 * Zeek's logs with other columns may follow each other. A block ends before
 * such a change; one that begins with it has the plan for it. Returns the bytes
 * that remain of the block.
 */
static size_t follow_fields(struct stream *stream, const struct block *block, size_t size)
{
    struct portreg_string line;
    size_t at = block->raw;

    while (zeek_find_fields(block->data + at, size - at, stream->request->delimiter, &line)) {
        const size_t start = (size_t)(line.data - block->data);
        struct annotate_plan *next;

        if (!is_known(plans_newest(&stream->plans), line)) {
            enum portreg_status status;

            if (start > 0) {
                return start;
            }
            status = annotate_plan_follow(plans_newest(&stream->plans), stream->request, line,
                                          &next, &stream->read_error);
            if (status == PORTREG_OK) {
                status = push_plan(stream, next);
            }
            if (status != PORTREG_OK) {
                fail_reading(stream, status);
                return size;
            }
        }
        at = start + line.size;
    }
    return size;
}

/* The plan, by the stream's first lines, and how much of them is the header. */
static enum portreg_status start(struct stream *stream, struct block *first, size_t size)
{
    struct annotate_plan *plan;
    enum portreg_status status;

    annotate_probe(stream->request, first->data, size);
    status = annotate_plan_create(stream->request, first->data, size, &plan, &stream->read_error);
    if (status == PORTREG_OK) {
        status = push_plan(stream, plan);
    }
    if (status == PORTREG_OK && annotate_plan_has_header(plan) && first->raw == 0) {
        const char *end = memchr(first->data, '\n', size);

        first->header = end != NULL ? (size_t)(end - first->data) + 1 : size;
    }
    return status;
}

/* The next block; false at the end. Under the lock of reading. */
static bool read_block(struct stream *stream, struct block *block)
{
    size_t size;

    block->size = 0;
    block->raw = 0;
    block->raw_starts = false;
    block->header = 0;
    if (!reserve(block, stream->options.block_size) || !reserve(block, stream->pending.size)) {
        fail_reading(stream, error_out_of_memory(&stream->read_error));
        return false;
    }
    if (stream->pending.size > 0) {
        memcpy(block->data, stream->pending.data, stream->pending.size);
    }
    block->size = stream->pending.size;
    buffer_clear(&stream->pending);
    size = fill(stream, block);
    if (plans_newest(&stream->plans) == NULL && size > 0) {
        const enum portreg_status status = start(stream, block, size);

        if (status != PORTREG_OK) {
            fail_reading(stream, status);
            return false;
        }
    }
    if (stream->request->form == ANNOTATE_ZEEK) {
        size = follow_fields(stream, block, size);
    }
    buffer_append(&stream->pending, block->data + size, block->size - size);
    if (buffer_failed(&stream->pending)) {
        fail_reading(stream, error_out_of_memory(&stream->read_error));
    }
    block->size = size;
    block->number = stream->block_count;
    block->plan = size > 0 ? plans_use(&stream->plans, stream->block_count) : NULL;
    stream->block_count += size > 0;
    return size > 0;
}

static void annotate_block(struct block *block)
{
    const size_t start = block->raw + block->header;

    buffer_clear(&block->out);
    buffer_reserve(&block->out, block->size + block->size / 4);
    block->counts = (struct annotate_counts){ 0 };
    buffer_append(&block->out, block->data, block->raw);
    if (block->raw_starts) {
        block->counts = (struct annotate_counts){ .lines = 1, .unchanged = 1,
                                                  .first_unchanged = 1 };
    }
    if (block->header > 0) {
        annotate_header(block->plan, block->data, block->header, &block->out);
        block->counts.lines = 1;
    }
    block->failed = !annotate_lines(block->plan, block->data + start, block->size - start,
                                    &block->out, &block->counts);
}

/* Ends all threads, also one that waits for input. */
static void stop(struct stream *stream, enum portreg_status status)
{
    stream->stopped = true;
    stream->status = status;
    pthread_cond_broadcast(&stream->freed);
    /* The pipe is empty: there is room, and nothing to be done if not. */
    if (write(stream->stop[1], "", 1) < 0) {
        return;
    }
}

/* Writes a block whose turn has come; the lock is given back for as long as that takes. */
static void write_block(struct stream *stream, const struct block *block)
{
    bool written;
    int reason;

    pthread_mutex_unlock(&stream->sharing);
    written = !block->failed && file_write_all(stream->out, block->out.data, block->out.size);
    reason = errno;
    pthread_mutex_lock(&stream->sharing);
    if (block->failed) {
        stop(stream, error_out_of_memory(&stream->error));
    } else if (!written && reason == EPIPE) {
        stop(stream, PORTREG_OK);
    } else if (!written) {
        errno = reason;
        stop(stream, error_set_errno(&stream->error, "standard output", "write"));
    } else {
        annotate_counts_add(&stream->counts, &block->counts);
    }
}

/* What a long line took is given back. */
static void shrink(const struct stream *stream, struct block *block)
{
    if (block->capacity > 4 * stream->options.block_size ||
        block->out.capacity > 16 * stream->options.block_size) {
        block_free(block);
    }
}

static void give_back(struct stream *stream, struct block *block)
{
    shrink(stream, block);
    block->next_free = stream->free;
    stream->free = block;
    pthread_cond_signal(&stream->freed);
}

/*
 * Hands a block over to be written. Nobody waits for its turn: who brings the
 * block that is next writes it and all that follow it so far.
 */
static void hand_over(struct stream *stream, struct block *block)
{
    struct block **next;

    pthread_mutex_lock(&stream->sharing);
    stream->done[block->number % stream->block_limit] = block;
    while (!stream->writing && !stream->stopped &&
           *(next = &stream->done[stream->turn % stream->block_limit]) != NULL) {
        struct block *const written = *next;

        stream->writing = true;
        write_block(stream, written);
        stream->writing = false;
        *next = NULL;
        stream->turn++;
        give_back(stream, written);
    }
    pthread_mutex_unlock(&stream->sharing);
}

/* A block to read into, as soon as there is one; NULL if there is an end to it. */
static struct block *take_free(struct stream *stream)
{
    struct block *block;

    pthread_mutex_lock(&stream->sharing);
    while (stream->free == NULL && !stream->stopped) {
        pthread_cond_wait(&stream->freed, &stream->sharing);
    }
    block = stream->stopped ? NULL : stream->free;
    if (block != NULL) {
        stream->free = block->next_free;
    }
    pthread_mutex_unlock(&stream->sharing);
    return block;
}

/* The next block of the stream; NULL at its end. */
static struct block *next_block(struct stream *stream)
{
    struct block *block = take_free(stream);
    bool got;

    if (block == NULL) {
        return NULL;
    }
    pthread_mutex_lock(&stream->reading);
    got = read_block(stream, block);
    pthread_mutex_unlock(&stream->reading);
    if (!got) {
        pthread_mutex_lock(&stream->sharing);
        give_back(stream, block);
        pthread_mutex_unlock(&stream->sharing);
        return NULL;
    }
    return block;
}

/* Works until there is nothing left. `block` has been read already, or is NULL. */
static void work(struct stream *stream, struct block *block)
{
    while (block != NULL || (block = next_block(stream)) != NULL) {
        annotate_block(block);
        hand_over(stream, block);
        block = NULL;
    }
}

static void *work_in_thread(void *context)
{
    work(context, NULL);
    return NULL;
}

static unsigned processor_count(void)
{
    cpu_set_t set;
    const long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (sched_getaffinity(0, sizeof(set), &set) == 0) {
        return (unsigned)CPU_COUNT(&set);
    }
    return online > 0 ? (unsigned)online : 1;
}

static void run(struct stream *stream, struct block *first)
{
    pthread_t threads[STREAM_JOBS_MAX];
    const unsigned wanted = stream->ended ? 1 : stream->options.jobs;
    unsigned count = 0;

    while (count + 1 < wanted &&
           pthread_create(&threads[count], NULL, work_in_thread, stream) == 0) {
        count++;
    }
    work(stream, first);
    while (count > 0) {
        pthread_join(threads[--count], NULL);
    }
}

static bool make_blocks(struct stream *stream)
{
    stream->block_limit = BLOCKS_A_JOB * (size_t)stream->options.jobs;
    stream->blocks = calloc(stream->block_limit, sizeof(*stream->blocks));
    stream->done = calloc(stream->block_limit, sizeof(struct block *));
    if (stream->blocks == NULL || stream->done == NULL) {
        return false;
    }
    for (size_t i = 0; i < stream->block_limit; i++) {
        stream->blocks[i].out = BUFFER_INIT(SIZE_MAX);
        stream->blocks[i].next_free = stream->free;
        stream->free = &stream->blocks[i];
    }
    return true;
}

static enum portreg_status annotate_all(struct stream *stream, struct portreg_error *error)
{
    struct block *first;

    if (!make_blocks(stream)) {
        return error_out_of_memory(error);
    }
    first = next_block(stream);
    if (first != NULL) {
        run(stream, first);
    }
    if (stream->status != PORTREG_OK) {
        *error = stream->error;
        return stream->status;
    }
    if (stream->read_status != PORTREG_OK) {
        *error = stream->read_error;
    }
    return stream->read_status;
}

static void stream_free(struct stream *stream)
{
    plans_free(&stream->plans);
    for (size_t i = 0; stream->blocks != NULL && i < stream->block_limit; i++) {
        block_free(&stream->blocks[i]);
    }
    free(stream->blocks);
    free(stream->done);
    buffer_free(&stream->pending);
    pthread_mutex_destroy(&stream->reading);
    pthread_mutex_destroy(&stream->sharing);
    pthread_cond_destroy(&stream->freed);
    close(stream->stop[0]);
    close(stream->stop[1]);
}

/* A descriptor that was closed must not become one of the stream's own. */
static enum portreg_status check_open(int in, int out, struct portreg_error *error)
{
    if (fcntl(in, F_GETFD) < 0) {
        return error_set_errno(error, "standard input", "read");
    }
    if (fcntl(out, F_GETFD) < 0) {
        return error_set_errno(error, "standard output", "write");
    }
    return PORTREG_OK;
}

enum portreg_status stream_annotate(struct annotate_request *request, int in, int out,
                                    const struct stream_options *options,
                                    struct annotate_counts *counts, struct portreg_error *error)
{
    struct stream stream = { .request = request, .options = *options, .in = in, .out = out };
    struct portreg_error unseen;
    enum portreg_status status = check_open(in, out, error);

    if (status != PORTREG_OK) {
        return status;
    }
    if (stream.options.jobs == 0) {
        stream.options.jobs = processor_count();
    }
    if (stream.options.jobs > STREAM_JOBS_MAX) {
        stream.options.jobs = STREAM_JOBS_MAX;
    }
    stream.options.block_size = options->block_size > 0 ? options->block_size : STREAM_BLOCK_SIZE;
    stream.options.line_max = options->line_max > 0 ? options->line_max : STREAM_LINE_MAX;
    stream.pending = BUFFER_INIT(SIZE_MAX);
    if (pipe2(stream.stop, O_CLOEXEC | O_NONBLOCK) < 0) {
        return error_set_errno(error, "", "make a pipe");
    }
    /* Larger pipes mean fewer turns; where they are none, or it is not allowed, so be it. */
    (void)fcntl(in, F_SETPIPE_SZ, PIPE_SIZE);
    (void)fcntl(out, F_SETPIPE_SZ, PIPE_SIZE);
    pthread_mutex_init(&stream.reading, NULL);
    pthread_mutex_init(&stream.sharing, NULL);
    pthread_cond_init(&stream.freed, NULL);
    status = annotate_all(&stream, error != NULL ? error : &unseen);
    *counts = stream.counts;
    stream_free(&stream);
    return status;
}
