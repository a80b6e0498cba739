"""scripts/amalgamate: the two files compile alone, list, and hold what was chosen and nothing else."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(TOP, "tests", "e2e"))
from endpoint_fixture import Endpoint, client_environ  # pylint: disable=wrong-import-position

CC, CXX, NM = os.environ["SGP_CC"], os.environ["SGP_CXX"], os.environ["SGP_NM"]
C99 = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
SWITCHES = ["texts", "trace", "proxies", "stable-tokens", "partitions", "retry-modes"]
PROVIDERS = ["assume-role", "cache", "cache-files", "cache-keys", "chain", "container", "env",
             "imds", "iot", "login", "process", "profile", "shared", "sso", "static",
             "web-identity"]


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          text=True, **options)


def left_out(*parts):
    return [word for part in parts for word in ("--without", part)]


class Amalgamation(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sagepager-amalgamation-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.source = os.path.join(self.folder, "sagepager.c")
        self.header = os.path.join(self.folder, "sagepager.h")

    def script(self, *arguments, **options):
        return run(os.path.join(TOP, "scripts", "amalgamate"), *arguments, **options)

    def amalgamate(self, *arguments):
        done = self.script(*arguments, self.folder)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def compile(self, *command):
        done = run(*command)
        self.assertEqual(done.returncode, 0, done.stdout)

    def compile_alone(self, compiler=CC, *flags):
        """Compiles sagepager.c; none of our own functions may be missing."""
        target = os.path.join(self.folder, "sagepager.o")
        self.compile(compiler, *C99, *flags, "-c", self.source, "-o", target)
        missing = run(NM, "--undefined-only", "--format=posix", target).stdout
        self.assertIsNone(re.search("^sgp_.*", missing, re.M), missing)
        return target

    def text(self):
        with open(self.source, encoding="utf-8") as stream:
            return stream.read()

    def files(self):
        """The names of the .c files in sagepager.c."""
        return re.findall(r"^/\* -+ (src/.*\.c) -+ \*/$", self.text(), re.M)


class Contents(Amalgamation):
    def test_the_same_files_as_in_the_library_of_the_cmake_build(self):
        members = run(os.environ["SGP_AR"], "t", os.environ["SGP_LIBRARY"]).stdout.split()
        self.amalgamate("--backend", "openssl")
        self.assertEqual(sorted(os.path.basename(file) + ".o" for file in self.files()),
                         sorted(members))

    def test_each_file_and_each_include_once(self):
        self.amalgamate("--backend", "openssl")
        names = re.findall(r"^/\* -+ (src/.*) -+ \*/$", self.text(), re.M)
        included = re.findall(r"^#include (.*)$", self.text(), re.M)
        for found in names, included:
            self.assertEqual(len(set(found)), len(found))
        self.assertEqual([name for name in included if name[0] == '"'], ['"sagepager.h"'])

    def test_two_runs_write_the_same_bytes(self):
        texts = set()
        for seed in "1", "2":
            self.assertEqual(self.script("--backend", "mbedtls", *left_out("imds", "default-client"),
                                         "out" + seed, cwd=self.folder,
                                         env={**os.environ, "PYTHONHASHSEED": seed}).stdout, "")
            for name in "sagepager.c", "sagepager.h":
                with open(os.path.join(self.folder, "out" + seed, name), "rb") as stream:
                    texts.add(stream.read())
        self.assertEqual(len(texts), 2)

    def test_the_first_lines_name_version_parts_and_licence(self):
        self.amalgamate("--platform", "none", "--backend", "mbedtls", *left_out("imds", "trace"))
        with open(os.path.join(TOP, "CMakeLists.txt"), encoding="utf-8") as stream:
            version = re.search("VERSION ([0-9]+[.][0-9.]+) LANGUAGES", stream.read())[1]
        for path in self.source, self.header:
            with open(path, encoding="utf-8") as stream:
                first = "".join(stream.readlines()[:9])
            self.assertIn("sagepager " + version, first)
            self.assertIn("scripts/amalgamate --platform none --backend mbedtls --without imds "
                          "--without trace\n", first)
            self.assertIn("SPDX-License-Identifier: Apache-2.0", first)

    def test_a_part_takes_its_private_files_with_it(self):
        self.amalgamate("--platform", "none", *left_out("sso", "imds", "container"))
        gone = {"src/auth/" + name for name in ("creds_sso.c", "sso_token.c", "creds_imds.c",
                                                "creds_container.c")}
        self.assertEqual(gone.intersection(self.files()), set())
        self.assertIn("src/auth/http_provider.c", self.files()) # of the others
        self.assertNotIn("sgp_creds_imds_new", self.text())

    def test_without_any_provider_the_signer_remains(self):
        self.amalgamate("--platform", "none", *left_out(*PROVIDERS))
        auth = {name for name in self.files() if name.startswith("src/auth/")}
        self.assertEqual(auth, {"src/auth/" + name for name in (
            "hmac_sha256.c", "sign_none.c", "sigv4.c", "sigv4_canonical.c", "sigv4_signer.c",
            "sigv4_uri.c")})
        self.compile_alone()


class Compiles(Amalgamation):
    def test_the_header_as_c_and_as_cxx(self):
        self.amalgamate()
        user = '#include "sagepager.h"\n#include "sagepager.h"\n'
        for compiler, language, standard in ((CC, "c", "c99"), (CXX, "c++", "c++98"),
                                             (CXX, "c++", "c++17")):
            done = run(compiler, "-std=" + standard, "-pedantic", "-Wall", "-Wextra", "-Werror",
                       "-fsyntax-only", "-I", self.folder, "-x", language, "-", input=user)
            self.assertEqual((done.returncode, done.stdout), (0, ""), standard)

    def test_each_choice_of_backends(self):
        for backends in ["openssl"], ["mbedtls"], ["mbedtls", "openssl"], []:
            with self.subTest(backends):
                self.amalgamate(*(word for name in backends for word in ("--backend", name)))
                self.compile_alone()

    def test_each_switch_alone_and_all_together(self):
        for parts in *([switch] for switch in SWITCHES), SWITCHES:
            with self.subTest(parts):
                self.amalgamate("--backend", "openssl", *left_out(*parts))
                self.compile_alone()

    def test_either_half_of_the_providers(self):
        for parts in PROVIDERS[::2], PROVIDERS[1::2]:
            with self.subTest(parts):
                self.amalgamate("--platform", "none", *left_out(*parts))
                self.compile_alone()

    def test_without_the_default_client_and_its_libraries(self):
        self.amalgamate("--backend", "openssl",
                        *left_out("default-client", "json-documents", "xml-documents", "imds"))
        self.assertIsNone(re.search("expat|cJSON", "".join(
            line for line in self.text().splitlines() if line.startswith("#include"))))
        self.compile_alone()

    @unittest.skipUnless(shutil.which("clang"), "no clang: sagepager.c is compiled with one compiler")
    def test_with_clang(self):
        self.amalgamate("--backend", "openssl")
        self.compile_alone("clang", "-O1")

    @unittest.skipUnless(shutil.which("arm-none-eabi-gcc"),
                         "no arm-none-eabi-gcc: sagepager.c IS NOT COMPILED FOR ARM")
    def test_for_arm_without_an_operating_system(self):
        for parts in [], SWITCHES + PROVIDERS:
            with self.subTest(parts):
                self.amalgamate("--platform", "none", *left_out(*parts))
                self.compile_alone("arm-none-eabi-gcc", "-Os", "-ffunction-sections", "-mthumb",
                                   "-mcpu=cortex-m4")

    def test_a_shared_library_exports_the_public_names_only(self):
        self.amalgamate("--backend", "openssl")
        library = os.path.join(self.folder, "libsagepager.so")
        self.compile(CC, *C99, "-shared", "-fPIC", self.source, "-o", library)
        done = run(os.path.join(TOP, "tests", "abi", "check-exports"), NM, library, self.folder,
                   os.path.join(TOP, "tests", "abi", "symbols.txt"), "openssl")
        self.assertEqual(done.returncode, 0, done.stdout)


class Lists(Amalgamation):
    """A program of two files and the system's libraries, against the endpoint."""
    LIBRARIES = ["-lssl", "-lcrypto", "-lcjson", "-lexpat"]

    def program(self, *arguments):
        self.amalgamate("--backend", "openssl", *arguments)
        path = os.path.join(self.folder, "list")
        self.compile(CC, *C99, "-I", self.folder, os.path.join(TOP, "tests", "amalgamation", "list.c"),
                     self.compile_alone(), *self.LIBRARIES, "-o", path)
        return path

    def test_the_same_items_as_the_command(self):
        program = self.program()
        with Endpoint("--tls", "--generate", "237:img") as endpoint:
            environ = client_environ(endpoint, AWS_ENDPOINT_URL=endpoint.url)
            listed = run(program, "img", env=environ, timeout=60)
            output = run(os.environ["SGP_COMMAND"], "list-image-versions", "--image-name", "img",
                         "--output", "json", env=environ, timeout=60).stdout
        items = [f"{item['Version']} {item['ImageVersionStatus']} {item['ImageVersionArn']}\n"
                 for item in json.loads(output)["ImageVersions"]]
        self.assertEqual(len(items), 237)
        self.assertEqual((listed.returncode, listed.stdout), (0, "".join(items)))

    def test_without_switches_an_error_has_no_text(self):
        program = self.program(*left_out(*SWITCHES))
        with Endpoint("--generate", "7:img") as endpoint:
            environ = client_environ(endpoint, AWS_ENDPOINT_URL=endpoint.url)
            listed = run(program, "img", env=environ, timeout=60)
            failed = run(program, "no-such", env=environ, timeout=60)
        self.assertEqual((listed.returncode, listed.stdout.count("\n")), (0, 7))
        self.assertEqual((failed.returncode, failed.stdout), (1, "\n"))


class Arguments(Amalgamation):
    def expect_refusal(self, *arguments, says):
        done = self.script(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout)
        for text in says:
            self.assertIn(text, done.stdout)

    def test_values_that_do_not_exist(self):
        for option, accepted in (("--platform", ["posix", "none"]), ("--backend", ["openssl", "mbedtls"]),
                                 ("--without", SWITCHES + PROVIDERS + ["default-client"])):
            with self.subTest(option):
                self.expect_refusal(option, "radio", self.folder, says=["'radio'", *accepted])

    def test_a_part_that_another_one_needs(self):
        self.expect_refusal(*left_out("imds"), self.folder, says=[
            "--without imds: src/wiring/profile_sources.c needs sgp_creds_imds_new",
            "add --without default-client"])
        self.assertEqual(os.listdir(self.folder), [])

    def test_the_output_folder(self):
        self.expect_refusal(says=["OUTPUT-FOLDER"])
        self.expect_refusal("/dev/null/out", says=["OUTPUT-FOLDER '/dev/null/out' cannot be written"])


if __name__ == "__main__":
    sys.exit(unittest.main())
