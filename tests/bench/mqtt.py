"""Ten thousand updates a second from a real broker: how old they are when they are read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.measure import Row, python
from tests.mosquitto import broker

PUBLISHERS, RATE = 4, 2_600  # updates a second of each
DRAWING = 0.08  # seconds of every tenth in which the window draws, and no other thread may work
OLDEST, MEMORY = 1.0, 50.0  # seconds, megabytes

# Half of it with an acknowledgement for each, as careful sensors do.
PUBLISHER = """
import sys, time
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
port, rate, who = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311)
client.max_inflight_messages_set(1000)
client.connect("127.0.0.1", port)
client.loop_start()
begin, sent = time.perf_counter(), 0
while True:
    due = int((time.perf_counter() - begin) * rate)
    while sent < due:
        said = b'{"ts": %d, "pm25": %d.5, "no2": 31}' % (time.time() * 1000, sent % 50)
        client.publish(f"city/{who}/{sent % 1000}", said, who % 2)
        sent += 1
    time.sleep(0.005)
"""

# Read every tenth of a second by a thread that draws in between and lets no other one work.
BESIDE = """
import ctypes
import numpy as np, psutil
me, held = psutil.Process(), float(sys.argv[2])
hold = ctypes.PyDLL(None).usleep
def follow(read, seconds):
    oldest, count, before = [], 0, me.memory_info().rss
    begin, worked = time.perf_counter(), time.process_time()
    while time.perf_counter() - begin < seconds:
        for age, values in read():
            oldest.append(age)
            count += values
        hold(int(held * 1e6))
        time.sleep(0.1 - held)
    took = time.perf_counter() - begin
    figures["oldest"] = max(oldest)
    figures["rate"] = count / took
    figures["work"] = (time.process_time() - worked) / took
    figures["memory"] = max(0.0, (me.memory_info().rss - before) / 1e6)
"""

OURS = """
from city.progress import Progress
from importers.live.mqtt.address import NONE, parsed
from importers.live.mqtt.subscription import Subscription
from importers.report import Report
feed = Subscription(parsed(f"mqtt://127.0.0.1:{sys.argv[1]}/city/#"), NONE, Report())
feed.discover(Progress())
def read():
    for readings in feed.read(Progress()):
        then = readings.time.min().astype("datetime64[ms]").astype(np.int64)
        yield time.time() - then / 1000, len(readings) / 2
follow(read, 3.0)  # until both have found their pace
follow(read, 8.0)
feed.close()
"""

# What a program of a few lines does: paho's thread, and a queue.
PEER = """
import json, queue
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
came = queue.SimpleQueue()
client = Client(CallbackAPIVersion.VERSION2)
client.on_message = lambda _client, _data, message: came.put(json.loads(message.payload))
client.connect("127.0.0.1", int(sys.argv[1]))
client.subscribe("city/#", 1)
client.loop_start()
time.sleep(2)
def read():
    told = [came.get() for _ in range(came.qsize())]
    if told:
        yield time.time() - min(one["ts"] for one in told) / 1000, len(told)
follow(read, 3.0)  # until both have found their pace
follow(read, 8.0)
client.disconnect()
client.loop_stop()
"""


def rows(_: Path) -> Iterator[Row]:
    """How old, at which rate, and at what cost; at rest and beside drawing."""
    for held, beside in ((0.0, "at rest"), (DRAWING, "beside drawing")):
        ours, peer = (_measured(code, held) for code in (OURS, PEER))
        name = f"MQTT, 10,000 updates a second, {beside}"
        yield _row(f"{name}, taken", ours["rate"], peer["rate"], 10_000, "higher", "1/s")
        yield _row(f"{name}, oldest", ours["oldest"], peer["oldest"], OLDEST, "lower", "s")
        yield _row(f"{name}, memory", ours["memory"], peer["memory"], MEMORY, "lower", "MB")
        print(f"{name}: share of a processor {ours['work']:.2f}, paho alone {peer['work']:.2f}")


def _measured(code: str, held: float) -> dict[str, float]:
    with broker("allow_anonymous true\nmax_inflight_messages 20") as one, ExitStack() as stack:
        for who in range(PUBLISHERS):
            publisher = [sys.executable, "-c", PUBLISHER, str(one.port), str(RATE), str(who)]
            process = subprocess.Popen(publisher)
            stack.callback(process.wait)
            stack.callback(process.kill)
        return python(BESIDE + code, str(one.port), str(held))


def _row(name: str, ours: float, peer: float, limit: float, better: str, unit: str) -> Row:
    said = f"{'at most' if better == 'lower' else 'at least'} {limit:g} {unit}"
    return Row(name, ours, peer, "paho alone", said, ours / limit, 1.0, better, unit)


if __name__ == "__main__":
    met = True
    for row in rows(Path()):
        print(row.line(), flush=True)
        met &= row.reached
    sys.exit(0 if met else 1)
