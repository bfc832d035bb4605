"""Who is affected: the homes, buildings and ground that lose more than a threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from city.assumptions import ASSUMPTIONS
from city.layer import FACADE, ROOF, SORTS, WINDOW, Layer, Quantity, Samples, Tone
from city.simulate.difference import not_alike
from city.simulate.homes import Homes, homes_in
from city.simulate.thresholds import Threshold, threshold_of
from city.view import View

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

HOMES, WORST, BUILDINGS = "homes", "worst", "buildings"
RULES: Mapping[str, str] = {
    HOMES: "a home counts by the mean over its façade",
    WORST: "a home counts by the worst place of its façade",
    BUILDINGS: "all homes of a building count by the mean over its façades",
}
JUST = 1e-4  # of an hour, a per cent or a degree: what adding up float32 numbers may lose
SHARES = (1.0, 2.0, 4.0)  # of the threshold: where the classes of the map begin
DAYS = "Days"  # the fact of a layer that its legend shows
ALONE = {"lose": "loses", "gain": "gains", "have": "has"}
TONES: tuple[Tone, ...] = ("same", "slight", "clear", "grave", "worst")


@dataclass(frozen=True, slots=True)
class Area:
    """m² of one sort of place that are affected, and that were compared."""

    affected: float
    compared: float


@dataclass(frozen=True, slots=True, eq=False)
class Affected:
    """Who loses more than a threshold between two answers, the worst first.

    owners: the ids of the k buildings. columns: (k,) of each: how many homes it has ("all_homes"),
    how many of them do ("homes"), what those lose on average and the worst place of the building
    ("mean", "worst", in the threshold's unit), and the means over their façades ("before",
    "after"). compared: homes that were, new: those that were not there before. areas: by sort of
    place. layer: the map, in classes of loss, with the same columns as tables.
    """

    quantity: Quantity
    threshold: Threshold
    rule: str
    dwelling: float
    owners: tuple[str, ...]
    columns: Mapping[str, F64]
    compared: int
    new: int
    areas: Mapping[str, Area]
    layer: Layer

    @property
    def count(self) -> int:
        """How many homes are affected."""
        return int(self.columns["homes"].sum())

    def words(self) -> str:
        """The result in a line: "37 homes in 12 buildings lose more than 30 min"."""
        verb, _, rest = self.threshold.words(self.quantity.unit == "clock").partition(" ")
        living = int((self.columns["homes"] > 0).sum())
        others = len(self.owners) - living
        who = []
        if living:
            where = f" in {_many(living, 'building')}" if self.count > 1 else ""
            who.append(_many(self.count, "home") + where)
        if others:
            who.append(_many(others, "building") + " without homes" * (self.compared > 0))
        if not who:
            return f"No {'home' if self.compared else 'building'} {ALONE[verb]} {rest}"
        alone = self.count + others == 1
        return f"{' and '.join(who)} {ALONE[verb] if alone else verb} {rest}"


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'s' * (count != 1)}"


def affected(
    after: Layer,
    before: Layer,
    view: View,
    key: str,
    threshold: Threshold | None = None,
    rule: str = HOMES,
    dwelling: float = ASSUMPTIONS["dwelling_size"].value,
) -> Affected:
    """Who loses more of a quantity than a threshold from `before` to `after`.

    view: the city that `after` is of. threshold: None for the usual one. rule: of RULES. A building
    counts where any of its homes does; one without homes by the mean over its façades, and where
    no façade was looked at, by its roofs. Homes are those of `homes_in`, with so many m² of floor.
    Raises ValueError, in one line, where the two cannot be compared, or are no numbers.
    """
    why = not_alike(after, before)
    if why:
        raise ValueError(why)
    quantity = next((one for one in after.quantities if one.key == key), None)
    if quantity is None or key not in before.values or key not in after.values:
        raise ValueError(f"{after.title}: it says nothing called {key[:60]}")
    if quantity.scale == "classes":
        raise ValueError(
            f"{quantity.title} is told in classes and not in numbers: its difference says which "
            "has become which"
        )
    if rule not in RULES:
        raise ValueError(f"{rule[:60]}: who counts is said by {', '.join(RULES)}")
    return _Counting(after, before, view, quantity, threshold or threshold_of(quantity)).told(
        rule, dwelling
    )


class _Counting:
    """The places of two answers side by side. was, now: (n,) NaN where only one has a value."""

    def __init__(
        self, after: Layer, before: Layer, view: View, quantity: Quantity, threshold: Threshold
    ) -> None:
        self.view, self.quantity, self.threshold = view, quantity, threshold
        told = blake2b(f"affected\0{after.inputs}\0{before.inputs}".encode(), digest_size=16)
        self.bare = replace(after, badge="derived", inputs=told.hexdigest(), traces={})
        samples = self.samples = after.samples
        here, there = samples.same_as(before.samples)
        self.was = np.full(len(samples), np.nan)
        self.was[here] = before.values[quantity.key][there]
        self.now = after.values[quantity.key].astype(np.float64)
        both = self.both = np.asarray(np.isfinite(self.was) & np.isfinite(self.now), bool)
        self.area = samples.area.astype(np.float64)
        self.loss = np.where(both, self.lost(self.was, self.now), np.nan)
        mine = both & (samples.owner >= 0)
        walls = mine & np.isin(samples.sort, (FACADE, WINDOW))
        self.counts = walls if walls.any() else mine & (samples.sort == ROOF)

    def lost(self, was: F64, now: F64) -> F64:
        """How much is lost, or gained, in the threshold's unit."""
        less = now - was if self.threshold.gains else was - now
        if not self.threshold.relative:
            return less
        whole = np.abs(was)
        return 100 * np.divide(less, whole, out=np.zeros_like(less), where=whole > 1e-9)

    def too_much(self, lost: F64) -> Mask:
        return np.asarray(lost > self.threshold.amount + JUST, bool)

    def means(self, of: Rows, count: int, which: Mask) -> tuple[F64, F64]:
        """(count,) twice: the means of groups before and after; NaN where there is nothing."""
        rows, weight = of[which], self.area[which]
        whole = np.bincount(rows, weight, count)
        sums = [np.bincount(rows, weight * x[which], count) for x in (self.was, self.now)]
        was, now = (np.divide(s, whole, out=np.full(count, np.nan), where=whole > 0) for s in sums)
        return was, now

    def most(self, of: Rows, count: int, which: Mask) -> F64:
        """(count,) what the worst place of each group loses; NaN where there is none."""
        found = np.full(count, -np.inf)
        np.maximum.at(found, of[which], self.loss[which])
        return np.where(np.isfinite(found), found, np.nan)

    def told(self, rule: str, dwelling: float) -> Affected:
        samples = self.samples
        homes = homes_in(self.view, samples, dwelling)
        many, count = len(homes), len(samples.owners)
        group, lost = self._groups(homes, rule)
        own = np.concatenate([homes.owner.astype(np.int64), np.arange(count)])
        hit = self.too_much(lost)
        known = np.bincount(homes.of[self.counts & (homes.of >= 0)], minlength=many) > 0
        building = np.bincount(own[hit], minlength=count) > 0
        owner = samples.owner.astype(np.int64)
        was, now = self.means(owner, count, self.counts & hit[group.clip(0)])
        columns = {
            "homes": np.bincount(homes.owner[hit[:many] & known], minlength=count).astype(float),
            "all_homes": np.bincount(homes.owner[known], minlength=count).astype(float),
            "mean": self.lost(was, now),
            "worst": self.most(owner, count, self.counts),
            "before": was,
            "after": now,
        }
        rows = np.flatnonzero(building)
        names = np.array([*samples.owners, ""], object)[rows].astype(str)
        mean, worst = (columns[key][rows] for key in ("mean", "worst"))
        rows = rows[np.lexsort((names, -np.nan_to_num(mean), -worst))]
        found = Affected(
            quantity=self.quantity,
            threshold=self.threshold,
            rule=rule,
            dwelling=dwelling,
            owners=tuple(samples.owners[row] for row in rows.tolist()),
            columns={key: column[rows] for key, column in columns.items()},
            compared=int(known.sum()),
            new=int(many - known.sum()),
            areas=self._areas(),
            layer=self.bare,
        )
        tables = {key: np.where(building, column, np.nan) for key, column in columns.items()}
        return replace(found, layer=_map(found, self._by_place(group, lost, own), tables))

    def _groups(self, homes: Homes, rule: str) -> tuple[Rows, F64]:
        """(samples,) the group of each place that is of a building, and what each group loses:
        the homes first, then the buildings as a whole, for places that are of no home."""
        many, count = len(homes), len(self.samples.owners)
        whole = many + self.samples.owner.astype(np.int64)
        group = whole if rule == BUILDINGS else np.where(homes.of >= 0, homes.of, whole)
        judged = self.most if rule == WORST else self._mean_loss
        lost = judged(group, many + count, self.counts)
        if rule == BUILDINGS:
            lost[:many] = lost[many + homes.owner]
        return group, lost

    def _mean_loss(self, of: Rows, count: int, which: Mask) -> F64:
        return self.lost(*self.means(of, count, which))

    def _areas(self) -> dict[str, Area]:
        """By sort of place: m² that lose more than the threshold, and all that can be compared."""
        found = {}
        for sort, name in enumerate(SORTS):
            mine = self.both & (self.samples.sort == sort)
            if mine.any():
                much = mine & self.too_much(self.loss)
                found[name] = Area(float(self.area[much].sum()), float(self.area[mine].sum()))
        return found

    def _by_place(self, group: Rows, lost: F64, own: Rows) -> F64:
        """What is lost at each place: on a façade by its home, on a roof by the worst of its
        building, on the ground by itself."""
        samples: Samples = self.samples
        worst = np.full(len(samples.owners) + 1, -np.inf)
        there = np.isfinite(lost)
        np.maximum.at(worst, own[there], lost[there])
        worst = np.where(np.isfinite(worst), worst, np.nan)
        walls = np.isin(samples.sort, (FACADE, WINDOW))
        found = np.where(samples.owner < 0, self.loss, worst[samples.owner])
        mine = walls & (samples.owner >= 0)
        found[mine] = lost[group[mine]]
        return np.where(self.both | (samples.sort == ROOF), found, np.nan)


def _map(found: Affected, lost: F64, tables: Mapping[str, F64]) -> Layer:
    """Places in classes of what is lost there."""
    one, threshold = found.quantity, found.threshold
    ends = [threshold.amount * share for share in SHARES]
    values = (lost > JUST).astype(np.float32)
    for end in ends:
        values += lost > end + JUST
    values[~np.isfinite(lost)] = np.nan
    told = [threshold.amount_words(share) for share in SHARES]
    better = "as before, or less" if threshold.gains else "as before, or more"
    names = (
        better,
        f"up to {told[0]}",
        *(f"{a} to {b}" for a, b in pairwise(told)),
        f"more than {told[-1]}",
    )
    unit, decimals = threshold.unit, 0 if threshold.relative else one.decimals + 1
    verb, noun = ("gained", "gain") if threshold.gains else ("lost", "loss")
    columns = (
        Quantity("worst", f"Worst {noun}", unit, decimals),
        Quantity("mean", f"Mean {noun}", unit, decimals),
        Quantity("homes", "Homes", decimals=0),
        Quantity("all_homes", "of all", decimals=0),
        replace(one, key="before", title="From"),
        replace(one, key="after", title="To"),
    )
    title = f"{one.title}: {verb}{', of what there was' if threshold.relative else ''}"
    return replace(
        found.layer,
        title=f"{one.title}: who is affected",
        quantities=(Quantity("affected", title, "", 0, "classes", None, None, names, TONES),),
        values={"affected": values},
        columns=columns,
        tables=tables,
        facts=(*facts_of(found), *(fact for fact in found.layer.facts if fact[0] == DAYS)),
    )


def facts_of(found: Affected) -> tuple[tuple[str, str], ...]:
    """What is to be known of it, for people."""
    homes = f"{found.count:,} of {found.compared:,} that can be compared"
    new = f"; {found.new:,} are new" if found.new else ""
    told = [
        ("Affected", found.words()),
        ("Homes", f"{homes}{new}"),
        ("Who counts", f"{RULES[found.rule]}; a building without homes by its façades"),
        (
            "Homes are assumed",
            f"as many as floors of {found.dwelling:g} m² fit; the model does not say",
        ),
        ("Threshold from", found.threshold.source),
    ]
    for name, area in found.areas.items():
        told.append((name.capitalize(), f"{area.affected:,.0f} of {area.compared:,.0f} m²"))
    return tuple(told)
