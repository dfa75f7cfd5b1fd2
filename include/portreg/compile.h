/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PORTREG_COMPILE_H
#define PORTREG_COMPILE_H

/**
 * @file
 * Reading registries in any format, compiling them into snapshots, and
 * writing a version out in any format.
 */

#include <portreg/snapshot.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What `portreg_compile_progress` is told. */
struct portreg_progress {
    uint64_t done;        /**< bytes read so far */
    uint64_t total;       /**< bytes to read, 0 if not known */
    uint32_t versions;    /**< versions compiled so far */
};

/** How to compile. Zeroed means the defaults. */
struct portreg_compile_options {
    const char *layer;   /**< name of the layer, NULL for "iana" */
    bool layer_of_list;  /**< without `layer`, services(5) and its like are named as the file */
    const char *format;  /**< name of the input format, NULL to probe */
    const char *date;    /**< date of a version whose format carries none */
    unsigned jobs;       /**< threads, 0 for one per core (at most 2 are used) */
    void (*progress)(void *data, const struct portreg_progress *progress);
    void *progress_data;
};

struct portreg_compiler;

/** Makes an empty compiler. `options` is copied; its strings are borrowed. */
enum portreg_status portreg_compiler_create(const struct portreg_compile_options *options,
                                            struct portreg_compiler **ret,
                                            struct portreg_error *error);

/** Accepts NULL. */
void portreg_compiler_destroy(struct portreg_compiler *compiler);

/**
 * Starts from an existing snapshot, which must have been opened verified. Its
 * layer's name is kept unless the options give one. What is added may be
 * younger or older.
 * @return OK; INVALID_ARGUMENT if something was added before; LIMIT; DAMAGED;
 *         OUT_OF_MEMORY
 */
enum portreg_status portreg_compiler_load(struct portreg_compiler *compiler,
                                          const struct portreg_snapshot *snapshot,
                                          struct portreg_error *error);

/**
 * Adds every version found at `path`: a file of any format, also compressed
 * (.gz, .zst, .xz), a folder of such files, a tar archive of them, a snapshot,
 * or "-" for standard input. Versions may come in any order; two of one date
 * are a CONFLICT unless they are equal. After a failure the compiler can only
 * be destroyed.
 */
enum portreg_status portreg_compiler_add_path(struct portreg_compiler *compiler, const char *path,
                                              struct portreg_error *error);

/**
 * The same for what a file would hold: a version, also compressed, an archive
 * or a snapshot (8-byte aligned), from memory; `name` is what messages call it.
 */
enum portreg_status portreg_compiler_add_memory(struct portreg_compiler *compiler,
                                                const char *name, const void *data, size_t size,
                                                struct portreg_error *error);

/**
 * Builds the snapshot's bytes.
 * @param[out] ret_image owned by the caller, freed with free(); 8-byte aligned
 */
enum portreg_status portreg_compiler_finish(struct portreg_compiler *compiler, void **ret_image,
                                            size_t *ret_size, struct portreg_error *error);

/**
 * Replaces the file at `path` atomically: temporary file, fsync, rename,
 * fsync of the folder. A new file has mode 0644 less the umask, an existing one
 * keeps its mode and, where that is allowed, its owner and group.
 */
enum portreg_status portreg_file_replace(const char *path, const void *data, size_t size,
                                         struct portreg_error *error);

/** A format of the table. */
struct portreg_format_info {
    const char *name;       /**< what `--from` and `--to` take */
    const char *media_type;
    const char *extension;
    const char *summary;
    bool can_read;
    bool can_write;
};

/** Format `index` of the table. @return false past its end. */
bool portreg_format_info(size_t index, struct portreg_format_info *ret);

/**
 * Writes rows of a view in a format.
 * @param rows the rows to write, in this order, or NULL for the whole version;
 *        XML of some rows has only the contacts that they name
 * @param[out] ret_text owned by the caller, freed with free()
 * @return OK; INVALID_ARGUMENT for a format that is not known; UNSUPPORTED for
 *         one that cannot be written
 */
enum portreg_status portreg_format_write(const char *format, struct portreg_view view,
                                         const uint32_t *rows, size_t row_count, char **ret_text,
                                         size_t *ret_size, struct portreg_error *error);

#ifdef __cplusplus
}
#endif

#endif
