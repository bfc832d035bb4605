"""Stands before a server and gets in the way of whoever asks it, as networks and servers do."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

JSON = b"Content-Type: application/json\r\n"
# What is answered in place of the server: status, headers, body, and how long it claims to be.
ANSWERS = {
    "401": (b"401 Unauthorized", JSON, b"{}", 2),
    "403": (b"403 Forbidden", JSON, b"{}", 2),
    "404": (b"404 Not Found", JSON, b"{}", 2),
    "429": (b"429 Too Many Requests", JSON + b"Retry-After: 0\r\n", b"{}", 2),
    "500": (b"500 Internal Server Error", JSON, b'{"title":"out of order"}', 24),
    "501": (b"501 Not Implemented", JSON, b"{}", 2),
    "503": (b"503 Service Unavailable", JSON, b"{}", 2),
    "a page for people": (b"200 OK", b"Content-Type: text/html\r\n", b"<html>hello</html>", 18),
    "cut JSON": (b"200 OK", JSON, b'[{"id": "urn:a", "pm', 20),
    "a cut message": (b"200 OK", JSON, b'[{"id": "urn:a"', 5000),
    "nonsense": (b"200 OK", JSON, bytes(range(256)), 256),
    "broken gzip": (
        b"200 OK",
        JSON + b"Content-Encoding: gzip\r\n",
        b"\x1f\x8b\x08" + bytes(50),
        53,
    ),
    "elsewhere": (b"302 Found", b"Location: http://127.0.0.1:9/else\r\n", b"", 0),
    "in circles": (b"302 Found", b"Location: /in/circles\r\n", b"", 0),
}
LINES = ("refused", "reset", "slow drip", "hanging", "cut off")  # what happens to connections
FEW = 40  # bytes after which a connection is broken


class Trouble:
    """A port of this machine that leads to another one, unless there is trouble.

    kind: one of ANSWERS or LINES; "" for none.
    """

    def __init__(self, to: int) -> None:
        self._to, self.kind = to, ""
        self._lock = threading.Lock()
        self._lines: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._ends = False
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def begin(self, kind: str) -> None:
        """Make trouble from now on; those who are connected feel it too."""
        self.kind = kind
        if kind not in ("slow drip", "hanging"):
            self._break(hard=kind == "reset")

    def end(self) -> None:
        self.kind = ""
        self._break(hard=False)

    def close(self) -> None:
        self._ends = True
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._break(hard=False)
        self._thread.join()

    def _break(self, hard: bool) -> None:
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            _end(line, hard)

    def _accept(self) -> None:
        while not self._ends:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            if self.kind == "refused":
                _end(line, hard=True)
                continue
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            kind = self.kind
            if kind in ANSWERS:
                line.settimeout(5)
                if line.recv(65536):
                    line.sendall(_answer(kind))
                return
            with socket.create_connection(("127.0.0.1", self._to), 5) as server:
                server.settimeout(None)
                with self._lock:
                    self._lines |= {line, server}
                try:
                    back = threading.Thread(target=self._pass, args=(server, line), daemon=True)
                    back.start()
                    self._copy(line, server, slow=False)
                    back.join()
                finally:
                    with self._lock:
                        self._lines -= {line, server}

    def _pass(self, server: socket.socket, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            self._copy(server, line, slow=True)

    def _copy(self, one: socket.socket, other: socket.socket, slow: bool) -> None:
        """Hand on what comes; slow: what the server says, which trouble may hold up."""
        ours, theirs = b":%d" % self.port, b":%d" % self._to
        if not slow:
            ours, theirs = theirs, ours
        while data := one.recv(65536):
            data = data.replace(theirs, ours)  # links lead here
            while self.kind == "hanging" and slow:
                time.sleep(0.02)
            if self.kind == "slow drip" and slow:
                for at in range(len(data)):
                    other.sendall(data[at : at + 1])
                    time.sleep(0.02 if self.kind else 0.0)
            elif self.kind in ("reset", "cut off") and slow:
                other.sendall(data[:FEW])
                _end(other, hard=self.kind == "reset")
                return
            else:
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)


def _answer(kind: str) -> bytes:
    status, headers, body, size = ANSWERS[kind]
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status,
        headers,
        size,
        body,
    )


def _end(line: socket.socket, hard: bool) -> None:
    """End a connection: politely, or as a cable that is cut."""
    with contextlib.suppress(OSError):
        if hard:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.shutdown(socket.SHUT_RDWR)
    if hard:
        line.close()
