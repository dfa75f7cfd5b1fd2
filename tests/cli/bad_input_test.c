/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"

/*
 * Input that is refused: every program that reads it says where and why, ends
 * with 2 and leaves the snapshot that is there alone.
 */

#define CSV_HEADER                                                              \
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact," \
    "Registration Date,Modification Date,Reference,Service Code,"               \
    "Unauthorized Use Reported,Assignment Notes"

/* printf(1) formats, so that any byte can be written; %% is a percent sign. */
#define CSV(row) CSV_HEADER "\\r\\na,1,tcp,A,,,,,,,,\\r\\n" row "\\r\\n"
#define XML_HEAD                                                                                \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\\n"                                             \
    "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\\n" \
    "  <updated>2024-06-15</updated>\\n"
#define XML_TAIL "</registry>\\n"
#define XML_RECORD(name, protocol, number)                                              \
    "  <record>\\n    <name>" name "</name>\\n    <protocol>" protocol "</protocol>\\n" \
    "    <description>A</description>\\n    <number>" number "</number>\\n  </record>\\n"
#define XML(body) XML_HEAD XML_RECORD("a", "tcp", "1") body XML_TAIL

struct bad_input {
    const char *name;  /* of the file */
    const char *text;  /* a format of printf(1) */
    const char *place; /* "line:" or "line:column:" of the message */
    const char *words;
};

static const struct bad_input inputs[] = {
    { "nul.csv", CSV("b\\0,2,tcp,B,,,,,,,,"), "3:", "NUL" },
    { "port.csv", CSV("b,70000,tcp,B,,,,,,,,"), "3:1:", "70000" },
    { "range.csv", CSV("b,9-3,tcp,B,,,,,,,,"), "3:1:", "9-3" },
    { "word.csv", CSV("b,eighty,tcp,B,,,,,,,,"), "3:1:", "eighty" },
    { "transport.csv", CSV("b,2,carrier-pigeon,B,,,,,,,,"), "3:1:", "carrier-pigeon" },
    { "utf8.csv", CSV("b,2,tcp,\\377\\376,,,,,,,,"), "3:", "UTF-8" },
    { "quote.csv", CSV("b,2,tcp,\"B,,,,,,,,"), "", "" },
    { "port.xml", XML(XML_RECORD("b", "tcp", "70000")), "10:3:", "70000" },
    { "range.xml", XML(XML_RECORD("b", "tcp", "9-3")), "10:3:", "9-3" },
    { "transport.xml", XML(XML_RECORD("b", "ddp", "2")), "10:3:", "ddp" },
    { "utf8.xml", XML(XML_RECORD("b\\377", "tcp", "2")), "11:", "" },
    { "nul.xml", XML(XML_RECORD("b\\0", "tcp", "2")), "11:", "" },
    { "truncated.xml", XML_HEAD "  <record>\\n    <name>a</na", "5:", "" },
    { "mismatched.xml", XML("  <record></registry>"), "10:", "" },
    { "doctype.xml",
      "<?xml version=\"1.0\"?>\\n<!DOCTYPE registry SYSTEM \"http://example.org/x.dtd\">\\n"
      "<registry xmlns=\"http://www.iana.org/assignments\"/>\\n",
      "2:", "document type" },
    { "bomb.xml",
      "<?xml version=\"1.0\"?>\\n<!DOCTYPE registry [\\n<!ENTITY a \"aaaaaaaaaa\">\\n"
      "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\\n<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">\\n"
      "]>\\n<registry "
      "xmlns=\"http://www.iana.org/assignments\"><updated>&c;</updated></registry>\\n",
      "2:", "document type" },
};

static int make_snapshot(void **state)
{
    if (shell_setup(state) != 0) {
        return 1;
    }
    shell_expect(*state, 0,
                 "portreg compile $D/small.xml -o good.portreg && "
                 "cp good.portreg old.portreg");
    return 0;
}

/* Every program refuses the file, with the same message. */
static void assert_refused(struct shell *shell, const char *name, const char *place,
                           const char *words)
{
    char where[128];
    snprintf(where, sizeof(where), "%s:%s", name, place);
    static const char *const commands[] = {
        "portreg check --file %s",
        "portreg compile %s --date 2026-01-01 -o old.portreg",
        "portreg convert %s --date 2026-01-01 --to csv -o out.csv",
        "portreg update --registry old.portreg --from %s --force",
    };
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        char command[256];
        /* The table holds no other conversions. */
        snprintf(command, sizeof(command), "%.*s%s%s",
                 (int)(strstr(commands[i], "%s") - commands[i]), commands[i], name,
                 strstr(commands[i], "%s") + 2);
        shell_expect(shell, 2, "%s", command);
        shell_err_has(shell, where);
        shell_err_has(shell, words);
        shell_expect(shell, 0, "cmp good.portreg old.portreg && test ! -e out.csv");
    }
}

static void bad_files_are_refused_with_their_place(void **state)
{
    struct shell *shell = *state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        print_message("# %s\n", inputs[i].name);
        shell_expect(shell, 0, "printf '%s' > %s", inputs[i].text, inputs[i].name);
        assert_refused(shell, inputs[i].name, inputs[i].place, inputs[i].words);
    }
}

static void depth_is_bounded(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "{ printf '" XML_HEAD "<record><description>'; "
                 "for i in {1..100000}; do printf '<p>'; done; } > deep.xml");
    assert_refused(shell, "deep.xml", "4:", "");
}

static void huge_attributes_are_refused(void **state)
{
    struct shell *shell = *state;
    shell_expect(shell, 0,
                 "{ printf '" XML_HEAD "<record date=\"'; head -c 100000000 /dev/zero | "
                 "tr '\\0' x; printf '\"/>" XML_TAIL "'; } > huge.xml");
    assert_refused(shell, "huge.xml", "", "67108864");
    shell_expect(shell, 0,
                 "{ printf '" XML_HEAD "<record date=\"'; head -c 20000000 /dev/zero | "
                 "tr '\\0' x; printf '\"/>" XML_TAIL "'; } > large.xml");
    assert_refused(shell, "large.xml", "4:", "");
    shell_expect(shell, 0, "rm -f huge.xml large.xml");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_are_refused_with_their_place),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(huge_attributes_are_refused),
    };
    return cmocka_run_group_tests_name("cli/bad_input", tests, make_snapshot, shell_teardown);
}
