"""Config and credentials files of all shapes, read by botocore and by sagepager side by side."""
import json
import os
import pwd
import random
import subprocess
import tempfile
import unittest

from endpoint_fixture import client_environ

try:
    import botocore.configloader
    import botocore.exceptions
    import botocore.session
    HAS_BOTOCORE = True
except ImportError:
    HAS_BOTOCORE = False

DRIVER = os.environ["SGP_PROFILE_DRIVER"]
CASES = int(os.environ.get("SGP_PROFILE_CASES", "40"))
SEED = int(os.environ.get("SGP_PROFILE_SEED", "1"))

NAMES = ("default", "dev", "a b", "x")
KEYS = ("region", "aws_access_key_id", "aws_secret_access_key", "endpoint_url", "services", "s3",
        "Output", "no_such")
HEADERS = ("[default]", "[profile dev]", "[profile x]", '[profile "a b"]', "[profile default]",
           "[dev]", "[x]", "[a b]", "[profile a b]", "[profilefoo]", "[services sv]", "[DEFAULT]",
           "  [profile dev]", "[default] # c", "[profile 'x']", "[]", "[x", "[profile  dev ]",
           "[profile dev]]", "[services sv] ; c", '[profile "dev]')
LINES = ("region = us-west-2", "region=eu-west-1", "region: ap-south-1", "REGION = x # c", "region",
         "region =", " region = deep", "\tregion=tab", "aws_access_key_id = AKID", "= value",
         "aws_secret_access_key = a=b:c", "services = sv", "services = nope", "s3 =", "sagemaker =",
         "  endpoint_url = http://h:1/", "    endpoint_url = http://h:2/", "  no delimiter",
         "endpoint_url = http://p:3/", "# comment", "; comment", "  # deep comment", "", "   ",
         "sts =", "  more = 1", "output : json", "k\u00e9y = \u00fc", "a : b = c", "a = b : c",
         "output =   json  ", "region = [x]", "  [y]", "\u00a0region\u3000= \u2003u\u00a0",
         "\u00a0more = 1", " \x85", "aws_access_key_id = \u00a0AKIDU\x85\x1f", "output = \u200bz")


def text_of(rng):
    lines = []
    for _ in range(rng.randint(0, 4)):
        lines.append(rng.choice(HEADERS[:12] if rng.random() < 0.85 else HEADERS))
        lines += [rng.choice(LINES) for _ in range(rng.choice((0, 1, 1, 2, 3, 4)))]
    if rng.random() < 0.05:
        lines.insert(0, rng.choice(LINES))
    return rng.choice(("\n", "\n", "\n", "\r\n")).join(lines) + rng.choice(("", "\n"))


# The white space of Unicode (str.isspace), characters that look like it, and ends of lines.
BLANKS = ("", "", "", "", " ", "\t", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\xa0", "\u1680",
          "\u2000", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b", "\u2060",
          "\u180e", "\ufeff", "  ", "\xa0 ", " \u3000")
SECTIONS = ("[default]", "[profile dev]", "[profile\xa0x]", "[profile x\u2003]", "[\xa0dev]", "[x]")


def blanks_text_of(rng):
    """A file that has all sorts of white space where a person or an editor may leave it."""
    text = rng.choice(SECTIONS[:4])
    for _ in range(rng.randint(1, 5)):
        text += rng.choice(("\n", "\n", "\r\n", "\r"))
        a, b, c, d, e = (rng.choice(BLANKS) for _ in range(5))
        line = rng.choice(("{a}region{b}={c}us{d}{e}", "{a}{key}{b}={c}v{d}w{e}", "{a}s3{b}={c}",
                           "{a}{d}more{b}={c}1{e}", "{a}{d}more{e}", "{a}# c{b}", "{a}{b}",
                           "{a}" + rng.choice(SECTIONS) + "{b}"))
        text += line.format(a=a, b=b, c=c, d=d, e=e, key=rng.choice(KEYS[1:4]))
    return text


@unittest.skipUnless(HAS_BOTOCORE, "botocore is not installed: profiles are not compared with it")
class ProfileTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environ = client_environ(
            None, HOME=self.folder.name,
            AWS_CONFIG_FILE=os.path.join(self.folder.name, "config"),
            AWS_SHARED_CREDENTIALS_FILE=os.path.join(self.folder.name, "credentials"))

    def write(self, name, content):
        with open(os.path.join(self.folder.name, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def ours(self, name, *what):
        done = subprocess.run([DRIVER, name, *what], env=self.environ, stdout=subprocess.PIPE,
                              check=True, timeout=60)
        lines = done.stdout.decode().split("\n")[:-1] # splitlines ends lines inside of texts
        return [line if line.startswith("error: ") else json.loads(line) for line in lines]

    def theirs(self, name):
        """The settings botocore has for the profile, or what it refuses with."""
        session = botocore.session.Session(profile=name or None)
        saved = dict(os.environ)
        os.environ.clear()
        os.environ.update(self.environ)
        try:
            return session.get_scoped_config()
        except (botocore.exceptions.ConfigParseError, botocore.exceptions.ProfileNotFound) as error:
            return "error: " + str(error)
        finally:
            os.environ.clear()
            os.environ.update(saved)

    def theirs_services(self):
        path = self.environ["AWS_CONFIG_FILE"]
        return botocore.configloader.raw_config_parse(path)["services sv"]["sagemaker"]

    def compare(self, name):
        theirs = self.theirs(name)
        ours = self.ours(name, *("both:" + key.lower() for key in KEYS))
        if isinstance(theirs, str):
            self.assertEqual(len(ours), 1, (theirs, ours))
            if "could not be found" in theirs:
                self.assertEqual(ours[0], theirs)
            else: # ours adds the line and the reason
                self.assertTrue(ours[0].startswith(theirs + " (line "), (theirs, ours))
            return False
        for key, value in zip(KEYS, ours):
            expected = theirs.get(key.lower())
            if isinstance(expected, dict): # nested lines: what is in them is not compared here
                self.assertTrue(value is not None and value.startswith("\n"), (key, value))
            else:
                self.assertEqual(value, expected, key)
        return True

    def test_random_files(self):
        rng = random.Random(SEED)
        read = 0
        for number in range(CASES):
            config, credentials = text_of(rng), text_of(rng) if rng.random() < 0.6 else ""
            self.write("config", config)
            self.write("credentials", credentials)
            for name in ("",) + NAMES:
                with self.subTest(number=number, name=name, config=config, credentials=credentials):
                    read += self.compare(name)
        self.assertGreater(read, CASES / 2)

    def test_blanks_are_those_of_unicode(self):
        for blank in ("\u00a0", "\x85", "\u2003", "\u3000", "\u202f", "\x1f", "\u200b"):
            self.write("config", f"[default]\n{blank}k{blank} = {blank}v{blank}\n  {blank}w\n")
            with self.subTest(blank=blank):
                self.assertTrue(self.compare("default"))
    def test_random_white_space(self):
        rng = random.Random(SEED)
        read = 0
        for number in range(CASES * 4):
            config = blanks_text_of(rng)
            self.write("config", config)
            for name in ("",) + NAMES[:2] + NAMES[3:]:
                with self.subTest(number=number, name=name, config=config):
                    read += self.compare(name)
        self.assertGreater(read, CASES)

    def test_nested_lines_end_as_str_splitlines_ends_them(self):
        for end in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
            with self.subTest(end=end):
                self.write("config", "[default]\nservices = sv\n[services sv]\nsagemaker =\n"
                           f"  x = 1{end}  endpoint_url\xa0=\u3000http://one/\n")
                self.assertEqual(self.ours("", "endpoint:sagemaker"), ["http://one/"])
                self.assertEqual(self.theirs_services(), {"x": "1", "endpoint_url": "http://one/"})
        self.write("config", "[default]\nservices = sv\n[services sv]\nsagemaker =\n  x = 1\x1fy\n")
        self.assertEqual(self.ours("", "endpoint:sagemaker"), [None])
        self.write("config", "[default]\nservices = sv\n[services sv]\nsagemaker =\n  x = 1\x1ey\n")
        self.assertIn("Unable to parse config file", self.ours("", "endpoint:sagemaker")[0])
        self.assertIn("Unable to parse config file", self.theirs(""))

    def test_texts_that_are_no_config_file(self):
        for content in (b"\xef\xbb\xbf[default]\nregion=x\n", b"[default]\nregion=\xff\n",
                        b"<html><body>Error</body></html>\n", b"\x00" * 100, b"[default]\nregion",
                        b"[default]\n" + b"garbage " * 100000):
            self.write("config", content)
            with self.subTest(content=content[:40]):
                path = self.environ["AWS_CONFIG_FILE"]
                self.assertRegex(self.ours("", "both:region")[0],
                                 r"^error: Unable to parse config file: %s \(line \d" % path)

    def test_too_much(self):
        self.write("config", b"[default]\n" + b"#\n" * 600000)
        self.assertIn("is longer than 1048576 bytes", self.ours("", "both:region")[0])
        self.write("config", b"[default]\n" + b"".join(b"k%d=\n" % i for i in range(9000)))
        self.assertIn("SGP_CONFIG_LINES_MAX = 8192", self.ours("", "both:region")[0])

    def test_each_file_alone(self):
        self.write("config", "[profile dev]\nregion = c\naws_access_key_id = C\n")
        self.write("credentials", "[dev]\nregion = s\n[profile dev]\nregion = not this\n")
        self.assertEqual(self.ours("dev", "both:region", "config:region", "credentials:region",
                                   "credentials:aws_access_key_id"), ["s", "c", "s", None])

    def test_endpoints(self):
        self.write("config", "[profile dev]\nservices = sv\nendpoint_url = http://all/\n"
                   "[services sv]\nsagemaker =\n  endpoint_url = http://one/\n  x = y\n"
                   "sts = \n  x = y\n[profile x]\nservices = nope\n[default]\nregion = r\n")
        self.assertEqual(self.ours("dev", "endpoint:sagemaker", "endpoint:sts", "endpoint:sso"),
                         ["http://one/", "http://all/", "http://all/"])
        self.assertEqual(self.ours("x", "endpoint:sagemaker"), [
            'error: The profile is configured to use the services section but the "nope" services '
            "configuration does not exist."])
        self.assertEqual(self.ours("", "endpoint:sagemaker"), [None])

    def test_where_files_are(self):
        os.mkdir(os.path.join(self.folder.name, ".aws"))
        self.write(".aws/config", "[default]\nregion = home\n[profile dev]\nregion = dev\n")
        self.write("other", "[default]\nregion = other\n")
        for path, region in ((None, "home"), ("~/other", "other"), ("$HOME/other", "other"),
                             ("${HOME}/other", "other"), ("$NO_SUCH/other", None), ("~", None),
                             ("~nobody/other", None), ("/no/such/file", None)):
            self.environ.pop("AWS_CONFIG_FILE", None)
            if path is not None:
                self.environ["AWS_CONFIG_FILE"] = path
            with self.subTest(path=path):
                self.assertEqual(self.ours("", "both:region"), [region])
                self.compare("")
        del self.environ["AWS_CONFIG_FILE"]
        del self.environ["HOME"]
        self.assertEqual(self.ours("", "both:name"), [None])

    def test_homes_are_those_of_os_path_expanduser(self):
        """Without HOME, "~" is the home of the passwd entry; each path here leads to one file."""
        self.write("config", "[default]\nregion = found\n")
        user = pwd.getpwuid(os.getuid())
        up = "/".join([".."] * 20)
        file = self.environ["AWS_CONFIG_FILE"]
        for home in (None, "", "/", self.folder.name, self.folder.name + "//", "~", "$X"):
            self.environ.pop("HOME", None)
            if home is not None:
                self.environ["HOME"] = home
            for path in (f"~/{up}{file}", "~/config", f"~{user.pw_name}/{up}{file}", "$T/config",
                         f"~no_such_user/{up}{file}", f"~{file}", "~"):
                self.environ.update(AWS_CONFIG_FILE=path, T="~")
                with self.subTest(home=home, path=path):
                    self.compare("")
        del self.environ["HOME"]
        for path in (f"~/{up}{file}", f"~{user.pw_name}/{up}{file}"):
            self.environ["AWS_CONFIG_FILE"] = path
            self.assertEqual(self.ours("", "both:region"), ["found"])

    def test_which_profile(self):
        self.write("config", "[profile dev]\nregion = dev\n[profile x]\nregion = x\n")
        for variables, name, expected in (
                ({}, "", None), ({}, "dev", "dev"), ({"AWS_PROFILE": "x"}, "", "x"),
                ({"AWS_DEFAULT_PROFILE": "x"}, "", "x"), ({"AWS_PROFILE": "x"}, "dev", "dev"),
                ({"AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "x"}, "", "dev"),
                ({"AWS_PROFILE": ""}, "", None),
                ({"AWS_PROFILE": "no"}, "", "error: The config profile (no) could not be found"),
                ({}, "default", "error: The config profile (default) could not be found")):
            environ = self.environ
            self.environ = dict(environ, **variables)
            with self.subTest(variables=variables, name=name):
                self.assertEqual(self.ours(name, "both:region"), [expected])
            self.environ = environ


if __name__ == "__main__":
    unittest.main()
