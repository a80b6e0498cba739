"""The JMESPath compliance cases (github.com/jmespath/jmespath.test), and a few of our own.

SGP_VECTORS names the folder with the cases; without it only ours run, loudly.
"""

import glob
import json
import os
import random
import subprocess
import sys
import unittest

try:
    import jmespath
except ImportError:
    print("SKIPPED: python3-jmespath is not installed, nothing to compare with", file=sys.stderr)
    jmespath = None

VECTORS = os.path.join(os.environ["SGP_VECTORS"], "jmespath")
DRIVER = os.environ["SGP_JMESPATH_DRIVER"]


def search(cases):
    """The answers to (expression, document) pairs."""
    lines = "".join(json.dumps(expression) + "\t" + json.dumps(given) + "\n"
                    for expression, given in cases)
    done = subprocess.run([DRIVER], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().split("\n")
    if len(answers) != len(cases) + 1:
        raise RuntimeError(f"{len(answers) - 1} answers to {len(cases)} questions")
    return answers[:-1]


class Compliance(unittest.TestCase):
    def test_all_cases(self):
        files = sorted(glob.glob(os.path.join(VECTORS, "*.json")))
        if not files:
            self.skipTest(f"no folder {VECTORS}: THE JMESPATH COMPLIANCE CASES ARE NOT RUN")
        count = 0
        for path in files:
            with open(path, encoding="utf-8") as file:
                suites = json.load(file)
            cases = [(suite["given"], case) for suite in suites for case in suite["cases"]
                     if "bench" not in case]
            answers = search([(case["expression"], given) for given, case in cases])
            for (_, case), answer in zip(cases, answers):
                count += 1
                with self.subTest(file=os.path.basename(path), expression=case["expression"]):
                    if "error" in case:
                        self.assertTrue(answer.startswith("!"), answer)
                    else:
                        self.assertFalse(answer.startswith("!"), answer)
                        self.assertEqual(json.loads(answer), case["result"])
        self.assertGreater(count, 500)


NUMBERS = ["0", "1", "-1", "-0", "1.0", "0.0", "-0.0", "1E2", "1e16", "1e15", "1.5e-7", "0.1", "2.5", "-7", "1e400", "-1e400",
           "9007199254740992", "9007199254740993", "9007199254740992.0", "9223372036854775807", "9223372036854775808",
           "-9223372036854775808", "-9223372036854775809", "1e19", "10000000000000000000", "18446744073709551616",
           "18446744073709551616.0", "123456789012345678901234567890", "-123456789012345678901234567890", "1e30", "5e-324"]
OTHERS = ["null", "true", "false", '""', '"a"', '"b"', '"aa"', '"2000-01-01"', '"2020-01-01T00:00:00+00:00"', '"\u00e9"',
          '"\U0001f600"', "[]", "[1]", "[true]", "[1.0]", "[0, false]", "{}", '{"a": 1}', '{"a": true}', '{"a": [0]}', '{"a": [false]}']
SIGNS = ["==", "!=", "<", "<=", ">", ">="]
UNARY = ["abs", "ceil", "floor", "to_number", "to_string", "type", "length", "to_array", "not_null", "sum", "avg", "max", "min",
         "sort", "reverse"]
TO_NUMBER = ["1", " 1 ", "+5", "007", "1_0", "1__0", "_1", "1_", "0x10", "1e3", "1E3", ".5", "5.", "-", "", "inf", "nan", "-Infinity",
             "1_0.5", "99999999999999999999", "-00099999999999999999999", "1 2", "\t3\n", "abc", "1e400", "--1", "1,5"]


def by_python(expression, document):
    """What jmespath.py returns, as json.dumps() prints it, or "!" and its error."""
    try:
        result = jmespath.search(expression, document)
    except Exception as e:
        return f"!{e}"
    return json.dumps(result, separators=(",", ":"))


@unittest.skipIf(jmespath is None, "python3-jmespath is not installed: NOTHING IS COMPARED WITH IT")
class AsJmespathPy(unittest.TestCase):
    def compare(self, cases, messages=()):
        for (expression, document), ours in zip(cases, search(cases)):
            theirs = by_python(expression, document)
            with self.subTest(expression=expression, document=document):
                if not theirs.startswith("!"):
                    self.assertEqual(ours, theirs)
                    continue
                self.assertTrue(ours.startswith("!"), (ours, theirs))
                if any(message in theirs for message in messages):
                    self.assertEqual(ours, theirs)

    def test_literals(self):
        self.compare([(f"`{text}`", None) for text in NUMBERS + OTHERS])
        self.compare([(f"`[{text}, {{\"a\": {text}}}, \"1\", {text}]`", None) for text in NUMBERS])

    def test_comparisons(self):
        values = NUMBERS + OTHERS
        pairs = [(a, b) for a in values for b in values]
        self.compare([(f"`{a}` {sign} `{b}`", None) for a, b in pairs for sign in SIGNS], ["not supported between"])

    def test_documents(self):
        rng = random.Random(20)
        documents = [json.loads(f"[{', '.join(rng.choice(NUMBERS[:14] + OTHERS) for _ in range(4))}]") for _ in range(60)]
        self.compare([(f"[?@ {sign} `{rng.choice(NUMBERS[:14] + OTHERS)}`]", document)
                      for document in documents for sign in SIGNS], ["not supported between"])

    def test_a_filter_on_dates(self):
        page = {"ImageVersions": [{"Version": n, "CreationTime": f"20{n:02}-01-01T00:00:00+00:00"} for n in range(5)]}
        for sign in SIGNS:
            self.compare([(f"ImageVersions[?CreationTime{sign}'2002-01-01'].Version", page)])
        self.assertEqual(search([("ImageVersions[?CreationTime>='2002-01-01'].Version", page)]), ["[2,3,4]"])

    def test_functions(self):
        small = [text for text in NUMBERS if abs(float(text)) < 1e18 or "e" in text]
        cases = [(f"{name}(`{text}`)", None) for name in UNARY for text in small + OTHERS]
        rng = random.Random(21)
        for _ in range(300):
            items = ", ".join(rng.choice(small[:17]) for _ in range(rng.randrange(5)))
            cases += [(f"{rng.choice(['sum', 'avg', 'max', 'min', 'sort'])}(`[{items}]`)", None),
                      (f"contains(`[{items}]`, `{rng.choice(small + OTHERS)}`)", None)]
        cases += [(f"contains('abc', `{text}`)", None) for text in NUMBERS + OTHERS]
        self.compare(cases, ["requires string as left operand", "cannot convert float"])

    def test_to_number(self):
        self.compare([("to_number(@)", text) for text in TO_NUMBER])

    def test_literals_that_python_refuses(self):
        self.compare([(f"`{text}`", None) for text in (
            "01", "-01", "1.", "1.e5", "1e", "+1", "-", "[01]", '{"a": 1.}', '"a\tb"', "\ufeff1", "[1,]", "tru")])


class Ours(unittest.TestCase):
    def test_integers_beyond_64_bits_are_not_added(self):
        for expression in ("sum(`[9223372036854775807, 1]`)", "avg(`[9223372036854775808]`)", "abs(`-9223372036854775808`)"):
            self.assertIn("is not supported for integers beyond 64 bits", search([(expression, None)])[0])

    def test_numbers_as_python_prints_them(self):
        numbers = [1, -5, 1.5, 0.1, 1e16, 1.5e-5, 123456.789, 2**53, 1 / 3]
        for number, answer in zip(numbers, search([("@", number) for number in numbers])):
            self.assertEqual(answer, json.dumps(number))
        self.assertEqual(search([("avg(@)", [1, 2])]), ["1.5"])
        self.assertEqual(search([("avg(@)", [1, 1])]), ["1.0"])

    def test_deep_nesting_is_refused(self):
        for expression in ("(" * 1000, "[" * 1000, "!" * 1000 + "a", "&" * 1000, "a" + "[?b" * 1000):
            self.assertTrue(search([(expression, {})])[0].startswith("!"))

    def test_what_is_not_utf8_is_refused(self):
        done = subprocess.run([DRIVER], input=b'"\'\xff\'"\tnull\n', stdout=subprocess.PIPE, check=True)
        self.assertTrue(done.stdout.startswith(b"!"), done.stdout)

    def test_messages_name_the_place(self):
        self.assertIn("column 4", search([("foo.", {})])[0])
        self.assertIn("Unknown function: bar()", search([("bar(@)", {})])[0])


if __name__ == "__main__":
    unittest.main()
