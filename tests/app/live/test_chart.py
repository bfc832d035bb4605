"""What things told over time: gaps stay gaps, peaks stay peaks, and limits say whose they are."""

from types import SimpleNamespace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF

from app.live.chart import FINEST, MOST, Chart, Line, lines_of
from app.live.told_model import line_inks
from city.series import Readings, Series, Thing
from city.subjects import Streams, Subject, subject_of
from tests.app.live.test_look import HERE, thing
from tests.city.test_subjects import DUST, FINE, NOON, series

SUBJECT = subject_of(DUST)
START = NOON.astype(np.int64) / 1000


def lines(whole, *things, subject=SUBJECT):
    return lines_of(whole, Streams.of(whole), subject, things, whole.cadences())


def test_each_thing_is_a_line_in_the_unit_of_its_subject():
    whole = series(
        (thing("a", HERE, "Zoo"), DUST, 0, 12),
        (thing("a", HERE, "Zoo"), DUST, 1, 13),
        (thing("b"), FINE, 0, 0.02),
    )
    first, second = lines(whole, "a", "nobody", "b")
    assert (first.name, first.row, second.name, second.row) == ("Zoo", 0, "b", 2)
    assert first.seconds.tolist() == [START, START + 60] and first.values.tolist() == [12, 13]
    assert second.values == pytest.approx([20])
    assert lines(whole, "a", subject=Subject("z", "z", "Z")) == []


def test_silence_is_a_gap_and_so_is_what_a_source_says_is_none():
    said = [(0, 1), (1, 2), (2, 3), (6, 4), (7, 5), (8, np.nan), (9, 6)]
    (line,) = lines(series(*(("a", DUST, at, v) for at, v in said)), "a")
    assert line.values[:3].tolist() == [1, 2, 3] and np.isnan(line.values[3])  # 4 min, usual is 1
    assert line.values[4:6].tolist() == [4, 5] and np.isnan(line.values[6])
    assert line.values[7] == 6 and (np.diff(line.seconds) > 0).all()


def test_three_times_as_long_as_usual_is_no_gap_yet():
    (line,) = lines(series(*(("a", DUST, at, 1) for at in (0, 1, 2, 5))), "a")
    assert not np.isnan(line.values).any()


def test_of_many_points_the_highest_the_lowest_and_the_gaps_stay():
    count = 50_000
    rng = np.random.default_rng(7)
    value = rng.uniform(10, 20, count)
    value[[12_345, 40_001]], value[30_000] = (99.0, 1.0), np.nan
    time = NOON + np.arange(count) * np.timedelta64(60_000, "ms")
    rows = np.zeros(count, np.int64)
    whole = Series().merge(
        Readings((Thing("a", kind="AirQualityObserved"),), (DUST,), rows, rows, time, value, NOON)
    )
    (line,) = lines(whole, "a")
    assert len(line.values) <= 1.6 * FINEST and (np.diff(line.seconds) > 0).all()
    assert (np.nanmax(line.values), np.nanmin(line.values)) == (99, 1)
    assert np.isnan(line.values).sum() == 1
    assert line.seconds[np.nanargmax(line.values)] == START + 60 * 12_345
    assert line.seconds[-1] == START + 60 * (count - 1)


def test_no_more_lines_than_can_be_told_apart():
    whole = series(*((f"t{k}", DUST, 0, k) for k in range(MOST + 4)))
    assert len(lines(whole, *(f"t{k}" for k in range(MOST + 4)))) == MOST


@pytest.fixture
def drawn(qtbot):
    made = Chart()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def limits(chart):
    """The limits that are drawn: their values, and what stands beside them."""
    pairs = zip(chart.limits, chart.names, strict=True)
    return {line.value(): name.toPlainText() for line, name in pairs if line.isVisible()}


def one(*values, name="Zoo", row=0):
    return Line(name, row, START + 60.0 * np.arange(len(values)), np.array(values, float))


def test_a_line_is_broken_where_there_is_a_gap(drawn):
    drawn.show_lines([one(1, np.nan, 3)], SUBJECT, None, "UTC")
    curve = drawn.curves[0]
    assert drawn.curves[1].yData is None or not len(drawn.curves[1].yData)
    assert curve.opts["connect"] == "finite" and np.isnan(curve.yData[1])


def test_each_thing_keeps_its_colour_though_another_told_nothing(drawn):
    drawn.show_lines([one(1, 2), one(3, 4, row=2), one(5, 6, row=2)], SUBJECT, None, "UTC")
    curves = [curve for curve in drawn.curves if curve.yData is not None and len(curve.yData)]
    inks = [curve.opts["pen"].color().name() for curve in curves]
    assert inks == [line_inks()[row].name() for row in (0, 2, 2)]
    assert len({ink.name() for ink in line_inks()}) == MOST


def test_limits_near_the_values_are_drawn_and_say_whose_they_are(drawn):
    known = {(one.value, f"{one.title}, {one.over}") for one in SUBJECT.quantity.limits}
    drawn.show_lines([one(1, 20)], SUBJECT, None, "UTC")
    assert limits(drawn) and set(limits(drawn).items()) <= known
    assert max(limits(drawn)) <= 1.6 * 20
    drawn.show_lines([one(1, 80)], SUBJECT, None, "UTC")
    shown = sorted(limits(drawn))
    assert len(shown) >= 1 and np.diff([*shown, 1e9]).min() >= 12  # their words do not pile up
    drawn.show_lines([one(0.001)], SUBJECT, None, "UTC")
    assert limits(drawn) == {}
    drawn.show_lines([one(np.nan)], SUBJECT, None, "UTC")
    assert limits(drawn) == {}


def test_the_moment_on_show_is_a_line_and_now_is_none(drawn):
    def upright():
        items = drawn.plot.getPlotItem().items
        lines = [i for i in items if isinstance(i, pg.InfiniteLine) and i.isVisible()]
        return [line.value() for line in lines if line.angle == 90]

    drawn.show_lines([one(1, 2)], SUBJECT, START + 30, "UTC")
    assert upright() == [START + 30]
    drawn.show_lines([one(1, 2)], SUBJECT, None, "UTC")
    assert upright() == []


def test_it_says_itself_in_words(drawn):
    drawn.show_lines([one(1, np.nan, 3.25), one(np.nan, name="\u202eevil")], SUBJECT, None, "UTC")
    assert drawn.accessibleDescription() == (
        "Zoo: 2 values, from 1 to 3.25\n" + r"\u202eevil: 0 values"
    )


def test_the_hours_are_those_of_the_citys_clock(drawn):
    drawn.show_lines([one(*range(180))], SUBJECT, None, "Europe/Amsterdam")
    drawn.grab()
    axis = drawn.plot.getPlotItem().getAxis("bottom")
    values = [START + 3600 * k for k in range(3)]  # from 12:00 UTC on
    assert axis.tickStrings(values, 1, 3600)[0] == "14:00"
    drawn.show_lines([one(1)], SUBJECT, None, "UTC")
    assert axis.tickStrings(values, 1, 3600)[0] == "12:00"


def test_a_click_tells_the_moment(drawn, qtbot):
    drawn.show_lines([one(1, 2, 3)], SUBJECT, None, "UTC")
    box = drawn.plot.getPlotItem().vb
    scene = box.mapViewToScene(QPointF(START + 60, 2))
    with qtbot.waitSignal(drawn.pointed) as told:
        drawn.plot.scene().sigMouseClicked.emit(SimpleNamespace(scenePos=lambda: scene))
    assert told.args[0] == pytest.approx(START + 60, abs=1)


@pytest.mark.parametrize("seconds", [-6.2e10, 2.5e11, 9e15])
def test_wild_clocks_are_drawn_without_a_fault(drawn, qtbot, seconds):
    wild = Line("<b>x</b>", 0, np.array([0.0, seconds]), np.array([1e300, -1e300]))
    drawn.show_lines([wild], Subject("z", "<b>", "{0}"), seconds, "UTC")
    drawn.grab()
