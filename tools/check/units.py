#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: units.py SERVICE SOCKET

systemd takes the units as they are, and finds the service well shut in.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from common import Tap

EXPOSURE_MAX = 15  # tenths; systemd calls up to 20 "OK" or better


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
    return [line for line in lines if "portreg-serve" in line] if code or lines else []


def exposure(service):
    code, lines = analyze("security", "--offline=true", f"--threshold={EXPOSURE_MAX}", service)
    return lines if code else []


def main():
    service, socket = (pathlib.Path(name) for name in sys.argv[1:3])
    tap = Tap()
    if not shutil.which("systemd-analyze"):
        tap.skip("the units", "systemd-analyze is not here")
        tap.finish()
    with tempfile.TemporaryDirectory() as folder:
        tap.result("systemd reads the units", verify([service, socket], pathlib.Path(folder)))
    tap.result(f"exposure at most {EXPOSURE_MAX / 10}", exposure(str(service)))
    tap.finish()


main()
