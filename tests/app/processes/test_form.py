"""A form made from the description of a process."""

import pytest

from app.process_inputs import Part
from app.processes.form import ProcessForm
from importers.processes.form import input_of
from tests.app.processes.windows import Areas

INPUTS = (
    input_of("plan", {"title": "Plan"}, {"format": "geojson-feature-collection"}),
    input_of(
        "depth",
        {"title": "Depth", "description": "Of the water."},
        {"type": "number", "maximum": 13, "x-ogc-unit": "m"},
    ),
    input_of("note", {"title": "Note", "minOccurs": 0}, {"type": "string", "maxLength": 5}),
)


@pytest.fixture
def form(qtbot):
    made = ProcessForm(INPUTS, Areas())
    qtbot.addWidget(made)
    made.show()
    return made


def line(form, key):
    return form.fields[key].widget.focusProxy() or form.fields[key].widget


def test_what_is_put_in_is_told_by_its_keys(form):
    line(form, "depth").setText("2.5")
    values, faults = form.values()
    assert values == {"plan": Part("scenario.geojson"), "depth": "2.5", "note": None}
    assert faults == {}


def test_a_wrong_value_is_said_beneath_its_field_at_once(form, qtbot):
    with qtbot.waitSignal(form.changed):
        line(form, "depth").setText("14")
    assert form.faults["depth"].text() == "⚠ Depth must be at most 13"
    assert form.faults["depth"].isVisible() and not form.faults["note"].isVisible()
    line(form, "depth").setText("deep")
    assert form.faults["depth"].text() == "⚠ Depth must be a number to 13 m"
    line(form, "depth").setText("")
    assert not form.faults["depth"].isVisible()  # that nothing is there is no reproach yet


def test_what_is_missing_is_said_once_it_is_asked(form, qtbot):
    line(form, "note").setText("too long")
    _, faults = form.values()
    assert faults.keys() == {"depth", "note"}
    label = form.show_faults(faults)
    assert label is form.faults["depth"] and "Depth is missing" in label.text()
    assert "at most 5 letters" in form.faults["note"].text()
    form.activateWindow()
    qtbot.waitUntil(line(form, "depth").hasFocus, timeout=5000)
    assert form.show_faults({}) is None and not label.isVisible()


def test_every_field_has_a_name_and_says_what_it_takes(form):
    for key, one in zip(form.fields, INPUTS, strict=True):
        assert form.fields[key].widget.accessibleName() == one.title
    said = form.fields["depth"].widget.accessibleDescription()
    assert said == "Of the water. A number to 13 m"


def test_no_long_word_makes_it_wider(qtbot):
    words = "W" * 2_000
    one = input_of("x", {"title": words, "description": words}, {"type": "string"})
    made = ProcessForm([one], Areas())
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() < 300


def test_without_any_input_there_is_nothing_to_say(qtbot):
    made = ProcessForm([], Areas())
    qtbot.addWidget(made)
    made.begin()
    assert made.values() == ({}, {})
