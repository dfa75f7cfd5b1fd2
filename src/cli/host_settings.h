/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_HOST_SETTINGS_H
#define CLI_HOST_SETTINGS_H

#include "host/ports.h"

/* The numbers that this host's kernel treats apart; notes it where they cannot be read. */
void host_settings_read(struct host_ports *ret);

#endif
