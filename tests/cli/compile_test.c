/* SPDX-License-Identifier: BSD-2-Clause */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"

/* What the snapshot $T/x.portreg gives back is the file, byte for byte. */
static void expect_gives_back(struct shell *shell, const char *options, const char *file)
{
    shell_expect(shell, 0, "portreg-compile convert x.portreg %s --to xml | cmp - %s", options,
                 file);
}

static void compiles_one_version(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o x.portreg");
    assert_string_equal(shell->out, "");
    shell_err_has(shell, "x.portreg: layer iana, version 2026-02-13, 44 rows, ");
    expect_gives_back(shell, "", "$D/small.xml");
}

static void says_it_in_json(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg-compile compile $D/small.xml $D/small-2015.xml --layer 'a\"b' --json "
                 "-o x.portreg");
    shell_out_has(shell, "\"path\": \"x.portreg\"");
    shell_out_has(shell, "\"layer\": \"a\\\"b\"");
    shell_out_has(shell, "\"versions\": 2");
    shell_out_has(shell, "\"first\": \"2015-06-01\"");
    shell_out_has(shell, "\"last\": \"2026-02-13\"");
    shell_out_has(shell, "\"rows\": 44");
    assert_string_equal(shell->err, "");
}

static void compiles_versions_in_any_order(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml $D/small-2015.xml -o x.portreg");
    shell_err_has(shell, "2 versions from 2015-06-01 to 2026-02-13");
    expect_gives_back(shell, "", "$D/small.xml");
    expect_gives_back(shell, "--as-of 2015", "$D/small-2015.xml");
    shell_expect(shell, 0,
                 "portreg-compile compile $D/small-2015.xml $D/small.xml -o y.portreg -j 1 && "
                 "portreg-compile convert y.portreg --as-of 2020 --to csv | "
                 "cmp - <(portreg-compile convert x.portreg --as-of 2020 --to csv)");
}

static void reads_what_is_packed(void **state)
{
    static const struct {
        const char *prepare;
        const char *operand;
    } sources[] = {
        { "gzip -c $D/small.xml > in.xml.gz", "in.xml.gz" },
        { "zstd -qc $D/small.xml > in.xml.zst", "in.xml.zst" },
        { "xz -c $D/small.xml > in.xml.xz", "in.xml.xz" },
        { "tar -C $D -cf in.tar small.xml", "in.tar" },
        { "tar -C $D -c small.xml | zstd -q > in.tar.zst", "in.tar.zst" },
        { "tar -C $D -czf in.tar.gz small.xml", "in.tar.gz" },
        { "mkdir f; cp $D/small.xml f", "f" },
        { "mkdir g; gzip -c $D/small.xml > g/a.gz", "g" },
        { "true", "<(cat $D/small.xml)" },
        { "true", "<(zstd -qc $D/small.xml)" },
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        shell_expect(shell, 0, "rm -f x.portreg; %s", sources[i].prepare);
        shell_expect(shell, 0, "portreg-compile compile %s -o x.portreg", sources[i].operand);
        expect_gives_back(shell, "", "$D/small.xml");
    }
}

/* A reader that remembers the last XML must not compare with what took its place. */
static void mixes_formats(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "mkdir mixed; cp $D/small-2015.xml mixed/1.xml; "
                 "for i in 2 3 4; do echo 'http 80/tcp' > mixed/$i-201$i-01-01.services; done; "
                 "sed 's/Discard/discarD/' $D/small-2015.xml > later.xml; "
                 "sed -i 's/2015-06-01/2016-06-01/' later.xml; cp later.xml mixed/5.xml");
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        shell_expect(shell, 0, "portreg-compile compile mixed -j %u -o x.portreg", jobs);
        shell_err_has(shell, "5 versions from 2012-01-01 to 2016-06-01");
        expect_gives_back(shell, "", "later.xml");
        expect_gives_back(shell, "--as-of 2015", "$D/small-2015.xml");
    }
}

static void refuses_ranges_without_end(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "awk 'BEGIN { for (i = 1; i <= 20000; i++) { print \"n\" i, i \"/tcp\"; "
                 "print \"all 0-65535/tcp\" } }' > ranges");
    shell_expect(shell, 2, "portreg-compile compile ranges --from wireshark -o x.portreg");
    shell_err_has(shell, "too many port ranges overlap");
}

static void reads_standard_input(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "cat $D/small.xml | portreg-compile compile - -o x.portreg");
    expect_gives_back(shell, "", "$D/small.xml");
    shell_expect(shell, 0, "gzip -c $D/small-2015.xml | portreg-compile compile - -o x.portreg");
    expect_gives_back(shell, "", "$D/small-2015.xml");
    shell_expect(shell, 0,
                 "tar -C $D -c small.xml small-2015.xml | portreg-compile compile - -o x.portreg");
    shell_err_has(shell, "2 versions");
}

static void writes_standard_output(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o - > x.portreg");
    expect_gives_back(shell, "", "$D/small.xml");
}

static void adds_to_a_snapshot(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o x.portreg");
    shell_expect(shell, 0,
                 "portreg-compile compile x.portreg $D/small-2015.xml $D/small.xml -o x.portreg");
    shell_err_has(shell, "2 versions");
    expect_gives_back(shell, "", "$D/small.xml");
    expect_gives_back(shell, "--as-of 2015-06-01", "$D/small-2015.xml");
}

static void two_versions_of_one_date_are_a_conflict(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "sed 's/Discard/Other/' $D/small.xml > other.xml");
    shell_expect(shell, 3, "portreg-compile compile $D/small.xml other.xml -o x.portreg");
    shell_err_has(shell, "2026-02-13");
    shell_expect(shell, 0, "test ! -e x.portreg");
    shell_expect(shell, 0, "mkdir both && cp $D/small.xml other.xml both");
    shell_expect(shell, 3, "portreg convert both --to csv");
    shell_expect(shell, 3, "portreg diff $D/small-2015.xml both");
    shell_expect(shell, 0, "portreg-compile compile $D/small.xml $D/small.xml -o x.portreg");
    shell_err_has(shell, "version 2026-02-13");
}

static void dates_what_has_no_date(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile convert $D/small.xml --to csv > list-2019-03-04.csv");
    shell_expect(shell, 0, "portreg-compile compile list-2019-03-04.csv -o x.portreg");
    shell_err_has(shell, "version 2019-03-04");
    shell_expect(shell, 0,
                 "portreg-compile compile list-2019-03-04.csv --date 2020-02-29 -o x.portreg");
    shell_err_has(shell, "version 2020-02-29");
    shell_expect(shell, 2,
                 "portreg-compile compile list-2019-03-04.csv --date 2020-02-30 -o x.portreg");
    shell_err_has(shell, "--date takes YYYY, YYYY-MM or YYYY-MM-DD, not '2020-02-30'");
}

static void a_list_names_its_layer(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf 'ours 1026/tcp mine\\n' > acme.services; "
                           "portreg-compile compile acme.services -o x.portreg");
    shell_err_has(shell, "layer acme,");
    shell_expect(shell, 0, "portreg-compile compile - -o x.portreg < acme.services");
    shell_err_has(shell, "layer services,");
    shell_expect(shell, 0, "portreg-compile compile acme.services --layer ours -o x.portreg");
    shell_err_has(shell, "layer ours,");
}

struct bad_input {
    const char *file;
    const char *command; /* writes it to standard output */
    bool has_line;       /* whether the message names a line */
};

#define CSV_HEADER                                                                              \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                 \
    "Registration Date,Modification Date,Reference,Service Code,"                               \
    "Unauthorized Use Reported,Assignment Notes\\r\\n"

static void explains_bad_input(void **state)
{
    static const struct bad_input inputs[] = {
        { "cut.xml", "head -c 5000 $D/small.xml", true },
        { "tags.xml", "sed 's/<\\/description>/<\\/descr>/' $D/small.xml", true },
        { "port.xml", "sed 's/<number>443/<number>70000/' $D/small.xml", true },
        { "range.xml", "sed 's/<number>443/<number>9-3/' $D/small.xml", true },
        { "transport.xml", "sed 's/<protocol>udp/<protocol>ddp/' $D/small.xml", true },
        { "utf8.xml", "sed 's/Discard/Disc\\xff\\xfe/' $D/small.xml", true },
        { "nul.xml", "sed 's/Discard/Dis\\x00card/' $D/small.xml", true },
        { "doctype.xml", "sed '1a <!DOCTYPE registry [<!ENTITY a \"b\">]>' $D/small.xml", true },
        { "date.xml", "sed 's/<updated>2026-02-13/<updated>soon/' $D/small.xml", true },
        { "port.csv", "printf '" CSV_HEADER "a,70000,tcp,,,,,,,,,\\r\\n'", true },
        { "transport.csv", "printf '" CSV_HEADER "a,7,ddp,,,,,,,,,\\r\\n'", true },
        { "columns.csv", "printf '" CSV_HEADER "a,7,tcp\\r\\n'", true },
        { "quote.csv", "printf '" CSV_HEADER "a,7,tcp,\"x,,,,,,,,\\r\\n'", true },
        { "port.services", "printf 'http 80/tcp\\nbad 70000/tcp\\n'", true },
        { "empty", "true", false },
        { "noise", "head -c 4096 /dev/zero | tr '\\0' '\\377'", false },
        { "cut.gz", "gzip -c $D/small.xml | head -c 500", false },
        { "cut.zst", "zstd -qc $D/small.xml | head -c 500", false },
        { "cut.portreg",
          "portreg-compile compile $D/small.xml -o - 2> /dev/null | head -c 3000", false },
    };
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small.xml -o x.portreg; cp x.portreg y");
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        const struct bad_input *input = &inputs[i];
        char pattern[128];
        regex_t regex;

        shell_run(shell, "%s > %s", input->command, input->file);
        shell_expect(shell, 2, "portreg-compile compile %s --date 2030-01-01 -o x.portreg",
                     input->file);
        snprintf(pattern, sizeof(pattern), "^portreg: %s(:[1-9][0-9]*(:[1-9][0-9]*)?)%s: .",
                 input->file, input->has_line ? "" : "?");
        assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
        if (regexec(&regex, shell->err, 0, NULL, 0) != 0) {
            fail_msg("%s: %s", pattern, shell->err);
        }
        regfree(&regex);
        shell_expect(shell, 2, "portreg-compile convert %s --to csv", input->file);
        assert_string_equal(shell->out, "");
    }
    shell_expect(shell, 0, "cmp x.portreg y");
}

static void explains_bad_command_lines(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg-compile compile $D/small.xml");
    shell_err_has(shell, "-o FILE");
    shell_expect(shell, 2, "portreg-compile compile missing.xml -o x.portreg");
    shell_err_has(shell, "missing.xml");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml --from odd -o x.portreg");
    shell_err_has(shell, "odd");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml --jobs x -o x.portreg");
    shell_err_has(shell, "jobs");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml --layer '' -o x.portreg");
    shell_err_has(shell, "layer");
    shell_expect(shell, 2, "mkdir none; portreg-compile compile none -o x.portreg");
    shell_err_has(shell, "none");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml -o missing/x.portreg");
    shell_err_has(shell, "missing/x.portreg");
    shell_expect(shell, 0, "test ! -e x.portreg");
}

static void survives_a_full_disk(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/small-2015.xml -o x.portreg");
    shell_expect(shell, 0, "cp x.portreg y");
    shell_expect(shell, 2, "ulimit -f 1; portreg-compile compile $D/small.xml -o x.portreg");
    shell_err_has(shell, "x.portreg");
    shell_expect(shell, 0, "cmp x.portreg y && ls -A | grep -c . | grep -qx 2");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml -o /dev/full");
    shell_err_has(shell, "/dev/full");
    shell_expect(shell, 2, "portreg-compile compile $D/small.xml -o - > /dev/full");
    shell_err_has(shell, "standard output");
    shell_expect(shell, 0, "test -c /dev/full");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(compiles_one_version),
        TEST(says_it_in_json),
        TEST(compiles_versions_in_any_order),
        TEST(reads_what_is_packed),
        TEST(mixes_formats),
        TEST(refuses_ranges_without_end),
        TEST(reads_standard_input),
        TEST(writes_standard_output),
        TEST(adds_to_a_snapshot),
        TEST(two_versions_of_one_date_are_a_conflict),
        TEST(dates_what_has_no_date),
        TEST(a_list_names_its_layer),
        TEST(explains_bad_input),
        TEST(explains_bad_command_lines),
        TEST(survives_a_full_disk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
