"""What happens in another process stays there, whatever happens."""

import multiprocessing
import os
import signal
import time

import numpy as np
import pytest

from city.progress import Progress
from importers.apart import Broken, apart
from importers.intake import ReadError
from tests.shared import cancelled

PATIENCE = 30.0


def squares(count):
    yield os.getpid()
    for k in range(count):
        yield np.full(k, k * k)


def crashing(after):
    yield from range(after)
    os.kill(os.getpid(), signal.SIGSEGV)
    yield "never"


def endless():
    yield "begun"
    time.sleep(60)


def greedy():
    yield "begun"
    raise MemoryError


def refusing():
    yield "begun"
    raise ReadError("a.ifc: no good")


def stumbling():
    yield 1 // 0


def talking(path):
    print("words on the terminal", flush=True)
    os.system("echo more words; echo and more >&2")
    yield "quiet"


def until(job, *given, patience=PATIENCE):
    """What comes before the end, and the fault it ends with."""
    found = []
    try:
        for value in apart(job, given, patience, Progress()):
            found.append(value)  # noqa: PERF402
    except Exception as fault:
        return found, fault
    return found, None


def test_values_come_in_order_from_another_process():
    found, fault = until(squares, 4)
    assert fault is None
    assert found[0] != os.getpid()
    assert [values.tolist() for values in found[1:]] == [[], [1], [4, 4], [9, 9, 9]]


def test_a_crash_is_said_after_what_came_before_it():
    found, fault = until(crashing, 3)
    assert found == [0, 1, 2]
    assert isinstance(fault, Broken)
    assert str(fault) == "crashed"


@pytest.mark.parametrize(
    ("job", "patience", "kind", "said"),
    [
        (endless, 0.3, Broken, "came to no end"),
        (greedy, PATIENCE, Broken, "ran out of memory"),
        (refusing, PATIENCE, ReadError, "a.ifc: no good"),
    ],
)
def test_other_ends_are_said(job, patience, kind, said):
    found, fault = until(job, patience=patience)
    assert found == ["begun"] or patience < PATIENCE  # which may be over before it begins
    assert type(fault) is kind
    assert str(fault) == said


def test_a_fault_of_ours_is_no_crash():
    _, fault = until(stumbling)
    assert isinstance(fault, RuntimeError)
    assert "ZeroDivisionError" in str(fault)


def test_time_spent_with_a_value_does_not_count():
    slow = []
    for value in apart(squares, (3,), 5.0, Progress()):
        time.sleep(0.2)
        slow.append(value)
    assert len(slow) == 4


def test_cancel_ends_it_within_a_second():
    progress = Progress()
    values = apart(endless, (), PATIENCE, progress)
    assert next(values) == "begun"
    with cancelled(progress, 0.2):
        next(values)
    assert not multiprocessing.active_children()


def test_the_process_ends_with_those_who_stop_listening():
    values = apart(endless, (), PATIENCE, Progress())
    next(values)
    values.close()
    assert not multiprocessing.active_children()


def test_nothing_of_it_is_seen_on_the_terminal(capfd):
    assert until(talking, "") == (["quiet"], None)
    assert capfd.readouterr() == ("", "")
