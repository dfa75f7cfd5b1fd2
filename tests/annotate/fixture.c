/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <sys/mman.h>
#include <unistd.h>

#include "util/file.h"

int annotating_setup(void **state)
{
    struct annotating *annotating = calloc(1, sizeof(*annotating));

    assert_non_null(annotating);
    fixture_open_data(&annotating->registry, "small-2015.xml,small.xml");
    annotating->view = portreg_view_now(annotating->registry.snapshot);
    annotating->out = BUFFER_INIT(SIZE_MAX);
    *state = annotating;
    return 0;
}

int annotating_teardown(void **state)
{
    struct annotating *annotating = *state;

    buffer_free(&annotating->out);
    fixture_close(&annotating->registry);
    free(annotating);
    return 0;
}

/* Steps through words between commas. */
static bool next_word(const char **list, struct portreg_string *ret)
{
    if (**list == '\0') {
        return false;
    }
    *ret = (struct portreg_string){ *list, strcspn(*list, ",") };
    *list += ret->size + ((*list)[ret->size] == ',');
    return true;
}

void annotating_ask(struct annotating *annotating, const char *ports, const char *transport,
                    const char *fields)
{
    struct annotate_request *request = &annotating->request;
    struct portreg_string word;

    *request = (struct annotate_request){ .form = ANNOTATE_PROBE,
                                          .layers = &annotating->view,
                                          .layer_count = 1 };
    annotating->options = (struct stream_options){ .jobs = 1 };
    while (next_word(&ports, &word)) {
        request->ports[request->port_count++] = word;
    }
    while (next_word(&fields, &word)) {
        assert_true(annotate_field_parse(word, &request->fields[request->field_count++]));
    }
    if (!portreg_transport_parse(transport, strlen(transport), &request->transport)) {
        request->transport_column = string_of(transport);
    }
}

void annotating_run(struct annotating *annotating, const char *data, size_t size)
{
    struct annotate_request request = annotating->request;
    const int in = memfd_create("in", MFD_CLOEXEC);
    const int out = memfd_create("out", MFD_CLOEXEC);

    assert_true(in >= 0 && out >= 0);
    assert_true(file_write_all(in, data, size));
    assert_int_equal(lseek(in, 0, SEEK_SET), 0);
    memset(&annotating->error, 0, sizeof(annotating->error));
    annotating->status = stream_annotate(&request, in, out, &annotating->options,
                                         &annotating->counts, &annotating->error);
    assert_int_equal(lseek(out, 0, SEEK_SET), 0);
    buffer_clear(&annotating->out);
    assert_int_equal(file_read_descriptor(out, "out", &annotating->out, NULL), PORTREG_OK);
    close(in);
    close(out);
}

void annotating_gives(struct annotating *annotating, const char *text, const char *expected)
{
    annotating_run(annotating, text, strlen(text));
    if (annotating->status != PORTREG_OK) {
        fail_msg("%s", annotating->error.message);
    }
    assert_string_equal(annotating->out.data != NULL ? annotating->out.data : "", expected);
}

void annotating_refuses(struct annotating *annotating, const char *text, const char *message)
{
    annotating_run(annotating, text, strlen(text));
    assert_int_equal(annotating->status, PORTREG_INVALID_ARGUMENT);
    assert_int_equal(annotating->out.size, 0);
    if (strstr(annotating->error.message, message) == NULL) {
        fail_msg("'%s' lacks '%s'", annotating->error.message, message);
    }
}
