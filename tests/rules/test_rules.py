"""The scripts that enforce the architecture report each violation that they look for."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
CC = os.environ["SGP_CC"]
NM = os.environ["SGP_NM"]
OBJDUMP = os.environ["SGP_OBJDUMP"]

# The file, the line to insert after its first comment, and the expected complaint.
TEXTS = [
    ("src/core/drive.c", '#include "http1_wire.h"', 'src/core/drive.c may not include "http1_wire.h"'),
    ("src/core/drive.c", '#include "../auth/sgp_sigv4.h"', "may not include"),
    ("src/core/drive.c", "#include <openssl/ssl.h>", "may not include <openssl/ssl.h>"),
    ("src/core/drive.c", "#include <unistd.h>", "may not include <unistd.h>"),
    ("src/wiring/client.c", '#include "client_state.h"',
     'src/wiring/client.c may not include "client_state.h"'),
    ("src/transport/backend_openssl.c", "#include <mbedtls/ssl.h>", "may not include"),
    ("src/transport/tcp_dialer_posix.c", "#include <openssl/ssl.h>", "may not include"),
    ("include/sagepager/sys/http.h", '#include "sagepager/paginator.h"', "may not include"),
    ("tools/cli/main.c", '#include "sgp_err.h"', 'may not include "sgp_err.h"'),
    ("src/auth/sigv4.c", "void *p = malloc(1);", "memory comes from src/base/sgp_mem.h only"),
    ("src/core/drive.c", "static double seconds;", "floating point, which small targets lack"),
    ("tools/cli/main.c", "int n = atoi(text);", "a function that the house style bans"),
    ("src/auth/sigv4.c", "#ifdef SOMETHING", "conditional code; variants are files"),
    ("include/sagepager/base.h", "#if SOMETHING", "conditional code; variants are files"),
    ("src/transport/sgp_backend_mbedtls.h", "#if SOMETHING", "conditional code; variants are files"),
    ("src/codec/xml_documents.c", "#if SOMETHING", "conditional code; variants are files"),
    ("src/auth/sigv4.c", "\tint x;", "a tab"),
    ("src/auth/sigv4.c", "/* TO" "DO */", "unfinished work"),
    ("tests/support/test.h", "/* " + "x" * 100 + " */", "longer than 100 columns"),
]


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          universal_newlines=True)


class MatchedVersionsTest(unittest.TestCase):
    def test_the_readme_names_the_releases_of_the_header(self):
        with open(os.path.join(TOP, "tools/cli/matched_versions.h"), encoding="utf-8") as file:
            releases = dict(re.findall(r'#define MATCHED_(\w+) "(.+)"', file.read()))
        with open(os.path.join(TOP, "README.md"), encoding="utf-8") as file:
            stated = re.findall(r"(?m)^Matched releases: .*$", file.read())
        self.assertEqual(stated, [f"Matched releases: AWS CLI {releases['AWS_CLI']} and botocore "
                                  f"{releases['BOTOCORE']}."])


class IncludesTest(unittest.TestCase):
    def setUp(self):
        self.tree = tempfile.mkdtemp(prefix="sagepager-rules-")
        self.addCleanup(shutil.rmtree, self.tree)
        for folder in ("include", "src", "tools", "examples", "tests/support"):
            shutil.copytree(os.path.join(TOP, folder), os.path.join(self.tree, folder))

    def check(self):
        return run(os.path.join(TOP, "scripts", "check-includes"), self.tree)

    def test_the_tree_as_it_is_passes(self):
        done = self.check()
        self.assertEqual((done.returncode, done.stdout.count("\n")), (0, 1), done.stdout)

    def test_each_rule_fires(self):
        for file, line, complaint in TEXTS:
            with self.subTest(file=file, line=line):
                path = os.path.join(self.tree, file)
                with open(path, encoding="utf-8") as stream:
                    before = stream.read()
                with open(path, "w", encoding="utf-8") as stream:
                    stream.write(before.replace("*/\n", "*/\n" + line + "\n", 1))
                done = self.check()
                with open(path, "w", encoding="utf-8") as stream:
                    stream.write(before)
                self.assertEqual(done.returncode, 1)
                self.assertIn(complaint, done.stdout)
                self.assertIn(file, done.stdout)

    def test_comments_and_literals_are_not_code(self):
        with open(os.path.join(self.tree, "src/auth/sigv4.c"), "a", encoding="utf-8") as stream:
            stream.write('/* malloc(1) and\n#if 0\n*/\nconst char *x = "a\\"free(x)";\n')
        self.assertEqual(self.check().returncode, 0)


class HardenedTest(unittest.TestCase):
    def test_each_missing_protection_is_reported(self):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "plain.c")
            with open(source, "w", encoding="utf-8") as stream:
                stream.write("int main(void) { return 0; }\n")
            run(CC, "-no-pie", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-Wl,-z,lazy,-z,norelro",
                source, "-o", source[:-2]).check_returncode()
            done = run(os.path.join(TOP, "scripts", "check-hardened"), "readelf", "--program",
                       source[:-2])
        self.assertEqual(done.returncode, 1)
        for option in ("-z now", "-z relro", "-pie", "-fstack-protector-strong",
                       "-D_FORTIFY_SOURCE=2"):
            self.assertIn(f"({option})", done.stdout)


class SymbolsTest(unittest.TestCase):
    def compile(self, folder, name, source):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(source)
        run(CC, "-c", path, "-o", path + ".o").check_returncode()
        return path + ".o"

    def check(self, layer, source, *options):
        """Runs the script on 40 objects of a layer, one of them made from this source."""
        with tempfile.TemporaryDirectory() as folder:
            objects = [self.compile(folder, "part0.c", source)]
            empty = self.compile(folder, "empty.c", "typedef int nothing;\n")
            for number in range(1, 40):
                objects.append(os.path.join(folder, f"part{number}.c.o"))
                shutil.copy(empty, objects[-1])
            return run(os.path.join(TOP, "scripts", "check-symbols"), NM, *options, "--layer", layer,
                       *objects)

    def test_pure_functions_pass(self):
        done = self.check("core", "int memcmp(const void *, const void *, unsigned long);\n"
                                  "int f(const void *a, unsigned long n)"
                                  "{ return memcmp(a, (const char *)a + 1, n); }")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_foreign_function_is_reported(self):
        done = self.check("core", "int poll(void *, unsigned long, int);\n"
                                  "int f(void) { return poll(0, 0, 0); }")
        self.assertEqual(done.returncode, 1)
        self.assertIn("layer core, part0.c.o uses poll (outside)", done.stdout)

    def test_state_is_reported(self):
        for source in ("int count = 1; int *f(void) { return &count; }",
                       "static int count; int *f(void) { return &count; }"):
            done = self.check("auth", source)
            self.assertEqual(done.returncode, 1)
            self.assertIn("keeps state in count", done.stdout)

    def test_a_bare_library_needs_memory_text_and_integers_only(self):
        for name in ("memcpy", "strcspn", "__aeabi_uldivmod", "__aeabi_memclr4"):
            done = self.check("core", f"void {name}(void); void f(void) {{ {name}(); }}", "--bare")
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_bare_library_needs_nothing_else(self):
        for name in ("snprintf", "strtod", "localeconv", "malloc", "__aeabi_dmul", "__aeabi_fadd",
                     "__aeabi_l2d", "__aeabi_d2lz", "mbedtls_sha256"):
            done = self.check("base", f"void {name}(void); void f(void) {{ {name}(); }}", "--bare")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"layer base, part0.c.o uses {name} (outside)", done.stdout)


class StackTest(unittest.TestCase):
    """The script judges the folder src beside its own."""
    def check(self, source, count=40):
        with tempfile.TemporaryDirectory() as tree:
            for folder in ("scripts", "src"):
                os.mkdir(os.path.join(tree, folder))
            script = shutil.copy(os.path.join(TOP, "scripts", "check-stack"), os.path.join(tree, "scripts"))
            entries = []
            for number in range(count):
                file = os.path.join(tree, "src", f"part{number}.c")
                with open(file, "w", encoding="ascii") as stream:
                    stream.write(source if number == 0 else "typedef int nothing;\n")
                entries.append({"file": file, "directory": tree, "command": f"{CC} -c {file} -o x.o"})
            with open(os.path.join(tree, "compile_commands.json"), "w", encoding="ascii") as stream:
                json.dump(entries, stream)
            return run(script, OBJDUMP, tree)

    def test_small_frames_and_constants_pass(self):
        done = self.check("void g(char *); void f(void) { char x[300]; g(x); } const int table[] = { 1 };\n")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("(f of src/part0.c)", done.stdout)

    def test_a_large_frame_is_reported(self):
        done = self.check("void g(char *); void f(void) { char x[600]; g(x); }\n")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"src/part0\.c: the frame of f has 6\d\d bytes")

    def test_a_frame_without_a_constant_size_is_reported(self):
        done = self.check("void g(char *); void f(int n) { char x[n]; g(x); }\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("src/part0.c: the frame of f has no constant size", done.stdout)

    def test_state_is_reported(self):
        for source, section in (("int count = 1;\n", "4 bytes in .data"), ("int count;\n", "4 bytes in .bss")):
            done = self.check(source)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"src/part0.c: {section}", done.stdout)

    def test_a_folder_without_the_sources_is_reported(self):
        done = self.check("int f(void) { return 0; }\n", count=39)
        self.assertEqual(done.returncode, 1)
        self.assertIn("only 39 sources", done.stdout)


class StaticTest(unittest.TestCase):
    """Stand-ins for the three tools, each of which finds a fault in a source file."""
    PINNED = {"gcc": "12.2.0", "clang-tidy": "14.0.6", "cppcheck": "2.10"}

    def check(self, **versions):
        source = os.path.join(TOP, "src", "base", "str.c")
        with tempfile.TemporaryDirectory() as folder:
            for name, version in {**self.PINNED, **versions}.items():
                path = os.path.join(folder, name)
                with open(path, "w", encoding="ascii") as stream:
                    stream.write(f'#!/bin/sh\ncase "$*" in *version*) echo {version}; exit ;; esac\n'
                                 f'echo "{source}:1:2: error: by {name}" | /usr/bin/tee /dev/stderr\n'
                                 'exit 1\n')
                os.chmod(path, 0o755)
            with open(os.path.join(folder, "compile_commands.json"), "w", encoding="ascii") as stream:
                json.dump([{"file": source, "directory": folder, "command": f"gcc -c {source} -o x.o"}], stream)
            return subprocess.run([sys.executable, os.path.join(TOP, "scripts", "check-static"), folder],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                                  universal_newlines=True, env=dict(os.environ, PATH=folder))

    def test_each_tool_of_the_pinned_version_fails_the_check(self):
        others = {"gcc": "14.2.0", "clang-tidy": "19.1.7", "cppcheck": "2.17.1"}
        for name in self.PINNED:
            with self.subTest(name):
                done = self.check(**{other: others[other] for other in others if other != name})
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"error: by {name}", done.stderr)
                self.assertNotIn(f"REPORTED: {name} ", done.stdout)

    def test_other_versions_report(self):
        done = self.check(**{"gcc": "12.20.0", "clang-tidy": "19.1.7", "cppcheck": "2.1"})
        self.assertEqual(done.returncode, 0, done.stderr)
        for name, version in ("gcc", "12.20.0"), ("clang-tidy", "19.1.7"), ("cppcheck", "2.1"):
            self.assertIn(f"REPORTED: {name} {version} finds faults", done.stdout)
            self.assertIn(f"REPORTED: {name} {version}: src/base/str.c:1:2: error: by {name}\n", done.stdout)


if __name__ == "__main__":
    sys.exit(unittest.main())
