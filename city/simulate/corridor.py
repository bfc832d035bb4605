"""Protected views: what rises into the corridor between a viewpoint and a landmark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from city.layer import FACADE, ROOF, WINDOW, Layer, Quantity, Samples, Tone
from city.progress import Progress
from city.simulate.coordinates import read_points
from city.simulate.fabric import RELIEF, TREE, Fabric
from city.simulate.obstacles import Area
from city.simulate.parameters import Parameter
from city.simulate.samples import Spacing, boxes_of, on_faces, standing_in
from city.simulate.sight import surroundings
from city.simulate.simulation import Simulation
from city.simulate.target import faces_of
from city.simulate.viewpoints import eyes_at, within
from city.view import View

F64 = NDArray[np.float64]

EYES = 1.6  # metres above the ground, where the viewpoint's height is not said
PIECE = 1 << 17  # triangles, and places, between two moments at which somebody may cancel
TOLD = 10  # buildings that are named in words
VERDICTS = ("below the view", "rises into the view")
TONES: tuple[Tone, ...] = ("good", "bad")


@dataclass(frozen=True, slots=True, eq=False)
class Corridor:
    """A wedge in plan from an eye to a line across its end, and the plane of sight over it.

    eye, end: (3,) local metres. half: metres to either side at the end.
    """

    eye: F64
    end: F64
    half: float

    @property
    def length(self) -> float:
        """Metres in plan."""
        return float(np.hypot(*(self.end - self.eye)[:2]))

    def outline(self) -> F64:
        """(3, 2): its corners in plan."""
        x, y = (self.end - self.eye)[:2] / self.length * self.half
        aside = np.array([-y, x])
        return np.stack([self.eye[:2], self.end[:2] + aside, self.end[:2] - aside])

    def area(self) -> Area:
        """The box around it."""
        low, high = self.outline().min(0), self.outline().max(0)
        return Area(*low.tolist(), *high.tolist())

    def margins(self, points: F64) -> F64:
        """(..., 3): how far inside of each of its sides points (..., 2 or more) lie in plan, in
        units of its own; none is less than 0 within it."""
        axis = (self.end - self.eye)[:2] / self.length
        apart = points[..., :2] - self.eye[:2]
        along = apart @ axis
        across = apart @ np.array([-axis[1], axis[0]])
        wide = self.half * along / self.length
        return np.stack([self.length - along, wide - across, wide + across], axis=-1)

    def over(self, points: F64) -> F64:
        """(...): metres that points (..., 3) rise over the plane of sight."""
        axis = (self.end - self.eye)[:2] / self.length
        rise = (self.end - self.eye)[2] / self.length
        along = (points[..., :2] - self.eye[:2]) @ axis
        return np.asarray(points[..., 2] - self.eye[2] - rise * along)


def risen(corridor: Corridor, corners: F64) -> F64:
    """(t,): how far triangles (t, 3, 3) rise over the plane within the corridor, at most; less
    than 0 where they stay below, NaN where they do not lie in it.

    Over a triangle the height is linear, so it is greatest at a corner of what the corridor leaves
    of it: its own corners, where its sides cross those of the corridor, and the corridor's corners.
    """
    margins, over = corridor.margins(corners), corridor.over(corners)
    found = np.where((margins >= 0).all(2), over, -np.inf).max(1)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        for side in range(3):
            first, last = margins[:, a, side], margins[:, b, side]
            crosses = (first < 0) != (last < 0)
            share = np.where(crosses, first / np.where(crosses, first - last, 1), 0)
            others = [k for k in range(3) if k != side]
            there = margins[:, a] + (margins[:, b] - margins[:, a]) * share[:, None]
            inside = crosses & (there[:, others] >= 0).all(1)
            height = over[:, a] + (over[:, b] - over[:, a]) * share
            found = np.maximum(found, np.where(inside, height, -np.inf))
    for corner in corridor.outline():
        found = np.maximum(found, _at(corner, corners, over))
    return np.where(np.isfinite(found), found, np.nan)


def _at(place: F64, corners: F64, over: F64) -> F64:
    """(t,): what triangles have of `over` (t, 3) above a place (2,); -inf for those beside it."""
    a, b, c = (corners[:, k, :2] - place for k in range(3))

    def twice(u: F64, v: F64) -> F64:
        return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])

    parts = np.stack([twice(b, c), twice(c, a), twice(a, b)], axis=1)
    whole = parts.sum(1)
    level = np.abs(whole) > 1e-12
    share = parts / np.where(level, whole, 1)[:, None]
    inside = level & (share >= 0).all(1)
    return np.where(inside, (share * over).sum(1), -np.inf)


def over_within(corridor: Corridor, points: F64) -> F64:
    """(n,): metres that points (n, 3) rise over the plane of sight, NaN beside the corridor."""
    inside = (corridor.margins(points) >= 0).all(1)
    return np.where(inside, corridor.over(points), np.nan)


def _in_pieces(measure: Callable[[F64], F64], values: F64, progress: Progress) -> F64:
    """(n,): a measure of many things (n, ...), so many at a time."""
    found = np.empty(len(values))
    for first in range(0, len(values), PIECE):
        progress.check()
        found[first : first + PIECE] = measure(values[first : first + PIECE])
    return found


def study(
    view: View, settings: Mapping[str, Any], progress: Progress, known: Layer | None
) -> Layer:
    """The city in the corridor, and how far it rises over the line of sight."""
    progress.report(0, 3, "Laying out the corridor")
    corridor, target = laid_out(view, settings)
    progress.report(1, 3, "Measuring what stands in it")
    fabric = standing_in(view, corridor.area())
    if target is not None:
        fabric = fabric.where(~np.isin(fabric.key, target.key))
    fabric = fabric.where(~np.isin(fabric.sort, [RELIEF, *([] if settings["trees"] else [TREE])]))
    metres = _in_pieces(lambda some: risen(corridor, some), fabric.corners, progress)
    most = np.full(len(fabric.owners), -np.inf)
    np.fmax.at(most, fabric.owner[fabric.face], metres)
    most = np.where(np.isfinite(most), most, np.nan)
    progress.report(2, 3, "Finding places")
    samples = _samples(fabric, np.isfinite(most), settings["spacing"], progress)
    over = _in_pieces(lambda some: over_within(corridor, some), samples.points, progress)
    allowed = settings["allowed"]
    progress.report(3, 3, "Finding places")
    return Layer(
        "corridor",
        f"Protected view to {settings['to']}",
        samples,
        (
            Quantity("over", "Metres over the line of sight", "m", scale="diverging"),
            Quantity("verdict", "Protected view", scale="classes", names=VERDICTS, tones=TONES),
        ),
        {
            "over": over.astype(np.float32),
            "verdict": np.where(np.isfinite(over), over > allowed, np.nan).astype(np.float32),
        },
        columns=(
            Quantity("over", "Metres over the line of sight, at most", "m", 2, "diverging"),
            Quantity("verdict", "Protected view", scale="classes", names=VERDICTS, tones=TONES),
        ),
        tables={"over": most, "verdict": np.where(np.isfinite(most), most > allowed, np.nan)},
        facts=_facts(view, corridor, fabric.owners, most, allowed),
    )


def _samples(
    fabric: Fabric, inside: NDArray[np.bool_], spacing: float, progress: Progress
) -> Samples:
    """Places on all that has some part in the corridor; on trees none."""
    shown = fabric.where(inside[fabric.owner] & (fabric.sort != TREE))
    foot = boxes_of(fabric)[0][:, 2]
    sorts = frozenset([FACADE, ROOF, WINDOW])
    return on_faces(shown, foot, Spacing(spacing), sorts, progress)


def laid_out(view: View, settings: Mapping[str, Any]) -> tuple[Corridor, Fabric | None]:
    """The corridor that is asked for, and the faces of the landmark at its end, None for a place.

    Raises ValueError where one of its ends is no place of this city.
    """
    datum = settings["heights"] == "datum"
    given = _one(settings["from"], "from")
    within(view, given[None, :2] - view.base.frame.origin[:2])
    eye = _placed(view, given, "from", datum)
    ground = eye[2] - view.ground(eye[None, :2])[0]
    around = Area(eye[0] - 1, eye[1] - 1, eye[0] + 1, eye[1] + 1)
    obstacles = surroundings(view, around, {"year": 0})
    eyes_at(view, np.array([[eye[0], eye[1], ground]]), obstacles, path=False)
    named, half = settings["to"], settings["half_width"]
    target = None
    if view.find(named) is None and "," in named:
        end = _placed(view, _one(named, "to"), "to", datum)
    else:
        target = faces_of(view, named)
        low, high = target.corners.min((0, 1)), target.corners.max((0, 1))
        end = (low + high) / 2
        end[2] = low[2] + (high[2] - low[2]) * settings["seen_from"] / 100
    away = (end - eye)[:2]
    length = float(np.hypot(*away))
    if length < 1:
        raise ValueError("from and to are the same place: a view needs some metres between them")
    if half == 0 and target is not None:
        across = np.array([-away[1], away[0]]) / length
        half = float(np.abs((target.corners[..., :2] - end[:2]) @ across).max())
    if half == 0:
        raise ValueError("half_width: say how far the corridor reaches to either side of its end")
    return Corridor(eye, end, half), target


def _one(text: str, what: str) -> F64:
    """The one place that a text tells."""
    found = read_points(text, what)
    if len(found) != 1:
        raise ValueError(f"{what}: {len(found)} places are given; it takes one")
    return np.asarray(found[0])


def _placed(view: View, place: F64, what: str, datum: bool) -> F64:
    """A place (x, y, z) of the project's coordinates in local metres."""
    east, north, zero = view.base.frame.origin
    x, y, z = place[0] - east, place[1] - north, place[2]
    if np.isnan(z):
        if what == "to":
            raise ValueError("to: give x,y,z: how high is the place that is to be seen?")
        z, datum = EYES, False
    return np.array([x, y, z - zero if datum else view.ground(np.array([[x, y]]))[0] + z])


def _facts(
    view: View, corridor: Corridor, owners: tuple[str, ...], most: F64, allowed: float
) -> tuple[tuple[str, str], ...]:
    up = view.base.frame.origin[2]
    found = [
        ("Corridor", f"{corridor.length:,.1f} m long, {2 * corridor.half:,.1f} m wide at its end"),
        ("Line of sight", f"from {corridor.eye[2] + up:.2f} m to {corridor.end[2] + up:.2f} m"),
    ]
    rising = [int(k) for k in np.argsort(-np.nan_to_num(most, nan=-np.inf)) if most[k] > allowed]
    for title, planned in (("Rise into it", False), ("Planned and rise into it", True)):
        mine = [k for k in rising if (owners[k] in view.things) == planned]
        words = ", ".join(f"{owners[k]} by {most[k]:.2f} m" for k in mine[:TOLD])
        more = f" and {len(mine) - TOLD} more" if len(mine) > TOLD else ""
        found.append((title, words + more or "none"))
    share = np.stack(np.meshgrid(np.linspace(0.02, 1, 200), np.linspace(-1, 1, 9)), axis=-1)
    along, across = share.reshape(-1, 2).T
    near, left, _ = corridor.outline()
    places = near + along[:, None] * (corridor.end[:2] - near)
    places += (along * across)[:, None] * (left - corridor.end[:2])
    over = corridor.over(np.c_[places, view.ground(places)])
    if np.nanmax(over) > 0:
        found.append(("The ground itself", f"rises {np.nanmax(over):.2f} m into it"))
    return tuple(found)


CORRIDOR = Simulation(
    "corridor",
    "Protected view",
    "What rises into the view from a place to a landmark, and by how many metres.",
    (
        Parameter("from", "From", "place", "", about="x,y or x,y,z in the project's coordinates"),
        Parameter("to", "To", "aim", "", about="x,y,z, or the id of a building"),
        Parameter(
            "half_width",
            "To either side of its end",
            "number",
            0.0,
            "m",
            0,
            1000,
            about="0: as wide as the building that it leads to",
        ),
        Parameter(
            "seen_from",
            "The building is to be seen from",
            "number",
            50.0,
            "%",
            0,
            100,
            about="of its height upwards",
        ),
        Parameter(
            "heights",
            "Heights given",
            "choice",
            "ground",
            choices=(("ground", "Above the ground"), ("datum", "In the project's heights")),
            rare=True,
        ),
        Parameter("allowed", "Allowed over the line", "number", 0.0, "m", 0, 100, rare=True),
        Parameter("trees", "Trees count", "switch", False),
        Parameter("spacing", "Spacing", "number", 1.0, "m", 0.5, 5),
    ),
    study,
    method=(
        "In plan the corridor is a triangle from the viewpoint to a line across the landmark. Over "
        "it lies the plane of the lines of sight to that line. Every face of the model is cut to "
        "the triangle, and its highest point over the plane is measured. The landmark itself does "
        "not count."
    ),
    source=(
        "After the landmark viewing corridors of the London View Management Framework (Greater "
        "London Authority, Supplementary Planning Guidance, March 2012)."
    ),
    limits=(
        "A straight plane, without the Earth's curvature and refraction: together 0.07 m over 1 km "
        "and 0.27 m over 2 km. What stands behind the landmark is not judged. A protected view in "
        "force has its own coordinates and heights: enter those."
    ),
    accuracy="As exact as the heights of the model: the measure itself is exact for its faces.",
)
