"""The sky over streets and yards, and daylight on walls, by formula and by definition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

import assets
from city.layer import FACADE, ROOF
from city.norms import read_norm
from city.place import Place
from city.simulate.sky_view import OPEN_WALL, SKY
from city.simulate.sun import sun_at, towards
from city.simulate.sunlight import SUNLIGHT
from tests.city.simulate.known.answer import Known, worst
from tests.city.simulate.towns import area, sample_of, view_of

LONG = 1500.0  # metres that stand for an endless ridge
ALL_RAYS = 2584


def looked(view, box, **said):
    """The view of the sky by as many rays as there can be."""
    asked = {"area": area(view, *box), "spacing": 1, "rays": ALL_RAYS, **said}
    return SKY.run(view, asked)


def skies() -> Iterator[Known]:
    """Floors: of a street, of a yard, and in the open."""
    street = view_of(((-LONG, 10, 0), (LONG, 20, 10)), ((-LONG, -20, 0), (LONG, -10, 10)))
    found = looked(street, (-4, -9, 4, 9), surfaces="ground")
    across = found.samples.points[:, 1]
    wanted = (10 - across) / np.hypot(10 - across, 10) + (10 + across) / np.hypot(10 + across, 10)
    by = "Oke (1987), p. 352"
    yield worst("sky over an endless street", found.values["svf"], wanted / 2, by, 0.01, "")
    yard = view_of(
        ((-15, 10, 0), (15, 15, 10)),
        ((-15, -15, 0), (15, -10, 10)),
        ((10, -10, 0), (15, 10, 10)),
        ((-15, -10, 0), (-10, 10, 10)),
    )
    found = looked(yard, (-9, -9, 9, 9), surfaces="ground")
    x, y = found.samples.points[:, :2].T
    sides = [(10 + a * x, 10 + b * y) for a in (-1, 1) for b in (-1, 1)]
    wanted = sum(under_corner(a / 10, b / 10) for a, b in sides)
    by = "view factor of a rectangle"
    yield worst("sky over a square yard", found.values["svf"], wanted, by, 0.01, "")
    alone = view_of(((-5, -5, 0), (5, 5, 8)))
    found = looked(alone, (-6, -6, 6, 6), surfaces="roofs,facades")
    roof = found.values["svf"][sample_of(found, ROOF)]
    yield worst("sky over an open roof", roof, 1.0, "the hemisphere", 1e-5, "")
    wall = found.values["svf"][sample_of(found, FACADE)]
    yield worst("sky before an open wall", wall, 0.5, "half of the hemisphere", 1e-5, "")


def under_corner(a, b):
    """The view factor from a level patch to a level rectangle of a by b, in heights of it over the
    patch, which lies under one of its corners; Howell, A Catalog of Radiation Transfer
    Configuration Factors, B-3."""
    p, q = np.sqrt(1 + a**2), np.sqrt(1 + b**2)
    return (a / p * np.arctan(b / p) + b / q * np.arctan(a / q)) / (2 * np.pi)


def behind_ridge(elevation: float) -> float:
    """The vertical sky component of a wall before an endless ridge.

    With psi the angle above the horizon across the ridge and gamma along it, the light is the
    integral of (1 + 2 cos(gamma) sin(psi)) / 3 x cos(gamma)^2 cos(psi), gamma from -90 to 90
    and psi from the ridge to 90 degrees.
    """
    theta = np.radians(elevation)
    return float(3 / 14 * (1 - np.sin(theta)) + 4 / (7 * np.pi) * np.cos(theta) ** 2)


def before_ridge(angle: float):
    """A wall that looks to the north, and an endless ridge before it so many degrees high."""
    away = 20.0
    high = away * np.tan(np.radians(angle)) + 1.0
    view = view_of(((-5, -5, 0), (5, 0, 2)), ((-LONG, away, 0), (LONG, away + 5, high)))
    found = looked(view, (-6, -6, 6, 3), surfaces="facades", spacing=2)
    return found, sample_of(found, FACADE, (0, 1, 0))


def walls() -> Iterator[Known]:
    """The light of an overcast sky on walls."""
    alone = view_of(((-5, -5, 0), (5, 5, 8)))
    found = looked(alone, (-6, -6, 6, 6), surfaces="facades")
    by = "3/14 + 4/(7π)"
    yield worst("VSC of a free wall", found.values["vsc"], 100 * OPEN_WALL, by, 1e-3, "%")
    for angle in (15.0, 25.0, 45.0):
        found, wall = before_ridge(angle)
        name = f"VSC behind a ridge of {angle:g}°"
        vsc, wanted = found.values["vsc"][wall], 100 * behind_ridge(angle)
        yield worst(name, vsc, wanted, "the integral over the CIE sky", 0.4, "%")
        if angle == 25:
            yield worst(name, vsc, 27.0, "BR 209 (2022), 2.2: 27 %", 0.6, "%")
        line = found.values["line25"][wall]
        yield worst(f"the angle of that ridge of {angle:g}°", line, angle, "its angle", 0.05, "°")
        svf, wanted = found.values["svf"][wall], (1 - np.sin(np.radians(angle))) / 2
        yield worst(f"sky before it, {angle:g}°", svf, wanted, "(1 - sin) / 2", 0.005, "")


# What stands before a wall: the way it looks, how far away, how high and how wide a screen stands
# in parallel with it, and by how much its middle is moved to the left of whoever looks out.
SCREENS = (
    ((0, -1), 12.0, 9.0, 14.0, 0.0),
    ((0, -1), 12.0, 9.0, 14.0, 8.0),
    ((0, -1), 25.0, 30.0, 20.0, -10.0),
    ((1, 0), 12.0, 14.0, 30.0, 0.0),
    ((-1, 0), 20.0, 15.0, 24.0, -6.0),
    ((0, 1), 8.0, 20.0, 12.0, 3.0),
)
NAMES = {(0, 1): "north", (1, 0): "east", (0, -1): "south", (-1, 0): "west"}
PLACE = Place(15.0, 52.0)


def daylight() -> Iterator[Known]:
    """Vertical sky component and probable sunlight behind a screen, added up by their definition
    (Littlefair, BR 209, 2022): over the hemisphere, and over every tenth minute of a year."""
    by, suns, hours, cold = "its definition, added up", *suns_of_a_year()
    for look, away, high, wide, left in SCREENS:
        ahead, aside = np.array([*look, 0.0]), np.array([-look[1], look[0], 0.0])
        middle, half = ahead * away + aside * left, np.abs(aside) * wide / 2 + np.abs(ahead) * 0.01
        screen = (*(middle - half)[:2], 0), (*(middle + half)[:2], high)
        back = -ahead[:2]  # the wall itself stands at 0
        view = view_of(((*(back - 1), 0), (*(back + 1), 4)), screen)
        asked = {"area": area(view, *(back - 1.5), *(back + 1.5)), "surfaces": "facades"}
        sky = SKY.run(view, {**asked, "rays": ALL_RAYS})
        sun = SUNLIGHT.run(view, {**asked, "date": "2025-01-01", "place": "52,15"})
        at = sample_of(sky, FACADE, ahead)[0]
        point = sky.samples.points[at]

        def facing(ways, *screen):
            """The cosine of ways (k, 3) before the wall; 0 behind it, and where the screen is."""
            point, ahead, aside, away, high, wide, left = screen
            before = ways @ ahead
            far = away / np.maximum(before, 1e-9)
            beside = np.abs(point @ aside + far * (ways @ aside) - left) < wide / 2
            below = point[2] + far * ways[:, 2] < high
            return np.where((before > 0) & ~(beside & below), before, 0)

        args = (point, ahead, aside, away, high, wide, left)
        name = f"{NAMES[look]} wall, {high:g} m at {away:g} m, {left:+g}"
        ways, light = overcast()
        vsc = 100 * float(facing(ways, *args) @ light / (ways[:, 2] @ light))
        yield Known(f"VSC, {name}", float(sky.values["vsc"][at]), vsc, by, 0.5, "%")
        seen = facing(suns, *args) > 0
        for key, bound, counted in (("apsh", 2.5, seen), ("wpsh", 1.2, seen & cold)):
            wanted = 100 * float(hours @ counted / hours.sum())
            yield Known(
                f"{key.upper()}, {name}", float(sun.values[key][at]), wanted, by, bound, "%"
            )


@cache
def overcast():
    """Ways (k, 3) over the hemisphere, and the light of the CIE overcast sky from about each."""
    altitude, azimuth = np.meshgrid((np.arange(200) + 0.5) / 200 * np.pi / 2,
                                    (np.arange(800) + 0.5) / 800 * 2 * np.pi)  # fmt: skip
    flat, up = np.cos(altitude), np.sin(altitude)
    ways = np.stack([flat * np.sin(azimuth), flat * np.cos(azimuth), up], axis=-1)
    return ways.reshape(-1, 3), ((1 + 2 * up) / 3 * flat).ravel()


def suns_of_a_year():
    """(m, 3) to the sun at every tenth minute of 2025 that it is up; the hours of sunshine that
    each stands for, by the months of London's; and whether it is from 21 September to 21 March."""
    times = np.arange("2025-01-01", "2026-01-01", 10, dtype="datetime64[m]")
    sun = sun_at(times, PLACE)
    up = sun.altitude > 0
    month = times[up].astype("datetime64[M]").astype(int) % 12
    day = times[up].astype("datetime64[D]").astype("datetime64[D]")
    cold = (day <= np.datetime64("2025-03-21")) | (day >= np.datetime64("2025-09-21"))
    norm = read_norm(assets.path("norms/bre_apsh.json").read_bytes())
    hours = np.array(norm.sunshine.hours)[month] / np.bincount(month)[month]
    return towards(sun, PLACE)[up], hours, cold
