"""Objects as rows of a table."""

import pytest

from exporters.fields import at_level, fields, unit_text
from tests.city.toy import town


def test_a_measure_beside_an_attribute_of_its_name():
    builder = town()
    builder.objects.set(0, "height", "text", "tall")
    named = {f.name: f for f in fields(at_level(builder.freeze(), None))}
    assert named["height"].values[0] == "tall"
    assert named["height, measured"].values[0] == 3


def test_one_level_of_detail_alone():
    named = {f.name: f for f in fields(at_level(town().freeze(), "2"))}
    assert named["footprint"].values[0] == pytest.approx(80)
    assert named["footprint"].unit == "m²"


@pytest.mark.parametrize(
    ("unit", "short"),
    [("urn:adv:uom:m", "m"), ("#m2", "m²"), ("ha", "ha"), ("furlong", "furlong"), ("", "")],
)
def test_units_in_short(unit, short):
    assert unit_text(unit) == short
