"""A job says how far it is, not too often, and stops when asked."""

import pytest

from city.progress import Cancelled, Progress


def heard(steps):
    said = []
    progress = Progress(lambda *report: said.append(report))
    for step in steps:
        progress.report(*step)
    return said


def test_the_last_word_always_gets_through():
    said = heard([(k, 1000, "Building") for k in range(1001)])
    assert said[0] == (0, 1000, "Building") and said[-1] == (1000, 1000, "Building")
    assert len(said) < 100  # 20 a second, and this takes no second


def test_a_new_note_gets_through():
    said = heard([(0, 10, "Reading"), (1, 10, "Reading"), (2, 10, "Sorting")])
    assert said == [(0, 10, "Reading"), (2, 10, "Sorting")]


def test_an_unknown_total_is_never_the_last_word():
    assert heard([(0, 0, ""), (1, 0, ""), (2, 0, "")]) == [(0, 0, "")]


def test_it_is_heard_again_after_a_while(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("city.progress.monotonic", lambda: now[0])
    said = []
    progress = Progress(lambda *report: said.append(report[0]))
    for step in range(10):
        now[0] = step * 0.02
        progress.report(step, 100)
    assert said == [0, 3, 6, 9]


def test_cancel_stops_the_next_report_and_check():
    progress = Progress()
    progress.report(1, 2)
    progress.check()
    assert not progress.cancelled
    progress.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.check()
    with pytest.raises(Cancelled):
        progress.report(2, 2)


def test_nobody_mistakes_it_for_a_fault():
    assert not issubclass(Cancelled, Exception)
