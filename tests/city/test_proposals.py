"""Proposed changes: which object, what differs, what is told instead, and what taking them does."""

import numpy as np
import pytest

from city.base import Base
from city.edits import read_edit
from city.place import place_of
from city.proposals import NEWER_SAID, NOBODY, Proposals, edits_of, proposals
from city.scenario import fold
from city.series import Thing
from city.statements import Statement
from city.view import View
from tests.city.toy import FRAME, add_box, town

NOW = np.datetime64("2026-06-01T12:00", "ms")
SOON, LONG_AGO = NOW - np.timedelta64(3, "m"), np.datetime64("2019-01-01", "ms")


@pytest.fixture(scope="module")
def base():
    """The town: a house of 3 m with one storey, a tower of 25 m; and a hall of 6 m with a date."""
    builder = town()
    hall = builder.add_object("Building", "NL.0599.hall-42")
    add_box(builder, hall, (200, 0, 0), (220, 20, 6))
    builder.objects.set(hall, "measuredHeight", "number", 6.0)
    builder.objects.set(hall, "function", "text", "residential")
    builder.objects.set(hall, "creationDate", "date", np.datetime64("2021-05-03", "s"))
    return Base(FRAME, (builder.freeze(),))


def said(thing, attribute, value, moment=SOON, source="broker", unit=""):
    who = thing if isinstance(thing, Thing) else Thing(thing, kind="Building")
    return Statement(who, attribute, value, unit, moment, source)


def asked(base, *statements, plan=()) -> Proposals:
    edits = [read_edit(one).settled(base) for one in plan]
    return proposals(fold(View.of(base), edits), statements, NOW)


def words(found):
    return [(one.object, one.words) for one in found.offered]


def at(x, y, **told):
    place = place_of(FRAME, np.array([x, y, 0.0]))
    return Thing("urn:ngsi-ld:Building:zz", "", (place.lon, place.lat), "Building", **told)


def test_what_differs_is_proposed_in_words(base):
    found = asked(
        base,
        said("tower", "height", 30.0),
        said("house", "floorsAboveGround", 2),
        said("NL.0599.hall-42", "category", "office"),
        said("square", "status", "demolished"),
    )
    assert words(found) == [
        ("tower", "Height 25.0 → 30.0 m"),
        ("house", "Storeys 1 → 2"),
        ("NL.0599.hall-42", "Use residential → office"),
        ("square", "Demolished"),
    ]
    assert found.told == () and [one.doubt for one in found.offered] == [""] * 4


def test_what_the_city_says_already_is_not_proposed(base):
    found = asked(
        base,
        said("tower", "height", 25.05),
        said("house", "floorsAboveGround", 1),
        said("NL.0599.hall-42", "category", "apartments"),
        said("house", "peopleOccupancy", 3),
    )
    assert found == Proposals()


@pytest.mark.parametrize(
    "thing",
    [
        Thing("house"),
        Thing("urn:ngsi-ld:Building:NL.0599.hall-42"),
        Thing("https://example.org/id/hall-42", of="NL.0599.hall-42"),
        Thing("operation-1", of="urn:ngsi-ld:Building:tower"),
    ],
)
def test_objects_are_found_by_ids(base, thing):
    (one,) = asked(base, said(thing, "yearOfConstruction", 1990)).offered
    assert one.object in ("house", "NL.0599.hall-42", "tower")
    assert one.object in (thing.of or thing.id)


def test_objects_are_found_by_the_one_building_that_a_place_lies_in(base):
    assert words(asked(base, said(at(5, 4), "height", 4.0))) == [("house", "Height 3.0 → 4.0 m")]
    assert words(asked(base, said(at(105, 5), "height", 26.0))) == [
        ("tower", "Height 25.0 → 26.0 m")
    ]
    assert asked(base, said(at(50, 4), "height", 4.0)).told == (
        ("urn:ngsi-ld:Building:zz", NOBODY),
    )


def test_a_place_in_two_buildings_is_about_neither():
    builder = town()
    add_box(builder, builder.add_object("Building", "annex"), (8, 0, 0), (18, 8, 3))
    both = Base(FRAME, (builder.freeze(),))
    assert asked(both, said(at(9, 4), "height", 4.0)).told[0][1] == NOBODY
    assert len(asked(both, said(at(5, 4), "height", 4.0)).offered) == 1


def test_the_newest_counts_and_the_older_is_told(base):
    found = asked(
        base,
        said("house", "height", 5.0, NOW - np.timedelta64(1, "D"), "old"),
        said("house", "height", 4.0, SOON, "new"),
        said("house", "measuredHeight", 4.0, None, "agrees"),
    )
    assert words(found) == [("house", "Height 3.0 → 4.0 m")]
    assert found.told == (("house", f"height: {NEWER_SAID}"),)


def test_contradictions_are_offered_with_a_doubt(base):
    found = asked(base, said("house", "height", 5.0), said("house", "height", 4.0, source="b"))
    assert [(one.now, one.doubt) for one in found.offered] == [
        ("5.0 m", "4.0 m is said, too"),
        ("4.0 m", "5.0 m is said, too"),
    ]


def test_what_is_older_than_the_city_is_told(base):
    found = asked(base, said("NL.0599.hall-42", "height", 9.0, LONG_AGO))
    assert found.offered == ()
    assert found.told == (
        ("NL.0599.hall-42", "height: is older than what the city says (of 2021-05-03)"),
    )
    assert len(asked(base, said("NL.0599.hall-42", "height", 9.0, None)).offered) == 1


def test_nonsense_is_told(base):
    found = asked(base, said("house", "height", 300.0, unit="°C"), said("house", "height", 1e5))
    assert found.offered == () and "unit is °C" in found.told[0][1]
    assert "100,000 m high" in found.told[1][1]


def test_doubts(base):
    future = NOW + np.timedelta64(1, "D")
    found = asked(
        base,
        said("house", "height", 30.0),
        said("tower", "height", 20.0, future),
        said("tower", "status", "demolished"),
    )
    assert [one.doubt for one in found.offered] == [
        "so different that its unit may be wrong",
        "its moment lies in the future; it is said to be demolished, too",
        "",
    ]


def test_taking_all_makes_it_so_and_then_nothing_is_left(base):
    statements = (
        said("tower", "height", 30.0),
        said("house", "floorsAboveGround", 2),
        said("house", "dateDemolished", "2026-05-01"),
        said("NL.0599.hall-42", "category", "office"),
    )
    found = asked(base, *statements)
    after = fold(View.of(base), edits_of(found.offered))
    assert after.lost == () and after.demolished() == ["house"]
    body = after.body(after.find("tower"))
    assert body.high - body.low == pytest.approx(30.0)
    assert after.attributes(after.find("NL.0599.hall-42"))["function"] == "office"
    assert proposals(after, statements, NOW) == Proposals()


def test_what_a_plan_has_changed_is_not_taken_back(base):
    raised = {"edit": "raise", "objects": ["house"], "metres": 2.0}
    assert asked(base, said("house", "height", 3.0), plan=[raised]) == Proposals()
    (one,) = asked(base, said("house", "height", 4.0), plan=[raised]).offered
    assert (one.words, one.doubt) == ("Height 3.0 → 4.0 m", "the plan on the table has 5.0 m")
    assert one.edit.metres == pytest.approx(-1.0)
    gone = {"edit": "demolish", "objects": ["house"]}
    assert asked(base, said("house", "height", 4.0), plan=[gone]) == Proposals()
    told = {"edit": "change", "objects": ["house"], "attributes": {"storeys": 3}}
    (one,) = asked(base, said("house", "floorsAboveGround", 2), plan=[told]).offered
    assert one.doubt == "the plan on the table has 3"


def test_the_base_is_never_changed(base):
    before = base.cities[0].objects.attributes(0)
    fold(View.of(base), edits_of(asked(base, said("house", "floorsAboveGround", 2)).offered))
    assert base.cities[0].objects.attributes(0) == before
