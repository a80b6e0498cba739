"""Runs the sagepager command and the AWS CLI, and scripts servers that misbehave.

The binary is the one the environment variable SGP_COMMAND names. No traffic leaves loopback.
"""

import base64
import contextlib
import json
import os
import pty
import socket
import subprocess
import termios
import threading
import unittest

from endpoint_fixture import AWS_CLI, client_environ, has_aws_cli

RUN_SECONDS = 120

needs_aws = unittest.skipUnless(
    has_aws_cli(), f"{AWS_CLI} is no AWS CLI version 2: NOTHING IS COMPARED WITH THE AWS CLI")


def command_binary():
    """Path of the program under test; a missing setting is an error, never a skip."""
    path = os.environ.get("SGP_COMMAND")
    if not path:
        raise RuntimeError("set SGP_COMMAND to the path of the sagepager binary")
    return path


def run(program, *args, env=None, **options):
    """One run to its end, output as bytes."""
    return subprocess.run([*program, *map(str, args)], env=env or client_environ(),
                          **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                             "timeout": RUN_SECONDS, "check": False, **options})


def run_command(*args, **options):
    return run([command_binary()], *args, **options)


def run_listing(url, *args, image="img", **options):
    return run_command("list-image-versions", "--image-name", image, "--endpoint-url", url, *args,
                       **options)


def start_listing(url, *args, image="img", env=None, **options):
    """The same without waiting; the caller ends it."""
    return subprocess.Popen([command_binary(), "list-image-versions", "--image-name", image,
                             "--endpoint-url", url, *map(str, args)],
                            env=env or client_environ(),
                            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})


def run_aws(url, *args, image="img", **options):
    return run([AWS_CLI, "sagemaker", "list-image-versions"], "--image-name", image,
               "--endpoint-url", url, *args, **options)


def run_on_terminal(server, program, *args, env, columns=80, image="img"):
    """(exit code, what the terminal is sent), of a listing; the server is not started yet."""
    argv = [*program, "list-image-versions", "--image-name", image, "--endpoint-url", server.url, *args]
    pid, terminal = pty.fork()  # before there are threads
    if pid == 0:
        termios.tcsetwinsize(0, (24, columns))
        os.execve(argv[0], argv, env)
    sent = b""
    with server, contextlib.suppress(OSError):  # the end of a terminal is EIO
        while piece := os.read(terminal, 1000):
            sent += piece
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    return code, sent


def resume_token(next_token, index=None):
    """botocore's resume token (botocore/paginate.py, TokenEncoder)."""
    token = {"NextToken": next_token}
    if index is not None:
        token["boto_truncate_amount"] = index
    return base64.b64encode(json.dumps(token).encode()).decode()


def error_text(sentence):
    return f"\nsagepager: [ERROR]: {sentence}\n".encode()


def answer(body, status="200 OK", content_type="application/x-amz-json-1.1", extra=""):
    """A whole HTTP response."""
    body = body if isinstance(body, bytes) else body.encode()
    return (f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{extra}"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def page(numbers, next_token=None):
    """A response with small items of these version numbers."""
    members = {"ImageVersions": [{"Version": number} for number in numbers]}
    if next_token is not None:
        members["NextToken"] = next_token
    return answer(json.dumps(members))


class ScriptedServer:
    """Answers the Nth request with the Nth reply; the last one serves for all that follow.

    A reply is the bytes to send, CLOSE, HANG, or a function called for such a reply. Requests'
    bodies are in .bodies, the lines of their heads in .heads.
    """

    CLOSE = object()
    HANG = object()

    def __init__(self, *replies):
        self._replies = replies
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._served = []
        self._stopped = threading.Event()
        self.bodies = []
        self.heads = []
        self.request_came = threading.Condition()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *exc_info):
        """Ends every thread: one that waits on a closed descriptor's number may be given what the
        next server opens under it."""
        self._stopped.set()
        self._end(self._listener, self._acceptor)
        for connection, thread in self._served:
            self._end(connection, thread)

    @staticmethod
    def _end(sock, thread):
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        thread.join()
        sock.close()

    def wait_for_requests(self, count, seconds=30):
        with self.request_came:
            if not self.request_came.wait_for(lambda: len(self.bodies) >= count, seconds):
                raise RuntimeError(f"only {len(self.bodies)} requests came")

    def _end_accepting(self):
        """Closing alone would leave the thread waiting on a number that the next listener takes."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()

    def _accept(self):
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()
            self._served.append((connection, thread))

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as reader:
                while self._answer(connection, reader):
                    pass
        except OSError:
            pass

    def _answer(self, connection, reader):
        head, body = self._read_request(reader)
        if not head:
            return False
        with self.request_came:
            reply = self._replies[min(len(self.bodies), len(self._replies) - 1)]
            self.bodies.append(body)
            self.heads.append(head)
            self.request_came.notify_all()
        if callable(reply):
            reply = reply()
        if reply is self.HANG:
            self._stopped.wait()
        if reply in (self.HANG, self.CLOSE):
            return False
        connection.sendall(reply)
        return b"Content-Length" in reply and b"Connection: close" not in reply

    @staticmethod
    def _read_request(reader):
        length = 0
        head = []
        line = reader.readline()
        while line not in (b"\r\n", b""):
            head.append(line)
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            line = reader.readline()
        return head, reader.read(length)
