"""Servers of processes: found from any of their pages, listed and described."""

import pytest

from city.progress import Progress
from importers.live.web import FeedFault, Web
from importers.processes.execution import request_of
from importers.processes.service import Service
from importers.report import Report
from tests.importers.processes.server import REL, WIND, described, offering
from tests.live_platform import send


def service(platform, web, path="", report=None):
    return Service(platform.address + path, web, Report() if report is None else report, Progress())


@pytest.mark.parametrize("path", ["", "/", "/processes", "/processes/", "/processes/wind"])
def test_any_of_its_pages_will_do(platform, asking, path):
    offering(platform)
    platform.answers["/processes/"] = platform.answers["/processes"]
    found = service(platform, asking, path)
    (one,) = found.processes(Progress())
    assert (one.id, one.title, one.version) == ("wind", "Wind at walking height", "2.0")
    assert one.dismisses and not one.at_once
    process = found.describe("wind", Progress())
    assert [one.key for one in process.inputs] == ["speed"] and set(process.outputs) == {"field"}
    assert process.execution == f"{platform.address}/processes/wind/execution"


def test_pages_are_read_to_their_end(platform, asking):
    offering(platform)
    more = {"links": [{"rel": "next", "href": "/processes?page=2"}]}
    platform.answers["/processes"] = {"processes": [WIND, "nonsense"], **more}
    platform.answers["/processes?page=2"] = {"processes": [WIND, {"id": "rain"}], "links": []}
    report = Report()
    found = service(platform, asking, "", report).processes(Progress())
    assert [one.id for one in found] == ["wind", "rain"]
    assert [one.code for one in report] == ["process"]
    platform.answers["/processes?page=2"] = {"processes": [WIND], **more}
    found = service(platform, asking, "", report).processes(Progress())
    assert [one.id for one in found] == ["wind"]
    assert "pages" in [one.code for one in report]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"links": []}, "offers no processes"),
        ({"processes": "none"}, "offers no processes"),
        ([], "offers no processes"),
        (b"<html>", "page for people"),
        (b"{", "broken or cut"),
    ],
)
def test_what_is_no_server_of_processes(platform, asking, answer, why):
    platform.answers["/"] = answer
    with pytest.raises(FeedFault) as told:
        service(platform, asking, "/")
    assert why in str(told.value)


def test_an_unknown_process_is_told_with_those_there_are(platform, asking):
    offering(platform)
    with pytest.raises(FeedFault, match=r"no process rain; there is wind"):
        service(platform, asking).describe("rain", Progress())


def test_a_plan_is_sent_to_no_other_server(platform, other, asking):
    links = [{"rel": f"{REL}execute", "href": f"{other.address}/steal"}]
    process = described(platform, asking, WIND | {"links": links})
    assert process.execution.startswith(platform.address)
    links = [{"rel": f"{REL}execute", "href": "/run/wind", "type": "application/json"}]
    assert described(platform, asking, WIND | {"links": links}).execution.endswith("/run/wind")


def test_a_server_that_does_not_know_its_own_name(platform, other, asking):
    offering(platform)
    strange = [{"rel": f"{REL}processes", "href": f"{other.address}/processes"}]
    platform.answers["/"] = {"links": strange}
    assert [one.id for one in service(platform, asking, "/").processes(Progress())] == ["wind"]
    assert not other.asked


def test_inputs_that_make_no_sense_are_told(platform, asking):
    endless = {"schema": {"$ref": "#/inputs/deep/schema", "properties": {}}}
    strange = {"inputs": {"a": "text", "deep": endless, "good": {"schema": True}}}
    report = Report()
    offering(platform, WIND | strange)
    process = service(platform, asking, "", report).describe("wind", Progress())
    assert [(one.key, one.kind) for one in process.inputs] == [("good", "json")]
    assert [one.object for one in report] == ["a", "deep"]


def test_secrets_go_to_its_own_server_alone(platform, other, asking):
    offering(platform)
    service(platform, asking)
    assert all("authorization" in said for _, said in platform.asked)


def test_a_server_that_wants_to_know_who_asks(platform):
    platform.answers["/"] = lambda handler: send(handler, b"{}", 401)
    with Web(platform.address, first_wait=0.01) as web, pytest.raises(FeedFault) as told:
        service(platform, web, "/")
    assert "who asks" in str(told.value)


def test_a_real_server(pygeoapi):
    with Web(pygeoapi) as web:
        found = Service(pygeoapi, web, Report(), Progress())
        assert {one.id for one in found.processes(Progress())} == {"hello-world", "water", "heat"}
        water = found.describe("water", Progress())
    kinds = {one.key: (one.kind, one.unit, one.required) for one in water.inputs}
    assert kinds == {
        "plan": ("geometry", "", True),
        "depth": ("number", "m", True),
        "seconds": ("number", "", False),
    }
    assert water.summary.about == "A pool as deep as it is told."


def test_no_password_and_no_key_gets_into_what_is_kept(platform, asking):
    offering(platform)
    platform.answers["/processes?key=S3CR3T"] = platform.answers["/processes"]
    found = service(platform, asking, "/processes?key=S3CR3T")
    assert found.address == f"{platform.address}/processes"
    assert found.root == platform.address and "S3CR3T" not in found.title
    with pytest.raises(FeedFault, match="no place in an address") as told:
        Service(platform.address.replace("//", "//me:S3CR3T@"), asking, Report(), Progress())
    assert "S3CR3T" not in str(told.value)


def test_results_that_come_by_reference_alone_are_asked_for_so(platform, asking):
    assert not described(platform, asking).summary.by_reference
    process = described(platform, asking, WIND | {"outputTransmission": ["reference"]})
    assert process.summary.by_reference
    assert b'"transmissionMode":"reference"' in request_of(process, {})
