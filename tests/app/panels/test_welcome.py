import pytest
from PySide6.QtCore import Qt

from app.panels.welcome import LOWEST, PICTURE, Welcome


def test_every_way_in_is_a_click(qtbot):
    page = Welcome(["/data/old.gml"], sample=True)
    qtbot.addWidget(page)
    page.show()
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(page.open):
        qtbot.mouseClick(page.open_button, left)
    with qtbot.waitSignal(page.open_folder):
        qtbot.mouseClick(page.folder_button, left)
    with qtbot.waitSignal(page.sample):
        qtbot.mouseClick(page.sample_button, left)
    assert page.recent_buttons[0].text() == "old.gml"
    with qtbot.waitSignal(page.recent) as heard:
        qtbot.mouseClick(page.recent_buttons[0], left)
    assert heard.args == ["/data/old.gml"]


def test_without_a_sample_city_none_is_offered(qtbot):
    page = Welcome([], sample=False)
    qtbot.addWidget(page)
    page.show()
    assert not page.sample_button.isVisible()


def test_the_sample_city_is_shown_after_the_first_paint(qtbot):
    page = Welcome([], sample=True)
    qtbot.addWidget(page)
    assert page.picture.pixmap().isNull()
    page.show()
    qtbot.waitUntil(lambda: not page.picture.pixmap().isNull())
    ratio = page.devicePixelRatioF()
    assert page.picture.pixmap().width() == round(PICTURE.width() * ratio)


def test_on_a_low_screen_the_picture_is_smaller_and_everything_in_sight(qtbot):
    page = Welcome([f"/data/{k}.gml" for k in range(5)], sample=True)
    qtbot.addWidget(page)
    page.resize(1200, 1000)
    page.show()
    assert page.picture.size() == PICTURE
    page.resize(1200, 700)
    assert LOWEST <= page.picture.height() < PICTURE.height()
    assert page.picture.width() / page.picture.height() == pytest.approx(16 / 9, rel=0.01)
    assert not page.verticalScrollBar().isVisible()
    page.resize(800, 400)
    assert page.verticalScrollBar().isVisible()
