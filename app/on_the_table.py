"""What lies on the table, how it shows, what is chosen of it, and the kinds of change to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from city.cloud import PointCloud
    from city.finding import Finding
    from city.frame import Frame
    from city.layer import Layer as Values
    from city.model import City, Source
    from city.place import Place
    from city.scenario import Step as PlanStep
    from city.style import Style
    from city.terrain import Terrain

PLANNED = "Scenario"  # the group of layers that a plan shows
GROUPS = (PLANNED, "City", "Terrain", "Points")


@dataclass(frozen=True, slots=True)
class Layer:
    """One row of the layer list: a theme of a city, a terrain or a point cloud, and how it shows.

    thing: City, Terrain or PointCloud. theme: which part of a City, None for the whole thing.
    count: objects of the theme, points of the cloud, 0 where nothing is counted. lods: the levels
    of detail to choose from; lod None means the best there is of each object. lift: metres that a
    height fix moved it up by. style: what colours it; None: its own plaster. tints: (objects, 4) of
    a plan's things, where A is not 0.
    """

    key: str
    group: str
    name: str
    thing: City | Terrain | PointCloud
    theme: str | None = None
    count: int = 0
    lods: tuple[str, ...] = ()
    textured: bool = False
    visible: bool = True
    opacity: float = 1.0
    lod: str | None = None
    textures: bool = False
    lift: float = 0.0
    style: Style | None = None
    tints: NDArray[np.uint8] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen thing: an object of a layer, and one of its surfaces where one was hit.

    object: row of City.objects; surface: row of City.surfaces, -1 for the object as a whole.
    point: where it was hit, in local metres. polygon: which face of which lod, -1 if none was hit.
    """

    key: str
    thing: Any
    object: int
    surface: int = -1
    polygon: int = -1
    lod: str | None = None
    point: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Many objects of one city, by what was asked or drawn round: rows (n,) int32, ascending."""

    city: City
    rows: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Opened:
    """What one or several sources brought, ready to be laid on the table.

    crs: names of the horizontal and the vertical system, for people. objects: how many, in all.
    attribution: who must be named. sources: the files, and what their owners say of them. counts:
    of findings by (severity, code), those beyond the kept ones among them.
    declared: the horizontal and the vertical system that the first file names, "" for none.
    place: where on Earth its middle is; None where its coordinates do not say.
    number: of the opening, in the keys of its layers; 0 before it lies on the table. said: the
    coordinate system that a person named. hashes, lifts: of each path's content, and the metres
    that a height fix moved what it brought.
    """

    title: str
    paths: tuple[str, ...]
    frame: Frame
    crs: tuple[str, str]
    objects: int
    layers: tuple[Layer, ...]
    findings: tuple[Finding, ...]
    counts: dict[tuple[str, str], int]
    attribution: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    declared: tuple[str, str] = ("", "")
    place: Place | None = None
    number: int = 0
    said: str = ""
    hashes: tuple[str, ...] = ()
    lifts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The map that lies under the city: where it comes from, and how it shows.

    address: of a map service, of tiles, or of a file. name: of the map there, "" for the only one.
    strength: from 0, where the bare ground is seen, to 1.
    """

    address: str
    name: str
    title: str
    attribution: str = ""
    visible: bool = True
    strength: float = 1.0

    def same_map(self, other: BaseMap) -> bool:
        """Whether the same pictures serve both."""
        return (self.address, self.name) == (other.address, other.name)


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What a simulation says, laid over the city: which of its quantities, and how it shows.

    of: whose it is, in words: "Plan A", "Plan A against the city as it is". stale: whether the
    plan has changed since.
    """

    values: Values
    quantity: str
    of: str
    visible: bool = True
    opacity: float = 1.0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a plan is done: its ident, "" for the baseline, and how many of its own steps.

    own: what those steps are, where that was changed too.
    """

    ident: str = ""
    cursor: int = 0
    own: tuple[PlanStep, ...] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What kind of thing moved: everything, one layer's look, the points of its survey, the
    selected or the chosen objects, which objects are shown at all, the moment whose sun shines or
    the place, the saved views, the notes, the height fixes, what was measured, the styles of
    layers, how high everything is drawn, the map under it, the study over it, what is cut away, how
    far a plan is done, what a plan shows, what can be undone, what a live layer tells, that one
    came, went or is to show otherwise, the moment of all live layers, or the live thing chosen."""

    what: Literal[
        "opened",
        "layer",
        "points",
        "selection",
        "chosen",
        "shown",
        "moment",
        "views",
        "notes",
        "fixes",
        "measurements",
        "styles",
        "exaggeration",
        "map",
        "study",
        "cutaway",
        "plan",
        "planned",
        "history",
        "live",
        "lives",
        "shown_at",
        "live_chosen",
        "result",
        "results",
    ]
    key: str = ""
