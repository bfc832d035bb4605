"""One process of an OGC API: asked for, run at once or as a job, and dismissed."""

import math
import threading
import time

import pytest

from importers.live.replay import processes

POINT = {"type": "Point", "coordinates": [4.45, 51.91]}


def run(client, service, inputs, **headers):
    address = f"{service.processes}/processes/surroundings/execution"
    return client.post(address, json={"inputs": inputs}, headers=headers)


def test_it_says_what_it_offers(client, service):
    landing = client.get(service.processes).json()
    for link in landing["links"]:
        assert client.get(link["href"]).status_code == 200, link
    (summary,) = client.get(f"{service.processes}/processes").json()["processes"]
    whole = client.get(f"{service.processes}/processes/{summary['id']}").json()
    assert set(whole["inputs"]) == {"geometry", "distance"} and set(whole["outputs"]) == {
        "area",
        "size",
    }


def test_at_once(client, service):
    answer = run(client, service, {"geometry": POINT, "distance": 100}).json()
    assert answer["area"]["type"] == "Polygon"
    # a circle of eight chords a quarter: 32 triangles
    assert answer["size"] == pytest.approx(16 * math.sin(math.pi / 16) * 100**2, rel=1e-4) or (
        answer["size"] == pytest.approx(math.pi * 100**2, rel=0.01)
    )
    norths = [north for _, north in answer["area"]["coordinates"][0]]
    assert (max(norths) - min(norths)) * 111_240 == pytest.approx(200, rel=0.005)


def done(client, address):
    end = time.monotonic() + 5
    while (status := client.get(address).json())["status"] != "successful":
        assert status["status"] in ("accepted", "running") and time.monotonic() < end
        time.sleep(0.01)
    return status


def test_as_a_job(client, service):
    answer = run(client, service, {"geometry": POINT}, Prefer="respond-async")
    assert answer.status_code == 201 and answer.headers["preference-applied"] == "respond-async"
    job = answer.headers["location"]
    assert answer.json()["jobID"] == job.rpartition("/")[2]
    status = done(client, job)
    assert status["progress"] == 100
    (results,) = (one["href"] for one in status["links"] if one["rel"].endswith("results"))
    assert client.get(results).json() == run(client, service, {"geometry": POINT}).json()
    assert status["jobID"] in [
        one["jobID"] for one in client.get(f"{service.processes}/jobs").json()["jobs"]
    ]
    assert client.delete(job).json()["status"] == "dismissed"
    assert client.get(job).status_code == 404


def test_a_job_that_waits_has_no_results_and_is_dismissed(client, service, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(processes, "surroundings", lambda *_: {"done": go.wait(5)})
    first = run(client, service, {"geometry": POINT}, Prefer="respond-async").headers["location"]
    second = run(client, service, {"geometry": POINT}, Prefer="respond-async")
    assert second.json()["status"] == "accepted"
    answer = client.get(f"{first}/results")
    assert answer.status_code == 404 and answer.json()["type"].endswith("result-not-ready")
    assert client.delete(second.headers["location"]).json()["status"] == "dismissed"
    go.set()
    done(client, first)
    assert client.get(f"{first}/results").json() == {"done": True}


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"geometry": "POINT (1 2)"},
        {"geometry": {"type": "Point"}},
        {"geometry": {"type": "Point", "coordinates": ["a", "b"]}},
        {"geometry": {"type": "Point", "coordinates": [435_000, 90_000]}},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": POINT, "distance": -1},
        {"geometry": POINT, "distance": "far"},
        {"geometry": POINT, "distance": True},
        {"geometry": POINT, "distance": 1e9},
        {"geometry": {"type": "LineString", "coordinates": [[n / 1e4, 1] for n in range(10_001)]}},
    ],
)
def test_inputs_that_make_no_sense_are_told(client, service, inputs):
    answer = run(client, service, inputs)
    assert answer.status_code == 400 and "input" in answer.json()["detail"]


def test_what_there_is_not(client, service):
    for path, kind in (
        ("processes/x", "no-such-process"),
        ("jobs/x", "no-such-job"),
        ("x", "about:blank"),
    ):
        answer = client.get(f"{service.processes}/{path}")
        assert answer.status_code == 404 and answer.json()["type"].endswith(kind)
    garbage = client.post(f"{service.processes}/processes/surroundings/execution", content=b"\xff{")
    assert garbage.status_code == 400


def test_old_jobs_are_forgotten(client, service, monkeypatch):
    monkeypatch.setattr(processes, "MOST", 2)
    jobs = [
        run(client, service, {"geometry": POINT}, Prefer="respond-async").headers["location"]
        for _ in range(3)
    ]
    assert [client.get(one).status_code for one in jobs] == [404, 200, 200]
