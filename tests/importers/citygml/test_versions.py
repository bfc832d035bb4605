"""Files that hold several versions of a city: one of them is shown, the others are told of."""

import pytest

from importers import read
from importers.citygml import pieces, reader
from tests.importers.citygml.shared import (
    SPACES_3,
    SQUARE,
    building,
    codes,
    model,
    polygon,
    read_text,
    surfaces,
)
from tests.shared import DATA, needs_data


def version(ident, *members, name="", inside=""):
    links = "".join(f'<vers:versionMember xlink:href="#{m}"/>' for m in members)
    named = f"<gml:name>{name}</gml:name>" if name else ""
    return (
        f'<versionMember><vers:Version gml:id="{ident}">{named}{links}{inside}</vers:Version>'
        "</versionMember>"
    )


def transition(start, end, *changes, clone=False, kind="planned"):
    told = "".join(
        "<vers:transaction><vers:Transaction><vers:type>replace</vers:type>"
        + (f'<vers:oldFeature xlink:href="#{old}"/>' if old else "")
        + (f'<vers:newFeature xlink:href="#{new}"/>' if new else "")
        + "</vers:Transaction></vers:transaction>"
        for old, new in changes
    )
    return (
        "<versionTransitionMember><vers:VersionTransition>"
        f"<vers:clonePredecessor>{str(clone).lower()}</vers:clonePredecessor>"
        f'<vers:type>{kind}</vers:type><vers:from xlink:href="#{start}"/>'
        f'<vers:to xlink:href="#{end}"/>{told}</vers:VersionTransition></versionTransitionMember>'
    )


def house(ident, lasting=""):
    said = f'<gml:identifier codeSpace="x">{lasting}</gml:identifier>' if lasting else ""
    face = surfaces(polygon(SQUARE, f"p-{ident}"))
    return building(f"{said}<lod2MultiSurface>{face}</lod2MultiSurface>", ident)


HOUSES = house("a1", "a") + house("b1", "b") + house("b2", "b") + house("c2")
EXPLICIT = version("v1", "a1", "b1", name="Today") + version("v2", "a1", "b2", "c2", name="Plan")


def shown(tmp_path, text):
    city, report = read_text(tmp_path, model(text, SPACES_3))
    return sorted(city.objects.ids), report, city


def test_the_later_version_is_shown_under_the_names_that_last(tmp_path):
    ids, report, city = shown(
        tmp_path, EXPLICIT + transition("v1", "v2", ("b1", "b2"), ("", "c2")) + HOUSES
    )
    assert ids == ["a", "b", "c2"]
    assert city.objects.counts() == {"Building": 3}
    assert city.objects.columns == {}
    assert city.shapes["2"].polygons == 3
    (told,) = [f.message for f in report if f.code == "VERSIONS"]
    assert told == (
        "city.gml: the file holds 2 versions of the city (Today, Plan); Plan is shown, and what "
        "only others have is left out (1 features)"
    )


def test_in_whatever_order_the_file_has_them(tmp_path):
    way = transition("v1", "v2", ("b1", "b2"), ("", "c2"))
    later_first = version("v2", "a1", "b2", "c2") + version("v1", "a1", "b1")
    assert shown(tmp_path, HOUSES + way + later_first)[0] == ["a", "b", "c2"]
    assert shown(tmp_path, HOUSES + later_first)[0] == ["a", "b"]  # nothing leads to another


def test_a_version_may_be_said_by_its_changes_alone(tmp_path):
    text = version("v1", "a1", "b1") + version("v2")
    way = transition("v1", "v2", ("b1", "b2"), ("a1", ""), ("", "c2"), clone=True)
    assert shown(tmp_path, text + way + HOUSES)[0] == ["b", "c2"]


def test_versions_that_follow_each_other_in_a_ring_end_somewhere(tmp_path):
    text = version("v1", "a1") + version("v2", "b1")
    ways = transition("v1", "v2", clone=True) + transition("v2", "v1", clone=True)
    ids, report, _ = shown(tmp_path, text + ways + house("a1", "a") + house("b1", "b"))
    assert ids == ["a", "b"]
    assert "VERSIONS" in codes(report)


def test_features_may_stand_in_their_version(tmp_path):
    feature = house("d2", "d").replace("cityObjectMember>", "vers:versionMember>")
    text = version("v1", "a1") + version("v2", "a1", inside=feature) + transition("v1", "v2")
    assert shown(tmp_path, text + house("a1", "a"))[0] == ["a", "d"]


@pytest.mark.parametrize(
    "text",
    [version("v1", "a1"), version("v1", "a1") + version("v2") + transition("v1", "v2")],
)
def test_versions_that_say_nothing_hide_nothing(tmp_path, text):
    ids, report, _ = shown(tmp_path, text + HOUSES)
    assert {"a1", "b1", "b2", "c2"} <= set(ids)
    assert "VERSIONS" not in codes(report)


def test_a_file_in_pieces_shows_the_same(tmp_path, monkeypatch):
    text = EXPLICIT + transition("v1", "v2", ("b1", "b2"), ("", "c2")) + HOUSES
    for way in ("cut", "cut_carefully"):
        cut = getattr(pieces, way)
        monkeypatch.setattr(reader, way, lambda f, h, s, cut=cut: cut(f, h, s, 500))
    assert shown(tmp_path, text)[0] == ["a", "b", "c2"]


@needs_data
def test_the_example_of_the_standard():
    path = DATA / "citygml/3.0/versioning/historicalSuccession_CityGML_3.0_LOD2_Versioning.gml"
    city = read(path).city
    assert {"BU_69381AL49", "BU_69381AL50"} < set(city.objects.ids)
    assert "BU_69381AL47" not in set(city.objects.ids)
    assert city.objects.counts() == {"Building": 2, "BuildingPart": 3}
