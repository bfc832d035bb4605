"""Every manner in which a result can show has a form that says something."""

from dataclasses import replace

import numpy as np
import pytest

from app.simulated.form import Ground
from app.simulated.forms import form_of
from app.simulated.kept import MANNERS
from app.simulated.what import what_of
from city.base import Base
from city.frame import Frame
from city.glyphs import Glyphs
from city.progress import Progress
from city.simulated.field import Field, Levels, Variable
from city.simulated.raster import Raster
from city.view import View
from tests.app.simulated.models import HOUR, NOON, RUN, flood, result, streets
from tests.city.simulated.test_volume import two_boxes

WIND = Variable("wind", "Wind", "m/s", "wind_speed", parts=("u", "v"))


def ground(box=((0, 0), (30, 20))):
    base = Base(Frame("local"))
    level = lambda places: np.full(len(places), 2.0)  # noqa: E731
    return Ground(level, level, level, 0.0, np.array(box, np.float64), View.of(base))


def blowing(levels=None):
    """Wind of 3 m/s to the east and 4 to the north, everywhere and always."""
    calm = flood(0, 0, variables=(WIND,))
    parts = {"u": 3.0, "v": 4.0}

    def read(key, level, first, last):
        return np.full((last - first, 2, 3), parts[key] * (level + 1), np.float32)

    parted = tuple(Variable(key, key, "m/s") for key in parts)
    return Field("Wind", RUN, calm.shape, (WIND, *parted), calm.times, read, levels)


def boxes(key="U"):
    shape, speed = two_boxes(), Variable(key, "Wind", "m/s", "wind_speed")
    values = np.arange(len(shape), dtype=np.float32)[None]
    none = np.zeros(0, "datetime64[ms]")
    return Field("Air", RUN, shape, (speed,), none, lambda *_: values)


def shown(of, manner, at=NOON, **seen):
    what = what_of(of, None, Progress())
    return form_of(manner, what, of, ground(**seen)).at(at)


def rising():
    """Water that is deeper to the east, so that lines of equal depth lead through it."""
    x, y = np.arange(5.0, 100, 10), np.arange(95.0, 0, -10)
    raster = Raster(x, y, "local", Frame("local"))
    east = np.broadcast_to(np.float32(0.2 + 0.02 * (x - 5)), (10, 10))
    read = lambda key, level, a, b: np.stack([east] * (b - a))  # noqa: E731
    return replace(flood(0, 1), shape=raster, read=read)


RESULTS = {
    "rising": lambda: result(rising()),
    "wind": lambda: result(blowing(Levels(np.array([2.0, 10.0]), above="ground")), value=6.0),
    "boxes": lambda: result(boxes(), height=0.5, value=0.5),
    "streets": lambda: result(streets(), width="flow"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_manner_says_something(name):
    of = RESULTS[name]()
    for manner in of.can:
        if manner == "walls":  # where no building stands there is nothing to say
            with pytest.raises(ValueError, match="no building stands"):
                shown(of, manner)
            continue
        found = shown(of, manner)
        drawn = [found.rgba, found.ribbons, found.trails]
        assert any(one is not None for one in drawn) or len(found.glyphs), manner


def test_all_manners_are_tried_here():
    tried = {manner for make in RESULTS.values() for manner in make().can}
    assert tried == set(MANNERS)


def test_an_upright_slice_lies_along_its_line_or_through_the_middle():
    of = RESULTS["wind"]()
    line = result(of.thing, line=(4.0, 2.0, 4.0, 18.0))
    for one, same, ends in ((of, 1, (10.0, 10.0)), (line, 0, (4.0, 4.0))):
        what = what_of(one, None, Progress())
        form = form_of("upright", what, one, ground())
        points = form.surface.points
        assert (points[:, same].min(), points[:, same].max()) == ends
        assert points[:, 2].min() == 2.0 < points[:, 2].max()  # from the ground up
        # 5 m/s at the lower height, 10 at the upper one, the highest first
        highest, lowest = form.at(NOON).rgba.reshape(2, -1, 4)[:, 0].tolist()
        painted = form._painted(np.array([10.0, 5.0])).tolist()
        assert [highest, lowest] == painted and highest != lowest
    boxes_of = result(boxes(), line=(0.0, 0.3, 2.0, 0.3))
    cut = form_of("upright", what_of(boxes_of, None, Progress()), boxes_of, ground()).surface
    assert np.allclose(cut.points[:, 1], 0.3)


def test_arrows_point_where_it_blows_to_and_say_how_much():
    found = shown(result(blowing()), "arrows").glyphs
    assert isinstance(found, Glyphs) and found.sort == "arrow"
    assert np.allclose(found.heading, np.degrees(np.arctan2(3, 4)))
    assert (found.points[:, 2] > 2).all()  # over the ground


def test_lines_of_equal_value_lie_where_that_is():
    found = shown(result(rising()), "contours")
    assert found.ribbons is not None and found.labels is not None
    x = found.ribbons.points[:, 0]
    assert np.isclose(x, 5 + (0.5 - 0.2) / 0.02, atol=0.1).any()  # where it is half a metre deep


def test_particles_go_on_with_the_flow():
    of = result(blowing(), variable="wind")
    form = form_of("flow", what_of(of, None, Progress()), of, ground())
    before = form.at(NOON).trails
    after = [form.step(0.1).trails for _ in range(20)][-1]
    assert before is not None and after is not None
    heads = after.points[after.starts[1:] - 1] - after.points[after.starts[:-1]]
    moved = np.hypot(*heads[:, :2].T) > 0.5
    way = np.degrees(np.arctan2(heads[moved, 0], heads[moved, 1]))
    assert np.allclose(way, np.degrees(np.arctan2(3, 4)), atol=1.0)


def test_a_ribbon_tells_its_street_and_its_value():
    of = result(streets(), variable="speed")
    form = form_of("ribbons", what_of(of, None, Progress()), of, ground())
    assert form.told_at(np.array([50.0, 3]), 5, NOON) == ("a", pytest.approx(5 * 3.6))
    assert form.told_at(np.array([103.0, 60]), 5, NOON + HOUR) == ("b", pytest.approx(8 * 3.6))
    assert form.told_at(np.array([50.0, 30]), 5, NOON) is None


def test_ribbons_are_as_wide_as_there_is_flow():
    later = shown(result(streets(), width="flow"), "ribbons", NOON + HOUR).ribbons
    assert later.width[1] > later.width[0] > 0
    alike = shown(result(streets()), "ribbons").ribbons
    assert len(np.unique(alike.width)) == 1
