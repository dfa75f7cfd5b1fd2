/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SERVE_ASSET_H
#define SERVE_ASSET_H

#include "serve/media.h"

/*
 * The files of web/, which are part of the program. Their addresses carry a
 * checksum over all of them, so that browsers keep them for ever:
 * /assets/CHECKSUM/style.css.
 */
struct asset {
    const char *name;
    enum media media;
    const unsigned char *bytes;
    size_t size;
};

/* Ends with a name of NULL; made from web/ by tools/embed-assets. */
extern const struct asset assets[];

/* The address of a file in web/, "" if there is none of that name. Never freed. */
const char *asset_address(const char *name);

uint64_t assets_checksum(void);

#endif
