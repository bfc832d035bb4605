import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.on_the_table import Selection
from app.settings import Settings
from app.table import Table
from app.window import COMPILED, HEAVY, Window
from city.cutaway import KINDS
from tests.app.command_line import HOUSE
from tests.app.standin import StandIn, town_opened
from tests.shared import DATA, needs_data

DELFT = DATA / "demo-delft" / "delft_3dfier.city.json"


@pytest.fixture
def window(qtbot):
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def drop(window, *paths, keys=Qt.KeyboardModifier.NoModifier):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    window.dropEvent(QDropEvent(QPointF(50, 50), action, data, button, keys))


def test_it_begins_with_the_welcome_page_and_only_what_makes_sense(window):
    assert window.welcome.isVisible()
    assert window.actions_.open.isEnabled()
    assert not window.actions_.home.isEnabled()


def test_heavy_modules_come_after_the_first_painting(window, qtbot):
    with qtbot.waitSignal(window.ready, timeout=20000):
        assert window.table is None
    assert window.welcome.isVisible()


def test_a_worker_loads_what_is_compiled_while_a_city_is_chosen(window, qtbot, monkeypatch):
    loaded = {}
    here = threading.main_thread()

    def load(name):
        loaded[name] = threading.current_thread() is here

    monkeypatch.setattr("app.window.import_module", load)
    qtbot.waitUntil(lambda: COMPILED in loaded, timeout=20000)
    assert loaded == {**dict.fromkeys(HEAVY, True), COMPILED: False}


def test_one_that_is_closed_before_it_is_furnished_stays_empty(window, qtbot):
    qtbot.waitUntil(lambda: window._painted)
    window.close()
    qtbot.wait(100)
    assert window.table is None


def test_what_cannot_be_read_is_said_in_one_line(window, qtbot, tmp_path):
    (tmp_path / "empty.gml").touch()
    drop(window, tmp_path / "empty.gml")
    qtbot.waitUntil(window.notice.isVisible, timeout=20000)
    assert window.notice.text.text().startswith("empty.gml: the file is empty")
    assert window.welcome.isVisible()


def test_a_city_of_which_something_is_lost_says_so_and_where_it_is_told(window, qtbot, tmp_path):
    (tmp_path / "cut.gml").write_text(HOUSE.replace("</CityModel>\n", ""), encoding="utf-8")
    drop(window, tmp_path / "cut.gml")
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=20000)
    assert window.notice.text.text() == "cut.gml: 1 error, so not all of it is there."
    QTest.mouseClick(window.notice.way, Qt.MouseButton.LeftButton)
    assert window.table.side.page == "doctor"
    (tmp_path / "house.gml").write_text(HOUSE, encoding="utf-8")
    drop(window, tmp_path / "house.gml")
    qtbot.waitUntil(lambda: window.document.title == "house.gml", timeout=20000)
    assert window.notice.isHidden()


@needs_data
def test_a_dropped_city_opens_and_a_second_one_with_shift_beside_it(window, qtbot):
    drop(window, DELFT)
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=20000)
    assert window.table.isVisible()
    assert window.bar.name.text() == "delft_3dfier.city.json ▾"
    assert window.settings.recent == [str(DELFT)]
    drop(window, DELFT, keys=Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(window.document.opened) == 2, timeout=20000)
    window.close_city()
    assert window.welcome.isVisible()


@needs_data
def test_a_survey_without_a_system_asks_and_goes_on(window, qtbot):
    window.open_paths([DATA / "demo-delft" / "ahn3_cropped_2.laz"])
    dialogs = []

    def asked():
        from app.dialogs.crs import CrsDialog

        dialogs[:] = window.findChildren(CrsDialog)
        return bool(dialogs)

    qtbot.waitUntil(asked, timeout=20000)
    dialogs[0].chosen.emit("EPSG:28992+5709")
    dialogs[0].reject()
    qtbot.waitUntil(lambda: bool(window.document.opened), timeout=20000)
    assert window.document.frame.horizontal == "EPSG:28992"


def test_a_new_wish_replaces_the_one_under_way(window, qtbot, monkeypatch):
    import app.opening

    monkeypatch.setattr(app.opening, "open_sources", for_ever)
    first = window.open_paths(["a.gml"])
    second = window.open_paths(["b.gml"])
    qtbot.waitUntil(lambda: window.tasks.running == [second], timeout=1500)
    assert first.progress.cancelled
    second.cancel()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=1500)


def test_closing_while_something_opens_is_quick_and_clean(window, qtbot, monkeypatch):
    import app.opening

    monkeypatch.setattr(app.opening, "open_sources", for_ever)
    window.open_paths(["a.gml"])
    qtbot.wait(50)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 1


def for_ever(paths, options, progress):
    while True:
        progress.report(0, 0, "thinking")
        time.sleep(0.01)


def test_open_and_add_ask_for_files_without_blocking(window, qtbot):
    window.actions_.open.trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[0]
    assert "CityGML" not in dialog.nameFilters()[0]
    assert "*.gml" in dialog.nameFilters()[0]
    dialog.reject()


def clear(window):
    """Whether all that is shown below the city has its place there, and nothing lies on another."""
    shown = [window.table.below.itemAt(k).widget() for k in range(window.table.below.count())]
    boxes = [part.geometry() for part in shown if part.isVisible()]
    room = shown[0].parentWidget().rect()
    apart = not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
    return apart and all(room.contains(box) for box in boxes)


@pytest.mark.parametrize(
    ("worn", "size"),
    [("light", (940, 500)), ("dark", (940, 500)), ("projector", (1280, 720))],
)
def test_it_fits_a_small_screen_whatever_is_shown(window, qtbot, worn, size):
    window.wear(worn)
    assert window.minimumSizeHint().height() <= size[1]
    table = window._lay_table()
    table.viewport.setMinimumSize(200, 80)  # as the picture of the city has it
    qtbot.wait(20)  # until all has been laid out once
    window.document.lay(town_opened("a-town-whose-file-has-quite-a-long-name.city.json"), add=False)

    def fits(state):
        least = window.minimumSize
        qtbot.waitUntil(lambda: least().width() <= size[0] and least().height() <= size[1])
        window.resize(*size)
        qtbot.wait(20)
        assert (window.width(), window.height()) == size, state
        qtbot.waitUntil(lambda: clear(window))

    qtbot.wait(20)
    fits("city")
    for _ in range(2):  # the bars below a wide city are lower, and high again below a narrow one
        window.actions_.layer_list.trigger()
        window.actions_.side_panel.trigger()
        qtbot.wait(20)
        fits("folded or not")
        bar = window.table.time_bar
        qtbot.waitUntil(lambda bar=bar: bar.height() == bar.minimumSizeHint().height())
    window.studio.planning.add("A plan with a name that is rather long")
    window.notice.say("Something is to be said that takes more than one line " * 2)
    for page in (*table.side.tabs, *table.side.others):
        window.turn_to(page)
        fits(page)
    table.time_bar.live.show()
    fits("live")
    table.questions.ask.table.click()
    fits("table")
    table.questions.ask.table.click()
    window.studio.board.show()
    fits("board")
    window.studio.board.close()
    table.cut_here()
    for kind in KINDS:
        window.document.cut(replace(window.document.cutaway, kind=kind))
        fits(kind)
    assert table.layers.width() >= table.layers.minimumSizeHint().width() > 150


def test_layer_list_and_side_panel_fold_away_for_the_city(window, qtbot):
    table = window._lay_table()
    window.document.lay(town_opened(), add=False)
    qtbot.wait(1)
    wide = table.viewport.width()
    window.turn_to("style")
    table.side.setFocus()
    window.actions_.side_panel.trigger()
    window.actions_.layer_list.trigger()
    qtbot.waitUntil(lambda: table.viewport.width() > wide + 500)
    assert not table.layers.isVisible() and not table.side.isVisible()
    assert {table.layers, table.side}.isdisjoint(table.panels())
    window.document.select(Selection("1/Buildings", window.document.cities()[0], 0))
    assert not table.side.isVisible()  # a click in the city leaves it as wide
    window.turn_to("style")
    assert table.side.isVisible() and window.actions_.side_panel.isChecked()
    window.actions_.layer_list.trigger()
    assert table.layers.isVisible()


def test_nothing_of_a_closed_window_stays(qapp):
    before = set(qapp.topLevelWidgets())
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    made._lay_table()
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert set(qapp.topLevelWidgets()) <= before
