/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/file.h"
#include "util/string.h"

#define WIDTH_MIN 20
#define WIDTH_MAX 10000
#define EXIT_COMMAND_NOT_FOUND 127 /* of the shell */

bool terminal_is_output(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

unsigned terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    uint64_t width;

    if (columns != NULL && string_parse_unsigned(string_of(columns), WIDTH_MAX, &width) &&
        width >= WIDTH_MIN) {
        return (unsigned)width;
    }
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN ? size.ws_col
                                                                                   : 80;
}

unsigned terminal_height(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : 24;
}

bool terminal_wants_color(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return (no_color == NULL || no_color[0] == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

/*
 * Runs the pager (NULL: the default one) with its standard input from the pipe.
 * Unless the user has said how less is to be, it lets colours through, ends
 * with a short text and leaves it on the screen.
 */
static pid_t start_pager(const char *pager, const int pipe_ends[2])
{
    pid_t child = fork();

    if (child == 0) {
        dup2(pipe_ends[0], STDIN_FILENO);
        close(pipe_ends[0]);
        close(pipe_ends[1]);
        setenv("LESS", "FRX", 0);
        if (pager == NULL) {
            execlp("less", "less", "-FRX", (char *)NULL);
        } else {
            execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
        }
        _exit(EXIT_COMMAND_NOT_FOUND);
    }
    return child;
}

bool terminal_page(const char *text, size_t size)
{
    const char *pager = getenv("PAGER");
    int pipe_ends[2];
    int status;
    pid_t child;

    if ((pager != NULL && (pager[0] == '\0' || strcmp(pager, "cat") == 0)) ||
        pipe(pipe_ends) != 0) {
        return false;
    }
    child = start_pager(pager, pipe_ends);
    close(pipe_ends[0]);
    if (child > 0) {
        /* The reader may leave before the end: that is no error. */
        signal(SIGPIPE, SIG_IGN);
        file_write_all(pipe_ends[1], text, size);
    }
    close(pipe_ends[1]);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return false;
    }
    return !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_COMMAND_NOT_FOUND;
}
