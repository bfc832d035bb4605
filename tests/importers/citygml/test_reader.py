"""Whole files: large ones in pieces, broken ones as far as they go."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from city.model import City
from city.progress import Progress
from importers import citygml, crew
from importers.citygml import pieces, reader
from importers.intake import Intake, NeedsCrs, Options, ReadError
from importers.report import Report
from tests.importers.citygml.shared import (
    ENVELOPE,
    SPACES,
    SQUARE,
    building,
    codes,
    links,
    model,
    polygon,
    read_text,
    surfaces,
    take,
)
from tests.shared import DATA, cancelled, needs_data

FILLER = f"<gml:description>{'x' * 900}</gml:description>"


def same(one: City, other: City) -> None:
    """Two cities are the same to the last number."""
    assert list(one.objects.ids) == list(other.objects.ids)
    assert list(one.surfaces.ids) == list(other.surfaces.ids)
    assert one.objects.counts() == other.objects.counts()
    assert one.objects.parent.tolist() == other.objects.parent.tolist()
    assert {n: c.items() for n, c in one.objects.columns.items()} == {
        n: c.items() for n, c in other.objects.columns.items()
    }
    assert one.lods() == other.lods()
    for lod in one.lods():
        for name in ("points", "triangles", "polygon_surface", "shape_type", "object_shapes"):
            assert np.array_equal(getattr(one.shapes[lod], name), getattr(other.shapes[lod], name))
    assert one.textures == other.textures
    assert one.materials == other.materials


@pytest.fixture
def small_pieces(monkeypatch):
    """Files are cut behind every member."""
    for way in ("cut", "cut_carefully"):
        original = getattr(pieces, way)
        monkeypatch.setattr(reader, way, lambda f, h, s, original=original: original(f, h, s, 500))


@pytest.fixture
def always_workers(monkeypatch):
    monkeypatch.setattr(crew, "_hands", lambda size: 2)


def house(n: int, more: str = "") -> str:
    shape = surfaces(polygon(SQUARE.replace("458", str(458 + n)), f"p{n}"))
    return building(
        f"{FILLER}<bldg:lod1MultiSurface>{shape}</bldg:lod1MultiSurface>{more}", f"b{n}"
    )


# pieces and workers


@needs_data
@pytest.mark.parametrize(
    "name",
    [
        "citygml/1.0/NRW_LoD2_32_280_5657_1_NW.gml",
        "citygml/2.0/Alderaan_Energy_ADE_All.gml",
        "citygml/2.0/plateau/brid/udx/brid/49303414_brid_6697_op.gml",
        "citygml/3.0/lod2_buildings_v3.gml",
    ],
)
def test_workers_and_this_process_read_the_same(name: str, always_workers, monkeypatch):
    in_workers, report = take(DATA / name)
    monkeypatch.setattr(crew, "_hands", lambda size: 0)
    here, other = take(DATA / name)
    same(in_workers, here)
    assert report.counts() == other.counts()


@needs_data
@pytest.mark.parametrize(
    "name",
    [
        "citygml/1.0/NRW_LoD2_32_280_5657_1_NW.gml",
        "citygml/2.0/ogc-examples/appearance/Appearance-EPSG25832.gml",
        "citygml/3.0/xlink/4_Cross-Top-Level-XLink/CityGML_3.gml",
    ],
)
def test_a_file_in_pieces_is_the_same_city_as_in_one(name: str, small_pieces, monkeypatch):
    cut_up, report = take(DATA / name)
    monkeypatch.undo()
    whole, other = take(DATA / name)
    same(cut_up, whole)
    assert report.counts() == other.counts()


def test_links_from_one_piece_into_another_are_followed(tmp_path: Path, small_pieces):
    nested = surfaces(links("p9", tag="CompositeSurface"), tag="CompositeSurface")
    nested = nested.replace("<gml:CompositeSurface>", '<gml:CompositeSurface gml:id="c">', 1)
    text = "".join(
        [
            house(0, f"<bldg:lod2MultiSurface>{links('c', 'p8', 'gone')}</bldg:lod2MultiSurface>"),
            house(1, f"<bldg:lod2MultiSurface>{nested}</bldg:lod2MultiSurface>"),
            *(house(n) for n in range(2, 10)),
        ]
    )
    city, report = read_text(tmp_path, model(text))
    per_object = dict(
        zip(city.objects.ids, np.diff(city.shapes["2"].object_polygons()).tolist(), strict=True)
    )
    assert (per_object["b0"], per_object["b1"]) == (2, 1)
    assert [(f.code, f.object) for f in report] == [("DANGLING_XLINK", "b0")]


def test_global_appearances_reach_every_piece(tmp_path: Path, small_pieces):
    targets = "".join(f"<app:target>#p{n}</app:target>" for n in range(9))
    looks = f"""<app:appearanceMember><app:Appearance><app:surfaceDataMember><app:X3DMaterial>
    <app:diffuseColor>1 0 0</app:diffuseColor>{targets}</app:X3DMaterial></app:surfaceDataMember>
    </app:Appearance></app:appearanceMember>"""
    city, _ = read_text(tmp_path, model("".join(house(n) for n in range(10)) + looks))
    assert sorted(city.shapes["1"].appearances[""].material.tolist()) == [-1] + [0] * 9
    assert len(city.materials) == 1


@pytest.mark.parametrize(
    "trap",
    ["<!-- </cityObjectMember> {} -->", "<gml:name><![CDATA[</cityObjectMember> {}]]></gml:name>"],
)
def test_a_member_that_ends_in_a_comment_only(tmp_path: Path, small_pieces, trap: str):
    text = "".join(house(n, trap.format("x" * 700)) for n in range(9))
    city, report = read_text(tmp_path, model(text))
    assert len(city.objects) == 9
    assert len(report) == 0


def test_members_within_members_are_read_whole(tmp_path: Path, small_pieces):
    inner = "<ade:x><cityObjectMember/></ade:x>" + FILLER
    text = "".join(building(inner, f"b{n}") for n in range(9))
    city, report = read_text(tmp_path, model(text))
    assert city.objects.counts() == {"Building": 9}
    assert set(codes(report)) <= {"EXTENSION"}


def killed(*_: object) -> None:
    """What a machine out of memory does to workers."""
    os._exit(9)


def test_workers_that_die_are_replaced(tmp_path: Path, small_pieces, always_workers, monkeypatch):
    monkeypatch.setattr(crew, "_work", killed)
    city, report = read_text(tmp_path, model("".join(house(n) for n in range(30))))
    assert len(city.objects) == 30
    assert len(report) == 0


def test_cancel_stops_within_a_second(tmp_path: Path, small_pieces, always_workers):
    path = tmp_path / "city.gml"
    path.write_text(model("".join(house(n) for n in range(4000))))
    progress = Progress()
    with cancelled(progress, 0.3):
        citygml.read(path, Intake(Options()), progress)


def test_progress_counts_bytes(tmp_path: Path, small_pieces):
    path = tmp_path / "city.gml"
    path.write_text(model("".join(house(n) for n in range(20))))
    seen: list[tuple[int, int, str]] = []
    citygml.read(path, Intake(Options()), Progress(lambda *args: seen.append(args)))
    assert seen[0][:2] == (0, path.stat().st_size)
    assert seen[-1][:2] == (path.stat().st_size,) * 2
    assert seen[0][2] == "Reading city.gml"


# coordinate systems


@pytest.mark.parametrize(
    "srs",
    ["EPSG:25832", "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783", "urn:adv:crs:ETRS89_UTM32"],
)
def test_the_coordinate_system_of_the_envelope(tmp_path: Path, srs: str):
    text = model(house(0), envelope=ENVELOPE.replace("EPSG:25832", srs))
    city, _ = read_text(tmp_path, text)
    assert city.frame.horizontal == "EPSG:25832"
    assert city.frame.to_world(city.shapes["1"].points)[0].tolist() == [458000, 5438000, 100]


def test_the_coordinate_system_of_a_polygon(tmp_path: Path):
    text = house(0).replace("<gml:Polygon", '<gml:Polygon srsName="EPSG:25832"')
    city, report = read_text(tmp_path, model(text, envelope=""))
    assert city.frame.horizontal == "EPSG:25832"
    assert len(report) == 0


def test_a_site_of_its_own(tmp_path: Path):
    text = model(house(0), envelope=ENVELOPE.replace("EPSG:25832", "#local-CRS-1"))
    city, report = read_text(tmp_path, text)
    assert city.frame.horizontal == "local"
    assert len(report) == 0


def test_no_coordinate_system_at_all(tmp_path: Path):
    text = model(house(0), envelope="")
    _, report = read_text(tmp_path, text)
    assert codes(report) == ["CRS_MISSING"]
    with pytest.raises(NeedsCrs):
        take(tmp_path / "city.gml", Options(need_crs=True))
    city, report = take(tmp_path / "city.gml", Options(crs="EPSG:25832"))
    assert city.frame.horizontal == "EPSG:25832"
    assert len(report) == 0


def test_degrees_become_metres_and_the_extent_stays_degrees(tmp_path: Path):
    ring = "35.0 139.0 5 35.0 139.001 5 35.001 139.001 5 35.0 139.0 5"
    envelope = """<gml:boundedBy><gml:Envelope srsName="http://www.opengis.net/def/crs/EPSG/0/6697"
    srsDimension="3"><gml:lowerCorner>35.0 139.0 0</gml:lowerCorner>
    <gml:upperCorner>35.001 139.001 9</gml:upperCorner></gml:Envelope></gml:boundedBy>"""
    shape = f"<bldg:lod1MultiSurface>{surfaces(polygon(ring))}</bldg:lod1MultiSurface>"
    path = tmp_path / "city.gml"
    path.write_text(model(building(shape), envelope=envelope))
    intake = Intake(Options())
    citygml.read(path, intake, Progress())
    extent = intake.extent()
    assert extent is not None
    assert extent.tolist() == [[139.0, 35.0, 5.0], [139.001, 35.001, 5.0]]
    points = intake.builder.freeze().shapes["1"].points
    assert np.ptp(points, axis=0)[:2] == pytest.approx([91.3, 111.0], abs=4.0)


# bad input


def refused(path: Path, match: str) -> None:
    with pytest.raises(ReadError, match=match) as caught:
        take(path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_city_is_refused(tmp_path: Path):
    path = tmp_path / "list.xml"
    path.write_text("<Dictionary xmlns='http://www.opengis.net/gml'><name>x</name></Dictionary>")
    refused(path, "no CityGML")


def test_a_file_of_another_kind_is_not_recognised(tmp_path: Path):
    assert not citygml.recognises(
        tmp_path / "a.xml", b"<Dictionary xmlns='http://opengis.net/gml'>"
    )
    assert citygml.recognises(tmp_path / "a.gml", model("").encode()[:500])
    assert citygml.recognises(tmp_path / "a.gml", model("").encode("utf-16")[:500])


def test_a_file_that_is_not_there(tmp_path: Path):
    refused(tmp_path / "gone.gml", "cannot be read")


BOMB = """<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>"""


def test_entities_are_refused(tmp_path: Path):
    path = tmp_path / "bomb.gml"
    _, _, text = model(building("<gml:name>&c;&d;</gml:name>")).partition("?>")
    path.write_text(BOMB + text)
    refused(path, "DTD")


def test_an_entity_that_nobody_declares(tmp_path: Path):
    city, report = read_text(
        tmp_path, model(house(0) + building("<gml:name>a&b;c</gml:name>", "x"))
    )
    assert sorted(city.objects.ids) == ["b0", "x"]
    assert [f.severity for f in report] == ["error"]


def test_a_truncated_file_keeps_what_stands_before_the_end(tmp_path: Path, small_pieces):
    text = model("".join(house(n) for n in range(10)))
    city, report = read_text(tmp_path, text[: text.index('gml:id="p7"')])
    assert {f"b{n}" for n in range(7)} <= set(city.objects.ids)
    errors = [f for f in report if f.severity == "error"]
    assert [f.code for f in errors] == ["NOT_WELL_FORMED"]
    assert "line" in errors[0].message
    assert "byte" in errors[0].message


def test_one_bad_tag_costs_one_piece_at_most(tmp_path: Path, small_pieces):
    text = model("".join(house(n) for n in range(10))).replace(
        '<gml:Polygon gml:id="p5">', "<gml:Pol", 1
    )
    city, report = read_text(tmp_path, text)
    assert {f"b{n}" for n in range(10)} - set(city.objects.ids) <= {"b5"}
    assert city.shapes["1"].polygons >= 9
    assert "NOT_WELL_FORMED" in codes(report)


def test_a_prefix_that_nobody_declares_loses_nothing(tmp_path: Path):
    city, report = read_text(tmp_path, model(house(0, "<energy:heated>true</energy:heated>")))
    assert city.objects.attributes(0)["heated"] is True
    assert "XML_MENDED" in codes(report)
    assert report.count("error") == 0


def test_the_wrong_encoding_is_mended(tmp_path: Path):
    text = model(building("<gml:name>Königsallee</gml:name>"))
    city, report = read_text(tmp_path, text.encode("latin-1"))
    assert city.objects.attributes(0) == {"name": "Königsallee"}
    assert codes(report) == ["XML_MENDED"]


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1", "Shift_JIS", "UTF-8-SIG"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str, small_pieces):
    name = "東京" if encoding == "Shift_JIS" else "Köln"
    declared = encoding.replace("-SIG", "")
    text = model("".join(house(n, f"<gml:name>{name}</gml:name>") for n in range(5)))
    city, report = read_text(tmp_path, text.replace("UTF-8", declared, 1).encode(encoding))
    assert [city.objects.columns["name"].at(n) for n in range(5)] == [name] * 5
    assert len(report) == 0


NESTED = {
    "data": "<ade:a>" * 100_000 + "<ade:b/>" + "</ade:a>" * 100_000,
    "parts": "<bldg:consistsOfBuildingPart><bldg:BuildingPart>" * 2000
    + "</bldg:BuildingPart></bldg:consistsOfBuildingPart>" * 2000,
    "surfaces": "<bldg:lod2MultiSurface>"
    + "<gml:CompositeSurface><gml:surfaceMember>" * 2000
    + "</gml:surfaceMember></gml:CompositeSurface>" * 2000
    + "</bldg:lod2MultiSurface>",
}


@pytest.mark.parametrize("what", NESTED)
def test_endless_nesting_is_no_trap(tmp_path: Path, what: str):
    deep = NESTED[what] + "<bldg:function>1000</bldg:function>"
    text = model(house(0) + building(deep, "deep") + house(1))
    city, report = read_text(tmp_path, text)
    assert {"b0", "deep", "b1"} <= set(city.objects.ids)
    assert city.objects.columns["function"].at(list(city.objects.ids).index("deep")) == "1000"
    assert city.shapes["1"].polygons == 2
    assert "TOO_DEEP" in codes(report)


def test_nesting_that_only_the_parser_of_large_files_follows(tmp_path: Path):
    deep = "<bldg:consistsOfBuildingPart><bldg:BuildingPart>" * 900
    deep += "</bldg:BuildingPart></bldg:consistsOfBuildingPart>" * 900
    text = model(house(0) + building(deep, "deep") + " " * 10_000_000)
    city, report = read_text(tmp_path, text)
    assert {"b0", "deep"} <= set(city.objects.ids)
    assert "TOO_DEEP" in codes(report)


def test_endless_nesting_in_a_file_that_breaks_off(tmp_path: Path):
    text = model(house(0) + building("<ade:a>" * 5000, "deep"))
    city, report = read_text(tmp_path, text[: text.index("</bldg:Building>", len(text) - 60)])
    assert "b0" in set(city.objects.ids)
    assert report.count("error") == 1


def test_deep_elements_cost_no_other_piece(tmp_path: Path, small_pieces):
    text = model(house(0) + building(NESTED["data"], "deep") + house(1))
    city, report = read_text(tmp_path, text)
    assert set(city.objects.ids) == {"b0", "deep", "b1"}
    assert [f.code for f in report if f.severity == "error"] == ["TOO_DEEP"]


@pytest.mark.parametrize("declared", ["UTF-16", "utf-16le", "ISO-10646-UCS-2"])
def test_a_file_that_says_utf_16_and_is_not(tmp_path: Path, declared: str):
    text = model(building("<gml:name>Königsallee</gml:name>")).replace("UTF-8", declared, 1)
    city, report = read_text(tmp_path, text)
    assert city.objects.attributes(0) == {"name": "Königsallee"}
    assert codes(report) == ["XML_MENDED"]
    assert declared in next(iter(report)).message


@pytest.mark.parametrize("text", [model(""), f"<CityModel {SPACES}/>\n"])
def test_a_model_of_nothing(tmp_path: Path, text: str):
    city, report = read_text(tmp_path, text)
    assert len(city.objects) == 0
    assert "EMPTY" in codes(report)


def test_garbage_after_a_start_tag_is_refused(tmp_path: Path):
    path = tmp_path / "garbage.gml"
    path.write_bytes(f"<CityModel {SPACES}>".encode() + bytes(range(256)) * 20)
    refused(path, "damaged")


def test_duplicate_ids_are_told_apart(tmp_path: Path):
    city, report = read_text(tmp_path, model(building("") + building("")))
    assert sorted(city.objects.ids) == ["b1", "b1#2"]
    assert codes(report) == ["DUPLICATE_ID"]


# property: whatever happens to the bytes of a real file, there is a city, a report or a ReadError

REAL = [
    "citygml/1.0/LOD2_CityObjectGroup_v100.gml",
    "citygml/2.0/ogc-examples/appearance/Appearance-EPSG25832.gml",
    "citygml/2.0/ogc-examples/Building_LOD3-EPSG25832.gml",
    "citygml/2.0/lod2_test_ade_v2.gml",
    "citygml/3.0/dynamizer/Building_CityGML3.0_with_Dynamizer_and_inline_Timeseries.gml",
    "citygml/3.0/test_ade_objects_v3.gml",
]
FEW = settings(
    max_examples=40, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def survives(folder: Path, data: bytes) -> Report | None:
    path = folder / "mutant.gml"
    path.write_bytes(data)
    try:
        return take(path)[1]
    except ReadError as fault:
        assert "\n" not in str(fault)
        return None


@needs_data
@pytest.mark.parametrize("name", REAL)
@FEW
@given(where=st.floats(0, 1))
def test_truncated_anywhere(tmp_path: Path, name: str, where: float):
    data = (DATA / name).read_bytes().rstrip()
    report = survives(tmp_path, data[: int(where * (len(data) - 1))])
    assert report is None or report.count("error") > 0


@needs_data
@pytest.mark.parametrize("name", REAL)
@FEW
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 0.999), st.binary(min_size=0, max_size=6), st.integers(0, 40)),
        min_size=1,
        max_size=5,
    )
)
def test_mutated_anywhere(tmp_path: Path, name: str, changes: list[tuple[float, bytes, int]]):
    data = bytearray((DATA / name).read_bytes())
    for where, new, cut_out in changes:
        at = int(where * len(data))
        data[at : at + cut_out] = new
    survives(tmp_path, bytes(data))


@needs_data
@FEW
@given(
    words=st.lists(st.sampled_from(["NaN", "-inf", "1e400", "", "x", "0", "1 2", "<"]), min_size=1)
)
def test_any_coordinates(tmp_path: Path, words: list[str]):
    shape = surfaces(polygon(" ".join(words)), polygon(SQUARE))
    inside = f"<bldg:lod1MultiSurface>{shape}</bldg:lod1MultiSurface>"
    survives(tmp_path, model(building(inside)).encode())
