"""`maquette feed --proposals`: listed, taken into a plan, left, and never done in silence."""

import json

import pytest

from app.cli import main
from exporters import write
from tests.city.toy import town
from tests.live_platform import serving

ENTITIES = "/ngsi-ld/v1/entities"
WHEN = "2026-06-01T10:00:00Z"


@pytest.fixture
def project(tmp_path, capsys):
    write(town().freeze(), tmp_path / "town.city.json")
    path = tmp_path / "town.maquette"
    assert main(["new", str(path), "--base", str(tmp_path / "town.city.json")]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def platform():
    with serving() as made:
        made.answers[ENTITIES] = [
            building("tower", height=30),
            building("house", floorsAboveGround=2),
            building("square", status="demolished"),
            building("elsewhere", height=3),
            building("podium", height="tall"),
        ]
        yield made


def building(id, **said):
    told = {
        name: {"type": "Property", "value": value, "observedAt": WHEN}
        for name, value in said.items()
    }
    return {"id": id, "type": "Building", **told}


def run(capsys, platform, project, *more):
    address = f"{platform.address}{ENTITIES}?type=Building"
    code = main(["feed", address, "--proposals", str(project), *more])
    told = capsys.readouterr()
    return code, told.out, told.err


def document(capsys, platform, project, *more):
    code, out, _ = run(capsys, platform, project, "--json", *more)
    assert code == 0
    return json.loads(out)


def edits(capsys, project, name):
    main(["scenario", "show", str(project), name, "--json"])
    return json.loads(capsys.readouterr().out)["edits"]


def test_they_are_listed_and_nothing_is_changed(capsys, platform, project):
    before = project.read_bytes()
    code, out, err = run(capsys, platform, project)
    assert code == 0 and "3 proposed changes" in out
    assert "tower: Height 25.0 → 30.0 m, says " in out and "square: Demolished, says" in out
    assert "elsewhere: is about nothing here" in err and "“tall” is no number" in err
    assert project.read_bytes() == before


def test_the_document_says_it_all(capsys, platform, project):
    told = document(capsys, platform, project)
    first, second, third = told["proposals"]
    assert first == {
        "key": first["key"],
        "object": "tower",
        "change": "Height 25.0 → 30.0 m",
        "doubt": None,
        "edit": {"edit": "raise", "objects": ["tower"], "storeys": 0, "metres": 5.0},
        "thing": "tower",
        "attribute": "height",
        "value": 30.0,
        "unit": None,
        "moment": "2026-06-01T10:00:00.000Z",
        "source": f"{platform.address}{ENTITIES}",
    }
    assert second["edit"]["attributes"] == {"storeys": 2}
    assert third["edit"] == {"edit": "demolish", "objects": ["square"]}
    assert {one["thing"] for one in told["not_proposed"]} == {"elsewhere", "podium"}
    assert told["taken"] == told["left"] == []


def test_what_is_taken_is_done_in_a_plan_and_not_proposed_for_it_again(capsys, platform, project):
    told = document(capsys, platform, project, "--scenario", "News", "--take")
    assert len(told["taken"]) == 3
    verbs = [one["edit"] for one in edits(capsys, project, "News")]
    assert verbs == ["raise", "change", "demolish"]
    assert document(capsys, platform, project, "--scenario", "News")["proposals"] == []
    assert len(document(capsys, platform, project)["proposals"]) == 3


def test_one_is_taken_and_one_is_left_by_its_key(capsys, platform, project):
    first, second, _ = document(capsys, platform, project)["proposals"]
    more = ("--scenario", "News", "--take", first["key"], "--leave", second["key"])
    told = document(capsys, platform, project, *more)
    assert (told["taken"], told["left"]) == ([first["key"]], [second["key"]])
    assert [one["edit"] for one in edits(capsys, project, "News")] == ["raise"]
    again = document(capsys, platform, project, "--scenario", "News")
    assert [one["object"] for one in again["proposals"]] == ["square"]
    assert again["left_before"] == 1
    platform.answers[ENTITIES] = [building("house", floorsAboveGround=3)]  # it says another thing
    again = document(capsys, platform, project)
    assert [one["change"] for one in again["proposals"]] == ["Storeys 1 → 3"]
    platform.answers[ENTITIES] = [building("house", floorsAboveGround=2)]
    assert document(capsys, platform, project)["proposals"] == []
    assert len(document(capsys, platform, project, "--offer-again")["proposals"]) == 1
    assert len(document(capsys, platform, project)["proposals"]) == 1


def test_contradictions_are_not_taken_together(capsys, platform, project):
    other = {**building("x", height=28), "refBuilding": "tower"}
    platform.answers[ENTITIES] = [building("tower", height=30), other]
    told = document(capsys, platform, project, "--scenario", "News", "--take")
    assert len(told["proposals"]) == 2 and told["taken"] == []
    keys = [one["key"] for one in told["proposals"]]
    code, _, err = run(capsys, platform, project, "--scenario", "News", "--take", *keys)
    assert code == 1 and "take one of what is said of its height, not both" in err
    told = document(capsys, platform, project, "--scenario", "News", "--take", keys[1])
    assert edits(capsys, project, "News")[0]["metres"] == 3.0


@pytest.mark.parametrize(
    ("more", "code", "why"),
    [
        (["--take"], 2, "say with --scenario NAME"),
        (["--replay"], 2, "leave out --replay"),
        (["--scenario", "A", "--take", "abc"], 1, "abc: nothing is proposed under this"),
    ],
)
def test_what_cannot_be_asked(capsys, platform, project, more, code, why):
    got, _, err = run(capsys, platform, project, *more)
    assert got == code and why in err


def test_taking_needs_proposals(capsys, platform):
    assert main(["feed", platform.address, "--take"]) == 2
    assert "say --proposals PROJECT as well" in capsys.readouterr().err
