"""`maquette dataspace` against a connector on a real socket, and the feed that follows."""

import io
import json
import sys

import pytest

from app import cli
from importers.dataspace import connector
from importers.live import recording
from tests.dataspace import API, PROVIDER, Edc
from tests.live_platform import serving
from tests.shared import needs_data

pytestmark = needs_data
KEY = ["--header", "X-Api-Key: k3y"]


@pytest.fixture
def edc(monkeypatch):
    monkeypatch.setattr(connector, "FIRST_PAUSE", 0.01)
    with serving() as platform, serving() as data:
        yield Edc(platform, data)


def run(capsys, *arguments):
    code = cli.main([*map(str, arguments)])
    told = capsys.readouterr()
    assert "k3y" not in told.out + told.err and "edr-token" not in told.out + told.err
    return code, told.out, told.err


def dataspace(capsys, edc, *arguments):
    return run(capsys, "dataspace", edc.address, "--provider", PROVIDER, *KEY, *arguments)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_offers_are_listed_with_their_conditions(edc, capsys):
    mood = {"leftOperand": "https://x.eu/mood", "operator": "eq", "rightOperand": "good"}
    edc.policy(
        permission=[{"action": "use", "constraint": mood}], prohibition=[{"action": "distribute"}]
    )
    code, out, err = dataspace(capsys, edc)
    assert code == 0 and not err
    assert out.splitlines()[:3] == [
        "Air quality (NGSI-LD)",
        "  offer urn:offer:open",
        "  by did:web:city.example, CC BY 4.0: name the source",
    ]
    assert "You may use it; this condition is not understood; read it: {" in out
    assert "* You must not pass it on.\n  The data must stay here" in out
    (offer,) = json.loads(dataspace(capsys, edc, "--json")[1])["offers"]
    assert offer["pull"] and not offer["export"] and len(offer["unclear"]) == 1
    assert not edc.told("/contractnegotiations")


def test_agreeing_reading_and_recording(edc, capsys, tmp_path):
    code, out, err = dataspace(capsys, edc, "--offer", "urn:offer:open", "--agree")
    assert code == 0 and not err and f"Agreed: {edc.id} with did:web:city.example" in out
    order = f"maquette feed {edc.address} --agreement {edc.id} --header 'NAME: VALUE'"
    assert order in out
    file = tmp_path / "air.ndjson"
    follow = ["feed", edc.address, "--agreement", edc.id, *KEY]
    code, out, err = run(capsys, *follow, "--record", file)
    named = f"did:web:city.example, CC BY 4.0: name the source, agreement {edc.id}"
    assert code == 0 and named in out and named == recording.terms(file).named()
    assert "edr-token" not in file.read_text() and "k3y" not in file.read_text()
    document = json.loads(run(capsys, *follow, "--json")[1])
    assert document["terms"]["agreement"] == edc.id and document["standard"] == "NGSI-LD"
    assert not [heard for _, heard in edc.data.asked if "x-api-key" in heard]


def test_what_must_stay_here_is_shown_but_not_recorded(edc, capsys, tmp_path):
    edc.policy(permission=[{"action": "use"}], prohibition=[{"action": "distribute"}])
    file = tmp_path / "air.ndjson"
    follow = ["feed", edc.address, "--agreement", edc.id, *KEY]
    code, out, err = run(capsys, *follow, "--record", file)
    assert code == 1 and f"the agreement {edc.id} with did:web:city.example forbids" in err
    assert len(err.splitlines()) == 1 and not out and not file.exists()
    assert run(capsys, *follow)[0] == 0


@pytest.mark.parametrize("answer, code", [("yes\n", 0), ("no\n", 1), ("y\n", 1), ("", 1)])
def test_the_person_is_asked(edc, capsys, monkeypatch, answer, code):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    told = dataspace(capsys, edc, "--offer", "urn:offer:open")
    assert told[0] == code and "You may use it." in told[1] and "Do you agree" in told[1]
    assert bool(edc.told("/contractnegotiations")) == (code == 0)
    assert code == 0 or "nothing was agreed" in told[2]


def test_nobody_is_asked_where_nobody_sits(edc, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    code, _, err = dataspace(capsys, edc, "--offer", "urn:offer:open")
    assert code == 1 and "say --agree" in err and not edc.told("/contractnegotiations")


def test_agreeing_in_json(edc, capsys):
    code, out, _ = dataspace(capsys, edc, "--offer", "urn:offer:open", "--agree", "--json")
    document = json.loads(out)
    assert code == 0 and document["agreement"] == edc.id and document["export"]
    assert document["policy"] == ["You may use it."] and document["licence"].startswith("CC BY")


@pytest.mark.parametrize(
    "arguments, code, says",
    [
        (["--agree"], 2, "--offer ID"),
        (["--offer", "urn:offer:open", "--json"], 2, "say --agree"),
        (["--offer", "urn:gone", "--agree"], 1, "no such offer"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(edc, capsys, arguments, code, says):
    told = dataspace(capsys, edc, *arguments)
    assert told[0] == code and says in told[2] and len(told[2].splitlines()) == 1


def test_offers_that_cannot_be_fetched_are_listed_and_not_agreed_to(edc, capsys):
    edc.dataset["distribution"][0]["format"] = "AmazonS3-PUSH"
    assert "cannot be fetched over HTTP" in dataspace(capsys, edc)[1]
    code, _, err = dataspace(capsys, edc, "--offer", "urn:offer:open", "--agree")
    assert code == 1 and "cannot be fetched" in err and not edc.told("/contractnegotiations")
    edc.catalogue = {}
    assert "Nothing is offered" in dataspace(capsys, edc)[1]


def test_hostile_offers_give_no_orders_to_the_terminal(edc, capsys):
    edc.dataset["title"] = "\x1b[2J\u202e" + "x" * 100_000
    out = dataspace(capsys, edc)[1]
    assert "\x1b" not in out and "\u202e" not in out and len(out) < 1500


def test_an_agreement_is_not_for_files_and_recordings(edc, capsys, tmp_path):
    for more in ([str(tmp_path)], [edc.address, "--replay"]):
        code, _, err = run(capsys, "feed", *more, "--agreement", "x")
        assert code == 2 and "connector" in err
    assert f"{API}/contractagreements/x" not in edc.platform.paths()
