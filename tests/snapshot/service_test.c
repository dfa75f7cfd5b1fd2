/* SPDX-License-Identifier: BSD-2-Clause */
#include "lineage.h"

#include <string.h>

#include "query/name.h"
#include "snapshot/service.h"

#define REGISTRY(records)                                                                       \
    "<?xml version='1.0' encoding='UTF-8'?>\n"                                                  \
    "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n"  \
    "<title>Ports</title><updated>2020-01-01</updated>\n" records "</registry>\n"
#define ON(name, transport, number)                                       \
    "<record><name>" name "</name><protocol>" transport "</protocol>"     \
    "<description>Text</description><number>" number "</number></record>"
#define ON_ALL(name, number)                                              \
    "<record><name>" name "</name><description>Text</description>"        \
    "<number>" number "</number></record>"
#define NOWHERE(name) "<record><name>" name "</name><description>Text</description></record>"

#define BIT(transport) (1u << PORTREG_TRANSPORT_##transport)

/* What the name's entry holds ready; the transports are none where the port is 0. */
static void holds(const struct portreg_snapshot *snapshot, const char *name, uint16_t port,
                  unsigned transports)
{
    const struct layout_name *found = name_find(snapshot, name, strlen(name));
    assert_non_null(found);
    assert_int_equal(found->port, port);
    assert_int_equal(found->transports, transports);
}

static void names_hold_what_is_simple(void **state)
{
    (void)state;
    struct compiled compiled = compile_text(REGISTRY(
        ON("both", "tcp", "1") ON("both", "udp", "1")
        ON("apart", "tcp", "2") ON("apart", "udp", "3")
        ON("shared", "tcp", "4") ON("shared", "udp", "4") ON("second", "tcp", "4")
        ON_ALL("all", "5")
        ON("range", "sctp", "6-7")
        NOWHERE("nowhere")
        ON("Spelt", "tcp", "9") ON("sPELT", "udp", "10")));
    const struct portreg_snapshot *snapshot = compiled.snapshot;
    holds(snapshot, "both", 1, BIT(NONE) | BIT(TCP) | BIT(UDP));
    holds(snapshot, "apart", 2, BIT(NONE) | BIT(TCP));
    /* For any transport the answer is tcp's entry, which has two names. */
    holds(snapshot, "shared", 4, BIT(UDP));
    holds(snapshot, "second", 0, 0);
    holds(snapshot, "all", 5, BIT(NONE) | BIT(TCP) | BIT(UDP) | BIT(SCTP) | BIT(DCCP));
    holds(snapshot, "range", 6, BIT(NONE) | BIT(SCTP));
    holds(snapshot, "nowhere", 0, 0);
    /* On udp the name is written otherwise. */
    holds(snapshot, "spelt", 9, BIT(NONE) | BIT(TCP));
    compiled_free(&compiled);
}

/* The name that the segment of a port holds; NULL if it leads to a list. */
static const char *name_at(const struct portreg_snapshot *snapshot,
                           enum portreg_transport transport, uint16_t port)
{
    const uint32_t at =
        snapshot->port_segments[snapshot_port_segment(snapshot, transport, port)].list_or_name;
    return (at & LAYOUT_SEGMENT_LIST) == 0 ? snapshot_string_at(snapshot, at).data : NULL;
}

static void segments_hold_the_name_of_a_single_row(void **state)
{
    (void)state;
    struct compiled compiled = compile_text(REGISTRY(
        ON("one", "tcp", "1") ON("two", "tcp", "2") ON("too", "tcp", "2") ON("range", "udp", "3-5")
        ON("two words", "tcp", "6") ON("cut#off", "tcp", "7") ON("odd/name", "tcp", "8")));
    const struct portreg_snapshot *snapshot = compiled.snapshot;
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_TCP, 1), "one");
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_UDP, 1), "");
    assert_null(name_at(snapshot, PORTREG_TRANSPORT_TCP, 2));
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_UDP, 4), "range");
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_NONE, 4), "range");
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_TCP, 6), "");
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_TCP, 7), "");
    assert_string_equal(name_at(snapshot, PORTREG_TRANSPORT_TCP, 8), "odd/name");
    compiled_free(&compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_hold_what_is_simple),
        cmocka_unit_test(segments_hold_the_name_of_a_single_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
