"""SUMO that is missing, older, crashing, silent or endless, each told in one line."""

import os
import time

import pytest

from app.traffic import engine
from app.traffic.engine import Engine, found, run
from city.progress import Progress
from importers.intake import ReadError
from tests.app.traffic.engines import VERSION, posix, pretend
from tests.shared import cancelled

pytestmark = posix


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A program that is what a script says, and its outcome."""

    def act(script, **more):
        pretend(tmp_path / "sumo", monkeypatch, script)
        (tmp_path / "scratch").mkdir()
        there = Engine(tmp_path / "sumo", "1.28")
        return run(there, "sumo", ["--now"], tmp_path / "scratch", Progress(), **more)

    return act


def refused(act, *arguments, **more):
    with pytest.raises(ReadError) as fault:
        act(*arguments, **more)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_the_sumo_of_this_environment_is_found_and_not_imported():
    import sys

    there = found(Progress())
    assert engine.installed()
    assert tuple(map(int, there.version.split("."))) >= engine.OLDEST
    assert not {"sumo", "libsumo"} & set(sys.modules)


def test_without_sumo_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.delenv("SUMO_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    assert not engine.installed()
    words = refused(found, Progress())
    assert words == "SUMO is not installed; install it with: pip install maquette[sumo]"


def test_one_on_the_path_is_found(tmp_path, monkeypatch):
    pretend(tmp_path, monkeypatch, VERSION)
    monkeypatch.delenv("SUMO_HOME")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    assert found(Progress()) == Engine(tmp_path, "1.28")


@pytest.mark.parametrize(
    ("said", "number"), [("Eclipse SUMO sumo Version 1.8.0", "1.8"), ("SUMO sumo v1_19_0", "1.19")]
)
def test_an_older_one_is_named_with_the_version_that_is_needed(tmp_path, monkeypatch, said, number):
    pretend(tmp_path, monkeypatch, f'echo "{said}"')
    words = refused(found, Progress())
    assert f"this is SUMO {number}, and 1.20 is needed" in words
    assert "pip install --upgrade maquette[sumo]" in words and str(tmp_path) in words


def test_something_else_of_that_name_is_refused(tmp_path, monkeypatch):
    pretend(tmp_path, monkeypatch, 'echo "wrestling tonight"')
    assert "does not say which version" in refused(found, Progress())


def test_a_program_that_cannot_be_started(tmp_path, monkeypatch):
    pretend(tmp_path, monkeypatch, VERSION)
    (tmp_path / "bin" / "sumo").chmod(0o644)
    assert refused(found, Progress()).endswith("it cannot be started: Permission denied")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ('printf "Warning: w\\nError: no  net\\nQuitting (on error).\\n" >&2; exit 1',
         "SUMO's sumo stopped: no net"),
        ('echo "Error: first" >&2; echo "Error: last" >&2; exit 1', "SUMO's sumo stopped: last"),
        ('echo "terminate called" >&2; exit 3', "SUMO's sumo stopped: terminate called"),
        ("exit 3", "SUMO's sumo stopped: it ended with 3"),
        ("kill -SEGV $$", "SUMO's sumo stopped: it crashed (signal 11)"),
    ],
)  # fmt: skip
def test_what_stops_is_told_in_its_own_words(stand_in, script, why):
    assert refused(stand_in, script) == why


def test_no_matter_how_much_it_complains_one_line_is_told(stand_in):
    script = 'yes "Error: again and again" | head -n 200000 >&2; exit 1'
    assert refused(stand_in, script) == "SUMO's sumo stopped: again and again"


def test_what_falls_silent_is_stopped(stand_in):
    words = refused(stand_in, "exec sleep 60", patience=0.3)
    assert words == "SUMO's sumo gave no sign of life for 0.3 s; stopped"


def test_what_goes_on_writing_is_given_time(stand_in):
    script = "for k in 1 2 3 4 5 6 7 8; do echo $k; sleep 0.1; done"
    assert stand_in(script, patience=0.5).endswith("8\n")


def test_what_writes_without_end_is_stopped(stand_in, monkeypatch):
    monkeypatch.setattr(engine, "MOST_BYTES", 1 << 20)
    assert "wrote more than" in refused(stand_in, "exec yes > endless.xml")


def test_cancel_ends_what_hangs(tmp_path, monkeypatch):
    pretend(tmp_path, monkeypatch, "echo $$ > pid; exec sleep 60")
    progress = Progress()
    with cancelled(progress, 0.5):
        run(Engine(tmp_path, "1.28"), "sumo", [], tmp_path, progress)
    process = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_whoever_watches_hears_what_was_said_so_far(stand_in):
    heard = []
    stand_in("echo one; sleep 0.3; echo two; sleep 0.3", watch=heard.append)
    assert "one\n" in heard and "one\ntwo\n" in heard


def test_the_programs_find_their_own_data(tmp_path, monkeypatch):
    (tmp_path / "data" / "proj").mkdir(parents=True)
    monkeypatch.setenv("PROJ_DATA", "/somewhere/else")
    pretend(tmp_path, monkeypatch, 'echo "$SUMO_HOME $PROJ_DATA $PROJ_LIB"')
    said = run(Engine(tmp_path, ""), "sumo", [], tmp_path, Progress())
    assert said.split() == [str(tmp_path), *[str(tmp_path / "data" / "proj")] * 2]


def test_a_quick_program_is_not_waited_for_long(stand_in):
    before = time.monotonic()
    assert stand_in("echo done") == "done\n"
    assert time.monotonic() - before < 2
