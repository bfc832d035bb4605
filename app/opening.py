"""Opening sources: read on a worker, sorted into layers there, and named for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

import assets
from app.on_the_table import Layer, Opened
from app.sunlight import place_of_thing
from app.wording import number
from city.cloud import PointCloud
from city.crs import part_title
from city.frame import Frame
from city.kinds import OTHER, THEMES, theme
from city.model import City, Source
from city.progress import Progress
from city.terrain import Terrain
from importers import NeedsCrs, Options, ReadError, Reading, read
from importers.catalogues.download import terms_beside
from importers.content import content_hash
from importers.simulated import holds_results, reader_for

SAMPLE_NAME = "Rotterdam Delfshaven"


def open_sources(paths: Sequence[str], options: Options, progress: Progress) -> Opened:
    """Read files and folders as one city and sort it into layers. Raises what `read` raises."""
    reading = read([Path(path) for path in paths], options, progress)
    if named := terms_beside(Path(paths[0])).named():
        reading = _owned(reading, named)
    progress.report(0, 0, "Sorting into layers")
    hashes = tuple(content_hash(Path(path), progress) for path in paths)
    return replace(opened(paths, reading), said=options.crs, hashes=hashes)


def results_among(paths: Sequence[str]) -> list[str]:
    """Those files and folders that hold nothing but results of models."""
    return [path for path in paths if holds_results(Path(path))]


def open_all(
    paths: Sequence[str], options: Options, progress: Progress
) -> tuple[Opened | None, list[str]]:
    """A city out of files and folders, None where none of them is one; and those that hold results
    of models. What is no city may be results that look like one. Raises what `read` raises."""
    results = results_among(paths)
    city = [path for path in paths if path not in results]
    if not city:
        return None, results
    try:
        return open_sources(city, options, progress), results
    except NeedsCrs:
        raise
    except ReadError:
        if not all(map(may_be_results, city)):
            raise
        return None, [*results, *city]


def may_be_results(path: str) -> bool:
    """Whether a reader of results knows a file or folder, which may as well be a city's."""
    try:
        reader_for(Path(path))
    except ReadError:
        return False
    return True


def _owned(reading: Reading, named: str) -> Reading:
    """A reading whose sources, where they do not say it themselves, say whose they are."""

    def owned(source: Source) -> Source:
        return (
            source if source.attribution or source.licence else replace(source, attribution=named)
        )

    city = reading.city
    if city is not None:
        city = replace(city, sources=tuple(map(owned, city.sources)))
    return replace(
        reading,
        sources=tuple(map(owned, reading.sources)),
        city=city,
        clouds=tuple(replace(one, source=owned(one.source)) for one in reading.clouds),
        terrains=tuple(replace(one, source=owned(one.source)) for one in reading.terrains),
    )


def opened(paths: Sequence[str], reading: Reading) -> Opened:
    """What a Reading brings to the table."""
    layers: list[Layer] = []
    if reading.city is not None:
        layers += _city_layers(reading.city)
    for k, terrain in enumerate(reading.terrains):
        layers.append(Layer(f"terrain{k}", "Terrain", _name(terrain, "Terrain"), terrain))
    for k, cloud in enumerate(reading.clouds):
        name = _name(cloud, "LiDAR")
        layers.append(Layer(f"points{k}", "Points", name, cloud, count=cloud.total))
    return Opened(
        title=title_of(paths),
        paths=tuple(paths),
        frame=reading.frame,
        crs=_names(reading.frame),
        declared=(reading.crs.horizontal, reading.crs.vertical),
        objects=len(reading.city.objects) if reading.city else 0,
        layers=tuple(layers),
        findings=tuple(reading.report),
        counts={(s, c): n for (s, c), n in reading.report.counts().items()},
        attribution=tuple(dict.fromkeys(_credits(reading.sources))),
        sources=tuple(reading.sources),
        place=place_of_thing(reading.frame, layers[0].thing) if layers else None,
    )


def title_of(paths: Sequence[str]) -> str:
    """What people call it: the sample city's name, or the file's."""
    first = Path(paths[0])
    name = SAMPLE_NAME if first.resolve() == assets.path("sample").resolve() else first.name
    return name + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


def _city_layers(city: City) -> list[Layer]:
    """One layer for each theme that has geometry, in the order of the themes."""
    table = city.objects
    theme_of_kind = np.array([_order(theme(kind)) for kind in table.kinds], int)
    of_row = theme_of_kind[table.kind] if len(table) else np.zeros(0, int)
    child = table.parent >= 0
    inner = np.zeros(len(table), bool)
    inner[child] = of_row[table.parent[child]] == of_row[child]
    faces = {lod: np.diff(shapes.object_polygons()) for lod, shapes in city.shapes.items()}
    names = [*THEMES, OTHER]
    layers = []
    for which in np.unique(of_row).tolist():
        rows = of_row == which
        lods = tuple(lod for lod in city.lods() if faces[lod][rows].any())
        if lods:
            count = int(np.count_nonzero(rows & ~inner))
            name = names[which]
            group = "Terrain" if name == "Terrain" else "City"
            layers.append(
                Layer(name, group, name, city, name, count, lods, textured=bool(city.textures))
            )
    return layers


def _order(name: str) -> int:
    return [*THEMES, OTHER].index(name)


def _name(thing: Terrain | PointCloud, fallback: str) -> str:
    return Path(thing.name or thing.source.path).name.partition(".")[0] or fallback


def _credits(sources: Sequence[Source]) -> list[str]:
    return [s.attribution or s.licence for s in sources if s.attribution or s.licence]


def _names(frame: Frame) -> tuple[str, str]:
    """The horizontal and the vertical system for people; "" for heights nobody knows."""
    return part_title(frame.horizontal or "unknown"), part_title(frame.vertical or "unknown")


def loss_words(opened: Opened) -> str:
    """That something of what was opened could not be read, so that nobody takes it for the whole;
    "" where all is there."""
    errors = sum(many for (severity, _), many in opened.counts.items() if severity == "error")
    if not errors:
        return ""
    return f"{opened.title}: {number(errors)} error{'s' * (errors > 1)}, so not all of it is there."
