/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"

#include <portreg/compile.h>

/* Every port on every transport, as the library answers. */
static void assert_every_port(struct annotating *annotating, struct portreg_view view)
{
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    for (unsigned t = PORTREG_TRANSPORT_TCP; t < PORTREG_TRANSPORT_COUNT; t++) {
        for (unsigned port = 0; port <= PORTREG_PORT_MAX; port++) {
            const enum portreg_transport transport = (enum portreg_transport)t;
            uint32_t row;
            const enum portreg_port_status status =
                portreg_port_status(view, (uint16_t)port, transport, &row, NULL);

            buffer_printf(&in, "%u\t%s\n", port, portreg_transport_name(transport));
            buffer_printf(&expected, "%u\t%s\t%s\t%s\t", port, portreg_transport_name(transport),
                          portreg_snapshot_cell(view.snapshot, row, PORTREG_COLUMN_NAME).data,
                          portreg_port_status_name(status));
            buffer_append_clean(
                &expected, portreg_snapshot_cell(view.snapshot, row, PORTREG_COLUMN_DESCRIPTION));
            buffer_append_char(&expected, '\n');
        }
    }
    annotating->view = view;
    annotating_ask(annotating, "1", "2", "name,status,description");
    annotating_run(annotating, in.data, in.size);
    assert_int_equal(annotating->counts.annotated, 4 * (PORTREG_PORT_MAX + 1));
    assert_int_equal(annotating->out.size, expected.size);
    assert_memory_equal(annotating->out.data, expected.data, expected.size);
    buffer_free(&in);
    buffer_free(&expected);
}

static void every_port_as_the_library_answers(void **state)
{
    struct annotating *annotating = *state;
    const struct portreg_snapshot *snapshot = annotating->registry.snapshot;
    struct portreg_view past;

    assert_true(portreg_view_at(snapshot, portreg_date_parse("2015-12", 7), &past));
    assert_every_port(annotating, past);
    assert_every_port(annotating, portreg_view_now(snapshot));
}

static void every_port_of_the_whole_registry(void **state)
{
    struct annotating *annotating = *state;
    struct fixture registry;

    fixture_open_registry(&registry);
    assert_every_port(annotating, portreg_view_now(registry.snapshot));
    fixture_close(&registry);
    annotating->view = portreg_view_now(annotating->registry.snapshot);
}

static void without_a_transport_any_answers(void **state)
{
    struct annotating *annotating = *state;
    struct buffer in = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);

    annotating_ask(annotating, "1", "", "name,status");
    annotating_gives(annotating, "512\n443\n1113\n1\n50000\n",
                     "512,exec,assigned\n443,https,assigned\n1113,ltp-deepspace,assigned\n"
                     "1,,unassigned\n50000,,dynamic\n");
    for (unsigned port = 0; port <= PORTREG_PORT_MAX; port++) {
        const uint32_t row =
            portreg_lookup_port(annotating->view, (uint16_t)port, PORTREG_TRANSPORT_NONE);

        buffer_printf(&in, "%u\n", port);
        buffer_printf(
            &expected, "%u,%s\n", port,
            portreg_snapshot_cell(annotating->view.snapshot, row, PORTREG_COLUMN_NAME).data);
    }
    annotating_ask(annotating, "1", "", "name");
    annotating_gives(annotating, in.data, expected.data);
    buffer_free(&in);
    buffer_free(&expected);
}

static struct portreg_snapshot *compile_list(const char *text, void **ret_image)
{
    const struct portreg_compile_options options = { .format = "services", .date = "2026-01-01",
                                                     .layer = "office" };
    struct portreg_compiler *compiler;
    struct portreg_snapshot *snapshot;
    size_t size;

    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    assert_int_equal(portreg_compiler_add_memory(compiler, "list", text, strlen(text), NULL),
                     PORTREG_OK);
    assert_int_equal(portreg_compiler_finish(compiler, ret_image, &size, NULL), PORTREG_OK);
    assert_int_equal(portreg_snapshot_open_memory(*ret_image, size, PORTREG_OPEN_VERIFIED,
                                                  &snapshot, NULL),
                     PORTREG_OK);
    portreg_compiler_destroy(compiler);
    return snapshot;
}

static void the_first_layer_with_a_name_answers(void **state)
{
    struct annotating *annotating = *state;
    void *image;
    struct portreg_snapshot *office = compile_list("intranet 80/tcp\nmine 4/tcp\n", &image);
    const struct portreg_view layers[] = { portreg_view_now(office), annotating->view };

    annotating_ask(annotating, "1", "2", "name,status");
    annotating->request.layers = layers;
    annotating->request.layer_count = 2;
    annotating->request.base = 1;
    annotating_gives(annotating, "80,tcp\n80,udp\n4,tcp\n4,udp\n1,tcp\n",
                     "80,tcp,intranet,assigned\n80,udp,http,assigned\n4,tcp,mine,assigned\n"
                     "4,udp,,unassigned\n1,tcp,,unassigned\n");
    portreg_snapshot_unref(office);
    free(image);
}

static void long_texts(void **state)
{
    struct annotating *annotating = *state;
    struct buffer list = BUFFER_INIT(SIZE_MAX);
    struct buffer expected = BUFFER_INIT(SIZE_MAX);
    void *image;
    struct portreg_snapshot *office;

    for (unsigned size = 1; size < 600; size++) {
        buffer_printf(&list, "s%u %u/tcp # ", size, size);
        buffer_append_repeat(&list, 'x', size);
        buffer_append_char(&list, '\n');
    }
    office = compile_list(list.data, &image);
    annotating->view = portreg_view_now(office);
    buffer_clear(&list);
    buffer_clear(&expected);
    for (unsigned size = 1; size < 600; size++) {
        buffer_printf(&list, "%u\n", size);
        buffer_printf(&expected, "%u,s%u,", size, size);
        buffer_append_repeat(&expected, 'x', size);
        buffer_append_char(&expected, '\n');
    }
    annotating_ask(annotating, "1", "tcp", "name,description");
    annotating_gives(annotating, list.data, expected.data);
    annotating->view = portreg_view_now(annotating->registry.snapshot);
    portreg_snapshot_unref(office);
    free(image);
    buffer_free(&list);
    buffer_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_port_as_the_library_answers),
        cmocka_unit_test(every_port_of_the_whole_registry),
        cmocka_unit_test(without_a_transport_any_answers),
        cmocka_unit_test(the_first_layer_with_a_name_answers),
        cmocka_unit_test(long_texts),
    };

    return cmocka_run_group_tests_name("annotate/table", tests, annotating_setup,
                                       annotating_teardown);
}
