"""A platform on a real socket, that answers as a test says and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Platform:
    """Answers by path; an answer is a body, or a function of the request's handler."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.told: list[tuple[str, str, bytes]] = []  # what was sent: method, path, body
        self.released = threading.Event()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                platform.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                path = self.path.partition("?")[0]
                answer = platform.answers.get(self.path, platform.answers.get(path))
                if callable(answer):
                    answer(self)
                elif answer is None:
                    send(self, b"{}", status=404)
                else:
                    send(self, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                platform.told.append((self.command, self.path, body))
                self.do_GET()

            do_PUT = do_PATCH = do_DELETE = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def send(
    handler: BaseHTTPRequestHandler,
    body: bytes = b"",
    status: int = 200,
    kind: str = "application/json",
    length: int | None = None,
    **headers: str,
) -> None:
    """One answer; a length other than the body's is a lie, and then the connection closes."""
    handler.send_response_only(status)
    for name, value in {"Content-Type": kind, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def in_turn(*answers: Callable[[Any], None]) -> Callable[[Any], None]:
    """The first answer to the first question, and so on; the last one stays."""
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


@contextmanager
def serving() -> Iterator[Platform]:
    """A platform while it is needed."""
    platform = Platform()
    try:
        yield platform
    finally:
        platform.close()
