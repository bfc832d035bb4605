"""Library objects stand where they are put, and those that cannot are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.importers.citygml.shared import CORNERS, member, model, polygon, read_text, surfaces
from tests.importers.citygml.test_geometry import ORIGIN, world

TREE = (
    "<veg:SolitaryVegetationObject{id}><veg:lod2ImplicitRepresentation><ImplicitGeometry>"
    "<transformationMatrix>{matrix}</transformationMatrix>"
    "<relativeGMLGeometry{link}>{shape}</relativeGMLGeometry>"
    "<referencePoint><gml:Point><gml:pos>{at}</gml:pos></gml:Point></referencePoint>"
    "</ImplicitGeometry></veg:lod2ImplicitRepresentation></veg:SolitaryVegetationObject>"
)
QUARTER_TURN = "0 -2 0 0  2 0 0 0  0 0 2 1  0 0 0 1"


def test_library_objects_stand_where_they_are_put(tmp_path: Path):
    shape = surfaces(polygon("1 0 0 1 1 0 0 1 0 1 0 0")).replace(
        "<gml:MultiSurface>", '<gml:MultiSurface gml:id="tree">'
    )
    first = TREE.format(id="", matrix=QUARTER_TURN, link="", shape=shape, at=CORNERS[0])
    second = TREE.format(
        id="", matrix=QUARTER_TURN, link=' xlink:href="#tree"', shape="", at=CORNERS[2]
    )
    city, report = read_text(tmp_path, model(member(second) + member(first)))
    placed = world(city, "2") - ORIGIN
    wanted = np.array([[0, 2, 101], [-2, 2, 101], [-2, 0, 101]])
    assert sorted(placed.tolist()) == sorted(
        [*wanted.tolist(), *(wanted + np.array([4, 3, 0])).tolist()]
    )
    assert len(report) == 0


PLACES = (
    "<gml:coordinates>458004,5438003,100</gml:coordinates>",
    "<gml:coord><gml:X>458004</gml:X><gml:Y>5438003</gml:Y><gml:Z>100</gml:Z></gml:coord>",
    "<gml:posList>458004 5438003 100</gml:posList>",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_library_object_by_a_place_in_an_older_spelling(tmp_path: Path, place: str):
    shape = surfaces(polygon("1 0 0 1 1 0 0 1 0 1 0 0"))
    tree = TREE.format(id="", matrix=QUARTER_TURN, link="", shape=shape, at=CORNERS[2])
    tree = tree.replace(f"<gml:pos>{CORNERS[2]}</gml:pos>", place)
    city, report = read_text(tmp_path, model(member(tree)))
    wanted = np.array([[4, 5, 101], [2, 5, 101], [2, 3, 101]])
    assert sorted((world(city, "2") - ORIGIN).tolist()) == sorted(wanted.tolist())
    assert len(report) == 0


def test_a_library_object_at_a_place_that_is_not_said_is_reported(tmp_path: Path):
    shape = surfaces(polygon("1 0 0 1 1 0 0 1 0 1 0 0"))
    tree = TREE.format(id=' gml:id="t"', matrix=QUARTER_TURN, link="", shape=shape, at="")
    point = "<referencePoint><gml:Point><gml:pos></gml:pos></gml:Point></referencePoint>"
    elsewhere = tree.replace(point, '<referencePoint xlink:href="#p"/>')
    for text in (tree, elsewhere):
        city, report = read_text(tmp_path, model(member(text)))
        assert [(f.code, f.object) for f in report] == [("BAD_PLACEMENT", "t")]
        assert not city.shapes


def test_a_library_object_in_another_file_is_named(tmp_path: Path):
    tree = (
        '<veg:SolitaryVegetationObject gml:id="t"><veg:lod2ImplicitRepresentation>'
        "<ImplicitGeometry><mimeType>model/vrml</mimeType><libraryObject>trees/oak.wrl"
        "</libraryObject></ImplicitGeometry></veg:lod2ImplicitRepresentation>"
        "</veg:SolitaryVegetationObject>"
    )
    city, report = read_text(tmp_path, model(member(tree)))
    assert city.objects.columns["libraryObject"].at(0) == "trees/oak.wrl"
    assert [(f.code, f.object) for f in report] == [("LIBRARY_OBJECT", "t")]


def test_a_library_object_with_half_a_matrix_is_reported(tmp_path: Path):
    shape = surfaces(polygon("1 0 0 1 1 0 0 1 0 1 0 0"))
    tree = TREE.format(id=' gml:id="t"', matrix="1 0 0", link="", shape=shape, at=CORNERS[0])
    _, report = read_text(tmp_path, model(member(tree)))
    assert [(f.code, f.object) for f in report] == [("BAD_PLACEMENT", "t")]
