"""What the panes show: the city that all share, and over it what the plan of each alone has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from app.on_the_table import PLANNED, Layer
from app.panes.arrangement import Arrangement, moment_of
from app.panes.plan_views import PlanViews
from app.pieces import Pieces
from app.plan_colours import plan_colour
from app.plan_layers import SPELL, TINTED, colour_of
from app.planning import Planning
from app.tasks import Tasks
from city.base import Base
from city.draping import Pad
from city.growth import grows
from city.kinds import theme
from city.model import City
from city.terrain import Terrain
from city.thing import Thing
from city.view import View

Mask = NDArray[np.bool_]
Panes = frozenset[int]
# The base, what of it a plan levels, and the terrains of that by the id of what they were.
Levelled = tuple[Base, Mapping[str, Pad], Mapping[int, Terrain]]

GHOST, ONION = 0.49, 0.6  # how opaque another plan is, and all of them in one another
BESIDE = "beside"  # what the keys of layers begin with that another plan brings


class Contents(QObject):
    """Keeps in the picture what the panes need that the plan on the table does not bring.

    told: another plan is on its way, or has come.
    """

    told = Signal()

    def __init__(
        self,
        document: Document,
        planning: Planning,
        viewport: Any,
        tasks: Tasks,
        show_rows: Callable[[], None],
        on_show: Callable[[], Mapping[str, Any]],
    ) -> None:
        """show_rows: draws of the cities what is to be seen of them. on_show: the keys of the
        layers that are in the picture, and what each shows.
        """
        super().__init__()
        self._document, self._planning, self._viewport = document, planning, viewport
        self._show_rows, self._on_show = show_rows, on_show
        self.arrangement = Arrangement()
        self.awaited: frozenset[str] = frozenset()  # idents of plans that are on their way
        self.views = PlanViews(planning, tasks, self.follow)
        self._pieces: dict[str, Pieces] = {}  # of plans, by their idents
        self._years: dict[str, int] = {}  # by plan: that its trees have grown to
        self._laid: dict[str, Any] = {}  # what layers beside those of the document show
        self._rows: dict[str, Mask] = {}  # of those that show a part of a city
        self._levelled: dict[str, Levelled] = {}  # by plan: see _ground
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self.follow)

    @property
    def busy(self) -> bool:
        """Whether more is still on its way into the panes."""
        return self._rest.isActive() or self.views.busy

    def arrange(self, arrangement: Arrangement) -> None:
        """Show plans as they are arranged."""
        if arrangement.mode != self.arrangement.mode:
            self._pieces.clear()
        self.arrangement = arrangement
        self.follow()

    def follow(self) -> None:
        """Show in each pane what its plan has, and in none what its plan has not."""
        self._rest.stop()
        if self._alone and not self._laid and not self._document.lacking:
            return
        plans = self.arrangement.plans
        views = {plan: view for plan in plans if (view := self.views.view(plan)) is not None}
        self.views.keep(plans)
        self._lack(views)
        wanted: dict[str, Any] = {}
        if not self._alone:
            wanted |= self._terrains(views)
            wanted |= self._remnants(views)
            wanted |= self._things(views)
        for key in self._laid.keys() - wanted.keys():
            self._viewport.remove(key)
            self._rows.pop(key, None)
        self._laid = wanted
        self._place()
        awaited = frozenset(filter(self.views.awaits, plans))
        if awaited != self.awaited:
            self.awaited = awaited
            self.told.emit()

    def recolour(self) -> None:
        """Let plans in one another wear the colours that they have now."""
        if self._onion:
            for pieces in self._pieces.values():
                pieces.renew(lambda _: True)
            self.follow()

    def clear(self) -> None:
        """Let go of everything: the city has left the table, and the picture with it."""
        for key in self._laid:
            self._viewport.remove(key)
        for held in (self._pieces, self._years, self._laid, self._rows, self._levelled):
            held.clear()
        self.views.forget()
        self._rest.stop()
        self.arrangement = Arrangement()

    @property
    def _alone(self) -> bool:
        return self.arrangement.mode == "one"

    @property
    def _onion(self) -> bool:
        return self.arrangement.mode == "onion"

    def _panes_of(self, plan: str, key: str = "") -> Panes:
        """Where a plan is seen; key: of a layer, which is not left out there."""
        if self.arrangement.split().count == 1:
            return frozenset({0})
        panes = enumerate(self.arrangement.panes)
        return frozenset(n for n, pane in panes if pane.plan == plan and key not in pane.hidden)

    def _opacity(self, plan: str) -> float:
        mode, first = self.arrangement.mode, self.arrangement.panes[0].plan
        return GHOST if mode == "ghost" and plan != first else ONION if mode == "onion" else 1.0

    def _lack(self, views: Mapping[str, View]) -> None:
        """Take out of what all panes share what one of their plans takes away."""
        gone: dict[int, Mask] = {}
        for view in views.values() if not self._alone else ():
            for city, mask in zip(view.base.cities, view.gone, strict=True):
                if mask.any():
                    before = gone.get(id(city))
                    gone[id(city)] = mask if before is None else before | mask
        if self._document.lack(gone):
            self._show_rows()

    def _remnants(self, views: Mapping[str, View]) -> dict[str, Any]:
        """What one plan takes away is still there in the panes of the others."""
        found = {}
        for key, thing in self._on_show().items():
            layer = self._document.layers[key]
            if layer.group == PLANNED:
                continue
            for plan, view in views.items():
                rows = self._left(thing, plan, view)
                if rows is None or not _any_of(layer, rows):
                    continue
                part = f"{key}@{plan}"
                known = self._rows.get(part)
                rows = known if known is not None and np.array_equal(known, rows) else rows
                self._rows[part], found[part] = rows, thing
                self._viewport.show_part(part, key, rows, self._panes_of(plan, key))
                self._viewport.set_opacity(part, layer.opacity * self._opacity(plan))
        return found

    def _left(self, thing: Any, plan: str, view: View) -> Mask | None:
        """(objects,): what of a city a plan shows besides what all panes share; None: nothing."""
        document = self._document
        lacking, beneath = (of.get(id(thing)) for of in (document.lacking, document.beneath))
        # what is laid over the plan on the table stands for what lies beneath, in its panes alone
        covered = bool(self._panes_of(plan) & self._panes_of(self._planning.active))
        out = [mask for mask in (lacking, None if covered else beneath) if mask is not None]
        number = next((k for k, city in enumerate(view.base.cities) if city is thing), None)
        if not out or number is None:  # or it is about to be shown otherwise
            return None
        rows: Mask = np.logical_or.reduce(out) & ~view.gone[number]
        if covered and beneath is not None:
            rows &= ~beneath
        asked = document.shown.get(id(thing))
        return rows if asked is None else rows & asked

    def _things(self, views: Mapping[str, View]) -> dict[str, Any]:
        """What the plans build that are not on the table."""
        found: dict[str, Any] = {}
        until, done = perf_counter() + SPELL, True
        for plan, view in views.items():
            if not plan or (plan == self._planning.active and not self._onion):
                continue
            if plan not in self._pieces:
                self._pieces[plan] = self._fresh(plan)
            pieces, year = self._pieces[plan], self._year(plan)
            pieces.take(view.things)
            if self._years.get(plan) != year:
                pieces.renew(grows)
                self._years[plan] = year
            done &= pieces.make(view.base.frame, until, year)
            for layer in pieces.layers:
                found[layer.key] = layer.thing
                self._lay(layer, self._panes_of(plan))
                self._viewport.set_opacity(layer.key, self._opacity(plan))
        for plan in [one for one in self._pieces if one not in views]:
            del self._pieces[plan]
        if not done:
            self._rest.start()
        return found

    def _fresh(self, plan: str) -> Pieces:
        colour = _in_one_colour(self._order(plan)) if self._onion else colour_of
        return Pieces(f"{BESIDE}/{plan}", colour, drawn=_is_seen)

    def _order(self, plan: str) -> int:
        """The place of a plan among all plans, by which its colour goes."""
        return list(self._planning.scenarios).index(plan)

    def _year(self, plan: str) -> int:
        moments = [moment_of(pane.moment) for pane in self.arrangement.panes if pane.plan == plan]
        own = moments[0] if len(moments) == 1 else None
        return own.year if own is not None else self._planning.year

    def _terrains(self, views: Mapping[str, View]) -> dict[str, Any]:
        """Ground that another plan has left as it is, or levelled otherwise."""
        found: dict[str, Any] = {}
        for key, here in self._on_show().items():
            layer = self._document.layers[key]
            if not isinstance(layer.thing, Terrain):
                continue
            for plan, view in views.items():
                there = self._ground(plan, view).get(id(layer.thing), layer.thing)
                if plan != self._planning.active and there is not here:
                    part = replace(layer, key=f"{key}@{plan}", thing=there)
                    self._lay(part, self._panes_of(plan, key))
                    self._viewport.look(part)
                    found[part.key] = there
        return found

    def _ground(self, plan: str, view: View) -> Mapping[int, Terrain]:
        """The terrains that a plan has levelled, by the id of what they were."""
        pads, known = dict(view.pads), self._levelled.get(plan)
        if known is None or known[0] is not view.base or known[1] != pads:
            pairs = zip(view.base.terrains, view.terrains(), strict=True)
            known = view.base, pads, {id(old): new for old, new in pairs if old is not new}
            self._levelled[plan] = known
        return known[2]

    def _lay(self, layer: Layer, panes: Panes) -> None:
        if self._laid.get(layer.key) is not layer.thing:
            self._viewport.show_at_once(layer)
            if layer.tints is not None:
                self._viewport.tint(layer.key, layer.tints)
            self._laid[layer.key] = layer.thing
        self._viewport.set_panes(layer.key, panes)

    def _place(self) -> None:
        """Put the layers of the document into the panes that show them."""
        every = frozenset(range(self.arrangement.split().count))
        for key in self._on_show():
            layer = self._document.layers.get(key)
            if layer is None:
                continue
            panes = every
            if layer.group == PLANNED:
                panes = frozenset() if self._onion else self._panes_of(self._planning.active)
            hidden = enumerate(self.arrangement.panes)
            panes -= {number for number, pane in hidden if key in pane.hidden}
            panes -= {p for plan in self._elsewhere(key) for p in self._panes_of(plan)}
            self._viewport.set_panes(key, None if self._alone or panes == every else panes)

    def _elsewhere(self, key: str) -> list[str]:
        """The plans that have other ground than a layer shows."""
        layer = self._document.layers[key]
        if not isinstance(layer.thing, Terrain):
            return []
        return [plan for plan in self.arrangement.plans if f"{key}@{plan}" in self._laid]


def _any_of(layer: Layer, rows: Mask) -> bool:
    """Whether any of some objects of a city, (objects,), is in a layer."""
    assert isinstance(layer.thing, City)
    objects = layer.thing.objects
    kinds = np.unique(objects.kind[np.flatnonzero(rows)])
    themes = {theme(objects.kinds[kind]) for kind in kinds.tolist()}
    return bool(themes) and (layer.theme is None or layer.theme in themes)


def _is_seen(thing: Thing) -> bool:
    """Whether a thing is drawn: the envelopes of zones are not."""
    return thing.attributes.get("function") != "zone"


def _in_one_colour(order: int) -> Callable[[Thing], tuple[int, int, int] | None]:
    """The colour of a plan for what it builds, and none for land."""

    def colour(thing: Thing) -> tuple[int, int, int] | None:
        if thing.kind not in TINTED:
            return None
        painted = plan_colour(order)
        return painted.red(), painted.green(), painted.blue()

    return colour
