"""What processes give: by value, by reference, as they are, and as something else than declared."""

import base64
import json

import pytest

from city.progress import Progress
from city.project.jobs import Job, Output
from importers.live.web import Answer, FeedFault
from importers.processes.outputs import outputs_of, written
from importers.report import Report
from tests.live_platform import send
from tests.shared import DATA, needs_data

GEO, JSON = "application/geo+json", "application/json"
POINT = {"type": "Point", "coordinates": [4.4, 51.9]}
COVERAGE = {"type": "Coverage", "domain": {}, "parameters": {}, "ranges": {}}


def media(*kinds):
    return {"schema": {"oneOf": [{"contentMediaType": kind} for kind in kinds]}}


def got(platform, web, answer, folder=None, **outputs):
    """What comes of an answer to results, and what is told of it."""
    job = Job(
        "1", platform.address, "p", "Flood", outputs=outputs, location=f"{platform.address}/jobs/7"
    )
    platform.answers["/jobs/7/results"] = answer
    report = Report()
    found = outputs_of(job, web, report, Progress(), folder=folder)
    return {one.key: one for one in found}, [f"{one.object}: {one.message}" for one in report]


def test_values_in_a_document(platform, asking):
    number = {"title": "Depth", "schema": {"type": "number"}}
    answer = {"depth": 2.5, "words": "dry", "place": {"value": POINT, "mediaType": GEO}}
    found, told = got(
        platform,
        asking,
        answer,
        depth=number,
        words={"schema": {"type": "string"}},
        place=media(GEO),
    )
    assert not told
    assert found["depth"] == Output("depth", "Depth", JSON, b"2.5")
    assert found["words"] == Output("words", "words", "text/plain", b"dry")
    assert found["place"].media == GEO and json.loads(found["place"].content) == POINT


@pytest.mark.parametrize(
    "answer",
    [
        {"a": POINT},
        {"outputs": {"a": POINT}},
        {"outputs": [{"id": "a", "value": POINT}]},
        {"outputs": [POINT]},
        {"id": "a", "value": POINT},
        POINT,
    ],
)
def test_documents_as_servers_write_them(platform, asking, answer):
    found, told = got(platform, asking, answer, a=media(GEO))
    assert not told and list(found) == ["a"]
    assert found["a"].media == GEO and json.loads(found["a"].content) == POINT


def test_files_by_reference(platform, asking):
    platform.answers["/depth.nc"] = lambda handler: send(
        handler, b"CDF\x02 water", kind="application/octet-stream"
    )
    answer = {"depth": {"href": "/depth.nc", "type": "application/x-netcdf"}}
    found, told = got(platform, asking, answer, depth=media("application/netcdf"))
    assert not told and found["depth"].content == b"CDF\x02 water"
    assert found["depth"].media == "application/x-netcdf"
    assert found["depth"].address == f"{platform.address}/depth.nc"


def test_a_file_of_another_server_is_told_and_gets_no_secret(platform, other, asking):
    other.answers["/depth.nc"] = lambda handler: send(
        handler, b"CDF\x02", kind="application/x-netcdf"
    )
    answer = {"depth": {"href": f"{other.address}/depth.nc"}}
    found, told = got(platform, asking, answer, depth=media("application/x-netcdf"))
    assert found["depth"].content == b"CDF\x02"
    assert told == [f"depth: it came from {other.address}/depth.nc"]
    assert "authorization" not in other.asked[0][1]


@pytest.mark.parametrize(
    ("kind", "body", "declared", "media_"),
    [
        (GEO, json.dumps(POINT).encode(), GEO, GEO),
        (JSON, json.dumps(COVERAGE).encode(), "application/prs.coverage+json", None),
        ("image/tiff", b"II*\0....", "image/tiff", "image/tiff"),
        ("application/octet-stream", b"II*\0....", "image/tiff", "image/tiff"),
        ("text/csv", b"a,b\n1,2\n", "text/csv", "text/csv"),
        ("application/zip", b"PK\3\4", "application/zip", "application/zip"),
    ],
)
def test_one_output_as_it_is(platform, asking, kind, body, declared, media_):
    answer = lambda handler: send(handler, body, kind=kind)  # noqa: E731
    found, told = got(platform, asking, answer, field=media(declared))
    assert not told
    assert (found["field"].media, json_or_bytes(found["field"])) == (
        media_ or declared,
        body_of(body),
    )


def json_or_bytes(one):
    return json.loads(one.content) if one.media.endswith("json") else one.content


def body_of(body):
    return json.loads(body) if body.startswith(b"{") else body


def test_bytes_in_letters(platform, asking):
    letters = base64.b64encode(b"glTF\2").decode()
    answer = {"a": {"value": letters, "encoding": "base64", "mediaType": "model/gltf-binary"}}
    found, told = got(platform, asking, answer, a=media("model/gltf-binary"))
    assert not told and found["a"].content == b"glTF\2"
    schema = {"schema": {"type": "string", "contentEncoding": "base64",
                         "contentMediaType": "model/gltf-binary"}}  # fmt: skip
    found, told = got(platform, asking, {"a": letters}, a=schema)
    assert not told and (found["a"].content, found["a"].media) == (b"glTF\2", "model/gltf-binary")
    found, told = got(platform, asking, {"a": "a"}, a=schema)
    assert not found and told == ["a: a is no base64"]


def test_several_outputs_in_parts(platform, asking):
    body = (
        b"--x\r\nContent-Type: application/geo+json\r\nContent-ID: <area>\r\n\r\n"
        + json.dumps(POINT).encode()
        + b"\r\n--x\r\nContent-Type: image/tiff\r\nContent-Transfer-Encoding: binary\r\n"
        b"Content-ID: <depth>\r\n\r\nII*\0\xff\xfe\r\n"
        b"--x\r\nContent-Type: text/csv\r\nContent-ID: <table>\r\nContent-Location: /t.csv\r\n\r\n"
        b"\r\n--x--\r\n"
    )
    platform.answers["/t.csv"] = lambda handler: send(handler, b"1,2\n", kind="text/csv")
    answer = lambda handler: send(handler, body, kind="multipart/related; boundary=x")  # noqa: E731
    found, told = got(
        platform,
        asking,
        answer,
        area=media(GEO),
        depth=media("image/tiff"),
        table=media("text/csv"),
    )
    assert not told
    assert json.loads(found["area"].content) == POINT
    assert found["depth"].content == b"II*\0\xff\xfe" and found["table"].content == b"1,2\n"


def test_another_type_than_declared_is_kept_and_told(platform, asking):
    found, told = got(platform, asking, POINT, a=media("application/prs.coverage+json"))
    assert found["a"].media == GEO and json.loads(found["a"].content) == POINT
    assert told == [f"a: it was declared as application/prs.coverage+json, and came as {GEO}"]
    found, told = got(platform, asking, {"a": "wet"}, a={"schema": {"type": "number"}})
    assert found["a"].content == b"wet"
    assert told == ["a: it is not as it was declared: it must be a number"]
    found, told = got(platform, asking, {"a": 1, "b": 2}, a={"schema": {"type": "number"}})
    assert set(found) == {"a", "b"} and told == ["b: it was not declared"]


def test_what_does_not_come_is_told_and_the_rest_is_kept(platform, asking):
    answer = {"a": 1, "b": {"href": "/gone.nc"}, "c": {"href": "file:///etc/passwd"}}
    number = {"schema": {"type": "number"}}
    found, told = got(platform, asking, answer, a=number, b={}, c={}, d={})
    assert list(found) == ["a"]
    assert "nothing at this address" in told[0] and "only http and https" in told[1]
    assert told[2] == "d: it was declared, and did not come"


def test_a_page_for_people_is_no_result(platform, asking):
    page = lambda handler: send(handler, b"<html>Sign in", kind="text/html")  # noqa: E731
    with pytest.raises(FeedFault, match="page for people"):
        got(platform, asking, page, a={})
    platform.answers["/a"] = page
    found, told = got(platform, asking, {"a": {"href": "/a"}}, a=media("image/tiff"))
    assert not found and "page for people" in told[0]


def test_results_that_cannot_be_got(platform, asking):
    with pytest.raises(FeedFault, match="the disk is full"):
        got(platform, asking, lambda h: send(h, b'{"detail": "the disk is full"}', 400), a={})
    with pytest.raises(FeedFault, match="broken or cut"):
        got(platform, asking, lambda h: send(h, b'{"a": 1', kind=JSON), a={})


@needs_data
def test_the_recorded_results(platform, asking):
    folder = DATA / "live" / "captured" / "ogcapi-pygeoapi"
    told = json.loads((folder / "process_desc.json").read_bytes())["outputs"]
    body = (folder / "job_results.json").read_bytes()
    found, odd = got(platform, asking, lambda handler: send(handler, body), **told)
    (one,) = found.values()
    assert (one.key, one.title, one.media) == ("trajectories", "MF-JSON trajectories", GEO)
    assert json.loads(one.content) == json.loads(body) and not odd


def test_files_are_named_after_what_they_are(tmp_path):
    outputs = [
        Output("depth", "Depth", "application/x-netcdf", b"1"),
        Output("../../etc/depth", "Depth", "application/x-netcdf", b"2"),
        Output("//", "", "odd/thing", b"3"),
        Output("depth", "", "application/x-hdf5", b"4"),
    ]
    paths = written(outputs, tmp_path / "new")
    assert [path.name for path in paths] == ["depth.nc", "etc-depth.nc", "output.bin", "depth-2.nc"]
    assert all(path.parent == tmp_path / "new" for path in paths)
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3", b"4"]


@pytest.fixture
def small(monkeypatch):
    """A project that holds outputs of ten bytes at most."""
    monkeypatch.setattr("importers.processes.fetching.LARGEST", 10)
    monkeypatch.setattr("importers.processes.outputs.LARGEST", 10)


def test_large_outputs_by_reference_are_files(platform, asking, tmp_path, small):
    water = b"CDF\x02" + b" water" * 100
    platform.answers["/depth"] = lambda handler: send(handler, water, kind="application/x-netcdf")
    platform.answers["/few"] = lambda handler: send(handler, b"CDF\x02", kind="a/b")
    answer = {"depth": {"href": "/depth"}, "few": {"href": "/few"}}
    kinds = {"depth": media("application/netcdf"), "few": media("a/b")}
    report = Report()
    job = Job("1", platform.address, "p", "Flood", outputs=kinds)
    at_once = Answer(platform.address, JSON, json.dumps(answer).encode())
    outputs = outputs_of(job, asking, report, Progress(), at_once, tmp_path)
    depth, few = outputs
    assert not list(report)
    assert (depth.file, depth.content, depth.size) == (tmp_path / "depth.nc", b"", len(water))
    assert (depth.media, depth.address) == ("application/x-netcdf", f"{platform.address}/depth")
    assert (few.file, few.content, few.size) == (None, b"CDF\x02", 4)
    assert depth.file.read_bytes() == water
    assert written(outputs, tmp_path) == [tmp_path / "depth.nc", tmp_path / "few.bin"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["depth.nc", "few.bin"]
    elsewhere = written(outputs[:1], tmp_path / "new")
    assert elsewhere[0].read_bytes() == water and not depth.file.exists()


def test_a_large_output_goes_beside_what_is_there(platform, asking, tmp_path, small):
    (tmp_path / "depth.tif").write_bytes(b"before")
    tiff = b"II*\0" + bytes(100)
    answer = lambda handler: send(handler, tiff, kind="image/tiff")  # noqa: E731
    found, told = got(platform, asking, answer, tmp_path, depth=media("image/tiff"))
    assert not told and found["depth"].file == tmp_path / "depth-2.tif"
    assert found["depth"].file.read_bytes() == tiff and found["depth"].media == "image/tiff"
    assert (tmp_path / "depth.tif").read_bytes() == b"before"


def test_a_large_document_of_all_outputs_is_told(platform, asking, tmp_path, small):
    with pytest.raises(FeedFault, match=r"^Flood: all that came back is one document"):
        got(platform, asking, {"a": "dry" * 10}, tmp_path, a={})
    assert list(tmp_path.iterdir()) == []


def test_a_large_output_without_a_folder_for_it_is_told(platform, asking, monkeypatch):
    monkeypatch.setattr("importers.live.web.LARGEST", 100)
    platform.answers["/a"] = b"x" * 200
    found, told = got(platform, asking, {"a": {"href": "/a"}, "b": 1}, a={}, b={})
    assert list(found) == ["b"]
    assert "or name a folder for results (--out)" in told[0]


def test_a_large_output_that_breaks_off_leaves_nothing(platform, asking, tmp_path, small):
    platform.answers["/a"] = lambda handler: send(handler, b"x" * 100, length=200)
    job = Job("1", platform.address, "p", "Flood", outputs={"a": {}})
    report = Report()
    at_once = Answer(platform.address, JSON, b'{"a": {"href": "/a"}}')
    assert outputs_of(job, asking, report, Progress(), at_once, tmp_path) == ()
    assert [one.object for one in report] == ["a"] and list(tmp_path.iterdir()) == []
