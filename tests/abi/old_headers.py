#!/usr/bin/env python3
"""old_headers.py INCLUDE OUT: writes a copy of the public headers as an older version
could have been: each type table without its last slot, each other struct that begins
with `size_t size` without its last member. Prints one removed member per line.

A struct of ALWAYS was never shorter, because it is useless without the member named there.
"""

import os
import re
import sys

ALWAYS = {"sgp_allocator": "free", "sgp_trace": "line", "sgp_backend": "crypto",
          "sgp_signing_scope": "service", "sgp_creds_sso_options": "crypto",
          "sgp_creds_web_identity_options": "token_file"}


def name_of(member):
    slot = re.search(r"\(\*(\w+)\)", member)
    return slot.group(1) if slot else re.sub(r"\[.*\]$", "", member).split()[-1].lstrip("*")


def shorten(text):
    """Returns the text without comments and last members, and the names of those members."""
    removed = []
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    for match in reversed(list(re.finditer(r"struct (sgp_\w+) \{([^}]*)\}", text))):
        struct, body = match.groups()
        members = body.split(";")[:-1]
        if not re.fullmatch(r"\s*size_t size", members[0]):
            continue
        last = name_of(members[-1])
        if ALWAYS.get(struct) == last:
            continue
        end = match.start(2) + body.rindex(";") + 1
        text = text[:end - 1 - len(members[-1])] + text[end:]
        removed.append(f"{struct}.{last}")
    return text, removed


def main():
    include, out = sys.argv[1:]
    removed = []
    for folder, _, names in os.walk(include):
        for name in names:
            path = os.path.join(folder, name)
            copy = os.path.join(out, os.path.relpath(path, include))
            with open(path, encoding="utf-8") as file:
                text, gone = shorten(file.read())
            removed += gone
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            with open(copy, "w", encoding="utf-8") as file:
                file.write(text)
    print("\n".join(sorted(removed)))
    if len(removed) < 25:
        sys.exit(f"FAILED: shortened only {len(removed)} structs: this script no longer reads the "
                 "headers")


main()
