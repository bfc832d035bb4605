"""From what a tool gathered and is set to, to the edit that it makes, as JSON has it.

Places are in the project's system. Each raises ValueError, in words, where something is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from app.design_models import UNITS
from app.sketch.settings import Options, Setting
from city.blocks import seen_from_above
from city.edits.buildings import STOREY_HEIGHT
from city.edits.parts import Choice, Number
from city.forms import Massing
from city.outline import polygons_of
from city.strips import along, band, cleaned
from city.thing import Thing
from city.view import View

Found = Mapping[str, Any]
Said = dict[str, Any]

SIDES = ("the middle", "its left side", "its right side")
BESIDE = (
    Setting("width", "Depth", Number(2, 200, "metres"), 12.0, "m"),
    Setting("side", "Line is", Choice(SIDES), SIDES[0]),
)
STEPS = (Setting("by", "In steps of", Choice(("storeys", "metres")), "storeys"),)
# Cross-sections from left to right, in metres; widths as the Dutch CROW and the German RASt 06
# give them for streets of these kinds: pavements 2 m and more, cycle lanes 1.85 m and more.
SECTIONS: dict[str, tuple[tuple[str, float], ...]] = {
    "street": (("pavement", 2.5), ("parking", 2.0), ("carriageway", 5.5), ("parking", 2.0),
               ("pavement", 2.5)),
    "street with trees": (("pavement", 2.5), ("trees", 2.0), ("carriageway", 5.5), ("trees", 2.0),
                          ("pavement", 2.5)),
    "avenue": (("pavement", 3.5), ("cycle", 2.0), ("trees", 2.5), ("carriageway", 6.5),
               ("trees", 2.5), ("cycle", 2.0), ("pavement", 3.5)),
    "cycle street": (("pavement", 2.0), ("cycle", 4.5), ("pavement", 2.0)),
    "lane": (("carriageway", 4.0),),
    "path": (("pavement", 2.5),),
    "tramway": (("pavement", 3.0), ("cycle", 2.0), ("carriageway", 3.5), ("tram", 6.5),
                ("carriageway", 3.5), ("cycle", 2.0), ("pavement", 3.0)),
    "canal street": (("pavement", 2.5), ("carriageway", 3.5), ("trees", 2.0), ("water", 12.0),
                     ("trees", 2.0), ("carriageway", 3.5), ("pavement", 2.5)),
}  # fmt: skip
MOST_TREES = 5_000  # that are scattered at once
MOST_TRIED = 500_000  # places that are looked at to scatter them


def told(options: Options, *names: str) -> Said:
    """Some of the settings, without those that are left open."""
    return {name: options[name] for name in names if options.get(name) is not None}


def _roof(options: Options) -> Said:
    shape = options["roof.shape"]
    if shape == "flat":
        return {"shape": shape}
    parts = {name: options.get(f"roof.{name}") for name in ("slope", "direction")}
    return {"shape": shape, **{name: value for name, value in parts.items() if value is not None}}


def building(found: Found, options: Options, view: View) -> Said:
    said = told(options, "storeys", "storey_height", "use", "name")
    return {"edit": "build", "footprint": found["points"], **said, "roof": _roof(options)}


def wing(found: Found, options: Options, view: View) -> Said:
    width = float(options["width"])
    left = {SIDES[0]: width / 2, SIDES[1]: 0.0}.get(options["side"], width)
    outline = _band(found["points"], left, left - width)
    return building({"points": outline}, options, view)


def _band(points: Sequence[Sequence[float]], left: float, right: float) -> list[list[float]]:
    """The outline of a band along a line."""
    line = np.array(points, np.float64)
    middle = line[0]  # large coordinates would cost digits
    pieces = polygons_of(band(cleaned(line - middle), left, right))
    if not pieces:
        raise ValueError("the line has no room beside it")
    return (max(pieces, key=lambda one: len(one[0]))[0] + middle).tolist()  # type: ignore[no-any-return]


def height(found: Found, options: Options, view: View) -> Said:
    said: Said = {"edit": "raise", "objects": found["objects"]}
    metres = float(found["metres"])
    if options["by"] == "metres":
        return {**said, "metres": metres}
    high = _storey(found["objects"][0], view)
    storeys = round(metres / high)
    if found["exact"] and abs(storeys * high - metres) > 0.005:
        return {**said, "metres": metres}
    if not storeys:
        raise ValueError("that is less than a storey")
    return {**said, "storeys": storeys}


def _storey(ident: str, view: View) -> float:
    """How high a storey is that a building is raised by."""
    thing = view.find(ident)
    if isinstance(thing, Thing) and isinstance(thing.form, Massing):
        return thing.form.storey_height
    said = view.attributes(thing).get("storeyHeight") if thing is not None else None
    return float(said) if isinstance(said, (int, float)) and said > 0 else STOREY_HEIGHT


def push(found: Found, options: Options, view: View) -> Said:
    (ident,) = found["objects"][:1]
    return {"edit": "push", "object": ident, "at": found["at"], "metres": found["metres"]}


def move(found: Found, options: Options, view: View) -> Said:
    said = {name: found[name] for name in ("by", "turn", "scale", "about") if name in found}
    return {"edit": "move", "objects": found["objects"], **said}


def turn(found: Found, options: Options, view: View) -> Said:
    said = {"objects": found["objects"], "turn": found["turn"], "about": found["about"]}
    return {"edit": "move", **said}


def copy(found: Found, options: Options, view: View) -> Said:
    return {
        "edit": "copy",
        "objects": found["objects"],
        "by": found["by"],
        **told(options, "times"),
    }


def roof(found: Found, options: Options, view: View) -> Said:
    return {"edit": "roof", "objects": found["objects"], "roof": _roof(options)}


def set_back(found: Found, options: Options, view: View) -> Said:
    said = told(options, "storey", "metres")
    return {"edit": "set_back", "objects": found["objects"], **said}


def use(found: Found, options: Options, view: View) -> Said:
    said = {"function": options["use"]}
    return {"edit": "change", "objects": found["objects"], "attributes": said}


def attribute(found: Found, options: Options, view: View) -> Said:
    name, text = options["attribute"].strip(), options["value"].strip()
    if not name:
        raise ValueError("name the attribute that is to be said")
    return {"edit": "change", "objects": found["objects"], "attributes": {name: meant(text)}}


def meant(text: str) -> str | int | float | bool | None:
    """What a typed value is: a number, yes or no, or else a text; nothing takes a value away."""
    words: dict[str, bool | None] = {"": None, "yes": True, "true": True, "no": False}
    words["false"] = False
    if text.lower() in words:
        return words[text.lower()]
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    if not np.isfinite(value) or (len(text) > 1 and text[0] == "0" and text[1].isdigit()):
        return text  # a code keeps its zeros
    return int(value) if value == int(value) and "." not in text and "," not in text else value


def solar(found: Found, options: Options, view: View) -> Said:
    said = told(options, "share", "steepest", "power")
    return {"edit": "solar", "objects": found["objects"], **said}


def demolish(found: Found, options: Options, view: View) -> Said:
    return {"edit": "demolish", "objects": found["objects"]}


def merge(found: Found, options: Options, view: View) -> Said:
    if len(found["objects"]) < 2:
        raise ValueError("click one more that touches it")
    return {"edit": "merge", "objects": found["objects"]}


def _object(found: Found, view: View) -> str:
    """The building that is meant: the one that most of what is drawn lies on."""
    idents = list(found["objects"])
    if not idents:
        raise ValueError("draw it on a building")
    if len(idents) == 1:
        return str(idents[0])
    places = np.array(found["points"], np.float64) - view.base.frame.origin[:2]
    line = shapely.LineString(places)
    drawn = line if len(places) < 3 else shapely.make_valid(shapely.Polygon(places))
    return str(max(idents, key=lambda ident: _shared(view, ident, drawn)))


def _shared(view: View, ident: str, drawn: Any) -> float:
    """How much of what is drawn lies on a thing: square metres, or metres of a line."""
    thing = view.find(ident)
    if thing is None:
        return 0.0
    try:
        shared = seen_from_above(view.body(thing)).intersection(drawn)
    except ValueError:  # it covers no ground
        return 0.0
    return float(shared.area or shared.length)


def courtyard(found: Found, options: Options, view: View) -> Said:
    return {"edit": "cut", "object": _object(found, view), "outline": found["points"]}


def passage(found: Found, options: Options, view: View) -> Said:
    ident = _object(found, view)
    thing = view.find(ident)
    if thing is None:
        raise ValueError(f"{ident} is not there any more")
    top = view.body(thing).low + view.base.frame.origin[2] + float(options["clear"])
    return {"edit": "cut", "object": ident, "outline": found["points"], "top": top}


def split(found: Found, options: Options, view: View) -> Said:
    return {"edit": "split", "object": _object(found, view), "line": found["points"]}


def trees(found: Found, options: Options, view: View) -> Said:
    said = told(
        options, "species", "height", "crown", "year", "grown_height", "grown_crown", "years"
    )
    return {"edit": "plant", "places": found["points"], **said}


def row(found: Found, options: Options, view: View) -> Said:
    line, spacing = np.array(found["points"], np.float64), float(options["spacing"])
    way = cleaned(line - line[0])
    if np.hypot(*np.diff(way, axis=0).T).sum() / spacing > MOST_TREES:
        raise ValueError(f"that is more than {MOST_TREES:,} trees; plant them farther apart")
    places = along(way, spacing) + line[0]
    return trees({"points": places.tolist()}, options, view)


def grove(found: Found, options: Options, view: View) -> Said:
    outline = np.array(found["points"], np.float64)
    places = scattered(outline - outline[0], float(options["spacing"])) + outline[0]
    return trees({"points": places.tolist()}, options, view)


def scattered(outline: np.ndarray[Any, Any], spacing: float) -> np.ndarray[Any, Any]:
    """(n, 2): places in an outline, none nearer to another than three quarters of the spacing.

    A grid of triangles whose places are shaken a little, always alike, so that the trees do not
    dance while the outline is drawn. ValueError where there is room for none, or for far too many.
    """
    shape = shapely.make_valid(shapely.Polygon(outline))
    if shape.area / spacing**2 > MOST_TREES:
        raise ValueError(f"that is more than {MOST_TREES:,} trees; plant them farther apart")
    west, south, east, north = shape.bounds
    if (east - west) * (north - south) / spacing**2 > MOST_TRIED:
        raise ValueError("that is too long and narrow to scatter trees in; plant rows instead")
    rise = spacing * np.sqrt(3) / 2
    low, high = int(np.floor(south / rise)), int(np.ceil(north / rise)) + 1
    left, right = int(np.floor(west / spacing)) - 1, int(np.ceil(east / spacing)) + 1
    rows, columns = np.meshgrid(np.arange(low, high), np.arange(left, right), indexing="ij")
    grid = np.stack([(columns + 0.5 * (rows % 2)) * spacing, rows * rise], axis=-1).reshape(-1, 2)
    mixed = rows.ravel() * 7919 + columns.ravel() * 104_729  # two primes mix the cells well
    shaken = (np.stack([mixed * 0.618034, mixed * 0.754878], axis=1) % 1.0 - 0.5) * spacing * 0.17
    places = grid + shaken
    found = places[shapely.contains_xy(shape, places[:, 0], places[:, 1])]
    if not len(found):
        raise ValueError("there is no room for a tree; plant them nearer to each other")
    return np.asarray(found)


def land(found: Found, options: Options, view: View) -> Said:
    return {"edit": "lay", "outline": found["points"], **told(options, "kind", "name")}


def hedge(found: Found, options: Options, view: View) -> Said:
    half = float(options["width"]) / 2
    return {"edit": "lay", "kind": "hedge", "outline": _band(found["points"], half, -half)}


def level(found: Found, options: Options, view: View) -> Said:
    height = options.get("height")
    if height is None:
        places = np.array(found["points"], np.float64) - view.base.frame.origin[:2]
        height = round(float(view.ground(places).mean() + view.base.frame.origin[2]), 2)
    said = {"outline": found["points"], "height": height}
    return {"edit": "level", **said, **told(options, "slope")}


def street(found: Found, options: Options, view: View) -> Said:
    section = [{"kind": kind, "width": width} for kind, width in lanes_of(options["section"])]
    said = told(options, "spacing", "name")
    return {"edit": "street", "line": found["points"], "section": section, **said}


def closure(found: Found, options: Options, view: View) -> Said:
    return {"edit": "close", "line": found["points"], **told(options, "whom", "name")}


def closed_area(found: Found, options: Options, view: View) -> Said:
    return closure({"points": _around(found)}, options, view)


def limit(found: Found, options: Options, view: View) -> Said:
    return {"edit": "limit", "line": _around(found), **told(options, "speed", "name")}


def _around(found: Found) -> list[Any]:
    """An outline as a line that ends where it begins."""
    return [*found["points"], found["points"][0]]


def lanes_of(section: str | Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The parts of a cross-section, which may be named as one of SECTIONS."""
    return SECTIONS[section] if isinstance(section, str) else tuple(section)


def bridge(found: Found, options: Options, view: View) -> Said:
    said = told(options, "width", "rise", "thickness", "name")
    return {"edit": "bridge", "line": found["points"], **said}


def wall(found: Found, options: Options, view: View) -> Said:
    said = told(options, "height", "width", "slope")
    return {"edit": "wall", "line": found["points"], **said}


def model(found: Found, options: Options, view: View) -> Said:
    """A design model with the middle of its foot over a place, so high above the ground there."""
    design = found["design"]
    said = {"edit": "place", "path": found["path"], "hash": design.hash, **told(options, "name")}
    turn, scale = float(options["turn"]), float(options["scale"])
    scale *= UNITS.get(options["unit"], 1.0)
    (place,) = np.array(found["points"], np.float64)
    ground = view.ground((place - view.base.frame.origin[:2])[None])[0]
    height = float(ground) + view.base.frame.origin[2] + float(options["height"])
    angle = np.radians(-turn)
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = np.array(design.foot) * scale
    at = [place[0] - (c * x - s * y), place[1] - (s * x + c * y), height - z]
    return {**said, "at": np.round(at, 4).tolist(), "turn": turn, "scale": scale}


def plot(found: Found, options: Options, view: View) -> Said:
    name = options["name"] or _next_name("plot", view)
    return {"edit": "plot", "outline": found["points"], "name": name}


def zone(found: Found, options: Options, view: View) -> Said:
    said = told(options, "height", "setback", "wall", "angle", "far", "coverage")
    name = options["name"] or _next_name("zone", view)
    return {"edit": "zone", "outline": found["points"], "name": name, **said}


def _next_name(function: str, view: View) -> str:
    """What the next of the plots, or of the zones, is called where nobody names it."""
    known = sum(thing.attributes.get("function") == function for thing in view.things.values())
    return f"{function.capitalize()} {known + 1}"
