"""Buildings as closed solids."""

import numpy as np
import pytest

from city.base import Base
from city.body import GROUND, ROOF, WALL, Body
from city.builder import CityBuilder
from city.view import View
from exporters.engines.solids import BLOCK, FLOORED, SURFACES, outlines, solid_of, solids_of
from importers import read
from tests.city.toy import FRAME, box_faces
from tests.exporters.engines.towns import EVERYWHERE, PROGRESS, VOLUMES, planned, town
from tests.shared import DATA, needs_data

KINDS = [GROUND, *[WALL] * 4, ROOF]


def faces(low=(0, 0, 0), high=(10, 8, 3)):
    return [[ring] for ring in box_faces(low, high)]


def areas(solid):
    """Square metres by kind of surface."""
    a, b, c = (solid.points[solid.triangles[:, k]] for k in range(3))
    size = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    return {name: size[solid.surface == k].sum() for k, name in enumerate(SURFACES)}


def test_what_stands_after_a_plan():
    found, told = solids_of(planned(), EVERYWHERE, PROGRESS)
    assert told == []
    assert {one.id: one.volume() for one in found} == pytest.approx(VOLUMES, abs=1e-4)
    assert all(one.closed() and not one.note for one in found)


def test_kinds_of_surfaces():
    solids, _ = solids_of(town(), EVERYWHERE, PROGRESS)
    by_name = {one.id: one for one in solids}
    assert areas(by_name["house"]) == pytest.approx({"ground": 80, "wall": 108, "roof": 80})
    # the shaft has no surfaces of its own: they go by their slope; what it covers is no roof
    assert areas(by_name["tower"]) == pytest.approx({"ground": 400, "wall": 1200, "roof": 400})


def test_only_what_touches_the_box():
    solids, _ = solids_of(town(), (90.0, -5.0, 150.0, 30.0), PROGRESS)
    assert [one.id for one in solids] == ["tower"]


def test_a_missing_floor_is_added():
    solid = solid_of("open", Body.of(faces()[1:], KINDS[1:], solid=False))
    assert solid.note == FLOORED and solid.closed()
    assert solid.volume() == pytest.approx(240)
    assert areas(solid) == pytest.approx({"ground": 80, "wall": 108, "roof": 80})


def test_a_missing_wall_is_added():
    solid = solid_of("open", Body.of([*faces()[:1], *faces()[2:]], [*KINDS[:1], *KINDS[2:]], False))
    assert solid.note == FLOORED and solid.volume() == pytest.approx(240)
    assert areas(solid)["wall"] == pytest.approx(108)


def test_what_does_not_close_is_a_block():
    solid = solid_of("roof", Body.of([faces()[0], faces()[2]], [GROUND, WALL], solid=False))
    assert solid.note == BLOCK and solid.closed() and solid.volume() == pytest.approx(240)


def test_solids_that_touch_in_a_line_are_closed():
    both = Body.of([*faces(), *faces((10, 8, 0), (20, 16, 3))], KINDS * 2)
    solid = solid_of("both", both)
    assert solid.closed() and solid.volume() == pytest.approx(480)


def test_what_covers_no_ground_is_left_out_and_told():
    builder = CityBuilder(FRAME)
    for name in ("sign", "board"):
        shape = builder.add_shape(builder.add_object("Building", name), "2", "MultiSurface")
        builder.add_polygon(shape, [box_faces((0, 0, 0), (10, 8, 3))[1]])
    found, told = solids_of(View.of(Base(FRAME, (builder.freeze(),))), EVERYWHERE, PROGRESS)
    assert found == []
    assert told == ["2 buildings: covers no ground, and is left out (the first is sign)"] or (
        "2 buildings: covers no ground" in told[0]
    )


def test_outlines():
    solids, _ = solids_of(planned(), EVERYWHERE, PROGRESS)
    assert sorted(shape.area for shape in outlines(solids)) == pytest.approx([80, 400])


@needs_data
@pytest.mark.parametrize("name", ["2.0_multi_lod_3dbag.json", "seq_2.0_delft_3dbag.city.jsonl"])
def test_real_buildings_are_closed_and_keep_their_volume(name):
    reading = read([DATA / "cityjson" / name])
    view = View.of(Base.of([reading.city], reading.frame))
    solids, _ = solids_of(view, (-1e9, -1e9, 1e9, 1e9), PROGRESS)
    assert solids and all(one.closed() for one in solids)
    for one in solids:
        if not one.note:
            (spot,) = view.base.find([one.id])
            assert one.volume() == pytest.approx(view.base.body(spot).volume(), rel=1e-3)
