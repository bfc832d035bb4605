from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.history import MOST, History, Step


@given(st.lists(st.sampled_from(["do", "undo", "redo"])))
def test_it_agrees_with_a_plain_list(orders):
    """A list of all values ever current, and where we are in it."""
    document = Document()
    line, at = [()], 0
    for number, order in enumerate(orders):
        if order == "do":
            document.do(f"step {number}", notes=(number,))
            line = [*line[: at + 1], (number,)]
            at += 1
        elif order == "undo":
            document.undo()
            at = max(at - 1, 0)
        else:
            document.redo()
            at = min(at + 1, len(line) - 1)
        assert document.notes == line[at]
        assert bool(document.history.last) == (at > 0)
        assert bool(document.history.next) == (at < len(line) - 1)


def test_the_oldest_steps_are_forgotten():
    history = History()
    for number in range(MOST + 3):
        history.add(Step(str(number), {}, {}))
    steps = 0
    while history.back() is not None:
        steps += 1
    assert steps == MOST
    assert history.next == "3"


def test_one_step_may_change_several_things_and_says_which():
    document = Document()
    heard = []
    document.changed.connect(lambda change: heard.append(change.what))
    document.do("Move", notes=(1,), fixes=(2,))
    assert heard == ["notes", "fixes", "history"]
    document.undo()
    assert (document.notes, document.fixes) == ((), ())
    assert heard == ["notes", "fixes", "history"] * 2
    assert document.history.next == "Move"


def test_some_steps_can_count_as_undone_wherever_they_are():
    history = History()
    for words in ("build", "note", "raise"):
        history.add(Step(words, {}, {}))
    history.shift(True, lambda step: step.words != "note")
    assert history.last == "note" and history.next == "build"
    assert history.forth().words == "build" and history.next == "raise"
    history.shift(False, lambda step: step.words == "raise")
    assert history.last == "raise" and history.next == ""


def test_a_step_that_was_refused_waits_where_it_was():
    history = History()
    for words in ("build", "raise"):
        history.add(Step(words, {}, {}))
    history.back()
    history.refuse()
    assert history.last == "raise" and history.next == ""
    history.back()
    history.forth()
    history.refuse()
    assert history.last == "build" and history.next == "raise"


def test_a_step_of_an_earlier_session_is_the_next():
    history = History()
    history.recall(Step("build", {}, {}), behind=True)
    assert history.back().words == "build" and history.next == "build"
    history.recall(Step("raise", {}, {}), behind=False)
    assert history.forth().words == "raise" and history.next == "build"
