"""A catalogue is looked into; what it lists is shown, fetched, laid under the city, or said not to
be of use. Against real sockets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from app.dialogs.catalogue import CatalogueDialog
from app.live import searching
from app.live.layer import Source
from app.settings import Settings
from app.tasks import Tasks
from city.terms import Terms
from tests.importers.catalogues.catalogues import dataset, jsonld
from tests.live_platform import send, serving

BOX = (4.2, 50.2, 4.3, 50.3)
BY = {"dct:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"}}


@pytest.fixture
def platform():
    with serving() as made:
        yield made


@pytest.fixture
def dialog(qtbot, platform):
    tasks = Tasks()
    made = CatalogueDialog(None, tasks, Settings(), BOX)
    made.open()
    made.address.setEditText(platform.address + "/c")
    yield made
    if isValid(made):
        made.reject()
    tasks.close()


def way(address, **more):
    return {"@type": "dcat:Distribution", "dcat:accessURL": {"@id": address}, **more}


def town(platform, *ways, title="Town", **more):
    platform.answers["/c"] = jsonld(
        dataset(title, **BY, **{"dcat:distribution": [*ways]}, **more),
        dataset("Zoo", **{"dct:spatial": {"dcat:bbox": "POLYGON ((8 8, 9 8, 9 9, 8 9, 8 8))"}}),
    )


def found(dialog, qtbot):
    QTest.keyClick(dialog.address.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog._task is None, timeout=5000)
    return [dialog.list.item(k).text().splitlines()[0] for k in range(dialog.list.count())]


def test_words_and_the_area_narrow_what_is_found(dialog, qtbot, platform):
    town(platform, way("https://a.eu/x.geojson"))
    assert found(dialog, qtbot) == ["Town", "Zoo"] and "2 data sets" in dialog.words.text()
    dialog.here.setChecked(True)
    assert found(dialog, qtbot) == ["Town"]
    dialog.here.setChecked(False)
    dialog.asked.setText("zoo")
    assert found(dialog, qtbot) == ["Zoo"] and not dialog.take.isEnabled()
    assert "licence not said" in dialog.about.toPlainText()
    dialog.asked.setText("nothing")
    assert found(dialog, qtbot) == [] and "Nothing was found" in dialog.words.text()
    assert Settings().known("catalogues") == [platform.address + "/c"]


def test_a_key_in_an_address_is_not_remembered(dialog, qtbot, platform):
    town(platform)
    dialog.address.setEditText(platform.address + "/c?api_key=s3cret")
    found(dialog, qtbot)
    assert Settings().known("catalogues") == [platform.address + "/c"]


def test_a_feed_is_handed_on_with_its_terms(dialog, qtbot, platform):
    owner = {"dct:publisher": {"@type": "foaf:Agent", "http://xmlns.com/foaf/0.1/name": "City"}}
    town(platform, way("https://a.eu/leaflet.pdf"), way("https://a.eu/x.geojson"), **owner)
    found(dialog, qtbot)
    assert dialog.way.address == "https://a.eu/x.geojson"  # what can be used comes first
    assert dialog.take.text() == "Show on the city…"
    with qtbot.waitSignal(dialog.feed_wanted) as heard:
        QTest.keyClick(dialog.ways, Qt.Key.Key_Return)
    terms = Terms("CC BY 4.0: name the source", "City")
    assert heard.args == [Source("https://a.eu/x.geojson", "Town", terms=terms)]
    dialog.ways.setCurrentRow(0)
    assert dialog.take.text() == "Maquette cannot open this" and not dialog.take.isEnabled()


def test_a_map_is_handed_on(dialog, qtbot, platform):
    town(platform, way("https://a.eu/wms?map=x"))
    found(dialog, qtbot)
    with qtbot.waitSignal(dialog.map_wanted) as heard:
        dialog.take.click()
    assert heard.args == ["https://a.eu/wms?map=x"]


def test_a_model_is_fetched_and_then_opened(dialog, qtbot, platform, fresh_folders):
    town(platform, way(platform.address + "/m.city.json"))
    platform.answers["/m.city.json"] = {"type": "CityJSON"}
    found(dialog, qtbot)
    assert dialog.take.text() == "Fetch and open"
    with qtbot.waitSignal(dialog.fetched, timeout=5000) as heard:
        dialog.take.click()
    assert heard.args[0].is_relative_to(fresh_folders / "downloads")
    assert heard.args[0].read_bytes() == b'{"type": "CityJSON"}'
    platform.answers["/m.city.json"] = None
    dialog.take.click()
    qtbot.waitUntil(lambda: "404" in dialog.words.text(), timeout=5000)


def test_there_is_more_until_there_is_not(dialog, qtbot, platform, monkeypatch):
    monkeypatch.setattr(searching, "SOME", 1)
    following = {"hydra:nextPage": {"@id": platform.address + "/d"}}
    platform.answers["/c"] = jsonld(dataset("A"), {"@type": "hydra:PagedCollection", **following})
    platform.answers["/d"] = jsonld(dataset("B"))
    assert found(dialog, qtbot) == ["A"] and dialog.more.isVisible()
    assert "there is more" in dialog.words.text()
    dialog.more.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=5000)
    dialog.more.click()
    qtbot.waitUntil(lambda: not dialog.more.isVisible() and dialog._task is None, timeout=5000)
    assert dialog.list.count() == 2


def test_a_silent_catalogue_is_stopped_at_once(dialog, qtbot, platform):
    platform.answers["/c"] = lambda handler: platform.released.wait(20)
    dialog.ask()
    qtbot.waitUntil(lambda: platform.asked != [], timeout=5000)
    assert dialog.stop.isVisible() and not dialog.take.isEnabled()
    dialog.stop.click()
    assert dialog.words.text() == "Stopped." and not dialog.stop.isVisible()
    qtbot.waitUntil(lambda: not dialog._tasks.running, timeout=2000)


def test_what_is_no_catalogue_is_said(dialog, qtbot, platform):
    platform.answers["/c"] = lambda handler: send(handler, b"<html>", kind="text/html")
    dialog.ask()
    qtbot.waitUntil(lambda: "page for people" in dialog.words.text(), timeout=5000)
    dialog.address.setEditText(" ")
    dialog.ask()
    assert "Say the address" in dialog.words.text()


def test_what_catalogues_write_is_no_markup(dialog, qtbot, platform):
    evil = "<img src=x>\u202eevil &amp"
    town(platform, way("https://a.eu/x.geojson", **{"dct:title": evil}), title=evil)
    found(dialog, qtbot)
    shown = [dialog.list.item(0).text(), dialog.ways.item(0).text(), dialog.about.toPlainText()]
    assert all("<img src=x>" in one and "\u202e" not in one for one in shown)
