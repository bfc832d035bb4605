"""The closed set of edits: everything that a plan can do to a city, as plain values.

An edit travels as one line of JSON, {"edit": "build", "footprint": [[x, y], ...], "storeys": 3},
with coordinates in the project's system; assets/edits.schema.json describes all of them.
"""

from city.edits.buildings import Build, ChangeRoof, Raise, SaidRoof, Setback
from city.edits.edit import Edit, read_edit, schema
from city.edits.land import Lay, Level, Plant, Plot
from city.edits.models import Place
from city.edits.objects import Change, Copy, Demolish, Move, Restore
from city.edits.parts import EditError
from city.edits.shaping import Cut, Merge, Push, SetBack, Split
from city.edits.structures import Bridge, Lane, Solar, Street, Wall
from city.edits.traffic import Close, Limit
from city.edits.zones import Zone

__all__ = [
    "Bridge",
    "Build",
    "Change",
    "ChangeRoof",
    "Close",
    "Copy",
    "Cut",
    "Demolish",
    "Edit",
    "EditError",
    "Lane",
    "Lay",
    "Level",
    "Limit",
    "Merge",
    "Move",
    "Place",
    "Plant",
    "Plot",
    "Push",
    "Raise",
    "Restore",
    "SaidRoof",
    "SetBack",
    "Setback",
    "Solar",
    "Split",
    "Street",
    "Wall",
    "Zone",
    "read_edit",
    "schema",
]
