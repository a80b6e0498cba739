"""The JMESPath compliance cases (github.com/jmespath/jmespath.test), and a few of our own.

SGP_VECTORS names the folder with the cases; without it only ours run, loudly.
"""

import glob
import json
import os
import subprocess
import unittest

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


class Ours(unittest.TestCase):
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
