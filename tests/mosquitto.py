"""A real broker (mosquitto) on free ports of this machine, for as long as a test needs it."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

PROGRAM = shutil.which("mosquitto") or "/usr/sbin/mosquitto"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Mosquitto:
    """A broker with a port for plain MQTT and one for websockets; `more` are lines of its
    configuration. tls: a certificate and its key, for one more port."""

    def __init__(
        self, folder: Path, more: str = "allow_anonymous true", tls: tuple[Path, Path] | None = None
    ) -> None:
        if not Path(PROGRAM).exists():
            raise AssertionError("mosquitto is not installed; tests need it: apt install mosquitto")
        self.port, self.websockets, self.tls = free_port(), free_port(), free_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"user {getpass.getuser()}\n{more}\nmax_queued_messages 0\n"
            f"listener {self.port} 127.0.0.1\n"
            f"listener {self.websockets} 127.0.0.1\nsocket_domain ipv4\nbind_interface lo\n"
            "protocol websockets\n"
        )
        if tls is not None:
            with self._config.open("a") as file:
                file.write(f"listener {self.tls} 127.0.0.1\ncertfile {tls[0]}\nkeyfile {tls[1]}\n")
        self.address = f"mqtt://127.0.0.1:{self.port}"
        self._ports = (self.port, self.websockets, *([self.tls] if tls is not None else []))
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [PROGRAM, "-c", str(self._config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 10
        for port in self._ports:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < end and self._process.poll() is None, "no mosquitto"
                    time.sleep(0.01)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """The same broker again; it remembers nothing."""
        self.stop()
        self.start()

    def publish(self, *messages: tuple[str, Any], retain: bool = False, qos: int = 1) -> None:
        """Say something, and return when the broker has it."""
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        try:
            for topic, payload in messages:
                client.publish(topic, payload, qos, retain).wait_for_publish(5)
        finally:
            client.disconnect()
            client.loop_stop()


@contextmanager
def broker(
    more: str = "allow_anonymous true", tls: tuple[Path, Path] | None = None
) -> Iterator[Mosquitto]:
    """A broker while it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        one = Mosquitto(Path(folder), more, tls)
        try:
            yield one
        finally:
            one.stop()
