/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <portreg/compile.h>

#include "annotate/annotate.h"
#include "annotate/stream.h"
#include "util/file.h"
#include "util/string.h"

/*
 * Streams of any bytes. Four bytes choose what is asked and how the stream is
 * cut, the rest is the stream. However it is cut, and line by line, the output
 * is the same; and each line of it is the input's, with something put in at
 * one place.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHOICES 4

struct output {
    enum portreg_status status;
    struct buffer text;
    struct annotate_counts counts;
};

static struct portreg_view view;

static const char list[] =
    "http 80/tcp # World, \"Wide\" Web\nhttp 80/udp\nntp 123/udp # a;b|c\td\n"
    "long 1/tcp # 0123456789012345678901234567890123456789\n";

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void open_registry(void)
{
    const struct portreg_compile_options options = { .format = "services", .date = "2026-01-01" };
    struct portreg_compiler *compiler;
    struct portreg_snapshot *snapshot;
    static void *image;
    size_t size;

    check(portreg_compiler_create(&options, &compiler, NULL) == PORTREG_OK);
    check(portreg_compiler_add_memory(compiler, "list", list, strlen(list), NULL) == PORTREG_OK);
    check(portreg_compiler_finish(compiler, &image, &size, NULL) == PORTREG_OK);
    portreg_compiler_destroy(compiler);
    check(portreg_snapshot_open_memory(image, size, PORTREG_OPEN_QUICK, &snapshot, NULL) ==
          PORTREG_OK);
    view = portreg_view_now(snapshot);
}

static void choose(struct annotate_request *request, const uint8_t choices[CHOICES])
{
    static const char *const ports[][2] = { { "1", NULL }, { "2", NULL },    { "p", NULL },
                                            { "1", "3" },  { "a.p", "p" },   { "2", "1" },
                                            { NULL, NULL }, { "id.resp_p", NULL } };
    static const char *const transports[] = { "", "2", "t", "proto", "1", "a.t" };
    static const char delimiters[] = { 0, ',', ';', 't', 1, ' ' };
    const char *const *named = ports[choices[1] % 8];

    *request = (struct annotate_request){ .layers = &view, .layer_count = 1 };
    request->form = (enum annotate_form)(choices[0] % (ANNOTATE_PROBE + 1));
    request->delimiter = delimiters[choices[0] / 8 % 6];
    request->header = (enum annotate_header)(choices[0] / 64 % 3);
    for (size_t i = 0; i < 2 && named[i] != NULL; i++) {
        request->ports[request->port_count++] = string_of(named[i]);
    }
    request->transport_column = string_of(transports[choices[1] / 8 % 6]);
    if (request->transport_column.size == 0) {
        request->transport = (enum portreg_transport)(choices[1] / 64);
    }
    /* Seldom, for what is said of unnamed ports takes a hundred times as long to gather. */
    if (choices[2] >= 252) {
        request->fields[request->field_count++] =
            choices[2] % 2 ? ANNOTATE_STATUS : ANNOTATE_DESCRIPTION;
    }
    request->fields[request->field_count++] = ANNOTATE_NAME;
}

static int memory_file(const char *data, size_t size)
{
    const int descriptor = memfd_create("fuzz", MFD_CLOEXEC);

    check(descriptor >= 0 && file_write_all(descriptor, data, size));
    check(lseek(descriptor, 0, SEEK_SET) == 0);
    return descriptor;
}

static struct output run(const struct annotate_request *asked, const char *data, size_t size,
                         const struct stream_options *options)
{
    struct annotate_request request = *asked;
    struct output output = { .text = BUFFER_INIT(SIZE_MAX) };
    const int in = memory_file(data, size);
    const int out = memory_file("", 0);

    output.status = stream_annotate(&request, in, out, options, &output.counts, NULL);
    check(output.status == PORTREG_OK || output.status == PORTREG_INVALID_ARGUMENT);
    check(lseek(out, 0, SEEK_SET) == 0);
    check(file_read_descriptor(out, "out", &output.text, NULL) == PORTREG_OK);
    check(output.status == PORTREG_OK || output.text.size == 0);
    close(in);
    close(out);
    return output;
}

static void check_equal(const struct output *a, const struct output *b)
{
    check(a->status == b->status && a->text.size == b->text.size);
    check(a->text.size == 0 || memcmp(a->text.data, b->text.data, a->text.size) == 0);
    check(memcmp(&a->counts, &b->counts, sizeof(a->counts)) == 0);
}

static size_t line_size(const char *data, size_t size)
{
    const char *end = size > 0 ? memchr(data, '\n', size) : NULL;

    return end != NULL ? (size_t)(end - data) + 1 : size;
}

/* The output with what was put in taken out is the input. */
static void check_kept(const char *in, size_t in_size, const char *out, size_t out_size)
{
    while (in_size > 0) {
        const size_t before = line_size(in, in_size);
        const size_t after = line_size(out, out_size);
        size_t head = 0;
        size_t tail = 0;

        check(after >= before);
        while (head < before && in[head] == out[head]) {
            head++;
        }
        while (tail < before && in[before - 1 - tail] == out[after - 1 - tail]) {
            tail++;
        }
        check(head + tail >= before);
        in += before;
        in_size -= before;
        out += after;
        out_size -= after;
    }
    check(out_size == 0);
}

/* Lines one by one, each without its end: what the index of a window gives, too. */
static void check_single_lines(const struct annotate_request *asked, const char *data, size_t size,
                               const struct output *whole)
{
    struct annotate_request request = *asked;
    struct annotate_counts counts = { 0 };
    struct buffer out = BUFFER_INIT(SIZE_MAX);
    struct annotate_plan *plan;
    size_t at = 0;

    annotate_probe(&request, data, size);
    if (request.form == ANNOTATE_ZEEK || whole->status != PORTREG_OK) {
        return;
    }
    check(annotate_plan_create(&request, data, size, &plan, NULL) == PORTREG_OK);
    if (annotate_plan_has_header(plan)) {
        at = line_size(data, size);
        annotate_header(plan, data, at, &out);
    }
    while (at < size) {
        const size_t line = line_size(data + at, size - at);
        const bool has_end = data[at + line - 1] == '\n';
        char *copy = calloc(1, line + ANNOTATE_PADDING);

        check(copy != NULL);
        memcpy(copy, data + at, line - has_end);
        check(annotate_lines(plan, copy, line - has_end, &out, &counts));
        if (has_end) {
            buffer_append_char(&out, '\n');
        }
        free(copy);
        at += line;
    }
    check(counts.annotated == whole->counts.annotated);
    check(counts.unchanged == whole->counts.unchanged);
    check(out.size == whole->text.size && memcmp(out.data, whole->text.data, out.size) == 0);
    buffer_free(&out);
    annotate_plan_destroy(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct stream_options plain = { .jobs = 1 };
    struct stream_options cut;
    struct annotate_request request;
    struct output whole;
    struct output other;
    const char *text = (const char *)data + CHOICES;

    if (size < CHOICES + 1) {
        return 0;
    }
    if (view.snapshot == NULL) {
        open_registry();
    }
    choose(&request, data);
    size -= CHOICES;
    whole = run(&request, text, size, &plain);
    if (whole.status == PORTREG_OK) {
        check_kept(text, size, whole.text.data, whole.text.size);
    }
    cut = (struct stream_options){ .jobs = 1 + data[3] % 3u, .block_size = 1 + data[3] / 3u };
    other = run(&request, text, size, &cut);
    check_equal(&whole, &other);
    check_single_lines(&request, text, size, &whole);
    buffer_free(&whole.text);
    buffer_free(&other.text);
    return 0;
}
