"""Live data in the whole window: what it costs the picture, and how old what it shows is.

The city is flown round, frame after frame, with and without a layer by turns, so that the machine's
noise falls on both; whoever publishes is at work all the time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis
from tests.mosquitto import broker
from tests.shared import ROOT

RATE, STATIONS = 10_000, 2_000
MEMORY = 100.0  # megabytes that 200,000 more updates may take

# The window with a city of 100,000 buildings.
WINDOW = """
import os
from pathlib import Path
import numpy as np, psutil
from PySide6.QtWidgets import QApplication
from app import theme
from app.live.layer import Source
from app.on_the_table import Layer, Opened
from app.settings import Settings
from app.window import Window
from city import store
app, me = QApplication([]), psutil.Process()
settings = Settings()
theme.apply(app, settings.theme)
window = Window(settings)
window.resize(1280, 800)
window.show()
def pump(until, seconds=60.0):
    end = time.perf_counter() + seconds
    while not until():
        app.processEvents()
        time.sleep(0.001)
        if time.perf_counter() > end:
            raise RuntimeError("what was waited for did not come")
pump(lambda: window.studio is not None)
document, city = window.document, store.read(Path(sys.argv[1]))
layer = Layer("Buildings", "City", "Buildings", city)
place = ("EPSG:28992", "")
town = Opened("town", (), city.frame, place, len(city.objects), (layer,), (), {})
document.lay(town, add=False)
viewport, lives = window.table.viewport, window.studio.lives
pump(lambda: viewport.scene.bounds() is not None and not viewport.busy)
west, east, south, north = viewport.scene.bounds()[:4]
middle = ((west + east) / 2, (south + north) / 2, 0.0)
def fly(seconds, seen=lambda: None):
    # Go round the city for some seconds; frames a second.
    count, begin = 0, time.perf_counter()
    def next(_):
        nonlocal count
        count += 1
        seen()
        viewport.turn(4.0, 0.0, middle)
    viewport.drawn.connect(next)
    viewport.turn(4.0, 0.0, middle)
    while (took := time.perf_counter() - begin) < seconds:
        app.processEvents()
        time.sleep(0.0002)
    viewport.drawn.disconnect(next)
    return count / took
def compare(with_it, without):
    # Frames a second with and without, and the median of what they are to each other.
    shares = sorted(one / other for one, other in zip(with_it, without))
    figures["live"], figures["bare"] = sorted(with_it)[2], sorted(without)[2]
    figures["share"] = shares[2]
"""

# 2,000 stations say something five times a second each.
UPDATES = (
    WINDOW
    + """
from importers.live.feed import now
address = f"mqtt://127.0.0.1:{sys.argv[2]}/city/#"
bare, live, oldest = [], [], []
def look():
    told = lives.picture.looks[key].told
    oldest.append(float((now() - told.time.min()) / np.timedelta64(1, "s")))
from app.live import link
link.CAPACITY = 400_000  # is reached in the second turn
fly(4.0)
for _ in range(5):
    bare.append(fly(3.0))
    key = lives.feeds.add(Source(address, "Dust", "pm25", kept=False))
    pump(lambda: key in lives.picture.looks and len(lives.picture.looks[key].told) == 2000)
    fly(4.0)  # until what was told before it came is told anew
    live.append(fly(4.0, look))
    if len(live) == 5:
        memory = me.memory_info().rss
        fly(20.0)
        figures["memory"] = (me.memory_info().rss - memory) / 1e6
    lives.feeds.remove(key)
    pump(lambda: not lives.feeds.tasks.running)
compare(live, bare)
figures["oldest"] = max(oldest)
window.close()
"""
)

# One that publishes as cheaply as can be: what it costs is not ours. MQTT 3.1.1, 3.3.
PUBLISHER = """
import socket, struct, sys, time
port, rate, stations = map(int, sys.argv[1:4])
line = socket.create_connection(("127.0.0.1", port))
line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
line.sendall(b"\\x10\\x11\\x00\\x04MQTT\\x04\\x02\\x00\\x00\\x00\\x05bench")
assert line.recv(4) == b"\\x20\\x02\\x00\\x00"
def message(k, sent):
    place = b"[%.5f,%.5f]" % (4.25 + k % 50 * 0.001, 52.07 + k // 50 * 0.0008)
    place = b'{"type":"Point","coordinates":%s}' % place
    said = b'{"ts":%d,"name":"Station %04d","pm25":%d.5,"no2":31,"location":%s}'
    said %= (time.time() * 1000, k, sent // stations % 50, place)
    topic = b"city/district/%04d/air" % k
    length = 2 + len(topic) + len(said)
    assert 128 <= length < 16384
    return struct.pack("!BBBH", 0x30, length % 128 | 128, length // 128, len(topic)) + topic + said
begin, sent = time.perf_counter(), 0
while True:
    due = int((time.perf_counter() - begin) * rate)
    line.sendall(b"".join(message(k % stations, k) for k in range(sent, due)))
    sent = due
    time.sleep(0.01)
"""


# 20,000 vehicles that a feed (GTFS Realtime) tells of every ten seconds.
VEHICLES = """
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import numpy as np
from google.transit.gtfs_realtime_pb2 import FeedMessage
rng, count = np.random.default_rng(1), 20_000
east, north = rng.uniform(4.25, 4.42, count), rng.uniform(52.07, 52.12, count)
by = rng.normal(0, 1e-4, (2, count))
begin = time.time()
def body():
    now = time.time()
    told = FeedMessage()
    told.header.gtfs_realtime_version, told.header.timestamp = "2.0", int(now)
    passed = int(now) - begin
    places = np.stack([east + by[0] * passed, north + by[1] * passed], 1)
    for k, (x, y) in enumerate(places.tolist()):
        one = told.entity.add(id=str(k)).vehicle
        one.vehicle.id, one.timestamp = f"bus {k}", int(now)
        one.position.longitude, one.position.latitude = x, y
    return told.SerializeToString()
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        told = body()
        self.send_response_only(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""

FLEET = (
    WINDOW
    + """
bare, live = [], []
address = f"http://127.0.0.1:{sys.argv[2]}/vehicles.pb"
fly(4.0)
for turn in range(5):
    bare.append(fly(4.0))
    key = lives.feeds.add(Source(address, "Buses", every=10.0, kept=False))
    fleets = lives.picture._fleets
    pump(lambda: key in fleets and len(fleets[key].vehicle) > 10_000)
    fly(4.0 if turn else 20.0)  # at first nobody knows the ground yet
    live.append(fly(8.0))
    lives.feeds.remove(key)
    pump(lambda: not lives.feeds.tasks.running)
compare(live, bare)
window.close()
"""
)

# A year of 15-minute values of 1,000 sensors, and the time bar is drawn from one end to the other.
YEAR = (
    WINDOW
    + """
from app.live.layer import LiveLayer
from city.series import Measurand, Readings, Series, Thing
from city.subjects import Streams
before = me.memory_info().rss
year, quarter = 35_040, np.timedelta64(900_000, "ms")
times = np.datetime64("2025-01-01T00:00", "ms") + np.arange(year) * quarter
rng, zeros, series = np.random.default_rng(1), np.zeros(year, np.int64), Series()
for k in range(1000):
    thing = Thing(f"s{k}", f"Station {k}", (4.25 + k % 40 * 0.001, 52.07 + k // 40 * 0.0008))
    dust = (Measurand("pm25", "µg/m³"),)
    told = (zeros, zeros, times, rng.random(year) * 50, times[-1])
    series = series.merge(Readings((thing,), dust, *told))
figures["memory"] = (me.memory_info().rss - before) / 1e6
key = "live/1"
streams, cadences = Streams.of(series), series.cadences()
told = ((), series, streams, cadences, None)
source = Source("year.ndjson", "Dust", "pm25", kept=False)
document.lay_live(LiveLayer(key, source, "recording", "recording", "", *told))
pump(lambda: key in lives.picture.looks)
pictures = 0
put = viewport._put
def counted(images):
    global pictures
    pictures += 1
    put(images)
viewport._put = counted
flying, scrubbing = [], []
fly(3.0)
def scrub(seconds):
    # Draw the time bar on as fast as pictures come; pictures a second.
    pump(lambda: not viewport.busy)
    before, step, begin = pictures, 0, time.perf_counter()
    while (took := time.perf_counter() - begin) < seconds:
        document.show_at(times[step * 997 % year])
        lives.picture.show()
        app.processEvents()
        step += 1
    return min(pictures - before, step) / took
for _ in range(5):
    flying.append(fly(3.0))
    scrubbing.append(scrub(3.0))
compare(scrubbing, flying)
window.close()
"""
)


def rows(folder: Path) -> Iterator[Row]:
    """Updates that come fast, many vehicles, and a year that is scrubbed."""
    city = metropolis(folder, 100_000)
    os.environ["PYTHONPATH"] = str(ROOT)
    yield from _updates(city)
    with ExitStack() as stack:
        found = python(FLEET, city, _beside(stack, VEHICLES).readline().strip())
    name = "The window, 20,000 moving vehicles of a feed"
    yield _frames(name, found, "the city without them", 0.8)
    found = python(YEAR, city)
    name = "The window, scrubbing 1,000 sensors' year"
    yield _frames(name, found, "the eye that moves", 1.0)
    most = 36_000_000 * 40 / 1e6
    yield _limit(f"{name}, memory", found["memory"], most, "40 bytes a value", "MB")


def _updates(city: Path) -> Iterator[Row]:
    with broker() as one, ExitStack() as stack:
        _beside(stack, PUBLISHER, str(one.port), str(RATE), str(STATIONS))
        found = python(UPDATES, city, str(one.port))
    name = "The window, 10,000 updates a second"
    yield _frames(name, found, "the city without them", 0.8)
    yield _limit(f"{name}, oldest on screen", found["oldest"], 1.0, "1 s", "s")
    yield _limit(f"{name}, memory that grows", found["memory"], MEMORY, "at most", "MB")


def _beside(stack: ExitStack, code: str, *arguments: str) -> IO[str]:
    """What a process of its own says, until the stack ends."""
    command = [sys.executable, "-c", code, *arguments]
    process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    stack.callback(process.kill)
    assert process.stdout is not None
    return process.stdout


def _frames(name: str, found: dict[str, float], peer: str, least: float) -> Row:
    figures = (found["live"], found["bare"], peer, f"{least:g} times", found["share"], least)
    return Row(name, *figures, "higher", "fps")


def _limit(name: str, ours: float, most: float, limit: str, unit: str) -> Row:
    return Row(name, ours, most, "the limit", limit, ours / most, 1.0, "lower", unit)


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for row in rows(Path(scratch)):
            print(row.line(), flush=True)
