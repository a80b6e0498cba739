"""scripts/explain-error on small sources, and on one place of each kind in ours."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

HEADER = """/* One macro, and the ways to pass a number on. */
#define SGP__FAIL(err, status, number, ...) sgp__fail((err), (status), (number), __VA_ARGS__)
#define SGP__NAME_MAX 64
#define SGP__CHECK(part, number, name, err) \\
    sgp__check((part), (number), SGP__TEXT(name), (err))
#define SGP__TEXT(text) (text)
"""
BASE = """
typedef enum sgp_status {
    SGP_ERR_LIMIT = -3,  /* a limit of limits.h was exceeded */
    SGP_ERR_TOKEN = -17 /* the starting token is unusable */
} sgp_status;
"""
CHECK = """
sgp_status sgp__check(const void *part, int number, const char *name, sgp_error *err)
{
    const any *p = part;

    if (!p) return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s is NULL", name);
    return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s (%s) has no table", name, p->name);
}

sgp_status sgp_error_set(sgp_error *err, int status)
{
    return sgp__fail_at(err, 0);
}

sgp_status sgp__fail_at(sgp_error *err, int number)
{
    return number;
}
"""
WIRE = """/* SGP__FAIL(err, SGP_ERR_PROTOCOL, 5999, "a comment") */
#define NAME "the name" /* with a constant */
#define REFUSE(err, number, why) \\
    SGP__FAIL(err, SGP_ERR_PROTOCOL, number, "the body " why "; see \\"docs\\" (100%%)")
#define FAULT(s, number, what) note((s), (number), SGP__TEXT(what))

static sgp_status fold(sgp_error *err, int is_late)
{
    if (is_late) return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5001, "a header is folded");
    (void)SGP__FAIL(err, is_late ? SGP_ERR_LIMIT : SGP_ERR_TOKEN, 5002,
                    NAME " has %.*s, %lu bytes: "
                    "at most %d, \\"%s\\" are accepted", len, text, (unsigned long)(len + 1),
                    SGP__NAME_MAX, "http://x");
    SGP_TRY(SGP__CHECK(stream->inner, 5003, NAME, err));
    SGP_TRY(sgp__check(stream, 5004, "stream", err));
    if (FAULT(s, 5005, "expected a digit")) return REFUSE(err, 5006, "ends, early");
    (void)SGP__FAIL(err, SGP_ERR_TOKEN, 5007, "%s", "");
    (void)SGP__FAIL(err, SGP_ERR_TOKEN, 5008, "bad token: ");
    return SGP__FAIL(err, status, 5010, "%s%s", text, text);
}
"""
EXPECTED = {
    5001: ["wire.c:9: SGP_ERR_PROTOCOL: a header is folded"],
    5002: ["wire.c:10: SGP_ERR_LIMIT or SGP_ERR_TOKEN: the name has ..., ... bytes: at most 64, "
           "\"http://x\" are accepted"],
    5003: ["wire.c:14: SGP_ERR_USAGE: the name is NULL",
           "wire.c:14: SGP_ERR_USAGE: the name (...) has no table"],
    5004: ["wire.c:15: SGP_ERR_USAGE: stream is NULL",
           "wire.c:15: SGP_ERR_USAGE: stream (...) has no table"],
    5005: ["wire.c:16: expected a digit"],
    5006: ["wire.c:16: SGP_ERR_PROTOCOL: the body ends, early; see \"docs\" (100%)"],
    5007: ["wire.c:17: SGP_ERR_TOKEN: ... (the starting token is unusable)"],
    5008: ["wire.c:18: SGP_ERR_TOKEN: bad token: ..."],
    5010: ["wire.c:19: ...: ..."],
}


class ExplainError(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sagepager-explain-")
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        self.write("include/sagepager/base.h", BASE)
        self.write("src/base/sgp_err.h", HEADER)
        self.write("src/base/part.c", CHECK)
        self.write("src/transport/wire.c", WIRE)

    def write(self, name, text):
        path = os.path.join(self.top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)

    def run_script(self, *arguments, top=None):
        return subprocess.run([os.path.join(TOP, "scripts", "explain-error"), *arguments, "--top",
                               top or self.top], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, text=True)

    def test_sentences(self):
        for number, lines in EXPECTED.items():
            with self.subTest(number):
                done = self.run_script(str(number))
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual(done.stdout.splitlines(), ["src/transport/" + line for line in lines])

    def test_an_unknown_number(self):
        for number in "5999", "0", "-1", "70000":
            done = self.run_script(number)
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (1, "", f"error: {number} is the number of no failure in {self.top}/src\n"))

    def test_the_sample_passes_the_check(self):
        done = self.run_script("--check")
        self.assertEqual((done.returncode, done.stderr, done.stdout),
                         (0, "", "9 places have a number of their own\n"))

    def test_numbers_that_fail_the_check(self):
        for number, complaint in ((5001, "9: 5001 is the number of src/transport/retry.c:1 as well"),
                                  (2001, "retry.c:1: 2001 is not from 5000 to 5999, the numbers of "
                                         "transport"),
                                  (0, "retry.c:1: 0 is not from"), (-5001, "retry.c:1: -5001 is not from"),
                                  (70000, "retry.c:1: 70000 is not from")):
            with self.subTest(number):
                self.write("src/transport/retry.c", f'x = SGP__FAIL(err, SGP_ERR_X, {number}, "x");\n')
                done = self.run_script("--check")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (1, "", 1))
                self.assertIn(complaint, done.stderr)

    def test_a_folder_without_numbers_fails_the_check(self):
        self.assertEqual(self.run_script("--check", top=self.top + "/include").returncode, 1)

    def test_the_next_number(self):
        for layer, number in ("transport", 5011), ("base", 1000), ("wiring", 6000), ("platform", 7000):
            self.assertEqual(self.run_script("--next", layer).stdout, f"{number}\n")

    def test_an_unknown_layer(self):
        done = self.run_script("--next", "radio")
        self.assertEqual(done.returncode, 2)
        for text in "'radio'", "transport", "platform":
            self.assertIn(text, done.stderr)

    def test_each_number_of_our_sources_has_a_sentence(self):
        """Found without the script: a decimal number with four digits after SGP__FAIL's status."""
        numbers = []
        for folder, _, names in os.walk(os.path.join(TOP, "src")):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    numbers += re.findall(r"\bSGP__FAIL\(\s*[\w>.-]+, \w+,\s*(\d{4}),", stream.read())
        self.assertGreater(len(numbers), 100)
        for number in numbers[::50]:
            self.assertRegex(self.run_script(number, top=TOP).stdout,
                             r"^src/\w+/\w+\.[ch]:\d+: (SGP_ERR_[A-Z_]+|\.{3}): .")


if __name__ == "__main__":
    sys.exit(unittest.main())
