"""Look at a whole city and say, object by object, what is wrong with its geometry."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from city.crs import NOWHERE
from city.finding import Finding, Severity
from city.measure import boxes, families
from city.model import City, Shapes
from city.progress import Progress
from importers.doctor.faces import Faults, faults
from importers.doctor.solids import Leaks, leaks
from importers.report import KEPT_PER_CODE, Report

FAR = 100_000.0  # metres from the middle of the city
BLOCK = 20_000  # polygons looked at together, so that all that is reckoned with them stays near
THREADS = 2  # most of the work lets go of the interpreter, but more would wait for it
ABSURD = 500_000.0  # metres: no city is as wide
LOWEST, HIGHEST = -1000.0, 10_000.0  # metres: beyond are no-data values, not heights
FAMILY_ONLY = ("CityObjectGroup",)  # these point at other objects and have no shape of their own

# How grave, a code, and what it means; {n} counts polygons or edges, {worst} is in metres.
COMPLAINTS: dict[str, tuple[Severity, str]] = {
    "NOT_A_NUMBER": (
        "error",
        "{n} with coordinates that are no numbers or no place on Earth: not drawn, not measured",
    ),
    "TOO_FEW_POINTS": (
        "warning",
        "{n} with a ring of fewer than three different points: nothing to draw or measure there",
    ),
    "NO_AREA": ("warning", "{n} so thin that no area is left: not seen, and counted as nothing"),
    "REPEATED_POINTS": ("note", "{n} with the same point twice in a row: harmless"),
    "NOT_PLANAR": (
        "warning",
        "{n} not flat, with points up to {worst} off the plane: areas and shading are approximate",
    ),
    "SELF_CROSSING": (
        "warning",
        "{n} with an outline that crosses itself: picture and area there are doubtful",
    ),
    "HOLE_OUTSIDE": (
        "warning",
        "{n} with a hole outside the outline or inside another hole: the area is doubtful",
    ),
    "SOLID_OPEN": (
        "warning",
        "its solid is not closed ({n} with a face on one side only): the volume is doubtful",
    ),
    "SOLID_TURNED": (
        "warning",
        "its solid has some faces turned inwards (seen at {n}): the volume is doubtful",
    ),
    "SOLID_INSIDE_OUT": (
        "warning",
        "its solid is inside out, all faces look inwards: the volume is counted all the same",
    ),
}
EDGES = ("SOLID_OPEN", "SOLID_TURNED")


@dataclass(slots=True)
class Chart:
    """What was found so far: for each code how often, and how bad, each (objects,)."""

    objects: int
    counts: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    worst: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def mark(
        self,
        code: str,
        owner: NDArray[np.integer],
        numbers: NDArray[np.generic],
        worst: NDArray[np.float64] | None = None,
    ) -> None:
        """Note down `numbers` of a fault, one per row of `owner`; 0 or False is none."""
        some = np.flatnonzero(numbers)
        if not len(some):
            return
        found = np.bincount(owner[some], numbers[some].astype(np.float64), self.objects)
        self.counts[code] = self.counts.get(code, np.zeros(self.objects)) + found
        if worst is not None:
            known = self.worst.setdefault(code, np.zeros(self.objects))
            np.maximum.at(known, owner[some], worst[some])

    def tell(self, city: City, report: Report) -> None:
        """One finding for each object and code, in the order of the complaints."""
        for code, (severity, message) in COMPLAINTS.items():
            if code not in self.counts:
                continue
            worst = self.worst.get(code, np.zeros(self.objects))
            for row in np.flatnonzero(self.counts[code]).tolist():
                number = int(self.counts[code][row])
                text = message.format(n=_counted(code, number), worst=_length(worst[row]))
                report.add(Finding(severity, code, city.objects.ids[row], text))


@np.errstate(all="ignore")  # numbers beyond all measure are among what it looks for
def examine(city: City, report: Report, progress: Progress) -> None:
    """Put into the report whatever is wrong with the geometry of a finished city.

    One finding for each object and kind of fault, however many of its polygons have it.
    """
    chart = Chart(len(city.objects))
    steps = len(city.shapes) + 1
    for step, lod in enumerate(city.lods()):
        progress.report(step, steps, "Looking for faults")
        _look(city.shapes[lod], chart, progress)
    progress.report(steps - 1, steps, "Looking for faults")
    chart.tell(city, report)
    _missing(city, report)
    _places(city, report)
    progress.report(steps, steps, "Looking for faults")


def _look(shapes: Shapes, chart: Chart, progress: Progress) -> None:
    @np.errstate(all="ignore")  # as below: every thread has its own
    def look(block: Shapes) -> tuple[Faults, Leaks]:
        progress.check()
        return faults(block), leaks(block)

    with ThreadPoolExecutor(THREADS) as threads:
        faces, holds = zip(*threads.map(look, _blocks(shapes)), strict=True)
    found = Faults(*map(np.concatenate, zip(*faces, strict=True)))
    solids = Leaks(*map(np.concatenate, zip(*holds, strict=True)))
    owner = shapes.polygon_object()
    chart.mark("NOT_A_NUMBER", owner, found.no_number)
    chart.mark("TOO_FEW_POINTS", owner, found.too_few_points)
    chart.mark("REPEATED_POINTS", owner, found.repeated_points)
    chart.mark("NO_AREA", owner, found.no_area)
    chart.mark("NOT_PLANAR", owner, found.off_plane > 0, found.off_plane)
    chart.mark("SELF_CROSSING", owner, found.crossing)
    chart.mark("HOLE_OUTSIDE", owner, found.hole_outside)
    holder = np.repeat(np.arange(chart.objects), np.diff(shapes.object_shapes))
    chart.mark("SOLID_OPEN", holder, solids.open_edges)
    chart.mark("SOLID_TURNED", holder, solids.turned_edges)
    chart.mark("SOLID_INSIDE_OUT", holder, solids.inside_out)


def _blocks(shapes: Shapes) -> Iterator[Shapes]:
    """A level of detail in runs of whole shapes, each as one of its own without objects."""
    begins = np.searchsorted(shapes.shape_polygons[:-1], np.arange(0, shapes.polygons, BLOCK))
    for first, last in pairwise(np.unique([0, *begins, len(shapes.shape_type)]).tolist()):
        polygons = slice(*shapes.shape_polygons[[first, last]])
        rings = slice(*shapes.polygon_rings[[polygons.start, polygons.stop]])
        points = slice(*shapes.ring_points[[rings.start, rings.stop]])
        triangles = slice(*shapes.polygon_triangles[[polygons.start, polygons.stop]])
        yield replace(
            shapes,
            points=shapes.points[points],
            ring_points=_within(shapes.ring_points, rings),
            polygon_rings=_within(shapes.polygon_rings, polygons),
            shape_polygons=_within(shapes.shape_polygons, slice(first, last)),
            object_shapes=np.array([0, last - first], np.int32),
            shape_type=shapes.shape_type[first:last],
            polygon_surface=shapes.polygon_surface[polygons],
            polygon_shell=shapes.polygon_shell[polygons],
            triangles=shapes.triangles[triangles] - points.start,
            polygon_triangles=_within(shapes.polygon_triangles, polygons),
            appearances={},
        )


def _within(where: NDArray[np.int32], run: slice) -> NDArray[np.int32]:
    """Where the things of a run begin and end, counted from its first one."""
    return np.asarray(where[run.start : run.stop + 1] - where[run.start])


def _counted(code: str, number: int) -> str:
    thing = "edge" if code in EDGES else "polygon"
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _length(metres: float) -> str:
    if metres >= 1000:
        return f"{metres / 1000:,.0f} km"
    return f"{metres:.2f} m" if metres >= 0.995 else f"{metres * 100:.1f} cm"


def _missing(city: City, report: Report) -> None:
    """Objects that cannot be seen, because neither they nor their family have a shape."""
    shown = np.zeros(len(city.objects), bool)
    for shapes in city.shapes.values():
        shown |= np.diff(shapes.object_shapes) > 0
    root = families(city)
    family = np.zeros(len(city.objects), bool)
    family[root[shown]] = True
    groups = [k for k, kind in enumerate(city.objects.kinds) if kind.endswith(FAMILY_ONLY)]
    bare = np.flatnonzero(~family[root] & ~np.isin(city.objects.kind, groups))
    for row in bare.tolist():
        kind = city.objects.kind_of(row)
        report.note(
            "NO_GEOMETRY",
            city.objects.ids[row],
            f"{kind} has no geometry, nor has anything it belongs to: it cannot be shown",
        )


def _places(city: City, report: Report) -> None:
    """Objects far from all others, heights that are none, and degrees taken for metres."""
    every = [boxes(city, lod) for lod in city.shapes]
    if not every:
        return
    low = np.fmin.reduce([b[:, 0] for b in every])
    high = np.fmax.reduce([b[:, 1] for b in every])
    held = np.flatnonzero(np.isfinite(low[:, 0]))
    if not len(held):
        return
    low, high = low[held], high[held]
    _far(city, held, (low + high)[:, :2] / 2, report)
    for k in np.flatnonzero((low[:, 2] < LOWEST) | (high[:, 2] > HIGHEST)).tolist():
        report.warning(
            "HEIGHT_ABSURD",
            city.objects.ids[int(held[k])],
            f"reaches from {low[k, 2]:,.0f} m to {high[k, 2]:,.0f} m: probably a value that stands "
            "for 'no height'",
        )
    _degrees(city, np.stack([low.min(0), high.max(0)]), report)


def _degrees(city: City, extent: NDArray[np.float64], report: Report) -> None:
    if city.frame.horizontal not in NOWHERE:
        return
    size = extent[1] - extent[0]
    in_range = (np.abs(city.frame.to_world(extent)[:, :2]) <= 180).all()
    if in_range and size[:2].max() < 0.5 and size[2] > 10 * size[:2].max():
        report.warning(
            "DEGREES",
            "",
            f"everything lies within {_length(float(size[:2].max()))} but is "
            f"{_length(float(size[2]))} high: the coordinates look like degrees, not metres; "
            "name their system, for example --crs EPSG:4326",
        )


def _far(city: City, held: NDArray[np.int64], centres: NDArray[np.float64], report: Report) -> None:
    extent = centres.max(0) - centres.min(0)
    if (extent < ABSURD).all():
        return
    away = np.linalg.norm(centres - np.median(centres, axis=0), axis=1)
    for k in np.flatnonzero(away > FAR)[:KEPT_PER_CODE].tolist():
        report.warning(
            "FAR_AWAY",
            city.objects.ids[int(held[k])],
            f"lies {_length(float(away[k]))} from the middle of the city: probably misplaced",
        )
