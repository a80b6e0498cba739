"""Each test that SECURITY.md names exists."""
import os
import re
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
NAMED = re.compile(r"`((?:unit|contract|e2e|fuzz|check|abi)_\w+)`")


def read(*path):
    with open(os.path.join(TOP, *path), encoding="utf-8") as file:
        return file.read()


def test_lists():
    """All CMake files below tests, with the names of tests in CTest's spelling."""
    texts = []
    for folder, _, names in os.walk(os.path.join(TOP, "tests")):
        if "CMakeLists.txt" in names:
            texts.append(read(folder, "CMakeLists.txt"))
    return re.sub(r"sgp_add_e2e_test\(test_", "(e2e_", "\n".join(texts))


def exists(name, lists):
    """Some CMake files add names in a loop: unit_NAME, unit_LAYER_NAME, NAME_BACKEND."""
    word = re.sub(r"^unit_(?:(?:base|auth)_)?|_(?:openssl|mbedtls)$", "", name)
    return re.search(r"\b(?:%s|%s)\b" % (name, word), lists) is not None


class SecurityTest(unittest.TestCase):
    def test_each_test_that_is_named_exists(self):
        lists = test_lists()
        self.assertFalse(exists("e2e_no_such_test", lists))
        for name in sorted(set(NAMED.findall(read("SECURITY.md")))):
            self.assertTrue(exists(name, lists), "%s does not exist" % name)


if __name__ == "__main__":
    unittest.main()
