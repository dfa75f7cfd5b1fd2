/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>

#include "cli/run.h"

int main(int argc, char **argv)
{
    static const struct command_run runs[] = {
        { "audit", audit_run },
        { "check", check_file_run },
        { "compare", compare_files_run },
        { "compile", compile_run },
        { "convert", convert_run },
        { "diff", diff_files_run },
        { NULL, NULL },
    };

    /* A limit on the size of files is an error to report, no reason to die. */
    signal(SIGXFSZ, SIG_IGN);
    return program_main(PROGRAM_COMPILE, runs, argc, argv);
}
