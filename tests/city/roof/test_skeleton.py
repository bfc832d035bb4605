"""The faces of a roof: one over every edge, all of them together the footprint."""

import numpy as np
import pytest
import shapely

from city.roof import skeleton as module
from city.roof.front import Broken
from city.roof.outline import outline
from city.roof.skeleton import skeleton
from tests.city.roof.houses import ANGLE, COMB, COURT, PLUS, RECTANGLE, SQUARE, ngon, plan, rings_of

# walls that would meet but for a hundred-millionth of a metre, near the limit of what is one place
NEARLY = plan(
    [
        (-9.979166291558288, 6.812946515937138),
        (-5.053290897416888, 5.955186923325595),
        (-4.538635115442401, 8.910712151178608),
        (-6.508985284727252, 9.253816006194224),
        (-5.479673757360544, 15.164866494435163),
        (-7.450023914420073, 15.507970329764204),
        (-8.479335449024884, 9.596919859355193),
        (-9.464510514656004, 9.768471767151283),
    ]
)


def area(found):
    faces = [shapely.Polygon(found.nodes[ring, :2]) for _, ring in found.faces]
    return sum(face.area for face in faces)


def plans(found):
    """Each face's nodes, rounded."""
    return {
        edge: [tuple(np.round(found.nodes[node], 6).tolist()) for node in ring]
        for (edge, _), ring in found.faces
    }


def test_two_trapezia_and_two_triangles_over_a_rectangle():
    assert plans(skeleton(outline(RECTANGLE))) == {
        0: [(0, 0, 0), (10, 0, 0), (7, 3, 3), (3, 3, 3)],
        1: [(10, 0, 0), (10, 6, 0), (7, 3, 3)],
        2: [(10, 6, 0), (0, 6, 0), (3, 3, 3), (7, 3, 3)],
        3: [(0, 6, 0), (0, 0, 0), (3, 3, 3)],
    }


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("upright", [frozenset(), frozenset({0, 2}), frozenset({1, 3})])
@pytest.mark.parametrize("ring", [RECTANGLE[0], SQUARE[0]], ids=["rectangle", "square"])
def test_rectangles_are_worked_out_as_the_wavefront_finds_them(monkeypatch, ring, upright, first):
    found = outline([np.roll(ring, first, axis=0)])
    quick = plans(skeleton(found, upright))
    monkeypatch.setattr(module, "_rectangle", lambda *_: None)
    assert plans(skeleton(found, upright)) == quick


def test_an_angle_has_two_ridges_that_meet_over_its_valley():
    found = skeleton(outline(ANGLE))
    assert plans(found)[2] == [(10, 4, 0), (4, 4, 0), (2, 2, 2), (8, 2, 2)]
    assert len(found.nodes) == 6 + 3


@pytest.mark.parametrize(
    "rings",
    [
        COMB,
        COURT,
        PLUS,
        ngon(3),
        ngon(100),
        ngon(16, 6, 3),
        [*ngon(64, 9), *ngon(64, 4)],
        NEARLY,
        plan([(0, 0), (100, 0), (100, 0.01)]),
        plan([(0, 0), (10, 0), (10, 10), (0, 10)], [(3, 3), (7, 3), (7, 3.000001)]),
    ],
    ids=["comb", "court", "plus", "triangle", "circle", "star", "ring", "nearly", "needle", "slit"],
)
def test_every_edge_has_one_face_and_the_faces_fill_the_footprint(rings):
    plan = outline(rings)
    found = skeleton(plan)
    assert [key for key, _ in found.faces] == [(edge, 0) for edge in range(len(plan.points))]
    assert area(found) == pytest.approx(plan.area, rel=1e-9)


def test_a_grid_of_courtyards():
    courts = [
        shapely.box(1 + 6 * i, 1 + 6 * j, 6 + 6 * i, 6 + 6 * j) for i in range(4) for j in range(4)
    ]
    plan = outline(rings_of(shapely.box(0, 0, 25, 25).difference(shapely.union_all(courts))))
    found = skeleton(plan)
    assert len(found.faces) == 4 * 17
    assert found.nodes[:, 2].max() == pytest.approx(0.5)
    assert area(found) == pytest.approx(plan.area)


def test_where_rounding_leads_astray_a_shaken_footprint_helps(monkeypatch):
    shaken = skeleton(outline(NEARLY))
    assert len(shaken.faces) == 8
    assert np.array_equal(shaken.nodes[:8, :2], outline(NEARLY).points)
    monkeypatch.setattr(module, "TRIES", 1)
    with pytest.raises(Broken):
        skeleton(outline(NEARLY))


def test_a_cut_skeleton_has_a_second_storey_in_several_parts():
    # two halls joined by a passage 2 m wide, which ends at 1 m
    passage = shapely.box(8, 3, 12, 5)
    halls = rings_of(
        shapely.union_all([shapely.box(0, 0, 8, 8), passage, shapely.box(12, 0, 20, 8)])
    )
    found = skeleton(outline(halls), cut=2.0)
    above = [ring for (_, storey), ring in found.faces if storey]
    assert len(above) == 2 * 5  # the walls beside the passage have a face each
    assert found.nodes[np.concatenate(above), 2].min() == 2
    assert area(found) == pytest.approx(outline(halls).area)


def spoilt(move):
    found = skeleton(outline(ANGLE))
    nodes = found.nodes.copy()
    nodes[6:] += move
    return module.Skeleton(nodes, found.faces)


@pytest.mark.parametrize("move", [(0, 0, 1e-4), (1e-4, 0, 0), (0, 0, -5)])
def test_a_roof_off_its_planes_is_noticed(move):
    weights = np.ones(6)
    module._check(spoilt((0, 0, 0)), outline(ANGLE), weights)
    with pytest.raises(Broken):
        module._check(spoilt(move), outline(ANGLE), weights)


def test_a_face_too_few_and_a_face_the_wrong_way_round_are_noticed():
    found, weights = skeleton(outline(ANGLE)), np.ones(6)
    with pytest.raises(Broken):
        module._check(module.Skeleton(found.nodes, found.faces[:-1]), outline(ANGLE), weights)
    key, ring = found.faces[0]
    back = [(key, ring[::-1]), *found.faces[1:]]
    with pytest.raises(Broken):
        module._check(module.Skeleton(found.nodes, back), outline(ANGLE), weights)
