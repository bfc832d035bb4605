from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app import plans
from app.dialogs.lost import LostSources
from app.on_the_table import BaseMap
from app.reopening import reopen
from app.settings import Settings
from app.table import Table
from app.window import Window
from city.edits import Demolish
from city.progress import Progress
from city.project import Project
from tests.app.standin import StandIn, town_opened
from tests.app.test_reopening import town_file
from tests.shared import looked_into


def make_window(qtbot):
    made = Window(Settings(), lambda document, tasks: Table(document, tasks, StandIn))
    qtbot.addWidget(made)
    made.show()
    made._lay_table()
    return made


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    yield made
    made.close()


@pytest.fixture
def project(qtbot, tmp_path):
    """A project of two files, kept and closed again."""
    window = make_window(qtbot)
    for number, name in enumerate(("a.geojson", "b.geojson"), 1):
        window.open_paths([town_file(tmp_path / name, 100.0 * number)], add=number > 1)
        qtbot.waitUntil(lambda n=number: len(window.document.opened) == n, timeout=20000)
    window.desk.keep_as(tmp_path / "Station quarter")
    window.desk.notes._pinned((1.0, 2.0, 3.0), None)
    window.desk.views.save()
    window.close()
    return tmp_path / "Station quarter.maquette"


def open_project(window, qtbot, path):
    window.open_paths([path])
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)


def action(window, words):
    return next(a for _, a in window.actions_.all() if a.text().replace("&", "") == words)


def test_a_project_is_kept_and_opens_as_it_was_left(qtbot, project):
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    assert [opened.title for opened in window.document.opened] == ["a.geojson", "b.geojson"]
    assert [note.number for note in window.document.notes] == [1]
    assert [view.name for view in window.document.views] == ["View 1"]
    assert window.bar.name.text() == "Station quarter ▾"
    assert window.status.saved.text() == "Saved"
    assert window.settings.recent[0] == str(project)  # projects come first
    window.close()


def test_a_project_is_packed_into_one_file(qtbot, project, tmp_path):
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    action(window, "Pack into one file…").trigger()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "travels"))
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "travels.maquette holds the project and its sources" in window.notice.text.text()
    window.desk.pack(project)
    assert "this is the project itself" in window.notice.text.text()
    window.close()
    for path in (project, tmp_path / "a.geojson", tmp_path / "b.geojson"):
        path.unlink()
    window = make_window(qtbot)
    open_project(window, qtbot, tmp_path / "travels.maquette")
    assert [opened.title for opened in window.document.opened] == ["a.geojson", "b.geojson"]
    assert [note.number for note in window.document.notes] == [1]
    window.close()
    paths = [o.path for o in looked_into(tmp_path / "travels.maquette").contents.origins]
    assert paths == [str(tmp_path / "a.geojson"), str(tmp_path / "b.geojson")]


def test_a_packed_project_is_kept_and_copied_by_a_worker(qtbot, project, tmp_path):
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    packed = tmp_path / "packed.maquette"
    window.desk.pack(packed)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    other = Project.open(packed)  # another window has it open, so that here it is only read
    open_project(window, qtbot, packed)
    assert window.desk.scribe.project.read_only
    started = []
    window.tasks.started.connect(lambda task: started.append(task.title))
    window.desk.copy_to(tmp_path / "copy")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "copy.maquette is a copy of it." in window.notice.text.text()
    window.desk.keep_as(tmp_path / "nowhere" / "mine")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "cannot be written" in window.notice.text.text()
    window.desk.keep_as(tmp_path / "mine")
    assert window.desk.name == "packed"  # until the other one is there
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert window.desk.name == "mine" and not window.desk.scribe.project.read_only
    assert [t for t in started if t] == [
        "Copying to copy.maquette",
        "Keeping mine.maquette",
        "Keeping mine.maquette",
    ]
    window.document.do("Forget the notes", notes=())
    window.close()
    other.close()
    for name, notes in (("mine", 0), ("copy", 1)):
        made = Project.open(tmp_path / f"{name}.maquette", write=False)
        assert len(made.contents.notes) == notes and len(made.pack.sources) == 2
        made.close()


def test_a_project_that_comes_too_late_is_let_go(qtbot, project, tmp_path):
    window = make_window(qtbot)
    packed = tmp_path / "packed.maquette"
    open_project(window, qtbot, project)
    window.desk.pack(packed)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    open_project(window, qtbot, packed)
    window.desk.keep_as(tmp_path / "late")
    window.close_city()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert window.desk.name == ""
    Project.open(tmp_path / "late.maquette").close()  # nobody holds it
    window.close()


def test_a_scenario_is_handed_on_in_a_file_of_its_own(qtbot, project, tmp_path):
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    scenario = plans.add(window.desk.scribe.project, "Plan A")
    gone = plans.step_of(Demolish((window.document.opened[0].layers[0].thing.objects.ids[0],)))
    window.desk.scribe.project.write_down(scenario.ident, "do", gone)
    window.desk.ask_package(plans.named(window.desk.scribe.project, "Plan A"))
    window.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "quarter"))
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20000)
    assert "quarter.maquette holds Plan A and what it needs" in window.notice.text.text()
    window.close()
    found = reopen(tmp_path / "quarter.maquette", False, Progress())
    found.project.close()
    assert plans.named(found.project, "Plan A").steps == (gone,)
    assert found.lost == () and len(found.opened) == 2


def test_only_a_project_can_be_packed(window):
    action(window, "Pack into one file…").trigger()
    assert "Keep it as a project first" in window.notice.text.text()


def test_plain_files_are_no_project_until_they_are_kept(window, tmp_path):
    assert window.desk.name == ""
    window.desk.views.save()
    window.desk.keep_as(tmp_path / "first")
    assert window.bar.name.text() == "first ▾"
    saved = Project.open(tmp_path / "first.maquette", write=False)
    assert [view.name for view in saved.contents.views] == ["View 1"]
    saved.close()
    window.desk.copy_to(tmp_path / "second.maquette")
    assert window.desk.name == "first"
    assert (tmp_path / "second.maquette").exists()
    action(window, "Keep as project…").trigger()
    assert "kept as you go" in window.notice.text.text()
    window.close_city()
    assert window.desk.name == ""


def test_keeping_asks_for_a_place(window, qtbot):
    action(window, "Keep as project…").trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    window.findChildren(QFileDialog)[0].reject()


def test_where_it_cannot_be_kept_is_said(window, tmp_path):
    window.desk.keep_as(tmp_path / "nowhere" / "p")
    assert "cannot be written" in window.notice.text.text()


def test_a_project_that_is_none_is_said_in_one_line(window, qtbot, tmp_path):
    (tmp_path / "letter.maquette").write_text("Dear reader, " * 20)
    open_project(window, qtbot, tmp_path / "letter.maquette")
    assert "no Maquette project" in window.notice.text.text()
    assert window.document.opened  # what was open stays


def test_a_project_that_is_open_elsewhere_may_be_looked_at(qtbot, project):
    first = Project.open(project)
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    assert "open in another window" in window.notice.text.text()
    assert window.status.saved.text() == "Read only"
    window.close()
    first.close()


def test_the_open_project_opens_anew(qtbot, project):
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    open_project(window, qtbot, project)
    assert window.status.saved.text() == "Saved"
    assert len(window.document.opened) == 2
    window.close()


def test_only_maps_that_were_asked_for_before_are_asked_again(window):
    trusts = window.desk._trusts
    strange = BaseMap("https://stranger.example/{z}/{x}/{y}.png", "", "Theirs")
    assert not trusts(strange)
    assert not trusts(BaseMap("//stranger/share/a.tif", "", "Theirs"))
    assert trusts(BaseMap("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "", "OSM"))
    assert trusts(BaseMap(str(Path("/data/a.tif").absolute()), "", "Ours"))
    window.settings.mapped(strange.address)
    assert trusts(strange)


def test_a_missing_source_is_looked_for_and_found(qtbot, project):
    (project.parent / "elsewhere").mkdir()
    (project.parent / "b.geojson").rename(project.parent / "elsewhere" / "b.geojson")
    window = make_window(qtbot)
    open_project(window, qtbot, project)
    assert [opened.number for opened in window.document.opened] == [1]
    (dialog,) = window.findChildren(LostSources)
    (button,) = dialog.buttons
    dialog.take(window_lost(project), project.parent / "elsewhere" / "b.geojson", button)
    qtbot.waitUntil(lambda: len(window.document.opened) == 2, timeout=20000)
    assert window.document.opened[1].number == 2
    window.close()
    saved = Project.open(project, write=False)
    assert [o.relative for o in saved.contents.origins] == ["a.geojson", "elsewhere/b.geojson"]
    saved.close()


def window_lost(project):
    from app.reopening import Lost

    saved = Project.open(project, write=False)
    saved.close()
    origin = next(o for o in saved.contents.origins if o.opening == 2)
    return Lost(origin, Path(origin.path), "gone")


def test_undo_says_what_it_would_undo(window):
    assert not action(window, "Undo").isEnabled()
    window.desk.views.save()
    action(window, "Undo: Save View 1").trigger()
    assert window.document.views == ()
    action(window, "Redo: Save View 1").trigger()
    assert len(window.document.views) == 1


def test_what_is_half_typed_is_kept_when_the_city_is_closed(window, qtbot, tmp_path):
    window.desk.keep_as(tmp_path / "p")
    window.desk.notes._pinned((0.0, 0.0, 0.0), None)
    qtbot.keyClicks(window.desk.notes.page.text, "Half a sent")
    window.close_city()
    saved = Project.open(tmp_path / "p.maquette", write=False)
    assert [note.text for note in saved.contents.notes] == ["Half a sent"]
    saved.close()
