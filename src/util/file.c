/* SPDX-License-Identifier: BSD-2-Clause */
#include "util/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

#define READ_SIZE ((size_t)256 << 10)
#define WRITE_SIZE ((size_t)512 << 10)
#define TEMPORARY_ATTEMPTS 100

enum portreg_status file_read_descriptor(int descriptor, const char *name, struct buffer *buffer,
                                         struct portreg_error *error)
{
    struct stat info;
    size_t expected = READ_SIZE;
    if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        expected = (size_t)info.st_size + 1;
    }
    for (;;) {
        size_t room = buffer->limit - buffer->size;
        size_t step = expected < room ? expected : room;
        /* One byte past the limit tells a full file from one that is too long. */
        char spare;
        if (step > 0 && !buffer_reserve(buffer, step)) {
            return error_out_of_memory(error);
        }
        ssize_t got = step > 0 ? read(descriptor, buffer->data + buffer->size, step)
                               : read(descriptor, &spare, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, name, "read");
        }
        if (got == 0) {
            break;
        }
        if (step == 0) {
            return error_set_at(error, PORTREG_LIMIT, name, 0, 0,
                                "larger than the limit of %zu bytes", buffer->limit);
        }
        buffer->size += (size_t)got;
        expected = READ_SIZE;
    }
    if (!buffer_reserve(buffer, 0)) {
        return error_out_of_memory(error);
    }
    buffer->data[buffer->size] = '\0';
    return PORTREG_OK;
}

enum portreg_status file_read(const char *path, struct buffer *buffer,
                              struct portreg_error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return error_set_errno(error, path, "open");
    }
    enum portreg_status status = file_read_descriptor(descriptor, path, buffer, error);
    close(descriptor);
    return status;
}

bool file_write_all(int descriptor, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t done = write(descriptor, at, size);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return false;
        }
        at += done;
        size -= (size_t)done;
    }
    return true;
}

/* Makes a rename durable. */
static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    if (size >= sizeof(folder)) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(folder, path, size);
    folder[size] = '\0';
    const char *name = !slash ? "." : size == 0 ? "/" : folder;
    int descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    /* Some file systems cannot sync folders; the rename itself still holds. */
    bool done = fsync(descriptor) == 0 || errno == EINVAL;
    close(descriptor);
    return done;
}

/*
 * Linux keeps what one call writes in one large folio where it can, and maps a
 * folio whole at the first touch. Written at once, a file of megabytes counts
 * in full for each process that reads a few of its pages; in small pieces,
 * each page costs a fault of its own. This lies between.
 */
static bool write_in_pieces(int descriptor, const char *data, size_t size)
{
    while (size > 0) {
        size_t step = size < WRITE_SIZE ? size : WRITE_SIZE;
        if (!file_write_all(descriptor, data, step)) {
            return false;
        }
        data += step;
        size -= step;
    }
    return true;
}

/*
 * Who may read a file stays as it was, whatever the umask is now. Only root may
 * leave it to another; where not even the group can stay, what the old group
 * might is not for the new one.
 */
static bool keep_access(int descriptor, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        return true;
    }
    mode_t mode = info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
    if (fchown(descriptor, info.st_uid, info.st_gid) != 0 &&
        fchown(descriptor, (uid_t)-1, info.st_gid) != 0) {
        mode &= ~(mode_t)S_IRWXG;
    }
    return fchmod(descriptor, mode) == 0;
}

static enum portreg_status write_and_rename(int descriptor, const char *temporary,
                                            const char *path, const void *data, size_t size,
                                            struct portreg_error *error)
{
    bool written = keep_access(descriptor, path) && write_in_pieces(descriptor, data, size) &&
                   fsync(descriptor) == 0;
    int number = errno;
    if (close(descriptor) != 0 && written) {
        written = false;
        number = errno;
    }
    if (!written) {
        errno = number;
        return error_set_errno(error, path, "write (the old file is unchanged)");
    }
    if (rename(temporary, path) != 0) {
        return error_set_errno(error, path, "replace");
    }
    if (!sync_folder_of(path)) {
        return error_set_errno(error, path, "sync the folder of");
    }
    return PORTREG_OK;
}

/* A link stays a link: what it leads to is replaced, beside where that lies. */
static const char *follow_links(const char *path, char target[PATH_MAX])
{
    return realpath(path, target) ? target : path;
}

/* Makes a new file beside `path`; its name goes to `temporary`. */
static int open_temporary(const char *path, char temporary[PATH_MAX])
{
    for (unsigned attempt = 0; attempt < TEMPORARY_ATTEMPTS; attempt++) {
        int length =
            snprintf(temporary, PATH_MAX, "%s.%ld-%u.tmp", path, (long)getpid(), attempt);
        if (length < 0 || length >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (descriptor >= 0 || errno != EEXIST) {
            return descriptor;
        }
    }
    return -1;
}

enum portreg_status file_replace(const char *path, const void *data, size_t size,
                                 struct portreg_error *error)
{
    char temporary[PATH_MAX];
    char target[PATH_MAX];
    const char *place = follow_links(path, target);
    int descriptor = open_temporary(place, temporary);
    if (descriptor < 0) {
        return error_set_errno(error, path, "make a temporary file beside it");
    }
    enum portreg_status status =
        write_and_rename(descriptor, temporary, place, data, size, error);
    if (status != PORTREG_OK) {
        unlink(temporary);
    }
    return status;
}

/* The process in a name that open_temporary() makes, 0 if it is no such name. */
static pid_t temporary_process(const char *name, const char *base)
{
    size_t size = strlen(base);
    long process = 0;
    unsigned attempt = 0;
    int end = 0;
    if (strncmp(name, base, size) != 0 ||
        sscanf(name + size, ".%ld-%u.tmp%n", &process, &attempt, &end) != 2 || end == 0 ||
        name[size + (size_t)end] != '\0' || process <= 0) {
        return 0;
    }
    return (pid_t)process;
}

void file_remove_leftovers(const char *path)
{
    char folder[PATH_MAX];
    char target[PATH_MAX];
    path = follow_links(path, target);
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t size = (size_t)(base - path);
    if (size >= sizeof(folder)) {
        return;
    }
    memcpy(folder, path, size);
    folder[size] = '\0';
    DIR *entries = opendir(size > 0 ? folder : ".");
    if (!entries) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        pid_t process = temporary_process(entry->d_name, base);
        if (process != 0 && kill(process, 0) != 0 && errno == ESRCH) {
            unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    closedir(entries);
}

enum portreg_status file_make_folders(const char *path, struct portreg_error *error)
{
    char folder[PATH_MAX];
    size_t size = strlen(path);
    if (size >= sizeof(folder)) {
        errno = ENAMETOOLONG;
        return error_set_errno(error, path, "make the folder");
    }
    memcpy(folder, path, size + 1);
    for (size_t i = 1; i <= size; i++) {
        if (folder[i] != '/' && folder[i] != '\0') {
            continue;
        }
        char end = folder[i];
        folder[i] = '\0';
        if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
            return error_set_errno(error, folder, "make the folder");
        }
        folder[i] = end;
    }
    return PORTREG_OK;
}
