"""What a tool is set to: fields with the limits of its edits."""

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.panels.tool_options import ToolOptions
from app.sketch.kinds import BY_NAME, KINDS
from city.edits.parts import Choice, Number, Whole, Word


class Told:
    """Options on their own, and what they told."""

    def __init__(self, qtbot, kind):
        self.panel = ToolOptions()
        qtbot.addWidget(self.panel)
        self.kind = kind
        self.options = {one.name: one.default for one in kind.settings}
        self.told = []
        self.panel.changed.connect(self._set)
        self.panel.show_tool(kind, self.options)
        self.panel.show()

    def _set(self, name, value):
        self.told.append((name, value))
        self.options[name] = value
        self.panel.show_tool(self.kind, self.options)

    def box(self, name):
        field = self.panel.fields[name]
        found = field if isinstance(field, QDoubleSpinBox) else field.findChild(QDoubleSpinBox)
        assert found is not None
        return found

    def rows(self):
        QApplication.processEvents()
        return [name for name, field in self.panel.fields.items() if field.isVisible()]


@pytest.fixture
def told(qtbot):
    return lambda name: Told(qtbot, BY_NAME[name])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_fields_reach_as_far_as_the_edit_allows_and_no_farther(qtbot, kind):
    told = Told(qtbot, kind)
    assert told.told == []  # showing it says nothing
    for setting in kind.settings:
        part, field = setting.part, told.panel.fields[setting.name]
        if isinstance(part, (Number, Whole)):
            box = told.box(setting.name)
            box.setValue(1e9)
            assert told.options[setting.name] == part.high
            box.setValue(part.low)
            assert told.options[setting.name] == part.low
            box.setValue(-1e9)
            assert told.options[setting.name] == (None if setting.open else part.low)
            if setting.open:
                assert box.text() == setting.open
        elif isinstance(part, Choice):
            assert isinstance(field, QComboBox)
            assert [field.itemData(k) for k in range(field.count())] == list(part.words)
            for k, word in enumerate(part.words):
                field.setCurrentIndex(k)
                assert told.options[setting.name] == word
        else:
            assert isinstance(part, Word)
            line = field if isinstance(field, QLineEdit) else field.lineEdit()
            line.setText("")
            line.insert("x" * (part.most + 5))
            assert line.maxLength() == part.most
            told.panel.changed.emit(setting.name, line.text())
            assert part.read(told.options[setting.name]) == "x" * part.most


def test_a_slider_and_its_number_go_together(told):
    options = told("building")
    slider = options.panel.fields["storeys"].findChild(QSlider)
    slider.setValue(12)
    assert options.told == [("storeys", 12)] and options.box("storeys").value() == 12
    options.box("storeys").setValue(120)  # beyond the slider
    assert options.told[-1] == ("storeys", 120)
    assert slider.value() == slider.maximum() and options.box("storeys").value() == 120
    height = options.panel.fields["storey_height"].findChild(QSlider)
    height.setValue(45)
    assert options.told[-1] == ("storey_height", 4.5)


def test_centimetres_can_be_said(told):
    options = told("building")
    options.box("storey_height").setValue(2.85)
    assert options.told == [("storey_height", 2.85)]
    wall = told("wall")
    wall.box("width").setValue(0.05)
    assert wall.told == [("width", 0.05)]


def test_only_what_means_something_is_shown(told):
    options = told("building")
    assert "roof.slope" not in options.rows() and "name" in options.rows()
    options.panel.fields["roof.shape"].setCurrentIndex(
        options.panel.fields["roof.shape"].findData("hip")
    )
    assert {"roof.slope", "roof.direction"} <= set(options.rows())


def test_the_name_is_told_as_it_is_typed(told, qtbot):
    options = told("plot")
    qtbot.keyClicks(options.panel.fields["name"], "Plot 7")
    assert options.told[-1] == ("name", "Plot 7")
    assert options.panel.fields["name"].cursorPosition() == 6


def test_the_grid_is_one_for_all_tools_that_draw(told):
    options = told("building")
    heard = []
    options.panel.gridded.connect(heard.append)
    options.panel.grid.setCurrentIndex(options.panel.grid.findData(0.5))
    assert heard == [0.5]
    options.panel.show_tool(
        BY_NAME["street"], {s.name: s.default for s in BY_NAME["street"].settings}
    )
    QApplication.processEvents()
    assert options.panel.grid.isVisible() and options.panel.grid.currentData() == 0.5
    options.panel.show_tool(BY_NAME["demolish"], {})
    QApplication.processEvents()
    assert not options.panel.grid.isVisible()
    options.panel.show_tool(None, {})
    assert not options.panel.isVisible()


def test_the_tool_is_named_with_its_use(told):
    options = told("park")
    assert options.panel.title.text() == "Lay out a park"
    assert options.panel.hint.text() == BY_NAME["park"].hint


def test_what_is_offered_is_not_cut_off(told, qapp):
    theme.apply(qapp, "light")
    box = told("building").panel.fields["use"]
    QApplication.processEvents()
    line = box.lineEdit()
    assert line.sizeHint().height() <= box.sizeHint().height() - 6  # the frame of the list


@pytest.mark.parametrize("name", ["building", "street"])
def test_tab_goes_from_field_to_field(qtbot, name):
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    first, panel, last = QLineEdit(), ToolOptions(), QLineEdit()
    for part in (first, panel, last):
        column.addWidget(part)
    for kind in (BY_NAME["tree"], BY_NAME[name]):  # another tool before it
        panel.show_tool(kind, {one.name: one.default for one in kind.settings})
    holder.show()
    seen = [first]
    while seen[-1] is not last:
        seen.append(seen[-1].nextInFocusChain())
    fields = [panel.fields[one.name] for one in BY_NAME[name].settings]
    shown = [one.focusProxy() or one for one in (*fields, panel.grid) if one.isVisible()]
    assert len(shown) > 3 and [one for one in seen if one in shown] == shown
