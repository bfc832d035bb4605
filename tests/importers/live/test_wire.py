"""Connections on real sockets: cancelled in a silence, slow, and with certificates of all kinds."""

import contextlib
import socket
import ssl
import threading
import time

import pytest

from city.progress import Cancelled, Progress
from importers.live import wire
from importers.live.web import FeedFault, Web
from tests.certificates import certificate
from tests.live_platform import send


@pytest.fixture
def silence():
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def cancelled_after(wait, ask):
    """How long it takes to stop, once somebody has cancelled."""
    progress = Progress()
    timer = threading.Timer(wait, progress.cancel)
    start = time.monotonic()
    timer.start()
    with pytest.raises(Cancelled):
        ask(progress)
    timer.join()
    return time.monotonic() - start - wait


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_somebody_who_cancels_in_a_silence_does_not_wait(silence, scheme):
    address = f"{scheme}://{silence}"
    with Web(address) as web:
        assert cancelled_after(0.3, lambda progress: web.get(address, progress)) < 0.5


def test_somebody_who_cancels_in_the_middle_of_an_answer_does_not_wait(platform):
    def half(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"[1,")
        handler.wfile.flush()
        platform.released.wait(5)

    platform.answers["/x"] = half
    with Web(platform.address) as web:
        ask = lambda progress: web.get(platform.address + "/x", progress)  # noqa: E731
        assert cancelled_after(0.3, ask) < 0.5


def test_somebody_who_cancels_while_a_server_takes_nothing_does_not_wait(silence):
    with Web(f"http://{silence}") as web:
        ask = lambda progress: web.send("POST", f"http://{silence}", bytes(32 << 20), progress)  # noqa: E731
        assert cancelled_after(0.3, ask) < 0.5


def test_a_name_that_is_looked_up_for_long_does_not_hold_us():
    released, closed = threading.Event(), threading.Event()

    class Late:
        def close(self):
            closed.set()

    def look_up():
        released.wait(5)
        return Late()

    assert cancelled_after(0.1, lambda progress: wire.aside(look_up, progress.check)) < 0.5
    released.set()
    assert closed.wait(2)  # what is opened too late is closed


def test_bytes_that_come_slowly_are_all_there(platform, monkeypatch):
    monkeypatch.setattr(wire, "STEP", 0.02)
    whole = bytes(range(256)) * 4

    def slowly(handler):
        handler.send_response(200)
        handler.end_headers()
        for start in range(0, len(whole), 256):
            handler.wfile.write(whole[start : start + 256])
            handler.wfile.flush()
            time.sleep(0.07)

    platform.answers["/x"] = slowly
    with Web(platform.address) as web:
        assert web.get(platform.address + "/x", Progress()).body == whole


def test_what_is_sent_in_pieces_arrives_whole(platform):
    whole = bytes(range(256)) * (3 << 12)
    platform.answers["/x"] = lambda handler: send(handler, b"", 204)
    with Web(platform.address) as web:
        web.send("POST", platform.address + "/x", whole, Progress())
    assert platform.told == [("POST", "/x", whole)]


@contextlib.contextmanager
def secured(file):
    """A server with a certificate, that answers each question."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                plain, _ = server.accept()
            except OSError:
                return
            with plain, contextlib.suppress(OSError), context.wrap_socket(plain, True) as safe:
                safe.recv(1 << 16)
                safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
                time.sleep(0.15)  # longer than a step: what was read of a record is not lost
                safe.sendall(b"[]")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


@pytest.mark.parametrize(
    "made, trusted, says",
    [
        ({}, False, "signed itself.*SSL_CERT_FILE"),
        ({"alone": False}, False, "authority that this computer does not know"),
        ({"host": "elsewhere.org"}, True, "for another name; check the address"),
        ({"days": -1}, True, "has expired; its operator must renew it"),
        ({"days": 20}, True, "not valid yet; check the clock"),
    ],
    ids=["itself", "authority", "name", "expired", "early"],
)
def test_a_wrong_certificate_is_told_with_what_to_do(made, trusted, says, tmp_path, monkeypatch):
    file = certificate(tmp_path / "wrong.pem", **made)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with secured(file) as address, Web(address) as web:
        with pytest.raises(FeedFault, match=says) as told:
            web.get(address, Progress())
        assert told.value.lasting


def test_a_certificate_that_is_trusted_is_no_hindrance(tmp_path, monkeypatch):
    file = certificate(tmp_path / "right.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with secured(file) as address, Web(address) as web:
        assert web.get(address, Progress()).data() == []


def test_https_to_a_server_that_speaks_http_is_told(platform):
    address = platform.address.replace("http", "https")
    with Web(address) as web, pytest.raises(FeedFault, match="does not speak https there"):
        web.get(address, Progress(), 1)
