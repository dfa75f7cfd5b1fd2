/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_PAGE_MAP_DATA_H
#define SERVE_PAGE_MAP_DATA_H

#include "serve/page/survey.h"

/*
 * What the map's script draws and names, of all layers: the status of every
 * number as runs, [STATUS, COUNT, STATUS, COUNT, …] by the index in `statuses`,
 * and the names as [FIRST, LAST, NAME], where NAME is of the row that answers
 * first for the numbers from FIRST to LAST.
 */
void map_data_append(const struct request *request, struct buffer *out,
                     const struct survey *survey, enum portreg_transport transport);

#endif
