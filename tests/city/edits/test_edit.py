"""The closed set of edits: every one of them is read, written and described alike."""

import json

import pytest

import assets
from city.edits import EditError, read_edit, schema
from city.edits.edit import KINDS, count
from tests.city.plans import at, base, edit, square

SAID = {
    "build": {"footprint": square(0, 0, 10, 8), "roof": "gable", "storeys": 2},
    "demolish": {"objects": ["a", "b"]},
    "restore": {"objects": ["a"]},
    "change": {"objects": ["a"], "attributes": {"function": "office", "old": None}},
    "move": {"objects": ["a"], "by": [1, 2, 0], "turn": 30},
    "copy": {"objects": ["a"], "by": [10, 0, 0], "times": 3},
    "raise": {"objects": ["a", "b", "c"], "storeys": 2},
    "roof": {"objects": ["a"], "roof": {"shape": "hip", "slope": 40}},
    "push": {"object": "a", "at": at(1, 2, 3), "metres": -1.5},
    "set_back": {"objects": ["a"], "storey": 4, "metres": 2},
    "cut": {"object": "a", "outline": square(1, 1, 2, 2), "bottom": 0, "top": 4},
    "split": {"object": "a", "line": [at(5, -1), at(5, 9)]},
    "merge": {"objects": ["a", "b"]},
    "plant": {"places": [at(0, 0), at(8, 0)], "species": "Tilia cordata"},
    "lay": {"kind": "park", "outline": square(0, 0, 50, 50), "name": "Green"},
    "level": {"outline": square(0, 0, 50, 50), "height": 2.5},
    "plot": {"outline": square(0, 0, 50, 50), "name": "A"},
    "street": {
        "line": [at(0, 0), at(100, 0)],
        "section": [{"kind": "pavement", "width": 2}, {"kind": "carriageway", "width": 6}],
    },
    "close": {"line": [at(0, -5), at(0, 5)], "whom": "cars", "name": "Market Street"},
    "limit": {"line": [*square(0, 0, 50, 50), at(0, 0)], "speed": 20},
    "wall": {"line": [at(0, 0), at(100, 0)], "height": 3, "slope": 30},
    "bridge": {"line": [at(0, 0), at(100, 0)], "width": 5},
    "solar": {"objects": ["a"], "share": 0.5},
    "place": {"path": "tower.ifc", "at": at(1, 2, 3)},
    "zone": {"outline": square(0, 0, 50, 50), "height": 20, "angle": 45, "wall": 10, "far": 2},
}
WORDS = {
    "build": "built 2-storey residential building",
    "demolish": "demolished 2 objects",
    "raise": "raised 3 buildings by 2 storeys",
    "roof": "put a hip roof on 1 building",
    "move": "moved 1 object by 2.2 m, turned by 30 degrees",
    "copy": "copied 1 object 3 times",
    "change": "changed function to office, old to nothing of 1 object",
    "push": "pushed a face in by 1.5 m",
    "cut": "cut a passage into a building",
    "plant": "planted 2 trees (Tilia cordata)",
    "lay": "laid out park “Green”",
    "street": "laid street, 8 m wide",
    "close": "closed streets to cars: Market Street",
    "limit": "limited an area to 20 km/h",
    "wall": "built a dike 3 m high",
}


def test_every_edit_is_tried_here():
    assert SAID.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", SAID)
def test_an_edit_comes_back_as_it_was_written(kind):
    settled = edit(base(), kind, **SAID[kind])
    line = json.dumps(settled.as_json())
    assert read_edit(json.loads(line)) == settled
    assert settled.settled(base()) == settled  # nothing is made up twice
    assert json.loads(line)["edit"] == kind


@pytest.mark.parametrize("kind", SAID)
def test_what_was_said_is_written_as_it_was_said(kind):
    line = edit(base(), kind, **SAID[kind]).as_json()
    for name, value in SAID[kind].items():
        if name != "roof":  # where a word stands for a roof
            assert json.loads(json.dumps(line[name])) == json.loads(json.dumps(value)), name


@pytest.mark.parametrize(("kind", "words"), WORDS.items())
def test_an_edit_tells_what_it_did(kind, words):
    assert read_edit({"edit": kind, **SAID[kind]}).words() == words


@pytest.mark.parametrize("kind", SAID)
def test_an_edit_names_what_it_touches(kind):
    touched = edit(base(), kind, **SAID[kind]).touches()
    assert touched
    assert all(touched)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (5, "named values in braces"),
        ({}, "there is no edit None"),
        ({"edit": "explode"}, "there is no edit 'explode'; the edits are: bridge, build"),
        ({"edit": ["build"]}, "there is no edit"),
        ({"edit": "build"}, "build: has no footprint"),
        ({"edit": "build", "footprint": 3}, "build: footprint must be a list of 3"),
        ({"edit": "build", **SAID["build"], "storeys": -3}, "storeys must be a whole number"),
        ({"edit": "build", **SAID["build"], "roof": "onion"}, "roof: shape must be one of"),
        ({"edit": "demolish", "objects": []}, "a list of 1 to"),
        ({"edit": "demolish", "objects": [3]}, "objects must be a text"),
        ({"edit": "demolish", "objects": ["a"], "why": 1}, "demolish: knows no 'why'"),
    ],
)
def test_nonsense_is_refused_in_words(said, words):
    with pytest.raises(EditError, match=words):
        read_edit(said)


def test_the_schema_that_is_shipped_is_that_of_the_edits():
    shipped = json.loads(assets.path("edits.schema.json").read_text("utf-8"))
    assert shipped == json.loads(json.dumps(schema()))
    assert {one["title"] for one in shipped["oneOf"]} == KINDS.keys()


def test_numbers_with_their_nouns():
    assert count(1, "storey") == "1 storey"
    assert count(1200, "storey") == "1,200 storeys"
    assert count(2, "child", "children") == "2 children"
