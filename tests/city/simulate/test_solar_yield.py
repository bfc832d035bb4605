"""What each building's modules give, and what it uses."""

import numpy as np
import pytest

from city.assumptions import assumed
from city.layer import ROOF
from city.progress import Progress
from city.simulate.homes import SMALLEST
from city.simulate.light import look_up
from city.simulate.load_profiles import LoadProfile, keep
from city.simulate.photovoltaics import SYSTEM, production
from city.simulate.places import placed
from city.simulate.samples import buildings_in
from city.simulate.simulation import area_of
from city.simulate.solar import SOLAR
from city.simulate.solar_roofs import fields_on
from city.simulate.solar_sky import air_of
from city.simulate.solar_yield import demand_of, profile_of, yields_of
from city.view import View
from tests.city.plans import base, do, square

AREA = [83960.0, 446960.0, 84160.0, 447060.0]
VIEW = do(
    do(View.of(base()), "build", footprint=square(60, 0, 4, 4), storeys=1, id="shed"),
    "build",
    footprint=square(40, 0, 10, 10),
    storeys=4,
    use="office",
    id="office",
)
ASKED = SOLAR.asked(VIEW, {"area": AREA, "precision": "coarse", "surfaces": "roofs", "spacing": 2})
OBSTACLES, SAMPLES = placed(VIEW, ASKED, 2025.0)
AIR = air_of(VIEW, area_of(VIEW, ASKED["area"]), ASKED)
FOOT = buildings_in(VIEW, area_of(VIEW, ASKED["area"]))[1]
OPEN = look_up(SAMPLES, OBSTACLES, AIR.directions, True, Progress(), "")


USUAL = profile_of(ASKED).shape


def yields(panels, used, profile=USUAL):
    return yields_of(panels, SAMPLES, OPEN, AIR, used, profile, ASKED, Progress())


def fields(light=1000.0):
    yearly = np.full(len(SAMPLES), light)
    return fields_on(SAMPLES, yearly, 650, AIR.place, assumed({}, SYSTEM), Progress())


def of(values, name):
    return values[SAMPLES.owners.index(name)]


def test_what_is_used_follows_from_floors_and_dwellings():
    used = demand_of(VIEW, SAMPLES, FOOT, ASKED)
    assert of(used, "house") == 3000  # 80 m² on one storey
    assert of(used, "office") == pytest.approx(4 * 100 * 40)
    assert of(used, "shed") == 0 and SMALLEST > 4 * 4
    more = demand_of(VIEW, SAMPLES, FOOT, {**ASKED, "dwelling": 20, "per_floor": 10})
    assert of(more, "house") == 4 * 3000 and of(more, "office") == pytest.approx(4000)


def test_in_the_open_a_roof_gives_what_every_hour_does():
    none = np.zeros(len(SAMPLES.owners))
    found = yields(fields(), none)
    normal = next(
        one.panels.normal for one in fields() if one.owner == SAMPLES.owners.index("office")
    )
    wanted = production(AIR.weather, AIR.place, normal[None], assumed({}, SYSTEM)).sum()
    assert of(found.months, "office").sum() / of(found.peak, "office") == pytest.approx(
        wanted, rel=0.02
    )
    assert np.isnan(found.autarky[found.peak > 0]).all()
    assert (found.self_consumption[found.peak > 0] == 0).all()


def test_who_needs_more_uses_more_of_its_own_and_lives_less_on_it():
    small, large = (
        yields(fields(), np.full(len(SAMPLES.owners), each)) for each in (2000.0, 20_000.0)
    )
    some = small.peak > 0
    assert np.array_equal(small.months, large.months)
    assert (small.self_consumption[some] < large.self_consumption[some]).all()
    assert (small.autarky[some] > large.autarky[some]).all()
    assert small.self_consumption[some] * small.months[some].sum(1) == pytest.approx(
        small.autarky[some] * 2000
    )


def test_the_hours_of_use_say_how_much_of_it_the_sun_gives():
    hour = np.arange(8760) % 24
    each = np.full(len(SAMPLES.owners), 2000.0)
    night, noon, usual = (
        yields(fields(), each, profile) for profile in ((hour < 2) / 730, (hour == 12) / 365, USUAL)
    )
    some = night.peak > 0
    assert not night.autarky[some].any() and not night.self_consumption[some].any()
    assert (noon.autarky[some] > 0).all() and (usual.autarky[some] > 0).all()
    for one in (noon, usual):  # the same kWh leave the modules and are needed, whatever the hour
        assert np.array_equal(one.months, night.months)
        assert one.self_consumption[some] * one.months[some].sum(1) == pytest.approx(
            one.autarky[some] * 2000
        )


def test_a_profile_is_that_of_households_or_of_a_file_by_its_key():
    assert profile_of(ASKED).name == "households as usual" and USUAL.sum() == pytest.approx(1)
    theirs = LoadProfile("house.csv", np.arange(8760.0))
    assert profile_of({**ASKED, "demand": keep(theirs)}) is theirs
    with pytest.raises(ValueError, match=r"demand=nothing: .* not at hand"):
        profile_of({**ASKED, "demand": "nothing"})


def test_buildings_without_modules_give_nothing():
    used = demand_of(VIEW, SAMPLES, FOOT, ASKED)
    found = yields([], used)
    assert not found.peak.any() and not found.months.any()
    assert np.isnan(found.self_consumption).all() and np.isnan(found.autarky).all()
    assert (SAMPLES.sort == ROOF).all()
