"""Simulations by name: the built-in ones, those of other packages, and those that are broken."""

import subprocess
import sys

import pytest

from city.simulate.catalogue import BUILT_IN, find, names, simulations
from city.simulate.simulation import Simulation
from tests.plugin import install

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
