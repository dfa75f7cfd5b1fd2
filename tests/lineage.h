/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_LINEAGE_H
#define TESTS_LINEAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <portreg/compile.h>
#include <portreg/query.h>
#include <portreg/snapshot.h>

#include "util/buffer.h"

/*
 * What the tests of snapshots and queries share: versions compiled from
 * memory, and random registries that change from version to version.
 */

/* A snapshot compiled for a test. */
struct compiled {
    void *image;
    size_t size;
    struct portreg_snapshot *snapshot; /* opened verified */
};

/* Compiles texts as the versions of names "0", "1", …; fails the test if it cannot. */
struct compiled compile_texts(const struct portreg_string *texts, size_t count);
struct compiled compile_text(const char *text);

/* Takes the compiler over and finishes it. */
struct compiled compile_end(struct portreg_compiler *compiler);
void compiled_free(struct compiled *compiled);

/* A compiler of one thread. */
struct portreg_compiler *compile_begin(void);

/* Adds a version or fails the test with the error's message. */
void compile_add(struct portreg_compiler *compiler, const char *name,
                 struct portreg_string text);

/* A version written in a format, NUL-terminated, malloc'd. */
char *write_version(struct portreg_view view, const char *format, size_t *ret_size);

/* Fails unless a version written in a format is this text, byte for byte. */
void assert_written(struct portreg_view view, const char *format, struct portreg_string text);

/* Everything that can be asked of a snapshot without queries, as text. */
void describe_snapshot(const struct portreg_snapshot *snapshot, struct buffer *out);

/* Fails unless two snapshots describe themselves alike and give back the same XML. */
void assert_same_snapshots(const struct portreg_snapshot *a, const struct portreg_snapshot *b);

/* Fails unless two rows of two snapshots say the same (but for ids and intervals). */
void assert_same_row(const struct portreg_snapshot *a, uint32_t row_a,
                     const struct portreg_snapshot *b, uint32_t row_b);

/* Numbers that look random and are the same in every run. */
struct chance {
    uint64_t state;
};

uint32_t chance_below(struct chance *chance, uint32_t limit);

/*
 * Versions of a random registry as IANA's XML, dated one day after the other.
 * With an odd seed, some records are written as IANA never does.
 */
struct lineage {
    struct portreg_string *texts;
    size_t count;
};

struct lineage lineage_create(uint64_t seed, size_t versions, size_t records);
void lineage_free(struct lineage *lineage);

/* Some text that may or may not occur in such a registry. */
size_t lineage_needle(struct chance *chance, const struct lineage *lineage, char *needle,
                      size_t size);

#endif
