"""A planner weighs two plans: numbers, an assumption, the story, a merge, and the baseline."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dialogs.merging import Merging
from app.plan_layers import GHOSTS
from city.edits import read_edit
from city.project import Project
from tests.journeys.test_first_city import wait_settled

LONG = 120_000
AT = (91000, 435700)


def square(x, y, wide, deep):
    x, y = AT[0] + x, AT[1] + y
    return [[x, y], [x + wide, y], [x + wide, y + deep], [x, y + deep]]


def near(studio, wanted):
    """The ids of some buildings near the place where the plans are drawn."""
    view = studio.planning.view
    measured, origin = view.base.measured, view.base.frame.origin
    found = []
    for one in measured:
        objects = one.city.objects
        middle = one.boxes[:, :, :2].mean(1) + origin[:2] - AT
        away = (middle**2).sum(1)
        for row in away.argsort()[:400].tolist():
            house = objects.kind_of(row) == "Building" and objects.parent[row] < 0
            if house and 40 < away[row] ** 0.5 < 300:
                found.append((away[row], objects.ids[row]))
    return [ident for _, ident in sorted(found)[:wanted]]


def do(studio, verb, **said):
    assert studio.do(read_edit({"edit": verb, **said}))
    QApplication.processEvents()


def settle(window, qtbot):
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.studio.scenarios.counting.busy, timeout=LONG)
    wait_settled(window, qtbot)
    for _ in range(5):  # what is laid out anew takes a few turns
        QApplication.processEvents()


def test_plans(city, qtbot, journey):
    studio, window = city.studio, city
    planning, page = studio.planning, studio.scenarios.page
    old = near(studio, 6)
    do(studio, "build", footprint=square(0, 0, 40, 25), storeys=14, name="North tower")
    assert studio.scenarios.counting.busy
    journey(window, "the city is counted")
    do(studio, "build", footprint=square(-90, -60, 30, 30), storeys=9, use="office")
    do(studio, "demolish", objects=old[:2])
    do(studio, "raise", objects=old[2:3], storeys=2)
    do(studio, "lay", kind="park", outline=square(-50, 40, 60, 40))
    do(studio, "plant", places=[[AT[0] - 40 + 8 * k, AT[1] + 60] for k in range(6)])
    do(studio, "plot", outline=square(-110, -80, 200, 180), name="Plot A")
    settle(window, qtbot)
    assert window.bar.scenario.name == "Plan A"
    studio.scenarios.fly_to(old[2])
    settle(window, qtbot)
    journey(window, "plan A with its numbers")

    # explained, told in another vocabulary, for the plot alone
    page.numbers.unfold("dwellings")
    page.language.setCurrentIndex(page.language.findData("nl"))
    page.place.setCurrentIndex(1)
    assert page.place.currentText() == "Plot A"
    settle(window, qtbot)
    assert 0 < window.studio.scenarios.counting.numbers.values["far"] < 10
    journey(window, "the plot in Dutch words")
    page.place.setCurrentIndex(0)

    # an assumption slides and the numbers follow
    page.folds["assumptions"].head.click()
    before = window.studio.scenarios.counting.numbers.values["dwellings"]
    page.assumptions.sliders["dwelling_size"].setValue(30)
    assert window.studio.scenarios.counting.numbers.values["dwellings"] > before
    page.ensureWidgetVisible(page.assumptions.sliders["dwelling_size"])
    journey(window, "smaller dwellings")
    page.folds["assumptions"].head.click()

    # what was demolished, as ghosts
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert studio.layers.shown[GHOSTS]
    page.folds["rubble"].head.click()
    settle(window, qtbot)
    page.ensureWidgetVisible(page.rubble)
    journey(window, "what was demolished")

    # a branch, named at once
    studio.scenarios.branch.trigger()
    QTest.keyClicks(page.name, "Lower towers")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert planning.scenario.name == "Lower towers"
    do(studio, "raise", objects=old[2:3], storeys=1)
    do(studio, "demolish", objects=old[3:4])
    settle(window, qtbot)
    journey(window, "a branch")
    planning.turn_to(next(iter(planning.scenarios)))
    QApplication.processEvents()
    do(studio, "demolish", objects=old[2:3])

    # the story, and back in it
    page.folds["story"].inside.list.scrollToBottom()
    page.ensureWidgetVisible(page.story)
    planning.retracing.jump(4)
    settle(window, qtbot)
    journey(window, "back to an earlier step")
    planning.retracing.jump(len(planning.scenario.own))

    # the baseline while a key is held
    QTest.keyPress(window, Qt.Key.Key_V)
    settle(window, qtbot)
    assert window.bar.scenario.name == "Baseline"
    journey(window, "the baseline while V is held")
    QTest.keyRelease(window, Qt.Key.Key_V)
    assert window.bar.scenario.name == "Plan A"

    # the branch is brought in, with a conflict to decide
    other = planning.scenarios[list(planning.scenarios)[1]]
    studio.scenarios.ask_merge(other.ident)
    dialog = window.findChildren(Merging)[0]
    assert len(dialog.choices) == 1
    dialog.choices[0].setCurrentIndex(1)
    settle(window, qtbot)
    journey(dialog, "a conflict")
    journey(window, "as it would be")
    dialog.bring.click()
    assert [s.edit.verb for s in planning.scenario.own][-2:] == ["raise", "demolish"]
    studio.scenarios.new.trigger()
    page.name.clearFocus()
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert planning.active == ""
    settle(window, qtbot)
    journey(window, "back to the baseline")
    path = window.desk.scribe.project.path
    window.close_city()
    kept = Project.open(path, write=False)
    assert [s.name for s in kept.scenarios().values()] == ["Plan A", "Lower towers", "Plan B"]
    kept.close()
