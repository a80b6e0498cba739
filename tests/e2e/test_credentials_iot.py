"""The example of a device, over mutual TLS with AWS IoT's stand-in and with the service's."""

import os
import shutil
import ssl
import subprocess
import tempfile
import unittest

from aws_stand_in import StandIn
from endpoint_fixture import client_environ


class Iot(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="sagepager-home-")
        self.addCleanup(shutil.rmtree, self.home)

    def openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.home, check=True, capture_output=True)

    def make_certificates(self):
        with open(os.path.join(self.home, "san"), "w", encoding="ascii") as file:
            file.write("subjectAltName=DNS:localhost\n")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test CA")
        for name in ("server", "device"):
            self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                         "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
            self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                         "-CAcreateserial", "-out", f"{name}.pem", "-days", "2", "-extfile", "san")

    def test_a_device_lists_with_its_certificate(self):
        self.make_certificates()
        paths = {name: os.path.join(self.home, name)
                 for name in ("ca.pem", "server.pem", "server.key", "device.pem", "device.key")}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(paths["server.pem"], paths["server.key"])
        context.load_verify_locations(paths["ca.pem"])
        context.verify_mode = ssl.CERT_REQUIRED
        with StandIn(context) as aws:
            url = aws.url.replace("127.0.0.1", "localhost")
            aws.pages = [{"ImageVersions": [{"Version": 7}]}]
            environ = client_environ(AWS_ENDPOINT_URL_SAGEMAKER=url, AWS_CA_BUNDLE=paths["ca.pem"],
                                     HOME=self.home)
            command = [os.environ["SGP_IOT_DEVICE"], url, "alias", "thing-1", paths["device.pem"],
                       paths["device.key"], "i"]
            done = subprocess.run(command, env=environ, check=False, capture_output=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"7\n", b""))
            self.assertEqual(aws.picks, ["IOT:alias:thing-1"])
            aws.answers["/role-aliases"] = (403, '{"message":"Access Denied"}')
            done = subprocess.run(command, env=environ, check=False, capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"credentials from iot: HTTP status 403 for role alias alias", done.stderr)


if __name__ == "__main__":
    unittest.main()
