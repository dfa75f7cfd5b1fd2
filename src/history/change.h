/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HISTORY_CHANGE_H
#define HISTORY_CHANGE_H

#include <portreg/history.h>

#include "history/match.h"

/* The two snapshots (often one) whose rows or contacts are compared. */
struct change_source {
    const struct portreg_snapshot *before;
    const struct portreg_snapshot *after;
};

/*
 * Equal in all columns; the same name, port and transport; the same port and
 * transport; the same transport (for rows that all contain one port).
 */
extern const struct match_pass change_pass_row_content;
extern const struct match_pass change_pass_row_identity;
extern const struct match_pass change_pass_row_port;
extern const struct match_pass change_pass_row_transport;

extern const struct match_pass change_pass_contact_content;
extern const struct match_pass change_pass_contact_id;

/* What became of a row; either is PORTREG_NONE. false: no column differs. */
bool change_describe_row(const struct change_source *source, uint32_t before, uint32_t after,
                         struct portreg_row_change *ret);

bool change_describe_contact(const struct change_source *source, uint32_t before, uint32_t after,
                             struct portreg_contact_change *ret);

#endif
