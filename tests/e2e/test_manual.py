"""Manual pages and completions are those of --help, and work: bash's here, zsh's and fish's where
they are installed."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/manual")
MADE = ("sagepager.1", "sagepager-endpoint.1", "sagepager.bash", "_sagepager", "sagepager.fish")


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed: IT IS NOT ASKED")


class ManualTest(unittest.TestCase):
    def test_what_is_checked_in_is_what_help_says(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, os.path.join(FOLDER, "make_manual.py"),
                            os.environ["SGP_COMMAND"], os.environ["SGP_ENDPOINT"], folder], check=True)
            for name in MADE:
                with open(os.path.join(folder, name), encoding="utf-8") as made, \
                        open(os.path.join(FOLDER, name), encoding="utf-8") as checked_in:
                    self.assertEqual(made.read(), checked_in.read(), f"run make_manual.py: {name}")

    @needs("groff")
    def test_pages_are_pages(self):
        for name in MADE[:2]:
            done = subprocess.run(["groff", "-man", "-ww", "-Tascii", os.path.join(FOLDER, name)],
                                  check=True, capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            self.assertIn("usage: " if name == "sagepager.1" else "Usage: ", done.stdout)


class CompletionTest(unittest.TestCase):
    def bash(self, *words):
        script = f"source {FOLDER}/sagepager.bash; COMP_WORDS=({' '.join(words)}); "
        script += f"COMP_CWORD={len(words) - 1}; _sagepager; echo ${{COMPREPLY[@]}}"
        return subprocess.run(["bash", "-c", script], check=True, capture_output=True,
                              text=True).stdout.split()

    def test_bash(self):
        self.assertEqual(self.bash("sagepager", "li"), ["list-image-versions"])
        self.assertEqual(self.bash("sagepager", "configure", "l"), ["list"])
        self.assertEqual(self.bash("sagepager", "--output", "t"), ["table", "text"])
        self.assertEqual(self.bash("sagepager", "--no-si"), ["--no-sign-request"])
        self.assertEqual(self.bash("sagepager", "--image-name", "x"), [])

    @needs("fish")
    def test_fish(self):
        def ask(line):
            script = f"source {FOLDER}/sagepager.fish; complete -C '{line}'"
            done = subprocess.run(["fish", "-c", script], check=True, capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            return [found.split("\t")[0] for found in done.stdout.splitlines()]
        self.assertEqual(ask("sagepager li"), ["list-image-versions"])
        self.assertEqual(sorted(ask("sagepager --output t")), ["table", "text"])
        self.assertEqual(ask("sagepager --no-si"), ["--no-sign-request"])

    @needs("zsh")
    def test_zsh_reads_its_file(self):
        done = subprocess.run(["zsh", "-n", f"{FOLDER}/_sagepager"], check=True, capture_output=True)
        self.assertEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
