/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>

#include "serve/command.h"

int main(int argc, char **argv)
{
    static const struct command_run runs[] = {
        { "serve", serve_run },
        { NULL, NULL },
    };

    signal(SIGPIPE, SIG_IGN);
    return program_main(PROGRAM_SERVE, runs, argc, argv);
}
