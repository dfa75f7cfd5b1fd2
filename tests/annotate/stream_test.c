/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "util/file.h"

/* Streams in blocks, by several threads, through pipes. */

static uint64_t random_state = 88172645463325252u;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

/* Records, many of them odd. */
static void append_line(struct buffer *out)
{
    static const char *const pieces[] = { ",", ",", ",", ",", "\"", "80", "443", "512", "tcp",
                                          "udp", "6", "icmp", " ", "-", "65536", "\r", "x/tcp" };

    switch (random_below(4)) {
    case 0:
        for (uint32_t n = random_below(12); n > 0; n--) {
            buffer_append_text(out, pieces[random_below(sizeof(pieces) / sizeof(pieces[0]))]);
        }
        break;
    case 1:
        buffer_printf(out, "\"a,b\",%u,tcp,%u", random_below(600), random_below(65536));
        break;
    default:
        buffer_printf(out, "%u,%u,%s", random_below(65536), random_below(600),
                      random_below(2) != 0 ? "tcp" : "udp");
        break;
    }
    buffer_append_text(out, random_below(5) != 0 ? "\n" : "\r\n");
}

static void append_lines(struct buffer *out, size_t count)
{
    while (count-- > 0) {
        append_line(out);
    }
    buffer_append_text(out, "1,80,tcp");
}

static void blocks_and_threads_make_no_difference(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    char *expected;
    size_t size;
    struct annotate_counts counts;

    append_lines(&in, 2000);
    annotating_ask(annotating, "2", "3", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating->request.form = ANNOTATE_CSV;
    annotating_run(annotating, in.data, in.size);
    counts = annotating->counts;
    expected = buffer_take(&annotating->out, &size);
    assert_true(counts.annotated > 0 && counts.unchanged > 0);
    for (unsigned i = 0; i < 60; i++) {
        annotating->options.jobs = 1 + i % 7;
        annotating->options.block_size = 1 + random_below(i < 30 ? 40 : 4000);
        annotating_run(annotating, in.data, in.size);
        assert_int_equal(annotating->status, PORTREG_OK);
        assert_int_equal(annotating->out.size, size);
        assert_memory_equal(annotating->out.data, expected, size);
        assert_memory_equal(&annotating->counts, &counts, sizeof(counts));
    }
    free(expected);
    buffer_free(&in);
}

/* A line of its own, whole or without its end, gives what it gives among others. */
static void lines_stand_alone(void **state)
{
    struct annotating *annotating = *state;
    struct buffer line = BUFFER_INIT(SIZE_MAX);
    struct buffer all = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    annotating_ask(annotating, "1,2", "3", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating->request.form = ANNOTATE_CSV;
    for (unsigned i = 0; i < 300; i++) {
        buffer_clear(&line);
        append_line(&line);
        buffer_append(&all, line.data, line.size);
        /* The long way: the end of the line is not in sight. */
        annotating_run(annotating, line.data, line.size - 1);
        buffer_append(&expected, annotating->out.data, annotating->out.size);
        buffer_append_char(&expected, '\n');
    }
    annotating_gives(annotating, all.data, expected.data);
    buffer_free(&line);
    buffer_free(&all);
    buffer_free(&expected);
}

struct feed {
    int descriptor;
    const struct buffer *data;
};

/* Writes pieces of any size. */
static void *feed_pieces(void *context)
{
    const struct feed *feed = context;

    for (size_t at = 0; at < feed->data->size;) {
        size_t size = 1 + random_below(700);

        size = size < feed->data->size - at ? size : feed->data->size - at;
        assert_true(file_write_all(feed->descriptor, feed->data->data + at, size));
        at += size;
    }
    close(feed->descriptor);
    return NULL;
}

static void pieces_through_a_pipe(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);

    append_lines(&in, 3000);
    annotating_ask(annotating, "2", "3", "name");
    annotating->request.header = ANNOTATE_HEADER_NO;
    annotating->request.form = ANNOTATE_CSV;
    annotating_run(annotating, in.data, in.size);
    for (unsigned jobs = 1; jobs < 6; jobs++) {
        struct annotate_request request = annotating->request;
        const struct stream_options options = { .jobs = jobs };
        struct annotate_counts counts;
        struct buffer out = BUFFER_INIT(SIZE_MAX);
        int ends[2];
        pthread_t feeder;
        const int sink = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

        assert_true(sink >= 0);
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        struct feed feed = { ends[1], &in };
        assert_int_equal(pthread_create(&feeder, NULL, feed_pieces, &feed), 0);
        assert_int_equal(stream_annotate(&request, ends[0], sink, &options, &counts, NULL),
                         PORTREG_OK);
        pthread_join(feeder, NULL);
        close(ends[0]);
        assert_int_equal(lseek(sink, 0, SEEK_SET), 0);
        assert_int_equal(file_read_descriptor(sink, "out", &out, NULL), PORTREG_OK);
        close(sink);
        assert_int_equal(out.size, annotating->out.size);
        assert_memory_equal(out.data, annotating->out.data, out.size);
        buffer_free(&out);
    }
    buffer_free(&in);
}

static void lines_over_the_limit_go_through(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    for (size_t length = 50; length < 80; length++) {
        for (unsigned n = 0; n < 2; n++) {
            buffer_append_text(&in, "80,tcp,");
            buffer_append_repeat(&in, 'x', n == 0 ? length : 10 * length);
            buffer_append_text(&in, "\n443,tcp\n");
        }
        buffer_append_text(&expected, "80,tcp,");
        buffer_append_repeat(&expected, 'x', length);
        buffer_append_text(&expected, ",http\n443,tcp,https\n80,tcp,");
        buffer_append_repeat(&expected, 'x', 10 * length);
        buffer_append_text(&expected, "\n443,tcp,https\n");
    }
    annotating_ask(annotating, "1", "2", "name");
    annotating->request.form = ANNOTATE_CSV;
    annotating->options.line_max = 200;
    for (size_t block = 1; block < 300; block += 11) {
        annotating->options.block_size = block;
        annotating->options.jobs = 1 + (unsigned)block % 3;
        annotating_gives(annotating, in.data, expected.data);
        assert_int_equal(annotating->counts.unchanged, 30);
        assert_int_equal(annotating->counts.first_unchanged, 3);
        assert_int_equal(annotating->counts.lines, 120);
    }
    buffer_free(&in);
    buffer_free(&expected);
}

/* What is in the pipe is answered before more is written to it. */
static void lines_are_not_held_back(void **state)
{
    struct annotating *annotating = *state;
    int in[2];
    int out[2];
    pid_t child;
    char answer[64];

    annotating_ask(annotating, "1", "tcp", "name");
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct stream_options options = { .jobs = 2 };
        struct annotate_counts counts;

        close(in[1]);
        close(out[0]);
        alarm(60);
        _exit(stream_annotate(&annotating->request, in[0], out[1], &options, &counts, NULL) ==
                      PORTREG_OK
                  ? 0
                  : 1);
    }
    close(in[0]);
    close(out[1]);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(write(in[1], "80\n44", 5), 5);
        assert_int_equal(read(out[0], answer, sizeof(answer)), 8);
        assert_memory_equal(answer, "80,http\n", 8);
        assert_int_equal(write(in[1], "3\n", 2), 2);
        assert_int_equal(read(out[0], answer, sizeof(answer)), 10);
        assert_memory_equal(answer, "443,https\n", 10);
    }
    close(in[1]);
    assert_int_equal(read(out[0], answer, sizeof(answer)), 0);
    close(out[0]);
}

/* The input stays open and silent: what ends writing ends the stream. */
static void a_reader_that_leaves_ends_it(void **state)
{
    struct annotating *annotating = *state;
    struct stream_options options = { .jobs = 3 };
    struct annotate_counts counts;
    int in[2];
    int out[2];

    (void)signal(SIGPIPE, SIG_IGN);
    annotating_ask(annotating, "1", "tcp", "name");
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    close(out[0]);
    assert_int_equal(write(in[1], "80\n", 3), 3);
    assert_int_equal(stream_annotate(&annotating->request, in[0], out[1], &options, &counts, NULL),
                     PORTREG_OK);
    close(out[1]);
    out[1] = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(out[1] >= 0);
    assert_int_equal(write(in[1], "80\n", 3), 3);
    assert_int_equal(stream_annotate(&annotating->request, in[0], out[1], &options, &counts,
                                     &annotating->error),
                     PORTREG_IO);
    assert_non_null(strstr(annotating->error.message, "No space left"));
    close(in[0]);
    close(in[1]);
    close(out[1]);
}

static void input_that_cannot_be_read(void **state)
{
    struct annotating *annotating = *state;
    struct annotate_counts counts;
    const int in = open("/", O_RDONLY | O_CLOEXEC);
    const int out = open("/dev/null", O_WRONLY | O_CLOEXEC);

    annotating_ask(annotating, "1", "tcp", "name");
    assert_int_equal(stream_annotate(&annotating->request, in, out, &annotating->options, &counts,
                                     &annotating->error),
                     PORTREG_IO);
    assert_string_equal(annotating->error.file, "standard input");
    close(in);
    close(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_and_threads_make_no_difference),
        cmocka_unit_test(lines_stand_alone),
        cmocka_unit_test(pieces_through_a_pipe),
        cmocka_unit_test(lines_over_the_limit_go_through),
        cmocka_unit_test(lines_are_not_held_back),
        cmocka_unit_test(a_reader_that_leaves_ends_it),
        cmocka_unit_test(input_that_cannot_be_read),
    };

    return cmocka_run_group_tests_name("annotate/stream", tests, annotating_setup,
                                       annotating_teardown);
}
