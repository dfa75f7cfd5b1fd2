/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <portreg/portreg.h>

#include "exercise.h"
#include "snapshot/layout.h"

/* Files that are no snapshots, or none that can be read: a message, never a crash. */

#define PATH_SIZE 4096

struct place {
    char folder[64];
    char path[PATH_SIZE];
    void *image; /* of a sound snapshot */
    size_t size;
};

static void compile_small(struct place *place)
{
    const char *folder = getenv("PORTREG_TEST_DATA");
    struct portreg_compiler *compiler;
    struct portreg_error error = { 0 };
    char path[PATH_SIZE];

    assert_non_null(folder);
    snprintf(path, sizeof(path), "%s/small.xml", folder);
    assert_int_equal(portreg_compiler_create(NULL, &compiler, &error), PORTREG_OK);
    if (portreg_compiler_add_path(compiler, path, &error) != PORTREG_OK ||
        portreg_compiler_finish(compiler, &place->image, &place->size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
    portreg_compiler_destroy(compiler);
}

static int make_place(void **state)
{
    static struct place place;

    snprintf(place.folder, sizeof(place.folder), "/tmp/portreg-refusal-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    snprintf(place.path, sizeof(place.path), "%s/x.portreg", place.folder);
    compile_small(&place);
    *state = &place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    rmdir(place->folder);
    free(place->image);
    return 0;
}

static void write_file(const struct place *place, const void *data, size_t size)
{
    struct portreg_error error = { 0 };

    if (portreg_file_replace(place->path, data, size, &error) != PORTREG_OK) {
        fail_msg("%s", error.message);
    }
}

/* Both ways of opening refuse it, with a message that names the file. */
static void assert_refused(const struct place *place, enum portreg_status expected)
{
    static const enum portreg_open_mode modes[] = { PORTREG_OPEN_QUICK, PORTREG_OPEN_VERIFIED };

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        struct portreg_snapshot *snapshot = NULL;
        struct portreg_error error = { 0 };

        assert_int_equal(portreg_snapshot_open(place->path, modes[i], &snapshot, &error), expected);
        assert_null(snapshot);
        assert_int_equal(error.status, expected);
        assert_string_equal(error.file, place->path);
        assert_true(strlen(error.message) > 0);
    }
}

static void sound_file_opens(void **state)
{
    struct place *place = *state;
    struct portreg_snapshot *snapshot;

    write_file(place, place->image, place->size);
    assert_int_equal(portreg_snapshot_open(place->path, PORTREG_OPEN_VERIFIED, &snapshot, NULL),
                     PORTREG_OK);
    exercise_all(snapshot);
    portreg_snapshot_unref(snapshot);
}

static void foreign_files_are_refused(void **state)
{
    struct place *place = *state;
    char zeros[4096] = { 0 };

    write_file(place, "", 0);
    assert_refused(place, PORTREG_FOREIGN);
    write_file(place, "P", 1);
    assert_refused(place, PORTREG_FOREIGN);
    write_file(place, zeros, sizeof(zeros));
    assert_refused(place, PORTREG_FOREIGN);
    write_file(place, "<?xml version='1.0'?><registry/>", 32);
    assert_refused(place, PORTREG_FOREIGN);
}

static void newer_format_is_named(void **state)
{
    struct place *place = *state;
    struct layout_header header;
    unsigned char *image = malloc(place->size);

    assert_non_null(image);
    memcpy(image, place->image, place->size);
    memcpy(&header, image, sizeof(header));
    header.format = LAYOUT_FORMAT + 1;
    memcpy(image, &header, sizeof(header));
    write_file(place, image, place->size);
    assert_refused(place, PORTREG_NEWER);
    exercise_repair(image, place->size);
    write_file(place, image, place->size);
    assert_refused(place, PORTREG_NEWER);
    free(image);
}

static void longer_file_is_refused(void **state)
{
    struct place *place = *state;
    unsigned char *image = calloc(1, place->size + LAYOUT_ALIGNMENT);

    assert_non_null(image);
    memcpy(image, place->image, place->size);
    write_file(place, image, place->size + LAYOUT_ALIGNMENT);
    assert_refused(place, PORTREG_DAMAGED);
    free(image);
}

static struct layout_section *section_of(unsigned char *image, enum layout_section_id id)
{
    return (struct layout_section *)(void *)(image + sizeof(struct layout_header)) + id;
}

/* A copy of the image with one byte changed and all checksums right. */
static void assert_contradicts(const struct place *place, enum layout_section_id id, size_t offset,
                               const char *section)
{
    struct portreg_snapshot *snapshot = NULL;
    struct portreg_error error = { 0 };
    unsigned char *image = aligned_alloc(LAYOUT_ALIGNMENT, place->size);
    assert_non_null(image);
    memcpy(image, place->image, place->size);
    image[section_of(image, id)->offset + offset] ^= 1;
    exercise_repair(image, place->size);
    assert_int_equal(portreg_snapshot_open_memory(image, place->size, PORTREG_OPEN_VERIFIED,
                                                  &snapshot, &error),
                     PORTREG_DAMAGED);
    assert_non_null(strstr(error.message, section));
    assert_non_null(strstr(error.message, "contradict"));
    assert_int_equal(portreg_snapshot_open_memory(image, place->size, PORTREG_OPEN_QUICK,
                                                  &snapshot, &error),
                     PORTREG_OK);
    exercise_all(snapshot);
    portreg_snapshot_unref(snapshot);
    free(image);
}

/* What names and segments say of services follows from rows; a file that says else is refused. */
static void wrong_services_are_refused(void **state)
{
    const struct place *place = *state;
    const size_t names = (size_t)section_of(place->image, LAYOUT_NAMES)->count;
    const size_t segments = (size_t)section_of(place->image, LAYOUT_PORT_SEGMENTS)->count;
    for (size_t i = 0; i < names; i++) {
        const size_t start = i * sizeof(struct layout_name);
        assert_contradicts(place, LAYOUT_NAMES, start + offsetof(struct layout_name, port),
                           "NAMES");
        assert_contradicts(place, LAYOUT_NAMES, start + offsetof(struct layout_name, transports),
                           "NAMES");
        assert_contradicts(place, LAYOUT_NAMES, start + offsetof(struct layout_name, unused),
                           "NAMES");
    }
    for (size_t i = 0; i < segments; i++) {
        assert_contradicts(place, LAYOUT_PORT_SEGMENTS,
                           i * sizeof(struct layout_segment) +
                               offsetof(struct layout_segment, list_or_name),
                           "PORT_SEGMENTS");
    }
}

static void missing_file_is_an_io_error(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    assert_refused(place, PORTREG_IO);
}

static void what_is_no_file_is_refused(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    assert_int_equal(mkdir(place->path, 0700), 0);
    assert_refused(place, PORTREG_FOREIGN);
    assert_int_equal(rmdir(place->path), 0);
    assert_int_equal(mkfifo(place->path, 0600), 0);
    assert_refused(place, PORTREG_FOREIGN);
    assert_int_equal(unlink(place->path), 0);
}

static void unreadable_file_is_an_io_error(void **state)
{
    struct place *place = *state;

    if (geteuid() == 0) {
        skip();
    }
    write_file(place, place->image, place->size);
    assert_int_equal(chmod(place->path, 0), 0);
    assert_refused(place, PORTREG_IO);
    assert_int_equal(chmod(place->path, 0600), 0);
}

static void unaligned_memory_is_refused(void **state)
{
    struct place *place = *state;
    struct portreg_snapshot *snapshot = NULL;
    char *image = malloc(place->size + 1);

    assert_non_null(image);
    memcpy(image + 1, place->image, place->size);
    assert_int_equal(
        portreg_snapshot_open_memory(image + 1, place->size, PORTREG_OPEN_QUICK, &snapshot, NULL),
        PORTREG_INVALID_ARGUMENT);
    assert_null(snapshot);
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_file_opens),
        cmocka_unit_test(foreign_files_are_refused),
        cmocka_unit_test(newer_format_is_named),
        cmocka_unit_test(longer_file_is_refused),
        cmocka_unit_test(wrong_services_are_refused),
        cmocka_unit_test(missing_file_is_an_io_error),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(unreadable_file_is_an_io_error),
        cmocka_unit_test(unaligned_memory_is_refused),
    };

    return cmocka_run_group_tests(tests, make_place, remove_place);
}
