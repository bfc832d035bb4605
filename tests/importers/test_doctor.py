"""Every fault of geometry is found where it is, told once for each object, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.frame import Frame
from city.progress import Cancelled, Progress
from importers.doctor import examination, examine
from importers.reading import read
from importers.report import Report
from tests.city.toy import FRAME, add_box, box_faces, solid, town
from tests.shared import DATA, needs_data

BOX = box_faces((0, 0, 0), (4, 4, 4))
SQUARE = np.array([[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]])
HOLE = np.array([[1.0, 1, 0], [1, 2, 0], [2, 2, 0], [2, 1, 0]])


def findings(city):
    report = Report()
    examine(city, report, Progress())
    return {(finding.code, finding.object): finding for finding in report}


def told(city):
    return sorted(findings(city))


def flat(*rings):
    """A town of one surface of these polygons."""
    return solid(list(rings), type="MultiSurface").freeze()


def test_a_clean_town_has_no_faults():
    assert told(town().freeze()) == []


def test_a_clean_box_with_a_hollow_has_no_faults():
    builder = solid(BOX)
    for face in box_faces((1, 1, 1), (2, 2, 2)):
        builder.add_polygon(0, [face[::-1]], shell=1)
    assert told(builder.freeze()) == []


def test_a_clean_far_away_box_has_no_faults():
    far = np.array([1e6, 2e6, 0.0]) + 1 / 3
    assert told(solid([face + far for face in BOX]).freeze()) == []


def ring(*corners):
    return np.array(corners, float)


BENT = ring((0, 0, 0.05), (4, 0, 0), (4, 4, 0.05), (0, 4, 0))
BOW_TIE = ring((0, 0, 0), (4, 4, 0), (4, 0, 0), (0, 3, 0))
STAR = ring(*[(np.sin(0.8 * np.pi * k), np.cos(0.8 * np.pi * k), 0) for k in range(5)])
SPIKE = ring((0, 0, 0), (4, 0, 0), (4, 4, 0), (4, 9, 0), (4, 4, 0), (0, 4, 0))


@pytest.mark.parametrize(
    ("code", "faulty", "sound"),
    [
        ("NOT_A_NUMBER", np.where(SQUARE == 4, np.nan, SQUARE), SQUARE),
        ("NOT_A_NUMBER", np.where(SQUARE == 4, np.inf, SQUARE), SQUARE),
        ("NOT_A_NUMBER", [SQUARE, np.where(HOLE == 2, np.nan, HOLE)], [SQUARE, HOLE]),
        ("TOO_FEW_POINTS", SQUARE[:2], SQUARE[:3]),
        ("TOO_FEW_POINTS", SQUARE[[0, 1, 1, 1]], SQUARE),
        ("TOO_FEW_POINTS", [SQUARE, HOLE[:2]], [SQUARE, HOLE]),
        ("NO_AREA", ring((0, 0, 0), (4, 0, 0), (9, 0, 0)), ring((0, 0, 0), (4, 0, 0), (9, 1, 0))),
        ("NO_AREA", SQUARE[[0, 1, 2, 1]], SQUARE),
        ("REPEATED_POINTS", SQUARE[[0, 1, 1, 2, 3]], SQUARE),
        ("REPEATED_POINTS", SQUARE[[0, 1, 2, 3, 0]], SQUARE),
        ("NOT_PLANAR", BENT, SQUARE),
        ("NOT_PLANAR", BENT, BENT * [1, 1, 0.1]),
        ("SELF_CROSSING", BOW_TIE, SQUARE),
        ("SELF_CROSSING", BOW_TIE[:, [2, 0, 1]], SQUARE[:, [2, 0, 1]]),
        ("SELF_CROSSING", BOW_TIE[:, [1, 2, 0]], SQUARE[:, [1, 2, 0]]),
        ("SELF_CROSSING", STAR, STAR[[0, 3, 1, 4, 2]]),
        ("SELF_CROSSING", SPIKE, SPIKE[[0, 1, 2, 5]]),
        ("HOLE_OUTSIDE", [SQUARE, HOLE + 10 * (HOLE > 0) * [1, 1, 0]], [SQUARE, HOLE]),
        ("HOLE_OUTSIDE", [SQUARE, HOLE, 1 + HOLE * [0.2, 0.2, 0] - [0, 0, 1]], [SQUARE, HOLE]),
    ],
)
def test_a_faulty_polygon(code, faulty, sound):
    assert (code, "thing") in told(flat(faulty))
    assert told(flat(sound)) == []


def test_a_polygon_without_any_ring():
    assert told(flat([])) == [("TOO_FEW_POINTS", "thing")]


@pytest.mark.parametrize("block", [1, 2, 7, 100])
def test_faults_are_found_where_they_are_however_the_city_is_divided(block, monkeypatch):
    monkeypatch.setattr(examination, "BLOCK", block)
    builder = CityBuilder(FRAME)
    for k in range(9):
        builder.add_object("Building", f"b{k}")
        add_box(builder, k, (10 * k, 0, 0), (10 * k + 4, 4, 4))
        builder.add_shape(k, "2", "MultiSurface")  # empty ones do not count
        if k in (2, 5, 8):
            shape = builder.add_shape(k, "2", "MultiSurface")
            builder.add_polygon(shape, [BENT + ring(10 * k, 0, 9)])
        if k in (0, 5):
            shape = builder.add_shape(k, "2", "Solid")
            for face in BOX[1:]:
                builder.add_polygon(shape, [face + ring(10 * k, 20, 0)])
    assert told(builder.freeze()) == [
        *(("NOT_PLANAR", f"b{k}") for k in (2, 5, 8)),
        *(("SOLID_OPEN", f"b{k}") for k in (0, 5)),
    ]


def test_a_level_of_nothing_but_empty_shapes():
    assert told(solid([]).freeze()) == []


def test_large_polygons_may_be_bent_a_little_more():
    assert told(flat(BENT * [100, 100, 1])) == []


def test_curves_and_points_are_not_judged():
    builder = solid([SQUARE[:2], SQUARE[[0, 1, 1]], np.full((3, 3), np.nan)], type="MultiCurve")
    assert told(builder.freeze()) == []


def test_one_finding_for_all_polygons_of_an_object_with_the_worst_of_them():
    faults = [BENT, BENT * [1, 1, 2], SQUARE, BENT * [1, 1, 40]]
    found = findings(flat(*faults))
    assert list(found) == [("NOT_PLANAR", "thing")]
    message = found["NOT_PLANAR", "thing"].message
    assert message.startswith("3 polygons not flat") and "1.00 m" in message


def test_levels_of_detail_are_counted_together():
    builder = solid([BENT], type="MultiSurface")
    shape = builder.add_shape(0, "3", "MultiSurface")
    builder.add_polygon(shape, [BENT * [1, 1, 2]])
    message = findings(builder.freeze())["NOT_PLANAR", "thing"].message
    assert message.startswith("2 polygons") and "5.0 cm" in message


# solids


def test_a_solid_with_a_face_missing():
    found = findings(solid(BOX[1:]).freeze())
    assert list(found) == [("SOLID_OPEN", "thing")]
    assert "4 edges" in found["SOLID_OPEN", "thing"].message
    assert told(solid(BOX).freeze()) == []


def test_a_surface_need_not_be_closed():
    assert told(solid(BOX[1:], type="MultiSurface").freeze()) == []
    assert told(solid(BOX[1:], type="CompositeSurface").freeze()) == []


@pytest.mark.parametrize("type", ["MultiSolid", "CompositeSolid"])
def test_solids_of_solids(type):
    twin = [face + ring(4, 0, 0) for face in BOX]
    assert told(solid(BOX + twin, type=type).freeze()) == []
    assert told(solid(BOX + twin[1:], type=type).freeze()) == [("SOLID_OPEN", "thing")]


def test_a_solid_with_one_face_turned_inwards():
    found = findings(solid([BOX[0][::-1], *BOX[1:]]).freeze())
    assert list(found) == [("SOLID_TURNED", "thing")]
    assert "4 edges" in found["SOLID_TURNED", "thing"].message


def test_a_solid_inside_out():
    assert told(solid([face[::-1] for face in BOX]).freeze()) == [("SOLID_INSIDE_OUT", "thing")]


def test_corners_within_half_a_millimetre_are_one():
    shaken = [face + np.where(face == 4, 0.0004, 0) * [1, 0, 0] for face in BOX[:1]]
    assert told(solid(shaken + BOX[1:]).freeze()) == []
    torn = [face + np.where(face == 4, 0.004, 0) * [1, 0, 0] for face in BOX[:1]]
    assert told(solid(torn + BOX[1:]).freeze()) == [("SOLID_OPEN", "thing")]


def test_a_corner_in_the_middle_of_a_neighbours_edge_is_no_leak():
    # as the house and its garage among the examples of the OGC
    floor, south, _, north, west, roof = BOX
    parted = [
        ring((4, 0, 0), (4, 1, 0), (4, 1, 4), (4, 0, 4)),
        ring((4, 1, 0), (4, 4, 0), (4, 4, 4), (4, 1, 4)),
    ]
    assert told(solid([floor, south, *parted, north, west, roof]).freeze()) == []
    moved = [parted[0], parted[1] + np.where(parted[1] == 1, 0.01, 0)]
    found = findings(solid([floor, south, *moved, north, west, roof]).freeze())
    assert list(found) == [("SOLID_OPEN", "thing")]


def test_several_corners_on_an_edge_and_on_both_sides():
    _, south, _, north, west, roof = BOX
    strips = [ring((4, y, 0), (4, y + 1, 0), (4, y + 1, 4), (4, y, 4)) for y in range(4)]
    halves = [
        ring((0, 0, 0), (0, 4, 0), (2, 4, 0), (2, 0, 0)),
        ring((2, 0, 0), (2, 4, 0), (4, 4, 0), (4, 0, 0)),
    ]
    assert told(solid([*halves, south, *strips, north, west, roof]).freeze()) == []
    assert told(solid([*halves, south, *strips[1:], north, west, roof]).freeze()) == [
        ("SOLID_OPEN", "thing")
    ]


# objects and places


def test_an_object_without_geometry():
    builder = CityBuilder(FRAME)
    builder.add_object("Building", "bare")
    house = builder.add_object("Building", "house")
    part = builder.add_object("BuildingPart", "part", house)
    builder.add_object("BuildingPart", "other part", house)
    builder.add_object("CityObjectGroup", "group")
    add_box(builder, part, (0, 0, 0), (1, 1, 1))
    found = findings(builder.freeze())
    assert list(found) == [("NO_GEOMETRY", "bare")]
    assert found["NO_GEOMETRY", "bare"].severity == "note"


def row_of_boxes(*places, frame=FRAME):
    builder = CityBuilder(frame)
    for k, (x, y, z) in enumerate(places):
        row = builder.add_object("Building", f"house {k}")
        add_box(builder, row, (x, y, z), (x + 5, y + 5, z + 5))
    return builder.freeze()


def test_a_house_on_the_other_side_of_the_country():
    near = [(10.0 * k, 0, 0) for k in range(5)]
    assert told(row_of_boxes(*near, (400_000, 0, 0))) == []
    found = findings(row_of_boxes(*near, (-5_400_000, 0, 0)))
    assert list(found) == [("FAR_AWAY", "house 5")]
    assert "5,400 km" in found["FAR_AWAY", "house 5"].message


def test_a_height_that_is_none():
    assert told(row_of_boxes((0, 0, -9999), (0, 0, 0))) == [("HEIGHT_ABSURD", "house 0")]


def test_degrees_taken_for_metres():
    def tiny(frame):
        builder = CityBuilder(frame)
        row = builder.add_object("Building", "house")
        add_box(builder, row, (4.35, 51.99, 0), (4.37, 52.0, 12))
        return builder.freeze()

    assert told(tiny(Frame())) == [("DEGREES", "")]
    assert told(tiny(Frame("local"))) == [("DEGREES", "")]
    assert told(tiny(Frame("EPSG:28992"))) == []
    assert told(row_of_boxes((4, 52, 0), frame=Frame())) == []


corners = st.one_of(st.integers(0, 3).map(float), st.floats(width=64))
rings = st.lists(st.tuples(corners, corners, corners), max_size=6)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(rings, max_size=3), max_size=5),
    st.sampled_from(["Solid", "MultiSurface", "MultiCurve", "CompositeSolid"]),
)
def test_any_numbers_at_all_do_the_doctor_no_harm(polygons, type):
    faces = [[np.array(one, float).reshape(-1, 3) for one in polygon] for polygon in polygons]
    builder = solid(faces, type=type)
    for code, id in told(builder.freeze()):
        assert code.isupper() and id in ("thing", "")


@needs_data
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("cityjson/1.1_zurich_subset_lod2.json", {}),
        ("cityjson/seq_2.0_delft_3dbag.city.jsonl", {}),
        ("cityjson/specs-examples/torus.city.json", {}),
        ("cityjson/specs-examples/msol.city.json", {}),
        ("cityjson/specs-examples/tetra_1flip.city.json", {"SOLID_TURNED": 1}),
        ("citygml/3.0/building/Building_and_garage_LOD2-EPSG25832.gml", {}),
        ("citygml/3.0/lod2_buildings_v3.gml", {}),
    ],
)
def test_real_cities_are_judged_fairly(file, expected):
    report = Report()
    city = read(DATA / file).city
    examine(city, report, Progress())
    assert {code: count for (_, code), count in report.counts().items()} == expected


def test_an_empty_city():
    assert told(CityBuilder().freeze()) == []


def test_the_look_can_be_cancelled():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        examine(town().freeze(), Report(), progress)


def test_progress_runs_to_its_end():
    heard = []
    progress = Progress(lambda done, total, note: heard.append((done, total)))
    examine(town().freeze(), Report(), progress)
    assert heard[-1] == (2, 2)
