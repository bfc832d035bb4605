import threading
import time

import pytest

from app.tasks import Tasks


@pytest.fixture
def tasks(qtbot):
    made = Tasks()
    yield made
    made.close()


def test_a_value_comes_back_on_the_main_thread(tasks, qtbot):
    heard = []
    tasks.start(
        "Adding",
        lambda progress: (threading.current_thread() is threading.main_thread(), 1 + 1),
        lambda value: heard.append((threading.current_thread(), value)),
        heard.append,
    )
    qtbot.waitUntil(lambda: bool(heard))
    thread, (job_on_main, value) = heard[0]
    assert thread is threading.main_thread()
    assert not job_on_main
    assert value == 2
    assert not tasks.running


def test_a_fault_comes_back_as_it_was_raised(tasks, qtbot):
    heard = []

    def job(progress):
        raise ValueError("no such town")

    tasks.start("Failing", job, lambda value: heard.append("done"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert [str(fault) for fault in heard] == ["no such town"]


def test_a_fault_that_nobody_expects_is_raised_on_the_main_thread(tasks, qtbot):
    def job(progress):
        raise ValueError("no such town")

    with qtbot.captureExceptions() as raised:
        tasks.start("Failing", job, lambda value: None)
        qtbot.waitUntil(lambda: bool(raised))
    assert [str(fault) for _, fault, _ in raised] == ["no such town"]


def test_news_and_result_arrive_in_order(tasks, qtbot):
    heard = []
    tasks.moved.connect(lambda task, done, total, note: heard.append(note))
    tasks.ended.connect(lambda task: heard.append("ended"))

    def job(progress):
        for step in ("one", "two", "three"):
            progress.report(0, 3, step)

    tasks.start("Counting", job, lambda value: heard.append("then"), heard.append)
    qtbot.waitUntil(lambda: "then" in heard)
    assert heard == ["one", "two", "three", "ended", "then"]


def test_cancel_stops_a_job_within_a_second_and_its_value_is_dropped(tasks, qtbot):
    heard, ended = [], []
    tasks.ended.connect(ended.append)

    def job(progress):
        while True:
            progress.check()
            time.sleep(0.01)

    task = tasks.start("For ever", job, heard.append, heard.append)
    task.cancel()
    qtbot.waitUntil(lambda: ended == [task], timeout=1000)
    assert heard == []


def test_closing_while_jobs_run_leaves_nothing_behind(qtbot):
    tasks = Tasks()
    heard = []

    def job(progress):
        while True:
            progress.report(1, 2, "still at it")
            time.sleep(0.001)

    for _ in range(3):
        tasks.start("For ever", job, heard.append, heard.append)
    qtbot.wait(30)
    tasks.close()
    qtbot.wait(30)
    assert heard == []
    assert not [t for t in threading.enumerate() if t.name.startswith("maquette")]


def test_nothing_is_begun_after_closing(qtbot):
    tasks = Tasks()
    tasks.close()
    heard = []
    task = tasks.start("Too late", lambda _: heard.append("ran"), heard.append)
    assert task.progress.cancelled and not tasks.running
    assert not [t for t in threading.enumerate() if t.name.startswith("maquette")]
    assert heard == []
