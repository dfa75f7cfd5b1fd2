/* SPDX-License-Identifier: BSD-2-Clause */
#include "host/owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/string.h"

/* Sockets by inode: open addressing, twice as many slots as sockets at least. */
struct inodes {
    struct host_sockets *sockets;
    uint32_t *slots; /* index of a socket + 1; 0: free */
    uint32_t mask;
    size_t unowned;
};

#define INODE_FACTOR 0x9E3779B97F4A7C15u /* 2^64 divided by the golden ratio */

static uint32_t slot_of(const struct inodes *inodes, uint64_t inode)
{
    return (uint32_t)(inode * INODE_FACTOR >> 32) & inodes->mask;
}

static bool inodes_init(struct inodes *inodes, struct host_sockets *sockets)
{
    uint32_t count = 16;

    while (count < 2 * sockets->count) {
        count *= 2;
    }
    *inodes = (struct inodes){ .sockets = sockets,
                               .slots = calloc(count, sizeof(*inodes->slots)),
                               .mask = count - 1,
                               .unowned = sockets->count };
    for (size_t i = 0; inodes->slots != NULL && i < sockets->count; i++) {
        uint32_t slot = slot_of(inodes, sockets->items[i].inode);

        while (inodes->slots[slot] != 0) {
            slot = (slot + 1) & inodes->mask;
        }
        inodes->slots[slot] = (uint32_t)i + 1;
    }
    return inodes->slots != NULL;
}

/* An SCTP socket may be listed more than once. */
static void give_to(struct inodes *inodes, uint64_t inode, uint32_t pid)
{
    for (uint32_t slot = slot_of(inodes, inode); inodes->slots[slot] != 0;
         slot = (slot + 1) & inodes->mask) {
        struct host_socket *socket = &inodes->sockets->items[inodes->slots[slot] - 1];

        if (socket->inode == inode && socket->pid == 0) {
            socket->pid = pid;
            inodes->unowned--;
        }
    }
}

#define LINK_BEGIN "socket:["
#define LINK_BEGIN_SIZE (sizeof(LINK_BEGIN) - 1)
#define LINK_SIZE 64 /* enough for those; longer ones lead to files */

/* Reads "socket:[12345]". */
static bool parse_link(const char *link, ssize_t size, uint64_t *ret)
{
    return size > (ssize_t)LINK_BEGIN_SIZE && size < LINK_SIZE &&
           memcmp(link, LINK_BEGIN, LINK_BEGIN_SIZE) == 0 &&
           string_parse_unsigned((struct portreg_string){ link + LINK_BEGIN_SIZE,
                                                          (size_t)size - LINK_BEGIN_SIZE - 1 },
                                 UINT64_MAX, ret);
}

static void scan_files(struct inodes *inodes, DIR *files, uint32_t pid)
{
    const int folder = dirfd(files);
    const struct dirent *entry;

    while (inodes->unowned > 0 && (entry = readdir(files)) != NULL) {
        char link[LINK_SIZE];
        uint64_t inode;

        if (ascii_is_digit(entry->d_name[0]) &&
            parse_link(link, readlinkat(folder, entry->d_name, link, sizeof(link)), &inode)) {
            give_to(inodes, inode, pid);
        }
    }
}

/* false if another user's process is not shown. */
static bool scan_process(struct inodes *inodes, int proc, uint32_t pid)
{
    char path[32];
    int descriptor;
    DIR *files;

    snprintf(path, sizeof(path), "%u/fd", pid);
    descriptor = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno != EACCES && errno != EPERM;
    }
    files = fdopendir(descriptor);
    if (files == NULL) {
        close(descriptor);
        return true;
    }
    scan_files(inodes, files, pid);
    closedir(files);
    return true;
}

static void scan_processes(struct inodes *inodes, DIR *processes, struct owner_gaps *gaps)
{
    const struct dirent *entry;
    uint64_t pid;

    while (inodes->unowned > 0 && (entry = readdir(processes)) != NULL) {
        if (string_parse_unsigned(string_of(entry->d_name), UINT32_MAX, &pid) && pid > 1) {
            gaps->unreadable += !scan_process(inodes, dirfd(processes), (uint32_t)pid);
        }
    }
    if (inodes->unowned > 0) {
        gaps->unreadable += !scan_process(inodes, dirfd(processes), 1);
    }
}

void owners_find(struct host_sockets *sockets, struct owner_gaps *ret)
{
    DIR *processes = opendir("/proc");
    struct inodes inodes;

    *ret = (struct owner_gaps){ .unowned = sockets->count };
    if (inodes_init(&inodes, sockets) && processes != NULL) {
        scan_processes(&inodes, processes, ret);
        ret->unowned = inodes.unowned;
    }
    free(inodes.slots);
    if (processes != NULL) {
        closedir(processes);
    }
}

#define PROC_FILE_MAX 8192

/* Reads the beginning of a file of a process; empty if that is gone. */
static struct portreg_string read_file_of(uint32_t pid, const char *name, char text[PROC_FILE_MAX])
{
    char path[64];
    ssize_t size = 0;
    int descriptor;

    snprintf(path, sizeof(path), "/proc/%u/%s", pid, name);
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        size = read(descriptor, text, PROC_FILE_MAX);
        close(descriptor);
    }
    return string_trim((struct portreg_string){ text, size > 0 ? (size_t)size : 0 });
}

static bool is_unit(struct portreg_string part)
{
    static const char *const kinds[] = { ".service", ".scope", ".socket", ".mount", ".swap" };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (string_has_suffix(part, kinds[i])) {
            return true;
        }
    }
    return false;
}

struct portreg_string owner_unit_in(struct portreg_string paths)
{
    struct portreg_string unit = { "", 0 };

    while (paths.size > 0) {
        size_t size = 0;

        while (size < paths.size && paths.data[size] != '/' && paths.data[size] != '\n') {
            size++;
        }
        if (is_unit((struct portreg_string){ paths.data, size })) {
            unit = (struct portreg_string){ paths.data, size };
        }
        paths = string_from(paths, size + 1);
    }
    return unit;
}

void owner_read(struct owner *owner, uint32_t pid, struct endpoints *endpoints)
{
    char text[PROC_FILE_MAX];

    if (owner->pid == pid) {
        return;
    }
    owner->pid = pid;
    owner->process = endpoints_text(endpoints, read_file_of(pid, "comm", text));
    owner->unit = endpoints_text(endpoints, owner_unit_in(read_file_of(pid, "cgroup", text)));
}
