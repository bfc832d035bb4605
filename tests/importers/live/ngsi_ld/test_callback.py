"""The endpoint that brokers call: strangers learn nothing, and nobody can fill it up."""

import http.client
import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from importers.live.ngsi_ld import callback as module
from importers.live.ngsi_ld.callback import Callback
from importers.live.ngsi_ld.subscription import SECRET
from importers.report import Report

NEWS = {"type": "Notification", "data": [{"id": "urn:x:1", "type": "A", "v": 5}]}


@pytest.fixture
def heard():
    return []


@pytest.fixture
def report():
    return Report()


@pytest.fixture
def callback(heard, report):
    one = Callback(heard.extend, report)
    yield one
    one.close()


def call(callback, body=NEWS, method="POST", path=None, **headers):
    parts = urlsplit(callback.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    try:
        said = {SECRET: callback.secret, **headers}
        content = body if isinstance(body, bytes) else json.dumps(body)
        connection.request(method, path or parts.path, content, said)
        reply = connection.getresponse()
        return reply.status, reply.read(), dict(reply.headers)
    finally:
        connection.close()


def test_the_broker_is_heard(callback, heard, report):
    assert call(callback)[0] == 204
    assert heard == NEWS["data"] and len(report) == 0


def test_it_listens_on_this_machine_alone(callback):
    assert callback.url.startswith("http://127.0.0.1:")
    assert len(urlsplit(callback.url).path) > 40 and len(callback.secret) > 40
    assert callback.secret not in callback.url


@pytest.mark.parametrize(
    "stranger",
    [
        {"path": "/"},
        {"path": "/../../etc/passwd"},
        {SECRET: ""},
        {SECRET: "guess"},
        {SECRET: "é" * 3},
        {"method": "GET"},
        {"method": "PUT"},
        {"method": "OPTIONS"},
        {"method": "BREW"},
    ],
    ids=str,
)
def test_strangers_get_nothing_and_are_counted(callback, heard, report, stranger):
    status, body, headers = call(callback, **stranger)
    assert (status, body) == (404, b"") and heard == []
    assert "Server" not in headers and "Python" not in str(headers)
    assert report.counts() == {("warning", "stranger"): 1}


@pytest.mark.parametrize("body", [b"{", b"[]", b"", b'{"type": "X"}', b"\xff" * 20])
def test_what_is_no_notification_is_refused_and_told(callback, heard, report, body):
    assert call(callback, body)[0] == 400
    assert heard == [] and [one.code for one in report] == ["notification"]


def test_a_notification_that_is_too_large_is_not_read(callback, heard, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 10)
    assert call(callback)[0] == 413 and heard == []


def raw(callback, text):
    parts = urlsplit(callback.url)
    stream = socket.create_connection((parts.hostname, parts.port), timeout=5)
    stream.sendall(text)
    return stream


def test_what_is_no_http_is_a_stranger(callback, report):
    with raw(callback, b"\x16\x03\x01 hello\r\n\r\n") as stream:
        assert stream.recv(1000) == b""
    assert report.counts() == {("warning", "stranger"): 1}


def test_a_caller_that_hangs_up_does_no_harm(callback, heard):
    path = urlsplit(callback.url).path
    head = f"POST {path} HTTP/1.1\r\n{SECRET}: {callback.secret}\r\nContent-Length: 999\r\n\r\n{{"
    raw(callback, head.encode()).close()
    assert call(callback)[0] == 204 and heard == NEWS["data"]


def test_callers_that_only_hang_about_keep_nobody_out(heard, report, monkeypatch):
    monkeypatch.setattr(module, "CALLERS", 2)
    monkeypatch.setattr(module, "SILENCE", 0.2)
    one = Callback(heard.extend, report)
    hanging = [raw(one, b"POST") for _ in range(5)]
    try:
        end = time.monotonic() + 5
        while not heard and time.monotonic() < end:
            try:
                call(one)
            except (ConnectionError, http.client.HTTPException):
                time.sleep(0.05)
        assert heard == NEWS["data"]
    finally:
        for stream in hanging:
            stream.close()
        one.close()
