"""Live data in the whole window: what it costs the picture, and how old what it shows is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.bench.measure import python
from tests.bench.metropolis import metropolis
from tests.mosquitto import broker
from tests.shared import ROOT

# The window with a city of 100,000 buildings that the eye flies round, frame after frame.
WINDOW = """
import os
from pathlib import Path
import numpy as np, psutil
from PySide6.QtCore import QTimer
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
city = store.read(Path(sys.argv[1]))
layer = Layer("Buildings", "City", "Buildings", city)
place = ("EPSG:28992", "")
town = Opened("town", (), city.frame, place, len(city.objects), (layer,), (), {})
window.document.lay(town, add=False)
viewport, lives = window.table.viewport, window.studio.lives
pump(lambda: viewport.scene.bounds() is not None and not viewport.busy)
west, east, south, north = viewport.scene.bounds()[:4]
middle = ((west + east) / 2, (south + north) / 2, 0.0)
def fly(seconds, seen=lambda: None):
    \"\"\"Go round the city for some seconds; frames a second.\"\"\"
    count, begin, worked = 0, time.perf_counter(), time.process_time()
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
    return count / took, count / (time.process_time() - worked)
"""

# Ten thousand messages a second over 2,000 stations, a real broker between; the city flies with and
# without the layer by turns, the broker and whoever publishes are at work all the time.
UPDATES = (
    WINDOW
    + """
from importers.live.feed import now
address = f"mqtt://127.0.0.1:{sys.argv[2]}/city/#"
figures["bare"] = figures["live"] = figures["oldest"] = 0.0
bare, live, oldest, late = [], [], [], []
def look():
    told = lives.picture.looks[key].told
    oldest.append(float((now() - told.time.min()) / np.timedelta64(1, "s")))
fly(4.0)
memory = []
for _ in range(int(sys.argv[3])):
    bare.append(fly(3.0))
    key = lives.feeds.add(Source(address, "Dust", "pm25", kept=False))
    pump(lambda: key in lives.picture.looks and len(lives.picture.looks[key].told) == 2000)
    fly(3.0)
    memory.append(me.memory_info().rss / 1e6)
    worked = time.process_time()
    live.append(fly(4.0, look))
    print("cpu", (time.process_time() - worked) / 4.0, "rss", memory[-1], "fps", bare[-1], live[-1],
     "oldest", max(oldest), len(window.document.live[key].series), file=sys.stderr)
    lives.feeds.remove(key)
    pump(lambda: not lives.feeds.tasks.running)
for k in (0, 1):
    print("ratio", sorted(b[k] / a[k] for a, b in zip(bare, live)), file=sys.stderr)
figures["oldest"] = 0.0
bare, live, oldest, late = [], [], [], []
def look():
    told = lives.picture.looks[key].told
    oldest.append(float((now() - told.time.min()) / np.timedelta64(1, "s")))
fly(4.0)
memory = []
for _ in range(int(sys.argv[3])):
    bare.append(fly(5.0))
    key = lives.feeds.add(Source(address, "Dust", "pm25"))
    pump(lambda: key in lives.picture.looks and len(lives.picture.looks[key].told) == 2000)
    fly(4.0)
    memory.append(me.memory_info().rss / 1e6)
    worked = time.process_time()
    live.append(fly(5.0, look))
    print("cpu", (time.process_time() - worked) / 5.0, "rss", memory[-1], "fps", bare[-1], live[-1], "oldest", max(oldest), len(window.document.live[key].series), file=sys.stderr)
    lives.feeds.remove(key)
    pump(lambda: not lives.feeds.tasks.running)
figures["bare"], figures["live"] = sorted(bare)[len(bare) // 2], sorted(live)[len(live) // 2]
figures["oldest"] = max(oldest)
figures["memory"] = memory[-1] - memory[0]
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
    said = b'{"ts":%d,"name":"Station %04d","pm25":%d.5,"no2":31,"location":{"type":"Point","coordinates":%s}}'
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


# 20,000 vehicles that a feed (GTFS Realtime) tells of every five seconds.
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
    for k, (x, y) in enumerate(zip((east + by[0] * passed).tolist(), (north + by[1] * passed).tolist())):
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
for _ in range(int(sys.argv[3])):
    bare.append(fly(5.0))
    key = lives.feeds.add(Source(address, "Buses", every=5.0))
    pump(lambda: any(len(one.vehicle) > 5000 for one in lives.picture._fleets.values()))
    fly(6.0)
    live.append(fly(10.0))
    print(bare[-1], live[-1], file=sys.stderr)
    lives.feeds.remove(key)
    pump(lambda: not lives.feeds.tasks.running)
for k in (0, 1):
    print("ratio", sorted(b[k] / a[k] for a, b in zip(bare, live)), file=sys.stderr)
window.close()
"""
)

if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(ROOT)
    folder = Path("/tmp/soakwork")
    with broker() as one, ExitStack() as stack:
        if sys.argv[1] == "a":
            process = subprocess.Popen(
                [sys.executable, "-c", PUBLISHER, str(one.port), "10000", "2000"]
            )
        else:
            process = subprocess.Popen(
                [sys.executable, "-c", VEHICLES], stdout=subprocess.PIPE, text=True
            )
            port = process.stdout.readline().strip()
        stack.callback(process.wait)
        stack.callback(process.kill)
        if sys.argv[1] == "a":
            print(python(UPDATES, metropolis(folder, 100_000), str(one.port), "5"))
        else:
            print(python(FLEET, metropolis(folder, 100_000), port, "4"))
