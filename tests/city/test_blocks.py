"""What buildings cover, and what is cut instead of a building that does not close."""

import numpy as np
import pytest

from city.base import Base, Spot
from city.blocks import closed, covered, footprint_of, outline_of, seen_from_above
from city.body import GROUND, ROOF, WALL, Body, joined
from city.forms import Massing, Shape
from city.outline import area_of
from city.roof import Roof
from city.solid import is_closed
from city.thing import Thing
from importers import read
from tests.city.test_body import box, courtyard
from tests.shared import DATA, needs_data

FAR = (30_000.0, -20_000.0, 12.0)


def test_what_closes_is_cut_as_it_is():
    assert closed(courtyard()).volume() == pytest.approx(168)
    assert closed(joined([box(), box(5)])).volume() == pytest.approx(180)


@pytest.mark.parametrize("gap", range(6))
def test_what_has_a_gap_is_cut_as_a_block(gap):
    faces = box(*FAR).faces()
    kinds = [GROUND, ROOF, *[WALL] * 4]
    body = Body.of(faces[:gap] + faces[gap + 1 :], kinds[:gap] + kinds[gap + 1 :], False)
    found = closed(body)
    assert is_closed(found)
    assert found.volume() == pytest.approx(120)
    assert (found.low, found.high) == (12, 15)


def test_the_outline_has_its_courtyard_and_no_seams():
    rings = outline_of(courtyard().moved(FAR))
    assert [len(ring) for ring in rings] == [4, 4]
    assert area_of(rings) == pytest.approx(84)
    assert area_of(outline_of(joined([box(), box(10), box(5, 0, 3)]))) == pytest.approx(80)


def test_of_several_pieces_the_outline_is_the_largest_and_the_footprint_all():
    body = joined([box(), box(100, long=20), box(500, long=2)])
    assert area_of(outline_of(body)) == pytest.approx(80)
    assert seen_from_above(body).area == pytest.approx(40 + 80 + 8)
    assert footprint_of(Thing("a", "Building", Shape(body))).area == pytest.approx(128)


def test_the_footprint_of_what_was_drawn_is_its_outline():
    rings = (np.array([(0, 0), (10, 0), (10, 5)], float),)
    assert footprint_of(Thing("a", "Building", Massing(rings, 0.0, 3))).area == 25


def test_overhanging_roofs_count():
    assert seen_from_above(joined([box(), box(-1, -1, 3, 12, 6, 1)])).area == pytest.approx(72)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (Body.of([], []), "has no floor and no roof"),
        (Body.of(box().faces()[2:], [WALL] * 4, False), "has no floor and no roof"),
        (box(long=0.01, wide=0.01), "covers no ground"),
    ],
)
def test_what_covers_nothing_is_told(body, words):
    for ask in (outline_of, seen_from_above, lambda b: covered(b, Roof())):
        with pytest.raises(ValueError, match=words):
            ask(body)


def test_another_roof_stands_on_the_lowest_eaves():
    assert covered(box(high=9), Roof()).volume() == pytest.approx(360)
    both = joined([box(high=9), box(10, high=6)])
    assert covered(both, Roof()).high == 6
    open_ = Body.of(box(high=9).faces()[2:] + box().faces()[:1], [*[WALL] * 4, GROUND], False)
    assert covered(open_, Roof()).high == 9


@needs_data
def test_every_building_of_real_cities_can_be_cut():
    city = read(DATA / "cityjson/seq_1.1_vienna.jsonl").city
    base = Base(city.frame, (city,))
    rows = np.flatnonzero(city.objects.parent < 0)
    tried = 0
    for row in rows[:60].tolist():
        body = base.body(Spot(0, row))
        if len(body) and city.objects.kind_of(row) == "Building":
            tried += 1
            found = closed(body)
            assert is_closed(found)
            assert found.low == pytest.approx(body.low)
            assert found.high == pytest.approx(body.high)
    assert tried > 20
