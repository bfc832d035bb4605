"""How much sky and sun a place on the ground has: streets, yards, walls and shadows by formula."""

import numpy as np
import pytest

import assets
from city.grid import Grid
from city.progress import Cancelled, Progress
from city.rays import Rays
from city.simulate.horizon import AZIMUTHS, eyes, horizons, sky_view, sun_hours
from city.simulate.relief import relief
from importers import read


def sky(stands, step=1.0, azimuths=AZIMUTHS):
    """The sky that the ground itself sees."""
    return sky_view(horizons(stands, stands, step, azimuths))


def shaded(stands, azimuth, altitude, step=1.0):
    """Where one sun does not shine."""
    found = horizons(stands, stands, step)
    return sun_hours(found, np.array([azimuth]), np.array([altitude]), np.ones(1)) == 0


def town(rows=120, columns=90, seed=4):
    """Houses of whole metres here and there."""
    rng = np.random.default_rng(seed)
    stands = np.zeros((rows, columns), np.float32)
    for _ in range(60):
        row, column = rng.integers(0, rows), rng.integers(0, columns)
        stands[row : row + rng.integers(4, 14), column : column + rng.integers(4, 14)] = (
            rng.integers(3, 25)
        )
    return stands


def test_open_ground_sees_all_of_the_sky():
    flat = np.full((40, 60), 17.3, np.float32)
    found = horizons(flat, flat + 1.5, 1.0)
    assert found.shape == (72, 40, 60) and found.dtype == np.uint8 and not found.any()
    assert (sky_view(found) == 1).all()
    suns = np.array([[120.0, 0.05], [180.0, 40.0], [300.0, -3.0], [10.0, 0.0]]).T
    assert (sun_hours(found, *suns, np.array([1.0, 2.0, 4.0, 8.0])) == 3).all()


@pytest.mark.parametrize("height", [5.0, 10.0, 40.0])
@pytest.mark.parametrize("step", [0.5, 1.0])
def test_the_floor_of_a_long_street_sees_what_oke_says(height, step):
    # Oke, Boundary Layer Climates, 2nd edition (1987), p. 352: half of (cos a + cos b), a and b the
    # altitudes of the roofs on both sides
    width = 21  # cells
    stands = np.full((40 + width, 1601), height, np.float32)
    stands[20 : 20 + width] = 0
    found = sky(stands, step)[20 : 20 + width, 800]
    beside = (np.arange(width) + 0.5) * step
    expected = (np.cos(np.arctan(height / beside)) + np.cos(np.arctan(height / beside[::-1]))) / 2
    # a deep street: the sky is a slit, narrower than two directions are apart
    np.testing.assert_allclose(found, expected, atol=0.006 if height < 20 else 0.012)


def test_a_street_across_the_cells_sees_as_much():
    x, y = Grid.over((-300, -300, 300, 300), 1.0).places().T
    aside = np.abs(x * np.cos(np.radians(33)) + y * np.sin(np.radians(33))).reshape(600, 600)
    stands = np.where(aside < 10, 0, 10).astype(np.float32)
    found = sky(stands)[aside < 0.4]
    inner = found[len(found) // 3 : -len(found) // 3]
    assert inner.mean() == pytest.approx(np.cos(np.arctan(10 / 10)), abs=0.01)
    assert inner.std() < 0.02


def test_a_round_yard_sees_a_cone_of_sky():
    x, y = Grid.over((-60.5, -60.5, 60.5, 60.5), 1.0).places().T
    for radius, height in ((30.0, 15.0), (20.0, 40.0)):
        stands = np.where(np.hypot(x, y) < radius, 0, height).astype(np.float32).reshape(121, 121)
        expected = radius**2 / (radius**2 + height**2)
        assert sky(stands)[60, 60] == pytest.approx(expected, abs=0.01)


def test_one_long_wall_takes_its_part_and_the_edge_of_the_world_none():
    stands = np.zeros((60, 1201), np.float32)
    stands[:10] = 12
    found = sky(stands)[:, 600]
    away = np.arange(60) - 9.5
    expected = (1 + np.cos(np.arctan(12 / away[10:]))) / 2
    np.testing.assert_allclose(found[10:], expected, atol=0.006)
    assert (found[:10] == 1).all()  # on the roof


def test_the_wall_next_to_a_place_is_seen_from_there():
    stands = np.zeros((21, 21), np.float32)
    stands[:, 11:] = 30
    found = horizons(stands, eyes(stands, np.zeros_like(stands), 1.5), 1.0)
    rise = 28.5 / 0.5  # the wall stands on the side of the cell
    assert found[18, 10, 10] == round(255 * rise / np.hypot(1, rise))
    assert found[54, 10, 10] == 0


def test_eyes_are_above_the_ground_and_on_roofs():
    ground = np.array([[0.0, 2.0, 2.0, np.nan, np.nan]])
    stands = np.array([[0.0, 9.0, 2.4, 5.0, np.nan]])
    expected = [[1.5, 9.0, 3.5, 5.0, np.nan]]
    np.testing.assert_array_equal(eyes(stands, ground, 1.5), np.array(expected, np.float32))


def test_a_slope_is_no_wall():
    x = np.arange(80, dtype=np.float32)
    for rise in (0.1, 1.0):
        stands = np.tile(rise * x, (30, 1))
        found = horizons(stands, stands, 1.0)
        level = 255 * rise / np.hypot(1, rise)
        assert np.abs(found[18, :, :-1] - level).max() <= 0.51  # up the slope, in the east
        assert not found[54].any() and not found[:, :, -1].any()


@pytest.mark.parametrize("altitude", [12.0, 30.0, 45.0, 60.0])
@pytest.mark.parametrize("quarter", range(4))
def test_the_shadow_of_a_box_is_as_long_as_the_formula_says(altitude, quarter):
    stands = np.zeros((241, 241), np.float32)
    stands[110:131, 110:131] = 20
    shadow = np.rot90(shaded(stands, 180.0 - 90 * quarter, altitude), -quarter)
    middle = shadow[:110, 120]
    sine = np.sin(np.radians(altitude)) + np.array([0.002, 0, -0.002])  # as exact as it is kept
    shortest, length, longest = 20 / np.tan(np.arcsin(sine))
    assert shortest - 0.5 <= middle.sum() <= longest + 0.5
    assert abs(middle.sum() - length) <= 0.5 or altitude < 20
    assert middle[110 - middle.sum() :].all()  # without a gap, from the wall on
    assert not shadow[131:].any() and not shadow[:, :100].any()


@pytest.mark.parametrize("azimuth", [137.0, 152.4, 180.0, 197.3, 223.9])
def test_the_shadow_of_a_long_wall_follows_the_sun_round_it(azimuth):
    stands = np.zeros((80, 1201), np.float32)
    stands[70:] = 20
    depth = shaded(stands, azimuth, 35.0)[:70, 600].sum()
    expected = 20 / np.tan(np.radians(35)) * abs(np.cos(np.radians(azimuth)))
    assert abs(depth - expected) <= 1


def test_a_turned_city_has_a_turned_answer():
    stands = town()
    found = horizons(stands, stands + 1.5, 1.0)
    turned = np.rot90(stands)  # what was in the north is in the west now
    there = horizons(turned, turned + 1.5, 1.0)
    for number in range(AZIMUTHS):
        before = np.rot90(found[(number + AZIMUTHS // 4) % AZIMUTHS])
        np.testing.assert_array_equal(there[number], before)


def test_higher_up_or_twice_as_large_it_is_the_same():
    stands = town()
    found = horizons(stands, stands + 1.5, 1.0)
    np.testing.assert_array_equal(found, horizons(stands + 512, stands + 513.5, 1.0))
    np.testing.assert_array_equal(found, horizons(stands * 2, stands * 2 + 3, 2.0))


def test_threads_do_not_matter():
    stands = town()
    suns = np.linspace(70, 290, 30), np.linspace(3, 60, 30), np.linspace(0.1, 1, 30)
    answers = []
    for threads in (1, 2, 5):
        found = horizons(stands, stands, 1.0, threads=threads)
        answers.append((found, sun_hours(found, *suns, threads=threads)))
    for found, hours in answers[1:]:
        np.testing.assert_array_equal(found, answers[0][0])
        np.testing.assert_array_equal(hours, answers[0][1])


def test_what_nobody_knows_stands_in_no_ones_way():
    stands = town()
    whole = horizons(stands, stands, 1.0)
    holes = stands.copy()
    holes[stands == 0] = np.nan
    found = horizons(holes, stands, 1.0)
    assert (found <= whole).all() and found.any()
    assert not horizons(np.full_like(stands, np.nan), stands, 1.0).any()
    blind = horizons(stands, np.full_like(stands, np.nan), 1.0)
    assert (sky_view(blind) == 1).all()


def test_it_says_how_far_it_is_and_stops_when_told():
    stands = town()
    told = []
    horizons(stands, stands, 1.0, 8, Progress(lambda *news: told.append(news)))
    assert told[-1] == (8, 8, "Looking at the horizon")
    stopped = Progress(lambda done, total, note: stopped.cancel())
    with pytest.raises(Cancelled):
        horizons(stands, stands, 1.0, 8, stopped)
    with pytest.raises(Cancelled):
        sun_hours(horizons(stands, stands, 1.0, 8), *np.ones((3, 1)), stopped)


def test_bad_input_is_refused_in_a_line():
    flat = np.zeros((5, 5), np.float32)
    with pytest.raises(ValueError, match="eyes are"):
        horizons(flat, flat[1:], 1.0)
    with pytest.raises(ValueError, match="has to be a length"):
        horizons(flat, flat, np.nan)
    with pytest.raises(ValueError, match="at least 4"):
        horizons(flat, flat, 1.0, 3)
    found = horizons(flat, flat, 1.0, 4)
    with pytest.raises(ValueError, match="every sun"):
        sun_hours(found, np.ones(2), np.ones(3), np.ones(3))
    with pytest.raises(ValueError, match="no azimuth"):
        sun_hours(found, np.array([np.nan]), np.ones(1), np.ones(1))


def test_a_real_district_has_the_sky_and_the_sun_that_rays_find():
    sample = read([assets.path("sample")])
    terrain = sample.terrains[0]
    grid = Grid.over((150.0, 50.0, 750.0, 650.0), 1.0)
    ground = terrain.height_at(grid.places()).reshape(grid.shape)
    meshes = [(shapes.points, shapes.triangles) for shapes in sample.city.shapes.values()]
    stands = relief(grid, ground, meshes)
    eye = eyes(stands, ground, 1.5)
    found = horizons(stands, eye, grid.step)

    street = (stands - ground < 0.3).reshape(-1)
    inner = (np.abs(grid.places() - [450.0, 350.0]) < 150).all(1)
    some = np.random.default_rng(1).choice(np.flatnonzero(street & inner), 400, replace=False)
    origins = np.c_[grid.places()[some], eye.reshape(-1)[some]].astype(np.float32)
    rays = Rays(meshes)

    def seen(directions):
        each = np.repeat(origins, len(directions), axis=0)
        towards = np.tile(directions.astype(np.float32), (len(origins), 1))
        return 1 - rays.blocked(each, towards).reshape(len(origins), -1).mean(1)

    turn, level = np.meshgrid(
        (np.arange(64) + 0.5) / 32 * np.pi, np.sqrt((np.arange(24) + 0.5) / 24)
    )
    turn, level = turn.ravel(), level.ravel()  # even over the disc: weighed by the cosine
    dome = np.c_[np.sin(turn) * level, np.cos(turn) * level, np.sqrt(1 - level**2)]
    away = np.abs(sky_view(found).reshape(-1)[some] - seen(dome))
    assert away.mean() < 0.01 and np.quantile(away, 0.95) < 0.03

    azimuths, altitudes = np.linspace(75.5, 284.5, 60), 50 * np.sin(np.linspace(0.05, 3.09, 60))
    share = sun_hours(found, azimuths, altitudes, np.full(60, 1 / 60))
    turn, level = np.radians(azimuths), np.radians(altitudes)
    suns = np.c_[np.sin(turn) * np.cos(level), np.cos(turn) * np.cos(level), np.sin(level)]
    away = np.abs(share.reshape(-1)[some] - seen(suns))
    assert away.mean() < 0.02 and np.quantile(away, 0.95) < 0.05
