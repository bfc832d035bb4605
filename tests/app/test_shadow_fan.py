"""The shadow fan over the picture: shown, kept up with the plan and the day, taken away."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from app.shadow_fan import ShadowFan, colours, fan_lines
from app.sunlight import found_place
from app.tasks import Tasks
from tests.app.planned import Desk, edit, house
from tests.app.standin import StandIn

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Legend:
    lines = ()

    def show_fan(self, lines):
        self.lines = lines


@pytest.fixture
def fan(qtbot, tmp_path):
    desk, tasks = Desk(tmp_path), Tasks()
    viewport = StandIn(tasks)
    qtbot.addWidget(viewport)
    desk.document.set_place(found_place(desk.document))  # as the time bar does
    made = ShadowFan(viewport, desk.document, desk.planning, tasks, Legend())
    made.desk, made.viewport, made.said = desk, viewport, []
    made.refused.connect(made.said.append)
    made.wait = lambda: qtbot.waitUntil(lambda: not tasks.running, timeout=10_000)
    yield made
    tasks.close()
    desk.project.close()


def shown(fan):
    return [given for name, given in fan.viewport.told if name == "show_fan"][-1]


def test_it_shows_each_hour_with_its_colour_and_says_so_in_the_legend(fan):
    fan.show("tower")
    fan.wait()
    casts = fan.casts
    assert len(shown(fan)) == len(casts) >= 10
    assert len({colour for _, colour in shown(fan)}) == len(casts)
    assert fan.day() == datetime(fan.desk.planning.year, 3, 21).date()
    legend = fan._legend.lines
    assert legend[0].text == "Shadows of tower"
    assert [line.colour for line in legend[1:-1]] == colours(len(casts))
    assert "21 March" in legend[-1].text and "not left out" in legend[-1].text
    assert fan.hide() and shown(fan) == [] and fan._legend.lines == []
    assert not fan.hide()


def test_it_follows_the_day_and_the_plan(fan):
    assert fan.desk.planning.do(house(20, id="new"))
    fan.show("new")
    fan.wait()
    march = fan.casts
    fan.desk.document.set_moment(datetime(2026, 6, 21, 12, tzinfo=AMSTERDAM))
    fan.wait()
    assert len(fan.casts) > len(march)
    june = fan.casts
    fan.desk.document.set_moment(datetime(2026, 6, 21, 15, tzinfo=AMSTERDAM))
    assert fan.casts is june  # another hour of the same day changes nothing
    fan.desk.planning.do(edit("raise", objects=["new"], storeys=9))
    fan.wait()
    assert np.ptp(fan.casts[0].polygons[0][0][:, 0]) > np.ptp(june[0].polygons[0][0][:, 0])
    fan.desk.planning.do(edit("demolish", objects=["new"]))
    fan.wait()
    assert fan.casts == [] and not fan.ident and "demolished" in fan.said[-1]


def test_hours_are_written_at_the_tips(fan):
    fan.viewport.resize(400, 300)
    fan.show("tower")
    fan.wait()
    places = [cast.tip for cast in fan.casts if 0 < cast.tip[0] < 300 and 0 < cast.tip[1] < 280]
    assert places
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    painter = QPainter(image)
    fan.paint(painter)
    painter.end()
    x, y, _ = places[0]
    assert image.pixelColor(int(x) + 12, int(y)).name() != "#808080"


def test_without_a_place_on_earth_it_says_what_to_do(fan):
    fan.desk.document.set_place(None)
    fan.show("tower")
    assert "time bar" in fan.said[-1] and not fan.ident


def test_no_fan_has_no_legend():
    assert fan_lines("tower", []) == []
