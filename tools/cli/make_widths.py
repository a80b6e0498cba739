"""Makes wide_characters.inc: ranges of characters that awscli/table.py counts as two columns (East
Asian width W, F or A), of Python's unicodedata.

Run: python3 make_widths.py (Debian 12's Python 3.11: Unicode 14).
"""

import os
import unicodedata


def ranges():
    start = None
    for code in range(0x110001):
        is_wide = code < 0x110000 and unicodedata.east_asian_width(chr(code)) in "WFA"
        if is_wide and start is None:
            start = code
        if not is_wide and start is not None:
            yield start, code - 1
            start = None


PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wide_characters.inc")
with open(PATH, "w", encoding="ascii") as out:
    out.write("/* Made by make_widths.py from Unicode %s; do not edit. */\n" % unicodedata.unidata_version)
    out.writelines("{ 0x%X, 0x%X },\n" % pair for pair in ranges())
