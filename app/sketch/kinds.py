"""Every sketching tool: its name, what it gathers, what it is set to, the edit that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.design_models import UNITS
from app.sketch import making
from app.sketch.settings import Options, Setting, of_edit
from city.edits import (
    Bridge,
    Build,
    ChangeRoof,
    Close,
    Copy,
    Lay,
    Level,
    Limit,
    Place,
    Plant,
    SetBack,
    Solar,
    Street,
    Wall,
    Zone,
)
from city.edits.parts import LONGEST_ID, LONGEST_WORD, Choice, Number, Whole, Word
from city.view import View

Found = Mapping[str, Any]
Make = Callable[[Found, Options, View], dict[str, Any]]
# outline to place: traced on the ground. lift to copy: held in the hand. objects, several: pointed
# at. model: read from a file, then placed.
Gather = Literal[
    "outline",
    "rectangle",
    "circle",
    "line",
    "place",
    "lift",
    "push",
    "move",
    "turn",
    "copy",
    "objects",
    "several",
    "model",
]
USES = ("residential", "office", "retail", "industry", "education", "health", "hotel", "parking")
# Attributes that planners say anew, as CityGML or the energy registers name them
SAID = ("yearOfConstruction", "storeysAboveGround", "name", "energyLabel", "monument", "owner")
SPECIES = ("", "Tilia cordata", "Platanus × hispanica", "Acer platanoides", "Quercus robur")


@dataclass(frozen=True)
class Kind:
    """A sketching tool.

    title: its command. short: its name on the strip, where `group` is the button that it is under.
    hint: how it is used, in a line.
    """

    name: str
    title: str
    short: str
    group: str
    gather: Gather
    make: Make
    settings: tuple[Setting, ...] = ()
    key: str = ""
    hint: str = ""


TRACE = (
    "Click the corners; the first one again, a double click or Enter ends"
    " · or type a length, Tab, an angle · Alt: no snapping"
)
SIDES = "Click two corners and the depth · or type lengths · Alt: no snapping"
ROUND = "Click the middle and the rim · or type the radius · Alt: no snapping"
LINE = (
    "Click along the line; a double click or Enter ends"
    " · or type a length, Tab, an angle · Alt: no snapping"
)
HOLD = "Drag it, or click and move · type a number and Enter · Esc lets go"
HANG = "Click where it stands · type degrees, Tab, a height · then arrows and a ring move it"
HANDLES = "Drag it, an arrow or the ring · type a number and Enter · Page up and down raise it"
POINT = "Click a building · Enter takes what is selected"

_BUILDING = (
    of_edit(Build, "storeys", "Storeys"),
    of_edit(Build, "storey_height", "Storey height"),
    of_edit(Build, "use", "Use", offers=USES),
    of_edit(Build, "roof.shape", "Roof"),
    of_edit(Build, "roof.slope", "Slope", open="usual"),
    of_edit(Build, "roof.direction", "Ridge", open="along it"),
    of_edit(Build, "name", "Name"),
)
_TREE = (
    of_edit(Plant, "species", "Species", offers=SPECIES),
    of_edit(Plant, "height", "Height"),
    of_edit(Plant, "crown", "Crown"),
    of_edit(Plant, "year", "Planted in", open="not said"),
    of_edit(Plant, "grown_height", "Height grown", open="the same"),
    of_edit(Plant, "grown_crown", "Crown grown", open="the same"),
    of_edit(Plant, "years", "Years to grow"),
)
_WALL = of_edit(Wall, "height", "Height", 2.0)
_SPACING = Setting("spacing", "Spacing", Number(1, 200, "metres"), 8.0, "m")


def _land(kind: str, short: str, key: str = "") -> Kind:
    title = f"Lay out {'water' if kind == 'water' else 'a ' + short.lower()}"
    settings = (of_edit(Lay, "kind", "As", kind), of_edit(Lay, "name", "Name"))
    return Kind(kind, title, short, "Land", "outline", making.land, settings, key, TRACE)


KINDS: tuple[Kind, ...] = (
    Kind("building", "Draw a building by its &outline", "Building", "Building", "outline",
         making.building, _BUILDING, "E", TRACE),
    Kind("block", "Draw a &rectangular building", "Rectangular", "Building", "rectangle",
         making.building, _BUILDING, "R", SIDES),
    Kind("round", "Draw a rou&nd building", "Round", "Building", "circle",
         making.building, _BUILDING, "Shift+R", ROUND),
    Kind("wing", "Draw a building along a &line", "Along a line", "Building", "line",
         making.wing, (*making.BESIDE, *_BUILDING), "Shift+E", LINE),
    Kind("height", "Make it &higher or lower", "Height", "Height", "lift",
         making.height, making.STEPS, "U", HOLD),
    Kind("push", "&Push or pull a face", "Push a face", "Height", "push",
         making.push, (), "K", HOLD),
    Kind("move", "&Move", "Move", "Move", "move", making.move, (), "G", HANDLES),
    Kind("turn", "&Turn", "Turn", "Move", "turn", making.turn, (), "Q", HOLD),
    Kind("copy", "&Copy, once or in a row", "Copy", "Move", "copy",
         making.copy, (of_edit(Copy, "times", "Copies"),), "Shift+G", HOLD),
    Kind("roof", "Change the r&oof", "Roof", "Shape", "objects", making.roof,
         (of_edit(ChangeRoof, "roof.shape", "Roof", "gable"),
          of_edit(ChangeRoof, "roof.slope", "Slope", open="usual"),
          of_edit(ChangeRoof, "roof.direction", "Ridge", open="along it")), "", POINT),
    Kind("set_back", "&Set upper storeys back", "Set back", "Shape", "objects", making.set_back,
         (of_edit(SetBack, "storey", "From storey", 2),
          of_edit(SetBack, "metres", "By", 2.0)), "", POINT),
    Kind("courtyard", "Cut a cour&tyard", "Courtyard", "Shape", "outline",
         making.courtyard, (), "", f"On a building: {TRACE.lower()}"),
    Kind("passage", "Cut a p&assage through it", "Passage", "Shape", "outline", making.passage,
         (Setting("clear", "Height", Number(2, 100, "metres"), 4.0, "m"),), "",
         f"On a building: {TRACE.lower()}"),
    Kind("split", "Sp&lit in two", "Split", "Shape", "line", making.split, (), "",
         "Click across a building, from one side to the other · Enter ends"),
    Kind("merge", "&Join buildings", "Join", "Shape", "several", making.merge, (), "",
         "Click the buildings that become one · Enter joins them"),
    Kind("use", "Change its &use", "Use", "Shape", "objects", making.use,
         (of_edit(Build, "use", "Use", offers=USES),), "", POINT),
    Kind("attribute", "Say something &else of it", "Attribute", "Shape", "objects",
         making.attribute, (Setting("attribute", "Attribute", Word(LONGEST_ID),
                                    SAID[0], offers=SAID),
                            Setting("value", "Value", Word(LONGEST_WORD), "")), "",
         f"{POINT} · no value takes the attribute away"),
    Kind("solar", "Put sola&r panels on the roof", "Solar panels", "Shape", "objects", making.solar,
         (of_edit(Solar, "share", "Share"), of_edit(Solar, "steepest", "Steepest roof"),
          of_edit(Solar, "power", "Power")), "", POINT),
    Kind("tree", "Plant a &tree", "Tree", "Trees", "place", making.trees, _TREE, "J",
         "Click where each tree stands"),
    Kind("row", "Plant a &row of trees", "Row", "Trees", "line", making.row,
         (_SPACING, *_TREE), "Shift+J", LINE),
    Kind("grove", "&Scatter trees in an area", "Scattered", "Trees", "outline", making.grove,
         (_SPACING, *_TREE), "", TRACE),
    _land("park", "Park", "Z"),
    _land("water", "Water"),
    _land("square", "Square"),
    _land("parking", "Car park"),
    Kind("hedge", "Plant a &hedge along a line", "Hedge", "Land", "line", making.hedge,
         (Setting("width", "Width", Number(0.2, 20, "metres"), 1.0, "m"),), "", LINE),
    Kind("level", "&Level the ground", "Level ground", "Land", "outline", making.level,
         (Setting("height", "Height", Number(-1e4, 1e4, "metres"), None, "m", "as it lies"),
          of_edit(Level, "slope", "Bank slope")), "", TRACE),
    Kind("street", "Lay a &street", "Street", "Street", "line", making.street,
         (Setting("section", "Section", Choice(tuple(making.SECTIONS)), "street"),
          of_edit(Street, "spacing", "Tree spacing"), of_edit(Street, "name", "Name")), "Y", LINE),
    Kind("closure", "&Close streets across a line", "Closure", "Street", "line", making.closure,
         (of_edit(Close, "whom", "To"), of_edit(Close, "name", "Name")), "", LINE),
    Kind("closed_area", "Close streets in an &area", "Closed area", "Street", "outline",
         making.closed_area, (of_edit(Close, "whom", "To"), of_edit(Close, "name", "Name")),
         "", TRACE),
    Kind("limit", "Limit the s&peed in an area", "Speed limit", "Street", "outline", making.limit,
         (of_edit(Limit, "speed", "Speed"), of_edit(Limit, "name", "Name")), "", TRACE),
    Kind("bridge", "Build a &bridge", "Bridge", "Street", "line", making.bridge,
         (of_edit(Bridge, "width", "Width"), of_edit(Bridge, "rise", "Rise"),
          of_edit(Bridge, "thickness", "Deck"), of_edit(Bridge, "name", "Name")), "", LINE),
    Kind("wall", "Build a &wall", "Wall", "Street", "line", making.wall,
         (_WALL, of_edit(Wall, "width", "Width")), "", LINE),
    Kind("dike", "Build a &dike", "Dike", "Street", "line", making.wall,
         (_WALL, of_edit(Wall, "width", "Crest", 3.0), of_edit(Wall, "slope", "Sides", 26.6)),
         "", LINE),
    Kind("plot", "Draw a &plot", "Plot", "Plot", "outline", making.plot,
         (Setting("name", "Name", Word(200), ""),), "", TRACE),
    Kind("zone", "Say what may be built: a &zone", "Zone", "Plot", "outline", making.zone,
         (of_edit(Zone, "height", "Height", 12.0), of_edit(Zone, "setback", "Setback", 3.0),
          of_edit(Zone, "wall", "Upright to", 9.0), of_edit(Zone, "angle", "Light angle", 45.0),
          of_edit(Zone, "far", "FAR at most", open="any"),
          of_edit(Zone, "coverage", "Coverage", open="any"), of_edit(Zone, "name", "Name")),
         "", TRACE),
    Kind("model", "Place a &model…", "Model", "Model", "model", making.model,
         (Setting("unit", "Unit", Choice(tuple(UNITS)), "metres"),
          Setting("scale", "Scale", Number(0.001, 1000, "×"), 1.0, "×"),
          of_edit(Place, "turn", "Turn"),
          Setting("height", "Above ground", Number(-500, 1000, "metres"), 0.0, "m"),
          of_edit(Place, "name", "Name")), "", HANG),
    Kind("demolish", "&Demolish", "Demolish", "Demolish", "objects", making.demolish, (),
         "Shift+Del", "Click what goes · Enter takes what is selected"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}


def shown(kind: Kind, options: Options) -> list[Setting]:
    """The settings that mean something with the others as they are."""
    flat = options.get("roof.shape") == "flat"
    grows = bool(options.get("grown_height") or options.get("grown_crown"))
    told = options.get("unit") == ""  # by the file
    idle = {"roof.slope": flat, "roof.direction": flat, "years": not grows, "unit": told}
    return [one for one in kind.settings if not idle.get(one.name)]


__all__ = ["BY_NAME", "KINDS", "Found", "Gather", "Kind", "Whole", "shown"]
