"""What stands beside the crosshair."""

import pytest

from app.sketch.telling import telling
from city.view import View
from tests.city.plans import at, base, do, square

BARE = View.of(base())
PATCH = square(40, -10, 20, 20)


@pytest.mark.parametrize(
    ("verb", "said", "words"),
    [
        ("build", {"footprint": PATCH, "storeys": 3}, "9.0 m · 3 storeys · 1,200 m² of floor"),
        ("build", {"footprint": PATCH, "storeys": 1}, "3.0 m · 1 storey · 400 m² of floor"),
        ("raise", {"objects": ["house"], "storeys": 1}, "6.0 m high"),
        ("lay", {"kind": "park", "outline": PATCH}, "400 m²"),
        ("plot", {"outline": PATCH}, "400 m²"),
        ("zone", {"outline": PATCH, "height": 12}, "400 m² · nothing above 12.0 m"),
        ("plant", {"places": [at(40, 0)]}, "1 tree"),
        ("plant", {"places": [at(40, 0), at(50, 0)]}, "2 trees"),
        ("demolish", {"objects": ["house", "tower"]}, "2 demolished"),
        ("change", {"objects": ["house"], "attributes": {"function": "hotel"}}, ""),
        ("solar", {"objects": ["house"], "share": 0.5}, "40 m² of panels · 8.0 kW"),
        ("wall", {"line": [at(40, 0), at(60, 0)], "height": 2.5}, "2.5 m high"),
        ("move", {"objects": ["house", "tower"], "by": [1, 0, 0]}, ""),
        (
            "street",
            {"line": [at(40, -30), at(60, -30)],
             "section": [{"kind": "carriageway", "width": 5}, {"kind": "pavement", "width": 2}]},
            "140 m²",
        ),
    ],
)  # fmt: skip
def test_it_tells_what_an_edit_leads_to(verb, said, words):
    assert telling(BARE, do(BARE, verb, **said)) == words


def test_copies_tell_how_many_they_are_and_their_floor():
    built = do(BARE, "build", footprint=PATCH, storeys=3, id="new")
    copied = do(built, "copy", objects=["new"], by=[30, 0, 0], times=3)
    assert telling(built, copied) == "3 buildings · 3,600 m² of floor"
    of_city = do(BARE, "copy", objects=["house", "tower"], by=[0, 90, 0])
    assert telling(BARE, of_city) == "2 buildings"


def test_levelled_ground_tells_what_is_moved():
    words = telling(BARE, do(BARE, "level", outline=PATCH, height=1.0, slope=89))
    cut, fill = words.split(" · ")
    assert cut == "cut 0 m³" and fill in ("fill 400 m³", "fill 401 m³")


def test_nothing_new_is_told_with_no_words():
    assert telling(BARE, BARE) == ""
