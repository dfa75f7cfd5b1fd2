/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

/* The program in pipes, as people use it. */
static int annotate_setup(void **state)
{
    const int failed = small_setup(state);

    if (failed == 0) {
        shell_expect(*state, 0,
                     "awk 'BEGIN { srand(1); print \"time,src,sport,dst,dport,proto,bytes\"; "
                     "for (i = 0; i < 60000; i++) printf \"%%d,10.0.0.%%d,%%d,10.1.0.1,%%d,%%s,"
                     "%%d\\n\", i, rand() * 256, rand() * 65536, rand() * 600, "
                     "rand() < 0.7 ? \"tcp\" : 17, rand() * 100000 }' > flows.csv");
    }
    return failed;
}

static void names_in_a_pipe(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf 'dport,proto\\n443,tcp\\n512,17\\n' | portreg annotate "
                           "--port dport --transport proto --field name --field status");
    assert_string_equal(shell->out, "dport,proto,dport_service,dport_status\n"
                                    "443,tcp,https,assigned\n512,17,biff,assigned\n");
    assert_string_equal(shell->err, "");
    shell_expect(shell, 0, "printf '443/tcp 9\\n' | portreg annotate -p 1,2 -d space -t udp");
    assert_string_equal(shell->out, "443/tcp 9 https discard\n");
    shell_expect(shell, 0, "printf '{\"p\":80}\\n' | portreg annotate -p p -t tcp -f name");
    assert_string_equal(shell->out, "{\"p\":80,\"p_service\":\"http\"}\n");
    shell_expect(shell, 0,
                 "printf '#fields\\tid.resp_p\\tproto\\n443\\ttcp\\n' | portreg annotate");
    assert_string_equal(shell->out,
                        "#fields\tid.resp_p\tproto\tid.resp_p_service\n443\ttcp\thttps\n");
}

static void as_a_join_would(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg list --raw -o number,transport,name | "
                 "awk -F'\\t' 'NR == FNR { n = split($1, r, \"-\"); for (p = r[1]; p <= r[n]; p++) "
                 "{ if ($3 != \"\" && !((p, $2) in name)) name[p, $2] = $3 } next } "
                 "FNR == 1 { print $0 \",dport_service\"; next } { split($0, c, \",\"); "
                 "t = c[6] == 17 ? \"udp\" : c[6]; print $0 \",\" name[c[5], t] }' - flows.csv "
                 "> expected && "
                 "portreg annotate --port dport --transport proto < flows.csv > named.csv && "
                 "cmp named.csv expected && test $(grep -c https named.csv) -gt 10");
}

static void threads_keep_the_order(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "portreg annotate -p 3,5 -t 6 -j 1 < flows.csv > one && for jobs in 2 3 8; do "
                 "portreg annotate -p 3,5 -t 6 -j $jobs < flows.csv | cmp - one && "
                 "cat flows.csv | portreg annotate -p 3,5 -t 6 -j $jobs | cmp - one && "
                 "dd if=flows.csv bs=777 status=none | portreg annotate -p 3,5 -t 6 -j $jobs | "
                 "cmp - one || exit 1; done");
    shell_expect(shell, 0, "cut -d, -f1-7 one | cmp - flows.csv");
}

static void dates_and_layers(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf '8086/tcp\\n8086/udp\\n' | portreg annotate -p 1 "
                           "--registry other.portreg --registry small.portreg");
    assert_string_equal(shell->out, "8086/tcp,intranet\n8086/udp,early-bird\n");
    shell_expect(shell, 0, "printf '8086/udp\\n80/tcp\\n' | portreg annotate -p 1 --as-of 2016");
    assert_string_equal(shell->out, "8086/udp,\n80/tcp,http\n");
    shell_expect(shell, 2, "printf '80\\n' | portreg annotate -p 1 --as-of 1999");
    shell_err_has(shell, "no version is as old as 1999");
    assert_string_equal(shell->out, "");
}

static void lines_of_a_hundred_megabytes(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "{ printf '80,tcp,'; head -c 100000000 /dev/zero | tr '\\0' x; "
                 "printf '\\n443,tcp\\n'; } > long && "
                 "portreg annotate -p 1 -t 2 < long > named && rm long && "
                 "test $(stat -c %%s named) = 100000027 && head -c 9 named && "
                 "tail -c 26 named && rm named");
    assert_string_equal(shell->out, "80,tcp,xxxxxxxx,http\n443,tcp,https\n");
    shell_expect(shell, 1,
                 "head -c 300000000 /dev/zero | portreg annotate -p 1 --no-header > named; "
                 "code=$?; test $(stat -c %%s named) = 300000000 && "
                 "cmp -n 300000000 named /dev/zero && rm named || exit 5; exit $code");
    shell_err_has(shell, "1 of 1 lines went through unchanged, the first is line 1");
}

static void what_is_malformed_is_counted(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "printf '80,tcp\\nx,tcp\\n\\n443\\n443,tcp,trunc' | "
                           "portreg annotate -p 1 -t 2");
    assert_string_equal(shell->out, "80,tcp,http\nx,tcp\n\n443\n443,tcp,trunc,https");
    assert_string_equal(shell->err, "portreg: note: 2 of 5 lines went through unchanged, the first "
                                    "is line 2: malformed, or without the columns\n");
    shell_expect(shell, 1, "printf '{\"a\":1}\\n{\"b\":2}' | portreg annotate -p port");
    assert_string_equal(shell->out, "{\"a\":1}\n{\"b\":2}");
    shell_expect(shell, 0, "portreg annotate -p port < /dev/null");
    shell_expect(shell, 1, "head -c 3000000 $(command -v portreg) > binary; "
                           "portreg annotate -p 9999 --no-header -d , < binary > named; code=$?; "
                           "cmp named binary || exit 5; exit $code");
}

static void columns_that_are_not_there(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "portreg annotate --port port < flows.csv");
    assert_string_equal(shell->out, "");
    assert_string_equal(shell->err,
                        "portreg: there is no column 'port'; the columns are: 1 time, 2 src, "
                        "3 sport, 4 dst, 5 dport, 6 proto, 7 bytes\n");
    shell_expect(shell, 2, "portreg annotate --port 8 < flows.csv");
    shell_expect(shell, 2, "portreg annotate < flows.csv");
    shell_err_has(shell, "which column is the port's?");
}

static void a_missing_registry(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 2, "printf '80\\n' | { PORTREG_REGISTRY=none.portreg portreg annotate "
                           "-p 1; code=$?; cat > rest; exit $code; }");
    shell_err_has(shell, "none.portreg");
    shell_expect(shell, 0, "printf '80\\n' | cmp - rest");
}

static void outputs_that_end(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "set +o pipefail; for i in {1..50}; do cat flows.csv; done | "
                           "portreg annotate -p dport -t proto | head -2");
    shell_out_has(shell, "dport_service\n0,10.");
    assert_string_equal(shell->err, "");
    shell_expect(shell, 2, "portreg annotate -p dport -t proto < flows.csv > /dev/full");
    shell_err_has(shell, "standard output: cannot write: No space left on device");
    shell_expect(shell, 2, "portreg annotate -p 1 < .");
    shell_err_has(shell, "standard input: cannot read: Is a directory");
    shell_expect(shell, 2, "portreg annotate -p 1 <&-");
    shell_err_has(shell, "standard input: cannot read: Bad file descriptor");
    shell_expect(shell, 2, "portreg annotate -p 1 < flows.csv >&-");
    shell_err_has(shell, "standard output: cannot write: Bad file descriptor");
}

static void wrong_usage(void **state)
{
    static const char *const wrong[] = {
        "-p 1 --from xml",        "-p 1 --field code",    "-p 1 --field name,name",
        "-p 1 --delimiter ab",    "-p 1 --delimiter '\"'", "-p ''",
        "-p 1,,2",                "-p 1,2,3,4,5,6,7,8,9", "-p 1 --header --no-header",
        "-p 1 --jobs x",          "-p 1 --jobs 257",      "-p 1 --from tsv --delimiter ,",
        "-p 1 --transport ''",    "-p 1 operand",         "-p 1 --json",
        "-p 1 --field ''",        "-p 1 --delimiter ''",  "-p 1 --from zeek --delimiter tab",
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        shell_expect(shell, 2, "printf '80\\n' | portreg annotate %s", wrong[i]);
        shell_err_has(shell, "Try 'portreg help annotate'");
        assert_string_equal(shell->out, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_a_pipe),
        cmocka_unit_test(as_a_join_would),
        cmocka_unit_test(threads_keep_the_order),
        cmocka_unit_test(dates_and_layers),
        cmocka_unit_test(lines_of_a_hundred_megabytes),
        cmocka_unit_test(what_is_malformed_is_counted),
        cmocka_unit_test(columns_that_are_not_there),
        cmocka_unit_test(a_missing_registry),
        cmocka_unit_test(outputs_that_end),
        cmocka_unit_test(wrong_usage),
    };

    return cmocka_run_group_tests_name("cli/annotate", tests, annotate_setup, shell_teardown);
}
