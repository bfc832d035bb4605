"""The report of two plans from the window: which two, where to, and by another process."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.cli_arguments import parser_of
from app.panes.arrangement import Arrangement, Pane
from app.plan_report import command
from app.reporting import PAPERS
from tests.app.planned import house
from tests.app.test_reporting import stand_in
from tests.app.test_scenarios import window

__all__ = ["window"]


@pytest.fixture
def plans(window):
    """Two plans, the second on the table."""
    assert window.studio.do(house())
    window.studio.planning.add("Second")
    assert window.studio.do(house(60))
    return list(window.studio.planning.scenarios)


def test_it_stands_in_the_menu_with_a_key_of_its_own(window):
    texts = [one.text() for one in window.actions_.menus["Compare"].actions() if one.text()]
    assert "Re&port of two plans…" in texts
    keys = [text[text.index("&") + 1].lower() for text in texts]
    assert len(keys) == len(set(keys)), keys


def test_the_baseline_and_the_plan_on_the_table(window, plans):
    studio = window.studio
    assert studio.plan_report.sides == ("Baseline", "Second")
    studio.planning.turn_to("")
    assert studio.plan_report.sides is None
    studio.plan_report.ask()
    assert "put a plan on the table" in window.notice.text.text()
    assert not window.findChildren(QFileDialog)


@pytest.mark.parametrize(
    ("panes", "sides"),
    [
        ((0, 1), ("Plan A", "Second")),
        ((None, 0), ("Baseline", "Plan A")),
        ((None, 1, 0), ("Second", "Plan A")),  # the baseline is in every report
    ],
)
def test_those_that_are_seen_beside_one_another(window, plans, panes, sides):
    shown = tuple(Pane("" if one is None else plans[one]) for one in panes)
    window.studio.together.see(Arrangement("beside", shown))
    assert window.studio.plan_report.sides == sides
    window.studio.plan_report.ask()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.nameFilters() == list(PAPERS)
    assert " and ".join(sides) in dialog.windowTitle()
    dialog.reject()


def test_the_order_is_what_the_command_line_understands():
    order = command(Path("a.maquette"), "-1", "Plan B", Path("r.pdf"), "A3")
    assert order[:4] == [sys.executable, "-m", "app", "compare"]
    asked = parser_of("compare").parse_args(order[4:])
    assert asked.sides[1:] == ["-1", "Plan B"] and asked.paper == "A3"
    assert asked.out == Path("r.pdf").absolute() and asked.view == []


def test_it_is_written_by_another_process_and_told(window, plans, qtbot, tmp_path, monkeypatch):
    given = []

    def order(project, one, other, path, paper):
        given.append((project.name, one, other, paper))
        return stand_in("import sys; open(sys.argv[2], 'w').write('made')", str(path))

    monkeypatch.setattr("app.plan_report.command", order)
    window.studio.plan_report.write("Baseline", "Second", tmp_path / "report", "A3")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    assert given == [("town.maquette", "Baseline", "Second", "A3")]
    assert (tmp_path / "report.pdf").read_text() == "made"
    assert window.notice.text.text() == f"Written: {tmp_path / 'report.pdf'}"
