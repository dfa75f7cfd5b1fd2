/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/host_settings.h"

#include "cli/run.h"

void host_settings_read(struct host_ports *ret)
{
    host_ports_read(ret);
    if (!host_ports_has_range(ret)) {
        message_note("it is not known which ports this host gives away: "
                     "/proc/sys/net/ipv4/ip_local_port_range cannot be read");
    }
}
