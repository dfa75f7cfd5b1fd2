#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: symbols.py LIBPORTREG.SO

What the library exports and what the public headers document is the same.
"""
import re
import subprocess
import sys

from common import Tap, files, name_of

FUNCTION = re.compile(r"^[a-z][a-z0-9_ \*]*?\b(portreg_\w+)\(", re.MULTILINE)


def declared():
    """Function: whether a doc comment stands right above it."""
    result = {}
    for path in files(".h", under="include"):
        text = path.read_text(encoding="utf-8")
        for match in FUNCTION.finditer(text):
            before = text[:match.start()].rstrip(" ")
            comment = before[before.rfind("/*"):]
            documented = before.endswith("*/\n") and comment.startswith("/**")
            result[match[1]] = (documented, name_of(path))
    return result


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True,
                            text=True, check=True).stdout
    return {line.split()[-1].split("@")[0] for line in output.splitlines()
            if line.split()[1] in "TDBRW"}


def main():
    tap = Tap()
    functions = declared()
    symbols = {s for s in exported(sys.argv[1]) if s != "PORTREG_0"}
    tap.result("the library exports functions", [] if symbols else ["none at all"])
    tap.result("exports are declared in a public header", sorted(symbols - set(functions)))
    tap.result("declared functions are exported", sorted(set(functions) - symbols))
    tap.result("declared functions are documented",
               sorted(f"{file}: {name}" for name, (documented, file) in functions.items()
                      if not documented))
    tap.finish()


main()
