/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../shell.h"

/* What is exported for other tools, read by these tools where they are installed. */

#define EXPORT(format) \
    "portreg convert $D/../format/data/exports.csv --date 2026-02-13 --to " format

static void require(struct shell *shell, const char *tool)
{
    shell_run(shell, "command -v %s", tool);
    if (shell->code != 0) {
        skip();
    }
}

static void nft_takes_defines_and_sets(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("nftables") " -o ports.nft");
    shell_expect(shell, 0, "cat ports.nft");
    shell_out_has(shell, "\ndefine udp_our_service = { 40123, 40125 }\n");
    shell_out_has(shell, "\ndefine tcp_a_range = { 40200-40203 }\n");
    require(shell, "nft");
    shell_expect(shell, 0, "cat > rules.nft <<'EOT'\n"
                           "include \"./ports.nft\"\n"
                           "table inet portreg {\n"
                           "    chain input {\n"
                           "        type filter hook input priority 0;\n"
                           "        tcp dport $tcp_our_service accept\n"
                           "        udp dport { 1, 2 } udp dport $udp_our_service accept\n"
                           "        tcp dport @tcp_unassigned drop\n"
                           "    }\n"
                           "}\nEOT\n");
    /* Checking takes a netlink socket, which not every container gives. */
    shell_run(shell, "nft -c add table inet probe");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0, "nft -c -f rules.nft");
    shell_expect(shell, 1, "sed 's/tcp_our_service accept/no_such_service accept/' rules.nft "
                           "> wrong.nft; nft -c -f wrong.nft");
}

static void nft_loads_a_newer_file(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("nftables") " -o old.nft && sed s/40200-40203/40201-40204/ "
                           "$D/../format/data/exports.csv > newer.csv && portreg convert newer.csv "
                           "--date 2026-02-14 --to nftables -o new.nft");
    require(shell, "nft");
    shell_run(shell, "unshare -n nft add table inet probe");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0, "echo 'table inet portreg { chain c { tcp dport @tcp_assigned log; }; }'"
                           " > rule.nft && unshare -n sh -c 'nft -f old.nft && nft -f rule.nft && "
                           "nft -f new.nft && nft list set inet portreg tcp_assigned'");
    shell_out_has(shell, " 40201-40204");
    assert_null(strstr(shell->out, "40200"));
}

static void firewalld_takes_services(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0,
                 "mkdir -p fw/services && " EXPORT("firewalld") " | tar x -C fw/services");
    shell_expect(shell, 0, "ls fw/services");
    assert_string_equal(shell->out, "a-range.xml\nour-service.xml\nour_odd__.xml\n"
                                    "our_other.xml\nsctp-only.xml\nwell-formed.xml\n");
    shell_expect(shell, 0, "cat fw/services/well-formed.xml");
    assert_string_equal(shell->out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                    "<!-- iana, 2026-02-13 -->\n<service>\n"
                                    "  <short>well-formed</short>\n"
                                    "  <description>In other words</description>\n"
                                    "  <port protocol=\"tcp\" port=\"40301\"/>\n"
                                    "</service>\n");
    shell_expect(shell, 0, "TZ=UTC stat -c %%y fw/services/well-formed.xml");
    shell_out_has(shell, "2026-02-13 00:00:00");
    require(shell, "firewall-offline-cmd");
    shell_expect(shell, 0, "firewall-offline-cmd --system-config $T/fw --info-service our-service");
    shell_out_has(shell, "ports: 40123/tcp 40123/udp 40125/udp\n");
    shell_expect(shell, 0, "firewall-offline-cmd --system-config $T/fw --info-service a-range");
    shell_out_has(shell, "ports: 40200-40203/tcp\n");
    shell_expect(shell, 0, "firewall-offline-cmd --system-config $T/fw --info-service our_other");
    shell_out_has(shell, "ports: 40123/tcp\n");
}

static void nmap_takes_names(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "mkdir -p nm && " EXPORT("nmap") " -o nm/nmap-services");
    shell_expect(shell, 0, "portreg convert nm/nmap-services --date 2026-02-13 --to csv");
    shell_out_has(shell, "\r\nour-service,40125,udp,");
    require(shell, "nmap");
    shell_expect(shell, 0,
                 "nmap --datadir $T/nm -sT -n -p our-service -oG - 127.0.0.1");
    shell_out_has(shell, "Ports: 40123/closed/tcp//our-service///");
}

static void nmap_scans_by_known_frequencies(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "mkdir -p nm && printf 'often 40500/tcp 0.25\nrare 40501/tcp 0.000001\n"
                           "never 40502/tcp 0.0\nnew 40503/tcp # New\n' > few && portreg convert "
                           "few --from nmap --date 2026-02-13 --to nmap -o nm/nmap-services && "
                           "cat nm/nmap-services");
    shell_out_has(shell, "\n\noften           40500/tcp   0.250000\n"
                         "rare            40501/tcp   0.000001\n"
                         "never           40502/tcp   0.000000\n"
                         "new             40503/tcp   # New\n");
    require(shell, "nmap");
    shell_expect(shell, 0, "nmap --datadir $T/nm -sT -n --top-ports 2 -oG - 127.0.0.1");
    shell_out_has(shell, "Ports: 40500/closed/tcp//often///, 40501/closed/tcp//rare///");
    /* Without any, all named numbers are worth a scan. */
    shell_expect(shell, 0, EXPORT("nmap") " -o nm/nmap-services && "
                           "nmap --datadir $T/nm -sT -n -F -oG - 127.0.0.1");
    shell_out_has(shell, "40203/closed/tcp//a-range///");
}

static void tshark_takes_services(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "mkdir -p ws && " EXPORT("wireshark") " -o ws/services");
    require(shell, "tshark");
    require(shell, "text2pcap");
    shell_expect(shell, 0, "echo '000000 de ad be ef' | text2pcap -q -u 60001,40123 - one.pcap && "
                           "WIRESHARK_CONFIG_DIR=$T/ws tshark -r one.pcap -N t -V");
    shell_out_has(shell, "Dst Port: our-service (40123)");
}

static void tshark_says_the_primary_name(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "mkdir -p ws && printf 'web 40400/tcp www\nweb-2 40400/tcp\n"
                           "www 40400/udp\n' > few && portreg convert few --date 2026-02-13 "
                           "--to wireshark -o ws/services && cat ws/services");
    shell_out_has(shell, "\nweb             40400/tcp\nwww             40400/udp\n");
    assert_null(strstr(shell->out, "web-2"));
    require(shell, "tshark");
    require(shell, "text2pcap");
    shell_expect(shell, 0, "echo '000000 de ad be ef' | text2pcap -q -T 60001,40400 - one.pcap && "
                           "WIRESHARK_CONFIG_DIR=$T/ws tshark -r one.pcap -N t -V");
    shell_out_has(shell, "Dst Port: web (40400)");
}

static void promtool_takes_rules(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("prometheus") " -o rules.yml && cat rules.yml");
    shell_out_has(shell, "  regex: \"tcp;(40200|40201|40202|40203)\"\n");
    shell_out_has(shell, "  regex: \"tcp;(40123)|udp;(40123|40125)\"\n"
                         "  target_label: service\n  replacement: \"our-service\"\n");
    require(shell, "promtool");
    shell_expect(shell, 0,
                 "{ printf 'scrape_configs:\\n- job_name: flows\\n  metric_relabel_configs:\\n'; "
                 "sed 's/^/  /' rules.yml; } > prometheus.yml && "
                 "promtool check config prometheus.yml");
    shell_out_has(shell, "SUCCESS");
}

static void avahi_takes_types(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("avahi") " -o types && cat types");
    shell_out_has(shell, "\n_our-service._tcp:Our <own> \"service\" & more\n");
    shell_out_has(shell, "\n_sctp-only._udp:sctp-only\n");
    shell_out_has(shell, "\n_well-formed._tcp:In other words\n");
    shell_out_has(shell, "\n_our-service._udp:Our <own> \"service\" & more\n_sctp");
    assert_null(strstr(shell->out, "odd"));
    require(shell, "avahi-browse");
    /* The database is what avahi's own build makes of such a file. */
    shell_run(shell, "/usr/bin/python3 - <<'EOT'\n"
                     "import dbm.gnu\n"
                     "db = dbm.gnu.open('types.db', 'n')\n"
                     "for line in open('types'):\n"
                     "    if not line.startswith('#'):\n"
                     "        key, text = line.strip().split(':', 1)\n"
                     "        db[key] = text\n"
                     "db.close()\nEOT\n");
    if (shell->code != 0) {
        skip(); /* python3-gdbm is missing */
    }
    shell_run(shell, "unshare -m true");
    if (shell->code != 0) {
        skip();
    }
    shell_expect(shell, 0,
                 "unshare -m sh -c 'mount --bind types.db "
                 "$(readlink -f /usr/lib/*/avahi/service-types.db) && avahi-browse -b'");
    shell_out_has(shell, "Our <own> \"service\" & more");
}

static void compilers_take_the_header(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("c-header") " -o ports.h && cat ports.h");
    shell_out_has(shell, "\n#define PORT_UDP_OUR_SERVICE 40123 /* also 40125 */\n");
    shell_out_has(shell, "\n#define PORT_TCP_A_RANGE 40200 /* also 40201-40203 */\n");
    shell_expect(shell, 0,
                 "printf '#include \"ports.h\"\\nint sizes[PORT_UDP_OUR_SERVICE - 40122];\\n' > "
                 "use.c && cc -std=c99 -pedantic -Wall -Wextra -Werror -c use.c -o use.o");
}

static void the_comment_says_what_was_written(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "echo 'web 40400/tcp' > services && portreg convert services "
                           "--date 2026-02-14 --to c-header");
    shell_out_has(shell, "/* Service names and port numbers: services, 2026-02-14 */\n");
    shell_expect(shell, 0, "portreg convert - --date 2026-02-14 --to nftables < services");
    shell_out_has(shell, "# Service names and port numbers: services, 2026-02-14\n");
    shell_expect(shell, 0, EXPORT("avahi"));
    shell_out_has(shell, "# Service names: iana, 2026-02-13\n");
}

static void a_layers_name_stays_in_its_comment(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, "portreg-compile compile $D/../format/data/exports.csv "
                           "--date 2026-02-13 --layer '*/ int x; /*' -o x.portreg");
    shell_expect(shell, 0, "portreg convert x.portreg --to c-header");
    shell_out_has(shell, "numbers:  / int x; / , 2026-02-13 */\n#ifndef ");
    shell_expect(shell, 0, "portreg-compile compile $D/../format/data/exports.csv "
                           "--date 2026-02-13 --layer 'x--> <y' -o x.portreg");
    shell_expect(shell, 0, "portreg convert x.portreg --to firewalld | tar x -O a-range.xml");
    shell_out_has(shell, "<!-- x- > <y, 2026-02-13 -->\n<service>");
}

static void markdown_is_a_table(void **state)
{
    struct shell *shell = *state;

    shell_expect(shell, 0, EXPORT("markdown"));
    shell_out_has(shell, "\n| our/odd++ | 40124 | tcp | $odd \\| name |  |\n");
    shell_out_has(shell, "| Our \\<own\\> \"service\" \\& more |");
}

/* The whole registry has names whose identifiers collide: cl-1 and cl/1. */
static void the_whole_registry_is_taken(void **state)
{
    struct shell *shell = *state;

    if (getenv("PORTREG_TEST_REGISTRY") == NULL) {
        skip();
    }
    shell_expect(shell, 0, "xml=$(ls $PORTREG_TEST_REGISTRY/iana-*.xml | tail -n 1); "
                           "for to in nftables c-header prometheus firewalld; do "
                           "portreg convert $xml --to $to -o all.$to || exit; done");
    shell_expect(shell, 0, "mv all.c-header all.h && "
                           "printf '#include \"all.h\"\nint used;\n' > all.c && "
                           "cc -std=c99 -pedantic -Wall -Wextra -Werror -c all.c -o all.o");
    shell_expect(shell, 0, "test $(grep -c '^define tcp_https ' all.nftables) = 1");
    shell_run(shell, "command -v nft && nft -c add table inet probe");
    if (shell->code == 0) {
        shell_expect(shell, 0, "nft -c -f all.nftables");
    }
    shell_run(shell, "command -v firewall-offline-cmd");
    if (shell->code == 0) {
        shell_expect(shell, 0, "mkdir -p fw/services && tar x -C fw/services -f all.firewalld && "
                               "firewall-offline-cmd --system-config $T/fw --info-service nfs");
        shell_out_has(shell, "ports: 2049/tcp 2049/udp 2049/sctp\n");
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, shell_setup, shell_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nft_takes_defines_and_sets), TEST(firewalld_takes_services),
        TEST(nmap_takes_names),           TEST(tshark_takes_services),
        TEST(nft_loads_a_newer_file),
        TEST(nmap_scans_by_known_frequencies),
        TEST(tshark_says_the_primary_name),
        TEST(promtool_takes_rules),       TEST(avahi_takes_types),
        TEST(compilers_take_the_header),  TEST(markdown_is_a_table),
        TEST(the_whole_registry_is_taken),
        TEST(the_comment_says_what_was_written),
        TEST(a_layers_name_stays_in_its_comment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
