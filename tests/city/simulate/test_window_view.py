"""Views from windows against the geometry of a street without an end."""

import numpy as np
import pytest

from city.base import Base
from city.builder import CityBuilder
from city.progress import Cancelled, Progress
from city.simulate.window_view import CLASSES, WINDOW_VIEW, directions
from city.view import View
from tests.city.simulate.sights import FAR, FRAME, box, one_thread, run, same, town, with_edits
from tests.city.toy import add_box

WIDE, HIGH = 16.0, 12.0
STREET = {
    "south": ((-300, -10, 0), (300, 0, HIGH)),
    "north": ((-300, WIDE, 0), (300, WIDE + 10, HIGH)),
}
ASKED = {"area": box(-2000, -50, 2000, 5), "spacing": 5.0, "detail": 512}
NAMES = [one.key for one in CLASSES]


def middle(layer, owner="south"):
    """Places in the middle of a house's side of the street: their heights, and who they are."""
    samples = layer.samples
    faces = samples.normals[:, 1] * (1 if owner == "south" else -1) > 0.5
    mine = faces & (samples.owner == samples.owners.index(owner))
    mine &= np.abs(samples.points[:, 0]) < 50
    return samples.points[mine, 2], mine


def test_directions_stand_for_equal_solid_angles():
    """Their mean is the middle of the view: the integral of each part over the solid angle."""
    ways = directions(180, 180, 4000)
    assert np.linalg.norm(ways, axis=1) == pytest.approx(np.ones(4000))
    assert ways.mean(0) == pytest.approx([0.5, 0, 0], abs=2e-3)
    assert (ways[:, 0] > 0).all()
    wide, tall = np.radians(60), np.radians(45)
    ways = directions(60, 45, 4000)
    whole = wide * 2 * np.sin(tall / 2)
    ahead = 2 * np.sin(wide / 2) * (tall + np.sin(tall)) / 2
    assert ways.mean(0) == pytest.approx([ahead / whole, 0, 0], abs=2e-3)
    turn, up = np.arctan2(ways[:, 1], ways[:, 0]), np.arcsin(ways[:, 2])
    assert np.degrees([np.abs(turn).max(), np.abs(up).max()]) == pytest.approx([30, 22.5], abs=0.1)


def test_a_street_without_an_end_shows_sky_over_the_angle_to_its_other_side():
    """All rays that climb steeper, across the street, than the other side's edge: a lune of the
    hemisphere. Ground is a lune below the other side's foot."""
    layer = run(WINDOW_VIEW, town(STREET), ASKED)
    z, mine = middle(layer)
    assert len(set(z.round(6))) == 4  # a row for each storey
    sky = 0.5 - np.arctan((HIGH - z) / WIDE) / np.pi
    ground = 0.5 - np.arctan(z / WIDE) / np.pi
    assert layer.values["sky"][mine] == pytest.approx(sky, abs=0.005)
    assert layer.values["ground"][mine] == pytest.approx(ground, abs=0.005)
    assert layer.values["buildings"][mine] == pytest.approx(1 - sky - ground, abs=0.005)


def test_through_a_narrow_window_the_share_is_that_of_its_quadrature():
    layer = run(WINDOW_VIEW, town(STREET), {**ASKED, "wide": 60.0, "tall": 45.0, "detail": 1500})
    z, mine = middle(layer)
    turn, up = np.meshgrid(
        np.radians(np.linspace(-30, 30, 801)),
        np.arcsin(np.linspace(-1, 1, 801) * np.sin(np.radians(22.5))),
    )
    climb = np.tan(up) / np.cos(turn)  # up for each metre across the street
    expected = [(climb > (HIGH - height) / WIDE).mean() for height in z]
    assert layer.values["sky"][mine] == pytest.approx(expected, abs=0.004)


def test_shares_are_all_of_the_view():
    layer = run(WINDOW_VIEW, town(STREET), {**ASKED, "detail": 100})
    shares = np.stack([layer.values[name] for name in NAMES])
    assert shares.sum(0) == pytest.approx(np.ones(len(layer.samples)), abs=1e-6)
    assert (shares >= 0).all()


def lay(view, kind):
    x, y, _ = FRAME.origin
    ring = [(-900, 0), (900, 0), (900, WIDE), (-900, WIDE)]
    outline = [[a + x, b + y] for a, b in ring]
    return with_edits(view, {"edit": "lay", "kind": kind, "outline": outline, "id": "it"})


@pytest.mark.parametrize(("kind", "name"), [("park", "green"), ("water", "water")])
def test_what_is_laid_out_takes_the_place_of_the_ground(kind, name):
    before = run(WINDOW_VIEW, town(STREET), ASKED)
    after = run(WINDOW_VIEW, lay(town(STREET), kind), ASKED, known=before)
    _, mine = middle(before)
    assert after.inputs != before.inputs
    assert after.values[name][mine] == pytest.approx(before.values["ground"][mine], abs=0.01)
    assert after.values["ground"][mine].max() < 0.01
    assert after.values["sky"][mine] == pytest.approx(before.values["sky"][mine])


def test_a_square_stays_ground_and_water_of_the_model_is_water():
    plain = run(WINDOW_VIEW, town(STREET), ASKED)
    squared = run(WINDOW_VIEW, lay(town(STREET), "square"), ASKED)
    _, mine = middle(plain)
    assert squared.values["ground"][mine] == pytest.approx(plain.values["ground"][mine], abs=0.01)
    canal = ("WaterBody", "canal", (-900, 0, -0.3), (900, WIDE, -0.3))
    wet = run(WINDOW_VIEW, town(STREET, more=[canal]), ASKED)
    assert wet.values["water"][mine] == pytest.approx(plain.values["ground"][mine], abs=0.01)


def test_trees_are_green_and_hide_what_is_behind_them():
    rows = ("SolitaryVegetationObject", "row", (-900, 7, 0), (900, 9, 30))
    layer = run(WINDOW_VIEW, town(STREET, more=[rows]), ASKED)
    z, mine = middle(layer)
    sky = 0.5 - np.arctan((30 - z) / 7) / np.pi
    ground = 0.5 - np.arctan(z / 7) / np.pi
    assert layer.values["green"][mine] == pytest.approx(1 - sky - ground, abs=0.008)
    assert layer.values["buildings"][mine].max() == 0


def test_a_house_alone_sees_half_sky_and_as_far_as_is_looked():
    view = town({"house": ((-5, -5, 0), (5, 5, 6))}, ground=False)
    layer = run(WINDOW_VIEW, view, {**ASKED, "radius": 100.0})
    assert layer.values["sky"] == pytest.approx(np.full(len(layer.samples), 0.5), abs=1e-3)
    assert layer.values["ground"] == pytest.approx(np.full(len(layer.samples), 0.5), abs=1e-3)
    assert (layer.values["open"] > 50).all() and (layer.values["open"] < 100).all()


@pytest.mark.parametrize("high", [0.0, 37.3])
def test_ground_that_nobody_knows_goes_on_at_the_foot_of_the_house(high):
    house = {"house": ((-5, -5, 0), (5, 5, 9))}
    known, unknown = (
        run(WINDOW_VIEW, town(house, ground=ground, shift=(0, 0, high)), ASKED)
        for ground in (True, False)
    )
    for name, values in known.values.items():
        np.testing.assert_allclose(unknown.values[name], values, rtol=1e-4)
    # a ray that goes down by an angle meets the ground at z / sin(angle), or the radius
    z = known.samples.points[:, 2] - high
    down = np.maximum(-directions(180, 180, 512)[:, 2], 1e-9)
    wanted = [np.minimum(np.where(down > 1e-9, one / down, 500), 500).mean() for one in z]
    np.testing.assert_allclose(known.values["open"], wanted, rtol=0.005)


def test_how_far_one_looks_is_the_mean_over_the_view():
    layer = run(WINDOW_VIEW, town(STREET), {**ASKED, "radius": 100.0, "detail": 1500})
    z, mine = middle(layer)
    ways = directions(180, 180, 60_000)
    for height, found in zip(z[:2], layer.values["open"][mine][:2], strict=True):
        with np.errstate(divide="ignore"):
            across = WIDE / ways[:, 0]
            down = np.where(ways[:, 2] < 0, height / -ways[:, 2], np.inf)
        hits = height + across * ways[:, 2] <= HIGH
        far = np.minimum(np.minimum(np.where(hits, across, np.inf), down), 100)
        assert found == pytest.approx(far.mean(), rel=0.01)


def test_it_is_the_same_wherever_the_city_lies_and_on_one_thread(monkeypatch):
    asked = {**ASKED, "detail": 64}
    here = run(WINDOW_VIEW, town(STREET), asked)
    there = run(WINDOW_VIEW, town(STREET, FAR), {**asked, "area": box(-2000, -50, 2000, 5, FAR)})
    assert same(here, there)
    one_thread(monkeypatch)
    assert same(here, run(WINDOW_VIEW, town(STREET), asked))
    progress = Progress(lambda *said: progress.cancel())
    with pytest.raises(Cancelled):
        run(WINDOW_VIEW, town(STREET), asked, progress)


def test_an_area_without_windows_is_told():
    with pytest.raises(ValueError, match="nothing in that area"):
        run(WINDOW_VIEW, town(STREET), {**ASKED, "area": box(500, 300, 600, 400)})


def test_a_window_in_a_roof_looks_square_to_it():
    builder = CityBuilder(FRAME)
    house = builder.add_object("Building", "house")
    add_box(builder, house, (-5, -5, 0), (5, 5, 6))
    shape = builder.add_shape(house, "2", "MultiSurface")
    corners = [(-1, -1, 6.01), (1, -1, 6.01), (1, 1, 6.01), (-1, 1, 6.01)]
    builder.add_polygon(shape, [np.array(corners)], builder.add_surface(house, "Window"))
    view = View.of(Base(FRAME, (builder.freeze(),)))
    layer = run(WINDOW_VIEW, view, {**ASKED, "surfaces": ["windows"], "spacing": 1.0})
    assert len(layer.samples) == 4 and (layer.values["sky"] == 1).all()
