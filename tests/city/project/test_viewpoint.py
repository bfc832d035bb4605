import math

import pytest

from city.frame import Frame
from city.project import Eye
from tests.city.toy import FRAME


def test_an_eye_goes_to_the_world_and_back():
    local = Eye((10.0, 20.0, 300.0), (100.0, 100.0, 5.0))
    world = local.in_world(FRAME)
    assert world.position == (84010.0, 447020.0, 300.0)
    assert (world.horizontal, world.vertical) == ("EPSG:28992", "EPSG:5709")
    back = world.in_frame(FRAME)
    assert back.position == pytest.approx(local.position)
    assert back.focus == pytest.approx(local.focus)
    assert back.up == pytest.approx(local.up)


def test_over_a_city_drawn_higher_the_eye_is_higher():
    eye = Eye((10.0, 20.0, 300.0), (100.0, 100.0, 5.0)).stretched(2.0)
    assert (eye.position, eye.focus) == ((10.0, 20.0, 600.0), (100.0, 100.0, 10.0))


def test_a_view_from_another_system_is_transformed():
    """The same place in RD and in UTM 31N: the point of the church at Delft, by PROJ itself."""
    from pyproj import Transformer

    world = Eye(
        (84500.0, 447500.0, 300.0),
        (84500.0, 447500.0, 0.0),
        (0.0, 1.0, 0.0),
        horizontal="EPSG:28992",
    )
    utm = Frame("EPSG:25831", "", (590000.0, 5760000.0, 0.0))
    there = world.in_frame(utm)
    x, y = Transformer.from_crs(28992, 25831, always_xy=True).transform(84500.0, 447500.0)
    assert there.focus == pytest.approx((x - 590000.0, y - 5760000.0, 0.0), abs=0.01)
    turn = math.degrees(math.atan2(there.up[0], there.up[1]))
    assert 1.0 < abs(turn) < 3.5  # the grids' norths differ by their convergences, here 2 degrees
    assert math.hypot(*there.up) == pytest.approx(1.0)


def test_a_view_of_a_site_without_a_place_is_refused_in_the_world():
    world = Eye((0.0, 0.0, 9.0), (1.0, 1.0, 0.0), horizontal="local")
    with pytest.raises(ValueError, match="nothing leads from there"):
        world.in_frame(FRAME)
    with pytest.raises(ValueError, match="local metres"):
        Eye((0, 0, 9), (1, 1, 0), horizontal="EPSG:28992").in_frame(Frame("local"))
