/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rules.h"

size_t portreg_port_check(uint16_t port, struct portreg_finding findings[PORTREG_FINDING_MAX])
{
    struct finding_list list = { findings, 0 };
    const struct portreg_range *range = portreg_range_of(port);
    if (portreg_port_is_edge(port)) {
        finding_add(&list, RULE_PORT_EDGE, 0, "%u is an edge of the %s (%u-%u)", port, range->title,
                    range->first, range->last);
    }
    if (range->first == PORTREG_USER_LAST + 1) {
        finding_add(&list, RULE_PORT_DYNAMIC, 0, "%u is a Dynamic Port", port);
    }
    if (range->last == PORTREG_SYSTEM_LAST) {
        finding_add(&list, RULE_PORT_SYSTEM, 0, "%u is a System Port: %s", port, range->procedure);
    }
    return list.count;
}
