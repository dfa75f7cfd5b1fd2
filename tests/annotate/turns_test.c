/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "annotate/turns.h"
#include "util/file.h"

/* Blocks that are handed over in any order are written in theirs. */

#define BLOCK_COUNT 3
#define BLOCK_SIZE 64

struct written {
    struct turns turns;
    int out;
    int stop[2];
    struct line_block *blocks[BLOCK_COUNT];
};

static void begin(struct written *written, int out)
{
    written->out = out;
    assert_true(out >= 0);
    assert_int_equal(pipe2(written->stop, O_CLOEXEC | O_NONBLOCK), 0);
    assert_true(turns_init(&written->turns, out, written->stop[1], BLOCK_COUNT, BLOCK_SIZE));
    for (unsigned i = 0; i < BLOCK_COUNT; i++) {
        struct line_block *block = turns_take(&written->turns);

        written->blocks[i] = block;
        block->number = i;
        block->counts = (struct annotate_counts){ .lines = 1 };
        buffer_printf(&block->out, "line %u\n", i);
    }
}

static void end(struct written *written)
{
    turns_free(&written->turns);
    close(written->out);
    close(written->stop[0]);
    close(written->stop[1]);
}

static void expect_text(int out, const char *expected)
{
    struct buffer text = BUFFER_INIT(SIZE_MAX);

    assert_int_equal(lseek(out, 0, SEEK_SET), 0);
    assert_int_equal(file_read_descriptor(out, "out", &text, NULL), PORTREG_OK);
    assert_string_equal(text.data != NULL ? text.data : "", expected);
    buffer_free(&text);
}

/* Whether all threads were told to end. */
static bool is_stopped(struct written *written)
{
    char byte;

    return read(written->stop[0], &byte, 1) == 1 && turns_take(&written->turns) == NULL;
}

static void blocks_are_written_in_their_turn(void **state)
{
    struct written written;

    (void)state;
    begin(&written, memfd_create("out", MFD_CLOEXEC));
    turns_hand_over(&written.turns, written.blocks[2]);
    turns_hand_over(&written.turns, written.blocks[1]);
    expect_text(written.out, "");
    assert_int_equal(turns_written(&written.turns), 0);
    turns_hand_over(&written.turns, written.blocks[0]);
    expect_text(written.out, "line 0\nline 1\nline 2\n");
    assert_int_equal(turns_written(&written.turns), 3);
    assert_int_equal(written.turns.counts.lines, 3);
    assert_int_equal(written.turns.status, PORTREG_OK);
    end(&written);
}

static void the_block_that_was_used_last_comes_first(void **state)
{
    struct written written;

    (void)state;
    begin(&written, memfd_create("out", MFD_CLOEXEC));
    turns_hand_over(&written.turns, written.blocks[0]);
    turns_hand_over(&written.turns, written.blocks[1]);
    turns_give_back(&written.turns, written.blocks[2]);
    for (unsigned i = BLOCK_COUNT; i-- > 0;) {
        assert_ptr_equal(turns_take(&written.turns), written.blocks[i]);
    }
    assert_int_equal(turns_written(&written.turns), 2);
    end(&written);
}

static void what_a_long_line_took_is_given_back(void **state)
{
    struct written written;

    (void)state;
    begin(&written, memfd_create("out", MFD_CLOEXEC));
    assert_true(line_block_reserve(written.blocks[0], 4 * BLOCK_SIZE));
    assert_true(line_block_reserve(written.blocks[1], 5 * BLOCK_SIZE));
    turns_hand_over(&written.turns, written.blocks[0]);
    turns_hand_over(&written.turns, written.blocks[1]);
    assert_int_equal(written.blocks[0]->capacity, 4 * BLOCK_SIZE);
    assert_int_equal(written.blocks[1]->capacity, 0);
    end(&written);
}

static void a_full_disk_stops_all(void **state)
{
    struct written written;

    (void)state;
    begin(&written, open("/dev/full", O_WRONLY | O_CLOEXEC));
    turns_hand_over(&written.turns, written.blocks[0]);
    assert_int_equal(written.turns.status, PORTREG_IO);
    assert_string_equal(written.turns.error.file, "standard output");
    assert_int_equal(written.turns.counts.lines, 0);
    assert_true(is_stopped(&written));
    turns_hand_over(&written.turns, written.blocks[1]);
    assert_int_equal(written.turns.counts.lines, 0);
    end(&written);
}

static void a_reader_that_leaves_stops_all_without_error(void **state)
{
    struct written written;
    int out[2];

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    close(out[0]);
    begin(&written, out[1]);
    turns_hand_over(&written.turns, written.blocks[0]);
    assert_int_equal(written.turns.status, PORTREG_OK);
    assert_true(is_stopped(&written));
    end(&written);
}

static void short_memory_stops_all(void **state)
{
    struct written written;

    (void)state;
    begin(&written, memfd_create("out", MFD_CLOEXEC));
    written.blocks[1]->failed = true;
    turns_hand_over(&written.turns, written.blocks[1]);
    turns_hand_over(&written.turns, written.blocks[0]);
    assert_int_equal(written.turns.status, PORTREG_OUT_OF_MEMORY);
    assert_true(is_stopped(&written));
    expect_text(written.out, "line 0\n");
    end(&written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_written_in_their_turn),
        cmocka_unit_test(the_block_that_was_used_last_comes_first),
        cmocka_unit_test(what_a_long_line_took_is_given_back),
        cmocka_unit_test(a_full_disk_stops_all),
        cmocka_unit_test(a_reader_that_leaves_stops_all_without_error),
        cmocka_unit_test(short_memory_stops_all),
    };

    return cmocka_run_group_tests_name("annotate/turns", tests, NULL, NULL);
}
