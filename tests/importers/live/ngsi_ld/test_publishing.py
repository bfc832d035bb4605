"""Publishing on real sockets: the whole request, byte for byte; new and known; and faults."""

import json
import socket
import threading
from contextlib import contextmanager

import pytest

from city.progress import Progress
from importers.live.ngsi_ld.publishing import Published, letters, publish
from importers.live.web import FeedFault, Web
from tests.live_platform import in_turn, send, serving

ONE = {
    "id": "urn:ngsi-ld:KeyPerformanceIndicator:maquette:ab:gfa",
    "type": "KeyPerformanceIndicator",
    "kpiValue": {"type": "Property", "value": 1234.5, "unitCode": "MTK"},
}
TWO = {**ONE, "id": "urn:ngsi-ld:KeyPerformanceIndicator:maquette:ab:trees"}
ENTITIES = "/ngsi-ld/v1/entities"
ATTRS = f"{ENTITIES}/urn%3Angsi-ld%3AKeyPerformanceIndicator%3Amaquette%3Aab%3Agfa/attrs"


def sent(address, *entities, headers=None, **said):
    with Web(address, headers, first_wait=0.01, **said) as web:
        return list(publish(letters(address, entities), web, Progress()))


@pytest.fixture
def platform():
    with serving() as made:
        made.home = f"{made.address}/ngsi-ld/v1"
        made.answers[ENTITIES] = lambda handler: send(handler, status=201)
        yield made


@contextmanager
def listening(answer=b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"):
    """A socket that keeps the first request as it came. answer: b"" for silence."""
    heard, ended = bytearray(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            caller, _ = server.accept()
            with caller:
                caller.settimeout(5)
                while not _whole(heard):
                    heard.extend(caller.recv(65536))
                if answer:
                    caller.sendall(answer)
                ended.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], heard
        ended.set()
        thread.join()


def _whole(heard):
    head, gap, body = bytes(heard).partition(b"\r\n\r\n")
    if not gap:
        return False
    length = next(
        int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return len(body) >= length


def test_the_whole_request_is_what_was_shown_and_nothing_else():
    with listening() as (port, heard):
        address = f"http://127.0.0.1:{port}/ngsi-ld/v1?tenant=planning"
        assert sent(address, ONE) == [Published(ONE["id"], True)]
    head, _, body = bytes(heard).decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    assert first == "POST /ngsi-ld/v1/entities HTTP/1.1"
    said = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert said.pop("accept-encoding") and said.pop("content-length") == str(len(body.encode()))
    assert said == {
        "host": f"127.0.0.1:{port}",
        "connection": "keep-alive",
        "user-agent": "Maquette/0.1 (desktop city viewer)",
        "accept": "application/json",
        "content-type": "application/json",
        "ngsild-tenant": "planning",
    }
    (shown,) = letters(address, [ONE])
    assert body.encode() == shown.body and json.loads(body) == ONE
    words = shown.words()
    assert words.startswith(f"POST http://127.0.0.1:{port}{ENTITIES}\n") and words.endswith(body)
    assert "NGSILD-Tenant: planning" in words


def test_what_is_there_already_is_changed(platform):
    platform.answers[ENTITIES] = lambda handler: send(handler, status=409)
    platform.answers[ATTRS] = lambda handler: send(handler, status=204)
    assert sent(platform.home, ONE) == [Published(ONE["id"], False)]
    (_, _, first), (method, path, body) = platform.told
    assert json.loads(first) == ONE and (method, path) == ("PATCH", ATTRS)
    assert json.loads(body) == {"kpiValue": ONE["kpiValue"]}


def test_what_a_broker_does_not_take_is_told(platform):
    problem = {"updated": [], "notUpdated": [{"attributeName": "kpiValue", "reason": "no"}]}
    platform.answers[ENTITIES] = lambda handler: send(handler, status=409)
    platform.answers[ATTRS] = lambda handler: send(handler, json.dumps(problem).encode(), 207)
    assert sent(platform.home, ONE) == [Published(ONE["id"], False, ("kpiValue",))]


def test_what_an_entity_did_not_have_is_added(platform):
    problem = {"updated": ["name"], "notUpdated": [{"attributeName": "kpiValue", "reason": "new"}]}
    platform.answers[ENTITIES] = lambda handler: send(handler, status=409)
    platform.answers[ATTRS] = in_turn(
        lambda handler: send(handler, json.dumps(problem).encode(), 207),
        lambda handler: send(handler, status=204),
    )
    named = {**ONE, "name": {"type": "Property", "value": "Floor area"}}
    assert sent(platform.home, named) == [Published(ONE["id"], False)]
    method, path, body = platform.told[-1]
    assert (method, path) == ("POST", ATTRS)
    assert json.loads(body) == {"kpiValue": ONE["kpiValue"]}


def test_a_context_goes_as_a_link_and_secrets_to_the_broker_alone(platform):
    address = f"{platform.home}?context=https://example.org/kpi.jsonld"
    sent(address, ONE, headers={"X-Key": "s3cret"})
    ((_, said),) = platform.asked
    assert said["link"].startswith("<https://example.org/kpi.jsonld>; rel=")
    assert said["x-key"] == "s3cret"
    assert "s3cret" not in letters(address, [ONE])[0].words()
    within = platform.home.replace("//", "//me:s3cret@")
    assert "s3cret" not in letters(within, [ONE])[0].words()


@pytest.mark.parametrize("address", ["https://example.org/api", "https://example.org", "/tmp/x"])
def test_an_address_that_is_no_broker(address):
    with pytest.raises(FeedFault, match="no NGSI-LD broker; its address ends with /ngsi-ld/v1"):
        letters(address, [ONE])


# faults


def fault_of(address, *entities, **said):
    with pytest.raises(FeedFault) as fault:
        sent(address, *entities, **said)
    return str(fault.value)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "wants to know who asks"),
        (403, "does not let you write there"),
        (404, "takes no entities at this address"),
        (405, "takes no entities; it can be read alone"),
        (422, "(status 422)"),
    ],
)
def test_refusals_are_told_with_what_the_broker_says(platform, status, why):
    problem = {"type": "https://uri.etsi.org/x", "title": "Bad data", "detail": "kpiValue is odd"}
    body = json.dumps(problem).encode()
    platform.answers[ENTITIES] = lambda handler: send(
        handler, body, status, kind="application/problem+json"
    )
    told = fault_of(platform.home, ONE, TWO)
    assert why in told and told.endswith("the broker says: Bad data: kpiValue is odd")
    assert len(platform.told) == 1 and "may have arrived" not in told


def test_how_many_were_published_before_a_fault_is_told(platform):
    answers = iter([201, 422])
    platform.answers[ENTITIES] = lambda handler: send(handler, status=next(answers))
    assert fault_of(platform.home, ONE, TWO).endswith("; 1 of 2 were published before")


def test_a_silent_broker_may_have_heard_it_and_is_not_told_twice():
    with listening(b"") as (port, heard):
        told = fault_of(f"http://127.0.0.1:{port}/ngsi-ld/v1", ONE, silence=0.2)
        assert "it may have arrived all the same" in told
    assert bytes(heard).count(b"POST") == 1


def test_an_answer_that_is_cut_off_may_have_been_heard():
    with listening(b"HTTP/1.1 2") as (port, _):
        told = fault_of(f"http://127.0.0.1:{port}/ngsi-ld/v1", ONE, silence=0.2)
    assert "it may have arrived all the same" in told


def test_a_broker_out_of_order_may_have_heard_it(platform):
    platform.answers[ENTITIES] = lambda handler: send(handler, status=500)
    assert "it may have arrived all the same" in fault_of(platform.home, ONE)
    assert len(platform.told) == 1


def test_nobody_at_home_has_heard_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    told = fault_of(f"http://127.0.0.1:{port}/ngsi-ld/v1", ONE)
    assert "cannot be reached" in told and "may have arrived" not in told


def test_it_goes_to_no_other_address(platform):
    with serving() as other:
        there = f"{other.address}{ENTITIES}"
        platform.answers[ENTITIES] = lambda handler: send(handler, status=307, Location=there)
        assert "goes to no other address" in fault_of(platform.home, ONE)
        assert other.told == []
