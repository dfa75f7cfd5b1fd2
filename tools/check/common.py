# SPDX-License-Identifier: BSD-2-Clause
"""What the checkers share: the tree's files, and results as TAP."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(*suffixes, under="."):
    """Files below a folder of the tree, without build folders and dot folders."""
    found = []
    for path in sorted((ROOT / under).rglob("*")):
        parts = path.relative_to(ROOT).parts
        if any(p.startswith((".", "build", "__")) for p in parts) or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes or path.name in suffixes:
            found.append(path)
    return found


def name_of(path):
    return str(path.relative_to(ROOT))


def strip_comments(text):
    """C text with comments and the insides of literals blanked, lines kept."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''

    def blank(match):
        kept = re.sub(r"[^\n]", " ", match[0])
        return kept if match[0][0] == "/" else match[0][0] + kept[1:-1] + match[0][-1]

    return re.sub(pattern, blank, text, flags=re.DOTALL)


class Tap:
    """Collects results; each is one subtest."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def result(self, name, problems):
        """One subtest: it holds if there are no problems."""
        self.count += 1
        print(f"{'not ok' if problems else 'ok'} {self.count} - {name}")
        for problem in problems:
            print(f"#   {problem}")
        self.failed += bool(problems)

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}")

    def finish(self):
        print(f"1..{self.count}")
        sys.exit(0)
