/* SPDX-License-Identifier: BSD-2-Clause */
#include "namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static bool write_text(const char *path, const char *text)
{
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    const bool written =
        descriptor >= 0 && write(descriptor, text, strlen(text)) == (ssize_t)strlen(text);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return written;
}

static bool enter_with_users(void)
{
    char users[64];
    char groups[64];
    snprintf(users, sizeof(users), "%u %u 1", geteuid(), geteuid());
    snprintf(groups, sizeof(groups), "%u %u 1", getegid(), getegid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_text("/proc/self/uid_map", users) &&
           write_text("/proc/self/setgroups", "deny") && write_text("/proc/self/gid_map", groups);
}

bool namespace_enter(void)
{
    return (unshare(CLONE_NEWNS) == 0 || enter_with_users()) &&
           mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

bool namespace_hide(const char *path)
{
    return mount("none", path, "tmpfs", 0, "mode=0755") == 0;
}
