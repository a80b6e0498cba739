"""The device example of a build with every switch of docs/embedded.md off: it lists the same, and an
error is a number that scripts/explain-error turns into the sentence.
"""

import os
import subprocess
import unittest

from device_fixture import HERE, run_device
from endpoint_fixture import Endpoint
from test_device import DeviceCase, command_listing


class SmallTest(DeviceCase):
    def explained(self, result):
        """The sentence of the place that the error names."""
        self.assertEqual(result.error, "", result.output)
        explain = os.path.join(HERE, "../../scripts/explain-error")
        return subprocess.run([explain, result.values["place"]], check=True, stdout=subprocess.PIPE,
                              text=True).stdout

    def test_listing(self):
        with Endpoint("--generate", "45:img") as endpoint:
            lines, _ = command_listing(endpoint.url)
            result = run_device("45 items", endpoint.url, image="img", page_size=10)
            self.expect(result, "SGP_END", 45)
            self.assertEqual(result.versions, lines)

    def test_errors(self):
        for settings, status, sentence in (
                ({"max_items": -1}, "SGP_ERR_PARAM", "accepted is 0 or more"),
                ({"region": "us_west"}, "SGP_ERR_CONFIG", "match a supported format"),
                ({"token": "sgp-stable-1:0:0:0"}, "SGP_ERR_TOKEN", "SGP_STABLE_TOKENS"),
                ({"image": "unknown"}, "SGP_ERR_SERVICE", "")):
            with self.subTest(**settings), Endpoint("--generate", "5:img") as endpoint:
                result = run_device(str(settings), endpoint.url, **{"image": "img", **settings})
                self.expect(result, status)
                self.assertIn(sentence, self.explained(result))
        self.assertEqual(result.service_code, "ResourceNotFound")


if __name__ == "__main__":
    unittest.main()
