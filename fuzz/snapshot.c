/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../tests/snapshot/exercise.h"
#include "snapshot/layout.h"

/*
 * Damaged snapshots with right checksums. An input is either a whole snapshot,
 * or a list of patches to a small one that is compiled first: the section, two
 * bytes of place in it, the length less one, the new bytes. So inputs stay
 * short, although the number tables alone take 100 kB.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAGIC "PORTREG"

static void *base;
static size_t base_size;

#define RECORD(name, number, protocol)                                                         \
    "<record><name>" name "</name><protocol>" protocol "</protocol><description>Text of " name \
    "</description><number>" number "</number><xref type=\"person\" data=\"Ann\"/></record>\n"
#define REGISTRY(date, records)                                                                   \
    "<?xml version='1.0' encoding='UTF-8'?>\n"                                                    \
    "<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">\n"    \
    "<title>Ports</title><updated>" date "</updated>\n" records                                   \
    "<people><person id=\"Ann\"><name>Ann</name><uri>mailto:ann&amp;example.com</uri></person>\n" \
    "</people>\n</registry>\n"

static const char *const versions[] = {
    REGISTRY("2015-01-01", RECORD("http", "80", "tcp") RECORD("https", "443", "tcp")
                               RECORD("caf\xC3\xA9", "8000-8010", "udp")),
    REGISTRY("2020-01-01", RECORD("http", "80", "tcp") RECORD("cl/1", "172", "tcp")
                               RECORD("https", "443", "udp") RECORD("new", "8000-8005", "udp")),
};

static void compile_base(void)
{
    struct portreg_compiler *compiler;

    if (portreg_compiler_create(NULL, &compiler, NULL) != PORTREG_OK) {
        abort();
    }
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        if (portreg_compiler_add_memory(compiler, "base.xml", versions[i], strlen(versions[i]),
                                        NULL) != PORTREG_OK) {
            abort();
        }
    }
    if (portreg_compiler_finish(compiler, &base, &base_size, NULL) != PORTREG_OK) {
        abort();
    }
    portreg_compiler_destroy(compiler);
}

/* The bytes of a section of the base; behind the last one, header and table. */
static size_t find_section(unsigned id, size_t *ret_offset)
{
    const struct layout_section *table =
        (const void *)((const char *)base + sizeof(struct layout_header));

    if (id == LAYOUT_SECTION_COUNT) {
        *ret_offset = 0;
        return sizeof(struct layout_header) + LAYOUT_SECTION_COUNT * sizeof(*table);
    }
    *ret_offset = (size_t)table[id].offset;
    return (size_t)(table[id].count * table[id].record_size);
}

static void patch(unsigned char *image, const uint8_t *data, size_t size)
{
    while (size > 4) {
        size_t offset;
        size_t room = find_section(data[0] % (LAYOUT_SECTION_COUNT + 1u), &offset);
        size_t place = room > 0 ? ((size_t)data[1] << 8 | data[2]) % room : 0;
        size_t length = data[3] % 16 + 1u;

        data += 4;
        size -= 4;
        if (length > size) {
            length = size;
        }
        memcpy(image + offset + place, data, length < room - place ? length : room - place);
        data += length;
        size -= length;
    }
}

/* A block of exactly the image's size. */
static void *make_image(const uint8_t *data, size_t size, size_t *ret_size)
{
    bool whole = size >= strlen(MAGIC) && memcmp(data, MAGIC, strlen(MAGIC)) == 0;
    void *image = malloc(whole ? size : base_size);

    if (!image) {
        abort();
    }
    *ret_size = whole ? size : base_size;
    memcpy(image, whole ? data : base, *ret_size);
    if (!whole) {
        patch(image, data, size);
    }
    exercise_repair(image, *ret_size);
    return image;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct portreg_snapshot *snapshot;
    size_t image_size;
    void *image;

    if (!base) {
        compile_base();
    }
    image = make_image(data, size, &image_size);
    if (portreg_snapshot_open_memory(image, image_size, PORTREG_OPEN_QUICK, &snapshot, NULL) ==
        PORTREG_OK) {
        exercise_all(snapshot);
        portreg_snapshot_unref(snapshot);
    }
    if (portreg_snapshot_open_memory(image, image_size, PORTREG_OPEN_VERIFIED, &snapshot, NULL) ==
        PORTREG_OK) {
        exercise_writers(snapshot);
        portreg_snapshot_unref(snapshot);
    }
    free(image);
    return 0;
}
