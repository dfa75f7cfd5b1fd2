#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each example of docs/diagnostics.md gives the diagnostic or finding that it stands under.

Usage: check_examples.py DOCUMENT. The programs are in the folder PORTREG_TEST_BIN, the
registry that names are checked against is made of one in PORTREG_TEST_DATA.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(os.environ["PORTREG_TEST_BIN"])
DATA = pathlib.Path(os.environ["PORTREG_TEST_DATA"])
CSV_HEADER = ("Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
              "Registration Date,Modification Date,Reference,Service Code,"
              "Unauthorized Use Reported,Assignment Notes")
XML = """<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Examples</title>
  <updated>2024-06-15</updated>
{}
</registry>
"""


def file_bytes(language, text):
    if language == "csv":
        lines = [CSV_HEADER, *split_rows(text)]
        return "".join(line + "\r\n" for line in lines).encode()
    if language == "xml":
        if "<people>" not in text:
            text += "\n<people>\n</people>"
        return XML.format(text).encode()
    return (text + "\n").encode()


def split_rows(text):
    """Rows end at newlines outside quotes."""
    return re.findall(r'(?:[^\n"]|"[^"]*")+', text)


def run(*arguments):
    command = [PROGRAMS / "portreg", "check", "--json", *arguments]
    environment = dict(os.environ, XDG_DATA_HOME="/nonexistent", PORTREG_REGISTRY="none")
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode not in (0, 3):
        return None, [f"exit code {done.returncode}: {done.stderr.strip()}"]
    return json.loads(done.stdout), []


def check_file(folder, name, language, text):
    path = pathlib.Path(folder) / f"{name}.{language}"
    path.write_bytes(file_bytes(language, text))
    document, problems = run(path)
    if problems:
        return problems
    found = document["files"][0]["diagnostics"]
    if name not in {d["id"] for d in found}:
        return [f"gives only {sorted({d['id'] for d in found})}"]
    return [f"no place: {d}" for d in found if d["line"] < 1 or d["column"] < 1]


def compile_registry(folder):
    path = pathlib.Path(folder) / "registry.portreg"
    subprocess.run([PROGRAMS / "portreg-compile", "compile", DATA / "small.xml", "-o", path],
                   check=True, capture_output=True)
    return path


def check_name(registry, name, text):
    document, problems = run("--registry", registry, "--name", "--", text)
    if problems:
        return problems
    found = {f["id"] for f in document["names"][0]["findings"]}
    return [] if name in found else [f"gives only {sorted(found)}"]


def main():
    document = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    parts = re.split(r"^### (\S+)\n", document, flags=re.MULTILINE)[1:]
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        registry = compile_registry(folder)
        for name, section in zip(parts[::2], parts[1::2]):
            example = re.search(r"^```(\w+)\n(.*?)\n```$", section, re.DOTALL | re.MULTILINE)
            if not example:
                continue
            language, text = example.groups()
            problems = (check_name(registry, name, text) if language == "name"
                        else check_file(folder, name, language, text))
            count += 1
            print(f"{'not ok' if problems else 'ok'} {count} - {name}")
            for problem in problems:
                print(f"#   {problem}")
    print(f"1..{count}")


main()
