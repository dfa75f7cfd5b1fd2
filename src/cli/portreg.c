/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/run.h"

/* portreg: the commands that read snapshots. It links libc alone. */
int main(int argc, char **argv)
{
    static const struct command_run runs[] = {
        { "lookup", lookup_run },
        { "show", show_run },
        { "search", search_run },
        { "list", list_run },
        { "annotate", annotate_run },
        { "free", free_run },
        { "listen", listen_run },
        { "map", map_run },
        { "stats", stats_run },
        { "diff", diff_run },
        { "compare", compare_run },
        { "log", log_run },
        { "versions", listing_run },
        { "sources", listing_run },
        { "verify", verify_run },
        { "check", check_run },
        { "rules", rules_run },
        { "completions", completions_run },
        { "help", help_run },
        { NULL, NULL },
    };

    return program_main(PROGRAM_PORTREG, runs, argc, argv);
}
