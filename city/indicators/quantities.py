"""What each object of a city and each thing of a plan adds to the numbers of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.blocks import footprint_of
from city.expression.names import ALIASES, attribute_named
from city.forms import Land, Massing, Tree
from city.kinds import theme
from city.lineage import lineage
from city.measure import footprint_areas, in_blocks, volumes
from city.measured import Measured
from city.thing import Thing
from city.uses import use_of
from city.zoning import Envelope

F64 = NDArray[np.float64]
GREEN = ("PlantCover",)
SEALED = ("Road", "Square", "TransportSquare", "Railway", "Track", "TransportationComplex")
SEALED_LAND = ("parking", "paving", "playground", "sports ground")
KIND = "Building"
STOREY = ASSUMPTIONS["storey_height"].value  # metres, where nobody counts the storeys
ON_GROUND = 1.5  # metres above the foot of a building up to which a part stands on the ground


def storeys_of(height: F64, storey: float = STOREY) -> F64:
    """How many storeys a height is taken to be: at least one."""
    return np.maximum(np.round(height / storey), 1.0)


class Quantity(NamedTuple):
    """What one building adds: its use ("" for unknown), and metres, square and cubic metres.

    floor: gross floor area; top: local height of its highest point. guessed: the height that its
    storeys are guessed from, 0 where they are known.
    """

    use: str
    floor: float
    footprint: float
    volume: float
    top: float
    storeys: float
    guessed: float = 0.0

    def at(self, storey: float) -> Quantity:
        """The same with storeys of another height, where they are guessed."""
        if not self.guessed or storey == STOREY:
            return self
        storeys = float(storeys_of(np.array(self.guessed), storey))
        return self._replace(floor=self.footprint * storeys, storeys=storeys)


class Ground(NamedTuple):
    """What one piece of land, or tree, adds, in square and cubic metres."""

    green: float = 0.0
    sealed: float = 0.0
    water: float = 0.0
    canopy: float = 0.0
    trees: float = 0
    parking: float = 0.0
    cut: float = 0.0
    fill: float = 0.0
    solar: float = 0.0  # kilowatts peak


class Own(NamedTuple):
    """What objects are alone, (objects,) each: the ground they cover, their height, how low they
    reach (local, NaN for none), and what they enclose, or else cover times height."""

    covered: F64
    height: F64
    low: F64
    volume: F64


@dataclass(frozen=True, eq=False)
class Stock:
    """The buildings of one city in columns, each (objects,), and its trees and land.

    Only the topmost object of each building counts; the others are 0. check: called now and then
    while a column is worked out; what it raises stops the work.
    """

    measured: Measured
    check: Callable[[], None] = lambda: None

    @cached_property
    def building(self) -> NDArray[np.bool_]:
        """Which objects are buildings as a whole."""
        objects = self.measured.city.objects
        codes = [k for k, kind in enumerate(objects.kinds) if kind.rsplit(":")[-1] == KIND]
        return np.isin(objects.kind, codes) & (objects.parent < 0)

    @cached_property
    def _root(self) -> NDArray[np.int32]:
        return lineage(self.measured.city.objects.parent)[0]

    def _whole(self, own: F64) -> F64:
        """What the parts of each building add up to, at the building's row."""
        total = np.bincount(self._root, np.nan_to_num(own), len(self._root))
        return np.where(self.building, total, 0.0)

    @cached_property
    def own(self) -> Own:
        """What each object is alone, without its parts."""
        city = self.measured.city
        covered, solid = np.zeros(len(self._root)), np.zeros(len(self._root))
        for lod, rows in self.measured.drawn.items():
            covered[rows] = in_blocks(footprint_areas, city, lod, self.check)[rows]
            solid[rows] = in_blocks(volumes, city, lod, self.check)[rows]
        boxes = self.measured.find_boxes(self.check)
        low, high = boxes[:, 0, 2], boxes[:, 1, 2]
        covered, height = np.nan_to_num(covered), np.nan_to_num(high - low)
        solid = np.nan_to_num(solid)
        return Own(covered, height, low, np.where(solid > 0, solid, covered * height))

    def partly(self, rows: NDArray[np.intp], gone: NDArray[np.bool_]) -> NDArray[np.int32]:
        """The buildings that still stand, but not all of them: some of `rows` were their parts."""
        roots = np.unique(self._root[rows])
        return roots[~gone[roots] & self.building[roots]]

    def floor(self, storey: float = STOREY) -> F64:
        """Gross floor area: the storeys that are counted, or else each part's by its height.

        storey: metres that a storey is taken to be. What was asked for last is kept.
        """
        known = self._floors.get(storey)
        if known is None:
            covered, height = self.own.covered, self.own.height
            guess = self._whole(covered * np.where(height > 0, storeys_of(height, storey), 0))
            known = np.where(self.counted > 0, self.footprint * self.counted, guess)
            self._floors.clear()
            self._floors[storey] = known
        return known  # and not what a worker has put there meanwhile

    @cached_property
    def _floors(self) -> dict[float, F64]:
        return {}

    @cached_property
    def footprint(self) -> F64:
        """The ground that a building covers: its parts that stand on it, and not on others."""
        covered, low = self.own.covered, self.own.low
        foot = self.measured.boxes[self._root, 0, 2]
        with np.errstate(invalid="ignore"):
            return self._whole(np.where(low <= foot + ON_GROUND, covered, 0.0))

    @cached_property
    def volume(self) -> F64:
        """What the solids enclose; where the model has none, the ground covered times height."""
        return self._whole(self.own.volume)

    @cached_property
    def counted(self) -> F64:
        """The storeys that the file counts, 0 where it counts none."""
        city, found = self.measured.city, np.zeros(len(self._root))
        for name in attribute_named(city, "storeys") or ALIASES["storeys"]:
            column = city.objects.columns.get(name)
            if column is not None and column.type in ("integer", "number"):
                good = (column.values > 0) & (column.values < 300)
                found[column.rows[good]] = column.values[good]
        return np.where(self.building, found, 0.0)

    @cached_property
    def storeys(self) -> F64:
        """The storeys that the file counts, or else an estimate from the height."""
        height = np.nan_to_num(self.measured.of("height"))
        found = np.where(self.counted > 0, self.counted, storeys_of(height))
        return np.where(self.building, found, 0.0)

    @cached_property
    def top(self) -> F64:
        """Local height of the highest point, -inf for what is no building."""
        top = self.measured.boxes[:, 1, 2]
        return np.where(self.building & np.isfinite(top), top, -np.inf)

    @cached_property
    def uses(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """What buildings are for: the words, "" first for what nobody says, and each one's word."""
        city = self.measured.city
        words, found = [""], np.zeros(len(city.objects), np.int32)
        for name in [n for n in ALIASES["use"] if n in city.objects.columns][::-1]:
            column = city.objects.columns[name]
            if column.texts is None:
                continue
            told = [use_of(_plain(text)) for text in column.texts]
            words += [word for word in dict.fromkeys(told) if word not in words]
            codes = np.array([words.index(word) for word in told], np.int32)[column.values]
            found[column.rows[codes > 0]] = codes[codes > 0]
        return tuple(words), found

    def use(self, row: int) -> str:
        """What a building is for, "" where nobody says."""
        words, found = self.uses
        return words[int(found[row])]

    @cached_property
    def land(self) -> dict[str, F64]:
        """By what it is (green, sealed, water, canopy, trees): what each object adds."""
        objects = self.measured.city.objects
        kinds = np.array([kind.rsplit(":")[-1] for kind in objects.kinds] + [""], object)
        themes = np.array([theme(kind) for kind in objects.kinds] + [""], object)
        roots, covered = self._root, self.own.covered
        area: F64 = np.bincount(roots, covered, len(roots)).astype(float)  # true of roots
        kind, of_theme = kinds[objects.kind], themes[objects.kind]
        root = objects.parent < 0
        tree = (kind == "SolitaryVegetationObject") & root
        rows = {
            "green": np.isin(kind, GREEN) & root,
            "sealed": np.isin(kind, SEALED) & root,
            "water": (of_theme == "Water") & root,
        }
        found = {name: np.where(mask, area, 0.0) for name, mask in rows.items()}
        found["trees"] = tree.astype(float)
        found["canopy"] = np.where(tree, self._crowns(area), 0.0)
        return found

    def _crowns(self, area: F64) -> F64:
        """Square metres under each crown: from its diameter, or else what is drawn."""
        column = self.measured.city.objects.columns.get("crownDiameter")
        found = area.copy()
        if column is not None and column.type in ("integer", "number"):
            found[column.rows] = np.pi * np.asarray(column.values, float) ** 2 / 4
        return found


def left_of(stock: Stock, row: int, gone: NDArray[np.bool_], storey: float = STOREY) -> Quantity:
    """What a building adds without those of its parts that are gone."""
    city = stock.measured.city
    last = row + 1 + int(np.argmax(np.append(city.objects.parent[row + 1 :] < 0, True)))
    covered, height, low, volume = (column[row:last] for column in stock.own)
    stays = ~gone[row:last] & (covered > 0)
    if not stays.any():
        return Quantity(stock.use(row), 0.0, 0.0, 0.0, -np.inf, 0.0)
    foot = np.nanmin(low[stays])
    footprint = float(covered[stays & (low <= foot + ON_GROUND)].sum())
    floor = float((covered * storeys_of(height, storey))[stays].sum())
    top = float(np.nanmax((low + height)[stays]))
    counted = float(stock.counted[row])
    return Quantity(
        stock.use(row),
        footprint * counted if counted else floor,
        footprint,
        float(volume[stays].sum()),
        top,
        counted or float(storeys_of(np.array(top - foot), storey)),
    )


def said_anew(stock: Stock, row: int, said: Mapping[str, Any], storey: float = STOREY) -> Quantity:
    """What a building of the base adds, with other things said of it."""
    use = next((use_of(said[name]) for name in ALIASES["use"] if name in said), stock.use(row))
    counted = [said[name] for name in ALIASES["storeys"] if name in said]
    known = next((n for n in counted if isinstance(n, (int, float)) and n > 0), None)
    footprint = float(stock.footprint[row])
    floor = float(stock.floor(storey)[row]) if known is None else footprint * known
    storeys = float(known or stock.storeys[row])
    return Quantity(use, floor, footprint, float(stock.volume[row]), float(stock.top[row]), storeys)


def _plain(text: str) -> Any:
    """The list that a structure holds, or the text itself."""
    import json

    try:
        return json.loads(text) if text.startswith("[") else text
    except ValueError:
        return text


_BUILT: WeakKeyDictionary[Thing, Quantity | None] = WeakKeyDictionary()
_LAID: WeakKeyDictionary[Thing, Ground | None] = WeakKeyDictionary()


def of_building(thing: Thing) -> Quantity | None:
    """What a thing adds as a building; None where it is none."""
    if thing not in _BUILT:
        _BUILT[thing] = _building(thing) if thing.kind == KIND else None
    return _BUILT[thing]


def _building(thing: Thing) -> Quantity:
    body, form = thing.body, thing.form
    use = next((u for n in ALIASES["use"] if (u := use_of(thing.attributes.get(n)))), "")
    guessed = 0.0
    if isinstance(form, Massing):
        storeys, floor, footprint = float(form.storeys), form.floor_area(), form.footprint()
    else:
        footprint = float(footprint_of(thing).area)
        said = (thing.attributes.get(name) for name in ALIASES["storeys"])
        known = next((s for s in said if isinstance(s, (int, float)) and s > 0), None)
        guessed = 0.0 if known else body.high - body.low
        storeys = float(known or storeys_of(np.array(guessed)))
        floor = footprint * storeys
    volume = body.volume() if body.solid else footprint * (body.high - body.low)
    return Quantity(use, floor, footprint, volume, body.high, storeys, guessed)


def of_ground(thing: Thing) -> Ground | None:
    """What a thing adds as a piece of land or a tree; None where it adds nothing."""
    if thing not in _LAID:
        _LAID[thing] = _ground(thing)
    return _LAID[thing]


def _ground(thing: Thing) -> Ground | None:
    function = thing.attributes.get("function", "")
    if isinstance(thing.form, Tree):
        return Ground(canopy=float(np.pi * thing.form.crown**2 / 4), trees=1)
    if function == "solar panels":
        return Ground(solar=float(thing.attributes.get("kilowattPeak", 0.0)))
    if function == "levelled ground":
        said = thing.attributes
        return Ground(cut=float(said.get("cut", 0.0)), fill=float(said.get("fill", 0.0)))
    if not isinstance(thing.form, Land) or function == "plot":
        return None
    area = float(thing.form.shape.area)
    if thing.kind in GREEN:
        return Ground(green=area)
    if thing.kind == "WaterBody":
        return Ground(water=area)
    if thing.kind in SEALED or function in SEALED_LAND:
        return Ground(sealed=area, parking=area if function == "parking" else 0.0)
    return None


_OUTLINES: WeakKeyDictionary[Thing, Any] = WeakKeyDictionary()


def outline_of(thing: Thing) -> Any:
    """What a thing covers on the map, as a shapely shape; empty where it covers nothing."""
    if thing not in _OUTLINES:
        _OUTLINES[thing] = _outline(thing)
    return _OUTLINES[thing]


def _outline(thing: Thing) -> Any:
    if isinstance(thing.form, (Land, Envelope)):
        return thing.form.shape
    if isinstance(thing.form, Tree):
        return shapely.Point(thing.form.place[:2]).buffer(thing.form.crown / 2)
    if thing.kind == KIND and len(thing.body):
        return footprint_of(thing)
    return shapely.Polygon()
