"""A recording is what came and when: whole again after a kill, cut, and played at any speed."""

import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series, Thing
from city.terms import NO_TERMS, Terms
from importers.intake import ReadError
from importers.live import feed, recording
from importers.report import Report

PM = Measurand("pm25", "µg/m³")
START = np.datetime64("2026-11-22T03:00", "ms")
SECOND = np.timedelta64(1, "s")


def batch(second, *values):
    gathering = feed.Gathering()
    for at, value in enumerate(values):
        thing = Thing(f"station {at}", "Grand-Place", (4.35, 50.85))
        gathering.add(thing, PM, START + second * SECOND, value)
    return gathering.readings(START + second * SECOND)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "air.ndjson"
    with recording.Recorder(path, "https://a.eu/v1.1") as recorder:
        for second in range(3):
            recorder.write(batch(second, 10.0 + second, math.nan))
    return path


def series(batches):
    whole = Series()
    for one in batches:
        whole = whole.merge(one)
    return whole


def test_what_was_recorded_comes_back(path):
    report = Report()
    back = list(recording.recorded(path, report))
    assert recording.title(path) == "https://a.eu/v1.1" and not len(report)
    assert [one.received for one in back] == [START, START + SECOND, START + 2 * SECOND]
    assert back[0].things[0] == Thing("station 0", "Grand-Place", (4.35, 50.85))
    times, values = series(back).of("station 0", PM)
    assert values.tolist() == [10, 11, 12] and times[2] == START + 2 * SECOND
    assert np.isnan(series(back).of("station 1", PM)[1]).all()


def test_what_its_origin_demands_goes_with_a_recording_and_with_each_part_of_it(path, tmp_path):
    terms = Terms("CC BY 4.0", "City", "urn:1", "City", ("You may show it." * 200,) * 50)
    whole, part = tmp_path / "whole.ndjson", tmp_path / "part.ndjson"
    with recording.Recorder(whole, "air", terms=terms) as recorder:
        recorder.write(batch(0, 1.0))
    recording.cut(whole, part, START, START + SECOND, Report())
    assert recording.terms(whole) == recording.terms(part) == terms
    assert len(series(recording.recorded(part, Report()))) == 1
    assert recording.terms(path) == NO_TERMS and "terms" not in path.read_text()


def test_a_kill_loses_nothing_that_was_written(tmp_path):
    path = tmp_path / "air.ndjson"
    code = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from importers.live import recording\n"
        "from tests.importers.live.test_recording import batch\n"
        f"recorder = recording.Recorder(Path({str(path)!r}), 'x')\n"
        "for second in range(100): recorder.write(batch(second, 1.0))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(recording.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=60).returncode != 0
    assert len(list(recording.recorded(path, Report()))) == 100


def test_a_line_that_was_cut_is_told_and_the_next_recording_goes_on(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with recording.Recorder(path, "again") as recorder:
        recorder.write(batch(9, 1.0))
    report = Report()
    back = list(recording.recorded(path, report))
    assert [int((one.received - START) / SECOND) for one in back] == [0, 1, 9]
    assert [(one.severity, one.object) for one in report] == [("error", "line 4")]


@pytest.mark.parametrize(
    "wrong",
    [
        b"[]",
        b"\xff",
        b'{"received": "2026-11-22"}',
        b'{"received":"noon","things":[],"measurands":[],"thing":[],"measurand":[],"time":[],"value":[]}',
        b'{"received":"2026-11-22","things":[["a","",[]]],"measurands":[["v",""]],"thing":[[0]],'
        b'"measurand":[[0]],"time":[[0]],"value":[[1]]}',
        b'{"received":"2026-11-22","things":[["a","",["x",1]]],"measurands":[["v",""]],'
        b'"thing":[0],"measurand":[0],"time":[0],"value":[1]}',
    ],
)
def test_lines_that_make_no_sense_are_told(path, wrong):
    path.write_bytes(path.read_bytes() + wrong + b"\n")
    report = Report()
    assert len(series(recording.recorded(path, report))) == 6
    assert [one.object for one in report] == ["line 5"]


def test_another_file_is_refused_and_not_touched(tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    for wrong in (recording.title, lambda path: recording.Recorder(path, "x")):
        with pytest.raises(ReadError, match="no recording"):
            wrong(other)
    assert other.read_text() == "mine" and not recording.is_recording(other)
    other.write_text('{"maquette-recording": 2}\n')
    with pytest.raises(ReadError, match="newer"):
        recording.title(other)


def test_a_recording_is_cut(path, tmp_path):
    out = tmp_path / "part.ndjson"
    assert recording.cut(path, out, START + SECOND, START + 2 * SECOND, Report()) == 2
    assert series(recording.recorded(out, Report())).of("station 0", PM)[1].tolist() == [11]
    with pytest.raises(ReadError, match="already"):
        recording.cut(path, out, START, START, Report())


@pytest.mark.parametrize("speed, least, most", [(math.inf, 0, 0.15), (10, 0.2, 0.5)])
def test_it_is_played_at_any_speed(path, speed, least, most):
    start = time.monotonic()
    assert len(list(recording.replay(path, Report(), speed, Progress()))) == 3
    assert least <= time.monotonic() - start < most


def test_what_a_thing_is_and_whose_comes_back_and_may_be_missing(tmp_path):
    path = tmp_path / "meters.ndjson"
    meter = Thing("meter", "Meter", (4.35, 50.85), "EnergyMeter", "urn:ngsi-ld:Building:7")
    gathering = feed.Gathering()
    gathering.add(meter, PM, START, 1.0)
    with recording.Recorder(path, "x", START) as recorder:
        recorder.write(gathering.readings(START))
        recorder.write(batch(1, 2.0))
    things = [one.things[0] for one in recording.recorded(path, Report())]
    assert things == [meter, Thing("station 0", "Grand-Place", (4.35, 50.85))]
    assert path.read_text().splitlines()[0].endswith('"began":"2026-11-22T03:00:00.000"}')


def test_many_lines_are_merged_at_once_as_if_one_by_one(tmp_path, monkeypatch):
    path = tmp_path / "air.ndjson"
    with recording.Recorder(path, "x") as recorder:
        for second in range(30):
            recorder.write(batch(second % 7, second, -second))
    one_by_one = list(series(recording.recorded(path, Report())))
    for together in (0, 5, 100_000):
        monkeypatch.setattr(recording, "TOGETHER", together)
        assert list(recording.merged(Series(), path, Report(), Progress())) == one_by_one


def test_what_no_file_can_hold_is_written_as_it_can(tmp_path):
    path = tmp_path / "odd.ndjson"
    gathering = feed.Gathering()
    gathering.add(Thing("a\ud800", "Ω\u202e"), PM, START, math.inf)
    with recording.Recorder(path, "from \udfff") as recorder:
        recorder.write(gathering.readings(START))
    (back,) = recording.recorded(path, Report())
    assert back.things[0].id == "a?" and back.things[0].name == "Ω\u202e"
    assert math.isnan(back.value[0]) and recording.title(path) == "from ?"
