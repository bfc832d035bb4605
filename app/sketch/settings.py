"""What a sketching tool can be set to: taken from the edits, so that both have the same limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from typing import Any

from city.edits import Edit
from city.edits.parts import Choice, Number, Part, Record, Whole, Word, parts_of

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """One thing that a tool is set to.

    part: what it may be. default: None where it may be left open, which `open` then says in words.
    offers: words to choose from where any word will do.
    """

    name: str
    title: str
    part: Part
    default: Any
    unit: str = ""
    open: str = ""
    offers: tuple[str, ...] = ()


UNITS = {"metres": "m", "degrees": "°", "W/m²": "W/m²"}


def of_edit(
    edit: type[Edit], path: str, title: str, default: Any = MISSING, **more: Any
) -> Setting:
    """The setting for a field of an edit; "roof.shape" for one of a part of it.

    default: in place of the edit's own.
    """
    kind: type = edit
    *outer, name = path.split(".")
    for step in outer:
        record = next(part for found, part, *_ in parts_of(kind) if found == step)
        assert isinstance(record, Record)
        kind = record.of
    _, part, own, _ = next(one for one in parts_of(kind) if one[0] == name)
    assert isinstance(part, (Number, Whole, Word, Choice))
    unit = UNITS.get(part.unit, part.unit) if isinstance(part, Number) else ""
    value = own if default is MISSING else default
    return Setting(path, title, part, None if value is MISSING else value, unit, **more)
