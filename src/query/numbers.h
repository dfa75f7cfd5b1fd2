/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUERY_NUMBERS_H
#define QUERY_NUMBERS_H

#include <portreg/numbers.h>

/* The status of a number on all transports together, as portreg_port_statuses() has it. */
enum portreg_port_status number_status(struct portreg_view view, uint16_t port);

#endif
