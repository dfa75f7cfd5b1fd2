#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What .clang-format cannot say: licence lines, lengths, banned functions, mirrored tests."""
import re

from common import ROOT, Tap, files, name_of, strip_comments

LINE_MAX = 100
FUNCTION_MAX = 80
FILE_MAX = 700

C_FILES = files(".c", ".h")
SCRIPTS = [p for p in files() if p.read_bytes()[:2] == b"#!"] + files(
    ".py", "meson.build", "meson_options.txt", "Makefile")

# Unbounded or unchecked by nature; buffer.h and string.h have what to use instead.
BANNED = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|rand|srand|alloca|"
    r"mktemp|tmpnam|tempnam|system|popen)\s*\(")
SCANF_STRING = re.compile(r'scanf\s*\([^;]*"[^"]*%s')
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def text_of(path):
    return path.read_text(encoding="utf-8")


def numbered(paths, find):
    """Problems that `find` sees in single lines, with their places."""
    return [f"{name_of(p)}:{n}: {problem}" for p in paths
            for n, line in enumerate(text_of(p).split("\n"), 1)
            if (problem := find(line))]


def licence():
    return [name_of(p) for p in C_FILES + SCRIPTS
            if "SPDX-License-Identifier: BSD-2-Clause" not in "\n".join(text_of(p).split("\n")[:2])]


def white_space():
    def find(line):
        if "\t" in line:
            return "tab"
        if line != line.rstrip():
            return "white space at the end of the line"
        return None

    makefiles = [p for p in SCRIPTS if p.name in ("Makefile", "rules")]
    scripts = [p for p in SCRIPTS if p not in makefiles]
    problems = numbered(C_FILES + scripts, find)
    return problems + [f"{name_of(p)}: does not end in one newline" for p in C_FILES + scripts
                       if not re.search(r"[^\n]\n\Z", text_of(p))]


def line_lengths():
    return numbered(C_FILES + SCRIPTS,
                    lambda line: f"{len(line)} columns" if len(line) > LINE_MAX else None)


def long_functions():
    problems = []
    for path in files(".c"):
        start = None
        for number, line in enumerate(strip_comments(text_of(path)).split("\n"), 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                if number - start - 1 > FUNCTION_MAX:
                    problems.append(f"{name_of(path)}:{start}: {number - start - 1} lines")
                start = None
    return problems


def long_files():
    return [f"{name_of(p)}: {n} lines" for p in C_FILES
            if (n := text_of(p).count("\n")) > FILE_MAX]


def behind_parentheses(text, at):
    """Where what stands in parentheses from `at` on ends."""
    depth = 0
    for bracket in re.compile(r"[()]").finditer(text, at):
        depth += 1 if bracket[0] == "(" else -1
        if depth == 0:
            return bracket.end()
    return len(text)


def is_braced(code, keyword):
    rest = code[keyword.end():].lstrip()
    if keyword[0] in ("if", "for", "while"):
        rest = code[behind_parentheses(code, keyword.end()):].lstrip()
    if keyword[0] == "else" and re.match(r"if\b", rest):
        return True
    ends_do = keyword[0] == "while" and code[:keyword.start()].rstrip().endswith("}")
    return rest.startswith("{") or (ends_do and rest.startswith(";"))


def missing_braces():
    problems = []
    for path in C_FILES:
        code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m[0]),
                      strip_comments(text_of(path)), flags=re.MULTILINE)
        problems += [f"{name_of(path)}:{code.count(chr(10), 0, keyword.start()) + 1}: {keyword[0]}"
                     for keyword in re.finditer(r"\b(if|else|for|while|do)\b", code)
                     if not is_braced(code, keyword)]
    return problems


def banned_functions():
    problems = []
    for path in C_FILES:
        for number, line in enumerate(strip_comments(text_of(path)).split("\n"), 1):
            if match := BANNED.search(line):
                problems.append(f"{name_of(path)}:{number}: {match[1]}")
        if SCANF_STRING.search(text_of(path)):
            problems.append(f"{name_of(path)}: scanf with an unbounded %s")
    return problems


def unfinished():
    paths = [p for p in C_FILES + SCRIPTS if p.name != "style.py"]
    return numbered(paths, lambda line: (m := UNFINISHED.search(line)) and m[1])


def mirrored_tests():
    rooms = {p.name for p in (ROOT / "src").iterdir() if p.is_dir()}
    return [f"{name_of(p)}: no room of that name under src/" for p in files(".c", under="tests")
            if p.name.endswith("_test.c") and p.parent.relative_to(ROOT / "tests").parts[0]
            not in rooms]


def tests_that_run():
    """Each test program must stand in its folder's meson.build, or in that of one above."""
    def build_file(path):
        return next(f / "meson.build" for f in path.parents if (f / "meson.build").exists())

    return [f"{name_of(p)}: not in meson.build" for p in files(".c", under="tests")
            if p.name.endswith("_test.c") and p.name not in text_of(build_file(p))]


def main():
    tap = Tap()
    tap.result("every source names its licence", licence())
    tap.result("no tabs, no trailing white space, one newline at the end", white_space())
    tap.result(f"no line over {LINE_MAX} columns", line_lengths())
    tap.result(f"no function over {FUNCTION_MAX} lines", long_functions())
    tap.result(f"no file over {FILE_MAX} lines", long_files())
    tap.result("every branch and loop has its braces", missing_braces())
    tap.result("no banned functions", banned_functions())
    tap.result("nothing marked as unfinished", unfinished())
    tap.result("tests mirror the rooms", mirrored_tests())
    tap.result("every test program is run", tests_that_run())
    tap.finish()


main()
