"""How long a large broker takes to load, beside a client that only downloads and parses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import Row, python
from tests.shared import ROOT

ENTITIES = 100_000
TIMES = 1.3  # as long as the bare client at most
THINKING = (0.02, 0.0)  # seconds that the broker takes for a page of 1,000; none is hardly real

# A broker in a process of its own: entities with four numbers, a place and a name, made before.
SERVER = """
import json, random, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
count, thinking = int(sys.argv[1]), float(sys.argv[2])
chance = random.Random(1)
def number(most, unit, at):
    value = round(chance.random() * most, 1)
    return {"type": "Property", "value": value, "unitCode": unit, "observedAt": at}
def entity(row):
    at = f"2026-11-22T03:{row % 60:02}:{row // 60 % 60:02}Z"
    place = [round(4.3 + chance.random() / 5, 6), round(50.8 + chance.random() / 10, 6)]
    return {
        "id": f"urn:ngsi-ld:AirQualityObserved:{row:06}",
        "type": "AirQualityObserved",
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": place}},
        "name": {"type": "Property", "value": f"Station {row}"},
        "dateObserved": {"type": "Property", "value": {"@type": "DateTime", "@value": at}},
        "pm25": number(50, "GQ", at), "no2": number(100, "GQ", at),
        "temperature": number(30, "CEL", at), "relativeHumidity": number(1, "C62", at),
    }
rows = [json.dumps(entity(row)).encode() for row in range(count)]
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        start = int(asked["offset"][0])
        body = b"[" + b",".join(rows[start : start + int(asked["limit"][0])]) + b"]"
        time.sleep(thinking)
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("NGSILD-Results-Count", str(count))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""

LOAD = """
import httpx2, orjson
from statistics import median
from city.progress import Progress
from importers.live.opening import open_feed
from importers.live.web import Web
from importers.report import Report
port, count = sys.argv[1:3]
address = f"http://127.0.0.1:{port}/ngsi-ld/v1/entities?type=AirQualityObserved"
def bare():
    with httpx2.Client() as client:
        for start in range(0, int(count), 1000):
            orjson.loads(client.get(f"{address}&limit=1000&offset={start}").content)
def ours():
    with Web(address) as web:
        read = open_feed(address, web, Report(), Progress()).read(Progress())
        assert sum(map(len, read)) == 4 * int(count)
seconds = {bare: [], ours: []}
for _ in range(5):  # in turn: the machine's noise falls on both
    for work in (bare, ours):
        start = time.perf_counter()
        work()
        seconds[work].append(time.perf_counter() - start)
figures["bare"], figures["ours"] = median(seconds[bare]), median(seconds[ours])
"""


def rows(folder: Path) -> Iterator[Row]:
    """The rows of this group."""
    for thinking in THINKING:
        with TemporaryDirectory(dir=folder) as scratch:
            script = Path(scratch) / "server.py"
            script.write_text(SERVER)
            command = [sys.executable, str(script), str(ENTITIES), str(thinking)]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                assert server.stdout is not None
                port = server.stdout.readline().strip()
                os.environ["PYTHONPATH"] = str(ROOT)
                told = python(LOAD, port, str(ENTITIES))
            finally:
                server.kill()
                server.wait()
                server.stdout.close()
        yield Row(
            f"first load of 100,000 entities, {thinking * 1000:.0f} ms a page",
            told["ours"],
            told["bare"],
            "a client that parses only",
            "",
            told["ours"] / told["bare"],
            TIMES,
            "lower",
            "s",
        )
