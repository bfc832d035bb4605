"""Where a broker calls back: an HTTP endpoint of our own, on this machine unless asked."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from importers.live.ngsi_ld.attributes import Entity
from importers.live.ngsi_ld.subscription import SECRET, notified
from importers.report import Report

LARGEST = 8 << 20  # bytes of one notification
SILENCE = 10.0  # seconds that a caller may be silent
CALLERS = 16  # at once

Answer = Callable[[BaseHTTPRequestHandler | None], int]


class Callback:
    """Takes notifications and hands them to `heard`.

    url: what the broker is told. Whoever does not know its path and the secret, or calls it in any
    other way, gets nothing but 404, and is counted in the report.
    """

    up = True  # as long as it is there, it can be called

    def __init__(
        self, heard: Callable[[list[Entity]], None], report: Report, host: str = "127.0.0.1"
    ) -> None:
        self.secret = secrets.token_urlsafe(32)
        self._heard = heard
        self._report = report
        self._path = f"/{secrets.token_urlsafe(32)}"
        self._server = _Server((host, 0), _handler(self._answer))
        self.url = f"http://{host}:{self._server.server_port}{self._path}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="callback"
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler | None) -> int:
        """Take a call, None for one that is no HTTP; the status to answer with."""
        if handler is None or handler.command != "POST" or not self._is_known(handler):
            self._tell("stranger", "somebody has called who is not the broker; sent away")
            return 404
        length = handler.headers.get("Content-Length", "")
        if not length[:12].isdecimal() or int(length[:12]) > LARGEST:
            self._tell("notification", "a notification does not say its size, or is too large")
            return 413
        try:
            body = handler.rfile.read(int(length))
            entities = notified(orjson.loads(body)) if len(body) == int(length) else None
        except (orjson.JSONDecodeError, OSError):
            entities = None
        if entities is None:
            self._tell("notification", "a notification is cut, or is none; it was not taken")
            return 400
        self._heard(entities)
        return 204

    def _is_known(self, handler: BaseHTTPRequestHandler) -> bool:
        secret = handler.headers.get(SECRET, "")
        pairs = ((handler.path, self._path), (secret, self.secret))
        alike = [hmac.compare_digest(told.encode(), ours.encode()) for told, ours in pairs]
        return all(alike)

    def _tell(self, code: str, message: str) -> None:
        self._report.warning(code, "callback", message)


def _handler(
    answer: Callable[[BaseHTTPRequestHandler | None], int],
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SILENCE

        def do_POST(self) -> None:
            self._reply(answer(self))

        do_GET = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_POST

        def send_error(self, *_: object) -> None:  # no words for strangers
            self._reply(answer(None))

        def _reply(self, status: int) -> None:
            self.send_response_only(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    """Serves a few callers at once, and hangs up on more."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._free = threading.BoundedSemaphore(CALLERS)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up in the middle are their own affair."""
