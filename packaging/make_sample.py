"""Make the sample city in assets/sample/ from the open data of Rotterdam Delfshaven.

    python packaging/make_sample.py DATA/demo-rotterdam [assets/sample]

The same data give the same files. What is done to them, and why:

- Heights. The district's ground faces and wall feet lie at z = 0 while its roofs are in metres
  above NAP; they are put on the ground (attribute TerrainHeight), or a little lower where the
  terrain under the building is lower, so that nothing floats. Photos are cut at the new foot.
- Photos. Only what some facade or roof shows of a picture is kept, the rest is plain grey.
- Terrain. It is continued to the edge of the city, and lowered under the water.
- Roads, rails and water. Lines become surfaces of a usual width, the wider one on top, and lie on
  the terrain; tunnels are left out.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from PIL import Image, ImageDraw
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
SHRINK = 0.8  # of the photos, whose pixels are 10 cm or less
QUALITY = 70

Water = tuple[float, shapely.Polygon]
Way = tuple[dict[str, Any], shapely.MultiPolygon]

ROTTERDAM = "Gemeente Rotterdam, 3D Rotterdam, open data (CC0 1.0)"
OSM = "OpenStreetMap contributors (ODbL 1.0)"


def main(data: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    land = terrain(data)
    water = waters(data, land)
    ground = carved(land, water)
    write_terrain(out / "terrain.tif", ground)
    write(out / "district.city.json", district(data, ground))
    photos(data, out)
    write(out / "neighbours.city.json", neighbours(data))
    write(out / "water.city.json", water_bodies(water))
    tracks, streets = tracks_and_streets(data)
    write(out / "rail.city.json", draped("Railway", tracks, land, f"Rail, {OSM}"))
    write(out / "roads.city.json", draped("Road", streets, land, f"Roads, {OSM}"))
    print(f"{len(streets)} streets, {len(tracks)} tracks, {len(water)} waters")


# buildings


def district(data: Path, land: Terrain) -> dict[str, Any]:
    """The textured buildings, put on the ground."""
    city = json.loads((data / "delfshaven_lod2.city.json").read_text())
    scale, corner = city["transform"]["scale"], city["transform"]["translate"]
    source = np.array(city["vertices"]) * scale + corner
    photo = np.array(city["appearance"]["vertices-texture"])
    places, pictures = [], []
    first = 0
    for thing in city["CityObjects"].values():
        for geometry in thing["geometry"]:
            faces = geometry["boundaries"]
            # neighbours share corners, and stand on different ground: each gets its own
            corners, number = np.unique(
                [v for f in faces for r in f for v in r], return_inverse=True
            )
            before = source[corners]
            after = on_ground(before, thing["attributes"]["TerrainHeight"], land)
            places.append(after)
            walk = iter(number.tolist())
            faces = [[[next(walk) for _ in ring] for ring in face] for face in faces]
            geometry["boundaries"] = [[[first + v for v in r] for r in f] for f in faces]
            first += len(corners)
            for look in geometry["texture"].values():
                for face, shown in zip(faces, look["values"], strict=True):
                    if shown[0][0] is not None:
                        pictures.extend(cut_photo(photo, before, after, face, shown, len(pictures)))
    grid = np.round((np.concatenate(places) - corner) / scale).astype(int)
    city["vertices"] = grid.tolist()
    city["appearance"]["vertices-texture"] = np.round(pictures, 4).tolist()
    city["metadata"] = metadata(grid * scale + corner, f"Delfshaven with photos, {ROTTERDAM}")
    return city


def on_ground(places: np.ndarray, ground: float, land: Terrain) -> np.ndarray:
    """A building's corners, those at z = 0 moved to its ground, and never above its others."""
    foot = places[:, 2] == 0
    below = float(land.height_at(places[foot, :2]).min())
    # some sheds have roofs below the ground that the survey names: they keep half a metre of wall
    placed = places.copy()
    placed[foot, 2] = min(ground, below, float(places[~foot, 2].min()) - 0.5)
    return placed


def cut_photo(
    photo: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    face: list[list[int]],
    shown: list[list[int]],
    first: int,
) -> list[list[float]]:
    """The texture coordinates of a face whose foot went up: its photo cut there, not squeezed.

    Numbers them anew in `shown`, from `first` on.
    """
    corners = np.array([v for ring in face for v in ring])
    uv = photo[[t for ring in shown for t in ring[1:]]]
    for ring in shown:
        ring[1:] = range(first, first + len(ring) - 1)
        first += len(ring) - 1
    raised = after[corners, 2] > before[corners, 2]
    known = before[corners] - before[corners[0]]
    if raised.any() and np.linalg.matrix_rank(known, 1e-3) == 2:
        slope = np.linalg.lstsq(known, uv - uv[0], rcond=1e-6)[0]
        uv[raised] += ((after - before)[corners] @ slope)[raised]
    return np.clip(uv, 0, 1).tolist()


def photos(data: Path, out: Path) -> None:
    """The textures as smaller JPEG files, plain grey where no surface shows them."""
    city = json.loads((out / "district.city.json").read_text())
    pictures = np.array(city["appearance"]["vertices-texture"])
    shown = defaultdict(list)
    for thing in city["CityObjects"].values():
        for geometry in thing["geometry"]:
            for faces in geometry["texture"].values():
                for ring in (ring for polygon in faces["values"] for ring in polygon):
                    if ring[0] is not None:
                        shown[ring[0]].append(pictures[ring[1:]])
    (out / "appearances").mkdir(exist_ok=True)
    for number, texture in enumerate(city["appearance"]["textures"]):
        photo = Image.open(data / texture["image"]).convert("RGB")
        size = (round(photo.width * SHRINK), round(photo.height * SHRINK))
        small = np.array(photo.resize(size, Image.Resampling.LANCZOS))
        small[~seen(shown[number], size)] = 126
        how = {"quality": QUALITY, "optimize": True, "progressive": True}
        Image.fromarray(small).save(out / texture["image"], "JPEG", **how)


def seen(rings: list[np.ndarray], size: tuple[int, int]) -> np.ndarray:
    """(height, width) bool: the JPEG blocks of a picture that any of these rings shows."""
    width, height = size
    block = 16
    mask = Image.new("L", (-(-width // block) * block, -(-height // block) * block))
    pen = ImageDraw.Draw(mask)
    for uv in rings:
        line = [(u * width, (1 - v) * height) for u, v in uv.tolist()]
        pen.polygon(line, fill=255)
        pen.line([*line, line[0]], fill=255, width=7)  # neighbouring pixels blend in a small view
    blocks = np.array(mask).reshape(mask.height // block, block, mask.width // block, block)
    full = blocks.any((1, 3)).repeat(block, 0).repeat(block, 1)
    return full[:height, :width]


def neighbours(data: Path) -> dict[str, Any]:
    """The buildings around, as they are."""
    city = json.loads((data / "context_3dbag_roofs.city.json").read_text())
    places = np.array(city["vertices"]) * city["transform"]["scale"]
    places = places + city["transform"]["translate"]
    title = "Neighbours of Delfshaven, 3DBAG by the 3D geoinformation group, TU Delft (CC BY 4.0)"
    city["metadata"] = metadata(places, title)
    return city


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
        file.update_tags(
            TIFFTAG_IMAGEDESCRIPTION=f"Terrain of Delfshaven, derived from {ROTTERDAM}; {OSM}"
        )


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
        boundaries = [[[vertex(p) for p in ring] for ring in polygon] for polygon in polygons]
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


def metadata(places: np.ndarray, title: str) -> dict[str, Any]:
    extent = np.round([*places.min(0), *places.max(0)], 3).tolist()
    return {"geographicalExtent": extent, "referenceSystem": CRS, "title": title}


def write(path: Path, city: dict[str, Any]) -> None:
    path.write_text(json.dumps(city, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    assets = Path(__file__).parents[1] / "assets" / "sample"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else assets)
