"""The rides of the demonstration's trams and buses: along the rails and streets of the sample city.

A line goes from one end to the other and back, again and again; its round takes a whole part of
the recording, so that the recording can be played in a loop without a jump.
"""

from __future__ import annotations

import heapq
import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from pyproj import Transformer
from sample_ground import CITY, EAST, NORTH, SOUTH, WEST, features

AGENCY = "Maquette, invented for the demonstration"
STEP = 1.0  # metres between the places of a path
CORNER = 12  # metres along which a corner is rounded
SIDE = 1.6  # metres that a bus keeps to the right
DWELL = 18.0  # seconds at a stop
FASTEST = {"tram": 11.0, "bus": 10.0}  # m/s
PUSH, TURN = 0.9, 1.1  # m/s2 along the way and across it: what standing passengers bear
GTFS_MODES = {"tram": 0, "bus": 3}

Graph = dict[tuple[float, float], dict[tuple[float, float], shapely.LineString]]


@dataclass(frozen=True)
class Line:
    """A line: its path there and back as (n, 2) metres in RD New, and when a vehicle is where.

    seconds: (n,) since the round began; less than `round`. stops: rows of the path.
    """

    mode: str
    name: str
    colour: str
    vehicles: int
    round: float
    path: np.ndarray
    seconds: np.ndarray
    stops: list[int]

    def at(self, seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(m, 2) places and (m,) degrees clockwise from north, at moments of the round."""
        moment = seconds % self.round
        along = np.interp(moment, self.seconds, np.arange(len(self.path)))
        rows = np.arange(len(self.path))
        place = np.stack([np.interp(along, rows, self.path[:, axis]) for axis in (0, 1)], axis=1)
        way = np.roll(self.path, -3, 0) - np.roll(self.path, 3, 0)
        ahead = way[np.round(along).astype(int) % len(way)]
        return place, np.degrees(np.arctan2(ahead[:, 0], ahead[:, 1])) % 360


def lines(data: Path, span: float) -> list[Line]:
    """All lines; their rounds divide `span` seconds."""
    rails = _graph([line for _, line in features(data / "layers" / "rail_osm.geojson")])
    main = ("primary", "secondary", "tertiary")
    streets = _graph(
        [
            line
            for facts, line in features(data / "layers" / "roads_osm.geojson")
            if facts["class"] in main and not facts["tunnel"]
        ]
    )
    return [
        _line("tram", "T1", "C0392B", 4, rails, (WEST, SOUTH), (EAST, NORTH), span),
        _line("tram", "T2", "8E44AD", 4, rails, (WEST, NORTH), (EAST, SOUTH), span),
        _line("bus", "B1", "2471A3", 6, streets, (WEST, SOUTH), (EAST, NORTH), span),
        _line("bus", "B2", "138D75", 6, streets, (WEST + 400, NORTH), (EAST, SOUTH), span),
        _line("bus", "B3", "B9770E", 5, streets, ((WEST + EAST) / 2, NORTH), (WEST, SOUTH), span),
    ]


def _graph(ways: list[shapely.LineString]) -> Graph:
    graph: Graph = defaultdict(dict)
    whole = shapely.union_all(ways).intersection(CITY)
    for way in sorted(shapely.get_parts(shapely.line_merge(whole)), key=lambda way: way.wkb):
        first, last = (tuple(np.round(way.coords[end], 1).tolist()) for end in (0, -1))
        if first != last:
            graph[first][last] = way
            graph[last][first] = way.reverse()
    return graph


def _line(
    mode: str,
    name: str,
    colour: str,
    vehicles: int,
    graph: Graph,
    start: tuple[float, float],
    end: tuple[float, float],
    span: float,
) -> Line:
    nodes = _reached(graph, max(graph, key=lambda node: len(_reached(graph, node))))
    first, last = (
        min(nodes, key=lambda node: np.hypot(*np.subtract(node, to))) for to in (start, end)
    )
    there = _shortest(graph, first, last, set())
    back = _shortest(graph, last, first, {frozenset(pair) for pair in pairwise(there)})
    ways = [_walk(graph, nodes_of) for nodes_of in (there, back)]
    path, stops = _path(ways, SIDE if mode == "bus" else 0.0)
    seconds = _ride(path, stops, FASTEST[mode])
    round_ = next(span / n for n in range(9, 0, -1) if span / n > seconds[-1] + DWELL)
    return Line(mode, name, colour, vehicles, round_, path, seconds, stops)


def _reached(graph: Graph, start: tuple[float, float]) -> set[tuple[float, float]]:
    seen, open_ = {start}, [start]
    while open_:
        new = [node for node in graph[open_.pop()] if node not in seen]
        seen.update(new)
        open_.extend(new)
    return seen


def _shortest(
    graph: Graph,
    start: tuple[float, float],
    end: tuple[float, float],
    used: set[frozenset[tuple[float, float]]],
) -> list[tuple[float, float]]:
    """The nodes of the shortest way; what is used already counts double, for there may be another
    track for the way back."""
    best = {start: (0.0, start)}
    heap = [(0.0, start)]
    while heap:
        so_far, node = heapq.heappop(heap)
        if node == end:
            break
        for next_, way in graph[node].items():
            far = so_far + way.length * (2 if frozenset((node, next_)) in used else 1)
            if next_ not in best or far < best[next_][0]:
                best[next_] = (far, node)
                heapq.heappush(heap, (far, next_))
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(best[nodes[-1]][1])
    return nodes[::-1]


def _walk(graph: Graph, nodes: list[tuple[float, float]]) -> np.ndarray:
    parts = [np.array(graph[a][b].coords) for a, b in pairwise(nodes)]
    return np.concatenate(parts)


def _path(ways: list[np.ndarray], side: float) -> tuple[np.ndarray, list[int]]:
    """The ways one after the other in steps of a metre, corners rounded; and the stops' rows."""
    pieces, stops = [], [0]
    for way in ways:
        line = shapely.LineString(way)
        count = max(2, round(line.length / STEP))
        even = shapely.get_coordinates(line.interpolate(np.linspace(0, 1, count), normalized=True))
        pad = np.pad(even, ((CORNER // 2, CORNER // 2), (0, 0)), mode="edge")
        smooth = np.stack(
            [np.convolve(pad[:, a], np.ones(CORNER + 1) / (CORNER + 1), "valid") for a in (0, 1)],
            axis=1,
        )
        along = np.gradient(smooth, axis=0)
        right = np.stack([along[:, 1], -along[:, 0]], axis=1)
        right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-9)
        begin = sum(len(piece) for piece in pieces)
        halts = max(1, round(len(smooth) / 350))
        stops += [begin + round(len(smooth) * n / halts) - 1 for n in range(1, halts + 1)]
        pieces.append(smooth + side * right)
    return np.concatenate(pieces), stops


def _ride(path: np.ndarray, stops: list[int], fastest: float) -> np.ndarray:
    """(n,) seconds at each place: as fast as corners, stops and passengers allow."""
    step = np.linalg.norm(np.diff(path, axis=0), axis=1)
    way = np.unwrap(np.arctan2(*np.gradient(path, axis=0).T))
    bend = np.abs(np.gradient(way)) / STEP
    speed = np.minimum(fastest, np.sqrt(TURN / np.maximum(bend, 1e-6)))
    speed = np.maximum(speed, 1.5)
    speed[stops] = 0
    for rows in (range(1, len(path)), range(len(path) - 2, -1, -1)):
        back = 1 if rows.step == 1 else -1
        for row in rows:
            along = step[min(row, row - back)]
            speed[row] = min(speed[row], np.sqrt(speed[row - back] ** 2 + 2 * PUSH * along))
    taken = step / np.maximum((speed[1:] + speed[:-1]) / 2, 0.3)
    seconds = np.concatenate([[0.0], np.cumsum(taken)])
    for stop in stops[1:-1]:
        seconds[stop + 1 :] += DWELL
    return seconds


def gtfs(found: list[Line]) -> bytes:
    """The lines as a static GTFS: a trip for each vehicle, again and again by frequency."""
    to_degrees = Transformer.from_crs(28992, 4326, always_xy=True).transform
    tables: dict[str, list[str]] = {
        "agency.txt": [
            "agency_id,agency_name,agency_url,agency_timezone",
            f'maquette,"{AGENCY}",https://example.org/maquette,Europe/Amsterdam',
        ],
        "feed_info.txt": [
            "feed_publisher_name,feed_publisher_url,feed_lang",
            f'"{AGENCY}",https://example.org/maquette,en',
        ],
        "calendar.txt": [
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "daily,1,1,1,1,1,1,1,20260101,20991231",
        ],
        "routes.txt": [
            "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color"
        ],
        "trips.txt": ["route_id,service_id,trip_id,shape_id"],
        "stops.txt": ["stop_id,stop_name,stop_lat,stop_lon"],
        "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"],
        "frequencies.txt": ["trip_id,start_time,end_time,headway_secs,exact_times"],
        "shapes.txt": ["shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence"],
    }
    for line in found:
        tables["routes.txt"].append(
            f"{line.name},maquette,{line.name},{line.mode.title()} {line.name} (invented),"
            f"{GTFS_MODES[line.mode]},{line.colour},FFFFFF"
        )
        _add_shape(tables, line, to_degrees)
        for vehicle in range(1, line.vehicles + 1):
            _add_trip(tables, line, f"{line.name}-{vehicle}")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, rows in tables.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # the same bytes wherever this runs
            file.writestr(entry, "\n".join(rows) + "\n", zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _add_shape(tables: dict[str, list[str]], line: Line, to_degrees: object) -> None:
    simple = shapely.get_coordinates(shapely.LineString(line.path).simplify(0.5))
    for number, place in enumerate(simple):
        east, north = to_degrees(*place)
        tables["shapes.txt"].append(f"{line.name},{north:.6f},{east:.6f},{number}")
    for number, row in enumerate(line.stops):
        east, north = to_degrees(*line.path[row])
        tables["stops.txt"].append(
            f"{line.name}-stop-{number},Stop {number + 1} of {line.name},{north:.6f},{east:.6f}"
        )


def _add_trip(tables: dict[str, list[str]], line: Line, trip: str) -> None:
    tables["trips.txt"].append(f"{line.name},daily,{trip},{line.name}")
    tables["frequencies.txt"].append(f"{trip},00:00:00,24:00:00,{line.round:.0f},0")
    for number, row in enumerate(line.stops):
        arrival = line.seconds[row]
        leaving = arrival + (DWELL if 0 < number < len(line.stops) - 1 else 0)
        tables["stop_times.txt"].append(
            f"{trip},{_clock(arrival)},{_clock(leaving)},{line.name}-stop-{number},{number}"
        )


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
