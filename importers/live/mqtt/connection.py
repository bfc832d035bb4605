"""Keeps a subscription up: connects, subscribes, comes back when the broker does, and says so."""

from __future__ import annotations

import random
import re
import secrets
import select
import ssl
import threading
import time
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from city.progress import Progress
from importers.live.mqtt.address import Address, Credentials
from importers.live.mqtt.wire import Refuse, Take, Wire
from importers.live.web import FeedFault
from importers.report import Report

V5, V311 = MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311
PATIENCE = 10.0  # seconds for a broker to let us in
KEEPALIVE = 30  # seconds
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0  # seconds before another try; each is twice the one before
SESSION = 300  # seconds that a broker keeps for us what comes while the connection is lost
# Messages a second beyond which none is acknowledged: a broker waits after each twenty (mosquitto)
# for a program that may be drawing a picture, and in the end drops what it cannot keep waiting.
FAST = 200
BEHIND = 3  # seconds that what waited at the broker may take to come
TOGETHER = 200  # topic filters in one packet
STRANGERS = ("Bad user name or password", "Not authorized", "Banned", "Bad authentication method")


class Connection:
    """A thread that holds a subscription, from `begin` to `close`.

    take, refuse: told of messages, on that thread. credentials: for this broker alone. What is
    missed goes to the report.
    """

    def __init__(
        self,
        address: Address,
        filters: tuple[str, ...],
        credentials: Credentials,
        take: Take,
        refuse: Refuse,
        report: Report,
    ) -> None:
        self._address, self._filters, self._credentials = address, filters, credentials
        self._take, self._refuse, self._report = take, refuse, report
        self._id = f"maquette-{secrets.token_hex(6)}"  # of one session: nobody else's is taken over
        self._version = V5
        self._qos = 1  # nothing is lost while the connection is, and what is kept comes once
        self._ending = threading.Event()
        self._up = threading.Event()
        self._thread: threading.Thread | None = None
        self._wire: Wire | None = None
        self._fault: FeedFault | None = None  # why it does not stand, until somebody was told
        self._broken: Exception | None = None  # why the thread has ended, if nobody foresaw it
        self._over = False  # whether this connection has come to its end
        self._behind = 0  # seconds in which messages came fast and were acknowledged
        self._anew = False  # whether to begin again without what waits at the broker
        self._stood = False  # whether it has ever stood
        self._lost = 0.0  # when it was lost
        self._left: dict[int, tuple[str, ...]] = {}  # subscriptions that are not answered yet

    @property
    def up(self) -> bool:
        """Whether the broker has taken the subscription, and is there."""
        return self._up.is_set()

    def begin(self) -> None:
        """Connect, on a thread of its own; a second time does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
            self._thread.start()

    def wait(self, progress: Progress) -> None:
        """Begin, and wait until the broker has taken the subscription. Raises FeedFault where it
        does not, once for every time that the connection is lost."""
        self.begin()
        end = time.monotonic() + PATIENCE
        while not self._up.wait(0.02):
            progress.check()
            self.check()
            if self._stood:
                return
            if time.monotonic() > end:
                raise FeedFault(f"{self._address.broker} does not answer; ask again later")
        self.check()

    def check(self) -> None:
        """Raise the FeedFault that nobody has been told yet; one that will last, every time."""
        if self._broken is not None:
            raise self._broken
        if (fault := self._fault) is not None:
            if not fault.lasting:
                self._fault = None
            raise fault

    def close(self) -> None:
        """Leave the broker, which then keeps nothing for us, and end the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(0.3)
            if self._thread.is_alive() and self._wire is not None:
                self._wire.cut()  # it waits for a broker that says nothing
                self._thread.join(0.5)

    # on the thread

    def _run(self) -> None:
        try:
            self._keep_up()
        except Exception as fault:  # a thread that ends must not end in silence
            self._broken = fault

    def _keep_up(self) -> None:
        failed = 0
        while not self._ending.is_set():
            before = self._version
            self._hold()
            if self._fault is not None and self._fault.lasting:
                return
            if before == V5 and self._version == V311:
                continue
            failed = 0 if self._up.is_set() else failed + 1
            self._up.clear()
            if self._anew and not failed:
                continue
            pause = min(FIRST_WAIT * 2**failed, LONGEST_WAIT)
            self._ending.wait(pause * (0.75 + random.random() / 2))

    def _hold(self) -> None:
        """One connection, from its beginning to its end."""
        name, self._over = self._address.broker, False
        try:
            wire = self._wire = self._made(self._credentials.pair())
        except FeedFault as fault:
            self._down(str(fault), fault.lasting)
            return
        try:
            self._connect(wire)
        except ssl.SSLCertVerificationError as fault:
            why = fault.verify_message.strip().rstrip(".")
            self._down(f"{name}: its certificate does not hold ({why}); ask its operator", True)
        except (OSError, ValueError) as fault:
            why = re.sub(r"\[[^\]]*\] | \(_ssl.*", "", " ".join(str(fault).split()))[:200]
            self._down(f"{name} cannot be reached ({why}); check the address and the network")
        else:
            self._serve(wire)
        finally:
            wire.close()

    def _made(self, pair: tuple[str, str] | None) -> Wire:
        scheme = self._address.scheme
        transport = "websockets" if scheme in ("ws", "wss") else "tcp"
        wire = Wire(self._version, transport, self._id, self._take, self._refuse)
        wire.connect_timeout = PATIENCE
        wire.ws_set_options(self._address.path)
        if self._address.secure:
            wire.tls_set_context(ssl.create_default_context())
        if pair is not None:
            wire.username_pw_set(*pair)
        wire.on_connect = self._connected
        wire.on_subscribe = self._subscribed
        return wire

    def _connect(self, wire: Wire) -> None:
        host, port = self._address.host, self._address.port
        if self._version == V5:
            keeps = _session(PacketTypes.CONNECT, SESSION)
            clean = self._anew or not self._stood
            wire.connect(host, port, KEEPALIVE, clean_start=clean, properties=keeps)
        else:
            wire.connect(host, port, KEEPALIVE)

    def _serve(self, wire: Wire) -> None:
        end = since = time.monotonic()
        end += PATIENCE
        done = MQTTErrorCode.MQTT_ERR_SUCCESS
        while done == MQTTErrorCode.MQTT_ERR_SUCCESS and not self._ending.is_set():
            socket: Any = wire.socket()
            if socket is None or self._over:
                break
            pending = hasattr(socket, "pending") and socket.pending() > 0  # TLS has read ahead
            writing = [socket] if wire.want_write() else []
            readable, writable, _ = select.select([socket], writing, [], 0 if pending else 0.1)
            if readable or pending:
                done = wire.loop_read()
            if writable and done == MQTTErrorCode.MQTT_ERR_SUCCESS:
                done = wire.loop_write()
            if done == MQTTErrorCode.MQTT_ERR_SUCCESS:
                done = wire.loop_misc()
            now = time.monotonic()
            if not self._up.is_set() and now > end:
                self._down(f"{self._address.broker} does not answer; ask again later")
            if now > since + 1:
                self._hurry(wire, wire.acknowledged / (now - since))
                since, wire.acknowledged = now, 0
        self._leave(wire)

    def _hurry(self, wire: Wire, rate: float) -> None:
        """Let the broker wait for nothing where messages come fast. Those that wait there already
        keep new ones waiting too: if they do not get fewer, begin anew without them."""
        self._behind = self._behind + 1 if rate > FAST else 0
        if self._behind > BEHIND and not self._qos:
            self._over = self._anew = True
        elif self._behind and self._qos:
            self._qos = 0
            self._subscribe(wire)
            self._report.note(
                "fast",
                self._address.broker,
                f"{rate:,.0f} messages a second came, so they are read without acknowledgement; "
                "what is published while the connection is lost will be missing",
            )

    def _leave(self, wire: Wire) -> None:
        if self._ending.is_set():
            forgotten = _session(PacketTypes.DISCONNECT, 0) if self._version == V5 else None
            wire.disconnect(properties=forgotten)
        elif self._up.is_set():
            self._lost = time.monotonic()
            if not self._anew:
                self._down(f"{self._address.broker}: the connection was lost; it is tried again")
        elif not self._over:
            if self._version == V5 and not self._stood:
                self._version = V311  # brokers that are older than MQTT 5 hang up, or say so
            else:
                self._version = self._version if self._stood else V5
                self._down(f"{self._address.broker} hangs up; is it a broker?")

    def _down(self, why: str, lasting: bool = False, status: int = 0) -> None:
        self._over = True
        if lasting or not self._stood or self._up.is_set():  # a loss is told once
            self._fault = FeedFault(why, lasting, status)

    # what the broker says

    def _connected(self, wire: Client, _data: Any, flags: Any, reason: Any, _more: Any) -> None:
        name, why = self._address.broker, str(reason)
        if reason.is_failure:
            if why in STRANGERS:
                self._down(
                    f"{name} does not let this be read with what was given ({why}); "
                    "sign in with a name and a password, as its operator says",
                    lasting=True,
                    status=401,
                )
            elif self._version != V5 or why != "Unsupported protocol version":
                self._down(f"{name} refuses ({why}); ask again later")
            return
        if self._stood:
            self._tell_gap(flags.session_present)
        self._left.clear()
        self._subscribe(wire)

    def _subscribe(self, wire: Client) -> None:
        for at in range(0, len(self._filters), TOGETHER):
            some = self._filters[at : at + TOGETHER]
            options = SubscribeOptions(qos=self._qos, retainHandling=1)
            asked: Any = [(one, options if self._version == V5 else self._qos) for one in some]
            _, number = wire.subscribe(asked)
            if number is not None:
                self._left[number] = some

    def _tell_gap(self, kept: bool) -> None:
        seconds = time.monotonic() - self._lost
        why = f"the connection was lost for {seconds:,.1f} s; what was published meanwhile"
        if self._anew:
            what = "more came than could be read: what waited at the broker is missing"
        elif kept and self._qos:
            what = f"{why} with QoS 1 comes now, the rest is missing"
        else:
            what = f"{why}, and is not kept by the broker, is missing"
        self._anew = False
        self._report.warning("broker", self._address.broker, what)

    def _subscribed(self, _wire: Client, _data: Any, number: int, reasons: Any, _more: Any) -> None:
        asked = self._left.pop(number, ())
        refused = [one for one, reason in zip(asked, reasons, strict=False) if reason.is_failure]
        if len(refused) == len(self._filters):
            self._down(
                f"{self._address.broker} does not let {refused[0][:200]} be read; "
                "ask its operator, or name another topic",
                lasting=True,
                status=403,
            )
            return
        for one in refused:
            self._report.error("topic", one[:200], "the broker does not let this topic be read")
        if not self._left:
            if not self._stood:
                self._credentials.proved()
            self._stood = True
            self._up.set()


def _session(packet: int, seconds: int) -> Properties:
    """For how long a broker keeps a session once the connection has ended."""
    told: Any = Properties(packet)  # type: ignore[no-untyped-call]
    told.SessionExpiryInterval = seconds
    return told  # type: ignore[no-any-return]
