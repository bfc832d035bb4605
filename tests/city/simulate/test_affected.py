"""Who is affected: counts by hand, and what is said where only one side knows a place."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.base import Base
from city.builder import CityBuilder
from city.layer import FACADE, GROUND, ROOF, Layer, Quantity
from city.layer_check import checked
from city.layer_colours import colours_of
from city.simulate.affected import BUILDINGS, HOMES, RULES, WORST, affected
from city.simulate.homes import homes_in
from city.simulate.obstacles import Area, Obstacles
from city.simulate.samples import Spacing, samples_on
from city.simulate.thresholds import Threshold
from city.view import View
from tests.city.plans import flat_ground
from tests.city.toy import FRAME, add_box

AROUND = Area(-20, -20, 100, 40)
HOURS = Quantity("hours", "Hours of sun", "h", low=0.0, high=12.0)
HALF = Threshold(0.5, "h")


@cache
def town():
    """A slab of four storeys with four homes of 100 m² each, and an office of one storey."""
    builder = CityBuilder(FRAME)
    for name, low, high, use in (
        ("slab", (0, 0, 0), (40, 10, 12), "residential"),
        ("office", (60, 0, 0), (80, 10, 3), "office"),
    ):
        row = builder.add_object("Building", name)
        add_box(builder, row, low, high)
        builder.objects.set(row, "function", "string", use)
    view = View.of(Base(FRAME, (builder.freeze(),), (flat_ground(),)))
    obstacles = Obstacles(view, AROUND, 0.0, 1.0)
    sorts = frozenset([FACADE, ROOF, GROUND])
    samples = samples_on(view, AROUND, obstacles, Spacing(1.0, storeys=True), sorts)
    return view, samples, homes_in(view, samples, 100.0)


def of(hours, quantity=HOURS, **said):
    samples = town()[1]
    values = np.broadcast_to(np.asarray(hours, np.float32), len(samples)).copy()
    return Layer("sun", "Sun", samples, (quantity,), {quantity.key: values}, **said)


def found(loss, rule=HOMES, threshold=HALF, was=6.0, quantity=HOURS):
    """Who is affected where each place (n,) loses so much of 6 hours."""
    before = of(was, quantity)
    after = of(was - np.asarray(loss), quantity)
    return affected(after, before, town()[0], quantity.key, threshold, rule, dwelling=100.0)


def places(*homes):
    return np.isin(town()[2].of, homes)


def test_homes_count_by_the_mean_over_their_facade():
    _, samples, homes = town()
    loss = np.where(places(3, 7), 1.0, np.where(places(5), 0.5, 0.0))  # 5: just not more
    who = found(loss)
    assert (who.owners, who.count, who.compared, who.new) == (("slab",), 2, 16, 0)
    assert (who.columns["homes"].tolist(), who.columns["all_homes"].tolist()) == ([2], [16])
    assert (who.columns["mean"][0], who.columns["worst"][0]) == pytest.approx((1.0, 1.0))
    assert (who.columns["before"][0], who.columns["after"][0]) == pytest.approx((6.0, 5.0))
    assert who.words() == "2 homes in 1 building lose more than 30 min"
    assert who.areas["façades"].affected == pytest.approx(samples.area[places(3, 7)].sum())
    assert who.areas["roofs"] == who.areas["roofs"].__class__(0.0, pytest.approx(600))
    assert len(homes) == 16


def test_one_bad_place_counts_by_the_worst_and_not_by_the_mean():
    loss = np.zeros(len(town()[1]))
    loss[np.flatnonzero(places(4))[0]] = 2.0
    assert found(loss).words() == "No home loses more than 30 min"
    worst = found(loss, WORST)
    assert worst.count == 1 and worst.columns["worst"][0] == 2.0
    assert worst.words() == "1 home loses more than 30 min"


def test_a_building_may_count_as_a_whole():
    samples = town()[1]
    slab = samples.owner == samples.owners.index("slab")
    assert found(np.where(slab, 0.6, 0.0), BUILDINGS).count == 16
    one = np.where(places(0, 1, 2), 2.0, 0.0)
    assert found(one, BUILDINGS).count == 0 and found(one).count == 3


def test_a_building_without_homes_counts_by_its_facades():
    samples = town()[1]
    office = samples.owner == samples.owners.index("office")
    who = found(np.where(office & (samples.sort == FACADE), 3.0, 0.0))
    assert (who.owners, who.columns["homes"].tolist(), who.columns["all_homes"].tolist()) == (
        ("office",),
        [0],
        [0],
    )
    assert who.words() == "1 building without homes loses more than 30 min"
    both = found(np.where(office, 3.0, np.where(places(1), 1.0, 0.0)))
    assert both.owners == ("office", "slab")  # the worst first
    assert both.words() == "1 home and 1 building without homes lose more than 30 min"


def test_ground_counts_by_its_area():
    samples = town()[1]
    ground = np.flatnonzero(samples.sort == GROUND)
    loss = np.zeros(len(samples))
    loss[ground[:30]] = 0.7
    loss[ground[30:50]] = 0.3
    who = found(loss)
    assert who.areas["ground"].affected == pytest.approx(30.0)
    assert who.areas["ground"].compared == pytest.approx(len(ground)) and not who.owners
    assert dict(who.layer.facts)["Ground"] == f"30 of {len(ground):,} m²"


def test_a_share_is_of_what_there_was_and_sound_counts_where_it_grows():
    was = np.where(places(2), 1.0, 6.0)
    fifth = Threshold(20.0, "%", relative=True)
    who = found(np.where(places(2, 3), 0.3, 0.0), threshold=fifth, was=was)
    assert who.count == 1 and who.columns["mean"][0] == pytest.approx(30.0, rel=1e-5)
    noise = Quantity("lden", "Noise", "dB")
    louder = np.where(places(6), -3.5, np.where(places(7), -3.0, 0.0))
    who = found(louder, threshold=None, was=50.0, quantity=noise)
    assert who.words() == "1 home gains more than 3 dB" and who.columns["after"][0] == 53.5
    assert found(np.ones(len(was)), threshold=fifth, was=0.0).count == 0  # of nothing


def test_a_sun_that_comes_later_is_said_as_one_says_it():
    first = Quantity("first", "First sun", "clock")
    who = found(np.where(places(1, 2), -1.0, 0.0), threshold=None, was=8.0, quantity=first)
    assert who.words() == "2 homes in 1 building have it more than 30 min later"


def test_what_only_one_side_knows_is_not_compared_but_told():
    samples = town()[1]
    was = np.where(places(0, 1), np.nan, 6.0)
    who = affected(of(0.0), of(was), town()[0], "hours", HALF, dwelling=100.0)
    assert (who.count, who.compared, who.new) == (14, 14, 2)
    assert "2 are new" in dict(who.layer.facts)["Homes"]
    assert np.isnan(who.layer.values["affected"][places(0, 1)]).all()
    keys = samples.faces.key.copy()
    keys[samples.face[samples.owner == 0]] += np.uint64(1000)  # other walls than before
    other = replace(of(0.0), samples=replace(samples, faces=replace(samples.faces, key=keys)))
    who = affected(other, of(6.0), town()[0], "hours", HALF, dwelling=100.0)
    assert samples.owners[0] not in who.owners and len(who.owners) == 1


def test_without_facades_buildings_count_by_their_roofs():
    view, samples, _ = town()
    roofs = np.where(samples.sort == ROOF, 6.0, np.nan)
    lost = np.where(samples.owner == samples.owners.index("slab"), 1.0, 0.0)
    who = affected(of(roofs - lost), of(roofs), view, "hours", HALF)
    assert who.owners == ("slab",) and who.words() == "1 building loses more than 30 min"
    assert affected(of(roofs), of(roofs), view, "hours").words() == (
        "No building loses more than 30 min"
    )


def test_the_map_shows_homes_by_class_of_loss_and_roofs_by_the_worst_of_them():
    samples = town()[1]
    loss = np.zeros(len(samples))
    for home, hours in enumerate((0.4, 0.5, 0.75, 1.5, 2.5)):
        loss[places(home)] = hours
    ground = np.flatnonzero(samples.sort == GROUND)[:2]
    loss[ground] = 0.2, -1.0
    who = found(loss)
    made = checked(who.layer)
    (one,) = made.quantities
    assert one.names == (
        "as before, or more",
        "up to 30 min",
        "30 min to 1 h",
        "1 h to 2 h",
        "more than 2 h",
    )
    values = made.values["affected"]
    assert [set(values[places(k)].tolist()) for k in range(6)] == [{1}, {1}, {2}, {3}, {4}, {0}]
    slab = samples.owner == samples.owners.index("slab")
    assert set(values[(samples.sort == ROOF) & slab].tolist()) == {4}
    assert values[ground].tolist() == [1, 0]
    assert colours_of(one, values).hatched == (4,)
    row = samples.owners.index("slab")
    assert made.tables["homes"][row] == 3
    assert (made.badge, dict(made.traces)) == ("derived", {})
    assert np.isnan(made.tables["worst"][1 - row])  # the office is none of them


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-6, 6, width=32), min_size=17, max_size=17), st.sampled_from([*RULES]))
def test_every_home_is_counted_once_whatever_it_loses(losses, rule):
    _, samples, homes = town()
    groups = np.where(homes.of >= 0, homes.of, 16)
    loss = np.where(samples.owner >= 0, np.array(losses)[groups], 0.0)
    who = found(loss, rule)
    if rule != BUILDINGS:
        hours = np.float32(6.0) - (6.0 - np.array(losses[:16])).astype(np.float32)
        assert who.count == int((hours > 0.5 + 1e-4).sum())
    assert who.count in (0, 16) or rule != BUILDINGS
    assert (who.columns["homes"] <= who.columns["all_homes"]).all() and (
        np.diff(who.columns["worst"]) <= 0
    ).all()
    assert (who.layer.values["affected"][np.broadcast_to(loss <= 0, len(samples))] >= 0).all()


def test_nobody_is_affected_where_nothing_has_changed():
    made = of(np.linspace(0, 12, len(town()[1])))
    who = affected(made, made, town()[0], "hours", Threshold(1e-3, "h"), WORST)
    assert not who.owners and all(area.affected == 0 for area in who.areas.values())
    assert (who.layer.values["affected"] == 0).all()


def test_what_cannot_be_counted_is_said():
    view = town()[0]
    with pytest.raises(ValueError, match="nothing called noise"):
        affected(of(1.0), of(1.0), view, "noise")
    with pytest.raises(ValueError, match="not asked alike"):
        affected(of(1.0), of(1.0, settings={"step": 5}), view, "hours")
    verdict = Quantity("hours", "Norm", scale="classes", names=("fails", "passes"))
    with pytest.raises(ValueError, match="told in classes"):
        affected(of(1.0, verdict), of(1.0, verdict), view, "hours")
    with pytest.raises(ValueError, match="who counts is said by homes, worst, buildings"):
        affected(of(1.0), of(1.0), view, "hours", HALF, "anybody")
