/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"

#define HEADER                                                                  \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact," \
    "Registration Date,Modification Date,Reference,Service Code,"               \
    "Unauthorized Use Reported,Assignment Notes"

/* The files that the command lines below ask. */
static int make_files(void **state)
{
    if (shell_setup(state) != 0) {
        return 1;
    }
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg compile $D/small.xml -o $T/small.portreg");
    shell_expect(shell, 0,
                 "printf '%%s\\r\\n' '" HEADER "' 'a-service,7001,tcp,A,[X],[X],"
                 "2020-01-01,,,,,' > clean.csv");
    shell_expect(shell, 0,
                 "cp clean.csv odd.csv; printf '%%s\\r\\n' "
                 "'cl/1,172,tcp,CL,[X],[X],2020-01-01,,,,,' "
                 "'b,173,tcp,,[X],[X],2020-01-01,,,,,' >> odd.csv");
    return 0;
}

static void a_good_name_is_free(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check --registry small.portreg quite-new-thing");
    assert_string_equal(shell->out, "quite-new-thing: well-formed and free\n");
    assert_string_equal(shell->err, "");
}

static void a_bad_name_is_explained(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 3, "portreg check --registry small.portreg --name 'my_thing' -- -x");
    shell_out_has(shell, "my_thing: error: \"_\" is not a letter, digit or hyphen "
                         "[name-characters, RFC 6335 section 5.1]\n");
    shell_out_has(shell, "-x: error: the name begins with a hyphen [name-hyphen-first, ");
}

static void a_taken_name_is_a_conflict(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 3, "portreg check --registry small.portreg HTTP");
    shell_out_has(shell, "HTTP: error: taken in iana: 80/tcp");
    shell_out_has(shell, "[name-unique, RFC 6335 sections 5.1 and 8.1.1]");
}

static void a_near_name_is_a_note(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check --registry small.portreg discart");
    shell_out_has(shell, "discart: note: near to names in iana: discard");
    shell_out_has(shell, "discart: well-formed and free\n");
}

static void warnings_count_if_asked_for(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check --registry small.portreg qqq-v2");
    shell_out_has(shell, "qqq-v2: warning: \"v2\" looks like a version [name-version, ");
    shell_expect(shell, 3, "portreg check --strict --registry small.portreg qqq-v2");
    shell_expect(shell, 0,
                 "portreg check --severity error --strict --registry small.portreg "
                 "qqq-v2");
    assert_string_equal(shell->out, "qqq-v2: well-formed and free\n");
}

static void names_need_no_registry(void **state)
{
    struct shell *shell = *state;
    shell_run(shell, "XDG_DATA_HOME=$T/none portreg check some-thing");
    if (strstr(shell->err, "no registry was found") == NULL) {
        skip(); /* this machine has a registry in a system folder */
    }
    assert_int_equal(shell->code, 0);
    assert_string_equal(shell->out, "some-thing: well-formed\n");
}

static void names_come_from_standard_input(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 3,
                 "printf 'aaaa-bbbb\\n\\n HTTP\\n' | portreg check --registry small.portreg "
                 "--name - cccc-dddd");
    shell_out_has(shell, "aaaa-bbbb: well-formed and free\nHTTP: error: taken in iana");
    shell_out_has(shell, "cccc-dddd: well-formed and free\n");
    shell_expect(shell, 3, "printf 'a\\033[31m\\n' | portreg check --name -");
    shell_out_has(shell, "a?[31m: error: byte 0x1b is not a letter, digit or hyphen");
    shell_expect(shell, 0, "gzip -c clean.csv | portreg check -");
    shell_err_has(shell, "standard input: 1 record,");
    shell_expect(shell, 0, "printf 'a 60000/tcp\\n' | portreg check --from services -");
    shell_out_has(shell, "standard input:1:1: warning: port 60000 lies in the Dynamic range");
}

static void names_as_a_document(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 3,
                 "portreg check --json --registry small.portreg http | "
                 "python3 -c 'import json, sys; d = json.load(sys.stdin); "
                 "n = d[\"names\"][0]; print(d[\"source\"], n[\"name\"], "
                 "n[\"rows\"][0][\"number\"], n[\"findings\"][0][\"id\"])'");
    assert_string_equal(shell->out, "iana http 80 name-unique\n");
}

static void a_clean_file_is_silent(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check clean.csv");
    assert_string_equal(shell->out, "");
    shell_err_has(shell, "clean.csv: 1 record, 0 contacts (csv): 0 errors, 0 warnings, 0 notes");
}

static void oddities_have_places(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check odd.csv");
    assert_string_equal(shell->out,
                        "odd.csv:3:1: warning: \"cl/1\": \"/\" is not a letter, digit or hyphen "
                        "[name-irregular]\n"
                        "odd.csv:4:1: note: the row has no description [description-empty]\n");
    shell_err_has(shell, "0 errors, 1 warning, 1 note");
}

static void findings_can_be_chosen(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check --only description-empty --strict odd.csv");
    assert_string_equal(shell->out,
                        "odd.csv:4:1: note: the row has no description [description-empty]\n");
    shell_expect(shell, 3, "portreg check --severity warning --strict odd.csv");
    assert_string_equal(shell->out, "odd.csv:3:1: warning: \"cl/1\": \"/\" is not a letter, digit "
                                    "or hyphen [name-irregular]\n");
    shell_expect(shell, 2, "portreg check --only no-such-id odd.csv");
    shell_err_has(shell, "'portreg rules' lists them");
    shell_expect(shell, 2, "portreg check --severity terrible odd.csv");
    shell_err_has(shell, "note, warning or error");
}

static void a_summary_counts(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg check --summary odd.csv | tr -s ' '");
    shell_out_has(shell, "1 name-irregular warning service name breaks RFC 6335 syntax\n");
    shell_out_has(shell, "1 description-empty note empty description\n");
}

static void files_as_a_document(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "portreg check --json odd.csv clean.csv | "
                 "python3 -c 'import json, sys; d = json.load(sys.stdin)[\"files\"]; "
                 "print(len(d), [(x[\"id\"], x[\"line\"]) for x in "
                 "d[0][\"diagnostics\"]], d[1][\"records\"], d[1][\"error\"])'");
    assert_string_equal(shell->out, "2 [('name-irregular', 3), ('description-empty', 4)] 1 None\n");
}

static void findings_for_programs(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg check --csv odd.csv clean.csv");
    assert_string_equal(shell->out,
                        "File,Line,Column,Name,Offset,ID,Severity,Section,Message\r\n"
                        "odd.csv,3,1,,,name-irregular,warning,RFC 6335 section 5.1,\"\"\"cl/1\"\": "
                        "\"\"/\"\" is not a letter, digit or hyphen\"\r\n"
                        "odd.csv,4,1,,,description-empty,note,RFC 6335 section 8.1.1,the row has "
                        "no description\r\n");
    shell_expect(shell, 3, "portreg check --raw --registry small.portreg my_thing HTTP fine-one");
    shell_out_has(shell, "\t\t\tmy_thing\t2\tname-characters\terror\tRFC 6335 section 5.1\t\"_\" "
                         "is not a letter, digit or hyphen\n\t\t\tHTTP\t\tname-unique\terror\t");
    assert_null(strstr(shell->out, "fine-one"));
    shell_expect(shell, 0, "portreg check --csv --no-headings --only range-row odd.csv clean.csv");
    assert_string_equal(shell->out, "");
    shell_expect(shell, 2, "portreg check --summary --csv odd.csv");
    shell_err_has(shell, "--summary gives a table, or with --json a document");
}

/* A line is an object of the document, with the file or name that stands above it there. */
static void lines_are_objects_of_the_document(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg check --json odd.csv > a.json && portreg check --ndjson odd.csv | "
                 "python3 -c 'import json, sys; "
                 "f = json.load(open(\"a.json\"))[\"files\"][0]; print([json.loads(l) for l in "
                 "sys.stdin] == [{\"file\": f[\"file\"], \"name\": None, \"offset\": None, **d} "
                 "for d in f[\"diagnostics\"]])'");
    assert_string_equal(shell->out, "True\n");
    shell_expect(shell, 3,
                 "portreg check --json --name a_b > a.json; portreg check --ndjson --name a_b | "
                 "python3 -c 'import json, sys; "
                 "n = json.load(open(\"a.json\"))[\"names\"][0]; print([json.loads(l) for l in "
                 "sys.stdin] == [{\"file\": None, \"line\": None, \"column\": None, "
                 "\"name\": n[\"name\"], **d} for d in n[\"findings\"]], "
                 "n[\"findings\"][0][\"offset\"])'");
    assert_string_equal(shell->out, "True 1\n");
}

static void names_and_files_are_told_apart(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 2, "portreg check odd.csv http");
    shell_err_has(shell, "--name or --file");
    shell_expect(shell, 2, "portreg check ./no-such-file");
    shell_err_has(shell, "no-such-file");
    shell_expect(shell, 0, "cp clean.csv plain && portreg check plain");
    shell_err_has(shell, "plain: 1 record,");
    shell_expect(shell, 0, "portreg check --registry small.portreg --name plain");
    shell_out_has(shell, "plain: well-formed and free");
    shell_expect(shell, 0, "portreg check - < clean.csv");
    shell_err_has(shell, "1 record,");
    shell_expect(shell, 2, "portreg check --name --file plain");
    shell_err_has(shell, "exclude each other");
}

static void a_snapshot_is_for_verify(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 2, "portreg check small.portreg");
    shell_err_has(shell, "small.portreg: this is a snapshot");
    shell_err_has(shell, "'portreg verify' proves it whole");
    shell_expect(shell, 2, "portreg check --from xml - < small.portreg");
    shell_err_has(shell, "'portreg verify'");
}

/* An expiry date is judged by the day that --as-of names. */
static void time_can_be_set(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "printf '%%s\\r\\n' '" HEADER "' '\"t\",7001,tcp,\"T (TEMPORARY - registered "
                 "2024-08-01, expires 2025-08-01)\",[X],[X],2024-08-01,,,,,' > temporary.csv");
    shell_expect(shell, 0,
                 "portreg check --only temporary-expired --as-of 2025-08-01 "
                 "temporary.csv");
    assert_string_equal(shell->out, "");
    shell_expect(shell, 0,
                 "portreg check --only temporary-expired --as-of 2025-08-02 "
                 "temporary.csv");
    shell_out_has(shell, "ended on 2025-08-01 [temporary-expired]");
    shell_expect(shell, 2, "portreg check --as-of yesterday temporary.csv");
}

static void rules_are_listed(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0, "portreg rules");
    shell_out_has(shell, "name-length");
    shell_out_has(shell, "range-overlap");
    shell_expect(shell, 0,
                 "portreg rules --json | python3 -c 'import json, sys; "
                 "d = json.load(sys.stdin)[\"rules\"]; "
                 "print(all(r[\"text\"] and r[\"severity\"] for r in d), d[0])'");
    shell_out_has(shell, "True {'kind': 'rule', 'id': 'name-length', 'severity': 'error', "
                         "'section': 'RFC 6335 section 5.1'");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_name_is_free),
        cmocka_unit_test(a_bad_name_is_explained),
        cmocka_unit_test(a_taken_name_is_a_conflict),
        cmocka_unit_test(a_near_name_is_a_note),
        cmocka_unit_test(warnings_count_if_asked_for),
        cmocka_unit_test(names_need_no_registry),
        cmocka_unit_test(names_come_from_standard_input),
        cmocka_unit_test(names_as_a_document),
        cmocka_unit_test(a_clean_file_is_silent),
        cmocka_unit_test(oddities_have_places),
        cmocka_unit_test(findings_can_be_chosen),
        cmocka_unit_test(a_summary_counts),
        cmocka_unit_test(files_as_a_document),
        cmocka_unit_test(findings_for_programs),
        cmocka_unit_test(lines_are_objects_of_the_document),
        cmocka_unit_test(names_and_files_are_told_apart),
        cmocka_unit_test(a_snapshot_is_for_verify),
        cmocka_unit_test(time_can_be_set),
        cmocka_unit_test(rules_are_listed),
    };
    return cmocka_run_group_tests_name("cli/check", tests, make_files, shell_teardown);
}
