"""One process as an OGC API offers it (OGC 18-062r2, Part 1): the area around what was drawn."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import shapely
from pyproj import Transformer

from importers.live.feed import now
from importers.live.replay.exchange import Asked, Problem, Reply, iso, told

MOST = 100  # jobs that are remembered
CORNERS = 10_000
FARTHEST = 10_000.0  # metres
ERRORS = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
CONFORMANCE = [
    f"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{part}"
    for part in ("core", "ogc-process-description", "json", "job-list", "dismiss")
]
SUMMARY = {
    "id": "surroundings",
    "title": "The area around what was drawn",
    "description": "All places within a distance of a point, a line or an area.",
    "version": "1.0.0",
    "jobControlOptions": ["sync-execute", "async-execute", "dismiss"],
    "outputTransmission": ["value"],
}
DESCRIPTION = SUMMARY | {
    "inputs": {
        "geometry": {
            "title": "What was drawn",
            "description": "A geometry of GeoJSON, in degrees east and north (WGS 84).",
            "schema": {
                "allOf": [
                    {"format": "geojson-geometry"},
                    {"$ref": "https://geojson.org/schema/Geometry.json"},
                ]
            },
        },
        "distance": {
            "title": "Distance",
            "description": "Metres around it.",
            "schema": {"type": "number", "minimum": 0, "maximum": FARTHEST, "default": 50},
        },
    },
    "outputs": {
        "area": {
            "title": "The area",
            "schema": {
                "allOf": [
                    {"format": "geojson-geometry"},
                    {"$ref": "https://geojson.org/schema/Geometry.json"},
                ]
            },
        },
        "size": {"title": "Its size, in square metres", "schema": {"type": "number"}},
    },
}


class Processes:
    """Runs the process, at once or as a job on a thread of its own."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._jobs: dict[str, tuple[str, Future[dict[str, Any]]]] = {}
        self._worker = ThreadPoolExecutor(1, "replay process")

    def close(self) -> None:
        self._worker.shutdown(cancel_futures=True)

    def answer(self, asked: Asked) -> Reply:
        parts = asked.path.split("/") if asked.path else []
        match asked.method, parts:
            case "GET", []:
                return told(self._landing())
            case "GET", ["conformance"]:
                return told({"conformsTo": CONFORMANCE})
            case "GET", ["processes"]:
                return told({"processes": [SUMMARY], "links": [self._link("processes", "self")]})
            case "GET", ["processes", id]:
                _known(id)
                run = f"processes/{id}/execution"
                link = self._link(run, "http://www.opengis.net/def/rel/ogc/1.0/execute")
                return told(DESCRIPTION | {"links": [link]})
            case "POST", ["processes", id, "execution"]:
                _known(id)
                return self._run(asked)
            case _, ["jobs", *rest]:
                return self._job(asked.method, rest)
        raise Problem(404, f"there is nothing at {asked.path[:200]}", "about:blank")

    def _link(self, path: str, relation: str) -> dict[str, str]:
        return {"href": f"{self._home}/{path}", "rel": relation, "type": "application/json"}

    def _landing(self) -> dict[str, Any]:
        relations = "http://www.opengis.net/def/rel/ogc/1.0/"
        return {
            "title": "A process for the demonstration",
            "description": "It works on this machine, on what is sent to it.",
            "links": [
                self._link("", "self"),
                self._link("conformance", f"{relations}conformance"),
                self._link("processes", f"{relations}processes"),
                self._link("jobs", f"{relations}job-list"),
            ],
        }

    def _run(self, asked: Asked) -> Reply:
        data = asked.data()
        inputs = data.get("inputs") if isinstance(data, dict) else None
        shape, distance = _inputs(inputs if isinstance(inputs, dict) else {})
        if "respond-async" not in asked.headers.get("prefer", ""):
            return told(surroundings(shape, distance))
        id = secrets.token_hex(8)
        with self._lock:
            self._jobs[id] = (_moment(), self._worker.submit(surroundings, shape, distance))
            while len(self._jobs) > MOST:
                del self._jobs[next(iter(self._jobs))]
            status = self._status(id)
        location = f"{self._home}/jobs/{id}"
        return told(status, 201, Location=location, Preference_Applied="respond-async")

    def _job(self, method: str, rest: list[str]) -> Reply:
        with self._lock:
            if method == "GET" and not rest:
                jobs = [self._status(id) for id in self._jobs]
                return told({"jobs": jobs, "links": [self._link("jobs", "self")]})
            id = rest[0] if rest else ""
            if id not in self._jobs:
                raise Problem(404, f"there is no job {id[:100]}", f"{ERRORS}no-such-job")
            if method == "DELETE" and len(rest) == 1:
                self._jobs[id][1].cancel()
                status = self._status(id) | {"status": "dismissed"}
                del self._jobs[id]
                return told(status)
            if method == "GET" and len(rest) == 1:
                return told(self._status(id))
            if method == "GET" and rest[1:] == ["results"]:
                return self._results(id)
        raise Problem(404, "a job has results, and nothing else", "about:blank")

    def _results(self, id: str) -> Reply:
        work = self._jobs[id][1]
        if not work.done():
            raise Problem(404, "this job is not done yet", f"{ERRORS}result-not-ready")
        return told(work.result())

    def _status(self, id: str) -> dict[str, Any]:
        created, work = self._jobs[id]
        status = "successful" if work.done() else "running" if work.running() else "accepted"
        told_ = {
            "jobID": id,
            "processID": SUMMARY["id"],
            "type": "process",
            "status": status,
            "progress": 100 if work.done() else 0,
            "created": created,
            "links": [self._link(f"jobs/{id}", "self")],
        }
        if work.done():
            relation = "http://www.opengis.net/def/rel/ogc/1.0/results"
            told_["links"] = [
                self._link(f"jobs/{id}", "self"),
                self._link(f"jobs/{id}/results", relation),
            ]
        return told_


def surroundings(shape: shapely.Geometry, distance: float) -> dict[str, Any]:
    """All places within so many metres of a geometry in degrees, as GeoJSON, and how large it is.

    Measured in an azimuthal equidistant projection about its middle.
    """
    middle = shape.centroid
    flat = f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +ellps=WGS84"
    there = Transformer.from_crs(4326, flat, always_xy=True).transform
    back = Transformer.from_crs(flat, 4326, always_xy=True).transform
    area = shapely.buffer(shapely.transform(shape, there, interleaved=False), distance)
    drawn = shapely.set_precision(shapely.transform(area, back, interleaved=False), 1e-7)
    return {"area": shapely.geometry.mapping(drawn), "size": round(float(area.area), 1)}


def _inputs(inputs: Mapping[str, Any]) -> tuple[shapely.Geometry, float]:
    geometry = inputs.get("geometry")
    if isinstance(geometry, dict) and isinstance(geometry.get("value"), dict):
        geometry = geometry["value"]  # a qualified value
    try:
        shape = shapely.geometry.shape(geometry)
    except Exception as fault:  # shapely raises what its parts raise
        raise Problem(400, "the input geometry is no geometry of GeoJSON") from fault
    if shape.is_empty or shapely.get_num_coordinates(shape) > CORNERS:
        raise Problem(400, f"the input geometry is empty, or has over {CORNERS:,} corners")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -85 <= south <= north <= 85):
        raise Problem(400, "the input geometry is not in degrees east and north")
    distance = inputs.get("distance", 50)
    is_number = isinstance(distance, (int, float)) and not isinstance(distance, bool)
    if not is_number or not 0 <= distance <= FARTHEST:
        raise Problem(400, f"the input distance is a number of metres up to {FARTHEST:,.0f}")
    return shape, float(distance)


def _known(id: str) -> None:
    if id != SUMMARY["id"]:
        raise Problem(404, f"there is no process {id[:100]}", f"{ERRORS}no-such-process")


def _moment() -> str:
    return iso(int(now().astype("int64")))
