#!/usr/bin/env python3
"""A modem that misbehaves as the environment variable BROKEN_MODEM says; `modem` is the good one."""

import os
import socket
import struct

REST = b"x" * 700


def frame(kind, number, rest=b""):
    return struct.pack("<cBH", kind, number, len(rest)) + rest


ANSWERS = {
    "silent": b"",
    "garbage": frame(b"?", 1),
    "late": frame(b"d", 7, REST) + frame(b"f", 7, REST) + frame(b"r", 7) + frame(b"f", 1, b"busy " * 40),
}


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        print(listener.getsockname()[1], flush=True)
        board, _ = listener.accept()
    is_first = True
    while board.recv(65536):
        if is_first:
            board.sendall(ANSWERS[os.environ["BROKEN_MODEM"]])
        is_first = False


if __name__ == "__main__":
    main()
