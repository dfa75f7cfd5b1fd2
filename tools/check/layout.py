#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""docs/snapshot-format.md names every section of layout.h, with id and record size."""
import pathlib
import re
import subprocess
import tempfile

from common import ROOT, Tap

PROGRAM = """
#include <stdio.h>
#include "snapshot/layout.h"
int main(void)
{
#define PRINT(name, type) printf("%d %s %zu\\n", LAYOUT_##name, #name, sizeof(type));
    LAYOUT_SECTION_LIST(PRINT)
    printf("%zu %zu\\n", sizeof(struct layout_header), sizeof(struct layout_section));
    return 0;
}
"""
ROW = re.compile(r"^\| (\d+) \| ([A-Z_]+) \| (\d+) \|", re.MULTILINE)


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "layout"
        subprocess.run(["cc", "-xc", "-std=gnu11", f"-I{ROOT / 'include'}", f"-I{ROOT / 'src'}",
                        "-", "-o", program], input=PROGRAM, text=True, check=True)
        lines = subprocess.run([program], capture_output=True, text=True, check=True)
    *sections, sizes = lines.stdout.splitlines()
    documented = [" ".join(row) for row in
                  ROW.findall((ROOT / "docs/snapshot-format.md").read_text(encoding="utf-8"))]
    tap = Tap()
    tap.result("every section is documented", sorted(set(sections) ^ set(documented)))
    tap.result("header and section entry are 32 bytes", [] if sizes == "32 32" else [sizes])
    tap.finish()


main()
