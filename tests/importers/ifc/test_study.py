"""What a file says of its things is read whatever stands in its lines."""

import random
import re

import ifcopenshell
import pytest

from importers.ifc.siting import siting
from importers.ifc.study import _astray, _findings, _program
from importers.ifc.things import things
from importers.ifc.units import Units
from tests.importers.ifc.models import FEET, conversion, model, sets


def outline(text):
    """All that is read of a file but its shapes."""
    file = ifcopenshell.file.from_string(text)
    units = Units(file)
    found = things(file, units)
    return (
        found,
        siting(file, units),
        _astray(file, found),
        [*_findings(file, units, ""), _program(file)],
    )


def exchanged(text, dice, count):
    """The text with some of its references leading elsewhere, or to nothing."""
    head, body = text.split("DATA;")
    inside = [
        m
        for m in re.finditer(r"#\d+|(?<![\w.])\d+\.\d*|'[^']*'|\.\w+\.", body)
        if body[m.end()] != "="
    ]
    chosen = sorted(dice.sample(inside, count), key=lambda m: m.start())
    others = [dice.choice(inside).group() for _ in chosen]
    parts, at = [], 0
    for match, other in zip(chosen, others, strict=True):
        parts += [body[at : match.start()], dice.choice([other, "$"])]
        at = match.end()
    return head + "DATA;" + "".join(parts) + body[at:]


@pytest.mark.parametrize(
    "text",
    [
        model(extra=conversion(), site="(52,0,0),(4,0,0),1.", unit=FEET),
        model("IFC2X3", extra=sets("EPSG:25832", Eastings=1, Northings=2)),
        model("IFC4X3_ADD2", extra=conversion()),
    ],
    ids=["IFC4", "IFC2X3", "IFC4X3"],
)
def test_lines_that_point_elsewhere_harm_nobody(text):
    dice = random.Random(7)
    whole, as_many = len(outline(text)[0]), 0
    for _ in range(150):
        found, where, astray, _ = outline(exchanged(text, dice, dice.choice([1, 5, 25])))
        assert len(found) <= whole  # fewer where the library stops at a line
        as_many += len(found) == whole
        assert where.length > 0
        assert all(0 <= row < whole for row in astray)
    assert as_many > 75
