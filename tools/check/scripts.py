#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Shell scripts are bash, stop at the first error and satisfy shellcheck."""
import os
import shutil
import subprocess

from common import ROOT, Tap, files, name_of


def main():
    tap = Tap()
    scripts = [p for p in files() + [ROOT / ".ci" / "run"]
               if p.is_file() and p.read_bytes()[:2] == b"#!"
               and b"sh" in p.read_bytes().split(b"\n")[0]]
    tap.result("scripts are bash, strict and executable",
               # What debhelper adds to Debian's scripts is for sh.
               [name_of(p) for p in scripts if "packaging/debian/" not in name_of(p)
                and (not p.read_text().startswith("#!/usr/bin/env bash\n")
                     or "\nset -euo pipefail\n" not in p.read_text()
                     or not os.access(p, os.X_OK))])
    if shutil.which("shellcheck"):
        run = subprocess.run(["shellcheck", "--format=gcc", *scripts], capture_output=True,
                             text=True, check=False)
        tap.result("shellcheck", run.stdout.splitlines())
    else:
        tap.skip("shellcheck", "shellcheck is not installed")
    tap.finish()


main()
