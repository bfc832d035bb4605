from PySide6.QtWidgets import QLabel

from app.panels.fold import Fold


def test_a_heading_opens_and_closes_what_is_below_it(qtbot):
    fold = Fold("What was done", QLabel("much"), opened=False)
    qtbot.addWidget(fold)
    fold.show()
    assert fold.inside.isHidden() and fold.head.text() == "▸  WHAT WAS DONE"
    fold.say("14")
    fold.head.click()
    assert fold.inside.isVisible() and fold.head.text() == "▾  WHAT WAS DONE  14"
    assert fold.head.accessibleName() == "What was done 14"
