/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>

#include "update/command.h"

int main(int argc, char **argv)
{
    static const struct command_run runs[] = {
        { "update", update_run },
        { NULL, NULL },
    };

    /* A limit on the size of files is an error to report, no reason to die. */
    signal(SIGXFSZ, SIG_IGN);
    return program_main(PROGRAM_UPDATE, runs, argc, argv);
}
