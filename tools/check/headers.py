#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Public headers compile alone as strict C99 and as C++; internal ones compile alone."""
import shutil
import subprocess

from common import ROOT, Tap, files

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
COMPILERS = [
    ("gcc", ["-std=c99", "-xc"]), ("clang", ["-std=c99", "-xc"]),
    ("gcc", ["-std=c11", "-xc"]),
    ("g++", ["-std=c++11", "-xc++"]), ("clang++", ["-std=c++11", "-xc++"]),
    ("g++", ["-std=c++20", "-xc++"]),
]


def compile_text(command, text):
    run = subprocess.run([*command, "-"], input=text, capture_output=True, text=True, check=False)
    return run.stderr.splitlines() if run.returncode else []


def main():
    tap = Tap()
    public = [str(p.relative_to(ROOT / "include")) for p in files(".h", under="include")]
    for compiler, flags in COMPILERS:
        name = f"public headers with {compiler} {flags[0]}"
        if not shutil.which(compiler):
            tap.skip(name, f"{compiler} is not installed")
            continue
        command = [compiler, *flags, *WARNINGS, f"-I{ROOT / 'include'}"]
        problems = []
        for header in public:
            problems += compile_text(command, f"#include <{header}>\nextern int unit;\n")
        tap.result(name, problems)

    internal = [str(p.relative_to(ROOT / "src")) for p in files(".h", under="src")]
    command = ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
               "-fsyntax-only", "-xc", f"-I{ROOT / 'include'}", f"-I{ROOT / 'src'}"]
    problems = []
    for header in internal:
        problems += compile_text(command, f'#include "{header}"\n')
    tap.result("internal headers stand alone", problems)
    tap.finish()


main()
