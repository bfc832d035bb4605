"""The same city in a web page: 3d-tiles-renderer and three.js, in headless Chromium without a GPU.

Chromium comes from Debian, the libraries from npm; both go where the bench keeps its peers, and
never into the program.
"""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city import store
from city.model import City
from tests.bench.measure import Row, python
from tests.bench.metropolis import metropolis

BUILDINGS = 100_000
PACKAGES = ("three@0.187.0", "3d-tiles-renderer@0.5.3")
PAGE = Path(__file__).with_name("web_peer.html")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-vsync",
    "--disable-frame-rate-limit",
    "--window-size=1280,800",
    "--disable-dev-shm-usage",
)
ALONG = 1000  # objects in a tile
PATIENCE = 300  # seconds

OURS = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.on_the_table import Layer
from app.tasks import Tasks
from app.viewport import Viewport
from city import store
app = QApplication([])
tasks = Tasks()
viewport = Viewport(tasks)
viewport.resize(1280, 800)
viewport.show()
begin = time.perf_counter()
city = store.read(Path(sys.argv[1]))
arrived = []
layer = Layer("city", "City", "Buildings", city, "Buildings")
viewport.show_layer(layer, lambda: arrived.append(time.perf_counter()))
while not arrived:
    app.processEvents()
    time.sleep(0.001)
drawn = []
viewport.drawn.connect(drawn.append)
viewport.start()
while not drawn:
    app.processEvents()
figures["first"] = time.perf_counter() - begin
while viewport.busy:
    app.processEvents()
    time.sleep(0.001)
figures["opened"] = time.perf_counter() - begin
focus, turns, done = viewport.focus, 40, 0
begin = time.perf_counter()
while done < turns:
    if not viewport._frame.isActive():
        viewport.turn(2.0, 0.0, focus)
        done += 1
    app.processEvents()
figures["fps"] = turns / (time.perf_counter() - begin)
viewport.close_scene()
tasks.close()
"""


def rows(folder: Path) -> Iterator[Row]:
    """The frame rate while the city turns, and the time to open it, ours and the page's."""
    stored = metropolis(folder, BUILDINGS)
    site = folder / "web"
    prepare(site, store.read(stored))
    ours, page = python(OURS, stored), visit(site)
    yield Row(
        "100,000 buildings, turning",
        ours["fps"],
        page["fps"],
        "3d-tiles-renderer in Chromium",
        "at least 2 times",
        ours["fps"] / page["fps"],
        2.0,
        "higher",
        "fps",
    )
    yield Row(
        "100,000 buildings, opened",
        ours["opened"],
        page["opened"],
        "3d-tiles-renderer in Chromium",
        "sooner",
        ours["opened"] / page["opened"],
        1.0,
        "lower",
        "s",
    )


def prepare(site: Path, city: City) -> None:
    """Put the page, its libraries and the city's tiles into a folder."""
    site.mkdir(exist_ok=True)
    (site / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=site, check=True, capture_output=True, timeout=PATIENCE)
    shutil.copy(PAGE, site / "index.html")
    children = [
        tile for first in range(0, len(city.objects), ALONG) if (tile := _tile(site, city, first))
    ]
    low = np.min([box[0] for box, _ in children], axis=0)
    high = np.max([box[1] for box, _ in children], axis=0)
    root = {
        "boundingVolume": {"box": _box(low, high)},
        "geometricError": 1000,
        "refine": "ADD",
        "children": [
            {
                "boundingVolume": {"box": _box(*box)},
                "geometricError": 0,
                "content": {"uri": name},
            }
            for box, name in children
        ],
    }
    tileset = {"asset": {"version": "1.1"}, "geometricError": 10_000, "root": root}
    (site / "tileset.json").write_text(json.dumps(tileset))


def _tile(site: Path, city: City, first: int) -> tuple[NDArray[np.float64], str] | None:
    """Write the triangles of some objects that lie together as one GLB; its box and its name."""
    (shapes,) = city.shapes.values()
    ends = shapes.object_shapes[[first, min(first + ALONG, len(city.objects))]]
    begin, end = shapes.polygon_triangles[shapes.shape_polygons[ends]]
    corners = shapes.points[shapes.triangles[begin:end].ravel()].reshape(-1, 3, 3)
    if not len(corners):
        return None
    box = np.stack([corners.min((0, 1)), corners.max((0, 1))])
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    middle = box.mean(0)
    points = _upright((corners - middle).reshape(-1, 3)).astype("<f4")
    bytes_ = np.zeros((len(points), 4), np.int8)
    bytes_[:, :3] = np.round(_upright(normals.repeat(3, axis=0)) * 127)
    name = f"{first}.glb"
    (site / name).write_bytes(_glb(points, bytes_, _upright(middle[None])[0]))
    return box, name


def _upright(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """From z up, as in 3D Tiles, to y up, as in glTF."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def _glb(points: NDArray[Any], normals: NDArray[np.int8], middle: NDArray[np.floating]) -> bytes:
    """Flat triangles as glTF 2.0, normals of one byte each (KHR_mesh_quantization)."""
    data = points.tobytes() + normals.tobytes()
    count, half = len(points), points.nbytes
    model = {
        "asset": {"version": "2.0"},
        "extensionsUsed": ["KHR_mesh_quantization"],
        "extensionsRequired": ["KHR_mesh_quantization"],
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "translation": middle.tolist()}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.91, 0.89, 0.86, 1]}}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": count,
                "type": "VEC3",
                "min": points.min(0).tolist(),
                "max": points.max(0).tolist(),
            },
            {
                "bufferView": 1,
                "componentType": 5120,
                "normalized": True,
                "count": count,
                "type": "VEC3",
            },
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": half, "target": 34962},
            {
                "buffer": 0,
                "byteOffset": half,
                "byteLength": normals.nbytes,
                "byteStride": 4,
                "target": 34962,
            },
        ],
        "buffers": [{"byteLength": len(data)}],
    }
    text = json.dumps(model).encode()
    text += b" " * (-len(text) % 4)
    whole = 12 + 8 + len(text) + 8 + len(data)
    head = struct.pack("<4sII", b"glTF", 2, whole) + struct.pack("<I4s", len(text), b"JSON")
    return head + text + struct.pack("<I4s", len(data), b"BIN\0") + data


def _box(low: NDArray[np.floating], high: NDArray[np.floating]) -> list[float]:
    """A box as 3D Tiles has it: its middle and its three half axes."""
    half = (high - low) / 2
    return [*((low + high) / 2).tolist(), half[0], 0, 0, 0, half[1], 0, 0, 0, half[2]]


class _Site(SimpleHTTPRequestHandler):
    """Serves a folder, and takes in what the page has measured."""

    def __init__(self, *given: Any, heard: list[Any], came: threading.Event, **more: Any) -> None:
        self._heard, self._came = heard, came
        super().__init__(*given, **more)

    def do_POST(self) -> None:
        self._heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
        self._came.set()

    def log_message(self, *_: Any) -> None:
        pass


def visit(site: Path) -> dict[str, Any]:
    """What the page measures in Chromium; RuntimeError with what it said when it could not."""
    browser = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if browser is None:
        raise RuntimeError("the bench needs Chromium (Debian: apt-get install chromium)")
    heard: list[Any] = []
    came = threading.Event()
    handler = partial(_Site, directory=str(site), heard=heard, came=came)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/index.html"
        profile = site / "profile"
        command = [browser, *FLAGS, f"--user-data-dir={profile}", address]
        page = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not came.wait(PATIENCE):
                raise RuntimeError(f"the page measured nothing within {PATIENCE} seconds")
        finally:
            page.terminate()
            page.wait(10)
            server.shutdown()
            shutil.rmtree(profile, ignore_errors=True)
    found: dict[str, Any] = heard[0]
    if "error" in found:
        raise RuntimeError(f"the page failed: {found['error']}")
    return found
