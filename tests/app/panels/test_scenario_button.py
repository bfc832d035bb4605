from PySide6.QtWidgets import QMenu

from app import theme
from app.panels.scenario_button import LONGEST, ScenarioButton


def test_the_button_names_the_plan_in_the_colour_of_what_is_chosen(qtbot):
    button = ScenarioButton(QMenu())
    qtbot.addWidget(button)
    button.show_name("Plan A")
    button.resize(button.sizeHint())
    assert button.accessibleName() == "Scenario: Plan A"
    picture = button.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width() // 2, picture.width())
        for y in range(picture.height())
    }
    assert theme.LIGHT.accent in colours


def test_a_long_name_is_shortened_and_told_in_full_by_the_mouse(qtbot):
    button = ScenarioButton(QMenu())
    qtbot.addWidget(button)
    button.show_name("A plan with a very long name, as councils like them, second version")
    assert button.sizeHint().width() < LONGEST + 120
    assert "second version" in button.toolTip()
    assert button.minimumSizeHint().width() < button.sizeHint().width() - 120


def test_in_little_room_the_name_stays_without_the_word_before_it(qtbot):
    button = ScenarioButton(QMenu())
    qtbot.addWidget(button)
    button.show_name("Plan A")
    button.resize(button.minimumSizeHint())
    picture = button.grab().toImage()
    inked = [
        picture.pixelColor(x, y).name() == theme.LIGHT.accent
        for x in range(picture.width())
        for y in range(picture.height())
    ]
    assert sum(inked) > 10
