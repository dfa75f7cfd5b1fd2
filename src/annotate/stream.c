/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/stream.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "annotate/reader.h"
#include "annotate/turns.h"
#include "util/error.h"

#define PIPE_SIZE (1 << 20)
/* So many blocks for each thread: what is done may wait for its turn, the thread need not. */
#define BLOCKS_A_JOB 3

struct stream {
    unsigned jobs;
    struct reader reader;
    struct turns turns;
};

/* The next block of the stream; NULL at its end. */
static struct line_block *next_block(struct stream *stream)
{
    struct line_block *block = turns_take(&stream->turns);

    if (block != NULL && !reader_next(&stream->reader, block)) {
        turns_give_back(&stream->turns, block);
        return NULL;
    }
    return block;
}

/* Works until there is nothing left. `block` has been read already, or is NULL. */
static void work(struct stream *stream, struct line_block *block)
{
    while (block != NULL || (block = next_block(stream)) != NULL) {
        line_block_annotate(block);
        turns_hand_over(&stream->turns, block);
        block = NULL;
    }
}

static void *work_in_thread(void *context)
{
    work(context, NULL);
    return NULL;
}

static void run(struct stream *stream, struct line_block *first)
{
    pthread_t threads[STREAM_JOBS_MAX];
    const unsigned wanted = stream->reader.ended ? 1 : stream->jobs;
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

static enum portreg_status annotate_all(struct stream *stream, struct portreg_error *error)
{
    const struct reader *reader = &stream->reader;
    const struct turns *turns = &stream->turns;
    struct line_block *first = next_block(stream);

    if (first != NULL) {
        run(stream, first);
    }
    if (turns->status != PORTREG_OK) {
        *error = turns->error;
        return turns->status;
    }
    if (reader->status != PORTREG_OK) {
        *error = reader->error;
    }
    return reader->status;
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

static unsigned job_count(unsigned wanted)
{
    const unsigned jobs = wanted > 0 ? wanted : processor_count();

    return jobs < STREAM_JOBS_MAX ? jobs : STREAM_JOBS_MAX;
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
    struct stream stream = { .jobs = job_count(options->jobs) };
    struct portreg_error unseen;
    enum portreg_status status = check_open(in, out, error);
    int stop[2];

    if (status != PORTREG_OK) {
        return status;
    }
    if (pipe2(stop, O_CLOEXEC | O_NONBLOCK) < 0) {
        return error_set_errno(error, "", "make a pipe");
    }
    /* Larger pipes mean fewer turns; where they are none, or it is not allowed, so be it. */
    (void)fcntl(in, F_SETPIPE_SZ, PIPE_SIZE);
    (void)fcntl(out, F_SETPIPE_SZ, PIPE_SIZE);
    stream.reader = (struct reader){
        .request = request,
        .in = in,
        .stop = stop[0],
        .turns = &stream.turns,
        .block_size = options->block_size > 0 ? options->block_size : STREAM_BLOCK_SIZE,
        .line_max = options->line_max > 0 ? options->line_max : STREAM_LINE_MAX,
    };
    reader_init(&stream.reader);
    if (turns_init(&stream.turns, out, stop[1], BLOCKS_A_JOB * (size_t)stream.jobs,
                   stream.reader.block_size)) {
        status = annotate_all(&stream, error != NULL ? error : &unseen);
    } else {
        status = error_out_of_memory(error);
    }
    *counts = stream.turns.counts;
    reader_free(&stream.reader);
    turns_free(&stream.turns);
    close(stop[0]);
    close(stop[1]);
    return status;
}
