/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/sink.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file.h"

static enum portreg_status write_into(const char *path, const void *data, size_t size,
                                      struct portreg_error *error)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    bool written;

    if (descriptor < 0) {
        return error_set_errno(error, path, "open");
    }
    written = file_write_all(descriptor, data, size);
    if (!written) {
        error_set_errno(error, path, "write");
    }
    if (close(descriptor) != 0 && written) {
        return error_set_errno(error, path, "write");
    }
    return written ? PORTREG_OK : PORTREG_IO;
}

enum portreg_status sink_write(const char *path, const void *data, size_t size,
                               struct portreg_error *error)
{
    struct stat info;

    if (path == NULL || strcmp(path, "-") == 0) {
        return file_write_all(STDOUT_FILENO, data, size)
                   ? PORTREG_OK
                   : error_set_errno(error, "standard output", "write");
    }
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        return write_into(path, data, size, error);
    }
    return file_replace(path, data, size, error);
}
