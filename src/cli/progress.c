/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_DELAY 500   /* milliseconds before it shows */
#define PROGRESS_INTERVAL 80 /* milliseconds between two drawings */
#define PROGRESS_LINE_MAX 256
#define PROGRESS_BAR_MAX 20 /* short, so that it keeps its width */

static uint64_t clock_milliseconds(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0;
    }
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static unsigned terminal_width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return 80;
    }
    return size.ws_col;
}

void progress_start(struct progress *progress, const char *doing)
{
    *progress = (struct progress){ .doing = doing };
    progress->terminal = isatty(STDERR_FILENO) == 1;
    progress->started = clock_milliseconds();
}

/* Bytes in the largest unit that leaves a number of at least 1. */
static void format_bytes(char *text, size_t size, uint64_t bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    double value = (double)bytes;
    size_t unit = 0;

    while (value >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        value /= 1024;
        unit++;
    }
    snprintf(text, size, "%.*f %s", unit == 0 ? 0 : 1, value, units[unit]);
}

static void format_amount(char *text, size_t size, uint64_t done, uint64_t total,
                          uint32_t versions)
{
    char done_text[32];
    char total_text[32];
    char versions_text[32] = "";

    format_bytes(done_text, sizeof(done_text), done);
    if (versions > 1) {
        snprintf(versions_text, sizeof(versions_text), ", %" PRIu32 " versions", versions);
    }
    if (total == 0) {
        snprintf(text, size, "%s%s", done_text, versions_text);
        return;
    }
    format_bytes(total_text, sizeof(total_text), total);
    snprintf(text, size, "%3u%%  %s of %s%s", (unsigned)((double)done * 100 / (double)total),
             done_text, total_text, versions_text);
}

void progress_line(char *text, size_t size, unsigned width, const char *doing, uint64_t done,
                   uint64_t total, uint32_t versions)
{
    char amount[160];
    char bar[PROGRESS_BAR_MAX + 4] = "";
    size_t taken;

    if (total != 0 && done > total) {
        done = total;
    }
    format_amount(amount, sizeof(amount), done, total, versions);
    taken = strlen(doing) + strlen(amount) + 6; /* brackets, spaces, the last column */
    if (total != 0 && width > taken + 4) {
        size_t cells = width - taken;
        size_t filled;

        cells = cells > PROGRESS_BAR_MAX ? PROGRESS_BAR_MAX : cells;
        filled = (size_t)((double)cells * ((double)done / (double)total));
        bar[0] = '[';
        memset(bar + 1, '#', filled);
        memset(bar + 1 + filled, '.', cells - filled);
        memcpy(bar + 1 + cells, "] ", 3);
    }
    snprintf(text, size, "%s %s%s", doing, bar, amount);
    if (width > 0 && strlen(text) >= width) {
        text[width - 1] = '\0';
    }
}

void progress_update(struct progress *progress, uint64_t done, uint64_t total, uint32_t versions)
{
    char line[PROGRESS_LINE_MAX];
    uint64_t now;

    if (!progress->terminal) {
        return;
    }
    now = clock_milliseconds();
    if (now - progress->started < PROGRESS_DELAY || now - progress->last < PROGRESS_INTERVAL) {
        return;
    }
    progress->last = now;
    progress->drawn = true;
    progress_line(line, sizeof(line), terminal_width(), progress->doing, done, total, versions);
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        progress->drawn = false;
    }
}
