#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: linkage.py LIBPORTREG-CORE.A PORTREG

What a lookup runs through needs libc and nothing else.
"""
import re
import subprocess
import sys

from common import Tap

# Of the compiler: sanitizers, coverage, libgcc, the global offset table.
COMPILER = re.compile(r"^(__(asan|ubsan|sanitizer|gcov|llvm|stack_chk|tls_get_addr|popcount|"
                      r"cpu_model|builtin)|_GLOBAL_OFFSET_TABLE_|__(u?div|u?mod)ti)")
SANITIZERS = {"libasan", "libubsan"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def symbols(path, *flags):
    lines = [line.split() for line in run("nm", *flags, path).splitlines()]
    return {line[-1].split("@")[0] for line in lines if len(line) >= 2}


def main():
    core, program = sys.argv[1:3]
    tap = Tap()
    libc = symbols(run("cc", "-print-file-name=libc.so.6").strip(), "-D", "--defined-only")
    libc |= {"__dso_handle"}
    needed = symbols(core, "--undefined-only") - symbols(core, "--defined-only") - libc
    tap.result("the core rooms call libc alone",
               sorted(s for s in needed if not COMPILER.match(s)))

    shared = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", run("readelf", "-d", program))
    foreign = [s for s in shared
               if s.split(".so")[0] not in SANITIZERS | {"libc", "ld-linux-x86-64"}]
    tap.result("portreg links libc alone", foreign)
    # It would be cleared, page by page, whenever the program starts.
    tap.result("portreg has no thread-local storage",
               re.findall(r"^\s+TLS\s.*", run("readelf", "-lW", program), re.MULTILINE))
    tap.finish()


main()
