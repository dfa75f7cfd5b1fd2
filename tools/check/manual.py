#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: manual.py PORTREG MANUAL BASH ZSH FISH PAGE...

Table of commands, manual and completions name the same commands and options.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

from common import Tap, files


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def unescape(roff):
    text = re.sub(r"\\f.|\\&", "", roff)
    return text.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")


def missing_from_manual(commands, manual):
    text = unescape(manual)
    problems = [f"no section on {c['name']}" for c in commands
                if not re.search(rf"^\.SS portreg {c['name']}\b", text, re.MULTILINE)]
    return problems + [f"--{o['name']} of {c['name']}" for c in commands for o in c["options"]
                       if f"--{o['name']}" not in text]


def lint(pages):
    result = run("mandoc", "-Tlint", "-W", "warning", *pages)
    return result.stdout.splitlines() + result.stderr.splitlines()


def too_wide(pages):
    """Lines that a terminal of 80 columns would break; section 3 shows code as it is."""
    return [f"{pathlib.Path(page).name}: {line}" for page in pages if not page.endswith(".3")
            for line in run("mandoc", "-Tutf8", "-O", "width=80", page).stdout.splitlines()
            if len(re.sub(".\b", "", line)) > 80]


def unknown_options(commands, text):
    known = {o["name"] for c in commands for o in c["options"]}
    return sorted({name for name in re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text)
                   if name not in known})


def missing_from(script, commands, pattern):
    return [f"--{o['name']} of {c['name']}" for c in commands for o in c["options"]
            if not re.search(pattern.format(re.escape(o["name"])), script)]


BASH_TRIAL = """
source {script}
try() {{
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _portreg; echo "${{COMPREPLY[*]}}"
}}
try portreg sea
try portreg search --pa
try portreg --color ''
try portreg search tls -o stat
try portreg search tls -o name,stat
try portreg --color = al
try portreg completions z
try portreg help lo
"""
BASH_ANSWERS = ["search", "--page", "auto always never", "status", "name,status",
                "always", "zsh", "lookup log"]
FISH_TRIAL = """
source {script}
for line in 'sea' 'search --pa' 'search tls -o name,stat' '--color=al' 'completions z' 'help lo'
    string join -- ' ' (complete -C "portreg $line" | string split -f1 \\t | sort)
end
"""
FISH_ANSWERS = ["search", "--page", "name,status", "--color=always", "zsh", "log lookup"]


def bash_answers(path):
    result = run("bash", "-c", BASH_TRIAL.format(script=path))
    lines = result.stdout.splitlines()
    return [] if lines == BASH_ANSWERS else lines + result.stderr.splitlines()


def fish_answers(path):
    result = run("fish", "--no-config", "-c", FISH_TRIAL.format(script=path))
    lines = result.stdout.splitlines()
    return [] if lines == FISH_ANSWERS else lines + result.stderr.splitlines()


def main():
    program, manual, bash, zsh, fish = sys.argv[1:6]
    built = sys.argv[6:]
    pages = {pathlib.Path(page).name for page in built}
    commands = json.loads(run(program, "help", "--json").stdout)["commands"]
    texts = [pathlib.Path(path).read_text(encoding="utf-8") for path in (bash, zsh, fish)]
    tap = Tap()
    if manual.endswith(".1"):
        text = pathlib.Path(manual).read_text(encoding="utf-8")
        tap.result("every command and option has its place in the manual",
                   missing_from_manual(commands, text))
        tap.result("the manual names no option that does not exist",
                   unknown_options(commands, unescape(text)))
        tap.result("every command has a page of its own",
                   sorted({f"portreg-{c['name']}.1" for c in commands} - {"portreg-serve.1"} ^
                          {page for page in pages if page.endswith(".1")}))
        tap.result("every public header has a page",
                   sorted({f"portreg_{path.stem}.3" for path in files(".h", under="include")} -
                          {"portreg_portreg.3"} - pages))
        if shutil.which("mandoc"):
            tap.result("mandoc reads every page without a warning", lint([manual, *built]))
            tap.result("every page fits a terminal", too_wide([manual, *built]))
        else:
            tap.skip("every page is well-formed", "mandoc is not installed")
    else:
        tap.skip("the manual", "scdoc is not installed")
    tap.result("bash completes every option", missing_from(texts[0], commands, r" --{}\b"))
    tap.result("zsh completes every option", missing_from(texts[1], commands, r"\*--{}\b"))
    tap.result("fish completes every option", missing_from(texts[2], commands, r" -l {}\b"))
    tap.result("bash answers", bash_answers(bash))
    tap.result("bash reads its script", run("bash", "-n", bash).stderr.splitlines())
    if shutil.which("fish"):
        tap.result("fish answers", fish_answers(fish))
    else:
        tap.skip("fish answers", "fish is not installed")
    if shutil.which("zsh"):
        tap.result("zsh reads its script", run("zsh", "-n", zsh).stderr.splitlines())
    else:
        tap.skip("zsh reads its script", "zsh is not installed")
    tap.finish()


main()
