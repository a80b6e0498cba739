"""Makes words_cases.inc: how Python's shlex.split takes command lines apart.

Run: python3 make_words_cases.py; random lines with a fixed seed.
"""

import random
import shlex

import c_table

LINES = ["", " ", "a", " a  b ", "'a b' c", '"a b"c', "a\\ b", "'a\\'b'", "'a", '"a', '"a\\"b"', '"a\\b"',
         "''", '"" x', "a''b", "a#b #c", "a\tb", "x\ny", "a;b|c&d", "$HOME `x` $(y)", '"', "'", "a\"b'c\"d"]


def words_of(line):
    try:
        return "".join(word + "|" for word in shlex.split(line))
    except ValueError:
        return None


def main():
    rng = random.Random(4)
    lines = LINES + ["".join(rng.choice("ab '\"\\\t") for _ in range(rng.randint(1, 10)))
                     for _ in range(200)]
    # A backslash that ends the line is an error there and stands for itself here.
    lines = [line for line in lines if not line.endswith("\\")]
    rows = []
    for line in lines:
        words = words_of(line)
        rows.append("%s, %s" % (c_table.quote(line), "NULL" if words is None else c_table.quote(words)))
    c_table.write("words_cases.inc", "Text, and its words with '|' after each (NULL: ValueError).",
                  [("struct words_case words_cases[]", rows)])


main()
