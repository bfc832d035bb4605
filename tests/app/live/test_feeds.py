"""Platforms are asked again and again; what they say lies on the table, and faults pass."""

import numpy as np
import pytest

from app.document import Document
from app.live.feeds import Feeds
from app.live.layer import Source, source_from
from city.terms import Terms
from importers.dataspace import connector
from importers.live.recording import Recorder
from importers.live.sign_in.entry import SignIn
from importers.live.sign_in.vault import Secret
from tests.app.live.test_link import stations
from tests.app.standin import town_opened
from tests.city.test_series import PM, readings
from tests.dataspace import Edc
from tests.keyrings import remembering
from tests.live_platform import serving
from tests.shared import needs_data


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = stations(10, 20)
        yield made


@pytest.fixture
def document():
    made = Document()
    made.lay(town_opened(), add=False)
    return made


@pytest.fixture
def feeds(document, qtbot):
    made = Feeds(document)
    made.said = []
    made.refused.connect(made.said.append)
    yield made
    made.close()


def values(document, key):
    return [value for *_, value in document.live[key].series]


def add(feeds, platform, every=0.05, **said):
    return feeds.add(Source(f"{platform.address}/air", every=every, **said))


def test_a_source_is_asked_and_asked_again(feeds, document, platform, qtbot):
    told = []
    document.changed.connect(lambda change: told.append(change.what))
    key = add(feeds, platform)
    qtbot.waitUntil(lambda: values(document, key) == [10, 20], timeout=5000)
    assert document.live[key].state == "live" and document.live[key].standard == "GeoJSON"
    platform.answers["/air"] = stations(11, 21, moment="2026-06-01T12:01:00Z")
    qtbot.waitUntil(lambda: values(document, key) == [10, 11, 20, 21], timeout=5000)
    assert told[0] == "lives" and set(told[1:]) == {"live"}


def test_a_fault_is_told_and_passes(feeds, document, platform, qtbot, monkeypatch):
    monkeypatch.setattr("app.live.feeds.FAILED", 0.1)
    key = add(feeds, platform)
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    platform.answers["/air"] = b"<html></html>"
    qtbot.waitUntil(lambda: document.live[key].state == "waiting", timeout=5000)
    assert "page for people" in document.live[key].fault and values(document, key) == [10, 20]
    platform.answers["/air"] = stations(12, moment="2026-06-01T12:02:00Z")
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    assert document.live[key].fault == "" and 12 in values(document, key)


def test_what_was_told_before_is_there_at_once_and_without_a_network(
    feeds, document, platform, qtbot
):
    key = add(feeds, platform)
    qtbot.waitUntil(lambda: len(values(document, key)) == 2, timeout=5000)
    feeds.remove(key)
    assert document.live == {}
    platform.answers["/air"] = None
    again = add(feeds, platform)
    qtbot.waitUntil(lambda: document.live[again].state == "waiting", timeout=5000)
    assert values(document, again) == [10, 20]


def test_a_strangers_source_is_not_asked_before_somebody_says_so(feeds, document, platform, qtbot):
    feeds.resume([Source(f"{platform.address}/air")], lambda address: False)
    (key,) = document.live
    qtbot.waitUntil(lambda: not feeds.tasks.running, timeout=5000)
    assert document.live[key].state == "strange" and platform.asked == []
    feeds.ask(key)
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)


def test_what_a_platform_offers_is_found_without_a_layer(feeds, document, platform, qtbot):
    found, failed = [], []
    feeds.look(f"{platform.address}/air", found.append, failed.append)
    qtbot.waitUntil(lambda: found != [], timeout=5000)
    assert [o.things for o in found[0].offers] == [2] and document.live == {}
    key = feeds.add(Source(found[0].address), found[0])
    qtbot.waitUntil(lambda: values(document, key) == [10, 20], timeout=5000)
    assert len(platform.asked) == 1  # it knew already
    feeds.look(f"{platform.address}/nothing", found.append, failed.append)
    qtbot.waitUntil(lambda: failed != [], timeout=5000)


def test_a_recording_is_read_as_a_whole(feeds, document, tmp_path, qtbot):
    path = tmp_path / "air.ndjson"
    with Recorder(path, "air") as recorder:
        recorder.write(readings([("a", PM, 0, 1.0), ("b", PM, 1, 2.0)]))
    key = feeds.add(Source(str(path)))
    qtbot.waitUntil(lambda: values(document, key) == [1, 2], timeout=5000)
    assert document.live[key].state == "recording"
    path.write_bytes(path.read_bytes() + b"{}\n")
    broken = feeds.add(Source(str(path)))
    qtbot.waitUntil(lambda: document.live[broken].findings != (), timeout=5000)


def test_what_is_told_can_be_recorded(feeds, document, platform, tmp_path, qtbot):
    key = add(feeds, platform)
    feeds.record(key, tmp_path / "mine.ndjson")
    assert feeds.records(key)
    qtbot.waitUntil(lambda: len(values(document, key)) == 2, timeout=5000)
    feeds.stop_recording(key)
    assert (
        not feeds.records(key) and b'"value":[10.0,20.0]' in (tmp_path / "mine.ndjson").read_bytes()
    )
    (tmp_path / "other.txt").write_text("mine")
    feeds.record(key, tmp_path / "other.txt")
    assert "no recording" in feeds.said[0] and (tmp_path / "other.txt").read_text() == "mine"


def test_a_history_is_asked_for_once_and_what_has_none_is_let_be(feeds, document, platform, qtbot):
    key = add(feeds, platform, every=3600)
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    day = np.datetime64("2026-06-01", "ms"), np.datetime64("2026-06-02", "ms")
    assert not feeds.remember(key, *day)  # a file has none

    history = []

    class Historical:
        def history(self, start, end, progress):
            history.append((start, end))
            yield readings([("a", PM, 0, 5.0)])

        def close(self):
            pass

    feeds._links[key]._feed = Historical()
    assert feeds.remember(key, *day) and not feeds.remember(key, *day)
    qtbot.waitUntil(lambda: 5 in values(document, key), timeout=5000)
    assert not feeds.remember(key, *day) and history == [day]


def test_how_a_layer_shows_is_changed_and_the_table_emptied(feeds, document, platform, qtbot):
    key = add(feeds, platform)
    feeds.change(key, shown="zorbs", visible=False)
    assert document.live[key].source.shown == "zorbs"
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    document.clear()
    assert document.live == {}
    asked = len(platform.asked)
    qtbot.wait(150)
    assert len(platform.asked) <= asked + 1


# Under an agreement


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    with serving() as one, serving() as data:
        yield Edc(one, data)


@needs_data
def test_a_project_goes_on_with_what_was_agreed_and_the_key_of_the_keyring(
    feeds, document, edc, qtbot
):
    way = SignIn("key", "X-API-Key")
    agreed = Source(edc.address, "Air", sign_in=way, terms=Terms(agreement=edc.id, export=False))
    with remembering():
        feeds.signing.vault.keep(edc.address, "key", "X-API-Key", Secret("k3y-of-the-city"))
        feeds.resume([source_from(agreed.to_plain())], lambda address: True)
        (key,) = document.live
        qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    terms = document.live[key].source.terms
    assert terms.agreement == edc.id and terms.export and terms.policy
    assert document.live[key].standard == "NGSI-LD" and len(values(document, key)) > 0
    assert {told["x-api-key"] for _, told in edc.platform.asked} == {"k3y-of-the-city"}
    assert not any("k3y-of-the-city" in str(told) for _, told in edc.data.asked)


@needs_data
def test_what_an_agreement_forbids_is_not_recorded(feeds, document, edc, tmp_path, qtbot):
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    terms = Terms(agreement=edc.id, export=True)  # as somebody has written into a project
    key = feeds.add(Source(edc.address, "Air", every=0.05, terms=terms))
    feeds.record(key, tmp_path / "first.ndjson")
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    assert not document.live[key].source.terms.export and not feeds.records(key)
    assert b'"value"' not in (tmp_path / "first.ndjson").read_bytes()
    feeds.record(key, tmp_path / "second.ndjson")
    assert f"Air: the agreement {edc.id}" in feeds.said[-1] and "nor recorded" in feeds.said[-1]
    assert not (tmp_path / "second.ndjson").exists()


def test_a_recording_names_whose_it_is(feeds, document, platform, tmp_path, qtbot):
    terms = Terms("CC BY 4.0", "City", "urn:agreement:1", "City", ("You may show it.",))
    key = feeds.add(Source(f"{platform.address}/air.geojson", "Air", terms=terms))
    feeds.record(key, tmp_path / "mine.ndjson")
    feeds.stop_recording(key)
    played = feeds.add(Source(str(tmp_path / "mine.ndjson"), "Played"))
    qtbot.waitUntil(lambda: document.live[played].source.terms == terms, timeout=5000)
    assert "Played, City, CC BY 4.0, agreement urn:agreement:1" in document.credits


def test_what_a_person_says_of_a_layer_stays(feeds, document, platform, qtbot):
    key = add(feeds, platform)
    feeds.change(key, terms=Terms("CC0", "City"))
    qtbot.waitUntil(lambda: document.live[key].state == "live", timeout=5000)
    assert document.live[key].source.terms == Terms("CC0", "City")
