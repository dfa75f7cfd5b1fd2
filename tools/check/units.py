#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: units.py UNIT...

systemd takes the units as they are, and finds the services well shut in.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from common import Tap

# Tenths; systemd calls up to 49 "OK" or better. The update is root's, since it
# writes what is the system's.
EXPOSURE_MAX = {"portreg-serve.service": 15, "portreg-update.service": 22}


def analyze(*arguments):
    result = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True,
                            check=False)
    return result.returncode, (result.stdout + result.stderr).splitlines()


def verify(units, folder):
    """The program need not be installed for that."""
    copies = []
    for unit in units:
        text = unit.read_text(encoding="utf-8")
        copy = folder / unit.name
        copy.write_text(re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", text, flags=re.MULTILINE),
                        encoding="utf-8")
        copies.append(str(copy))
    code, lines = analyze("verify", "--man=no", *copies)
    return [line for line in lines if "portreg" in line] if code or lines else []


def exposure(service, limit):
    code, lines = analyze("security", "--offline=true", f"--threshold={limit}", str(service))
    return lines if code else []


def main():
    units = [pathlib.Path(name) for name in sys.argv[1:]]
    tap = Tap()
    if not shutil.which("systemd-analyze"):
        tap.skip("the units", "systemd-analyze is not here")
        tap.finish()
    with tempfile.TemporaryDirectory() as folder:
        tap.result("systemd reads the units", verify(units, pathlib.Path(folder)))
    for unit in units:
        limit = EXPOSURE_MAX.get(unit.name)
        if limit:
            tap.result(f"exposure of {unit.name} at most {limit / 10}", exposure(unit, limit))
    tap.finish()


main()
