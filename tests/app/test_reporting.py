"""The report from the window: asked for, carried out by another process, cancelled, told."""

import sys
import time
from pathlib import Path
from threading import Timer

import pytest
from PySide6.QtWidgets import QFileDialog

from app.reporting import PAPERS, carried_out, command
from app.setting_files import KEPT
from city.progress import Cancelled, Progress
from city.project import Project, Result
from city.simulate.parameters import settled
from city.simulate.sun_hours import SUN
from tests.app.planned import house
from tests.app.test_cli_plans import made  # noqa: F401  a fixture
from tests.app.test_scenarios import window
from tests.city.plans import EAST, NORTH

__all__ = ["window"]

ASKED = {"date": "2026-03-21", "area": [EAST - 20, NORTH - 20, EAST + 40, NORTH + 30]}
COARSE = {**ASKED, "spacing": 5.0, "step": 60.0}
RESULT = Result("one", "", "sun", "Hours of sun", settled(SUN.parameters, ASKED), "", "", 0)


def stand_in(text, *more):
    """An order that runs a few lines of Python in place of the program."""
    return [sys.executable, "-c", text, "-o", *more]


def test_the_order_leaves_the_project_as_it_is(monkeypatch):
    order = command(Path("a.maquette"), RESULT, RESULT.settings, "Plan A", Path("r.pdf"), "A3")
    assert order[:3] == [sys.executable, "-m", "app"]
    assert "--no-keep" in order and order[order.index("--scenario") + 1] == "Plan A"
    assert order[order.index("--paper") + 1] == "A3"
    assert Path(order[order.index("-o") + 1]) == Path("r.pdf").absolute()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    order = command(Path("a.maquette"), RESULT, RESULT.settings, "Plan A", Path("r.pdf"), "A3")
    assert order[:2] == [sys.executable, "simulate"]


def test_what_the_process_says_moves_the_progress(tmp_path):
    text = (
        "import sys, time\n"
        "for k in (10, 60):\n"
        "    sys.stderr.write(f'\\r\\x1b[K{k:3d} %  Drawing maps'); sys.stderr.flush()\n"
        "    time.sleep(0.4)\n"
        "open(sys.argv[2], 'w').write('made')"
    )
    told = []
    carried_out(stand_in(text, str(tmp_path / "r.pdf")), Progress(lambda *far: told.append(far)))
    assert (10, 100, "Drawing maps") in told and (60, 100, "Drawing maps") in told
    assert (tmp_path / "r.pdf").read_text() == "made"
    assert [p.name for p in tmp_path.iterdir()] == ["r.pdf"]


def test_a_fault_is_its_last_line(tmp_path):
    text = "import sys; print('maquette: there is no scenario called X', file=sys.stderr); exit(1)"
    with pytest.raises(RuntimeError, match="no scenario called X"):
        carried_out(stand_in(text, str(tmp_path / "r.pdf")), Progress())
    with pytest.raises(RuntimeError, match="ended with 3"):
        carried_out(stand_in("exit(3)", str(tmp_path / "r.pdf")), Progress())
    assert not list(tmp_path.iterdir())


def test_cancel_ends_it_within_a_second_and_leaves_nothing(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    text = "import tempfile, time; tempfile.mkdtemp(); time.sleep(60)"
    progress = Progress()
    Timer(0.5, progress.cancel).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        carried_out(stand_in(text, str(tmp_path / "r.pdf")), progress)
    assert time.monotonic() - begun < 1.5
    assert not list(tmp_path.iterdir())


def study(window, qtbot):
    assert window.studio.do(house(20))
    studies = window.studio.studies
    studies.ask("sun", {**ASKED, "spacing": 4.0, "step": 60.0})
    qtbot.waitUntil(lambda: not window.tasks.running and studies.shown is not None, timeout=30_000)
    return studies


def test_the_page_asks_for_a_file_and_the_paper(window, qtbot):
    window.studio.reporting.ask()  # nothing is on show
    assert not window.findChildren(QFileDialog)
    study(window, qtbot)
    window.studio.study_page.paper.click()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.nameFilters() == list(PAPERS)
    dialog.reject()


def test_it_is_written_by_another_process_and_told(window, qtbot, tmp_path, monkeypatch):
    studies = study(window, qtbot)
    given = []

    def order(project, result, settings, scenario, path, paper):
        given.append((scenario, paper, settings))
        text = "import sys; open(sys.argv[2], 'w').write('made')"
        return stand_in(text, str(path))

    monkeypatch.setattr("app.reporting.command", order)
    window.studio.planning.remember(KEPT, {"key": "/tmp/w.epw"})
    window.studio.reporting.write(studies.shown, tmp_path / "report", "A3")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    assert (tmp_path / "report.pdf").read_text() == "made"
    assert window.notice.text.text() == f"Written: {tmp_path / 'report.pdf'}"
    assert window.notice.way.text() == "Open it"
    assert given[0][:2] == ("Plan A", "A3")
    opened = []
    monkeypatch.setattr("app.reporting.QDesktopServices.openUrl", lambda url: opened.append(url))
    window.notice.way.click()
    assert opened[0].toLocalFile() == str(tmp_path / "report.pdf")
    monkeypatch.setattr("app.reporting.command", lambda *_: stand_in("exit(3)", "x"))
    window.studio.reporting.write(studies.shown, tmp_path / "report", "A3")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    assert window.notice.text.text().startswith("The report could not be written: ")


def test_the_program_itself_writes_it_while_the_project_is_open(made, tmp_path):  # noqa: F811
    held = Project.open(made)  # as the window holds it
    assert not held.read_only
    result = Result("one", "", "sun", "Hours of sun", COARSE, "", "", 0)
    out = tmp_path / "report.pdf"
    carried_out(command(made, result, result.settings, "Baseline", out, "A4"), Progress())
    assert out.read_bytes().startswith(b"%PDF")
    assert not held.results
    held.close()
