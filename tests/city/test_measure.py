"""The toy town measures what the head says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.measure import (
    area_vectors,
    box,
    boxes,
    families,
    footprint_areas,
    heights,
    in_blocks,
    polygon_areas,
    shape_volumes,
    surface_areas,
    volumes,
)
from city.model import SHAPE_TYPES
from city.progress import Cancelled
from tests.city.toy import add_box, box_faces, solid, town


def by_id(city, values):
    return dict(zip(city.objects.ids, np.asarray(values).tolist(), strict=True))


@pytest.fixture(scope="module")
def city():
    return town().freeze()


def test_areas_by_kind_of_surface(city):
    areas = {kind: by_id(city, values) for kind, values in surface_areas(city, "2").items()}
    assert areas["RoofSurface"]["house"] == 80 and areas["GroundSurface"]["house"] == 80
    assert areas["WallSurface"]["house"] == 2 * 30 + 2 * 24
    assert areas["WallSurface"]["podium"] == 400 and areas["RoofSurface"]["podium"] == 400
    assert areas["RoofSurface"]["tower"] == 0 and areas["RoofSurface"]["shaft"] == 0
    assert areas[""]["shaft"] == 2 * 100 + 4 * 200
    assert areas[""]["square"] == 600 - 6
    assert areas[""]["street"] == 0 and areas[""]["tree"] == 0


def test_footprints(city):
    found = by_id(city, footprint_areas(city, "2"))
    assert found["house"] == 80 and found["podium"] == 400 and found["shaft"] == 100
    assert found["square"] == 600  # the hull: the fountain is within it
    assert np.isnan([found["tower"], found["street"], found["tree"]]).all()


def test_a_sloping_ground_covers_what_is_seen_from_above():
    builder = CityBuilder()
    row = builder.add_object("Building")
    shape = builder.add_shape(row, "2")
    ground = builder.add_surface(row, "GroundSurface")
    slope = np.array([[0.0, 0, 0], [0, 10, 0], [10, 10, 10], [10, 0, 10]])
    builder.add_polygon(shape, [slope], ground)
    city = builder.freeze()
    assert footprint_areas(city, "2") == pytest.approx([100])
    assert surface_areas(city, "2")["GroundSurface"] == pytest.approx([100 * 2**0.5])


def test_volumes(city):
    found = by_id(city, volumes(city, "2"))
    assert found["house"] == pytest.approx(240)
    assert found["podium"] == pytest.approx(2000) and found["shaft"] == pytest.approx(2000)
    assert np.isnan([found["tower"], found["square"], found["street"], found["tree"]]).all()


def test_a_hollow_is_left_out_of_the_volume():
    builder = CityBuilder()
    row = builder.add_object("Building")
    shape = add_box(builder, row, (0, 0, 0), (4, 4, 4))
    for face in box_faces((1, 1, 1), (2, 2, 2)):
        builder.add_polygon(shape, [face[::-1]], shell=1)
    assert volumes(builder.freeze(), "2") == pytest.approx([63])


def test_a_solid_inside_out_has_a_negative_volume():
    city = solid([face[::-1] for face in box_faces((0, 0, 0), (2, 3, 4))]).freeze()
    assert shape_volumes(city.shapes["1"]) == pytest.approx([-24])
    assert volumes(city, "1") == pytest.approx([24])


def test_a_millimetre_far_from_the_origin():
    far = np.array([500_000.0, 5_600_000.0, 0.0])
    faces = [face + far for face in box_faces((0, 0, 0), (0.001, 0.001, 0.001))]
    city = solid(faces).freeze()
    assert polygon_areas(city.shapes["1"]) == pytest.approx([1e-6] * 6, rel=1e-5)
    assert volumes(city, "1") == pytest.approx([1e-9], rel=1e-5)


def test_a_hole_counts_whichever_way_it_turns():
    outline = np.array([[0.0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]])
    hole = np.array([[1.0, 1, 0], [2, 1, 0], [2, 2, 0], [1, 2, 0]])
    city = solid([[outline, hole], [outline, hole[::-1]]], type="MultiSurface").freeze()
    assert area_vectors(city.shapes["1"]).tolist() == [[0, 0, 15], [0, 0, 15]]


def test_a_broken_polygon_does_not_spoil_the_others():
    faces = box_faces((0, 0, 0), (2, 3, 4))
    faces.append(np.array([[0.0, 0, 0], [9, np.nan, 0], [9, 9, np.inf]]))
    city = solid(faces).freeze()
    assert surface_areas(city, "1")[""].tolist() == [52]
    assert volumes(city, "1") == pytest.approx([24]) and footprint_areas(city, "1").tolist() == [6]


def test_heights_leave_curves_out(city):
    found = by_id(city, heights(city, "2"))
    assert found["house"] == 3 and found["podium"] == 5 and found["shaft"] == 20
    assert found["square"] == 0
    assert np.isnan([found["tower"], found["street"], found["tree"]]).all()


def test_boxes_pass_over_what_is_no_number():
    faces = box_faces((0, 0, 0), (2, 3, 4))
    faces.append(np.array([[0.0, 0, 0], [9, np.nan, 0], [9, 9, np.inf]]))
    assert boxes(solid(faces).freeze(), "1").tolist() == [[[0, 0, 0], [2, 3, 4]]]


def test_the_box_of_a_building_holds_its_parts(city):
    rows = {id: row for row, id in enumerate(city.objects.ids)}
    assert box(city, np.array([rows["tower"]])).tolist() == [[100, 0, 0], [120, 20, 25]]
    assert box(city, np.array([rows["shaft"]])).tolist() == [[100, 0, 5], [110, 10, 25]]
    both = box(city, np.array([rows["shaft"], rows["house"]]))
    assert both.tolist() == [[0, 0, 0], [110, 10, 25]]
    assert box(city, np.array([rows["street"]])) is None
    assert box(city, np.zeros(0, int)) is None


def test_families(city):
    ids = list(city.objects.ids)
    top = {ids[row]: ids[root] for row, root in enumerate(families(city).tolist())}
    assert top["shaft"] == top["podium"] == top["tower"] == "tower"
    assert top["house"] == "house"


def test_a_city_of_nothing():
    empty = CityBuilder().freeze()
    assert box(empty, np.zeros(0, int)) is None and families(empty).tolist() == []
    builder = CityBuilder()
    builder.add_shape(builder.add_object("Building"), "1", "Solid")
    city = builder.freeze()
    assert np.isnan(footprint_areas(city, "1")).all() and volumes(city, "1").tolist() == [0]
    assert np.isnan(heights(city, "1")).all() and surface_areas(city, "1") == {}


numbers = st.one_of(st.integers(0, 3).map(float), st.floats(width=64))
loops = st.lists(st.tuples(numbers, numbers, numbers), max_size=5)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(loops, max_size=3), max_size=4), st.sampled_from(SHAPE_TYPES))
def test_any_numbers_at_all_do_no_harm(polygons, type):
    faces = [[np.array(loop, float).reshape(-1, 3) for loop in polygon] for polygon in polygons]
    city = solid(faces, type=type).freeze()
    level = city.shapes["1"]
    assert len(polygon_areas(level)) == len(polygons)
    assert len(shape_volumes(level)) == len(volumes(city, "1")) == 1
    assert len(footprint_areas(city, "1")) == len(heights(city, "1")) == 1
    found = box(city, np.array([0]))
    assert found is None or (found[0] <= found[1]).all()


@pytest.mark.parametrize("span", [1, 2, 3, 100])
def test_what_is_measured_in_blocks_is_measured_the_same(city, span, monkeypatch):
    monkeypatch.setattr("city.measure.SPAN", span)
    checks = []
    for lod in city.shapes:
        for measure in (footprint_areas, volumes, boxes):
            whole = measure(city, lod)
            parts = in_blocks(measure, city, lod, lambda: checks.append(1))
            assert np.array_equal(parts, whole, equal_nan=True)
    assert len(checks) == 3 * len(city.shapes) * -(-len(city.objects) // span)


def test_a_city_of_nothing_is_measured_in_blocks_too():
    builder = CityBuilder()
    builder.add_shape(builder.add_object("Building", "a"), "2", "Solid")
    city = builder.freeze()
    assert np.isnan(in_blocks(boxes, city, "2", lambda: None)).all()


def test_measuring_can_be_stopped(city):
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        in_blocks(volumes, city, "2", stop)
