"""Steps of the table that can be undone."""

from app.document import Document


def test_a_step_is_taken_back_and_done_again():
    document, heard = Document(), []
    document.changed.connect(lambda change: heard.append(change.what))
    document.do("a note", notes=("one",))
    assert document.notes == ("one",) and heard == ["notes", "history"]
    document.undo()
    assert document.notes == ()
    document.redo()
    assert document.notes == ("one",)
    document.undo()
    document.undo()  # of nothing
    assert document.notes == ()


def test_what_a_project_holds_cannot_be_undone():
    document = Document()
    document.do("a note", notes=("one",))
    document.remember(("view",), ("two",), (), ())
    assert (document.views, document.notes) == (("view",), ("two",))
    document.undo()
    assert document.notes == ("two",)
