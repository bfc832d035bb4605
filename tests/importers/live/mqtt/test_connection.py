"""Connections that are refused, lost and found again, with real brokers and with strangers."""

import base64
import hashlib
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from city.progress import Cancelled, Progress
from importers.live.mqtt import connection, wire
from importers.live.mqtt.address import NONE, Credentials, parsed
from importers.live.mqtt.connection import Connection
from importers.live.web import FeedFault
from importers.report import Report
from tests.mosquitto import broker, free_port


@contextmanager
def connected(address, report=None, credentials=None, filters=("#",), waits=True):
    """A connection, and what it has taken so far."""
    came = []
    one = Connection(
        parsed(address),
        filters,
        Credentials(lambda: credentials, lambda: came.append("proved")) if credentials else NONE,
        lambda topic, payload, again: came.append((topic, payload, again)),
        lambda topic, size: came.append((topic, size)),
        Report() if report is None else report,
    )
    try:
        if waits:
            one.wait(Progress())
        yield one, came
    finally:
        one.close()


def refused(address, says, **more):
    """Why a connection does not come to be."""
    with pytest.raises(FeedFault, match=says) as told, connected(address, **more):
        pass
    return told.value


def until(true, seconds=5.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(connection, "FIRST_WAIT", 0.05)


@contextmanager
def stranger(*answers):
    """Somebody on a socket: to each connection in turn, a function of the socket."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve():
        for answer in answers:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                answer(line, ended)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"mqtt://127.0.0.1:{server.getsockname()[1]}/x"
    finally:
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def hangs(line, ended):
    ended.wait(5)


def old(line, ended):
    """A broker that knows MQTT 3.1.1 alone."""
    hello = line.recv(1000)
    if hello[8] != 4:
        line.sendall(b"\x20\x02\x00\x01")
        return
    line.sendall(b"\x20\x02\x00\x00")
    asked = line.recv(1000)
    line.sendall(b"\x90\x03" + asked[2:4] + b"\x01")
    line.sendall(b"\x30\x04\x00\x01xA")
    ended.wait(5)


def hangs_up(line, ended):
    line.recv(1000)


# who is let in


def test_websockets_carry_the_same(mosquitto):
    with connected(f"ws://127.0.0.1:{mosquitto.websockets}/ws/#", filters=("ws/#",)) as (_, came):
        mosquitto.publish(("ws/a", b"5"), ("ws/a", b"x" * 30_000))
        until(lambda: len(came) == 2)
    assert came == [(b"ws/a", b"5", False), (b"ws/a", b"x" * 30_000, False)]


def test_a_frame_without_an_end_is_not_held(monkeypatch):
    monkeypatch.setattr(wire, "FRAME", 1 << 20)
    sent = []

    def floods(line, ended):
        key = line.recv(2000).partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r")[0]
        magic = hashlib.sha1(
            key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        ).digest()  # RFC 6455, 1.3
        line.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(magic) + b"\r\n\r\n"
        )
        line.recv(1000)
        line.sendall(
            b"\x82\x7f" + (1 << 40).to_bytes(8, "big") + b"\x30\xff\xff\xff\x7f\x00\x01a\x00"
        )
        with suppress(OSError):
            while not ended.is_set():
                sent.append(line.send(b"x" * 100_000))

    with stranger(floods, hangs_up) as address:
        refused(address.replace("mqtt", "ws", 1), "handshake error")
    assert 1 << 20 < sum(sent) < 30 << 20


@pytest.mark.parametrize("first", [old, hangs_up])
def test_brokers_older_than_mqtt_5_are_asked_as_they_understand(first):
    with stranger(first, old) as address, connected(address) as (_, came):
        until(lambda: came)
    assert came == [(b"x", b"A", False)]


def test_a_password_is_asked_for_and_told_to_this_broker_alone(tmp_path):
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", passwords, "me", "s3cret"], check=True)
    with broker(f"allow_anonymous false\npassword_file {passwords}") as one:
        for wrong in (None, ("me", "wr0ng")):
            told = refused(one.address, "does not let this be read", credentials=wrong)
            assert told.lasting and told.status == 401 and "wr0ng" not in str(told)
        with connected(one.address, credentials=("me", "s3cret")) as (_, came):
            assert came == ["proved"]


def test_a_sign_in_that_fails_is_told():
    def fails():
        raise FeedFault("nobody signs in here", lasting=True)

    one = Connection(parsed("mqtt://127.0.0.1:1/x"), ("x",), Credentials(fails, fails), *[None] * 3)
    with pytest.raises(FeedFault, match="nobody signs in"):
        one.wait(Progress())
    one.close()


def test_a_topic_that_may_not_be_read_is_told():
    report = Report()

    def refusing(line, ended):
        line.recv(1000)
        line.sendall(b"\x20\x03\x00\x00\x00")
        asked = line.recv(1000)
        codes = b"\x87" if b"one" not in asked else b"\x01\x87"
        line.sendall(b"\x90" + bytes([3 + len(codes)]) + asked[2:4] + b"\x00" + codes)
        ended.wait(5)

    with stranger(refusing) as address:
        told = refused(address, "let x be read", filters=("x",))
    assert told.lasting and told.status == 403
    with stranger(refusing) as address, connected(address, report, filters=("one", "two")):
        assert [(one.code, one.object) for one in report] == [("topic", "two")]


# who is there


@pytest.mark.parametrize("scheme", ["mqtt", "ws"])
def test_nobody_at_home_is_told(scheme):
    told = refused(f"{scheme}://127.0.0.1:{free_port()}/x", "cannot be reached")
    assert not told.lasting and "Errno" not in str(told)


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts", "ws", "wss"])
def test_silence_is_told_and_ends_at_once(monkeypatch, scheme):
    monkeypatch.setattr(connection, "PATIENCE", 0.3)
    with stranger(hangs, hangs) as address:
        address = address.replace("mqtt", scheme, 1)
        refused(address, r"does not answer|cannot be reached")


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts", "wss"])
def test_leaving_a_silent_broker_takes_no_time(scheme):
    progress = Progress()
    progress.cancel()
    with stranger(hangs) as address:
        address = address.replace("mqtt", scheme, 1)
        with connected(address, waits=False) as (one, _), pytest.raises(Cancelled):
            one.wait(progress)
            time.sleep(0.2)
            begin = time.monotonic()
            one.close()
            assert time.monotonic() - begin < 1 and not one._thread.is_alive()


@pytest.mark.parametrize(
    "garbage", [b"HTTP/1.1 400 Bad\r\n\r\n", b"\x00" * 50, b"\xff" * 50, b"\x20\xff\xff\xff\x7f"]
)
def test_somebody_who_is_no_broker_is_told(garbage, monkeypatch):
    monkeypatch.setattr(connection, "PATIENCE", 0.5)

    def talks(line, ended):
        line.recv(1000)
        line.sendall(garbage)

    with stranger(*[talks] * 9) as address:
        refused(address, "is it a broker")


DAY = timedelta(days=1)


def certified(folder, host="127.0.0.1", days=1):
    """A certificate for a host, in two files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - 9 * DAY)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(
    "host, days, trusted, says",
    [
        ("127.0.0.2", 1, True, r"mismatch|not valid for"),
        ("127.0.0.1", -1, True, "expired"),
        ("127.0.0.1", 1, False, r"self.signed"),
    ],
)
def test_certificates_that_do_not_hold_are_told(tmp_path, monkeypatch, host, days, trusted, says):
    files = certified(tmp_path, host, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with broker(tls=files) as one:
        told = refused(f"mqtts://127.0.0.1:{one.tls}/x", says)
        assert told.lasting and "its certificate does not hold" in str(told)


def test_a_port_without_tls_is_told(mosquitto):
    told = str(refused(f"mqtts://127.0.0.1:{mosquitto.port}/x", "cannot be reached"))
    assert "_ssl.c" not in told and "[" not in told
    told = str(refused(f"ws://127.0.0.1:{mosquitto.port}/x", "cannot be reached"))
    assert "WebSocket handshake" in told


def test_a_certificate_that_holds_opens_the_way(tmp_path, monkeypatch):
    files = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with broker(tls=files) as one, connected(f"mqtts://127.0.0.1:{one.tls}/x") as (_, came):
        sizes = [1, 20_000, 300_000]
        one.publish(*(("a", b"x" * size) for size in sizes))
        until(lambda: len(came) == 3)
    assert [len(payload) for _, payload, _ in came] == sizes


def test_many_topics_are_asked_for_in_several_packets(mosquitto):
    filters = tuple(f"many/{number}" for number in range(450))
    with connected(mosquitto.address, filters=filters) as (_, came):
        mosquitto.publish(("many/449", b"1"), ("many/450", b"2"))
        until(lambda: came)
    assert came == [(b"many/449", b"1", False)]


# brokers that come and go


def test_a_broker_that_starts_anew_is_found_again_and_the_gap_is_told():
    report = Report()
    with broker() as one, connected(one.address, report, filters=("a/#",)) as (held, came):
        one.publish(("a/b", b"1"))
        until(lambda: came)
        one.stop()
        until(lambda: not held.up)
        with pytest.raises(FeedFault, match="connection was lost"):
            held.wait(Progress())
        held.wait(Progress())  # told once; what is there can be read on
        one.start()
        until(lambda: held.up)
        one.publish(("a/b", b"2"))
        until(lambda: len(came) == 2)
    assert [payload for _, payload, _ in came] == [b"1", b"2"]
    (told,) = report
    assert told.code == "broker" and "is missing" in told.message


def test_a_broker_that_falls_silent_is_noticed(monkeypatch):
    monkeypatch.setattr(connection, "KEEPALIVE", 1)
    with stranger(hangs_up, old, hangs_up) as address, connected(address) as (held, _):
        until(lambda: not held.up)
        with pytest.raises(FeedFault, match="connection was lost"):
            held.wait(Progress())


def test_what_nobody_foresaw_is_not_lost_with_the_thread():
    with broker() as one, connected(one.address) as (held, _):
        held._take = None
        held._wire._take = None
        one.publish(("a", b"1"))
        until(lambda: not held._thread.is_alive())
        with pytest.raises(TypeError):
            held.wait(Progress())


def test_a_connection_that_breaks_loses_nothing_that_was_sent_with_qos_1():
    report = Report()
    with broker() as one, connected(one.address, report, filters=("a/#",)) as (held, came):
        line = held._wire
        held._wire.cut()
        until(lambda: not held.up or held._wire is not line)
        one.publish(("a/b", b"1"), qos=1)
        until(lambda: came)
        until(lambda: held.up)
    (told,) = report
    assert "QoS 1 comes now" in told.message


def test_the_broker_keeps_nothing_for_us_when_we_leave():
    with broker() as one:
        with connected(one.address) as (held, _):
            name = held._id
        one.publish(("a", b"1"))
        with connected(one.address, waits=False) as (again, came):
            again._id, again._stood = name, True
            again.wait(Progress())
            until(lambda: again.up)
            time.sleep(0.1)
        assert not came


def test_what_comes_fast_is_read_without_acknowledgement(monkeypatch):
    monkeypatch.setattr(connection, "FAST", 20)
    report = Report()
    with broker() as one, connected(one.address, report) as (held, came):
        for _ in range(20):
            one.publish(*[("a", b"1")] * 10)
            time.sleep(0.07)
        until(lambda: len(came) == 200 and len(report))
        before = held._wire.acknowledged
        one.publish(*[("a", b"2")] * 10)
        until(lambda: len(came) == 210)
        assert held._wire.acknowledged <= before
    assert [one.code for one in report] == ["fast"]


def test_what_waits_too_long_at_the_broker_is_left_there_and_told(monkeypatch):
    monkeypatch.setattr(connection, "FAST", 20)
    monkeypatch.setattr(connection, "BEHIND", 1)
    report = Report()
    with broker() as one, connected(one.address, report) as (held, came):
        subscribe = held._subscribe
        held._subscribe = lambda wire: None  # as if what had waited before kept coming
        line = held._wire
        while held._wire is line:
            one.publish(*[("a", b"1")] * 10)
            held._subscribe = subscribe if [one.code for one in report] else held._subscribe
            time.sleep(0.05)
        until(lambda: held.up)
        count = len(came)
        one.publish(*[("a", b"2")] * 10)
        until(lambda: len(came) >= count + 10)
        assert not held._wire.acknowledged
        held.wait(Progress())  # nobody needs to be told of a fault
    assert [one.code for one in report] == ["fast", "broker"]
    assert "what waited at the broker is missing" in list(report)[1].message
