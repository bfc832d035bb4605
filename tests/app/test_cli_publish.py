"""`maquette publish`: shown first, asked for, and only then sent."""

import io
import json

import pytest

from app.cli import main
from tests.app.test_cli_proposals import project  # noqa: F401
from tests.live_platform import send, serving

ENTITIES = "/ngsi-ld/v1/entities"


@pytest.fixture
def broker():
    with serving() as made:
        made.home = f"{made.address}/ngsi-ld/v1"
        made.answers[ENTITIES] = lambda handler: send(handler, status=201)
        yield made


def run(capsys, project, broker, *more):  # noqa: F811
    code = main(["publish", str(project), "--scenario", "Baseline", "--to", broker.home, *more])
    told = capsys.readouterr()
    return code, told.out, told.err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_dry_run_shows_all_and_sends_nothing(capsys, project, broker):  # noqa: F811
    code, out, _ = run(capsys, project, broker, "--dry-run")
    assert code == 0 and broker.asked == []
    assert f"POST {broker.home}/entities" in out and "Nothing was sent." in out
    assert '"name"' in out and "Gross floor area" in out


def test_it_is_sent_with_yes_and_is_what_was_shown(capsys, project, broker):  # noqa: F811
    code, out, _ = run(capsys, project, broker, "--yes")
    assert code == 0
    many = len(broker.told)
    assert many > 10 and f"{many} entities published: {many} new, 0 updated." in out
    for _, path, body in broker.told:
        assert path == ENTITIES and body.decode() in out


def test_the_document_and_publishing_again(capsys, project, broker):  # noqa: F811
    _, out, _ = run(capsys, project, broker, "--yes", "--json")
    first = json.loads(out)
    assert first["published"] and [one["id"] for one in first["entities"]] == first["new"]
    broker.answers[ENTITIES] = lambda handler: send(handler, status=409)
    broker.answers.update(
        {
            f"{ENTITIES}/{one.replace(':', '%3A')}/attrs": lambda handler: send(handler, status=204)
            for one in first["new"]
        }
    )
    again = json.loads(run(capsys, project, broker, "--yes", "--json")[1])
    assert again["updated"] == first["new"] and again["new"] == []


@pytest.mark.parametrize(("said", "sent"), [("y\n", True), ("no\n", False), ("", False)])
def test_somebody_is_asked(capsys, project, broker, monkeypatch, said, sent):  # noqa: F811
    monkeypatch.setattr("sys.stdin", Terminal(said))
    code, out, err = run(capsys, project, broker)
    assert code == 0 and bool(broker.told) is sent
    assert f"entities to {broker.home}? [y/N]" in err
    assert ("published:" if sent else "Nothing was sent.") in out


def test_nobody_to_ask_is_told(capsys, project, broker, monkeypatch):  # noqa: F811
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, _, err = run(capsys, project, broker)
    assert code == 1 and "say --yes, or --dry-run" in err and broker.told == []


def test_faults_are_one_line(capsys, project, broker):  # noqa: F811
    broker.answers[ENTITIES] = lambda handler: send(handler, status=403)
    code, _, err = run(capsys, project, broker, "--yes")
    assert code == 1 and "does not let you write there" in err and err.count("\n") == 1
    assert main(["publish", str(project), "--scenario", "None such", "--to", broker.home]) == 1
    assert main(["publish", str(project), "--scenario", "A", "--to", "https://x.org"]) == 1


def test_signing_in_is_as_for_feeds(capsys, project, broker, monkeypatch):  # noqa: F811
    monkeypatch.setenv("MAQUETTE_SECRET", "abc")
    code, out, _ = run(capsys, project, broker, "--yes", "--sign-in", "key")
    assert code == 0 and "abc" not in out
    assert all("abc" in said.values() for _, said in broker.asked)
    assert run(capsys, project, broker, "--user", "me")[0] == 2
