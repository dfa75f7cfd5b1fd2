#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: module.py LIBNSS_PORTREG.SO.2

The module for the name service goes into every process: it links libc alone,
exports what glibc calls and nothing else, and reads no environment.
"""
import re
import subprocess
import sys

from common import ROOT, Tap

# Of a module that setuid programs load.
FORBIDDEN = {"getenv", "secure_getenv", "exit", "_exit", "abort", "printf", "fprintf", "vfprintf",
             "syslog", "setlocale", "system", "execve", "signal", "sigaction"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def symbols(path, flag):
    return {line.split()[-1].split("@")[0] for line in run("nm", "-D", flag, path).splitlines()}


def main():
    module = sys.argv[1]
    tap = Tap()
    dynamic = run("readelf", "-d", module)
    needed = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", dynamic)
    tap.result("the module links libc alone", [s for s in needed if s != "libc.so.6"])
    tap.result("its name is libnss_portreg.so.2",
               [] if "soname: [libnss_portreg.so.2]" in dynamic else dynamic.splitlines())
    # Its fork handlers and mappings outlive dlclose(), and no name is looked for later.
    tap.result("it stays loaded and is bound at once",
               [flag for flag in ("NODELETE", "NOW")
                if not re.search(rf"\(FLAGS_1\).*\b{flag}\b", dynamic)])

    header = (ROOT / "src/nss/module.h").read_text(encoding="utf-8")
    declared = set(re.findall(r"\b(_nss_portreg_\w+)\(", header))
    tap.result("it exports what glibc calls and nothing else",
               sorted(symbols(module, "--defined-only") ^ declared))
    tap.result("it reads no environment, prints nothing and ends nobody",
               sorted(symbols(module, "--undefined-only") & FORBIDDEN))
    tap.finish()


main()
