"""Publishing from the window: the plan's numbers, and the alerts of a live layer."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.dialogs.publish import PublishDialog
from app.live.layer import LiveLayer, Source
from app.live.publishing import alerts_of
from city.alarms import Rule
from city.series import Series
from city.subjects import Streams
from city.terms import Terms
from tests.app.planned import house
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.city.test_series import PM, readings


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.folder = tmp_path
    yield made
    made.close()


def dialog():
    there = [one for one in QApplication.topLevelWidgets() if isinstance(one, PublishDialog)]
    (found,) = [one for one in there if one.isVisible()]
    return found


def test_the_numbers_of_the_plan_on_the_table(window, qtbot):
    window.desk.keep_as(window.folder / "town")
    window.studio.do(house(id="new"))
    (action,) = [a for a in window.actions_.menus["Tools"].actions() if "numbers" in a.text()]
    action.trigger()
    asked = dialog()
    assert asked.windowTitle() == "Publish the numbers of Plan A"
    asked.address.setCurrentText("http://127.0.0.1:9/ngsi-ld/v1")
    asked.see.click()
    qtbot.waitUntil(lambda: bool(asked.letters), timeout=5000)
    ident = window.studio.planning.active
    assert all(f":{ident}:" in one.id for one in asked.letters)
    asked.reject()


def test_without_a_project_there_is_nothing_to_publish(window):
    window.studio.publishing.ask_plan()
    assert "There is no plan to publish yet" in window.notice.text.text()


def test_brokers_that_are_known_are_offered(window):
    window.settings.connected("https://old.example/ngsi-ld/v1")
    window.settings.connected("https://old.example/air.geojson")
    source = Source("https://live.example/ngsi-ld/v1/entities?type=Building")
    window.document.lay_live(LiveLayer("live/1", source))
    known = window.studio.publishing._brokers()
    assert list(known) == [source.told_address, "https://old.example/ngsi-ld/v1"]


def layer(*rules, terms=Terms("CC BY 4.0")):  # noqa: B008
    rows = [("a", PM, 0, 30.0), ("b", PM, 0, 20.0), ("c", PM, 0, 40.0)]
    series = Series().merge(readings(rows, names="abc"))
    source = Source("https://air.example", "City air", rules=rules, terms=terms)
    told = (series, Streams.of(series), series.cadences())
    return LiveLayer("live/1", source, "NGSI-LD", "live", "", (), *told)


def test_each_thing_that_a_rule_holds_of_is_an_alert():
    made = layer(Rule("pm25", "above", 25.0))
    at = made.series.span()[1] + np.timedelta64(1, "s")
    first, second = alerts_of(made, at, live=True)
    assert {one["alertSource"]["value"] for one in (first, second)} == {"a", "c"}
    assert {one["observedValue"]["value"] for one in (first, second)} == {30.0, 40.0}
    assert "above 25 µg/m³" in first["description"]["value"]
    assert first["provenance"]["value"]["source"] == "City air"
    assert first["provenance"]["value"]["terms"] == "CC BY 4.0"
    assert alerts_of(layer(), at, live=True) == []


def test_the_row_of_a_layer_offers_it_while_a_rule_holds(window):
    made = layer(Rule("pm25", "above", 25.0))
    window.document.lay_live(made)
    window.studio.lives.do("live/1", "publish")
    assert dialog().windowTitle() == "Publish alerts of City air"
    dialog().reject()


def test_terms_that_forbid_it_are_kept(window):
    made = layer(Rule("pm25", "above", 25.0), terms=Terms(agreement="a-1", export=False))
    window.document.lay_live(made)
    window.studio.lives.do("live/1", "publish")
    assert "agreement a-1 forbids to pass the data on" in window.notice.text.text()
