"""Writes the tables of expected values that the C tests include. Not for anything but tests."""

import os
import sys


def quote(text):
    """A C string literal of text (str or bytes); octal escapes cannot swallow what follows."""
    data = text.encode() if isinstance(text, str) else text
    out = []
    for byte in data:
        char = chr(byte)
        plain = 0x20 <= byte < 0x7F and char not in '"\\?'
        out.append(char if plain else "\\%03o" % byte)
    return '"%s"' % "".join(out)


def counted(text):
    """Two initialisers: the literal and its length in bytes (it may hold NULs)."""
    data = text.encode() if isinstance(text, str) else text
    return "%s, %d" % (quote(data), len(data))


def int64(value):
    """A C constant; INT64_MIN has no literal of its own."""
    return "INT64_MIN" if value == -(2**63) else "INT64_C(%d)" % value


def write(name, how, tables):
    """Writes NAME beside the calling script: a comment, then one array for each of tables
    (declaration, rows)."""
    script = os.path.basename(sys.argv[0])
    path = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), name)
    with open(path, "w", encoding="ascii") as out:
        out.write("/*\n * %s - made by %s; do not edit.\n *\n * %s\n */\n" % (name, script, how))
        for declaration, rows in tables:
            form = "    { %s },\n" if declaration.startswith("struct") else "    %s,\n"
            out.write("\nstatic const %s = {\n" % declaration)
            out.writelines(form % row for row in rows)
            out.write("};\n")
