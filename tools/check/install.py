#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: install.py BUILD SANITIZERS

Installs the build into a folder and uses what is there: every file in its
place, the README's example compiled through pkg-config as C and as C++.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from common import ROOT, Tap

EXPECTED = [
    "bin/portreg",
    "libexec/portreg/portreg-compile",
    "libexec/portreg/portreg-serve",
    "libexec/portreg/portreg-update",
    "include/portreg/portreg.h",
    "lib/systemd/system/portreg-serve.service",
    "lib/systemd/system/portreg-serve.socket",
    "lib/systemd/system/portreg-update.service",
    "lib/systemd/system/portreg-update.timer",
    "share/man/man1/portreg.1",
    "share/man/man1/portreg-search.1",
    "share/man/man3/libportreg.3",
    "share/man/man3/portreg_query.3",
    "share/man/man8/portreg-serve.8",
    "share/man/man8/libnss_portreg.8",
    "share/bash-completion/completions/portreg",
    "share/zsh/site-functions/_portreg",
    "share/fish/vendor_completions.d/portreg.fish",
]
EXAMPLE = re.compile(r"^```c\n(.*?)^```\n.*?^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMPILERS = [("gcc", "c", ["-std=c99", "-pedantic"]), ("clang", "c", ["-std=c99", "-pedantic"]),
             ("g++", "cpp", ["-std=c++11"])]


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def missing_files(prefix):
    missing = [name for name in EXPECTED if not (prefix / name).exists()]
    for pattern in ("lib*/**/libportreg.so.0", "lib*/**/libnss_portreg.so.2",
                    "lib*/**/pkgconfig/libportreg.pc"):
        if not list(prefix.glob(pattern)):
            missing.append(pattern)
    return missing


def package_flags(prefix):
    # Without the packages of the libraries that libportreg links.
    env = {**os.environ, "PKG_CONFIG_LIBDIR": str(next(prefix.glob("lib*/**/pkgconfig")))}
    result = run(["pkg-config", f"--define-variable=prefix={prefix}", "--cflags", "--libs",
                  "libportreg"], env=env)
    return result.stdout.split(), result.stderr.splitlines()


def build_and_run(compiler, flags, source, expected, folder, library):
    program = folder / f"example-{compiler}"
    result = run([compiler, *flags[0], "-Wall", "-Wextra", "-Werror", str(source), "-o",
                  str(program), *flags[1]])
    if result.returncode:
        return result.stderr.splitlines()
    result = run([str(program)], cwd=folder, env={**os.environ, "LD_LIBRARY_PATH": str(library)})
    if result.returncode or result.stdout != expected:
        return [f"exit {result.returncode}", *result.stdout.splitlines(),
                *result.stderr.splitlines()]
    return []


def main():
    build, sanitizers = sys.argv[1:3]
    sanitize = [f"-fsanitize={sanitizers}"] if sanitizers != "none" else []
    code, expected = EXAMPLE.search((ROOT / "README.md").read_text(encoding="utf-8")).groups()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        destination = folder / "root"
        result = run(["meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir",
                      str(destination)])
        tap.result("meson install", result.stderr.splitlines() if result.returncode else [])
        prefix = next(p.parent for p in destination.glob("**/bin") if (p / "portreg").exists())
        missing = missing_files(prefix)
        tap.result("every file is in its place", missing)
        if missing:
            tap.finish()

        result = run([f"{build}/portreg", "compile", str(ROOT / "tests/data/small.xml"), "-o",
                      str(folder / "iana.portreg")])
        tap.result("a snapshot to ask", result.stderr.splitlines() if result.returncode else [])

        flags, errors = package_flags(prefix)
        tap.result("pkg-config knows libportreg", errors)
        library = next(prefix.glob("lib*/**/libportreg.so.0")).parent
        for compiler, suffix, standard in COMPILERS:
            if not shutil.which(compiler) or (sanitize and compiler == "clang"):
                tap.skip(f"README example with {compiler}", "no such compiler for this build")
                continue
            source = folder / f"example.{suffix}"
            source.write_text(code, encoding="utf-8")
            tap.result(f"README example with {compiler}",
                       build_and_run(compiler, ([*standard, *sanitize], flags), source, expected,
                                     folder, library))
    tap.finish()


main()
