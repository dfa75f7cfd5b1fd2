/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve/asset.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "util/hash.h"

#define ASSETS_MAX 16
#define ADDRESS_SIZE 96

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint64_t checksum;
static char addresses[ASSETS_MAX][ADDRESS_SIZE];

static void make_addresses(void)
{
    uint64_t parts[ASSETS_MAX];
    size_t count = 0;

    while (count < ASSETS_MAX && assets[count].name != NULL) {
        parts[count] = hash_bytes(assets[count].bytes, assets[count].size);
        count++;
    }
    checksum = hash_bytes(parts, count * sizeof(parts[0]));
    for (size_t i = 0; i < count; i++) {
        snprintf(addresses[i], sizeof(addresses[i]), "/assets/%016" PRIx64 "/%s", checksum,
                 assets[i].name);
    }
}

uint64_t assets_checksum(void)
{
    pthread_once(&once, make_addresses);
    return checksum;
}

const char *asset_address(const char *name)
{
    pthread_once(&once, make_addresses);
    for (size_t i = 0; i < ASSETS_MAX && assets[i].name != NULL; i++) {
        if (strcmp(assets[i].name, name) == 0) {
            return addresses[i];
        }
    }
    return "";
}
