"""Live layers in the window: connected, shown, watched, recorded, kept in the project."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.actions import plain
from app.dialogs.base_map import BaseMapDialog
from app.dialogs.catalogue import CatalogueDialog
from app.dialogs.dataspace import DataSpaceDialog
from app.dialogs.platform import PlatformDialog
from app.dialogs.terms import TermsDialog
from app.live.layer import Source
from app.live.saying import Saying
from city.alarms import Rule
from city.terms import NO_TERMS, Terms
from importers.live.recording import Recorder
from tests.app.live.test_link import stations
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.city.test_series import PM, readings
from tests.live_platform import serving


def then(minutes=0):
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = stations(10, 20, moment=then(1))
        yield made


@pytest.fixture
def window(qtbot, platform):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.lives = made.studio.lives
    made.wait = lambda true: qtbot.waitUntil(true, timeout=5000)
    made.air = f"{platform.address}/air"
    yield made
    made.close()


def connect(window, **said):
    key = window.lives.add(Source(window.air, **{"every": 0.05, **said}))
    window.wait(lambda: key in window.lives.picture.looks)
    return key


def row(window):
    (found,) = window.table.layers.live.values()
    return found


def test_a_command_asks_which_platform(window):
    (action,) = [
        a for a in window.actions_.menus["Tools"].actions() if "platform" in plain(a.text())
    ]
    action.trigger()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PlatformDialog)]
    dialog.chosen.emit(Source(window.air), None)
    assert [one.source.address for one in window.document.live.values()] == [window.air]
    dialog.reject()


def test_what_is_told_is_in_the_list_the_legend_and_the_picture(window):
    key = connect(window, title="Air")
    assert (row(window).name.text(), row(window).badge.text()) == ("Air", "LIVE")
    legend = [line.text for line in window.table.legend.page.lines]
    assert legend[:2] == ["Fine particles (PM2.5) (µg/m³)", "Air"]
    shown = [told for told in window.table.viewport.told if told[0] == "show_things"]
    assert shown[-1][1] == key and len(shown[-1][2]) == 2


def test_the_row_hides_turns_to_the_page_and_takes_away(window):
    key = connect(window)
    row(window).eye.click()
    window.wait(lambda: ("hide_things", key) in window.table.viewport.told)
    assert not window.document.live[key].source.visible
    row(window).verbs["values"].trigger()
    assert window.table.side.page == "live" and window.lives.page.layer.key == key
    row(window).verbs["remove"].trigger()
    assert window.document.live == {} and window.table.layers.live == {}
    window.wait(lambda: window.table.legend.page.lines == [])


def test_a_rule_that_begins_to_hold_is_told_once(window, platform, monkeypatch):
    said = []
    monkeypatch.setattr(window.notice, "say", lambda text, *_, **__: said.append(text))
    rules = (Rule("pm25", "above", 25.0),)
    connect(window, title="Air", rules=rules)
    assert said == []
    platform.answers["/air"] = stations(30, 40, moment=then())
    window.wait(lambda: said != [])
    assert said == ["a: Fine particles (PM2.5) above 25 µg/m³ (Air) · and 1 more"]
    platform.answers["/air"] = stations(31, 20, moment=then())
    window.wait(lambda: window.lives.picture.looks["live/1"].alarmed == 1)
    assert len(said) == 1
    platform.answers["/air"] = stations(31, 50, moment=then())
    window.wait(lambda: len(said) == 2)
    assert said[1] == "b: Fine particles (PM2.5) above 25 µg/m³ (Air)"


def test_something_laid_beside_it_does_not_tell_a_rule_again(window, platform, monkeypatch):
    said = []
    monkeypatch.setattr(window.notice, "say", lambda text, *_, **__: said.append(text))
    connect(window, rules=(Rule("pm25", "above", 5.0),))
    window.wait(lambda: len(said) == 1)
    window.document.lay(town_opened("beside.gml"), add=True)
    window.lives.picture.show()  # nobody has a place yet
    window.wait(lambda: window.lives.picture.looks != {})
    assert len(said) == 1


def test_then_no_rule_is_told(window, monkeypatch):
    said = []
    monkeypatch.setattr(window.notice, "say", lambda text, *_, **__: said.append(text))
    key = connect(window)
    window.table.time_bar.live.click()
    window.wait(lambda: window.lives.picture.looks[key].badge == "REPLAY")
    window.lives.feeds.change(key, rules=(Rule("pm25", "above", 5.0),))
    window.wait(lambda: window.lives.picture.looks[key].alarmed == 2)
    assert said == []


def test_hostile_names_are_spelt_in_the_notice(window, platform):
    page = stations(30, moment=then())
    page["features"][0]["properties"]["name"] = "<b>x</b>\u202e"
    platform.answers["/air"] = page
    connect(window, rules=(Rule("pm25", "above", 5.0),))
    window.wait(window.notice.isVisible)
    assert window.notice.text.text().startswith(r"<b>x</b>\u202e: ")


def test_it_flies_to_a_thing_and_says_where_none_is(window):
    key = connect(window)
    flown = []
    window.table.viewport.frame = flown.append
    place = window.lives.picture.place_of(key, "a")
    window.lives.page.flown.emit(key, "a")
    (box,) = flown
    assert (box[0] + box[1]) / 2 == pytest.approx(place[0]) and box[4] == pytest.approx(place[2])
    window.lives.page.flown.emit(key, "nobody\u202e")
    assert window.notice.text.text() == r"nobody\u202e says no place on this table."
    assert len(flown) == 1


def recording_dialog(window):
    row(window).verbs["record"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    return dialog


def test_what_is_told_is_recorded_until_one_stops(window, platform, tmp_path):
    connect(window)
    dialog = recording_dialog(window)
    dialog.fileSelected.emit(str(tmp_path / "air.ndjson"))
    dialog.reject()
    assert row(window).verbs["record"].text() == "Stop recording"
    platform.answers["/air"] = stations(77, 20, moment=then())
    window.wait(lambda: 77 in window.lives.picture.looks["live/1"].told.value)
    row(window).verbs["record"].trigger()
    assert row(window).verbs["record"].text() == "Record…"
    assert "77.0" in (tmp_path / "air.ndjson").read_text()


def test_a_layer_that_goes_while_one_chooses_a_file_is_no_fault(window, tmp_path):
    key = connect(window)
    dialog = recording_dialog(window)
    window.lives.feeds.remove(key)
    dialog.fileSelected.emit(str(tmp_path / "air.ndjson"))
    dialog.reject()
    assert not (tmp_path / "air.ndjson").exists()


def test_what_somebody_connected_to_is_remembered_without_its_keys(window, platform):
    connect(window)
    window.lives.add(Source(f"{window.air}?api_key=S3CR3T&kind=x"))
    assert window.settings.platforms == [f"{window.air}?kind=x", window.air]
    window.lives.add(Source("/no/such/file.csv"))
    assert len(window.settings.platforms) == 2


def test_a_project_asks_only_what_one_has_connected_to_here(window, platform, tmp_path):
    known, strange = f"{platform.address}/known", window.air
    window.settings.connected(known)
    file = tmp_path / "air.csv"
    file.write_text("id,lon,lat,pm25\na,4.4,51.9,5\n")
    unc = "//stranger.example/share/air.csv"
    said = [Source(one).to_plain() for one in (known, strange, str(file), unc)]
    window.lives.resume([*said, {"address": 3}, None])
    states = {one.source.address: one.state for one in window.document.live.values()}
    assert states == {known: "asking", strange: "strange", str(file): "asking", unc: "strange"}
    window.wait(lambda: not window.lives.feeds.tasks.running)
    assert "/air" not in platform.paths() and "/known" in platform.paths()
    rows = {r.name.text(): r for r in window.table.layers.live.values()}
    mine = rows[strange.removeprefix("http://")]
    assert mine.badge.text() == "OFF" and "Ask now" in mine.stand.text()
    mine.verbs["ask"].trigger()
    window.wait(lambda: mine.badge.text() == "LIVE")
    assert strange in window.settings.platforms


def test_a_recording_shows_how_it_ends(window, tmp_path):
    path = tmp_path / "air.ndjson"
    with Recorder(path, "air") as recorder:
        recorder.write(readings([("a", PM, 0, 1.0), ("a", PM, 90, 2.0)]))
    key = window.lives.add(Source(str(path)))
    window.wait(lambda: key in window.lives.picture.looks)
    assert window.lives.picture.looks[key].told.value.tolist() == [2]
    assert row(window).badge.text() == "REPLAY"
    assert window.settings.platforms == []


def test_a_refusal_is_told(window):
    window.lives.feeds.refused.emit("air: it has no history")
    assert window.notice.text.text() == "air: it has no history"


def opened(sort):
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, sort) and w.isVisible())


def command(window, words):
    (action,) = [a for a in window.actions_.menus["Tools"].actions() if words in plain(a.text())]
    action.trigger()


def test_data_are_found_and_shown_with_their_licence(window, platform):
    command(window, "Find data")
    dialog = opened(CatalogueDialog)
    assert dialog.here.isEnabled()
    terms = Terms("CC BY 4.0", "City")
    dialog.feed_wanted.emit(Source(window.air, "Air", terms=terms))
    asked = opened(PlatformDialog)
    window.wait(lambda: asked.link is not None)
    asked.take.click()
    (layer,) = window.document.live.values()
    assert (layer.title, layer.source.terms) == ("Air", terms)
    assert "City" in window.table.overlay.thanks.text()
    dialog.reject()


def test_another_address_is_not_under_the_terms_of_the_first(window, platform):
    window.lives.show_feed(Source(window.air + "/nothing", terms=Terms("CC BY 4.0", "City")))
    asked = opened(PlatformDialog)
    asked.address.setText(window.air)
    asked.ask()
    window.wait(lambda: asked.link is not None)
    asked.take.click()
    (layer,) = window.document.live.values()
    assert layer.source.terms == NO_TERMS


def test_what_was_fetched_is_opened_beside_and_maps_are_looked_for(window, monkeypatch):
    told = []
    monkeypatch.setattr(window, "open_paths", lambda paths, add: told.append((paths, add)))
    window.lives.ask_platform()
    opened(PlatformDialog).search.click()
    dialog = opened(CatalogueDialog)
    dialog.fetched.emit("model.gml")
    assert told == [(["model.gml"], True)]
    dialog.map_wanted.emit("/no/such/map.tif")
    maps = opened(BaseMapDialog)
    assert maps.address.text() == "/no/such/map.tif"
    window.wait(lambda: "neither an address nor a file" in maps.said.text())
    maps.reject()
    dialog.reject()


def test_who_signs_in_anew_keeps_the_agreement(window, platform):
    agreed = Terms("CC BY", agreement="urn:1", export=False)
    key = window.lives.add(Source(window.air, "Air", every=60, terms=agreed))
    window.wait(lambda: window.document.live[key].state == "waiting")
    window.lives.do(key, "sign_in")
    dialog = opened(PlatformDialog)
    platform.asked.clear()
    dialog.ask()
    window.wait(lambda: "/contractagreements/urn%3A1" in " ".join(platform.paths()))
    window.wait(lambda: dialog._task is None)
    dialog.reject()


def test_a_data_space_is_asked_and_its_layer_laid_on_the_city(window):
    command(window, "data space")
    dialog = opened(DataSpaceDialog)
    dialog.chosen.emit(Source(window.air, "Air", every=60, terms=Terms(agreement="urn:1")), None)
    (layer,) = window.document.live.values()
    assert layer.source.terms.agreement == "urn:1"
    dialog.reject()


def test_the_menu_of_a_row_says_whose_a_layer_is(window):
    key = connect(window)
    row(window).verbs["terms"].trigger()
    dialog = opened(TermsDialog)
    dialog.attribution.setText("City")
    dialog.buttons.accepted.emit()
    assert window.document.live[key].source.terms == Terms(attribution="City")
    window.wait(lambda: "City" in [line.text for line in window.table.legend.page.lines])
    assert "City" in window.table.overlay.thanks.text()


def test_a_layer_can_show_itself_otherwise(window, monkeypatch, tmp_path):
    key = connect(window)
    row(window).verbs["objects"].trigger()
    assert window.document.live[key].source.form == "objects"
    window.wait(lambda: row(window).verbs["table"].isEnabled() and not window.lives._bound._busy)
    row(window).verbs["table"].trigger()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
    dialog.fileSelected.emit(str(tmp_path / "list.csv"))
    dialog.reject()
    assert window.document.live[key].source.table.endswith("list.csv")
    window.wait(lambda: window.notice.isVisible() and window.document.live[key].source.table == "")
    row(window).verbs["routes"].trigger()
    assert window.document.live[key].source.routes
    row(window).verbs["field"].trigger()
    assert window.document.live[key].source.form == "field"
    window.wait(lambda: any("too few" in one.text for one in window.table.legend.page.lines))


def test_a_click_on_a_thing_chooses_it_and_one_beside_it_lets_go(window):
    key = connect(window)
    viewport, thing = window.table.viewport, window.lives.picture.thing_at(key, 1)
    viewport.met.emit((key, 1))
    assert window.document.live_chosen == (key, thing) and window.table.side.page == "live"
    assert window.lives.page.things() == [thing]
    assert window.lives.picture.sign_of(key, thing) == (key, 1)
    assert window.lives.picture.thing_of(key, 9) is None
    viewport.picked.emit(None)
    assert window.document.live_chosen is None and window.lives.page.things() == []
    viewport.told.clear()
    viewport.sought.emit((key, 1))
    assert [name for name, *_ in viewport.told if name == "frame"]


def test_labels_are_switched_in_the_menu(window):
    (action,) = [a for a in window.actions_.menus["View"].actions() if "labels" in plain(a.text())]
    assert action.isChecked() and window.lives.labels.shown
    action.trigger()
    assert not action.isChecked() and not window.lives.labels.shown


def test_the_inspector_tells_what_live_layers_say_of_a_thing(window):
    document, wears = window.document, Saying("Meter", "Power", "3 kW", "5 s ago", "LIVE", "Air")
    window.lives._bound.told_of = lambda chosen: [wears]
    document.select_id("house")
    page = " ".join(window.table.inspector.page.toPlainText().split())
    assert "Power 3 kW" in page and "Meter LIVE · 5 s ago" in page
    assert "Power 3 kW" in window.table.overlay.tell(document.selection)
