/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_PORTREG_H
#define PORTREG_PORTREG_H

/** @file All of libportreg. */

#include <portreg/check.h>
#include <portreg/compile.h>
#include <portreg/filter.h>
#include <portreg/history.h>
#include <portreg/numbers.h>
#include <portreg/query.h>
#include <portreg/rules.h>
#include <portreg/snapshot.h>
#include <portreg/status.h>
#include <portreg/types.h>

#endif
