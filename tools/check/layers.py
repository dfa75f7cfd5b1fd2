#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A room includes only the rooms and libraries that it may use."""
import re

from common import ROOT, Tap, files, name_of

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)

# Room: the rooms it may use beside itself.
ROOMS = {
    "util": set(),
    "registry": {"util"},
    "rules": {"util", "registry"},
    "snapshot": {"util", "registry"},
    "query": {"util", "registry", "rules", "snapshot"},
    "history": {"util", "registry", "snapshot"},
    "format": {"util", "registry", "rules", "snapshot", "query"},
    "host": {"util"},
    "audit": {"util", "host"},
    "annotate": {"util", "registry", "snapshot", "query"},
    "nss": {"util", "registry", "rules", "snapshot", "query"},
    "answer": {"util", "registry", "rules", "snapshot", "query", "history", "format",
               "host"},
    "cli": {"util", "registry", "rules", "snapshot", "query", "history", "format", "answer",
            "annotate", "host", "audit"},
    "update": {"util", "registry", "rules", "snapshot", "query", "history", "format", "answer",
               "cli"},
    "serve": {"util", "registry", "rules", "snapshot", "query", "history", "format", "answer",
              "cli"},
}

# Public header: the room that implements it. Plain vocabulary is open to all.
PUBLIC = {"snapshot.h": "snapshot", "query.h": "query",
          "filter.h": "query", "numbers.h": "query", "history.h": "history",
          "compile.h": "format", "portreg.h": "cli"}

# A library's header: the rooms that may include it.
LIBRARIES = {
    "expat.h": {"format", "audit"},
    "csv.h": {"format", "audit"},
    "archive.h": {"format", "update"},
    "archive_entry.h": {"format", "update"},
    "zstd.h": {"snapshot", "format"},
    "xxhash.h": {"util"},
    "pcre2.h": {"query"},
    "libsmartcols/libsmartcols.h": {"cli"},
    "libmnl/libmnl.h": {"host"},
    "curl/curl.h": {"update"},
    "jansson.h": {"serve"},
    "microhttpd.h": {"serve"},
    "zlib.h": {"serve"},
    "systemd/sd-daemon.h": {"serve"},
    "pthread.h": {"format", "snapshot", "history", "annotate", "nss", "serve"},
    "netdb.h": {"nss"},
    "nss.h": {"nss"},
}

STANDARD = {
    "assert.h", "ctype.h", "dirent.h", "dlfcn.h", "errno.h", "fcntl.h", "float.h", "getopt.h",
    "immintrin.h", "inttypes.h", "langinfo.h", "libgen.h", "limits.h", "locale.h", "math.h",
    "netdb.h",
    "poll.h", "pwd.h", "sched.h", "signal.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h",
    "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "time.h", "unistd.h",
    "wchar.h", "emmintrin.h", "tmmintrin.h", "x86intrin.h", "arm_neon.h", "endian.h", "spawn.h",
    "threads.h", "sysexits.h", "termios.h", "wctype.h", "glob.h", "ftw.h",
}


def problems_of(room):
    problems = []
    for path in files(".c", ".h", under=f"src/{room}"):
        for quoted, angled in INCLUDE.findall(path.read_text(encoding="utf-8")):
            problem = quoted_problem(room, quoted) if quoted else angled_problem(room, angled)
            if problem:
                problems.append(f"{name_of(path)}: {problem}")
    return problems


def quoted_problem(room, header):
    if "/" not in header or not (ROOT / "src" / header).exists():
        return None if (ROOT / "src" / header).exists() else f'"{header}" is not room/file.h'
    other = header.split("/")[0]
    if other != room and other not in ROOMS[room]:
        return f"{room} may not use {other} ({header})"
    return None


def angled_problem(room, header):
    if header.startswith("portreg/"):
        owner = PUBLIC.get(header.removeprefix("portreg/"))
        if owner and owner != room and owner not in ROOMS[room]:
            return f"{room} may not use {owner} ({header})"
        return None
    if header in STANDARD or header.startswith(("sys/", "linux/", "netinet/", "arpa/", "net/")):
        return None
    if room not in LIBRARIES.get(header, set()):
        return f"{room} may not use the library behind <{header}>"
    return None


def main():
    tap = Tap()
    rooms = sorted(p.name for p in (ROOT / "src").iterdir() if p.is_dir())
    tap.result("every room has its rule", [r for r in rooms if r not in ROOMS])
    for room in rooms:
        if room in ROOMS:
            tap.result(f"{room} uses what it may", problems_of(room))
    tap.finish()


main()
