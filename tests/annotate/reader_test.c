/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "annotate/plan.h"
#include "annotate/reader.h"
#include "util/file.h"

/* Where a stream is cut into blocks. */

struct reading {
    struct reader reader;
    struct turns turns;
    int stop[2];
    struct line_block block;
};

static void begin(struct reading *reading, struct annotating *annotating, int in)
{
    assert_true(in >= 0);
    memset(reading, 0, sizeof(*reading));
    assert_int_equal(pipe2(reading->stop, O_CLOEXEC | O_NONBLOCK), 0);
    assert_true(turns_init(&reading->turns, -1, reading->stop[1], 1, 16));
    reading->block.out = BUFFER_INIT(SIZE_MAX);
    reading->reader = (struct reader){ .request = &annotating->request,
                                       .in = in,
                                       .stop = reading->stop[0],
                                       .turns = &reading->turns,
                                       .block_size = 16,
                                       .line_max = 64 };
    reader_init(&reading->reader);
}

static void end(struct reading *reading)
{
    line_block_free(&reading->block);
    reader_free(&reading->reader);
    turns_free(&reading->turns);
    close(reading->reader.in);
    close(reading->stop[0]);
    close(reading->stop[1]);
}

static int stream_of(const char *text)
{
    const int in = memfd_create("in", MFD_CLOEXEC);

    assert_true(file_write_all(in, text, strlen(text)));
    assert_int_equal(lseek(in, 0, SEEK_SET), 0);
    return in;
}

static void expect_block(struct reading *reading, const char *text)
{
    assert_true(reader_next(&reading->reader, &reading->block));
    assert_int_equal(reading->block.size, strlen(text));
    assert_memory_equal(reading->block.data, text, strlen(text));
    assert_int_equal(reading->block.number + 1, reading->reader.block_count);
}

static void expect_end(struct reading *reading)
{
    assert_false(reader_next(&reading->reader, &reading->block));
    assert_int_equal(reading->reader.status, PORTREG_OK);
}

static void blocks_end_with_lines(void **state)
{
    struct reading reading;

    annotating_ask(*state, "port", "tcp", "name");
    begin(&reading, *state, stream_of("host,port\na,80\nb,443\nlast,1"));
    expect_block(&reading, "host,port\na,80\n");
    assert_int_equal(reading.block.header, 10);
    expect_block(&reading, "b,443\n");
    assert_int_equal(reading.block.header, 0);
    expect_block(&reading, "last,1");
    assert_int_equal(reading.block.raw, 0);
    expect_end(&reading);
    assert_true(reading.reader.ended);
    end(&reading);
}

static void a_line_over_the_limit_comes_in_pieces(void **state)
{
    static const char start[] = "80,0123456789abcdef0123456789abcdef0123456789abcdef0123456789abc";
    struct buffer text = BUFFER_INIT(SIZE_MAX);
    struct reading reading;

    annotating_ask(*state, "1", "tcp", "name");
    ((struct annotating *)*state)->request.form = ANNOTATE_CSV;
    buffer_printf(&text, "%sdef\n443\n", start);
    begin(&reading, *state, stream_of(text.data));
    expect_block(&reading, start);
    assert_int_equal(reading.block.raw, strlen(start));
    assert_true(reading.block.raw_starts);
    expect_block(&reading, "def\n443\n");
    assert_int_equal(reading.block.raw, 4);
    assert_false(reading.block.raw_starts);
    expect_end(&reading);
    end(&reading);
    buffer_free(&text);
}

static void other_columns_begin_a_block(void **state)
{
    const struct annotate_plan *plan;
    struct reading reading;

    annotating_ask(*state, "p", "tcp", "name");
    ((struct annotating *)*state)->request.form = ANNOTATE_ZEEK;
    begin(&reading, *state, stream_of("#fields\tp\n80\n#fields\tp\n81\n#fields\tq\tp\nx\t80\n"));
    reading.reader.block_size = 4096;
    expect_block(&reading, "#fields\tp\n80\n#fields\tp\n81\n");
    plan = reading.block.plan;
    assert_int_equal(plan->column_count, 1);
    expect_block(&reading, "#fields\tq\tp\nx\t80\n");
    assert_ptr_not_equal(reading.block.plan, plan);
    assert_int_equal(reading.block.plan->column_count, 2);
    expect_end(&reading);
    end(&reading);
}

static void what_is_in_the_pipe_is_a_block(void **state)
{
    struct reading reading;
    int ends[2];

    annotating_ask(*state, "1", "tcp", "name");
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    begin(&reading, *state, ends[0]);
    assert_int_equal(write(ends[1], "80\n44", 5), 5);
    expect_block(&reading, "80\n");
    assert_int_equal(write(ends[1], "3\n", 2), 2);
    expect_block(&reading, "443\n");
    /* The pipe stays open and silent: the byte ends waiting. */
    assert_int_equal(write(reading.stop[1], "", 1), 1);
    expect_end(&reading);
    close(ends[1]);
    end(&reading);
}

static void a_missing_column_ends_it(void **state)
{
    struct reading reading;

    annotating_ask(*state, "nowhere", "tcp", "name");
    begin(&reading, *state, stream_of("host,port\na,80\n"));
    assert_false(reader_next(&reading.reader, &reading.block));
    assert_int_equal(reading.reader.status, PORTREG_INVALID_ARGUMENT);
    assert_non_null(strstr(reading.reader.error.message, "nowhere"));
    assert_true(reading.reader.ended);
    end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_end_with_lines),
        cmocka_unit_test(a_line_over_the_limit_comes_in_pieces),
        cmocka_unit_test(other_columns_begin_a_block),
        cmocka_unit_test(what_is_in_the_pipe_is_a_block),
        cmocka_unit_test(a_missing_column_ends_it),
    };

    return cmocka_run_group_tests_name("annotate/reader", tests, annotating_setup,
                                       annotating_teardown);
}
