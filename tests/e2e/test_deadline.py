"""One deadline over a whole call holds to within 10 ms, whatever the peer does or does not do.

A busy machine can delay any single call, so the best of a few tries counts; early is never right.
"""
import contextlib
import os
import socket
import subprocess
import threading
import time
import unittest

from endpoint_fixture import client_environ

DRIVER = os.environ["SGP_DEADLINE_DRIVER"]
BACKENDS = [name for name in os.environ["SGP_BACKENDS"].split(",") if name]
SGP_ERR_TIMEOUT = -11
DEADLINE_MS = 400
OVERRUN_US = 10000
# Four times the slice of one exchange (SGP_HTTP_SLICE_MS), because a machine is shared.
LONGEST_CALL_US = 40000
TRIES = 5


class Server:
    """Accepts on loopback and hands each connection to `serve`, until the end of the block."""

    def __init__(self, serve):
        self.serve = serve

    def __enter__(self):
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.acceptor = threading.Thread(target=self._accept_all, daemon=True)
        self.acceptor.start()
        return self

    def __exit__(self, *exc_info):
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.acceptor.join()
        self.listener.close()

    def _accept_all(self):
        with contextlib.suppress(OSError):
            while True:
                peer = self.listener.accept()[0]
                threading.Thread(target=self._serve_one, args=(peer,), daemon=True).start()

    def _serve_one(self, peer):
        with peer, contextlib.suppress(OSError):
            self.serve(peer, self.over)
            self.over.wait()


def never_answer(peer, over):
    pass


def flood(text, head=b""):
    """Answers with `head`, then sends `text` again and again, as fast as the connection takes
    it."""
    def serve(peer, over):
        many = text * (65536 // len(text))
        peer.recv(65536)
        peer.sendall(head)
        while not over.is_set():
            peer.sendall(many)
    return serve


def drip(text, pause):
    """Answers the request with one byte after the other."""
    def serve(peer, over):
        peer.recv(65536)
        for byte in text:
            peer.sendall(bytes([byte]))
            if over.wait(pause):
                return
    return serve


# Records that a TLS library drops before the handshake, however many come: OpenSSL a HelloRequest,
# Mbed TLS a warning alert. Each refuses the other's.
DROPPED_RECORDS = {"openssl": b"\x16\x03\x03\x00\x04\x00\x00\x00\x00",
                   "mbedtls": b"\x15\x03\x03\x00\x02\x01\x70"}
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b" " * 100000
# The head of a TLS record of handshake type, as if a ServerHello of 16 KB came.
TLS_RECORD = b"\x16\x03\x03\x40\x00" + b"\x02" + b"\x00" * 16000


class BlackHole:
    """A listener whose queue is full: the kernel drops further SYNs."""

    def __enter__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.waiting = []
        for _ in range(8):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(self.listener.getsockname())
            self.waiting.append(client)
        time.sleep(0.1)
        return self

    def __exit__(self, *exc_info):
        for client in [*self.waiting, self.listener]:
            client.close()


@unittest.skipUnless(BACKENDS, "the library has no TLS backend: the driver needs one")
class DeadlineTest(unittest.TestCase):
    def expect_deadline(self, peer, scheme="http", backends=BACKENDS):
        for backend in backends:
            for mode in ("blocking", "nonblocking"):
                with self.subTest(backend=backend, mode=mode), peer as server:
                    self.expect_overrun(server.port, scheme, mode, backend)

    def expect_overrun(self, port, scheme, mode, backend):
        environ = client_environ(None, AWS_ENDPOINT_URL="%s://127.0.0.1:%d" % (scheme, port))
        overruns, longest_calls = [], []
        for _ in range(TRIES):
            done = subprocess.run([DRIVER, mode, str(DEADLINE_MS), backend], env=environ,
                                  stdout=subprocess.PIPE, check=True, text=True, timeout=60)
            status, overrun, longest, message = done.stdout.split(" ", 3)
            self.assertEqual(int(status), SGP_ERR_TIMEOUT, message)
            overruns.append(int(overrun))
            longest_calls.append(int(longest))
            if 0 <= min(overruns) <= OVERRUN_US and min(longest_calls) <= LONGEST_CALL_US:
                break
        if mode == "nonblocking":
            self.assertLessEqual(min(longest_calls), LONGEST_CALL_US, longest_calls)
        self.assertGreaterEqual(min(overruns), 0)
        self.assertLessEqual(min(overruns), OVERRUN_US, overruns)

    def test_a_server_that_never_answers(self):
        self.expect_deadline(Server(never_answer))

    def test_one_byte_a_second(self):
        self.expect_deadline(Server(drip(ANSWER, 1)))

    def test_bytes_that_keep_coming(self):
        self.expect_deadline(Server(drip(ANSWER, 0.003)))

    def test_a_stalled_handshake(self):
        self.expect_deadline(Server(never_answer), "https")

    def test_a_handshake_of_one_byte_a_second(self):
        self.expect_deadline(Server(drip(TLS_RECORD, 1)), "https")

    def test_a_handshake_of_bytes_that_keep_coming(self):
        self.expect_deadline(Server(drip(TLS_RECORD, 0.003)), "https")

    def test_a_handshake_of_records_without_end(self):
        for backend in BACKENDS:
            self.expect_deadline(Server(flood(DROPPED_RECORDS[backend])), "https", [backend])

    def test_chunks_without_end(self):
        self.expect_deadline(Server(flood(b"1;%s\r\n \r\n" % (b"x" * 200), CHUNKED)))

    def test_a_black_holed_connect(self):
        self.expect_deadline(BlackHole())
        self.expect_deadline(BlackHole(), "https")


if __name__ == "__main__":
    unittest.main()
