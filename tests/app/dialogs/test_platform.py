"""Connecting to a platform: an address is asked, what is there is offered, and one is chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from app.dialogs.platform import PlatformDialog
from app.document import Document
from app.live.feeds import Feeds
from app.live.layer import Source
from importers.live.recording import Recorder
from tests.app.live.test_link import stations
from tests.city.test_series import PM, readings
from tests.live_platform import serving


@pytest.fixture
def platform():
    with serving() as made:
        made.answers["/air"] = stations(10, 20)
        yield made


@pytest.fixture
def feeds(qtbot):
    made = Feeds(Document())
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot, feeds, platform):
    made = PlatformDialog(None, feeds, [f"{platform.address}/air", "https://other.example"])
    made.taken = []
    made.chosen.connect(lambda source, link: made.taken.append((source, link)))
    made.open()
    yield made
    if isValid(made):
        made.reject()


def ask(dialog, qtbot, address):
    dialog.address.setText(address)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    if dialog._task is not None:
        qtbot.waitUntil(lambda: dialog._task is None, timeout=5000)


def offered(dialog):
    return [dialog.offers.item(k).text() for k in range(dialog.offers.count())]


def test_what_an_address_offers_is_told_and_one_is_chosen(dialog, qtbot, platform, feeds):
    assert not dialog.take.isEnabled() and not dialog.offers.isVisibleTo(dialog)
    ask(dialog, qtbot, f"  {platform.address}/air ")
    assert "speaks GeoJSON and offers 1 quantity" in dialog.words.text()
    assert offered(dialog) == ["Fine particles (PM2.5) (µg/m³)    2 things"]
    assert not dialog.waiting.isVisibleTo(dialog) and dialog.take.isEnabled()
    taken = dialog.taken
    qtbot.keyClick(dialog.offers, Qt.Key.Key_Return)
    ((source, link),) = taken
    assert (source.address, source.shown) == (f"{platform.address}/air", "pm25")
    assert link.standard == "GeoJSON" and link._feed is not None  # it is open still
    link.close()


def test_nothing_at_all_is_no_address(dialog, qtbot, platform):
    ask(dialog, qtbot, "   ")
    assert platform.asked == [] and dialog._task is None


def test_a_fault_is_told_and_can_be_mended(dialog, qtbot, platform):
    platform.answers["/air"] = b"<html></html>"
    ask(dialog, qtbot, f"{platform.address}/air")
    assert "page for people" in dialog.words.text() and not dialog.take.isEnabled()
    platform.answers["/air"] = stations(1)
    qtbot.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.take.isEnabled, timeout=5000)


def test_nobody_listens_there(dialog, qtbot, platform):
    ask(dialog, qtbot, "http://127.0.0.1:9/air")
    assert "127.0.0.1" in dialog.words.text() and not dialog.take.isEnabled()


@pytest.mark.parametrize("address", ["/no/such/file.csv", "x" * 5000, "https://[", "a\x00b"])
def test_what_is_no_address_is_told(dialog, qtbot, address):
    ask(dialog, qtbot, address)
    assert dialog.words.text() and not dialog.take.isEnabled()
    assert dialog.taken == []


def test_another_address_takes_back_what_was_found(dialog, qtbot, platform):
    ask(dialog, qtbot, f"{platform.address}/air")
    link = dialog.link
    qtbot.keyClicks(dialog.address, "/other")
    assert dialog.link is None and link._feed is None
    assert not dialog.take.isEnabled() and dialog.offers.count() == 0


def test_closed_while_asking_it_lets_go(dialog, qtbot, platform, feeds):
    platform.answers["/slow"] = lambda handler: platform.released.wait(5)
    dialog.address.setText(f"{platform.address}/slow")
    dialog.ask()
    assert dialog.waiting.isVisibleTo(dialog) and dialog.words.text() == "Asking what is there…"
    taken = dialog.taken
    qtbot.waitUntil(lambda: platform.asked != [], timeout=5000)
    dialog.reject()
    platform.released.set()
    qtbot.waitUntil(lambda: not feeds.tasks.running, timeout=5000)
    assert taken == []


def test_a_recording_is_chosen_at_once(dialog, qtbot, tmp_path):
    path = tmp_path / "air.ndjson"
    with Recorder(path, "air") as recorder:
        recorder.write(readings([("a", PM, 0, 1.0)]))
    taken = dialog.taken
    dialog._take_file(str(path))
    assert taken == [(Source(str(path)), None)]


def test_a_file_is_chosen_by_hand(dialog, qtbot, tmp_path):
    dialog.file.click()
    (asking,) = dialog.findChildren(QFileDialog)
    asking.reject()
    path = tmp_path / "air.csv"
    path.write_text("id,lon,lat,pm25\na,4.4,51.9,5\n")
    dialog._take_file(str(path))
    qtbot.waitUntil(dialog.take.isEnabled, timeout=5000)
    assert offered(dialog) == ["Fine particles (PM2.5) (µg/m³)    1 thing"]


def test_what_was_connected_to_before_is_one_key_away(dialog, qtbot):
    assert [dialog.before.item(k).text() for k in range(2)][1] == "https://other.example"
    dialog.before.setCurrentRow(0)
    dialog.before.setFocus()
    qtbot.keyClick(dialog.before, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.take.isEnabled, timeout=5000)


def test_with_nothing_before_there_is_no_list(qtbot, feeds):
    made = PlatformDialog(None, feeds, [])
    assert not made.before.isVisibleTo(made)
    made.reject()


def test_a_platform_that_offers_nothing_now_can_be_shown(dialog, qtbot, platform):
    platform.answers["/air"] = {"type": "FeatureCollection", "features": []}
    ask(dialog, qtbot, f"{platform.address}/air")
    assert "nothing is offered now" in dialog.words.text()
    taken = dialog.taken
    dialog.take.click()
    assert taken[0][0].shown == ""
    taken[0][1].close()


def test_hostile_words_are_plain_text(dialog, qtbot, platform):
    page = stations(10)
    page["features"][0]["properties"] = {"<img src=x>\u202e&": 3, "a" * 100_000: 4}
    platform.answers["/air"] = page
    ask(dialog, qtbot, f"{platform.address}/air")
    assert dialog.words.textFormat() == Qt.TextFormat.PlainText
    assert any(r"<img src=x>\u202e&" in line for line in offered(dialog))
    assert max(map(len, offered(dialog))) < 300
    assert dialog.minimumSizeHint().width() < 700


def test_a_long_word_of_a_fault_does_not_make_it_wider(dialog):
    narrow = dialog.minimumSizeHint().width()
    dialog.words.setText("W" * 400)
    assert dialog.minimumSizeHint().width() == narrow


def test_everything_has_a_name_for_those_who_listen(dialog):
    for part in (dialog.address, dialog.before, dialog.waiting, dialog.offers):
        assert part.accessibleName()
    assert dialog.take.text() and dialog.look.text() and dialog.file.text()


def test_each_quantity_is_offered_once_and_places_that_change_as_one():
    from app.dialogs.platform import offered
    from city.series import Measurand
    from city.tracks import HEADING, LATITUDE, LONGITUDE
    from importers.live.feed import Offer

    offers = [Offer(LONGITUDE, 25), Offer(LATITUDE, 25), Offer(HEADING, 20)]
    offers += [Offer(Measurand("pm25", "µg/m³"), 3), Offer(Measurand("PM2.5", "mg/m³"), 2)]
    offers.append(Offer(Measurand("zorbs"), 1))
    assert offered(offers) == [
        ("Where they are now    25 on the move", ""),
        ("Fine particles (PM2.5) (µg/m³)    5 things", "pm25"),
        ("zorbs    1 thing", "zorbs"),
    ]
    assert offered([]) == []


def test_the_timetable_of_vehicles_is_asked_for_where_they_speak_gtfs(dialog, qtbot, platform):
    from google.transit import gtfs_realtime_pb2

    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    feed.header.timestamp = 1_780_000_000
    one = feed.entity.add(id="1")
    one.vehicle.vehicle.id, one.vehicle.timestamp = "bus", 1_780_000_000
    one.vehicle.position.latitude, one.vehicle.position.longitude = 51.91, 4.47
    platform.answers["/vehicles.pb"] = feed.SerializeToString()
    dialog.show()
    dialog.address.setText(f"{platform.address}/vehicles.pb")
    dialog.ask()
    qtbot.waitUntil(lambda: dialog.link is not None, timeout=5000)
    assert dialog.timetable.isVisible() and dialog.offers.count() == 1
    dialog.timetable.setText(" https://example.org/gtfs.zip ")
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.take.click()
    source, link = told.args
    assert source.timetable == "https://example.org/gtfs.zip" and link is None
