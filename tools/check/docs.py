#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: docs.py BUILD DOCUMENT...

Runs the examples of Markdown documents and compares what they print. An
example is a fenced block whose first line says which registry it asks:

    ```console reference    two versions of the reference registry
    ```console small        tests/data/small.xml

Lines that start with "$ " are commands, what follows is their output (standard
error included); a line "..." stands for any number of lines. Commands run in a
folder of their own, where iana.portreg is the registry.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from common import ROOT, Tap

BLOCK = re.compile(r"^```console (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFERENCE = ["iana-2025-09-29.xml", "iana-2026-02-13.xml"]


def sources(kind):
    """The registry files that a kind of example asks; none if they are not here."""
    if kind == "small":
        return [ROOT / "tests" / "data" / "small.xml"]
    folder = os.environ.get("PORTREG_TEST_REGISTRY")
    paths = [pathlib.Path(folder) / name for name in REFERENCE] if folder else []
    return paths if all(path.exists() for path in paths) else []


def environment(build, home):
    kept = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    return {**kept, "PATH": f"{build}:/usr/local/bin:/usr/bin:/bin", "HOME": home,
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "100", "PORTREG_REGISTRY": "iana.portreg"}


def examples(block):
    """(command, expected lines) of a block."""
    result = []
    for line in block.splitlines():
        if line.startswith("$ "):
            result.append((line[2:], []))
        elif result:
            result[-1][1].append(line)
    return result


def matches(expected, actual):
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n"
                      for line in expected)
    return re.fullmatch(pattern, actual) is not None


def run_block(block, folder, env):
    problems = []
    for command, expected in examples(block):
        run = subprocess.run(["bash", "-c", command], cwd=folder, env=env, check=False,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=120)
        lines = [line.rstrip() for line in run.stdout.decode("utf-8", "replace").splitlines()]
        while expected and not expected[-1]:
            expected.pop()
        while lines and not lines[-1]:
            lines.pop()
        if not matches(expected, "".join(line + "\n" for line in lines)):
            problems += [f"$ {command}", *difflib.unified_diff(expected, lines, "documented",
                                                               "printed", lineterm="")]
    return problems


def make_registry(build, kind, folder, env):
    subprocess.run([f"{build}/portreg", "compile", *map(str, sources(kind)), "-o",
                    f"{folder}/iana.portreg"], env=env, check=True, stdout=subprocess.DEVNULL)


def main():
    build = str(pathlib.Path(sys.argv[1]).resolve())
    tap = Tap()
    for document in sys.argv[2:]:
        path = pathlib.Path(document)
        blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
        for kind in sorted({kind for kind, _ in blocks}):
            name = f"{path.name}, {kind} registry"
            if not sources(kind):
                tap.skip(name, "PORTREG_TEST_REGISTRY is not set")
                continue
            with tempfile.TemporaryDirectory() as folder:
                env = environment(build, folder)
                make_registry(build, kind, folder, env)
                for number, block in enumerate((b for k, b in blocks if k == kind), 1):
                    tap.result(f"{name}, block {number}", run_block(block, folder, env))
    tap.finish()


main()
