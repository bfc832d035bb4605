"""A live layer at a moment: where its things stand, in which colours, and what its legend says."""

import numpy as np
import pytest
from PySide6.QtGui import QFont

from app.legend_picture import PAD, LegendSketch
from app.live.layer import Source
from app.live.look import (
    COLUMN,
    LEAST,
    LONG,
    NOWHERE,
    SHORT,
    legend_lines,
    look,
    places_of,
)
from city.alarms import Rule
from city.frame import Frame
from city.glyphs import HIGH
from city.place import local_of
from city.progress import Progress
from city.scales import UNKNOWN
from city.series import Measurand, Thing
from city.subjects import Streams, subject_of
from city.terms import Terms
from tests.app.live.test_layer import layer
from tests.city.test_subjects import DUST, ODD, minutes, series

FRAME = Frame("EPSG:28992", "EPSG:5709", (92000.0, 437000.0, 0.0))
HERE, THERE = (4.47, 51.91), (4.48, 51.92)
DUSTY_HERE = series(*((n, DUST, k, 30 + k) for k in range(5) for n in "ab"))
SNOW = Measurand("snowHeight", "cm")  # from 0 to 120 cm in steps of 20


def thing(name, place=(), title=""):
    return Thing(name, title, place, "AirQualityObserved")


def placed(streams):
    return places_of(streams, FRAME, lambda places: places[:, 0] * 0 + 7.5, Progress())


def shown(one, at=0, live=True):
    return look(one, placed(one.streams), minutes(at), live)


def test_things_stand_on_the_ground_where_they_say():
    streams = Streams.of(
        series((thing("a", (*HERE, 99.0)), DUST, 0, 1), (thing("b"), DUST, 0, 1),
               (thing("c", (4.5, 95.0)), DUST, 0, 1), (thing("d", THERE), DUST, 0, 1))
    )  # fmt: skip
    places = placed(streams)
    x, y = local_of(FRAME, np.array([HERE]))[0]
    assert places.points[0].tolist() == [x, y, 7.5]  # what they say of their height is not asked
    assert np.isfinite(places.points).all(1).tolist() == [True, False, False, True]
    assert placed(Streams.of(series())).points.shape == (0, 3)


def test_where_there_is_no_ground_nothing_stands():
    streams = Streams.of(series((thing("a", HERE), DUST, 0, 1), (thing("b", THERE), DUST, 0, 1)))
    ground = np.array([np.nan, 3.0])
    places = places_of(streams, FRAME, lambda _: ground, Progress())
    assert np.isnan(places.points[0]).all() and places.points[1, 2] == 3


def test_glyphs_wear_the_colours_of_their_values_and_say_what_is_stale_or_too_much():
    dusty = [(thing(n, HERE), DUST, k, v) for n, v in (("a", 5), ("b", 35)) for k in range(4)]
    lost = [(thing("c", HERE), DUST, -60 + k, 45) for k in range(4)]
    rules = (Rule(subject_of(DUST).key, "above", 25.0),)
    one = layer(series(*dusty, *lost, (thing("d"), DUST, 0, 55)), Source("x", rules=rules))
    found = shown(one, at=4)
    assert [one.streams.things[row] for row in found.things] == ["a", "b", "c"]
    assert found.scale.step(found.told.value).tolist() == [0, 3, 4, 5]
    assert found.glyphs.colour.tolist() == found.scale.colours[[0, 3, 4]].tolist()
    assert found.glyphs.stale.tolist() == [False, False, True]
    assert found.glyphs.alert.tolist() == [False, True, False]  # who fell silent holds no rule
    assert (found.alarmed, found.nowhere, found.badge) == (2, 1, "LIVE")
    assert [len(things) for _, things in found.alarms] == [2]


def test_a_gap_is_grey():
    found = shown(layer(series((thing("a", HERE), DUST, 0, np.nan))))
    assert found.glyphs.colour.tolist() == [[*UNKNOWN]]


def test_what_has_told_nothing_or_stands_nowhere_looks_like_nothing():
    assert look(layer(), NOWHERE, minutes(0), True) is None
    one = layer(series((thing("a", HERE), DUST, 0, 5)))
    found = look(one, NOWHERE, minutes(0), True)
    assert len(found.glyphs) == 0 and found.nowhere == 1 and found.told.value.tolist() == [5]


def test_a_thing_that_has_just_come_has_no_place_yet():
    before = Streams.of(series((thing("a", HERE), DUST, 0, 5)))
    one = layer(series((thing("a", HERE), DUST, 0, 5), (thing("b", HERE), DUST, 0, 6)))
    found = look(one, placed(before), minutes(0), True)
    assert found.things.tolist() == [0] and found.nowhere == 1


def test_columns_are_as_high_as_their_values_on_their_scale():
    heights = zip("abcd", (0.0, 60.0, 120.0, np.nan), strict=True)
    one = layer(series(*((thing(n, HERE), SNOW, 0, v) for n, v in heights)))
    found = shown(one)
    assert found.glyphs.sort == "column"
    assert found.glyphs.height == pytest.approx([LEAST, (LEAST + COLUMN) / 2, COLUMN, LEAST])


def test_the_legend_says_what_in_which_unit_how_many_and_how_old():
    values = [("a", 5), ("b", 5), ("c", 35), ("d", np.nan)]
    one = layer(series(*((thing(n, HERE), DUST, 0, v) for n, v in values)), Source("x", "Air"))
    lines = legend_lines(shown(one))
    assert [(line.text, line.count) for line in lines] == [
        ("Fine particles (PM2.5) (µg/m³)", ""), ("Air", ""), ("< 10", "2"), ("10 to 20", "0"),
        ("20 to 30", "0"), ("30 to 40", "1"), ("40 to 50", "0"), ("≥ 50", "0"), ("no value", "1"),
        ("NGSI-LD", ""),
    ]  # fmt: skip
    assert lines[-1].badge == "LIVE" and lines[-2].colour == UNKNOWN
    told = shown(one, at=9, live=False)
    assert legend_lines(told)[-1].badge == "REPLAY"


def test_hostile_words_are_spelt_in_the_legend():
    odd = Measurand("\u202ezorbs<b>", "\u202dZ")
    one = layer(series((thing("a", HERE), odd, 0, 1)), Source("x", "\u202eevil"))
    first, second, *_ = legend_lines(shown(one))
    assert first.text == r"\u202ezorbs<b> (\u202dZ)" and second.text == r"\u202eevil"


def test_what_nobody_knows_is_shown_too():
    found = shown(layer(series((thing("a", HERE), ODD, 0, 3))))
    assert found.glyphs.sort == "disc" and found.told.value.tolist() == [3]


def test_whose_it_is_stands_in_the_legend_wholly(qapp):
    agreement = "urn:agreement:" + "0123456789" * 9
    terms = Terms("CC BY 4.0: name the source", "City\u202e", agreement)
    lines = legend_lines(shown(layer(DUSTY_HERE, Source("x", terms=terms))))
    place = next(k for k, line in enumerate(lines) if line.badge == "LIVE")
    named = lines[place + 1 :]
    assert [line.text for line in named[:2]] == [
        r"City\u202e",
        "CC BY 4.0: name the source",
    ]
    assert "".join(line.text for line in named[2:]).replace(" ", "") == f"agreement{agreement}"
    sketch = LegendSketch(lines, QFont())
    room = sketch.width - 2 * PAD
    assert all(sketch._metrics[one.role].horizontalAdvance(one.text) <= room for one in named)


def test_wind_is_an_arrow_that_points_where_it_blows_to():
    speed, way = Measurand("windSpeed", "m/s"), Measurand("windDirection", "deg")
    told = [(thing("a", HERE), speed, 0, 5), (thing("a", HERE), way, 0, 270)]
    told += [(thing("b", THERE), speed, 0, 20)]
    one = layer(series(*told), source=Source("air", shown="wind_speed"))
    glyphs = shown(one).glyphs
    assert glyphs.sort == "arrow" and (glyphs.height == HIGH["disc"]).all()
    assert glyphs.heading[0] == 90 and np.isnan(glyphs.heading[1])  # from the west, to the east
    assert glyphs.size[1] == LONG > glyphs.size[0] > SHORT
    where = layer(series(*told), source=Source("air", shown="wind_direction"))
    assert shown(where).glyphs.sort == "arrow"


def test_wind_without_any_direction_is_a_disc():
    speed = Measurand("windSpeed", "m/s")
    assert shown(layer(series((thing("a", HERE), speed, 0, 5)))).glyphs.sort == "disc"
