/* SPDX-License-Identifier: BSD-2-Clause */
#include "annotate/turns.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file.h"

bool turns_init(struct turns *turns, int out, int stop, size_t block_limit, size_t block_size)
{
    *turns = (struct turns){ .out = out,
                             .stop = stop,
                             .block_size = block_size,
                             .block_limit = block_limit };
    pthread_mutex_init(&turns->lock, NULL);
    pthread_cond_init(&turns->freed, NULL);
    turns->blocks = calloc(block_limit, sizeof(*turns->blocks));
    turns->done = calloc(block_limit, sizeof(struct line_block *));
    if (turns->blocks == NULL || turns->done == NULL) {
        return false;
    }
    for (size_t i = 0; i < block_limit; i++) {
        turns->blocks[i].out = BUFFER_INIT(SIZE_MAX);
        turns->blocks[i].next_free = turns->free;
        turns->free = &turns->blocks[i];
    }
    return true;
}

struct line_block *turns_take(struct turns *turns)
{
    struct line_block *block;

    pthread_mutex_lock(&turns->lock);
    while (turns->free == NULL && !turns->stopped) {
        pthread_cond_wait(&turns->freed, &turns->lock);
    }
    block = turns->stopped ? NULL : turns->free;
    if (block != NULL) {
        turns->free = block->next_free;
    }
    pthread_mutex_unlock(&turns->lock);
    return block;
}

/* Ends all threads, also one that waits for input. Under the lock. */
static void stop(struct turns *turns, enum portreg_status status)
{
    turns->stopped = true;
    turns->status = status;
    pthread_cond_broadcast(&turns->freed);
    /* The pipe is empty: there is room, and nothing to be done if not. */
    if (write(turns->stop, "", 1) < 0) {
        return;
    }
}

/* Writes a block whose turn has come; the lock is given back for as long as that takes. */
static void write_block(struct turns *turns, const struct line_block *block)
{
    bool written;
    int reason;

    pthread_mutex_unlock(&turns->lock);
    written = !block->failed && file_write_all(turns->out, block->out.data, block->out.size);
    reason = errno;
    pthread_mutex_lock(&turns->lock);
    if (block->failed) {
        stop(turns, error_out_of_memory(&turns->error));
    } else if (!written && reason == EPIPE) {
        stop(turns, PORTREG_OK);
    } else if (!written) {
        errno = reason;
        stop(turns, error_set_errno(&turns->error, "standard output", "write"));
    } else {
        annotate_counts_add(&turns->counts, &block->counts);
    }
}

/* What a long line took is given back. */
static void shrink(const struct turns *turns, struct line_block *block)
{
    if (block->capacity > 4 * turns->block_size || block->out.capacity > 16 * turns->block_size) {
        line_block_free(block);
    }
}

/* Under the lock. */
static void put_free(struct turns *turns, struct line_block *block)
{
    shrink(turns, block);
    block->next_free = turns->free;
    turns->free = block;
    pthread_cond_signal(&turns->freed);
}

void turns_give_back(struct turns *turns, struct line_block *block)
{
    pthread_mutex_lock(&turns->lock);
    put_free(turns, block);
    pthread_mutex_unlock(&turns->lock);
}

void turns_hand_over(struct turns *turns, struct line_block *block)
{
    struct line_block **next;

    pthread_mutex_lock(&turns->lock);
    turns->done[block->number % turns->block_limit] = block;
    while (!turns->writing && !turns->stopped &&
           *(next = &turns->done[turns->turn % turns->block_limit]) != NULL) {
        struct line_block *const written = *next;

        turns->writing = true;
        write_block(turns, written);
        turns->writing = false;
        *next = NULL;
        turns->turn++;
        put_free(turns, written);
    }
    pthread_mutex_unlock(&turns->lock);
}

uint64_t turns_written(struct turns *turns)
{
    uint64_t turn;

    pthread_mutex_lock(&turns->lock);
    turn = turns->turn;
    pthread_mutex_unlock(&turns->lock);
    return turn;
}

void turns_free(struct turns *turns)
{
    for (size_t i = 0; turns->blocks != NULL && i < turns->block_limit; i++) {
        line_block_free(&turns->blocks[i]);
    }
    free(turns->blocks);
    free(turns->done);
    pthread_mutex_destroy(&turns->lock);
    pthread_cond_destroy(&turns->freed);
}
