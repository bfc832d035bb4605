"""The service on its socket: who is answered, what garbage does, and how it ends."""

import socket
import threading
import time
from contextlib import ExitStack

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.intake import ReadError
from importers.live.recording import Recorder
from importers.live.replay.clock import Clock
from importers.live.replay.exchange import Asked, Problem
from importers.live.replay.service import Service, playing
from importers.report import Report
from tests.importers.live.replay.shared import NOON, A, readings, store


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic abc"},
        {"Authorization": "\u00e9"},
    ],
)
@pytest.mark.parametrize("path", ["ngsi_ld", "sensorthings", "gtfs_rt", "processes"])
def test_without_its_token_nobody_is_answered(service, headers, path):
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = httpx2.get(getattr(service, path), headers=raw, verify=False)
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 401 and "token" in answer.json()["detail"]
    address = f"{service.ngsi_ld}/subscriptions"
    assert httpx2.post(address, headers=raw, content=b"x", verify=False).status_code == 401


def test_tokens_are_long_and_never_the_same(service):
    one = Service(store())
    one.close()
    assert one.headers != service.headers and len(one.headers["Authorization"]) > 40


def test_it_listens_on_this_machine_alone(service):
    assert service._server.server_address[0] == "127.0.0.1"


def test_it_tells_the_time_that_it_plays(client, service):
    assert client.get(service.ngsi_ld + "/types").headers["date"] == "Mon, 01 Jun 2026 12:00:25 GMT"


def test_elsewhere_there_is_nothing(client, service):
    home = service.ngsi_ld.removesuffix("/ngsi-ld/v1")
    for path in ("/", "/ngsi-ld", "/ngsi-ld/v1x", "/%2e%2e/etc/passwd"):
        assert client.get(home + path).status_code == 404


def test_bodies_have_an_end(client, service):
    address = f"{service.ngsi_ld}/subscriptions"
    assert client.post(address, content=b"x" * (1 << 20 | 1)).status_code == 413
    assert client.post(address, content=iter([b"{}"])).status_code == 411  # in chunks
    assert client.get(f"{service.ngsi_ld}/entities?" + "a=1&" * 60).status_code == 400


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01 hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"BREW /x HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_garbage_is_answered_and_hung_up_on(service, garbage):
    port = service._server.server_port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(garbage)
        answer = b""
        while part := line.recv(65536):
            answer += part
    assert b"problem+json" in answer.partition(b"\r\n\r\n")[0] or answer.startswith(b"{")
    assert b"Traceback" not in answer


def test_it_ends_without_leaving_a_thread_or_a_port():
    before = set(threading.enumerate())
    service = Service(store())
    address = service.ngsi_ld
    port = service._server.server_port
    with httpx2.Client(headers=service.headers, verify=False) as client:  # it stays connected
        assert client.get(f"{address}/types").status_code == 200
        inputs = {"inputs": {"geometry": {"type": "Point", "coordinates": [4, 52]}}}
        run = f"{service.processes}/processes/surroundings/execution"
        assert client.post(run, json=inputs, headers={"Prefer": "respond-async"}).status_code == 201
        subscription = {
            "entities": [{"type": "Vehicle"}],
            "notification": {"endpoint": {"uri": "http://127.0.0.1:9/"}},
        }
        assert client.post(f"{address}/subscriptions", json=subscription).status_code == 201
        with socket.create_connection(("127.0.0.1", port)) as silent:  # somebody who says nothing
            time.sleep(0.1)  # until somebody listens
            start = time.monotonic()
            service.close()
            assert time.monotonic() - start < 1.5
            assert silent.recv(10) == b""
    assert set(threading.enumerate()) == before
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def test_recordings_are_played_while_they_are_needed(tmp_path):
    with Recorder(tmp_path / "all.ndjson", "the test", NOON) as recorder:
        recorder.write(readings())
    with playing([tmp_path / "all.ndjson"], Clock(NOON), Report()) as service:
        address = f"{service.ngsi_ld}/entities?type=EnergyMeter&options=keyValues"
        (meter,) = httpx2.get(address, headers=service.headers).json()
        assert meter["controlledAsset"] == "urn:ngsi-ld:Building:7"
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(address)


def test_what_is_no_recording_is_refused(tmp_path):
    (tmp_path / "notes.ndjson").write_text("mine")
    with (
        pytest.raises(ReadError, match="no recording"),
        playing([tmp_path / "notes.ndjson"], Clock(), Report()),
    ):
        pass


def test_many_questions_a_second(client, service):
    start = time.monotonic()
    for _ in range(100):
        client.get(f"{service.ngsi_ld}/entities?type=AirQualityObserved")
    assert time.monotonic() - start < 0.5


def test_on_more_callers_than_it_can_bear_it_hangs_up(service, client, monkeypatch):
    monkeypatch.setattr("importers.live.replay.service.CALLERS", 3)
    assert client.get(f"{service.ngsi_ld}/types").status_code == 200
    address = ("127.0.0.1", service._server.server_port)
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(address, 5)) for _ in range(4)]
        assert lines[3].recv(1) == b"" == lines[2].recv(1)
        assert client.get(f"{service.ngsi_ld}/types").status_code == 200  # who is in stays in
        lines[0].close()
        lines[1].close()


# what strangers may ask: true questions with parts in the wrong place and anything in between
PATHS = [
    "entities",
    "types",
    "temporal/entities",
    "subscriptions",
    "Things",
    "Datastreams",
    "Datastreams(1)/Observations",
    "Observations",
    "Observations(5)",
    "processes",
    "processes/surroundings/execution",
    "jobs",
    "vehicles.pb",
]
PARTS = f"""
{A.id} AirQualityObserved (1) ('{A.id}') / ( ) ' " ; , | == >= > ~= .. % near;maxDistance==10
within Point Polygon [4.45,51.91] [[[0,0],[1,0],[1,1],[0,0]]] pm25 power @iot.id Thing/name
2026-06-01T12:00:00Z between after gt eq and result phenomenonTime desc Thing Observations($top=1)
dataArray PT1H avg 1e999 nan -1 99999999 0 2 true sysAttrs keyValues temporalValues
aggregatedValues surroundings
""".split()
NAMES = [
    "type",
    "id",
    "q",
    "attrs",
    "limit",
    "offset",
    "count",
    "options",
    "georel",
    "geometry",
    "coordinates",
    "timerel",
    "timeAt",
    "lastN",
    "endTimeAt",
    "aggrMethods",
    "aggrPeriodDuration",
    "details",
    "$filter",
    "$orderby",
    "$top",
    "$skip",
    "$count",
    "$select",
    "$expand",
    "$resultFormat",
]
words = st.sampled_from(PARTS) | st.lists(
    st.sampled_from([*PARTS, " "]) | st.text(max_size=3), max_size=5
).map("".join)
questions = st.builds(
    Asked,
    st.sampled_from(["GET", "GET", "GET", "POST", "DELETE", "PATCH"]),
    st.sampled_from(PATHS) | words,
    st.dictionaries(st.sampled_from(NAMES), words, max_size=4),
    st.fixed_dictionaries({"accept": st.sampled_from(["", "application/geo+json"])}),
    st.sampled_from([b"", b"{}", b"[]", b"null", b'{"inputs": 7}', b'{"entities": [7]}', b"\xff"]),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=questions)
def test_whatever_is_asked_has_an_answer_or_a_reason(service, asked):
    for speaker in service._server.speakers.values():
        try:
            assert 200 <= speaker.answer(asked).status < 400
        except Problem as fault:
            assert 400 <= fault.status <= 501 and str(fault)


def test_many_ask_at_once(service):
    answers = []

    def ask():
        with httpx2.Client(headers=service.headers, verify=False) as one:
            answers.extend(one.get(f"{service.ngsi_ld}/types").status_code for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers == [200] * 80
