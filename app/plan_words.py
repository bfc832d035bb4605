"""What is said of plans: what is in them, what was done, by how much their numbers differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.wording import kind_word, number
from city.assumptions import ASSUMPTIONS, assumed
from city.edits.edit import count
from city.indicators import BY_KEY, Indicator, Numbers
from city.scenario import Step
from city.thing import Thing
from city.view import View
from city.zoning import Beyond

NOUNS = {  # by the class of a thing; greenery and closures are called by what they are
    "Building": "building",
    "BuildingPart": "building",
    "SolitaryVegetationObject": "tree",
    "PlantCover": "",
    "WaterBody": "water area",
    "Square": "square",
    "BuildingInstallation": "installation",
    "Road": "road",
    "Bridge": "bridge",
    "LandUse": "",
    "CityFurniture": "",
}
OTHER = "other thing"
LONGEST = 20  # letters of an id that are said
HECTARE = 100_000.0  # square metres from which on areas are told in hectares


def contents_words(view: View) -> list[str]:
    """What a plan has built and changed: "3 buildings", "12 trees", "1 changed"."""
    streets = {one.attributes["street"] for one in view.things.values() if _is_lane(one)}
    sorts = Counter(
        (one.kind, str(one.attributes.get("function", "")), one.was is not None)
        for one in view.things.values()
        if not _is_lane(one)
    )
    new, changed = Counter[str]({"street": len(streets)} if streets else {}), len(view.said)
    for (kind, function, was), many in sorts.items():
        if was:
            changed += many
        elif function not in ("plot", "zone"):
            new[NOUNS.get(kind, OTHER) or function or OTHER] += many
    words = [count(many, noun) for noun, many in new.items()]
    return [*words, *([f"{number(changed)} changed"] if changed else [])]


def _is_lane(thing: Thing) -> bool:
    """Whether a thing is a part of a street that was laid; its trees count as trees."""
    return thing.was is None and "street" in thing.attributes


def demolished_words(view: View) -> str:
    """How much a plan has demolished, "" for nothing."""
    many = len(view.demolished())
    return f"{number(many)} demolished" if many else ""


def name_words(view: View, ident: str) -> str:
    """What a thing is called: its class, and its own name or else its id, shortened."""
    thing = view.things.get(ident) or view.rubble.get(ident)
    spot = view.base.find([ident])[0] if thing is None else None
    if thing is None and spot is None:
        return ident
    said = view.attributes(thing or spot)  # type: ignore[arg-type]
    kind = kind_word(thing.kind if thing is not None else view.base.kind(spot))  # type: ignore[arg-type]
    own = next((str(said[name]) for name in ("name", "gml:name") if said.get(name)), ident)
    return f"{kind} {own if len(own) <= LONGEST else f'{own[:8]}…{own[-4:]}'}"


def zones_of(view: View) -> list[Thing]:
    """The zones that are drawn."""
    return [one for one in view.things.values() if one.attributes.get("function") == "zone"]


def beyond_words(found: Sequence[tuple[Thing, Beyond]]) -> tuple[str, str]:
    """What sticks out of zones, in short and in a sentence; "" for nothing."""
    if not found:
        return "", ""
    many = len({one.id for _, one in found})
    short = f"{number(many)} {'sticks' if many == 1 else 'stick'} out"
    names = list(dict.fromkeys(str(zone.attributes.get("name", zone.id)) for zone, _ in found))
    where = names[0] if len(names) == 1 else f"{len(names)} zones"
    over = max(one.metres for _, one in found)
    by = f", up to {number(over, 1)} m too high" if over > 0.05 else ""
    verb = "sticks" if many == 1 else "stick"
    return short, f"{count(many, 'building')} {verb} out of {where}{by}"


def step_words(step: Step, now: datetime) -> tuple[str, str]:
    """When a step was done and what it was: ("14:02", "raised 3 buildings by 2 storeys")."""
    return time_words(step.made, now), step.edit.words()


def time_words(made: str, now: datetime) -> str:
    """A moment as one says it: "14:02" for today, "yesterday 14:02", else "12 Mar 14:02"."""
    try:
        then = datetime.fromisoformat(made).astimezone(now.tzinfo)
    except ValueError:
        return ""
    if then.date() == now.date():
        return f"{then:%H:%M}"
    if then.date() == now.date() - timedelta(days=1):
        return f"yesterday {then:%H:%M}"
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then.day} {then:%b}{year} {then:%H:%M}"


# numbers


def value_words(key: str, value: float | None) -> str:
    """A number of a plan with its unit, "–" where there is none."""
    one = BY_KEY[key]
    if value is None:
        return "–"
    if one.unit == "m²" and abs(value) >= HECTARE:
        return f"{number(value / 10_000, 2)} ha"
    if one.unit == "€":
        return f"{number(value / 1e6, 1)} M€"
    return f"{number(value, one.decimals)} {one.unit}".strip()


def difference_words(key: str, value: float | None, before: float | None) -> str:
    """By how much a number differs from the baseline's, with its sign; "" where it does not."""
    if value is None or before is None:
        return ""
    change = value - before
    if abs(change) < 0.5 * 10.0 ** -BY_KEY[key].decimals:
        return ""
    return f"{'+' if change > 0 else '−'}{value_words(key, abs(change))}"


def spread_words(numbers: Numbers) -> str:
    """The construction cost from its lower to its upper end."""
    low, high = numbers.values["cost_low"] or 0.0, numbers.values["cost_high"] or 0.0
    return f"{number(low / 1e6, 1)} to {number(high / 1e6, 1)} M€"


def title_words(one: Indicator, language: str) -> str:
    """What an indicator is called, with what planners of a language say for short."""
    local = one.named(language)
    return f"{one.title} ({local})" if local else one.title


def assumed_words(one: Indicator, changed: dict[str, float]) -> list[str]:
    """What an indicator takes for granted, a line each: "Gross floor area per dwelling 85 m²"."""
    taken = assumed(changed)
    return [
        f"{ASSUMPTIONS[name].title} {number(taken[name])} {ASSUMPTIONS[name].unit}".strip()
        for name in one.assumes
    ]
