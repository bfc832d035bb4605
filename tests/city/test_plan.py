import numpy as np
import pytest

from city.builder import CityBuilder
from city.plan import built_up
from tests.city.toy import add_box, town


def test_cells_tell_how_much_of_them_is_covered():
    builder = CityBuilder()
    row = builder.add_object("Building", "house")
    add_box(builder, row, (10, 20, 0), (25, 40, 3))
    plan = built_up([builder.freeze()], {"Building"}, (0, 0, 100, 50), 10)
    assert plan.shape == (5, 10)
    share = plan[::-1] / 255  # the southernmost row first
    assert share[2, 1] == pytest.approx(1, abs=0.01)
    assert share[2, 2] == pytest.approx(0.5, abs=0.01)
    assert share[3, 1] == pytest.approx(1, abs=0.01)
    assert share.sum() == pytest.approx(15 * 20 / 100, abs=0.05)


def test_only_the_wanted_kinds_count():
    builder = CityBuilder()
    for kind in ("Building", "Road"):
        add_box(builder, builder.add_object(kind, kind), (0, 0, 0), (10, 10, 3))
    city = builder.freeze()
    assert built_up([city], {"Bridge"}, (0, 0, 10, 10), 4).max() == 0
    assert built_up([city], {"Road"}, (0, 0, 10, 10), 4).min() == 255


def test_what_lies_beyond_the_edge_is_cut_off():
    plan = built_up([town().freeze()], {"Building", "BuildingPart"}, (2, 2, 6, 6), 8)
    assert (plan == 255).all()


def test_a_city_of_nothing_is_an_empty_plan():
    assert built_up([], {"Building"}, (0, 0, 10, 10), 4).tolist() == np.zeros((4, 4)).tolist()
