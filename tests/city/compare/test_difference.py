"""What a list of differences tells of each object."""

import numpy as np
import pytest

from city.compare.difference import MEASURES, SORTS, Difference, Said, Sum
from city.view import View
from tests.city.plans import base

NAN = float("nan")


def difference(sort, said=(), ids=("a", "a"), height=(NAN, NAN), footprint=(NAN, NAN), moved=NAN):
    view = View.of(base())
    sizes = {name: np.full((1, 2), NAN) for name in MEASURES}
    sizes |= {"height": np.array([height]), "footprint": np.array([footprint])}
    sorts = np.array([SORTS.index(sort)], np.uint8)
    way = np.array([[moved, 0.0, 0.0]])
    spots = [(None, None)]
    return Difference(view, view, [ids], ["Building"], sorts, spots, [said], sizes, way)


def test_words_tell_what_is_other_than_it_was():
    storeys = Said("storeys", 1, 3)
    assert difference("attributes", [storeys]).words(0) == "storeys: 1 → 3"
    assert difference("both", [storeys], height=(3.0, 9.0)).words(0) == (
        "storeys: 1 → 3; height 3.0 → 9.0 m"
    )
    assert difference("shape", footprint=(80.0, 120.0)).words(0) == "footprint 80.0 → 120.0 m²"
    assert difference("shape", footprint=(80.0, 80.0), moved=5.0).words(0) == "moved by 5.0 m"
    assert difference("shape", moved=0.03).words(0) == "moved by 3 cm"
    assert difference("shape", height=(3.0, 3.0)).words(0) == "another shape"
    assert difference("renamed", ids=("a", "b")).words(0) == "id a → b"
    assert difference("attributes", [Said("use", None, "shop")]).words(0) == "use: nothing → shop"
    assert difference("added", ids=("", "b")).words(0) == ""


def test_of_many_attributes_the_first_are_told_and_the_rest_counted():
    said = [Said(f"n{k}", k, k + 1) for k in range(7)]
    words = difference("attributes", said).words(0)
    assert words == "n0: 0 → 1; n1: 1 → 2; n2: 2 → 3; n3: 3 → 4; 3 more attributes"


def test_an_object_goes_by_its_id_of_now_or_else_of_then():
    assert difference("renamed", ids=("a", "b")).ident(0) == "b"
    assert difference("removed", ids=("a", "")).ident(0) == "a"


def test_the_net_of_a_sum():
    assert Sum(100, 30, -20).net == pytest.approx(50)
