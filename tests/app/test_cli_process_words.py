"""What `maquette process` says."""

from pathlib import Path

from app import cli_process_words as words
from city.project import Job, Output
from importers.processes.form import input_of
from importers.processes.service import Process, Summary

FLOOD = Summary("flood", "Flood", "As deep as it gets.", "1.2", "http://a.eu/processes/flood", True)
DEPTH = input_of("depth", {"title": "Depth", "description": "Of water."}, {
    "type": "number", "minimum": 0, "maximum": 3, "unit": "m", "default": 1})  # fmt: skip
PLAN = input_of("plan", {}, {"format": "geojson-geometry"})
PROCESS = Process(FLOOD, (DEPTH, PLAN), {"area": {"title": "The water"}, "odd": 3}, "http://a.eu/x")
JOB = Job(
    *("1a2b3c4d5e6f7890", "http://a.eu", "flood", "Flood"),
    *("1.2", "plan", "hash", {"area": {}}, "2026-11-30T12:00:00.000+00:00"),
    *("http://a.eu/jobs/7", "running", 40, "Halfway"),
)


def test_lists():
    assert words.listed("http://a.eu", [FLOOD]).splitlines()[2:] == [
        "flood  Flood",
        "  As deep as it gets.",
    ]
    assert "offers no process" in words.listed("http://a.eu", [])


def test_descriptions():
    told = words.described(PROCESS)
    assert "Flood  (flood 1.2)" in told and "must be waited for" in told
    assert "  depth  Depth: a number from 0 to 3 m (1 unless said otherwise)\n      Of wat" in told
    assert "  plan  plan: a geometry of GeoJSON in degrees (needed)" in told
    assert "  area  The water\n  odd" in told
    plain = words.process_plain(PROCESS)
    assert plain["id"] == "flood" and plain["inputs"][0]["unit"] == "m"
    assert [one["required"] for one in plain["inputs"]] == [False, True]


def test_jobs():
    line = words.job_line(JOB, "Plan A", True)
    assert line == (
        "1a2b3c4d5e6f  Flood about Plan A  2026-11-30 12:00  running 40 %, and the plan was "
        "changed since: Halfway"
    )
    plain = words.job_plain(JOB, "Plan A", False)
    assert plain["scenario"] == "Plan A" and plain["outdated"] is False and "plan" not in plain


def test_results():
    outputs = [
        Output("volume", "Volume", "application/json", b"250.0"),
        Output("depth", "Depth", "application/x-netcdf", b"CDF" * 1000, "odd"),
    ]
    lines = words.output_lines(outputs, [Path("a.json"), Path("b.nc")])
    assert lines == [
        "  Volume: 250.0  -> a.json",
        "  Depth: application/x-netcdf, 3,000 bytes  -> b.nc",
    ]
    plain = words.outputs_plain(outputs, [])
    assert [(one["size"], one["note"], one["path"]) for one in plain] == [
        (5, "", None),
        (3000, "odd", None),
    ]
