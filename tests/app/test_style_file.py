"""Styles from files, and traits by the names that people type."""

import pytest

from app.style_file import load_style, named_trait, styled
from city.legend import NONE
from city.measured import Measured
from city.style import Style, StyleError, Trait, write_style
from tests.city.toy import town


def test_a_style_file_there_and_back(tmp_path):
    style = Style("graduated", Trait("measure", "height"), "natural", 7)
    path = tmp_path / "tall.maquette-style.json"
    path.write_text(write_style(style), "utf-8")
    assert load_style(path) == style


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe\x00", "no text"), (b"{}", "no style"), (b"{", "no JSON"), (None, "No such file")],
)
def test_a_bad_file_is_named(tmp_path, content, says):
    path = tmp_path / "bad.maquette-style.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StyleError, match=f"bad.maquette-style.json: .*{says}"):
        load_style(path)


def test_traits_by_name():
    measured = Measured(town().freeze())
    assert named_trait(measured, "storeys") == Trait("attribute", "storeys")  # and no measure
    assert named_trait(measured, "Height") == Trait("measure", "height")
    assert named_trait(measured, "area(roof)") == Trait("surface", "area(roof)")  # of each
    assert named_trait(measured, "Area(Ground)") == Trait("surface", "area(ground)")
    assert named_trait(measured, "area") == Trait("measure", "area")
    with pytest.raises(StyleError, match="nothing here is called heigth; there is height"):
        named_trait(measured, "heigth")


def test_a_city_by_a_name():
    city = town().freeze()
    legend, name = styled(city, "height")
    assert name == "Buildings"
    square = city.objects.ids.find("square")
    assert legend.number[square] < NONE  # no building: it keeps its own colour
    legend, name = styled(city, "kind")
    assert legend.number[square] >= 0
    assert name == "Buildings, Transport, Vegetation"


def test_the_surfaces_of_a_city_by_a_name():
    legend, name = styled(town().freeze(), "slope(roof)")
    assert name == "Buildings" and [e.count for e in legend.entries] == [2, 0, 0, 0, 0, 0]
    legend, name = styled(town().freeze(), "area(surface)")
    assert name == "Buildings, Transport" and sum(e.count for e in legend.entries) == 19
