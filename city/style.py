"""How a layer is coloured: by what, in which classes, with which colours; kept as a small file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from city.palettes import PALETTES

Kind = Literal["plain", "graduated", "categorised", "rule"]
Method = Literal["quantile", "equal", "natural", "pretty", "own"]
What = Literal["attribute", "measure", "class", "surface", "surface attribute", "point"]

VERSION = 1
MARK = "maquette-style"
SUFFIX = ".maquette-style.json"
CLASSES = (2, 12)  # so few and so many classes may be asked for
MISSING = "#c9c5c0"
PLAIN = "#e9e2db"
LARGEST = 1_000_000  # characters of a style file; a larger one is none


class StyleError(ValueError):
    """Why a text is no style: what is wrong, where, and what would be right."""


@dataclass(frozen=True, slots=True)
class Trait:
    """What things are coloured by: an attribute of the file, a measure of the geometry, or a class.

    name: the attribute's or the measure's; for "class", "kind", "lod" or "source"; for "surface", a
    measure or class and which surfaces it is asked of, such as "slope(roof)"; for points, "class",
    "height", "intensity" or "rgb".
    """

    what: What
    name: str

    @property
    def of_surfaces(self) -> bool:
        """Whether each face has a value of its own, and not each object."""
        return self.what in ("surface", "surface attribute")


def measure_of(trait: Trait) -> tuple[str, str]:
    """A measure's name and the kind of surface it is asked of: "area(roof)" -> "area", "roof"."""
    found = re.fullmatch(r"(\w+)(?:\((\w*)\))?", trait.name)
    return (found[1], found[2] or "") if found else ("", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a rule style: whatever `where` is true of gets the colour."""

    where: str
    colour: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is coloured.

    kind: one colour for all; classes of numbers; one colour a value; or rules, the first of which
    is true wins. by: of graduated and categorised styles. method, classes: how numbers become
    classes; breaks: the user's own, for the method "own". classes of a categorised style: how many
    values get a colour of their own, the most frequent ones; own: (value, colour) chosen by hand.
    Colours are "#rrggbb"; missing: of what has no value. opacity: from 0 to 1.
    """

    kind: Kind = "plain"
    by: Trait | None = None
    method: Method = "quantile"
    classes: int = 5
    breaks: tuple[float, ...] = ()
    palette: str = "viridis"
    reversed: bool = False
    own: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = field(default=())
    colour: str = PLAIN
    missing: str = MISSING
    opacity: float = 1.0


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of "#rrggbb"."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def write_style(style: Style) -> str:
    """A style as the text of its file; read_style gives the same style again."""
    told: dict[str, Any] = {MARK: VERSION, "kind": style.kind}
    if style.by is not None:
        told["by"] = {style.by.what: style.by.name}
    if style.kind == "graduated":
        told |= {"method": style.method, "classes": style.classes}
        if style.method == "own":
            told["breaks"] = list(style.breaks)
    if style.kind == "categorised":
        told["classes"] = style.classes
        if style.own:
            told["own"] = dict(style.own)
    if style.kind in ("graduated", "categorised"):
        told |= {"palette": style.palette, "reversed": style.reversed}
    if style.kind == "rule":
        told["rules"] = [
            {"where": rule.where, "colour": rule.colour, "title": rule.title}
            for rule in style.rules
        ]
    if style.kind == "plain":
        told["colour"] = style.colour
    told |= {"missing": style.missing, "opacity": style.opacity}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_style(text: str) -> Style:
    """The style that a file's text describes. Raises StyleError in one clear line."""
    if len(text) > LARGEST:
        raise StyleError("it is too large to be a style")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise StyleError(f"it is no JSON: {fault}") from fault
    if not isinstance(told, dict) or MARK not in told:
        raise StyleError(f'it is no style: "{MARK}" is missing')
    version = told.pop(MARK)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise StyleError(f'"{MARK}" must be a version number such as {VERSION}')
    if version > VERSION:
        raise StyleError(
            f"it is a style of version {version}, and this program knows up to {VERSION}; "
            "a newer Maquette opens it"
        )
    unknown = sorted(set(told) - set(_READ))
    if unknown:
        raise StyleError(f'"{unknown[0]}" means nothing in a style; known are {", ".join(_READ)}')
    return _whole(Style(**{name: _READ[name](name, value) for name, value in told.items()}))


def _whole(style: Style) -> Style:
    """The style, if its parts go together."""
    if style.kind in ("graduated", "categorised") and style.by is None:
        raise StyleError(f'a {style.kind} style must say what it colours by, in "by"')
    if style.kind == "graduated" and style.method == "own" and not style.breaks:
        raise StyleError('own classes need their breaks, in "breaks"')
    if style.kind == "rule" and not style.rules:
        raise StyleError('a rule style needs at least one rule, in "rules"')
    return style


def _choice(*allowed: str) -> Any:
    def read(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise StyleError(f'"{name}" must be one of {", ".join(allowed)}, not {_short(value)}')
        return value

    return read


def _colour(name: str, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise StyleError(f'"{name}" must be a colour such as "#1f77b4", not {_short(value)}')
    return value.lower()


def _number(low: float, high: float) -> Any:
    def read(name: str, value: Any) -> Any:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not fits or not low <= value <= high:
            raise StyleError(f'"{name}" must be from {low:g} to {high:g}, not {_short(value)}')
        return value

    return read


def _classes(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise StyleError(f'"{name}" must be a whole number, not {_short(value)}')
    return int(_number(*CLASSES)(name, value))


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise StyleError(f'"{name}" must be true or false, not {_short(value)}')
    return value


def _trait(name: str, value: Any) -> Trait:
    allowed = get_args(What)
    if not isinstance(value, dict) or len(value) != 1:
        raise StyleError(f'"{name}" must be like {{"attribute": "name"}}, not {_short(value)}')
    ((what, of),) = value.items()
    if what not in allowed or not isinstance(of, str) or not of:
        raise StyleError(f'"{name}" must name one of {", ".join(allowed)}, not {_short(value)}')
    return Trait(what, of)


def _breaks(name: str, value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) >= CLASSES[1]:
        raise StyleError(f'"{name}" must be a list of at most {CLASSES[1] - 1} numbers')
    numbers = [float(_number(-1e300, 1e300)(name, one)) for one in value]
    if sorted(set(numbers)) != numbers:
        raise StyleError(f'"{name}" must ascend, each number once')
    return tuple(numbers)


def _own(name: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise StyleError(f'"{name}" must be like {{"value": "#1f77b4"}}, not {_short(value)}')
    return tuple((word, _colour(f"{name}: {word}", colour)) for word, colour in value.items())


def _rules(name: str, value: Any) -> tuple[Rule, ...]:
    if not isinstance(value, list):
        raise StyleError(f'"{name}" must be a list, not {_short(value)}')
    rules = []
    for number, told in enumerate(value, 1):
        place = f"{name} {number}"
        if not isinstance(told, dict) or not {"where", "colour"} <= set(told):
            raise StyleError(f'"{place}" must have "where" and "colour"')
        unknown = set(told) - {"where", "colour", "title"}
        if unknown:
            raise StyleError(f'"{min(unknown)}" means nothing in "{place}"')
        where, title = told["where"], told.get("title", "")
        if not isinstance(where, str) or not isinstance(title, str):
            raise StyleError(f'"where" and "title" of "{place}" must be texts')
        rules.append(Rule(where, _colour(f"{place}: colour", told["colour"]), title))
    return tuple(rules)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."


_READ: dict[str, Any] = {
    "kind": _choice(*get_args(Kind)),
    "by": _trait,
    "method": _choice(*get_args(Method)),
    "classes": _classes,
    "breaks": _breaks,
    "palette": _choice(*PALETTES),
    "reversed": _flag,
    "own": _own,
    "rules": _rules,
    "colour": _colour,
    "missing": _colour,
    "opacity": _number(0, 1),
}
