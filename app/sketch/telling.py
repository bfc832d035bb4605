"""What an edit would lead to, in a few words beside the crosshair."""

from __future__ import annotations

from app.wording import number
from city.edits.covering import gave_way
from city.forms import Land, Massing, Tree
from city.thing import Thing
from city.view import View
from city.zoning import Envelope


def telling(before: View, after: View) -> str:
    """The height, the storeys and the floor of what is built; the area of what is laid out."""
    fresh = [
        thing
        for ident, thing in after.things.items()
        if (known := before.things.get(ident)) is not thing and not gave_way(known, thing)
    ]
    gone = len(after.demolished()) - len(before.demolished())
    if not fresh:
        return f"{number(gone)} demolished" if gone > 0 else ""
    trees = sum(isinstance(thing.form, Tree) for thing in fresh)
    if trees == len(fresh):
        return "1 tree" if trees == 1 else f"{number(trees)} trees"
    power = sum(float(t.attributes.get("kilowattPeak", 0.0)) for t in fresh)
    if power:
        area = sum(float(t.attributes["area"]) for t in fresh if "kilowattPeak" in t.attributes)
        return f"{number(area, 0)} m² of panels · {number(power, 1)} kW"
    if len(fresh) > 1:
        return _land(fresh) or _added(before, fresh)
    return _one(fresh[0])


def _land(things: list[Thing]) -> str:
    area = sum(float(t.form.shape.area) for t in things if isinstance(t.form, Land))
    return f"{number(area, 0)} m²" if area else ""


def _added(before: View, things: list[Thing]) -> str:
    """How many buildings are added, and their floor where all of it is known."""
    forms = [
        thing.form
        for thing in things
        if thing.kind == "Building" and thing.was is None and thing.id not in before.things
    ]
    if len(forms) < len(things):
        return ""
    floors = [form.floor_area() for form in forms if isinstance(form, Massing)]
    floor = f" · {number(sum(floors), 0)} m² of floor" if len(floors) == len(forms) else ""
    return f"{number(len(forms))} buildings{floor}"


def _one(thing: Thing) -> str:
    form = thing.form
    if isinstance(form, Land):
        said = thing.attributes
        if "cut" in said:
            return f"cut {number(said['cut'], 0)} m³ · fill {number(said['fill'], 0)} m³"
        return f"{number(float(form.shape.area), 0)} m²"
    if isinstance(form, Envelope):
        area = number(float(form.shape.area), 0)
        return f"{area} m² · nothing above {number(form.height, 1)} m"
    body = thing.body
    high = f"{number(body.high - body.low, 1)} m"
    if isinstance(form, Massing):
        storeys = "1 storey" if form.storeys == 1 else f"{form.storeys} storeys"
        return f"{high} · {storeys} · {number(form.floor_area(), 0)} m² of floor"
    return f"{high} high"
