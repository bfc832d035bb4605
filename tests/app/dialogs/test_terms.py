"""Whose a layer is can be said; what was agreed can only be read."""

from app.dialogs.terms import TermsDialog, policy_words
from city.terms import Terms

AGREED = Terms("CC BY 4.0", "City", "urn:agreement:1", "did:web:city",
               ("You may use it.", "You must not pass it on."), export=False)  # fmt: skip


def test_a_person_says_licence_and_owner(qtbot):
    dialog = TermsDialog(None, "Air", Terms(licence="old"))
    qtbot.addWidget(dialog)
    dialog.attribution.setText("  City of   Brussels ")
    dialog.licence.setText("CC BY 4.0")
    with qtbot.waitSignal(dialog.said) as heard:
        dialog.buttons.accepted.emit()
    assert heard.args == [Terms("CC BY 4.0", "City of Brussels")]


def test_an_agreement_is_shown_and_not_changed(qtbot):
    dialog = TermsDialog(None, "Air\u202e", AGREED)
    qtbot.addWidget(dialog)
    assert dialog.licence.isReadOnly() and dialog.attribution.isReadOnly()
    assert dialog.buttons.button(dialog.buttons.StandardButton.Ok) is None
    assert "\u202e" not in dialog.windowTitle()
    told = dialog.policy.toPlainText()
    assert told == policy_words(AGREED) and "•  You must not pass it on." in told
    assert "neither exported nor recorded" in told
