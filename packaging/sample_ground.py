"""The ground of the sample city: terrain, water, roads and rails, as make_sample wants them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from pyproj import Transformer

from city.frame import Frame
from city.terrain import Terrain

CRS = "https://www.opengis.net/def/crs/EPSG/0/7415"
STEP = 5.0  # metres, of the terrain
WEST, SOUTH, EAST, NORTH = 90099.0, 435135.0, 91724.0, 436385.0  # all neighbours and 30 m more
CITY = shapely.box(WEST + 8, SOUTH + 8, EAST - 8, NORTH - 8)

# Metres; the first are on top where two cross. Usual widths, assumed.
ROAD_WIDTHS = {
    "trunk": 8.0,
    "primary": 7.5,
    "secondary": 7.0,
    "tertiary": 6.5,
    "residential": 5.5,
    "pedestrian": 5.0,
    "service": 3.5,
    "cycleway": 2.5,
    "footway": 1.8,
}
RAIL_WIDTH = 2.6
LIFT = 0.1  # metres that a road lies above the terrain, to be seen
WATER_LEVEL = -0.4  # m NAP, the level Delfland keeps its canals at
FREEBOARD = 0.8  # metres from a pond's level up to its lowest bank
WATER_DEPTH = 2.5

Water = tuple[float, shapely.Polygon]
Way = tuple[dict[str, Any], shapely.MultiPolygon]

ROTTERDAM = "Gemeente Rotterdam, 3D Rotterdam, open data (CC0 1.0)"
OSM = "OpenStreetMap contributors (ODbL 1.0)"


# land and water


def terrain(data: Path) -> Terrain:
    """The terrain, continued to the edge of the city with the heights at its own edge."""
    with rasterio.open(data / "layers" / "terrain_derived_5m.tif") as file:
        heights, box = file.read(1), file.bounds
    around = [
        (round((NORTH - box.top) / STEP), round((box.bottom - SOUTH) / STEP)),
        (round((box.left - WEST) / STEP), round((EAST - box.right) / STEP)),
    ]
    heights = np.pad(heights, around, mode="edge")
    return Terrain("land", Frame(), heights, WEST + STEP / 2, NORTH - STEP / 2, (STEP, STEP))


def waters(data: Path, land: Terrain) -> list[Water]:
    """Each water's level and its outline within the city."""
    found = []
    outlines = [outline for _, outline in features(data / "layers" / "water_osm.geojson")]
    # harbours that adjoin are one water; a metre bridges where the map leaves a slit
    joined = shapely.union_all(shapely.buffer(outlines, 0.5, join_style="mitre"))
    for part in parts(shapely.buffer(joined, -0.5, join_style="mitre").intersection(CITY)):
        shore = np.array(shapely.segmentize(part, STEP).exterior.coords)[:, :2]
        bank = float(np.percentile(land.height_at(shore), 5))
        found.append((round(min(WATER_LEVEL, bank - FREEBOARD), 2), part))
    return found


def carved(land: Terrain, water: list[Water]) -> Terrain:
    """The terrain with a bed for each water: it falls to its depth within five metres of the shore.

    Averaged over 25 places of each cell, so that a shore across the grid is no staircase.
    """
    rows, columns = land.heights.shape
    nearby = [(place + 0.5) / 5 - 0.5 for place in range(5)]
    heights = np.zeros((rows, columns))
    for right in nearby:
        for down in nearby:
            x, y = np.meshgrid(
                land.west + STEP * (np.arange(columns) + right),
                land.north - STEP * (np.arange(rows) + down),
            )
            here = land.heights.astype(np.float64)
            for level, outline in water:
                shapely.prepare(outline)
                inside = shapely.contains_xy(outline, x, y)
                way = shapely.distance(outline.boundary, shapely.points(x[inside], y[inside]))
                here[inside] += np.clip(way / 5, 0, 1) * (level - WATER_DEPTH - here[inside])
            heights += here / len(nearby) ** 2
    return Terrain("land", Frame(), heights.astype(np.float32), land.west, land.north, land.step)


def write_terrain(path: Path, land: Terrain) -> None:
    """A GeoTIFF in EPSG:7415 (RD New and NAP), to the centimetre."""
    rows, columns = land.heights.shape
    corner = rasterio.Affine(STEP, 0, WEST, 0, -STEP, NORTH)
    shape = {"driver": "GTiff", "height": rows, "width": columns, "count": 1, "dtype": "float32"}
    how = {"compress": "deflate", "predictor": 3, "zlevel": 9, "crs": "EPSG:7415"}
    with rasterio.open(path, "w", transform=corner, **shape, **how) as file:
        file.write(np.round(land.heights, 2), 1)
        file.update_tags(TIFFTAG_COPYRIGHT=f"Terrain, {ROTTERDAM}; Water, {OSM}")


def water_bodies(water: list[Water]) -> dict[str, Any]:
    """Each water as a level surface."""
    things = []
    for level, outline in water:
        turned = shapely.geometry.polygon.orient(outline)
        rings = [turned.exterior, *turned.interiors]
        flat = [[(x, y, level) for x, y in list(ring.coords)[:-1]] for ring in rings]
        things.append(({"level_nap": level}, [flat]))
    return cityjson("WaterBody", "WaterSurface", things, f"Water, {OSM}")


# roads and rails


def tracks_and_streets(data: Path) -> tuple[list[Way], list[Way]]:
    """What every track and street covers: they nowhere overlap, the wider class is on top."""
    lines = defaultdict(list)
    for facts, line in features(data / "layers" / "rail_osm.geojson"):
        lines[facts["kind"], False].append(line)
    kinds = sorted(kind for kind, _ in lines)
    for facts, line in features(data / "layers" / "roads_osm.geojson"):
        if not facts["tunnel"]:
            lines[facts["class"], facts["bridge"]].append(line)
    tracks: list[Way] = []
    streets: list[Way] = []
    taken = shapely.Polygon()
    for kind in [*kinds, *ROAD_WIDTHS]:
        width = ROAD_WIDTHS.get(kind, RAIL_WIDTH)
        for bridge in (True, False):
            for line in ways(lines[kind, bridge]):
                area = banded(line, width).intersection(CITY)
                free = parts(shapely.difference(area, taken, grid_size=0.01))
                facts = {"class": kind, "width": width, "bridge": bridge}
                found = streets if kind in ROAD_WIDTHS else tracks
                if free:
                    found.append((facts, shapely.MultiPolygon(free)))
                    taken = taken.union(area)
    return tracks, streets


def ways(lines: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Lines that only meet end to end joined, the longest first."""
    joined = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    return sorted((w for w in joined if w.intersects(CITY)), key=lambda w: (-w.length, w.wkb))


def banded(line: shapely.Geometry, width: float) -> shapely.Geometry:
    return shapely.buffer(line, width / 2, quad_segs=3).simplify(0.1)


def draped(
    kind: str,
    areas: list[Way],
    land: Terrain,
    title: str,
) -> dict[str, Any]:
    """Areas as triangles that follow the terrain, no edge longer than ten metres of it."""
    things = []
    for facts, area in areas:
        mesh = shapely.constrained_delaunay_triangles(shapely.segmentize(area, 10))
        faces = []
        for triangle in shapely.get_parts(mesh):
            ring = np.array(shapely.geometry.polygon.orient(triangle).exterior.coords)[:3, :2]
            if triangle.area > 0.001:
                faces.append([np.c_[ring, land.height_at(ring) + LIFT].tolist()])
        things.append((facts, faces))
    return cityjson(kind, "TrafficArea", things, title)


# files


def features(path: Path) -> Iterable[tuple[dict[str, Any], shapely.Geometry]]:
    """The properties and the geometry in EPSG:28992 of everything in a GeoJSON file."""
    to_rd = Transformer.from_crs(4326, 28992, always_xy=True).transform
    for feature in json.loads(path.read_text())["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        yield feature["properties"], shapely.transform(shape, to_rd, interleaved=False)


def parts(area: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of an area, from west to east."""
    polygons = [p for p in shapely.get_parts(area) if p.geom_type == "Polygon" and p.area > 1]
    return sorted(polygons, key=lambda p: p.bounds)


def cityjson(
    kind: str,
    surface: str,
    things: list[tuple[dict[str, Any], list[Any]]],
    title: str,
) -> dict[str, Any]:
    """A CityJSON 2.0 city of one kind of object: its attributes, and polygons of (x, y, z)."""
    index: dict[tuple[int, ...], int] = {}
    corner = np.array([WEST, SOUTH, 0])

    def vertex(place: Any) -> int:
        grid = tuple(int(v) for v in np.round((np.array(place) - corner) * 1000))
        return index.setdefault(grid, len(index))

    objects = {}
    for number, (facts, polygons) in enumerate(things, 1):
        boundaries = [[once([vertex(p) for p in r]) for r in polygon] for polygon in polygons]
        semantics = {"surfaces": [{"type": surface}], "values": [0] * len(boundaries)}
        shape = {"type": "MultiSurface", "lod": "2", "boundaries": boundaries}
        shape["semantics"] = semantics
        objects[f"{kind}-{number}"] = {"type": kind, "attributes": facts, "geometry": [shape]}
    places = np.array(list(index)) / 1000 + corner
    return {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [0.001] * 3, "translate": corner.tolist()},
        "metadata": metadata(places, title),
        "CityObjects": objects,
        "vertices": [list(grid) for grid in index],
    }


def once(ring: list[int]) -> list[int]:
    """A ring without corners that fall together on the millimetre."""
    return [v for k, v in enumerate(ring) if v != ring[k - 1]]


def metadata(places: np.ndarray, title: str) -> dict[str, Any]:
    extent = np.round([*places.min(0), *places.max(0)], 3).tolist()
    return {"geographicalExtent": extent, "referenceSystem": CRS, "title": title}


def write(path: Path, city: dict[str, Any]) -> None:
    path.write_text(json.dumps(city, separators=(",", ":"), ensure_ascii=False) + "\n")
