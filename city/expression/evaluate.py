"""A question's tree -> yes, no or unknown for every object, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from city.expression import compare, places
from city.expression.names import (
    ALIASES,
    OWN,
    PLACES,
    SAME_MEASURE,
    alias,
    attribute_named,
    class_mask,
    like,
    written,
)
from city.expression.tree import (
    All,
    Call,
    Comparison,
    Date,
    Missing,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Some,
    Sum,
    Text,
    Wording,
    Yes,
)
from city.expression.truth import Mask, Truth, any_of, every, lift, neither
from city.expression.units import PLAIN, Unit, unit_of
from city.expression.values import (
    Value,
    as_dates,
    attribute,
    ids,
    kinds,
    measure,
    number,
    years,
)
from city.expression.words import Fault
from city.measured import MEASURES, Measured
from city.progress import Progress
from city.strings import Strings

REACH = 0.0  # metres that intersects() allows


@dataclass
class Evaluation:
    """One question on its way through the columns of one city.

    selection: (n,) rows that the word `selection` stands for. notes: what a person should know
    about how the question was read. classes: (objects,) the objects whose class was named.
    """

    measured: Measured
    selection: NDArray[np.integer] | None = None
    progress: Progress = field(default_factory=Progress)
    notes: list[str] = field(default_factory=list)
    classes: Mask | None = None

    @property
    def count(self) -> int:
        return len(self.measured.city.objects)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    # Conditions

    def truth(self, node: Node) -> Truth:
        """Which objects a condition holds for. Raises Fault."""
        self.progress.check()
        match node:
            case All(parts=parts):
                return every([self.truth(part) for part in parts])
            case Some(parts=parts):
                return any_of([self.truth(part) for part in parts])
            case Not(part=part):
                return neither(self.truth(part))
            case Comparison(sign=sign, left=left, right=right):
                return self._compared(sign, left, right)
            case Wording(how=how, left=left, pattern=pattern):
                value = self.value(left)
                holds = compare.worded(value, how, pattern.text, left, self.measured)
                return self._lifted(holds, value.known, value.scope)
            case Missing(value=inner):
                return self._missing(inner)
            case Call(name=name, of="") if name.lower() in PLACES:
                return self._place(node)
        value = self.value(node)
        if value.kind != "truth":
            raise Fault(_no_condition(node, value), node.at, node.end)
        if value.scope is None and not value.name:
            return self._spread(value)
        return self._lifted(value.data, value.known, value.scope)

    def _compared(self, sign: str, left: Node, right: Node) -> Truth:
        one = self.value(left)
        other = self._beside(one, right)
        one, other = compare.alike(one, other, left, right, self.measured, self.note)
        holds, known = compare.compared(sign, one, other)
        return self._lifted(holds, known, _both(one.scope, other.scope))

    def _beside(self, one: Value, right: Node) -> Value:
        """What a value is compared with; a text in the wrong quotes, or in none, is forgiven."""
        try:
            return self.value(right)
        except Fault as fault:
            if one.kind != "text" or not isinstance(right, Name) or right.of:
                raise
            if right.quoted:
                self.note(f"“{right.name}” is read as a text: no attribute is called so")
                return _text(right.name)
            words = f"{fault.message} A text stands in quotes: '{right.name}'"
            raise Fault(words, fault.at, fault.end) from None

    def _missing(self, inner: Node) -> Truth:
        value = self.value(inner)
        present = self._lifted(np.ones(self.count, bool), value.known, value.scope)
        scope = np.ones(self.count, bool) if value.scope is None else value.scope
        return Truth(scope & ~present.known, scope)

    def _lifted(self, holds: Mask, known: Mask, scope: Mask | None) -> Truth:
        """Spread over all objects, judged by their parts where need be, within the scope."""
        every_row = np.zeros(self.count, bool)
        whole = Truth.of(holds | every_row, known | every_row)
        generations = self.measured.generations
        found = lift(whole, self.measured.city.objects.parent, generations)
        return found if scope is None else Truth(found.holds & scope, found.known & scope)

    def _spread(self, value: Value) -> Truth:
        return self._lifted(value.data, value.known, None)

    def _place(self, call: Node) -> Truth:
        """within(what, how far) and intersects(what), in plan."""
        assert isinstance(call, Call)
        what = "within(selection, 100 m)" if call.name == "within" else "intersects(selection)"
        if len(call.given) not in ((1, 2) if call.name.lower() == "within" else (1,)):
            raise Fault(f"Write it as {what}", call.at, call.end)
        metres = REACH
        if len(call.given) == 2:
            reach = self.value(call.given[1])
            if reach.kind != "number" or not reach.literal or reach.unit not in (PLAIN, _METRE):
                raise Fault("Expected a distance, such as 100 m", call.given[1].at, call.end)
            metres = float(reach.data[0])
            if metres < 0:
                raise Fault("A distance is not negative", call.given[1].at, call.given[1].end)
        return places.near(self.measured, self._rows(call.given[0]), metres, self.progress)

    def _rows(self, node: Node) -> Mask:
        """The objects that a place is asked about: the selection, or those of a condition."""
        if isinstance(node, Name) and node.name.lower() == "selection" and not node.quoted:
            if self.selection is None or not len(self.selection):
                raise Fault("Nothing is selected: choose something first", node.at, node.end)
            rows = np.zeros(self.count, bool)
            rows[self.selection] = True
            return rows
        classes, self.classes = self.classes, None  # those of the place are not asked about
        found = self.truth(node).holds
        self.classes = classes
        return found

    # Values

    def value(self, node: Node) -> Value:
        """What a part of the question is worth for every object. Raises Fault."""
        match node:
            case Number(value=size, unit=unit):
                return number(size, unit_of(unit) or PLAIN)
            case Text(text=text):
                return _text(text)
            case Date(text=text):
                data = np.array([text], "datetime64[s]")
                name = "" if "T" in text else "day"
                return Value("date", data, np.ones(1, bool), name=name, literal=True)
            case Yes(value=flag):
                return Value("truth", np.array([flag]), np.ones(1, bool), literal=True)
            case Negative(value=inner):
                value = self._number(inner)
                return replace(value, data=-value.data, name="")
            case Sum(sign=sign, left=left, right=right):
                one, other = self._number(left), self._number(right)
                return replace(
                    compare.computed(sign, one, other, node), scope=_both(one.scope, other.scope)
                )
            case Name():
                return self._named(node)
            case Call():
                return self._called(node)
        truth = self.truth(node)
        return Value("truth", truth.holds, truth.known)

    def _number(self, node: Node) -> Value:
        value = self.value(node)
        if value.kind == "text" and not value.literal:
            value = compare.numbers(value, self.measured, self.note)
        if value.kind != "number":
            raise Fault(f"Expected a number here, not a {value.kind}", node.at, node.end)
        return value

    def _named(self, node: Name) -> Value:
        scope = self._scope(node)
        value = self._any(node)
        return value if scope is None else replace(value, scope=scope)

    def _any(self, node: Name) -> Value:
        """An attribute, a class, a word everybody uses or a measure of that name."""
        city, name = self.measured.city, node.name
        if not node.quoted and name.lower() in OWN:
            return ids(self.measured) if name.lower() == "id" else kinds(self.measured)
        if name.lower() in ALIASES and not node.quoted and name not in city.objects.columns:
            return self._alias(node)
        if name.lower() == "height" and not node.quoted:
            return self._alias(node)
        found = attribute_named(city, name)
        if len(found) == 1:
            if found[0] != name:
                self.note(f"“{name}” is read as {found[0]}")
            return attribute(city.objects.columns[found[0]], found[0], self.measured)
        if len(found) > 1:
            several = " or ".join(map(written, found))
            raise Fault(f"“{name}” may be {several}: write one of them", node.at, node.end)
        if name.lower() in MEASURES and not node.quoted:
            return self._measure(name.lower(), "", node)
        mask = None if node.of or node.quoted else class_mask(city, name)
        if mask is not None:
            rows = self._of_class(mask, name)
            return Value("truth", rows, np.ones(self.count, bool))
        raise self._unknown(node)

    def _unknown(self, node: Name) -> Fault:
        close = like(node.name, self.measured.city)
        if node.name.lower() == "selection":
            text = "The selection is asked for as within(selection, 100 m)"
        elif close:
            text = f"“{node.name}” is not known here. Did you mean {' or '.join(close)}?"
        else:
            text = f"“{node.name}” is no attribute, class or measure of this city."
        return Fault(text, node.at, node.end)

    def _alias(self, node: Name) -> Value:
        """A word everybody uses: the file's attribute, or else a measure; never in silence."""
        city, name = self.measured.city, node.name.lower()
        given = alias(city, name)
        word = SAME_MEASURE.get(name, name)
        if not given and word not in MEASURES:
            known = ", ".join(ALIASES[name][:3])
            if (mask := class_mask(city, name)) is not None and not node.of:
                return Value("truth", self._of_class(mask, name), np.ones(self.count, bool))
            raise Fault(
                f"No attribute of this city is known to be the {name} (such as {known})",
                node.at,
                node.end,
            )
        if not given:
            return self._measure(word, "", node)
        value = attribute(city.objects.columns[given], given, self.measured, word not in MEASURES)
        if value.kind == "text":
            value = self._of_text(value, name)
        if name == "year" and value.kind == "date":
            value = years(value)
        if word not in MEASURES or value.kind != "number":
            if given != node.name:
                self.note(f"“{node.name}” is read as {given}")
            return value
        measured = self.measured.of(word)
        rest = ~value.known & np.isfinite(measured)
        asked = self.measured.generations[0]
        how = "measured from the geometry" if word == "height" else "estimated at 3 m a storey"
        self.note(
            f"“{node.name}” is {given} where the file has it ({value.known[asked].sum():,}), "
            f"else {how} ({rest[asked].sum():,})"
        )
        unit = unit_of(MEASURES[word].unit) or PLAIN
        data = np.where(value.known, value.data, measured)
        return replace(measure(data, unit, given), unit=unit)

    def _of_text(self, value: Value, name: str) -> Value:
        """The texts of a word that means a number, as numbers; of a year, dates too."""
        if name == "year":
            dates = as_dates(value, self.measured)
            if dates.known.any():
                return dates
        if name in ("year", "storeys", "floors", "height"):
            return compare.numbers(value, self.measured, self.note)
        return value

    def _measure(self, name: str, surface: str, node: Node) -> Value:
        if not self.measured.has(name, surface):
            self.progress.report(0, 0, f"Measuring: {MEASURES[name].title.lower()}")
        if name in ("storeys", "floorarea"):
            self.note("Storeys that the file does not count are estimated at 3 m each")
        unit = unit_of(MEASURES[name].unit) or PLAIN
        return measure(self.measured.of(name, surface), unit, "")

    def _called(self, node: Call) -> Value:
        """A measure with parentheses, or year(date)."""
        name = node.name.lower()
        scope = self._scope(node)
        if name == "year" and len(node.given) == 1:
            value = self.value(node.given[0])
            if value.kind == "text" and not value.literal:
                value = as_dates(value, self.measured)
            if value.kind != "date":
                raise Fault("year() needs a date", node.given[0].at, node.given[0].end)
            return years(value)
        name = SAME_MEASURE.get(name, name)
        if name not in MEASURES:
            close = [w for w in like(node.name, self.measured.city) if w in (*MEASURES, *PLACES)]
            hint = f"Did you mean {close[0]}()?" if close else f"There is {', '.join(MEASURES)}"
            raise Fault(f"“{node.name}” measures nothing. {hint}", node.at, node.end)
        value = self._measure(name, self._surface(name, node), node)
        return replace(value, scope=scope)

    def _surface(self, name: str, node: Call) -> str:
        """The kind of surface in the parentheses of area() and slope()."""
        if not node.given:
            return ""
        inner = node.given[0]
        if not MEASURES[name].of_surface:
            raise Fault(f"Write {name}() with nothing in its parentheses", inner.at, node.end - 1)
        known = self.measured.surfaces
        named = inner.name if isinstance(inner, Name) else ""
        word = named.lower().removesuffix("surface")
        if len(node.given) > 1 or word not in known:
            there = ", ".join(known) or "none: its faces say not what they are"
            raise Fault(f"The surfaces of this city are {there}", inner.at, node.end - 1)
        return word

    # Classes

    def _scope(self, node: Name | Call) -> Mask | None:
        if not node.of:
            return None
        mask = class_mask(self.measured.city, node.of)
        if mask is None:
            close = like(node.of, self.measured.city)
            hint = (
                f"Did you mean {close[0]}?"
                if close
                else "There is " + ", ".join(sorted(self.measured.city.objects.counts()))
            )
            raise Fault(f"“{node.of}” is no class. {hint}", node.at, node.at + len(node.of))
        return self._of_class(mask, node.of)

    def _of_class(self, mask: NDArray[np.bool_], name: str) -> Mask:
        if not mask.any():
            self.note(f"There is no {name} in this city")
        city = self.measured.city
        rows = mask[city.objects.kind] if len(mask) else np.zeros(self.count, bool)
        self.classes = rows if self.classes is None else self.classes | rows
        return rows


_METRE = Unit("length")


def _text(text: str) -> Value:
    return Value("text", np.zeros(1, np.int32), np.ones(1, bool), Strings.of([text]), literal=True)


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _no_condition(node: Node, value: Value) -> str:
    """What to do about something that is neither true nor false."""
    name = written(node.name) if isinstance(node, Name) else "this"
    example = {"number": "> 10", "text": "= 'a word'", "date": "> 2000-01-31"}[value.kind]
    return f"This is a {value.kind}: compare it with something, such as {name} {example}"
