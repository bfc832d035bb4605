"""Shadow fans: a box's shadow by the formula, on level and on sloping ground."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from city.place import Place
from city.simulate.shadow_fan import LOWEST, laid_on, shadow_fan, shadow_on_level
from city.simulate.sun import sunlight
from tests.city.simulate.sights import build, town, with_edits
from tests.city.toy import box_faces

HIGH = 30.0
ROTTERDAM = Place(4.44, 51.91)
DAY = date(2026, 3, 21)


def triangles(low, high):
    faces = [np.array(face, float) for face in box_faces(low, high)]
    return np.concatenate([np.stack([f[[0, 1, 2]], f[[0, 2, 3]]]) for f in faces])


def expected(moment, place, west=0.0, south=0.0, east=20.0, north=10.0, high=HIGH):
    """The foot, and the roof carried away from the sun by height / tan(altitude)."""
    sun, _ = sunlight(moment, place)
    length = high / np.tan(np.radians(sun.altitude[0]))
    azimuth = np.radians(sun.azimuth[0] - place.turn)
    foot = shapely.box(west, south, east, north)
    away = -length * np.sin(azimuth), -length * np.cos(azimuth)
    return foot.union(shapely.affinity.translate(foot, *away)).convex_hull


def plan_of(cast):
    rings = [[ring[:, :2] for ring in polygon] for polygon in cast.polygons]
    return shapely.union_all([shapely.Polygon(one[0], one[1:]) for one in rings])


@pytest.mark.parametrize("place", [ROTTERDAM, Place(18.4, -33.9, turn=7.0)])
def test_the_shadow_of_a_box_is_the_formula_s(place):
    view = town({"house": ((0, 0, 0), (20, 10, HIGH))})
    casts = shadow_fan(view, "house", DAY, place)
    assert len(casts) >= 10
    for cast in casts:
        wanted = expected(cast.moment, place)
        assert plan_of(cast).symmetric_difference(wanted).area < 1e-3 * wanted.area
        assert shapely.distance(shapely.Point(cast.tip[:2]), wanted.boundary) < 0.01
        rings = np.concatenate([ring for polygon in cast.polygons for ring in polygon])
        np.testing.assert_allclose(rings[:, 2], 0, atol=1e-6)


def test_its_hours_are_the_full_ones_of_the_clock_with_the_sun_up():
    view = town({"house": ((0, 0, 0), (20, 10, HIGH))})
    casts = shadow_fan(view, "house", DAY, ROTTERDAM, "Europe/Amsterdam")
    zone = ZoneInfo("Europe/Amsterdam")
    hours = [datetime(2026, 3, 21, hour, tzinfo=zone) for hour in range(24)]
    up = [h for h in hours if sunlight(h, ROTTERDAM)[0].altitude[0] >= LOWEST]
    assert [cast.moment for cast in casts] == up
    # summer time begins: 23 hours, each of them full
    spring = shadow_fan(view, "house", date(2026, 3, 29), ROTTERDAM, "Europe/Amsterdam")
    assert {cast.moment.minute for cast in spring} == {0}
    assert spring[0].moment.utcoffset() != casts[0].moment.utcoffset()


def test_a_hole_lets_the_light_through():
    bridge = [((0, 0, 0), (2, 10, 20)), ((18, 0, 0), (20, 10, 20)), ((0, 0, 18), (20, 10, 20))]
    corners = np.concatenate([triangles(*one) for one in bridge])
    way = np.array([0.0, -1.0, 1.0]) / 2**0.5  # from the south, 45° high
    shadow = shadow_on_level(corners, way, 0.0)
    posts = [shapely.box(0, 0, 2, 30), shapely.box(18, 0, 20, 30)]
    beam = shapely.box(0, 18, 20, 30)
    assert shadow.symmetric_difference(shapely.union_all([*posts, beam])).area < 1e-6


def test_on_a_slope_it_ends_where_its_rays_meet_the_ground():
    way = np.array([0.0, -1.0, 1.0]) / 2**0.5
    flat = shadow_on_level(triangles((0, 0, 0), (10, 10, 12)), way, 0.0)
    (rings,) = laid_on(flat, way, 0.0, lambda at: 0.2 * at[:, 1])
    (outer,) = [rings[0]]
    # z = 12 - (y - 10) and z = 0.2 y
    np.testing.assert_allclose(outer[:, 1].max(), 22 / 1.2, atol=1e-6)
    np.testing.assert_allclose(outer[:, 2], 0.2 * outer[:, 1], atol=1e-6)


def test_a_planned_thing_has_one_and_what_is_gone_none():
    view = with_edits(
        town({"house": ((0, 0, 0), (20, 10, HIGH))}),
        build(50, 0, 70, 10, 10, "new"),
        {"edit": "demolish", "objects": ["house"]},
    )
    assert shadow_fan(view, "new", DAY, ROTTERDAM)
    with pytest.raises(ValueError, match="has been demolished"):
        shadow_fan(view, "house", DAY, ROTTERDAM)


def test_in_a_polar_night_there_is_none():
    view = town({"house": ((0, 0, 0), (20, 10, HIGH))})
    with pytest.raises(ValueError, match="does not rise 5° high on 2026-12-22"):
        shadow_fan(view, "house", date(2026, 12, 22), Place(20.0, 75.0))
