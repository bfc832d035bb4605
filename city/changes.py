"""What a plan changes, one by one: what was added, what was removed, what is other than it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import shapely

from city.base import Base, Spot
from city.blocks import seen_from_above
from city.expression.names import ALIASES
from city.forms import Land, Shape, Tree
from city.indicators.quantities import Quantity, left_of, of_building, outline_of, said_anew
from city.indicators.sums import stocks
from city.thing import Thing
from city.view import View

Sort = Literal["added", "removed", "changed", "land", "tree", "plot"]
PLOTS = ("plot", "zone")
SAME = 0.05  # metres, or square metres, that nobody would call a change
NOTHING = shapely.Polygon()


class State(NamedTuple):
    """What an object is: its use, its storeys, and metres and square metres; None for unknown.

    floor: gross floor area. said: its attributes. outline: on the map, in local metres.
    """

    use: str
    storeys: float | None
    height: float | None
    footprint: float | None
    floor: float | None
    said: dict[str, Any]
    outline: Any
    volume: float | None = None


@dataclass(frozen=True)
class Change:
    """One object that a plan adds, removes or changes: what it was, and what it is now."""

    sort: Sort
    id: str
    kind: str
    was: State | None = None
    now: State | None = None
    words: str = field(default="")

    @property
    def state(self) -> State:
        """As it is now, or as it was where it is gone."""
        found = self.now or self.was
        assert found is not None
        return found


def changes(view: View) -> list[Change]:
    """Everything that a plan changes: what is gone first, then what is said anew, then things."""
    return [*_removed(view), *_said(view), *(_drawn(view, t) for t in view.things.values())]


def _removed(view: View) -> Iterator[Change]:
    names = [ident for ident in view.demolished() if ident not in view.rubble]
    for ident, spot in zip(names, view.base.find(names), strict=True):
        if spot is not None:
            yield Change("removed", ident, view.base.kind(spot), was=_was(view, spot))


def _said(view: View) -> Iterator[Change]:
    for spot in view.said:
        if view.gone[spot.city][spot.row]:
            continue
        was, now = _was(view, spot), whole_state(view, spot)
        words = _differences(was, now)
        if words:
            yield Change("changed", view.base.ident(spot), view.base.kind(spot), was, now, words)


def _drawn(view: View, thing: Thing) -> Change:
    now = _now(thing)
    if thing.was is not None:
        was = _was(view, Spot(*thing.was))
        words = _differences(was, now) or "drawn anew"
        return Change("changed", thing.id, thing.kind, was, now, words)
    return Change(_sort(thing), thing.id, thing.kind, now=now)


def _sort(thing: Thing) -> Sort:
    if thing.attributes.get("function") in PLOTS and thing.kind == "LandUse":
        return "plot"
    if thing.kind == "SolitaryVegetationObject":
        return "tree"
    return "land" if isinstance(thing.form, Land) else "added"


def state_of(view: View, found: Thing | Spot) -> State:
    """What a thing or an object is in a view: with what is said of it, without what is gone."""
    if isinstance(found, Thing):
        return _now(found)
    gone, stock = view.gone[found.city], stocks(view.base)[found.city]
    if not gone[view.base.family(found)].any():
        return whole_state(view, found)
    left = Thing("", view.kind(found), Shape(view.body(found)), view.attributes(found))
    return _state(left, left_of(stock, found.row, gone) if stock.building[found.row] else None)


def whole_state(view: View, spot: Spot) -> State:
    """What an object of the base is in a view, with all of its parts wherever they are now."""
    was, said, stock = _was(view, spot), view.said.get(spot), stocks(view.base)[spot.city]
    if said is None:
        return was
    now = was._replace(said=view.attributes(spot))
    if stock.building[spot.row]:
        whole = said_anew(stock, spot.row, said)
        now = now._replace(use=whole.use, storeys=whole.storeys, floor=whole.floor)
    return now


_WERE: WeakKeyDictionary[Base, dict[Spot, State]] = WeakKeyDictionary()


def _was(view: View, spot: Spot) -> State:
    """An object of the base, whole, as it was before any plan; found once and kept."""
    kept = _WERE.setdefault(view.base, {})
    if spot not in kept:
        kept[spot] = _before(view.base, spot)
    return kept[spot]


def _before(base: Base, spot: Spot) -> State:
    stock, said = stocks(base)[spot.city], base.cities[spot.city].objects.attributes(spot.row)
    quantity = None
    if stock.building[spot.row]:
        columns = (stock.floor(), stock.footprint, stock.volume, stock.top, stock.storeys)
        numbers = (float(column[spot.row]) for column in columns)
        quantity = Quantity(stock.use(spot.row), *numbers)
    thing = Thing(base.ident(spot), base.kind(spot), Shape(base.body(spot)), said)
    return _state(thing, quantity)


def _now(thing: Thing) -> State:
    """A thing as it is now."""
    try:
        quantity = of_building(thing) if len(thing.body) else None
    except ValueError:  # neither floor nor roof
        quantity = None
    return _state(thing, quantity)


def _state(thing: Thing, quantity: Quantity | None) -> State:
    said, body, outline = dict(thing.attributes), thing.body, _outline(thing)
    use = quantity.use if quantity else _first(said, "use", str) or ""
    height = body.high - body.low if len(body) else None
    return State(
        use or str(said.get("function", "")),
        quantity.storeys if quantity else _first(said, "storeys", (int, float)),
        thing.form.height if isinstance(thing.form, Tree) else height,
        quantity.footprint if quantity else float(outline.area) or None,
        quantity.floor if quantity else None,
        said,
        outline,
        quantity.volume if quantity else None,
    )


def _first(said: dict[str, Any], name: str, kind: Any) -> Any:
    """What is said under one of the names that an attribute goes by."""
    return next((v for n in ALIASES[name] if isinstance(v := said.get(n), kind)), None)


def _outline(thing: Thing) -> Any:
    """What a thing covers on the map."""
    try:
        found = outline_of(thing)
        return seen_from_above(thing.body) if found.is_empty and len(thing.body) else found
    except ValueError:  # neither floor nor roof
        return NOTHING


def _differences(was: State, now: State) -> str:
    """What is other than it was, in words."""
    said = [
        (name, was.said.get(name), now.said.get(name))
        for name in dict.fromkeys([*was.said, *now.said])
        if was.said.get(name) != now.said.get(name)
    ]
    sizes = (was.height, now.height), (was.footprint or 0.0, now.footprint or 0.0)
    return told(said, *sizes, was.outline.centroid.distance(now.outline.centroid))


def told(
    said: Iterable[tuple[str, Any, Any]],
    height: tuple[float | None, float | None] = (None, None),
    footprint: tuple[float, float] = (0.0, 0.0),
    moved: float = 0.0,
) -> str:
    """What was and what is now, in words: attributes, metres, square metres, metres moved."""
    words = [f"{name}: {_word(a)} → {_word(b)}" for name, a, b in said]
    (low, high), (a, b) = height, footprint
    if low is not None and high is not None and abs(low - high) > SAME:
        words.append(f"height {low:.1f} → {high:.1f} m")
    if abs(a - b) > SAME:
        words.append(f"footprint {a:.1f} → {b:.1f} m²")
    elif a and b and moved > SAME:
        words.append(f"moved by {moved:.1f} m")
    return "; ".join(words)


def _word(value: Any) -> str:
    return "nothing" if value is None else str(value)
