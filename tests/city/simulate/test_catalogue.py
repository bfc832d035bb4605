"""Simulations by name: the built-in ones, those of other packages, and those that are broken."""

import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from city.frame import Frame
from city.layer_check import checked
from city.progress import Cancelled, Progress
from city.simulate import sight
from city.simulate.catalogue import BUILT_IN, find, names, simulations
from city.simulate.simulation import Simulation
from city.view import View
from tests.city.plans import do
from tests.city.simulate.towns import boxes, cancelled_after, frame_at, objects
from tests.city.toy import box_faces
from tests.plugin import install

HOUSE, BLOCK = ((0, 0, 0), (10, 8, 9)), ((20, 0, 0), (32, 9, 14))
SOUND = (("b0", box_faces(*HOUSE)), ("b1", box_faces(*BLOCK)))
NEEDS_PLACE = ("sun", "norm", "sunlight", "ground", "solar")

GOOD = """
from city.simulate.simulation import Simulation
GOOD = Simulation("good", "Good", "Says nothing.", (), lambda *a: None)
SUN = Simulation("sun", "Mine", "Wants a name.", (), lambda *a: None)
OTHER = Simulation("other", "Other", "Has another name.", (), lambda *a: None)
"""


def test_every_built_in_simulation_is_found_by_its_name():
    for name in BUILT_IN:
        one = find(name)
        assert isinstance(one, Simulation) and one.name == name
        assert one.method and one.source and one.limits and one.accuracy
        keys = [parameter.key for parameter in one.parameters]
        assert len(set(keys)) == len(keys)
        for parameter in one.parameters:
            assert parameter.taken(parameter.default) is not None
    assert [one.name for one in simulations()][: len(BUILT_IN)] == list(BUILT_IN)


def test_a_name_that_nobody_has():
    with pytest.raises(ValueError, match=r"there is no simulation moon; there are: sun, "):
        find("moon")


def test_another_package_brings_one(tmp_path, monkeypatch):
    install(monkeypatch, tmp_path / "a", "theirs", GOOD, {"good": "theirs:GOOD"})
    assert find("good").title == "Good"
    assert names()[-1] == "good" and simulations()[-1].name == "good"


@pytest.mark.parametrize(
    ("point", "says"),
    [
        ("theirs:NOTHING", "the simulation good cannot be loaded: AttributeError"),
        ("nowhere:GOOD", "the simulation good cannot be loaded: ModuleNotFoundError"),
        ("theirs:Simulation", "the simulation good cannot be used: theirs:Simulation is no Sim"),
        ("theirs:OTHER", "the simulation good cannot be used: it calls itself other"),
    ],
)
def test_one_that_is_broken_is_told_and_the_others_stay(tmp_path, monkeypatch, point, says):
    install(monkeypatch, tmp_path / "a", "theirs", GOOD, {"good": point})
    told = []
    assert [one.name for one in simulations(told.append)] == list(BUILT_IN)
    assert len(told) == 1 and told[0].startswith(says)
    assert find("sun", told.append).name == "sun" and len(told) == 1  # nothing was loaded for it
    with pytest.raises(ValueError, match="no simulation good"):
        find("good", told.append)
    with pytest.warns(UserWarning, match="the simulation good"):
        simulations()


def test_a_name_that_is_taken_stays_with_its_first_owner(tmp_path, monkeypatch):
    points = {"sun": "theirs:SUN", "good": "theirs:GOOD"}
    install(monkeypatch, tmp_path / "a", "theirs", GOOD, points)
    install(monkeypatch, tmp_path / "b", "other", GOOD, {"good": "other:GOOD"})
    told = []
    found = {one.name: one.title for one in simulations(told.append)}
    assert found["sun"] == "Hours of sun" and found["good"] == "Good"
    assert len(found) == len(BUILT_IN) + 1
    assert sum("a name that Maquette has" in line for line in told) == 1
    assert sum("brings a simulation good, a name that" in line for line in told) == 1


def test_nothing_is_imported_before_it_is_asked_for():
    code = (
        "import sys, city.simulate.catalogue as c; c.names();"
        "print([m for m in ('city.simulate.sun_hours', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def town(*named, lat=52.0, **said):
    """Two buildings, or others, and a planned one beside them."""
    return planned(objects(frame_at(lat), *(named or SOUND), **said))


def planned(view, at=(0.0, 0.0)):
    x, y = np.add(view.base.frame.origin[:2], at).tolist()
    ring = [[x + east, y + north] for east, north in ((40, 0), (48, 0), (48, 9), (40, 9))]
    return do(view, "build", footprint=ring, storeys=5, id="new")


def answer(name, view, progress=None, at=(0.0, 0.0), **more):
    """The answer of a simulation over a small area around a town, with few rays.

    at: local metres at which the town lies.
    """
    x, y = np.add(view.base.frame.origin[:2], at).tolist()
    said = {
        "area": [x - 30, y - 30, x + 60, y + 40],
        "spacing": 5,
        "step": 60,
        "every": 60,
        "date": "2026-03-21",
        "target": "b0",
        "from": f"{x - 28},{y - 20}",
        "to": f"{x + 40},{y + 30},2",
        "half_width": 20,
        "points": f"{x - 28},{y - 20};{x + 15},{y - 20}",
        "columns": 64,
        **more,
    }
    one = find(name)
    known = {parameter.key for parameter in one.parameters}
    return one.run(view, {key: value for key, value in said.items() if key in known}, progress)


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_can_be_cancelled_at_any_moment_and_goes_again(name):
    view, notes = town(), []
    whole = answer(name, view, Progress(lambda done, total, note: notes.append(note)))
    assert len(set(notes)) >= 2
    after = 1
    while True:
        try:
            again = answer(name, view, cancelled_after(after))
        except Cancelled:
            after += 1
        else:
            break
    assert after > len(set(notes))  # it was cancelled after each report, the last one too
    assert again.digest() == whole.digest()


@cache
def sound(name):
    return answer(name, town())


def spots(layer, owners):
    """The places of some owners and those on the ground, in one order, and what is said of them."""
    samples = layer.samples
    mine = np.isin(np.array([*samples.owners, ""])[samples.owner], [*owners, ""])
    places = np.round(np.c_[samples.normals, samples.points][mine], 3)
    order = np.lexsort(places.T)
    values = np.stack([layer.values[key] for key in sorted(layer.values)])[:, mine]
    return places[order], values[:, order]


NOTHING = [
    np.array([[9.0, 4, 5], [9, 4, 5], [9, 4, 5]]),
    np.array([[5.0, 4, 5], [6, 4, 5], [7, 4, 5]]),
    np.array([[5.0, 4, np.nan], [6, 4, 5], [6, 5, 5]]),
]
WITHIN = ("within", box_faces((22, 2, 0), (30, 7, 12)))
BROKEN = {
    "open below": [(name, faces[1:]) for name, faces in SOUND],
    "inside out": [(name, [face[::-1] for face in faces]) for name, faces in SOUND],
    "faces without area": [(name, [*faces, *NOTHING]) for name, faces in SOUND],
    "one within another": [*SOUND, WITHIN],
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_broken_city_has_the_answer_of_a_sound_one(name, broken):
    found = checked(answer(name, town(*BROKEN[broken])))
    owners = sound(name).samples.owners
    (places, values), (expected, wanted) = (spots(one, owners) for one in (found, sound(name)))
    np.testing.assert_array_equal(places, expected)
    if (name, broken) == ("landmark", "inside out"):  # other points of it are looked for
        np.testing.assert_allclose(np.nanmean(values, 1), np.nanmean(wanted, 1), rtol=0.01)
        return
    np.testing.assert_array_equal(values, wanted)
    if "within" in found.samples.owners and name != "corridor":  # there what is high counts
        inner = found.samples.owner == found.samples.owners.index("within")
        assert all(np.isnan(one[inner]).all() for one in found.values.values())


@pytest.mark.parametrize("name", BUILT_IN)
def test_without_terrain_things_stand_as_on_level_ground(name):
    found = checked(answer(name, town(terrain=False)))
    (places, values), (expected, wanted) = (
        spots(o, o.samples.owners) for o in (found, sound(name))
    )
    np.testing.assert_array_equal(places, expected)
    # where there is no terrain, the ground is met by a formula instead of a ray
    near = {"rtol": 1e-5} if name == "window_view" else {"rtol": 0, "atol": 0}
    np.testing.assert_allclose(values, wanted, **near)


@pytest.mark.parametrize("name", BUILT_IN)
def test_buildings_that_are_open_above_or_overlap_have_an_answer(name):
    for second in (SOUND[1][1][:-1], box_faces((5, 0, 0), (17, 8, 12)), SOUND[0][1]):
        found = checked(answer(name, town(SOUND[0], ("b1", second))))
        assert all(np.isfinite(one).any() for one in found.values.values())


@pytest.mark.parametrize("name", BUILT_IN)
def test_where_nobody_knows_the_place_the_sun_asks_for_it_and_sight_does_not(name):
    view = planned(View.of(boxes(Frame(), HOUSE, BLOCK)))
    if name in NEEDS_PLACE:
        with pytest.raises(ValueError, match="say place=LAT,LON, such as"):
            answer(name, view)
    found = checked(answer(name, view, place="52,4.4"))
    assert all(np.isfinite(one).any() for one in found.values.values())


PIECES = (
    "light.CHUNK",
    "viewshed.CHUNK",
    "square_on.CHUNK",
    "sun_hours.BLOCK",
    "sky_view.BLOCK",
    "sunlight.BLOCK",
    "solar.BLOCK",
    "solar_yield.BUILDINGS",
)


@pytest.mark.parametrize("name", BUILT_IN)
def test_threads_do_not_matter(name, monkeypatch):
    for piece in PIECES:  # small ones, so that there is something to do for all of the threads
        monkeypatch.setattr(f"city.simulate.{piece}", 1 if "BUILDINGS" in piece else 50)
    monkeypatch.setattr(sight.in_chunks, "__defaults__", (50,))
    found = []
    for threads in (1, 2, 7):
        monkeypatch.setattr("os.cpu_count", lambda count=threads: count)
        found.append(answer(name, town()).digest())
    assert len(set(found)) == 1


@pytest.mark.parametrize("name", BUILT_IN)
def test_where_the_city_lies_in_its_coordinates_does_not_matter(name):
    found = []
    for origin, at in (
        ((0.0, 0.0, 0.0), (0.0, 0.0)),
        ((155_000.0, 5_600_000.0, 0.0), (0.0, 0.0)),
        ((155_000.0, 5_600_000.0, 0.0), (2.0**20, -(2.0**20))),  # far from its own origin too
    ):
        view = planned(View.of(boxes(Frame("", "", origin), HOUSE, BLOCK, shift=at)), at)
        # places on the ground lie at multiples of the spacing: of four as well as all of the above
        found.append(answer(name, view, at=at, place="52,4.4", spacing=4))
    for other in found[1:]:
        assert other.samples.owners == found[0].samples.owners
        for key, values in found[0].values.items():
            np.testing.assert_array_equal(other.values[key], values)
        for key, values in found[0].tables.items():
            np.testing.assert_array_equal(other.tables[key], values)
