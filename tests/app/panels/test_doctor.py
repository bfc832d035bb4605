import pytest
from PySide6.QtCore import Qt

from app.panels.doctor import SHOWN, Doctor
from city.finding import Finding
from tests.app.standin import town_document

FINDINGS = [
    Finding("error", "POLYGON_LOST", "house", "a wall has two points only; left out"),
    Finding("warning", "NOT_PLANAR", "podium", "a roof is 3 cm out of plane"),
    Finding("warning", "NOT_PLANAR", "shaft", "a roof is 4 cm out of plane"),
    Finding("note", "CRS_GUESSED", "", "the file names RD New twice"),
]


@pytest.fixture
def doctor(qtbot):
    made = Doctor(town_document(FINDINGS))
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


def lines(doctor):
    found = []

    def walk(item, depth):
        found.append((depth, item.text(0)))
        for k in range(item.childCount()):
            walk(item.child(k), depth + 1)

    for k in range(doctor.tree.topLevelItemCount()):
        walk(doctor.tree.topLevelItem(k), 0)
    return found


def test_findings_stand_under_their_severity_and_kind(doctor):
    assert doctor.summary.text() == "4 findings"
    assert lines(doctor)[:5] == [
        (0, "Lost"),
        (1, "Polygon lost · 1"),
        (2, "a wall has two points only; left out\nhouse"),
        (0, "Repaired or doubtful"),
        (1, "Not planar · 2"),
    ]


def test_a_search_leaves_what_matches(doctor, qtbot):
    doctor.search.setText("SHAFT")
    qtbot.waitUntil(lambda: doctor.summary.text() == "1 finding")
    doctor.search.setText("nothing like it")
    qtbot.waitUntil(lambda: "No finding" in doctor.summary.text())
    assert doctor.search.isVisible()


def test_a_click_tells_the_object(doctor, qtbot):
    item = doctor.tree.topLevelItem(0).child(0).child(0)
    place = doctor.tree.visualItemRect(item).center()
    with qtbot.waitSignal(doctor.chosen) as heard:
        qtbot.mouseClick(doctor.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["house"]


def test_good_data_is_said_to_be_good(qtbot):
    made = Doctor(town_document())
    qtbot.addWidget(made)
    assert made.summary.text() == "The data is in good health"


def test_of_very_many_the_rest_is_counted(qtbot):
    many = [Finding("warning", "ODD", f"b{k}", f"number {k}") for k in range(SHOWN + 7)]
    made = Doctor(town_document(many))
    qtbot.addWidget(made)
    assert made.summary.text() == "507 findings"
    assert lines(made)[-1] == (2, "and 7 more: search to narrow")


def test_long_findings_are_read_in_full(qtbot):
    words = "the ring of a wall touches itself in several places and was cut there " * 3
    made = Doctor(town_document([Finding("error", "RING", "house", words)]))
    qtbot.addWidget(made)
    made.resize(280, 500)
    made.show()
    item = made.tree.topLevelItem(0).child(0).child(0)
    tall = made.tree.visualItemRect(item).height()
    assert tall >= 8 * made.fontMetrics().height()
    made.resize(900, 500)
    qtbot.waitUntil(lambda: made.tree.visualItemRect(item).height() < tall / 2)
