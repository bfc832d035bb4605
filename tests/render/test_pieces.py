"""A layer cut into pieces: each polygon in one of them."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.model import City
from city.query import drawn
from render import pieces
from render.pieces import chosen, pieces_of, visible_polygons, whole
from tests.city.toy import add_box, town
from tests.render.towns import UTM, street


def test_a_theme_alone():
    city = town().freeze()
    by_theme = {
        theme: {
            city.objects.ids[int(row)]
            for mask in chosen(city, None, theme).values()
            for row in np.flatnonzero(mask)
        }
        for theme in ("Buildings", "Transport", "Water")
    }
    assert by_theme == {
        "Buildings": {"house", "podium", "shaft"},
        "Transport": {"square", "street"},
        "Water": set(),
    }


def test_a_building_and_its_parts_are_one_piece():
    city = town().freeze()
    found = pieces_of(city, chosen(city, None, "Buildings"))
    assert len(found) == 2  # the house, and the tower of podium and shaft
    assert (city.objects.parent[found.owner] < 0).all()
    shapes = city.shapes["2"]
    in_them = found.triangles.sum()
    masks = chosen(city, None, "Buildings")
    assert in_them == np.diff(shapes.object_triangles())[masks["2"]].sum()


@pytest.mark.parametrize("lods", [("2",), ("1", "2")])
def test_a_large_object_is_cut_into_pieces_without_losing_a_polygon(monkeypatch, lods):
    monkeypatch.setattr(pieces, "LARGE", 40)
    builder = CityBuilder(UTM)
    for k, boxes in enumerate((1, 30, 1)):
        row = builder.add_object("Building", str(k))
        for lod in lods:
            for n in range(boxes):
                add_box(builder, row, (20 * n, 30 * k, 0), (20 * n + 9, 30 * k + 9, 5), lod=lod)
    city: City = builder.freeze()
    masks = {lod: np.ones(3, bool) for lod in lods}
    found = pieces_of(city, masks)
    assert found.triangles.max() <= 40 + 2
    assert found.triangles.sum() == 32 * 12 * len(lods)
    for lod in lods:
        cut = found.cuts[lod]
        assert cut[0] == 0 and cut[-1] == city.shapes[lod].polygons and (np.diff(cut) >= 0).all()
        owner = city.shapes[lod].polygon_object()
        for piece in range(len(found)):
            assert set(owner[cut[piece] : cut[piece + 1]]) <= {found.owner[piece]}


def test_visible_polygons_are_faces_and_curves_of_the_wanted_objects():
    city = town().freeze()
    (masks,) = [drawn(city)]
    for lod, mask in masks.items():
        shapes = city.shapes[lod]
        numbers, owner, curve = visible_polygons(shapes, mask, 0, shapes.polygons)
        assert np.array_equal(owner, shapes.polygon_object()[numbers])
        assert mask[owner].all() and not curve[shapes.filled()[numbers]].any()
        middle = shapes.polygons // 2
        halves = [
            visible_polygons(shapes, mask, *span)[0]
            for span in ((0, middle), (middle, shapes.polygons))
        ]
        assert np.array_equal(np.concatenate(halves), numbers)


def test_of_nothing_there_are_no_pieces():
    city = CityBuilder(UTM).freeze()
    assert len(pieces_of(city, {})) == 0
    one = street(2).shapes["2"]
    assert whole(one, np.ones(2, bool)) and not whole(one, np.array([True, False]))
