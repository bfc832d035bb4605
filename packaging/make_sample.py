"""Make the sample city in assets/sample/ from the open data of Rotterdam Delfshaven.

    python packaging/make_sample.py DATA/demo-rotterdam [assets/sample]

The same data give the same files. What is done to them, and why:

- Heights. The district's ground faces and wall feet lie at z = 0 while its roofs are in metres
  above NAP; they are put on the ground (attribute TerrainHeight), or a little lower where the
  terrain under the building is lower, so that nothing floats. Photos are cut at the new foot.
- Faces without an area and corners that repeat are left out.
- Photos. Only what some facade or roof shows of a picture is kept, the rest is plain grey.
- Terrain. It is continued to the edge of the city, and lowered under the water.
- Roads, rails and water. Lines become surfaces of a usual width, the wider one on top, and lie on
  the terrain; tunnels are left out.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from sample_ground import (
    OSM,
    ROTTERDAM,
    carved,
    draped,
    metadata,
    terrain,
    tracks_and_streets,
    water_bodies,
    waters,
    write,
    write_terrain,
)

from city.terrain import Terrain

SHRINK = 0.8  # of the photos, whose pixels are 10 cm or less
QUALITY = 70


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
            drop_flaws(geometry, source)
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


def drop_flaws(geometry: dict[str, Any], places: np.ndarray) -> None:
    """Take corners out that stand there twice in a row, and faces without an area."""
    looks = [look["values"] for look in geometry.get("texture", {}).values()]
    columns = [geometry["boundaries"], geometry["semantics"]["values"], *looks]
    kept = []
    for face, meaning, *shown in zip(*columns, strict=True):
        sound = [
            [k for k, v in enumerate(ring) if (places[v] != places[ring[k - 1]]).any()]
            for ring in face
        ]
        rings = [k for k, some in enumerate(sound) if len(some) > 2]
        if 0 in rings and area(places[[face[0][k] for k in sound[0]]]) > 1e-4:
            shown = [
                [
                    look[r]
                    if look[r][0] is None
                    else [look[r][0], *(look[r][k + 1] for k in sound[r])]
                    for r in rings
                ]
                for look in shown
            ]
            kept.append(([[face[r][k] for k in sound[r]] for r in rings], meaning, *shown))
    for column, values in zip(columns, zip(*kept, strict=True), strict=True):
        column[:] = values


def area(ring: np.ndarray) -> float:
    return float(
        np.linalg.norm(np.cross(ring - ring[0], np.roll(ring, -1, 0) - ring[0]).sum(0)) / 2
    )


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
    """The buildings around."""
    city = json.loads((data / "context_3dbag_roofs.city.json").read_text())
    places = np.array(city["vertices"]) * city["transform"]["scale"]
    places = places + city["transform"]["translate"]
    for thing in city["CityObjects"].values():
        for geometry in thing["geometry"]:
            drop_flaws(geometry, places)
    title = "Neighbours of Delfshaven, 3DBAG by the 3D geoinformation group, TU Delft (CC BY 4.0)"
    city["metadata"] = metadata(places, title)
    return city


if __name__ == "__main__":
    assets = Path(__file__).parents[1] / "assets" / "sample"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else assets)
