"""Plays recordings on this machine through the protocols that platforms of cities speak.

It listens on 127.0.0.1 alone, at a port that is free, and answers those who know its token. It is
not a general broker: what it says is what was recorded.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from importers.live import recording
from importers.live.replay.broker import ContextBroker
from importers.live.replay.clock import Clock
from importers.live.replay.exchange import Asked, Problem, Reply, problem
from importers.live.replay.processes import Processes
from importers.live.replay.stations import Stations
from importers.live.replay.store import Store
from importers.live.replay.transit import Transit
from importers.report import Report

LARGEST = 1 << 20  # bytes of a question's body
PATIENCE = 15.0  # seconds that a connection may say nothing
PARAMETERS = 50
CALLERS = 64  # at once; on more it hangs up


class Speaker(Protocol):
    """One of the protocols."""

    def answer(self, asked: Asked) -> Reply:
        """What it says. Raises Problem."""

    def close(self) -> None:
        """End what was begun."""


class Service:
    """Recordings on a socket, until it is closed.

    store: what is played; its clock may be paused, sped up and set. headers: what to say with each
    question. ngsi_ld, sensorthings, gtfs_rt, gtfs, processes: addresses.
    """

    def __init__(self, store: Store, timetable: bytes = b"") -> None:
        self.store = store
        token = secrets.token_urlsafe(32)
        self.headers = {"Authorization": f"Bearer {token}"}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        home = f"http://127.0.0.1:{self._server.server_port}"
        self.ngsi_ld = f"{home}/ngsi-ld/v1"
        self.sensorthings = f"{home}/v1.1"
        self.gtfs_rt, self.gtfs = f"{home}/gtfs/vehicles.pb", f"{home}/gtfs/gtfs.zip"
        self.processes = f"{home}/ogc"
        self._server.store = store
        self._server.secret = self.headers["Authorization"]
        self._server.speakers = {
            "/ngsi-ld/v1": ContextBroker(store),
            "/v1.1": Stations(store, self.sensorthings),
            "/gtfs": Transit(store, timetable),
            "/ogc": Processes(self.processes),
        }
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="replay", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening; no thread and no connection is left."""
        self._server.shutdown()
        self._thread.join()
        for speaker in self._server.speakers.values():
            speaker.close()
        self._server.hang_up()
        self._server.server_close()


@contextmanager
def playing(
    paths: list[Path], clock: Clock, report: Report, timetable: bytes = b""
) -> Iterator[Service]:
    """Recordings played in a loop while it is needed; what cannot be read of them goes to the
    report. Raises ReadError for anything but a recording, ValueError where nothing is in them."""
    batches = (one for path in paths for one in recording.recorded(path, report))
    service = Service(Store(batches, clock), timetable)
    try:
        yield service
    finally:
        service.close()


class _Server(ThreadingHTTPServer):
    """Knows its connections, so that it can end them."""

    daemon_threads = False  # they are waited for
    request_queue_size = 64
    store: Store
    secret: str
    speakers: Mapping[str, Speaker]

    def __init__(self, *given: Any) -> None:
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        super().__init__(*given)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            full = len(self._connections) == CALLERS
            self._connections |= set() if full else {request}
        if full:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # it has hung up itself
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # somebody hung up: nothing to tell
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    wbufsize = -1  # headers and body leave together
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._send(self._replied())

    do_POST = do_DELETE = do_PATCH = do_GET

    def _replied(self) -> Reply:
        try:
            given = self.headers.get("Authorization", "")
            if not hmac.compare_digest(given.encode(), self.server.secret.encode()):
                self.close_connection = True
                raise Problem(401, "the token is missing or wrong")
            body = self._body()
            parts = urlsplit(self.path)
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=PARAMETERS)
            headers = {name.lower(): value for name, value in self.headers.items()}
            for prefix, speaker in self.server.speakers.items():
                if parts.path == prefix or parts.path.startswith(f"{prefix}/"):
                    path = unquote(parts.path.removeprefix(prefix)).strip("/")
                    return speaker.answer(Asked(self.command, path, dict(pairs), headers, body))
            raise Problem(404, "nothing is played at this address")
        except Problem as fault:
            return problem(fault, fault.kind or "about:blank", HTTPStatus(fault.status).phrase)
        except ValueError as fault:  # an address that is none, too many parameters
            return problem(Problem(400, str(fault)), "about:blank", HTTPStatus(400).phrase)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        self.close_connection |= self.command != "GET" and "Content-Length" not in self.headers
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self.close_connection = True
            raise Problem(411, "say how long the body is with Content-Length")
        if len(length) > 9 or int(length) > LARGEST:
            self.close_connection = True
            raise Problem(413, f"the body is larger than {LARGEST >> 20} MB")
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        shown = self.server.store.now() / 1000
        self.send_header("Date", formatdate(shown, usegmt=True))  # the time that is played
        for name, value in reply.headers.items():
            self.send_header(name.replace("_", "-"), value)
        if reply.status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        if reply.status not in (204, 304):
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP is told as everything else."""
        self.close_connection = True
        fault = Problem(code, message or HTTPStatus(code).phrase)
        self._send(problem(fault, "about:blank", HTTPStatus(code).phrase))

    def log_message(self, *_: object) -> None:
        pass
