"""A planner finds data in a catalogue and in a data space, and always sees whose they are."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dialogs.catalogue import CatalogueDialog
from app.dialogs.dataspace import DataSpaceDialog
from app.dialogs.platform import PlatformDialog
from importers.dataspace import connector
from tests.dataspace import PROVIDER, Edc
from tests.importers.catalogues.catalogues import dataset, jsonld
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_live import STATIONS, air
from tests.journeys.test_plans import LONG
from tests.keyrings import remembering
from tests.live_platform import send, serving
from tests.shared import needs_data

CC_BY = {"dct:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"}}
HERE = {"dct:spatial": {"dcat:bbox": "POLYGON ((4.4 51.8, 4.5 51.8, 4.5 52, 4.4 52, 4.4 51.8))"}}
AWAY = {"dct:spatial": {"dcat:bbox": "POLYGON ((9 48, 10 48, 10 49, 9 49, 9 48))"}}
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def owner(name):
    return {"dct:publisher": {"http://xmlns.com/foaf/0.1/name": name}, "dct:modified": "2026-11-20"}


def way(address, title, **more):
    more = {"dct:title": title, "dct:format": title.partition(" ")[0], **more}
    return {"dcat:distribution": {"@type": "dcat:Distribution",
                                  "dcat:accessURL": {"@id": address}, **more}}  # fmt: skip


def tower(window):
    """A city model beside the sample city's middle: a tower of 120 m."""
    x, y = window.document.frame.origin[:2]
    west, south, east, north = window.table.viewport.extent()
    x, y = x + (west + east) / 2, y + (south + north) / 2
    corners = [[x + a, y + b, z] for z in (0, 120) for a, b in ((0, 0), (25, 0), (25, 25), (0, 25))]
    sides = [[[k, (k + 1) % 4, (k + 1) % 4 + 4, k + 4]] for k in range(4)]
    solid = [[[[3, 2, 1, 0]], [[4, 5, 6, 7]], *sides]]
    geometry = [{"type": "Solid", "lod": "1", "boundaries": solid}]
    return {
        "type": "CityJSON", "version": "1.1",
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
        "CityObjects": {"tower": {"type": "Building", "geometry": geometry}},
        "vertices": corners,
    }  # fmt: skip


@pytest.fixture
def platform(city):
    with serving() as made:
        at = made.address
        made.answers["/air"] = air((4, 12, 19, 27, 33, 48), datetime.now(UTC) - timedelta(0, 99))
        made.answers["/tower.city.json"] = tower(city)
        sets = (
            ("Air quality, measured", f"{at}/air", "GeoJSON of now", "City of Rotterdam", HERE),
            (
                "Tower at the station",
                f"{at}/tower.city.json",
                "CityJSON of the design",
                "Studio Maas",
                HERE,
            ),
            ("Aerial pictures of 2026", "https://maps.example/wms", "WMS", "Province", HERE),
            ("Report on noise", "https://a.example/noise.pdf", "PDF", "City of Rotterdam", HERE),
            ("Trees of Stuttgart", "https://b.example/trees.geojson", "GeoJSON", "Stuttgart", AWAY),
        )
        text = "What the city knows of it, brought up to date every night."
        made.answers["/catalogue"] = jsonld(
            *(dataset(title, **way(where, named), **owner(by), **box, **(CC_BY if k != 3 else {}),
                      **{"dct:description": text, "dcat:keyword": ["city", "open data"]})
              for k, (title, where, named, by, box) in enumerate(sets))
        )  # fmt: skip
        yield made


def shown(sort):
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, sort) and w.isVisible())


def turn_back(window, qtbot):
    with qtbot.waitActive(window):
        window.activateWindow()


def test_find_data(city, qtbot, journey, platform):
    window, document = city, city.document
    QTest.keyClick(window, KEY.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    dialog = shown(CatalogueDialog)
    journey(dialog, "where to look")
    dialog.here.setChecked(True)
    dialog.address.line.clear()
    QTest.keyClicks(dialog.address.line, f"{platform.address}/catalogue")
    QTest.keyClick(dialog.address.line, KEY.Key_Return)
    qtbot.waitUntil(lambda: dialog.list.count() == 4, timeout=LONG)  # and no trees of Stuttgart
    qtbot.waitUntil(lambda: "4 data sets" in dialog.words.text(), timeout=LONG)
    journey(dialog, "what the catalogue lists here")
    row = next(k for k in range(4) if "Report" in dialog.list.item(k).text())
    dialog.list.setCurrentRow(row)
    assert not dialog.take.isEnabled() and "licence not said" in dialog.about.toPlainText()
    journey(dialog, "what cannot be opened says so")

    # live data, with their licence
    dialog.list.setCurrentRow(next(k for k in range(4) if "Air" in dialog.list.item(k).text()))
    dialog.take.click()
    asked = shown(PlatformDialog)
    qtbot.waitUntil(lambda: asked.link is not None, timeout=LONG)
    asked.take.click()
    qtbot.waitUntil(lambda: bool(document.live), timeout=LONG)

    # a city model, beside the city
    dialog.list.setCurrentRow(next(k for k in range(4) if "Tower" in dialog.list.item(k).text()))
    dialog.take.click()
    qtbot.waitUntil(lambda: len(document.opened) == 2, timeout=LONG)
    journey(dialog, "a model is fetched")
    dialog.reject()
    turn_back(window, qtbot)
    (key,) = document.live
    qtbot.waitUntil(lambda: key in window.studio.lives.picture.looks, timeout=LONG)
    wait_settled(window, qtbot)
    assert "City of Rotterdam" in window.table.overlay.thanks.toolTip()
    assert "Studio Maas" in " ".join(document.credits)
    assert "CC BY 4.0: name the source" in [one.text for one in window.table.legend.page.lines]
    journey(window, "both over the city")


def entities(moment):
    pairs = zip(STATIONS.items(), (4, 12, 19, 27, 33, 48), strict=True)
    return [
        {
            "id": f"urn:ngsi-ld:AirQualityObserved:{name}", "type": "AirQualityObserved",
            "name": {"type": "Property", "value": name},
            "location": {"type": "GeoProperty",
                         "value": {"type": "Point", "coordinates": list(place)}},
            "pm25": {"type": "Property", "value": value, "unitCode": "GQ",
                     "observedAt": moment.strftime("%Y-%m-%dT%H:%M:%SZ")},
        }
        for (name, place), value in pairs
    ]  # fmt: skip


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.3)
    with serving() as one, serving() as data, remembering():
        made = Edc(one, data)
        purpose = {"leftOperand": "purpose", "operator": "eq", "rightOperand": "urban planning"}
        mood = {"leftOperand": "https://space.example/tier", "operator": "eq",
                "rightOperand": "gold"}  # fmt: skip
        made.policy(
            permission=[{"action": "use", "constraint": [purpose, mood]}],
            prohibition=[{"action": "distribute"}],
            obligation=[{"action": "attribute"}],
        )
        told = json.dumps(entities(datetime.now(UTC))).encode()
        data.answers["/ngsi-ld/v1/entities"] = lambda handler: send(
            handler, told, 200 if "Bearer edr-token" in str(handler.headers) else 403
        )
        yield made


@needs_data
def test_data_space(city, qtbot, journey, edc):
    window, document = city, city.document
    window.studio.lives.ask_space()
    dialog = shown(DataSpaceDialog)
    dialog.connector.setEditText(edc.address)
    dialog.provider.setEditText(PROVIDER)
    dialog.sign_in.kind.setCurrentIndex(dialog.sign_in.kind.findData("key"))
    QTest.keyClicks(dialog.sign_in.fields["secret"], "k3y-of-the-city")
    dialog.ask()
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=LONG)
    qtbot.waitUntil(lambda: dialog._task is None, timeout=LONG)
    assert "⚠" in dialog.conditions.toPlainText() and not dialog.take.isEnabled()
    journey(dialog, "the conditions of an offer")
    dialog.agree.setFocus()
    QTest.keyClick(dialog.agree, KEY.Key_Space)
    assert dialog.take.isEnabled()
    dialog.take.click()
    qtbot.waitUntil(lambda: "negotiation" in dialog.words.text(), timeout=LONG)
    journey(dialog, "the negotiation")
    qtbot.waitUntil(lambda: bool(document.live), timeout=LONG)
    turn_back(window, qtbot)
    (key,) = document.live
    qtbot.waitUntil(lambda: key in window.studio.lives.picture.looks, timeout=LONG)
    wait_settled(window, qtbot)
    lines = "".join(one.text for one in window.table.legend.page.lines)
    assert edc.id in lines and edc.id in " ".join(document.credits)
    assert not window.table.layers.live[key].verbs["record"].isEnabled()
    journey(window, "the layer with its agreement")
    window.studio.lives.ask_terms(key)
    journey(QApplication.activeModalWidget(), "what was agreed")
    QApplication.activeModalWidget().reject()
