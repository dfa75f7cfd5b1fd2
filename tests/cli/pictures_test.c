/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>
#include <jansson.h>

#include <portreg/numbers.h>

#include "compiled.h"
#include "util/hilbert.h"

/* The commands map, stats and free, as they are used. */

#define SIDE 256

/* What an SVG of the map paints, read from its paths as a drawing program would. */
struct drawing {
    uint8_t status[SIDE][SIDE];
    unsigned paths;
    unsigned titles;
};

static unsigned status_of_class(const char *name)
{
    for (unsigned status = 0; status < PORTREG_PORT_STATUS_COUNT; status++) {
        if (strcmp(portreg_port_status_name((enum portreg_port_status)status), name) == 0) {
            return status;
        }
    }
    return PORTREG_PORT_STATUS_COUNT;
}

/* Reads "M0 0h256v256h-256z", "M0 0m1 2h3v4h-3zm…". */
static void paint(struct drawing *drawing, unsigned status, const char *path)
{
    int x = 0;
    int y = 0;
    int dx;
    int dy;
    int width;
    int height;
    int back;
    int size = 0;

    assert_int_equal(strncmp(path, "M0 0", 4), 0);
    path += 4;
    while (*path != '\0') {
        dx = 0;
        dy = 0;
        if (*path == 'm') {
            assert_int_equal(sscanf(path, "m%d %d%n", &dx, &dy, &size), 2);
            path += size;
        }
        assert_int_equal(sscanf(path, "h%dv%dh%dz%n", &width, &height, &back, &size), 3);
        path += size;
        assert_int_equal(width, -back);
        x += dx;
        y += dy;
        assert_true(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= SIDE &&
                    y + height <= SIDE);
        for (int row = y; row < y + height; row++) {
            memset(&drawing->status[row][x], (int)status, (size_t)width);
        }
    }
    drawing->paths++;
}

static void XMLCALL on_element(void *data, const char *name, const char **attributes)
{
    struct drawing *drawing = data;
    const char *class = "";
    const char *path = "";

    drawing->titles += strcmp(name, "title") == 0 || strcmp(name, "desc") == 0;
    for (; *attributes != NULL; attributes += 2) {
        class = strcmp(attributes[0], "class") == 0 ? attributes[1] : class;
        path = strcmp(attributes[0], "d") == 0 ? attributes[1] : path;
    }
    if (strcmp(name, "path") == 0 && status_of_class(class) < PORTREG_PORT_STATUS_COUNT) {
        paint(drawing, status_of_class(class), path);
    }
}

static void read_svg(const char *text, size_t size, struct drawing *drawing)
{
    XML_Parser parser = XML_ParserCreate(NULL);

    memset(drawing, 0xFF, sizeof(*drawing));
    drawing->paths = 0;
    drawing->titles = 0;
    assert_non_null(parser);
    XML_SetUserData(parser, drawing);
    XML_SetStartElementHandler(parser, on_element);
    if (XML_Parse(parser, text, (int)size, 1) != XML_STATUS_OK) {
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    }
    XML_ParserFree(parser);
}

static void check_drawing(struct shell *shell, const struct drawing *drawing,
                          enum portreg_transport transport, const char *as_of)
{
    static uint8_t statuses[PORTREG_PORT_COUNT];
    char path[PATH_MAX + 16];
    struct portreg_snapshot *snapshot = NULL;
    struct portreg_view view;

    (void)snprintf(path, sizeof(path), "%s/s.portreg", shell->folder);
    assert_int_equal(portreg_snapshot_open(path, PORTREG_OPEN_QUICK, &snapshot, NULL), PORTREG_OK);
    assert_true(portreg_view_at(snapshot, portreg_date_parse(as_of, strlen(as_of)), &view));
    portreg_port_statuses(view, transport, statuses);
    portreg_snapshot_unref(snapshot);
    assert_int_equal(drawing->paths, 4);
    assert_int_equal(drawing->titles, 2);
    for (uint32_t port = 0; port < PORTREG_PORT_COUNT; port++) {
        uint32_t x;
        uint32_t y;

        hilbert_point(SIDE, port, &x, &y);
        assert_int_equal(drawing->status[y][x], statuses[port]);
    }
}

static void svg_shows_every_number(void **state)
{
    static struct drawing drawing;
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg map --registry s.portreg");
    read_svg(shell->out, shell->out_size, &drawing);
    check_drawing(shell, &drawing, PORTREG_TRANSPORT_NONE, "2026");
    shell_expect(shell, 0, "portreg map --registry s.portreg --transport dccp --as-of 2016");
    read_svg(shell->out, shell->out_size, &drawing);
    check_drawing(shell, &drawing, PORTREG_TRANSPORT_DCCP, "2016");
}

static void svg_goes_to_a_file(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg map --registry s.portreg -o m.svg && portreg map --registry "
                           "s.portreg --svg | cmp - m.svg");
    assert_int_equal(shell->out_size, 0);
    shell_expect(shell, 2, "portreg map --registry s.portreg -o no/such/folder/m.svg");
    shell_expect(shell, 2, "portreg map --registry s.portreg --transport icmp");
    shell_err_has(shell, "any, tcp, udp, sctp or dccp");
}

static void terminal_map_has_colours_of_the_terminal(void **state)
{
    struct shell *shell = *state;
    const char *command = "portreg map --registry s.portreg --color=always";

    shell_expect(shell, 0, "COLORTERM=truecolor TERM=xterm LC_ALL=C.UTF-8 %s", command);
    shell_out_has(shell, "\033[38;2;");
    shell_out_has(shell, "▀");
    shell_out_has(shell, "49152-65535");
    shell_expect(shell, 0, "COLORTERM= TERM=xterm-256color LC_ALL=C.UTF-8 %s", command);
    shell_out_has(shell, "\033[38;5;");
    shell_expect(shell, 0, "COLORTERM= TERM=xterm LC_ALL=C %s", command);
    shell_out_has(shell, "\033[100m");
    assert_null(strstr(shell->out, "▀"));
}

static void terminal_map_fits_the_terminal(void **state)
{
    struct shell *shell = *state;

    for (unsigned width = 40; width <= 120; width += 5) {
        shell_expect(shell, 0,
                     "COLUMNS=%u LC_ALL=C portreg map --registry s.portreg --color=always | "
                     "sed 's/\033\\[[0-9;]*m//g' | tail -n +2 | wc -L",
                     width);
        assert_in_range(strtoul(shell->out, NULL, 10), 33, width);
    }
}

static void stats_count_as_the_library_does(void **state)
{
    struct shell *shell = *state;
    struct portreg_error error;
    struct portreg_snapshot *snapshot = NULL;
    static struct portreg_stats stats;
    char path[PATH_MAX + 16];
    json_t *root;
    json_t *tcp;

    (void)snprintf(path, sizeof(path), "%s/s.portreg", shell->folder);
    assert_int_equal(portreg_snapshot_open(path, PORTREG_OPEN_QUICK, &snapshot, &error),
                     PORTREG_OK);
    portreg_stats_count(portreg_view_now(snapshot), &stats);
    portreg_snapshot_unref(snapshot);
    shell_expect(shell, 0, "portreg stats --registry s.portreg --json");
    root = json_loads(shell->out, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "as_of")), "2026-02-13");
    assert_int_equal(json_integer_value(json_object_get(root, "rows")), stats.rows);
    tcp = json_object_get(json_object_get(json_object_get(root, "numbers"), "tcp"), "user");
    assert_int_equal(json_integer_value(json_object_get(tcp, "assigned")),
                     stats.numbers[PORTREG_TRANSPORT_TCP][1][PORTREG_PORT_ASSIGNED]);
    assert_int_equal(json_integer_value(json_object_get(root, "undated")), stats.undated);
    json_decref(root);
}

/* Each line is a count of the document, and each count of the document has a line. */
static void stats_for_programs(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg stats --registry s.portreg --json > a.json && "
                 "portreg stats --registry s.portreg --ndjson | python3 -c '"
                 "import json, sys\n"
                 "def walk(value, path):\n"
                 "    if not isinstance(value, dict): return {path: value}\n"
                 "    return {p: v for k, w in value.items() for p, v in walk(w, f\"{path}.{k}\""
                 " if path else k).items()}\n"
                 "document = json.load(open(\"a.json\"))\n"
                 "source, date = document.pop(\"source\"), document.pop(\"as_of\")\n"
                 "lines = [json.loads(line) for line in sys.stdin]\n"
                 "print({l[\"key\"]: l[\"value\"] for l in lines} == walk(document, \"\"),\n"
                 "      {(l[\"layer\"], l[\"date\"]) for l in lines} == {(source, date)},\n"
                 "      len(lines) > 70)'");
    assert_string_equal(shell->out, "True True True\n");
    shell_expect(shell, 0, "portreg stats --registry s.portreg --csv");
    assert_int_equal(strncmp(shell->out, "Layer,Date,Key,Value\r\n", 22), 0);
    shell_out_has(shell, ",numbers.tcp.system.assigned,");
    shell_expect(shell, 0, "portreg stats --registry s.portreg --raw");
    shell_out_has(shell, "\tundated\t");
}

static void stats_have_bars(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg stats --registry s.portreg");
    shell_out_has(shell, "Rows by status\n  assigned");
    shell_out_has(shell, "  ####");
    shell_out_has(shell, "Numbers, dynamic range 49152-65535");
    shell_expect(shell, 0, "portreg stats --registry s.portreg --as-of 2016");
    shell_out_has(shell, "as of 2015-");
}

static void free_prints_numbers(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg free --registry s.portreg --count 3");
    assert_string_equal(shell->out, "1026\n1027\n1028\n");
    shell_expect(shell, 0,
                 "portreg free --registry s.portreg --range 5998-6070 --contiguous 3 --count 2");
    assert_string_equal(shell->out, "6064-6066\n6067-6069\n");
    shell_expect(shell, 0, "portreg free --registry s.portreg --range 20-30 --count 1 --json | "
                           "grep -c '\"status\": *\"unassigned\"'");
    shell_expect(shell, 0, "portreg free --registry s.portreg --range system --transport sctp,dccp "
                           "--count 2");
    assert_string_equal(shell->out, "1\n2\n");
    shell_expect(shell, 0, "portreg free --registry s.portreg --count 1 --csv --no-headings");
    assert_string_equal(shell->out, ",1026,,Unassigned,,,,,,,,\r\n");
}

static void free_explains_what_it_refuses(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg free --registry s.portreg --range 50000-50010");
    shell_err_has(shell, "never assigned");
    shell_expect(shell, 2, "portreg free --registry s.portreg --range 10-5");
    shell_err_has(shell, "reversed");
    shell_expect(shell, 2, "portreg free --registry s.portreg --range often");
    shell_err_has(shell, "FIRST-LAST");
    shell_expect(shell, 2, "portreg free --registry s.portreg --transport icmp");
    shell_err_has(shell, "icmp");
    shell_expect(shell, 2, "portreg free --registry s.portreg --count 0");
    shell_expect(shell, 1, "portreg free --registry s.portreg --range 6000-6063");
    shell_err_has(shell, "no free number");
}

static void free_minds_other_layers(void **state)
{
    static const char services[] = "ours 1026/tcp\n";
    const struct portreg_compile_options options = { .layer = "ours",
                                                     .format = "services",
                                                     .date = "2026-01-01" };
    struct portreg_compiler *compiler = NULL;
    struct shell *shell = *state;

    assert_int_equal(portreg_compiler_create(&options, &compiler, NULL), PORTREG_OK);
    assert_int_equal(portreg_compiler_add_memory(compiler, "services", services,
                                                 sizeof(services) - 1, NULL),
                     PORTREG_OK);
    compiled_write(shell, "o.portreg", compiler);
    shell_expect(shell, 0, "portreg free --registry o.portreg --registry s.portreg --count 1");
    assert_string_equal(shell->out, "1027\n");
    shell_expect(shell, 0, "portreg free --registry o.portreg --registry s.portreg --count 1 "
                           "--ignore-layers");
    assert_string_equal(shell->out, "1026\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(svg_shows_every_number, compiled_setup, shell_teardown),
        cmocka_unit_test_setup_teardown(svg_goes_to_a_file, compiled_setup, shell_teardown),
        cmocka_unit_test_setup_teardown(terminal_map_has_colours_of_the_terminal, compiled_setup,
                                        shell_teardown),
        cmocka_unit_test_setup_teardown(terminal_map_fits_the_terminal, compiled_setup,
                                        shell_teardown),
        cmocka_unit_test_setup_teardown(stats_count_as_the_library_does, compiled_setup,
                                        shell_teardown),
        cmocka_unit_test_setup_teardown(stats_for_programs, compiled_setup, shell_teardown),
        cmocka_unit_test_setup_teardown(stats_have_bars, compiled_setup, shell_teardown),
        cmocka_unit_test_setup_teardown(free_prints_numbers, compiled_setup, shell_teardown),
        cmocka_unit_test_setup_teardown(free_explains_what_it_refuses, compiled_setup,
                                        shell_teardown),
        cmocka_unit_test_setup_teardown(free_minds_other_layers, compiled_setup, shell_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
