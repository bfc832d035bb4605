import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.dialogs.merging import MOST, Merging
from city.scenario import Scenario, Step, branch, merge
from tests.app.planned import edit, house


def step(ident, made):
    return Step(ident, made)


@pytest.fixture
def shown(qtbot):
    """A dialog for two plans that want different things of one house, and of a tower."""
    first = Scenario("a", "Plan A").done(step("0", house(id="new")))
    other = branch(first, "b", "Plan B").done(
        step("1", edit("raise", objects=["house"], storeys=1)),
        step("2", edit("demolish", objects=["tower"])),
        step("3", house(240)),
    )
    mine = first.done(
        step("4", edit("demolish", objects=["house"])),
        step("5", edit("raise", objects=["tower"], storeys=2)),
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Merging(parent, merge(mine, other), other, lambda ident: f"Building {ident}")
    dialog.show()
    yield dialog
    parent.hide()


def text(dialog):
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_conflicts_are_told_in_words(shown):
    words = text(shown)
    assert "3 edits of Plan B would come into Plan A." in words
    assert "different things of 2 objects" in words
    assert (
        "Building house\nPlan A: demolished 1 object\nPlan B: raised 1 building by 1 storey"
        in words
    )


def test_each_is_decided_and_seen_at_once(shown, qtbot):
    seen, flown = [], []
    shown.looked.connect(seen.append)
    shown.flown.connect(flown.append)
    shown.choices[1].setCurrentIndex(1)
    assert shown.takes() == ["ours", "theirs"] and flown == ["tower"]
    verbs = [step.edit.verb for step in seen[0].steps]
    assert verbs == ["build", "demolish", "demolish", "build"]
    with qtbot.waitSignal(shown.decided) as decided:
        shown.bring.click()
    assert decided.args == [["ours", "theirs"]]


def test_all_are_decided_alike(shown, qtbot):
    shown.all.setCurrentIndex(2)
    shown.all.activated.emit(2)
    assert shown.takes() == ["both", "both"]
    with qtbot.waitSignal(shown.looked) as looked:
        shown.reject()
    assert looked.args == [None]  # the picture shows the plan again


def test_a_plan_that_brings_nothing_says_so(qtbot):
    first = Scenario("a", "Plan A").done(step("0", house()))
    other = branch(first, "b", "Plan B")
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Merging(parent, merge(first, other), other, str)
    assert "is in Plan A already" in text(dialog) and not dialog.bring.isEnabled()
    other = other.done(step("1", house(230)))
    dialog = Merging(parent, merge(first, other), other, str)
    assert "Nothing in them contradicts" in text(dialog) and dialog.bring.isEnabled()


def test_very_many_conflicts_are_decided_as_the_last_one(qtbot):
    objects = [f"h{k}" for k in range(MOST + 3)]
    first = Scenario("a", "A")
    steps = [step(f"d{k}", edit("demolish", objects=[o])) for k, o in enumerate(objects)]
    others = [step(f"r{k}", edit("raise", objects=[o], storeys=1)) for k, o in enumerate(objects)]
    mine, theirs = first.done(*steps), branch(first, "b", "B").done(*others)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Merging(parent, merge(mine, theirs), theirs, str)
    assert len(dialog.choices) == MOST
    dialog.choices[-1].setCurrentIndex(1)
    assert dialog.takes()[-4:] == ["theirs"] * 4 and dialog.takes()[0] == "ours"
