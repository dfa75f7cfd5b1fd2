/* SPDX-License-Identifier: BSD-2-Clause */
#include "nss/mapped.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "nss/disk.h"

/*
 * Layers lie in one of a few slots. A reader counts itself in at the current
 * slot and then looks whether it still is the current one; who replaces the
 * layers makes another slot current first and then looks for readers. So either
 * the reader sees that it came too late, or it is seen. Slots are never freed:
 * to count oneself in and out of one that is no longer current is harmless. All
 * four operations are sequentially consistent, which this needs.
 */
#define SLOTS 4
/* Readers of different threads count in different cache lines. */
#define SHARDS 16
#define CACHE_LINE 64
#define STACK_BITS 16 /* stacks are at least so far apart */
#define SECOND INT64_C(1000000000)

struct shard {
    _Alignas(CACHE_LINE) atomic_uint readers;
};

struct slot {
    struct mapped layers;
    unsigned pins;
    bool filled;
    struct shard shards[SHARDS];
};

static struct slot slots[SLOTS];
static _Atomic(struct slot *) current;
static _Atomic int64_t look_due; /* nanoseconds of CLOCK_MONOTONIC_COARSE */

/* All below is under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct disk disk;
static bool forks_are_watched;

/* Read from the vDSO, without a system call. */
static int64_t clock_now(void)
{
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

/* Threads have stacks of their own, far apart. A wrong guess costs time, nothing else. */
static unsigned shard_of_thread(void)
{
    const char here = 0;
    return (unsigned)(((uint64_t)(uintptr_t)&here >> STACK_BITS) * UINT64_C(0x9E3779B97F4A7C15) >>
                      60) %
           SHARDS;
}

static bool is_read(const struct slot *slot)
{
    for (unsigned i = 0; i < SHARDS; i++) {
        if (atomic_load(&slot->shards[i].readers) != 0) {
            return true;
        }
    }
    return slot->pins > 0;
}

static void empty(struct slot *slot)
{
    for (unsigned i = 0; i < slot->layers.count; i++) {
        portreg_snapshot_unref(slot->layers.snapshots[i]);
    }
    slot->layers.count = 0;
    slot->filled = false;
}

/* Unmaps what nobody reads any more. Returns a slot that is free, or NULL. */
static struct slot *sweep(void)
{
    struct slot *unused = NULL;
    for (unsigned i = 0; i < SLOTS; i++) {
        struct slot *slot = &slots[i];
        if (slot == atomic_load(&current)) {
            continue;
        }
        if (slot->filled && !is_read(slot)) {
            empty(slot);
        }
        if (!slot->filled) {
            unused = slot;
        }
    }
    return unused;
}

/* Maps the layers anew if what lies on disk has changed. */
static void refresh(void)
{
    struct slot *unused = sweep();
    struct slot *old = atomic_load(&current);
    if (!unused || (old && !disk_changed(&disk))) {
        return;
    }
    unused->filled = true;
    unused->layers.count = 0;
    /* For want of memory or descriptors, what is mapped is better than a part. */
    if (!disk_open(&disk, unused->layers.snapshots, &unused->layers.count) && old) {
        empty(unused);
        return;
    }
    atomic_store(&current, unused);
    sweep();
}

static void after_fork(void)
{
    /* The child has one thread, and that one is here: nobody reads. */
    for (unsigned i = 0; i < SLOTS; i++) {
        for (unsigned j = 0; j < SHARDS; j++) {
            atomic_store(&slots[i].shards[j].readers, 0);
        }
    }
    mapped_unlock();
}

/*
 * As soon as the module is loaded: a child that is forked while the first
 * lookup runs in another thread would find the lock taken for ever.
 */
static __attribute__((constructor)) void watch_forks(void)
{
    if (!forks_are_watched) {
        forks_are_watched = pthread_atfork(mapped_lock, mapped_unlock, after_fork) == 0;
    }
}

/* Looks at the disk, under the lock. errno and cancellation stay as they are. */
static void look(void)
{
    int number = errno;
    int state;
    if (atomic_load(&current) && clock_now() < atomic_load(&look_due)) {
        return;
    }
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    watch_forks(); /* memory may have been short then */
    refresh();
    atomic_store(&look_due, clock_now() + SECOND);
    pthread_setcancelstate(state, NULL);
    errno = number;
}

static __attribute__((noinline)) void look_if_nobody_does(void)
{
    if (!atomic_load(&current)) {
        mapped_lock();
    } else if (pthread_mutex_trylock(&lock) != 0) {
        return;
    }
    look();
    mapped_unlock();
}

struct mapped_hold mapped_acquire(void)
{
    unsigned shard = shard_of_thread();
    if (!atomic_load_explicit(&current, memory_order_relaxed) ||
        clock_now() >= atomic_load_explicit(&look_due, memory_order_relaxed)) {
        look_if_nobody_does();
    }
    for (;;) {
        struct slot *slot = atomic_load(&current);
        atomic_uint *readers = &slot->shards[shard].readers;
        atomic_fetch_add(readers, 1);
        if (slot == atomic_load(&current)) {
            return (struct mapped_hold){ &slot->layers, readers };
        }
        atomic_fetch_sub(readers, 1);
    }
}

void mapped_release(struct mapped_hold hold)
{
    atomic_fetch_sub(hold.readers, 1);
}

void mapped_lock(void)
{
    pthread_mutex_lock(&lock);
}

void mapped_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

const struct mapped *mapped_pin(void)
{
    look();
    struct slot *slot = atomic_load(&current);
    slot->pins++;
    return &slot->layers;
}

void mapped_unpin(const struct mapped *layers)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (&slots[i].layers == layers) {
            slots[i].pins--;
        }
    }
}
