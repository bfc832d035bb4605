"""What a file of results does not say is asked for in the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from app.dialogs.needs import NeedsDialog, wrong_with
from app.simulated.taken import NOTHING
from importers.simulated import Need, NeedsMore

NEEDS = (Need("crs", found="x from 0 to 1"), Need("unit", "h"), Need("start"))


@pytest.fixture
def dialog(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    around.show()
    made = NeedsDialog(around, NeedsMore(Path("/x/flood.nc"), NEEDS), NOTHING)
    made.show()
    yield made
    around.close()


def test_each_thing_has_a_field_that_is_named(dialog):
    names = [field.accessibleName() for field in dialog.fields]
    assert names == ["Coordinate system", "Unit of h", "When it begins (UTC)"]


def test_answers_are_handed_on_together(dialog, qtbot):
    for field, answer in zip(dialog.fields, ("EPSG:28992", "m", "2026-07-14T00:00Z"), strict=True):
        field.setText(answer)
    with qtbot.waitSignal(dialog.said) as heard:
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    (said,) = heard.args
    assert (said.crs, said.units, said.start) == ("EPSG:28992", (("h", "m"),), "2026-07-14T00:00Z")


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        (("", "m", "2026-01-01"), 0, "say it, or cancel"),
        (("EPSG:5", "m", "2026-01-01"), 0, "Coordinate system"),
        (("local", "m", "soon"), 2, "When it begins"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_read(dialog, answers, field, words):
    heard = []
    dialog.said.connect(heard.append)
    for one, answer in zip(dialog.fields, answers, strict=True):
        one.setText(answer)
    dialog.take()
    assert not heard and dialog.wrong.isVisible() and words in dialog.wrong.text()
    assert dialog.isVisible() and dialog.focusWidget() in (dialog.fields[field], None)


def test_a_network_must_be_there(tmp_path, qtbot):
    assert "there is no file" in wrong_with(Need("network"), str(tmp_path / "net.xml"))
    (tmp_path / "net.xml").touch()
    assert wrong_with(Need("network"), str(tmp_path / "net.xml")) == ""
    asked = NeedsMore(Path("/x/flow.xml"), (Need("network"), Need("column", "id", "a, b")))
    dialog = NeedsDialog(None, asked, NOTHING)
    qtbot.addWidget(dialog)
    assert len(dialog.findChildren(QLineEdit)) == 2
