import pytest

from app.dialogs.picture import MOST, PictureDialog, _file_name, _round_scale
from app.sheet import picture_size


@pytest.fixture
def dialog(qtbot):
    made = PictureDialog(None, "Station quarter", 0.5, plan=True)
    qtbot.addWidget(made)
    return made


def test_the_order_says_what_was_asked_for(dialog, tmp_path):
    dialog.paper.setCurrentIndex(dialog.paper.findData("A4"))
    dialog.dots.setCurrentIndex(dialog.dots.findData(300))
    dialog.scale.setValue(2500)
    dialog.legend.setChecked(False)
    order = dialog.order(tmp_path / "x.pdf")
    assert (order.title, order.paper, order.dpi) == ("Station quarter", "A4", 300)
    assert order.scale == 2500 and not order.legend


def test_what_would_take_too_long_is_drawn_coarser_and_said(dialog):
    dialog.paper.setCurrentIndex(dialog.paper.findData("A1"))
    dialog.dots.setCurrentIndex(dialog.dots.findData(300))
    columns, rows = picture_size("A1", dialog.dpi)
    assert 0.97 * MOST < columns * rows <= MOST * 1.01
    assert f"at {dialog.dpi} dots" in dialog.told.text()


def test_without_a_plan_there_is_no_scale(qtbot, tmp_path):
    dialog = PictureDialog(None, "x", 0.5, plan=False)
    qtbot.addWidget(dialog)
    assert not dialog.scale.isEnabled()
    assert dialog.order(tmp_path / "x.png").scale is None


@pytest.mark.parametrize(("exact", "usual"), [(1968, 2000), (2001, 2500), (480, 500), (12, 50)])
def test_scales_are_those_of_architects(exact, usual):
    assert _round_scale(exact) == usual


def test_a_title_becomes_a_file_name():
    assert _file_name("Plan A: 3/4 <new>") == "Plan A- 3-4 -new-"
    assert _file_name("///") != ""


def test_saving_emits_the_order(dialog, qtbot, tmp_path):
    with qtbot.waitSignal(dialog.wanted) as heard:
        dialog._save(tmp_path / "a.png")
    assert heard.args[0].path == tmp_path / "a.png"
