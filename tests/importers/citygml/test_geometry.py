"""Geometry as every real file spells it: rings, solids, links, library objects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from city.model import SHAPE_TYPES, City
from importers.citygml.rings import numbers
from tests.importers.citygml.shared import (
    CORNERS,
    SQUARE,
    building,
    codes,
    links,
    member,
    model,
    polygon,
    read_text,
    surfaces,
)

EAST, NORTH = 458000, 5438000
ORIGIN = np.array([EAST, NORTH, 0])


def world(city: City, lod: str = "1") -> np.ndarray:
    return city.frame.to_world(city.shapes[lod].points)


def types(city: City, lod: str) -> list[str]:
    return [SHAPE_TYPES[code] for code in city.shapes[lod].shape_type]


def lod1(geometry: str, kind: str = "MultiSurface") -> str:
    return f"<bldg:lod1{kind}>{geometry}</bldg:lod1{kind}>"


def ring(inside: str, more: str = "") -> str:
    return (
        f"<gml:Polygon{more}><gml:exterior><gml:LinearRing>{inside}</gml:LinearRing>"
        "</gml:exterior></gml:Polygon>"
    )


SPELLINGS = {
    "posList": f"<gml:posList>{SQUARE}</gml:posList>",
    "posList on lines": f"<gml:posList>\n\t{SQUARE.replace(' ', chr(10))}\n</gml:posList>",
    "pos": "".join(f"<gml:pos>{c}</gml:pos>" for c in (*CORNERS, CORNERS[0])),
    "pointProperty": "".join(
        f"<gml:pointProperty><gml:Point><gml:pos>{c}</gml:pos></gml:Point></gml:pointProperty>"
        for c in (*CORNERS, CORNERS[0])
    ),
    "pos among pointProperty": "".join(
        f"<gml:pos>{c}</gml:pos>"
        if k % 2
        else f"<gml:pointProperty><gml:Point><gml:pos>{c}</gml:pos></gml:Point></gml:pointProperty>"
        for k, c in enumerate((*CORNERS, CORNERS[0]), 1)
    ),
    "coordinates": "<gml:coordinates>"
    + " ".join(c.replace(" ", ",") for c in (*CORNERS, CORNERS[0]))
    + "</gml:coordinates>",
    "coordinates with their own separators": '<gml:coordinates decimal="," cs=";" ts="|">'
    + "|".join(c.replace(" ", ",0;") + ",0" for c in (*CORNERS, CORNERS[0]))
    + "</gml:coordinates>",
    "coord": "".join(
        "<gml:coord><gml:X>{}</gml:X><gml:Y>{}</gml:Y><gml:Z>{}</gml:Z></gml:coord>".format(
            *c.split()
        )
        for c in (*CORNERS, CORNERS[0])
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_ring_in_every_spelling(tmp_path: Path, spelling: str):
    city, report = read_text(tmp_path, model(building(lod1(surfaces(ring(spelling))))))
    wanted = [[float(v) for v in corner.split()] for corner in CORNERS]
    assert world(city).tolist() == wanted
    assert len(report) == 0


@pytest.mark.parametrize("where", ["posList", "Polygon", "MultiSurface", "Envelope", "nowhere"])
def test_a_ring_without_heights(tmp_path: Path, where: str):
    flat = " ".join(" ".join(corner.split()[:2]) for corner in (*CORNERS, CORNERS[0]))
    dims = {name: ' srsDimension="2"' if name == where else "" for name in ("posList", "Polygon")}
    shape = surfaces(ring(f"<gml:posList{dims['posList']}>{flat}</gml:posList>", dims["Polygon"]))
    if where == "MultiSurface":
        shape = shape.replace("<gml:MultiSurface>", '<gml:MultiSurface srsDimension="2">')
    envelope = f"""<gml:boundedBy><gml:Envelope srsName="EPSG:25832" srsDimension="2">
        <gml:lowerCorner>{EAST} {NORTH}</gml:lowerCorner>
        <gml:upperCorner>{EAST + 9} {NORTH + 9}</gml:upperCorner></gml:Envelope></gml:boundedBy>"""
    text = model(building(lod1(shape)))
    if where == "Envelope":
        text = model(building(lod1(shape)), envelope=envelope)
    city, report = read_text(tmp_path, text)
    assert (world(city) - ORIGIN).tolist() == [[0, 0, 0], [4, 0, 0], [4, 3, 0], [0, 3, 0]]
    assert codes(report) == ["NO_HEIGHTS"]


def test_a_hole_stays_a_hole(tmp_path: Path):
    hole = "458001 5438001 100 458001 5438002 100 458002 5438002 100 458001 5438001 100"
    city, _ = read_text(tmp_path, model(building(lod1(surfaces(polygon(SQUARE, "p", (hole,)))))))
    assert [len(r) for r in city.shapes["1"].rings(0)] == [4, 3]
    assert city.shapes["1"].polygons == 1


def test_a_ring_of_several_curves_has_no_point_twice(tmp_path: Path):
    def curve(*corners: str) -> str:
        return (
            "<gml:curveMember><gml:LineString><gml:posList>"
            + " ".join(corners)
            + "</gml:posList></gml:LineString></gml:curveMember>"
        )

    outline = curve(*CORNERS[:3]) + curve(*CORNERS[2:], CORNERS[0])
    shape = (
        f"<gml:Polygon><gml:exterior><gml:Ring>{outline}</gml:Ring></gml:exterior></gml:Polygon>"
    )
    city, report = read_text(tmp_path, model(building(lod1(surfaces(shape)))))
    assert (world(city) - ORIGIN)[:, :2].tolist() == [[0, 0], [4, 0], [4, 3], [0, 3]]
    assert len(report) == 0


def test_a_hole_of_several_curves_stays_a_hole(tmp_path: Path):
    corners = [f"{458000 + x} {5438000 + y} 100" for x, y in ((1, 1), (1, 2), (2, 2), (2, 1))]
    lines = [" ".join(pair) for pair in zip(corners, corners[1:] + corners[:1], strict=True)]
    curves = "".join(
        f"<gml:curveMember><gml:LineString><gml:posList>{line}</gml:posList></gml:LineString>"
        "</gml:curveMember>"
        for line in lines
    )
    hole = f"<gml:interior><gml:Ring>{curves}</gml:Ring></gml:interior>"
    holed = polygon(SQUARE).replace("</gml:Polygon>", hole + "</gml:Polygon>")
    city, report = read_text(tmp_path, model(building(lod1(surfaces(holed)))))
    assert np.diff(city.shapes["1"].ring_points).tolist() == [4, 4]
    assert codes(report) == []


def test_an_orientable_surface_is_turned_round(tmp_path: Path):
    turned = (
        '<gml:OrientableSurface orientation="-"><gml:baseSurface>'
        + polygon(SQUARE)
        + "</gml:baseSurface></gml:OrientableSurface>"
    )
    city, _ = read_text(tmp_path, model(building(lod1(surfaces(turned)))))
    assert (world(city) - ORIGIN)[:, :2].tolist() == [[0, 3], [4, 3], [4, 0], [0, 0]]


def test_a_link_that_is_turned_round_copies_the_polygon_backwards(tmp_path: Path):
    turned = (
        '<gml:OrientableSurface orientation="-"><gml:baseSurface xlink:href="#p"/>'
        "</gml:OrientableSurface>"
    )
    text = building(lod1(surfaces(polygon(SQUARE, "p")))) + building(lod1(surfaces(turned)), "b2")
    city, _ = read_text(tmp_path, model(text))
    first, second = (city.shapes["1"].rings(n)[0] for n in range(2))
    assert np.array_equal(first, second[::-1])


def cube(edge: float = 2.0, id: str = "") -> list[str]:
    corners = [
        (x, y, z)
        for z in (100, 100 + edge)
        for y in (NORTH, NORTH + edge)
        for x in (EAST, EAST + edge)
    ]
    faces = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6)]
    return [
        polygon(
            " ".join(f"{v}" for corner in (*face, face[0]) for v in corners[corner]),
            f"{id}{n}" if id else "",
        )
        for n, face in enumerate(faces)
    ]


def solid(shell: str, inner: str = "") -> str:
    hollow = f"<gml:interior>{inner}</gml:interior>" if inner else ""
    return f"<gml:Solid><gml:exterior>{shell}</gml:exterior>{hollow}</gml:Solid>"


def test_a_solid_and_its_hollow(tmp_path: Path):
    shape = solid(
        surfaces(*cube(), tag="CompositeSurface"), surfaces(*cube(1), tag="CompositeSurface")
    )
    city, _ = read_text(tmp_path, model(building(lod1(shape, "Solid"))))
    assert types(city, "1") == ["Solid"]
    assert city.shapes["1"].polygon_shell.tolist() == [0] * 6 + [1] * 6


def test_solids_of_solids(tmp_path: Path):
    part = "<gml:solidMember>{}</gml:solidMember>"
    both = part.format(solid(surfaces(*cube(), tag="CompositeSurface"))) * 2
    for tag in ("MultiSolid", "CompositeSolid"):
        text = model(building(lod1(f"<gml:{tag}>{both}</gml:{tag}>", "Solid")))
        city, _ = read_text(tmp_path, text)
        assert types(city, "1") == [tag]
        assert city.shapes["1"].polygon_shell.tolist() == [0] * 6 + [1] * 6


def walls(kind: str, *polygons: str, lod: int = 2, id: str = "") -> str:
    named = f' gml:id="{id}"' if id else ""
    return (
        f"<bldg:boundedBy><bldg:{kind}{named}><bldg:lod{lod}MultiSurface>{surfaces(*polygons)}"
        f"</bldg:lod{lod}MultiSurface></bldg:{kind}></bldg:boundedBy>"
    )


def test_the_polygons_of_a_solid_are_stored_once_with_their_surfaces(tmp_path: Path):
    faces = cube(id="f")
    linked = solid(links(*(f"f{n}" for n in range(6))))
    inside = (
        f"<bldg:lod2Solid>{linked}</bldg:lod2Solid>"
        + walls("GroundSurface", faces[0], id="g")
        + walls("RoofSurface", faces[1])
        + walls("WallSurface", *faces[2:])
    )
    city, report = read_text(tmp_path, model(building(inside)))
    level = city.shapes["2"]
    assert types(city, "2") == ["Solid"]
    assert level.polygons == 6
    kinds = [city.surfaces.kind_of(row) for row in level.polygon_surface]
    assert kinds == ["GroundSurface", "RoofSurface"] + ["WallSurface"] * 4
    assert city.surfaces.ids[int(level.polygon_surface[0])] == "g"
    assert len(report) == 0


def test_the_polygons_may_stand_in_the_solid_and_be_linked_from_the_surface(tmp_path: Path):
    faces = cube(id="f")
    roof = links("f1", tag="MultiSurface")
    inside = (
        f"<bldg:lod2Solid>{solid(surfaces(*faces, tag='CompositeSurface'))}</bldg:lod2Solid>"
        f"<bldg:boundedBy><bldg:RoofSurface><bldg:lod2MultiSurface>{roof}</bldg:lod2MultiSurface>"
        "</bldg:RoofSurface></bldg:boundedBy>"
    )
    city, _ = read_text(tmp_path, model(building(inside)))
    assert city.shapes["2"].polygons == 6
    assert (city.shapes["2"].polygon_surface >= 0).tolist() == [False, True] + [False] * 4


def test_what_no_solid_has_makes_a_multisurface_of_the_object(tmp_path: Path):
    faces = cube(id="f")
    inside = (
        f"<bldg:lod2Solid>{solid(links(*(f'f{n}' for n in range(5))))}</bldg:lod2Solid>"
        + walls("WallSurface", *faces[:5])
        + walls("RoofSurface", faces[5])
    )
    city, _ = read_text(tmp_path, model(building(inside)))
    assert sorted(types(city, "2")) == ["MultiSurface", "Solid"]
    assert city.shapes["2"].polygons == 6
    assert (city.shapes["2"].polygon_surface >= 0).all()


def test_a_link_to_a_whole_composite_surface(tmp_path: Path):
    roof = surfaces(*cube(), tag="CompositeSurface").replace("<gml:", "<gml:", 1)
    roof = roof.replace("<gml:CompositeSurface>", '<gml:CompositeSurface gml:id="all">')
    inside = f"<bldg:lod2Solid>{solid(links('all'))}</bldg:lod2Solid>" + walls("RoofSurface", roof)
    city, report = read_text(tmp_path, model(building(inside)))
    assert types(city, "2") == ["Solid"]
    assert city.shapes["2"].polygons == 6
    assert (city.shapes["2"].polygon_surface == 0).all()
    assert len(report) == 0


def test_a_polygon_of_another_object_is_copied(tmp_path: Path):
    text = building(walls("WallSurface", polygon(SQUARE, "shared"))) + building(
        f"<bldg:lod2MultiSurface>{links('shared', tag='MultiSurface')}</bldg:lod2MultiSurface>",
        "b2",
    )
    city, report = read_text(tmp_path, model(text))
    assert np.diff(city.shapes["2"].object_polygons()).tolist() == [1, 1]
    assert sorted(city.shapes["2"].polygon_surface.tolist()) == [-1, 0]
    assert len(report) == 0


def test_a_link_to_nothing_is_reported_and_the_rest_kept(tmp_path: Path):
    shape = surfaces(polygon(SQUARE)).replace(
        "</gml:MultiSurface>", '<gml:surfaceMember xlink:href="#gone"/></gml:MultiSurface>'
    )
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert city.shapes["1"].polygons == 1
    assert [(f.severity, f.code, f.object) for f in report] == [("error", "DANGLING_XLINK", "b1")]


def test_links_that_run_in_a_circle_end(tmp_path: Path):
    def round_about(id: str, to: str) -> str:
        return (
            f'<gml:CompositeSurface gml:id="{id}"><gml:surfaceMember xlink:href="#{to}"/>'
            "</gml:CompositeSurface>"
        )

    shape = surfaces(round_about("a", "b"), round_about("b", "a"), polygon(SQUARE))
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert city.shapes["1"].polygons == 1
    assert set(codes(report)) == {"CYCLIC_XLINK"}


def test_links_that_multiply_are_no_trap(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("importers.citygml.links.MAX_ENDS", 1000)

    def twice(id: int, inner: str) -> str:
        return f'<gml:CompositeSurface gml:id="c{id}">{inner}</gml:CompositeSurface>'

    last = f"<gml:surfaceMember>{polygon(SQUARE)}</gml:surfaceMember>"
    member_of = '<gml:surfaceMember xlink:href="#c{}"/>'
    bomb = [twice(n, member_of.format(n + 1) * 10) for n in range(30)]
    text = building(lod1(surfaces(*bomb, twice(30, last))))
    city, report = read_text(tmp_path, model(text))
    assert "XLINK_TRAP" in codes(report)
    assert city.shapes["1"].polygons < 100_000


def test_a_link_out_of_the_file_is_not_followed(tmp_path: Path):
    shape = '<gml:MultiSurface><gml:surfaceMember xlink:href="other.gml#p"/></gml:MultiSurface>'
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert codes(report) == ["EXTERNAL_XLINK"]
    assert len(city.objects) == 1


def test_lines_and_points_are_kept_as_what_they_are(tmp_path: Path):
    line = "<gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>{}</gml:posList>"
    line = line.format(SQUARE) + "</gml:LineString></gml:curveMember></gml:MultiCurve>"
    point = f"<gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>{CORNERS[1]}</gml:pos>"
    point += "</gml:Point></gml:pointMember></gml:MultiPoint>"
    inside = (
        f"<bldg:lod2TerrainIntersection>{line}</bldg:lod2TerrainIntersection>"
        f"<bldg:lod2MultiCurve>{line}</bldg:lod2MultiCurve>"
    )
    relief = (
        "<dem:ReliefFeature><dem:lod>2</dem:lod><dem:reliefComponent><dem:MassPointRelief>"
        f"<dem:lod>2</dem:lod><dem:reliefPoints>{point}</dem:reliefPoints></dem:MassPointRelief>"
        "</dem:reliefComponent></dem:ReliefFeature>"
    )
    city, report = read_text(tmp_path, model(building(inside) + member(relief)))
    assert sorted(types(city, "2")) == ["MultiCurve", "MultiPoint", "TerrainIntersection"]
    closed = [len(city.shapes["2"].rings(n)[0]) for n in range(3)]
    assert sorted(closed) == [1, 5, 5]  # a closed line keeps its last point
    assert len(city.shapes["2"].triangles) == 0
    assert len(report) == 0


def test_a_tin_with_its_control_points(tmp_path: Path):
    triangle = SQUARE.split()
    ring_text = " ".join(triangle[:9] + triangle[:3])
    patch = "<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>" + ring_text
    patch += "</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>"
    control = f"<gml:controlPoint><gml:posList>{SQUARE}</gml:posList></gml:controlPoint>"
    tin = f"<gml:Tin><gml:trianglePatches>{patch * 2}</gml:trianglePatches>{control}</gml:Tin>"
    relief = (
        "<dem:ReliefFeature><dem:lod>1</dem:lod><dem:reliefComponent><dem:TINRelief>"
        f"<dem:lod>1</dem:lod><dem:tin>{tin}</dem:tin></dem:TINRelief></dem:reliefComponent>"
        "</dem:ReliefFeature>"
    )
    city, _ = read_text(tmp_path, model(member(relief)))
    assert city.shapes["1"].polygons == 2
    assert city.objects.counts() == {"ReliefFeature": 1, "TINRelief": 1}
    row = city.objects.kinds.index("TINRelief")
    assert city.objects.columns["controlPoints"].items() == [(row, 5)]


FAULTS = {
    "UNCLOSED_RING": " ".join(CORNERS),
    "BAD_COORDINATES": SQUARE + " 1",
    "NOT_FINITE": SQUARE.replace("458004 5438003 100", "NaN 5438003 inf"),
    "TOO_FEW_POINTS": f"{CORNERS[0]} {CORNERS[1]} {CORNERS[0]}",
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_faulty_ring_is_reported_and_the_rest_kept(tmp_path: Path, code: str):
    shape = surfaces(polygon(FAULTS[code]), polygon(SQUARE))
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert codes(report) == [code]
    assert next(iter(report)).object == "b1"
    good = [len(city.shapes["1"].rings(n)[0]) for n in range(city.shapes["1"].polygons)]
    assert good[-1] == 4


@pytest.mark.parametrize("number", ["1e13", "-1e300", "1e400"])
def test_a_ring_that_is_no_place_on_earth_is_reported_and_the_rest_kept(
    tmp_path: Path, number: str
):
    shape = surfaces(polygon(SQUARE.replace("458004", number)), polygon(SQUARE))
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert codes(report) == ["NOT_FINITE"]
    assert np.ptp(city.extent(), axis=0)[:2].max() < 10


def test_words_among_the_numbers_cost_one_ring_only(tmp_path: Path):
    shape = surfaces(polygon(SQUARE.replace("458004", "east", 1)), polygon(SQUARE))
    city, report = read_text(tmp_path, model(building(lod1(shape))))
    assert set(codes(report)) == {"BAD_COORDINATES", "NOT_FINITE"}
    assert np.isfinite(city.shapes["1"].rings(1)[0]).all()


def test_an_empty_ring_leaves_no_polygon(tmp_path: Path):
    city, report = read_text(
        tmp_path, model(building(lod1(surfaces(polygon(""), polygon(SQUARE)))))
    )
    assert city.shapes["1"].polygons == 1
    assert codes(report) == ["TOO_FEW_POINTS"]


@pytest.mark.parametrize("empty", ["<gml:Polygon/>", "<gml:Polygon><gml:exterior/></gml:Polygon>"])
def test_a_polygon_without_a_ring_is_told(tmp_path: Path, empty: str):
    city, report = read_text(tmp_path, model(building(lod1(surfaces(empty, polygon(SQUARE))))))
    assert city.shapes["1"].polygons == 1
    assert codes(report) == ["TOO_FEW_POINTS"]


def test_two_polygons_of_one_id(tmp_path: Path):
    city, report = read_text(
        tmp_path, model(building(lod1(surfaces(polygon(SQUARE, "p"), polygon(SQUARE, "p")))))
    )
    assert city.shapes["1"].polygons == 2
    assert codes(report) == ["DUPLICATE_ID"]


def test_numbers_are_read_exactly():
    flat, cuts, faulty = numbers(["0.1 1e3", "", "-5", "458004.123456789"])
    assert flat.tolist() == [0.1, 1000, -5, 458004.123456789]
    assert cuts.tolist() == [0, 2, 2, 3, 4]
    assert not faulty


def test_a_word_that_is_no_number_becomes_nan():
    flat, cuts, faulty = numbers(["1 two 3", "4"])
    assert np.isnan(flat).tolist() == [False, True, False, False]
    assert cuts.tolist() == [0, 3, 4]
    assert faulty == {0}
