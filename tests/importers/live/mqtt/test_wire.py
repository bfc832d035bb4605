"""Packets are read many at once, whole or in pieces, large ones without being held."""

import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion

from importers.live.mqtt import wire
from importers.live.mqtt.wire import Wire

V5, V311 = MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311
GOOD = MQTTErrorCode.MQTT_ERR_SUCCESS


def published(topic, payload, properties=None, flags=0, number=None):
    """A PUBLISH packet (MQTT 5.0, 3.3; MQTT 3.1.1 with no properties)."""
    body = struct.pack("!H", len(topic)) + topic
    body += struct.pack("!H", number) if number is not None else b""
    body += bytes([len(properties)]) + properties if properties is not None else b""
    body += payload
    size, length = len(body), bytearray()
    while True:
        size, digit = divmod(size, 128)
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes([0x30 | flags]) + bytes(length) + body


@pytest.fixture
def lines():
    """Makes a reader that is connected to a socket of the test; what it takes lands in a list."""
    opened = []

    def line(version=V5, kind=Wire):
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        came = []
        one = kind(
            version,
            "tcp",
            "x",
            lambda topic, payload, again: came.append((topic, payload, again)),
            lambda topic, size: came.append((topic, size)),
        )
        one._sock = theirs
        opened.extend((ours, theirs))
        return ours, one, came

    yield line
    for one in opened:
        one.close()


@pytest.mark.parametrize("version, none", [(V5, b""), (V311, None)])
def test_all_that_has_come_is_taken_in_one_read(lines, version, none):
    ours, one, came = lines(version)
    for number in range(100):
        ours.sendall(published(b"a/%d" % number, b"p%d" % number, none))
    assert one.loop_read() == GOOD
    assert came == [(b"a/%d" % number, b"p%d" % number, False) for number in range(100)]


@pytest.mark.parametrize("step", [1, 3, 50])
def test_packets_that_come_in_pieces_are_put_together(lines, step):
    ours, one, came = lines()
    packets = published(b"a", b"1" * 300, b"\x01\x01") + published(b"b", b"", b"", flags=1)
    for at in range(0, len(packets), step):
        ours.sendall(packets[at : at + step])
        assert one.loop_read() == GOOD
    assert came == [(b"a", b"1" * 300, False), (b"b", b"", True)]


def test_what_is_acknowledged_was_taken(lines):
    ours, one, came = lines()
    ours.sendall(published(b"a", b"1", b"", 2, 7) + published(b"a", b"1", b"", 10, 8))
    assert one.loop_read() == GOOD and [again for *_, again in came] == [False, True]
    assert ours.recv(100) == b"\x40\x02\x00\x07\x40\x02\x00\x08"


def test_a_large_message_is_refused_and_never_held(lines, monkeypatch):
    monkeypatch.setattr(wire, "LARGEST", 1000)
    monkeypatch.setattr(wire, "BLOCK", 500)
    ours, one, came = lines()
    packet = published(b"big", b"x" * 50_000, b"", 2, 9)
    held = 0
    ours.sendall(packet + published(b"small", b"1", b""))
    for _ in range(200):
        assert one.loop_read() == GOOD
        held = max(held, len(one._in_packet["packet"]))
    assert came == [(b"big", len(packet) - 4), (b"small", b"1", False)]
    assert held <= 1500 and ours.recv(10) == b"\x40\x02\x00\x09"


@pytest.mark.parametrize(
    "garbage",
    [
        published(b"a", b"", b"", 4, 1),  # QoS 2, which was not asked for
        b"\x30\x04\xff\xffab",  # a topic longer than its packet
        b"\x30\x08\x00\x01a\xff\xff\xff\xff\xff",  # properties without an end
        b"\x30\x05\x00\x01a\x50b",  # or longer than the packet
        b"\x30\xff\xff\xff\xff\xff",
        b"\x00\x00",
    ],
)
def test_what_is_no_packet_ends_the_connection(lines, garbage):
    ours, one, came = lines()
    ours.sendall(garbage)
    assert one.loop_read() != GOOD and not came
    ours, one, came = lines()
    ours.sendall(published(b"a", b"1", b"") + garbage)
    assert one.loop_read() != GOOD and came == [(b"a", b"1", False)]


def test_the_end_of_a_connection_is_noticed(lines):
    ours, one, came = lines()
    ours.sendall(published(b"a", b"1", b""))
    ours.close()
    assert one.loop_read() == GOOD and len(came) == 1
    assert one.loop_read() != GOOD


@given(st.binary(max_size=60), st.sampled_from([V5, V311]))
def test_nothing_that_a_stranger_sends_does_harm(garbage, version):
    ours, theirs = socket.socketpair()
    one = Wire(version, "tcp", "x", lambda *_: None, lambda *_: None)
    one.connect_async("127.0.0.1", 1)
    with ours, theirs:
        theirs.setblocking(False)
        one._sock = theirs
        ours.sendall(published(b"a", b"1", b"") + garbage)
        ours.shutdown(socket.SHUT_WR)
        for _ in range(3):
            if one.loop_read() != GOOD:
                break
        else:
            raise AssertionError("it goes on reading")


class Plain(Wire):
    """As it would be if paho called the replaced methods something else."""

    _sock_recv = Client._sock_recv
    _handle_publish = Client._handle_publish


def test_without_what_is_replaced_it_still_reads(lines):
    ours, one, came = lines(kind=Plain)
    ours.sendall(published(b"a", b"1", b"") + published(b"b", b"2", b"", 1))
    assert one.loop_read() == GOOD
    assert came == [(b"a", b"1", False), (b"b", b"2", True)]
