"""`maquette feed` against a platform on a real socket: asked, followed, recorded, played back."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app import cli
from importers.live import recording
from importers.report import Report
from tests.importers.live.test_recording import batch
from tests.live_platform import in_turn, send, serving
from tests.mosquitto import broker

HEAD = "id,name,lat,lon,time,pm25 (ug/m3)\n"


def table(minute, value):
    row = f"a,Grand-Place,50.85,4.35,2026-11-22T03:{minute:02d}Z,{value}\n"
    return lambda handler: send(handler, (HEAD + row).encode(), kind="text/csv")


@pytest.fixture
def platform():
    with serving() as one:
        yield one


def run(capsys, *arguments):
    code = cli.main(["feed", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_platform_is_asked_once(platform, capsys):
    platform.answers["/x"] = table(5, 12.5)
    code, out, err = run(capsys, platform.address + "/x?key=s3cret")
    assert code == 0 and not err
    assert "pm25 in ug/m3: 1 thing" in out and "12.5 ug/m3" in out and "s3cret" not in out


def test_the_document_has_values_places_and_units(platform, capsys):
    platform.answers["/x"] = table(5, 12.5)
    code, out, _ = run(capsys, platform.address + "/x", "--json", "--header", "X-Key: abc")
    document = json.loads(out)
    assert code == 0 and (document["badge"], document["standard"]) == ("LIVE", "CSV")
    (value,) = document["values"]
    assert value["place"] == [4.35, 50.85] and value["value"] == 12.5 and value["age"] > 0
    assert value["time"] == "2026-11-22T03:05:00.000Z"
    assert platform.asked[0][1]["x-key"] == "abc"


def test_it_is_followed_through_faults_recorded_and_played_back(platform, capsys, tmp_path):
    file = tmp_path / "air.ndjson"
    platform.answers["/x"] = in_turn(
        table(5, 12.5), table(5, 12.5), lambda h: send(h, b"", 404), table(6, "n/a"), table(7, 14)
    )
    address = platform.address + "/x?key=s3cret"
    code, out, err = run(capsys, address, "--for", "1s", "--every", "100ms", "--record", file)
    assert code == 0 and "404" in err and out.count("03:05:00Z") == 1  # told once
    assert "s3cret" not in out + err + file.read_text()
    kept = [float(one) for batch in recording.recorded(file, Report()) for one in batch.value]
    assert kept[0] == 12.5 and kept[1] != kept[1] and kept[2] == 14 and len(kept) == 3
    code, out, err = run(capsys, file, "--replay", "--json")
    document = json.loads(out)
    assert code == 0 and not err and document["badge"] == "REPLAY"
    assert (document["count"], document["values"][0]["value"]) == (3, 14)
    code, out, _ = run(capsys, file, "--replay", "--speed", "max")
    assert code == 0 and out.index("12.5 ug/m3") < out.index("Newest")


@pytest.mark.parametrize(
    "arguments, code, says",
    [
        (["{file}", "--replay", "--record", "x"], 2, "--replay plays"),
        (["{file}", "--speed", "2"], 2, "--replay as well"),
        (["{file}", "--header", "a: b"], 2, "a file needs none"),
        (["{file}", "--replay"], 1, "no recording"),
        (["{file}", "--cut", "2026-01-01", "2026-01-02"], 2, "say with --record FILE"),
        (["{file}", "--cut", "2026-01-02", "2026-01-01", "--record", "x"], 2, "must lie before"),
        (["{file}.none", "--cut", "2026-01-01", "2026-01-02", "--record", "x"], 1, "no such"),
        (["{file}", "--record", "{file}"], 1, "no recording"),
        (["{file}", "--record", "{file}/x/y"], 1, "no folder"),
        (["{file}.none"], 1, "No such file"),
        (["{file}.none", "--replay"], 1, "no such recording"),
        (["file://{file}"], 1, "only http and https"),
        (["{file}", "--mapping", "x"], 2, "--mapping says where"),
        (["mqtt://127.0.0.1:1/x", "--mapping", "{file}"], 1, "this is no JSON"),
        (["mqtt://127.0.0.1:1/x"], 1, "cannot be reached"),
        (["mqtt://a:b@127.0.0.1:1/x"], 1, "leave name and password out"),
        (["http://127.0.0.1:1/x"], 1, "cannot be read"),
        (["http://[bad/x"], 1, "address"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(arguments, code, says, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("importers.live.web.rest", lambda *_: None)
    file = tmp_path / "a.csv"
    file.write_text(HEAD)
    told = run(capsys, *(one.replace("{file}", str(file)) for one in arguments))
    assert told[0] == code and says in told[2] and len(told[2].splitlines()) == 1
    assert "should not happen" not in told[2] and file.read_text() == HEAD


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl+C to all of a console")
@pytest.mark.parametrize("when", ["waiting", "hanging"])
def test_ctrl_c_stops_within_a_second_and_the_recording_stays(platform, tmp_path, when):
    file = tmp_path / "air.ndjson"
    hang = lambda handler: platform.released.wait(20)  # noqa: E731
    platform.answers["/x"] = in_turn(table(5, 12.5), hang)
    every = "20s" if when == "waiting" else "100ms"
    command = ["feed", platform.address + "/x", "--for", "60s", "--every", every, "--record", file]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, command)],
        cwd=Path(cli.__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wanted = 1 if when == "waiting" else 2
    end = time.monotonic() + 20
    while time.monotonic() < end and not (
        len(platform.asked) >= wanted and file.exists() and b"12.5" in file.read_bytes()
    ):
        time.sleep(0.05)
    time.sleep(0.2)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - start < 1 and process.returncode == 130 and not err
    assert len(list(recording.recorded(file, Report()))) == 1


def test_topics_are_followed_mapped_and_recorded(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("importers.live.mqtt.subscription.LISTEN", 0.1)
    mapping, file = tmp_path / "map.json", tmp_path / "air.ndjson"
    mapping.write_text('{"id": "/dev", "values": {"pm25": {"at": "/d/p", "unit": "µg/m³"}}}')
    with broker() as one:
        say = lambda value: one.publish(("city/x", b'{"dev": "s1", "d": {"p": %d}}' % value))  # noqa: E731
        later = threading.Timer(0.5, say, [12])
        later.start()
        more = ["--mapping", mapping, "--record", file, "--for", "1s", "--json"]
        code, out, err = run(capsys, one.address + "/city/#", *more)
        later.join()
    document = json.loads(out)
    assert code == 0 and "listen longer" in err and document["standard"] == "MQTT"
    ((thing, name, unit, value),) = [
        (one["thing"], one["measurand"], one["unit"], one["value"]) for one in document["values"]
    ]
    assert (thing, name, unit, value) == ("s1", "pm25", "µg/m³", 12)
    assert sum(len(batch) for batch in recording.recorded(file, Report())) == 1


def test_a_part_of_a_recording_is_kept_by_itself(platform, capsys, tmp_path):
    whole, part = tmp_path / "whole.ndjson", tmp_path / "part.ndjson"
    with recording.Recorder(whole, "air") as recorder:
        for hour in range(4):
            recorder.write(batch(3600 * hour, 10.0 + hour))
    cut = ["--cut", "2026-11-22T05:00+01:00", "2026-11-22T06:00Z"]
    code, out, err = run(capsys, whole, *cut, "--record", part)
    assert code == 0 and "2 values" in out and not err
    kept = [float(one) for batch in recording.recorded(part, Report()) for one in batch.value]
    assert kept == [11.0, 12.0]
    code, _, err = run(capsys, whole, *cut, "--record", part)
    assert code == 1 and "there is a file already" in err
