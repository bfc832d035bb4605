"""Worker processes: their results come in order, whatever becomes of the workers."""

from __future__ import annotations

import os
import time
from functools import partial

import pytest

from city.progress import Progress
from importers import crew
from tests.shared import cancelled

PARENT = os.getpid()
LARGE = crew.LARGE


def squares():
    return lambda part: (part * part, os.getpid())


def slow_at_first():
    return lambda part: time.sleep(0.3 if part == 0 else 0) or part


def dying():
    def read(part):
        if os.getpid() != PARENT and part % 3 == 2:
            os._exit(1)
        return part * part, 0

    return read


def stumbling():
    def read(part):
        if part == 5:
            raise ValueError("part 5 is odd")
        return part

    return read


def stuck():
    return lambda part: time.sleep(60)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(crew, "_hands", lambda size: 2 if size >= LARGE else 0)


def read(make, size=LARGE, parts=20):
    return list(crew.in_order(range(parts), make, size, Progress()))


def test_large_files_are_read_elsewhere_and_small_ones_here():
    crew.summon(LARGE, __name__)
    large, small = read(squares), read(squares, 10)
    for found in (large, small):
        assert [(part, square) for part, (square, _) in found] == [(k, k * k) for k in range(20)]
    assert {pid for _, (_, pid) in small} == {os.getpid()}
    assert os.getpid() not in {pid for _, (_, pid) in large}


def test_the_order_is_that_of_the_parts():
    assert read(slow_at_first) == [(k, k) for k in range(20)]


def test_no_parts_give_nothing():
    assert read(squares, parts=0) == []


def test_what_dead_workers_leave_is_read_here():
    assert [square for _, (square, _) in read(dying)] == [k * k for k in range(20)]


def test_a_fault_is_raised_here_as_it_was_there():
    with pytest.raises(ValueError, match="part 5 is odd"):
        read(stumbling)


def test_without_any_workers_everything_is_read_here(monkeypatch):
    def refused():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(crew, "_Worker", refused)
    assert {pid for _, (_, pid) in read(squares)} == {os.getpid()}


def test_large_parts_and_results_pass():
    parts = [bytes([k]) * 3_000_000 for k in range(6)]
    found = list(crew.in_order(parts, partial(partial, bytes.upper), LARGE, Progress()))
    assert [result for _, result in found] == [part.upper() for part in parts]


def test_cancel_stops_busy_workers_within_a_second():
    progress = Progress()
    with cancelled(progress, 0.5):
        list(crew.in_order(range(20), stuck, LARGE, progress))
