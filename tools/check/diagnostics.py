#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""docs/diagnostics.md explains every diagnostic and rule, in the order of the tables."""
import re

from common import ROOT, Tap

LITERAL = r'"((?:\\.|[^"\\])*)"'
ENTRY = re.compile(rf"X\(\s*\w+,\s*{LITERAL},\s*(\w+),\s*{LITERAL},\s*{LITERAL}\s*\)")
DOCUMENT = (ROOT / "docs/diagnostics.md").read_text(encoding="utf-8")


def table(header, macro):
    """(id, first line that the document must have) of each entry of a list macro."""
    text = (ROOT / header).read_text(encoding="utf-8")
    body = re.search(rf"#define {macro}\(X\)(.*?)\n\n", text, re.DOTALL)[1]
    entries = []
    for name, severity, section, meaning in ENTRY.findall(body.replace("\\\n", " ")):
        origin = f"{severity.lower()}, {section}" if section else severity.lower()
        entries.append((name, f"*{origin}*: {meaning}.".replace('\\"', '"')))
    return entries


def chapter(title):
    """(id, text) of each section of a chapter."""
    text = DOCUMENT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    parts = re.split(r"^### (\S+)\n\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2]))


def compare(entries, sections):
    problems = []
    if not entries:
        problems.append("the table could not be read")
    if [name for name, _ in entries] != [name for name, _ in sections]:
        listed = {name for name, _ in entries}
        found = {name for name, _ in sections}
        problems.append(f"not the table's ids in its order; missing: {sorted(listed - found)}, "
                        f"unknown: {sorted(found - listed)}")
    texts = dict(sections)
    return problems + [f"{name}: does not begin with \"{line}\"" for name, line in entries
                       if name in texts and not texts[name].startswith(line + "\n")]


def complete(sections):
    """A diagnostic has an example, a reason and advice."""
    problems = []
    for name, text in sections:
        if not re.search(r"^```\w+\n.+?^```\n\n\w", text, re.DOTALL | re.MULTILINE):
            problems.append(f"{name}: no example with a reason after it")
        if not re.search(r"^\*\*What to do:\*\* \w", text, re.MULTILINE):
            problems.append(f"{name}: no advice")
    return problems


def main():
    tap = Tap()
    diagnostics = chapter("Diagnostics of registry files")
    tap.result("diagnostics are those of the table",
               compare(table("src/registry/diagnostic.h", "DIAGNOSTIC_LIST"), diagnostics))
    tap.result("each diagnostic has an example and advice", complete(diagnostics))
    tap.result("rules are those of the table",
               compare(table("src/rules/rules.h", "RULE_LIST"),
                       chapter("Rules for registrations")))
    tap.finish()


main()
