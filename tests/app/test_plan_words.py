"""What is said of plans."""

from datetime import datetime, timedelta

import pytest

from app.plan_words import (
    assumed_words,
    beyond_words,
    contents_words,
    demolished_words,
    difference_words,
    name_words,
    spread_words,
    time_words,
    title_words,
    value_words,
    zones_of,
)
from city.indicators import BY_KEY, indicators
from city.zoning import beyond
from tests.city.plans import at, plan, square

NEW = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 10, "id": "new"}


def test_what_a_plan_holds():
    view = plan(
        NEW,
        {"edit": "plant", "places": [at(45, 45), at(55, 45)]},
        {"edit": "lay", "kind": "park", "outline": square(40, 40, 20, 10)},
        {"edit": "raise", "objects": ["house"], "storeys": 1},
        {"edit": "demolish", "objects": ["tower"]},
        {"edit": "plot", "outline": square(0, 0, 9, 9)},
        {
            "edit": "street",
            "line": [at(40, 60), at(60, 60)],
            "section": [{"kind": "carriageway", "width": 5}, {"kind": "trees", "width": 2}],
            "spacing": 10,
        },
    )
    assert contents_words(view) == ["1 street", "1 building", "4 trees", "1 park", "1 changed"]
    assert demolished_words(view) == "1 demolished"
    assert demolished_words(plan()) == "" and contents_words(plan()) == []


def test_closures_and_limits_are_called_by_what_they_are():
    line = [at(40, 60), at(60, 60)]
    closures = [{"edit": "close", "line": line, "id": id} for id in "ab"]
    view = plan(*closures, {"edit": "limit", "line": line})
    assert contents_words(view) == ["2 closures", "1 speed limit"]


def test_what_sticks_out_of_a_zone():
    zone = {"edit": "zone", "outline": square(195, -5, 40, 20), "height": 12, "name": "Z"}
    view = plan(NEW, zone)
    found = [(one, out) for one in zones_of(view) for out in beyond(view, one)]
    assert beyond_words(found) == (
        "1 sticks out",
        "1 building sticks out of Z, up to 18.0 m too high",
    )
    assert beyond_words([]) == ("", "")


def test_things_have_names():
    view = plan(
        NEW, {"edit": "build", "footprint": square(230, 0, 9, 9), "name": "Hall", "id": "h"}
    )
    assert name_words(view, "h") == "Building Hall"
    assert name_words(view, "house") == "Building house"
    assert name_words(view, "nobody") == "nobody"
    long = plan({**NEW, "id": "0123456789-0123456789-0123"})
    assert name_words(long, "0123456789-0123456789-0123") == "Building 01234567…0123"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "14:02"), (1, "yesterday 14:02"), (40, "20 Feb 14:02")]
)
def test_when_something_was_done(days, words):
    now = datetime(2026, 4, 1, 18, 0).astimezone()
    then = (now - timedelta(days=days)).replace(hour=14, minute=2)
    assert time_words(then.isoformat(), now) == words
    assert time_words("once upon a time", now) == ""


def test_numbers_have_units_and_differences_signs():
    assert value_words("gfa", 14212) == "14,212 m²"
    assert value_words("gfa", 2_471_400) == "247.14 ha"
    assert value_words("far", 2.314) == "2.31"
    assert value_words("far", None) == "–"
    assert difference_words("gfa", 2_471_400, 2_457_900) == "+13,500 m²"
    assert difference_words("trees", 3, 5) == "−2"
    assert difference_words("trees", 5, 5.2) == ""
    assert difference_words("far", 1.0, None) == ""
    found = indicators(plan({**NEW, "storeys": 100}))
    assert spread_words(found) == "14.4 to 25.6 M€"


def test_indicators_in_other_words():
    assert title_words(BY_KEY["far"], "de") == "Floor area ratio (GFZ)"
    assert title_words(BY_KEY["trees"], "de") == "Trees"
    assert assumed_words(BY_KEY["inhabitants"], {"household": 3}) == [
        "Gross floor area per dwelling 85 m²",
        "People per dwelling 3",
    ]
