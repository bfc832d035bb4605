"""paho's client, reading many packets at once.

paho asks the system four times for each packet, and each time another thread may take the
interpreter. Here a read brings all that has come, and what is said of a message is no object. The
methods that are replaced are not paho's public ones: if it renames them, it reads as it always did.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.exception import MalformedPacket

LARGEST = 1 << 20  # bytes of a message that is taken
BLOCK = 1 << 18  # bytes of one read
FRAME = 16 << 20  # bytes of a frame of websockets, which paho holds as a whole
PUBACK, PUBLISH = 0x40, 0x30

# topic, payload, and whether it may have been said before: kept by the broker, or sent again
Take = Callable[[bytes, bytes, bool], None]
Refuse = Callable[[bytes, int], None]  # topic, and how many bytes its message has


class Wire(Client):
    """A connection to a broker that hands on each message as it is.

    take: told of each message. refuse: told of each that is larger than LARGEST, of which no more
    than that is ever held. `loop_read` reads until nothing is left of one block.
    """

    def __init__(
        self, version: MQTTProtocolVersion, transport: str, id: str, take: Take, refuse: Refuse
    ) -> None:
        clean = None if version == MQTTProtocolVersion.MQTTv5 else True
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=id,
            clean_session=clean,
            protocol=version,
            transport="websockets" if transport == "websockets" else "tcp",
            reconnect_on_failure=False,
        )
        self._take = take
        self._refuse = refuse
        self._block, self._at = b"", 0
        self._may_read = False
        self._acks = bytearray()
        self.acknowledged = 0  # messages that the broker waited for, but for those it had kept
        self._line: socket.socket | None = None

        def seldom(_client: Client, _data: object, message: MQTTMessage) -> None:
            take(message.topic.encode(), bytes(message.payload), message.retain or message.dup)

        self.on_message = seldom

    def reconnect(self) -> MQTTErrorCode:
        self._block, self._at = b"", 0
        self._acks.clear()
        return super().reconnect()

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        self._may_read = True
        done = MQTTErrorCode.MQTT_ERR_SUCCESS
        while done == MQTTErrorCode.MQTT_ERR_SUCCESS and (self._left or self._may_read):
            if self.socket() is None:
                return MQTTErrorCode.MQTT_ERR_NO_CONN
            done = self._packet_read()
            if done == MQTTErrorCode.MQTT_ERR_SUCCESS:
                done = self._take_whole()
        if self._acks:
            acks, self._acks = self._acks, bytearray()
            self._packet_queue(PUBACK, acks, 0, 1)
        return self._loop_rc_handle(done) if done > 0 else MQTTErrorCode.MQTT_ERR_SUCCESS

    def cut(self) -> None:
        """End whatever the connection waits for; may be called from any thread."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the connection back to the system."""
        self._reset_sockets()
        if self._line is not None:
            self._line.close()

    def _create_socket_connection(self) -> socket.socket:
        self._line = super()._create_socket_connection()
        return self._line

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        assert self._ssl_context is not None
        self._line = line = self._ssl_context.wrap_socket(
            tcp_sock, server_hostname=self._host, do_handshake_on_connect=False
        )
        line.settimeout(self.connect_timeout)
        line.do_handshake()
        return line

    @property
    def _left(self) -> int:
        return len(self._block) - self._at

    def _sock_recv(self, bufsize: int) -> bytes:
        if not self._left:
            if not self._may_read:
                raise BlockingIOError
            self._may_read = False
            if len(getattr(self._sock, "_readbuffer", b"")) > FRAME:
                raise ConnectionError("a frame that is too large")
            self._block, self._at = super()._sock_recv(BLOCK), 0
        begin = self._at
        self._at = min(begin + bufsize, len(self._block))
        packet = self._in_packet["packet"]
        if len(packet) > LARGEST:
            del packet[LARGEST:]
        return self._block[begin : self._at]

    def _take_whole(self) -> MQTTErrorCode:
        """Take the messages that lie as a whole in the block, without asking paho for each."""
        block, at = self._block, self._at
        while at + 5 <= len(block) and block[at] & 0xF0 == PUBLISH:
            command, size, begin = block[at], block[at + 1], at + 2
            if size & 0x80:
                size, begin = size & 0x7F | block[at + 2] << 7, at + 3
                if size & 0x4000:
                    break  # a long one
            if begin + size > len(block):
                break
            at = self._at = begin + size
            try:
                self._message(command, block[begin:at], size)
            except MalformedPacket:
                return MQTTErrorCode.MQTT_ERR_PROTOCOL
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _handle_publish(self) -> MQTTErrorCode:
        packet = self._in_packet
        self._message(packet["command"], packet["packet"], packet["remaining_length"])
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _message(self, command: int, packet: bytes | bytearray, size: int) -> None:
        """Hand a message on. packet: what follows its length, `size` bytes, or the first of them
        where it is too large."""
        qos = (command >> 1) & 3
        end = 2 + int.from_bytes(packet[:2], "big")
        topic, number = bytes(packet[2:end]), b""
        if qos:
            number, end = bytes(packet[end : end + 2]), end + 2
        if self._protocol == MQTTProtocolVersion.MQTTv5:
            end = _behind_properties(packet, end)
        if qos == 2 or end > size:
            raise MalformedPacket("a message that nobody asked for, or that is cut")
        again = bool(command & 0x09)
        if size > LARGEST:
            self._refuse(topic, size)
        else:
            self._take(topic, bytes(packet[end:]), again)
        if qos:
            self._acks += b"\x40\x02" + number
            self.acknowledged += not again


def _behind_properties(packet: bytes | bytearray, at: int) -> int:
    """Where the payload of an MQTT 5 message begins: behind its properties."""
    length = shift = 0
    for byte in packet[at : at + 4]:
        at += 1
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return at + length
    raise MalformedPacket("properties without an end")
