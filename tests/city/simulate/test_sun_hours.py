"""Shadows are as long as the formula says, and walls have the sun while it stands before them."""

import numpy as np
import pytest
import shapely

from city.frame import Frame
from city.layer import FACADE, GROUND, ROOF
from city.place import Place
from city.progress import Cancelled, Progress
from city.simulate.sun import sun_at
from city.simulate.sun_hours import SUN
from city.view import View
from tests.city.plans import at, plan, square
from tests.city.simulate.towns import (
    LATITUDES,
    area,
    boxes,
    cancelled_after,
    frame_at,
    objects,
    sample_of,
    view_of,
)
from tests.city.toy import box_faces

DAYS = ("2026-03-21", "2026-06-21", "2026-09-23", "2026-12-22")
HIGH = 12.0
BOX = ((-10, -10, 0), (10, 10, HIGH))
LON = 15.0


def sun(day, hours, lat):
    """Where the sun stands at hours (n,) of universal time."""
    times = np.datetime64(day) + (np.asarray(hours) * 3.6e6).astype("timedelta64[ms]")
    return sun_at(times, Place(LON, lat))


def study(view, **said):
    wide = said.pop("wide", 40)
    said = {"area": area(view, -wide, -wide, wide, wide), "time_zone": "UTC", **said}
    return SUN.run(view, said)


@pytest.mark.parametrize("lat", LATITUDES)
def test_shadows_of_a_box_are_as_long_as_the_formula_says(lat):
    view, tried = view_of(BOX, lat=lat), 0
    foot = shapely.box(-10, -10, 10, 10)
    for day in DAYS:
        for hour in (7.5, 11.0, 15.0):
            where = sun(day, [hour + 1 / 120], lat)
            altitude, azimuth = float(where.altitude[0]), np.radians(where.azimuth[0])
            if altitude < 10:
                continue
            length = HIGH / np.tan(np.radians(altitude))
            away = -length * np.sin(azimuth), -length * np.cos(azimuth)
            tip = shapely.affinity.translate(foot, *away)
            shadow = foot.union(tip).convex_hull
            found = study(
                view,
                date=day,
                step=1,
                from_hour=hour,
                to_hour=hour + 1 / 60,
                surfaces="ground",
                spacing=0.5,
            )
            places = shapely.points(found.samples.points[:, :2])
            sure = shapely.distance(places, shadow.boundary) > 0.5
            dark = shapely.contains(shadow, places)
            np.testing.assert_array_equal(found.values["hours"][sure] == 0, dark[sure])
            assert dark.any()
            tried += 1
    assert tried >= 5


@pytest.mark.parametrize("lat", LATITUDES)
@pytest.mark.parametrize(("turn", "days"), [(0.0, DAYS[:2]), (33.0, DAYS[2:])])
def test_a_wall_has_the_sun_while_it_stands_before_it(lat, turn, days):
    view = turned_box(lat, turn)
    hours = (np.arange(24 * 360) + 0.5) / 360
    for day in days:
        where = sun(day, hours, lat)
        found = study(view, date=day, step=3, surfaces="facades,roofs", spacing=5)
        up = where.altitude > 0
        for number in range(4):
            looks = 90 * number - turn
            normal = [np.sin(np.radians(looks)), np.cos(np.radians(looks)), 0]
            before = up & (np.cos(np.radians(where.azimuth - looks)) > 0)
            rows = sample_of(found, FACADE, normal)
            assert len(rows)
            expected = before.sum() / 360
            np.testing.assert_allclose(found.values["hours"][rows], expected, atol=0.1)
            if before.any():
                np.testing.assert_allclose(found.values["first"][rows], hours[before][0], atol=0.06)
                np.testing.assert_allclose(found.values["last"][rows], hours[before][-1], atol=0.06)
            longest = longest_run(before) / 360
            np.testing.assert_allclose(found.values["longest"][rows], longest, atol=0.1)
        roof = sample_of(found, ROOF)
        np.testing.assert_allclose(found.values["hours"][roof], up.sum() / 360, atol=0.01)


def turned_box(lat, turn):
    """A box turned anticlockwise on level ground."""
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    around = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return objects(frame_at(lat), ("b0", [face @ around for face in box_faces(*BOX)]))


def longest_run(yes):
    ends = np.flatnonzero(np.diff(np.concatenate([[0], yes.astype(int), [0]])))
    return int((ends[1::2] - ends[::2]).max(initial=0))


def test_polar_day_and_night():
    view = view_of(BOX, lat=75.0)
    for day, possible in (("2026-06-21", 24.0), ("2026-12-22", 0.0)):
        found = study(view, date=day, step=30, spacing=5)
        roof = sample_of(found, ROOF)
        assert found.values["hours"][roof] == pytest.approx(possible)
        assert found.values["longest"][roof] == pytest.approx(possible)
        assert np.isnan(found.values["first"][roof]).all() == (possible == 0)
        rows = sample_of(found, GROUND)
        assert (found.values["hours"][rows] <= possible + 1e-4).all()
    assert "does not rise" in dict(found.facts)["Sun that counts"]


def test_no_sun_is_as_high_as_is_asked():
    found = study(view_of(BOX), date="2026-12-22", altitude=30, spacing=5)
    assert (found.values["hours"][sample_of(found, ROOF)] == 0).all()


def test_several_days_have_their_mean_and_their_poorest():
    view = view_of(BOX)
    said = {"spacing": 5, "surfaces": "facades,roofs", "step": 10}
    one, other = (study(view, date=day, **said) for day in ("2026-03-01", "2026-04-01"))
    both = study(view, date="2026-03-01", until="2026-04-01", every=100, **said)
    hours = np.stack([one.values["hours"], other.values["hours"]])
    np.testing.assert_allclose(both.values["hours"], hours.mean(0), atol=1e-4)
    np.testing.assert_allclose(both.values["least"], hours.min(0), atol=1e-4)


def test_where_nothing_changed_the_difference_is_exactly_zero():
    view = plan()
    said = {"area": [*at(-20, -20), *at(130, 30)], "date": "2026-03-21", "step": 60, "spacing": 2}
    before = SUN.run(view, said)
    # behind the town as seen from the sun, and too far for its shadow to come near
    far = plan({"edit": "build", "footprint": square(700, 700, 20, 20), "storeys": 9, "id": "far"})
    for known in (None, before):
        after = SUN.run(far, said, known=known)
        here, there = after.samples.same_as(before.samples)
        assert len(here) == len(after.samples) == len(before.samples)
        for name, values in after.values.items():
            np.testing.assert_array_equal(values[here], before.values[name][there])
    assert after.inputs != before.inputs
    assert SUN.run(view, said, known=before) is before


@pytest.mark.parametrize("threads", [1, 5])
def test_threads_do_not_matter(monkeypatch, threads):
    view = plan()
    said = {"area": [*at(-20, -20), *at(130, 30)], "date": "2026-03-21", "step": 60}
    before = SUN.run(view, said)
    monkeypatch.setattr("os.cpu_count", lambda: threads)
    after = SUN.run(plan(), said)
    for name, values in after.values.items():
        np.testing.assert_array_equal(values, before.values[name])


def test_where_the_city_lies_in_its_coordinates_does_not_matter():
    town = [((0, 0, 0), (16, 8, 9)), ((24, -8, 0), (32, 16, 20)), ((-12, 20, 0), (4, 28, 6))]
    answers = []
    for origin, shift in (
        ((0.0, 0.0, 0.0), (0.0, 0.0)),
        ((155_000.0, 5_600_000.0, 0.0), (0.0, 0.0)),
        ((155_000.0, 5_600_000.0, 0.0), (2.0**20, -(2.0**20))),
    ):
        view = View.of(boxes(Frame("", "", origin), *town, shift=shift))
        west, south = origin[0] + shift[0] - 32, origin[1] + shift[1] - 32
        said = {"area": [west, south, west + 96, south + 80], "date": "2026-03-21", "step": 30}
        answers.append(SUN.run(view, {**said, "place": "52,5"}))
    for other in answers[1:]:
        assert len(other.samples) == len(answers[0].samples)
        for name, values in other.values.items():
            np.testing.assert_array_equal(values, answers[0].values[name])


def test_a_city_nobody_knows_the_place_of_says_what_to_set():
    view = View.of(boxes(Frame(), BOX))
    for place in ("", "somewhere", "91,0", "1,2,3"):
        with pytest.raises(ValueError, match=r"say place=LAT,LON"):
            SUN.run(view, {"area": [-40, -40, 40, 40], "place": place})


def test_an_area_with_nothing_in_it_is_told():
    view = View.of(boxes(frame_at(52.0), BOX, terrain=False))
    with pytest.raises(ValueError, match="nothing in that area"):
        SUN.run(view, {"area": area(view, 200, 200, 230, 230), "surfaces": "facades"})


def test_it_can_be_cancelled_at_any_moment_and_goes_again():
    view = plan()
    said = {"area": [*at(-20, -20), *at(130, 30)], "date": "2026-03-21", "step": 60}
    whole = SUN.run(view, said)
    for after in (1, 2, 3):  # while it finds places, begins to trace, and has traced the last ray
        with pytest.raises(Cancelled):
            SUN.run(view, said, cancelled_after(after))
    again = SUN.run(view, said)
    np.testing.assert_array_equal(again.values["hours"], whole.values["hours"])
    early = Progress()
    early.cancel()
    with pytest.raises(Cancelled):
        SUN.run(view, said, early)


def test_a_table_tells_of_each_building():
    found = study(view_of(BOX), date="2026-06-21", spacing=2)
    assert found.samples.owners == ("b0",)
    walls = sample_of(found, FACADE)
    expected = np.average(found.values["hours"][walls], weights=found.samples.area[walls])
    assert found.tables["facades"][0] == pytest.approx(expected, rel=1e-5)
    assert found.tables["best"][0] == pytest.approx(found.values["hours"][walls].max())
    assert found.tables["roofs"][0] > found.tables["facades"][0]
