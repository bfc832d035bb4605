"""Questions to a city: what they find, what they say, and that they run nothing."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.expression import Fault, ask, complete
from city.expression.parse import parse
from city.expression.shared import shared_questions
from city.expression.truth import Truth, any_of, every, neither
from city.expression.units import AREA, LENGTH, Unit, product, unit_of
from city.expression.words import words
from city.measured import Measured
from tests.city.toy import FRAME, add_box, town


def quarter():
    """Five buildings in a row, 10 m apart, of 10 x 10 m; the last one consists of two parts."""
    builder = CityBuilder(FRAME)

    def house(id, x, height, kind="Building", parent=-1, y=0):
        row = builder.add_object(kind, id, parent)
        add_box(builder, row, (x, y, 0), (x + 10, y + 10, height))
        return row

    def told(row, **values):
        for name, value in values.items():
            types = {bool: "boolean", int: "integer", float: "number", str: "text"}
            builder.objects.set(row, name, types[type(value)], value)

    a, b, c, d = (
        house(id, x, h) for id, x, h in zip("abcd", (0, 20, 40, 60), (3, 9, 30, 60), strict=True)
    )
    e = builder.add_object("Building", "e")
    low = house("e1", 80, 6, "BuildingPart", e)
    high = house("e2", 90, 12, "BuildingPart", e)
    told(a, yearOfConstruction=1910, status="in use", heated=True)
    told(b, yearOfConstruction=1950, status="In Use", heated=False)
    told(c, yearOfConstruction=1999, status="pland", number="12")
    told(d, number="twelve")
    told(e, yearOfConstruction=2005)
    told(low, roof="flat")
    told(high, roof="gabled", **{"a:b c": 7})
    builder.objects.set(a, "measuredHeight", "number", 4.0, "urn:adv:uom:m")
    builder.objects.set(c, "measuredHeight", "number", 31.0, "urn:adv:uom:m")
    builder.objects.set(a, "created", "date", "2015-04-22")
    builder.objects.set(b, "created", "date", "2016-01-01T12:30:00")
    builder.objects.set(a, "plot", "number", 0.5, "ha")
    builder.objects.set(b, "plot", "number", 2.0, "ha")
    builder.objects.set(a, "width", "number", 3.0)
    builder.objects.set(b, "width", "number", 30.0, "furlong")
    lane = builder.add_object("Road", "lane")
    builder.add_polygon(
        builder.add_shape(lane, "2"),
        [np.array([[0.0, 13, 0], [70, 13, 0], [70, 15, 0], [0, 15, 0]])],
    )
    return Measured(builder.freeze())


@pytest.fixture(scope="module")
def row_of_houses():
    return quarter()


def found(question, measured, selection=None):
    answer = ask(question, measured, selection)
    return "".join(sorted(measured.city.objects.ids[r] for r in np.flatnonzero(answer.mask)))


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("yearOfConstruction < 1950", "a"),
        ("yearOfConstruction <= 1950 and heated", "a"),
        ("yearOfConstruction <= 1950 and not heated", "b"),
        ("yearOfConstruction <= 1950 or status = 'pland'", "abc"),
        ("not yearOfConstruction <= 1950", "ce"),  # d has no year: unknown, and so is its contrary
        ("yearOfConstruction is missing", "dlane"),
        ("Building.yearOfConstruction is missing", "d"),
        ("Building.yearOfConstruction is not missing", "abce"),
        ("yearOfConstruction = 1910 or status is missing", "adelane"),
        ("1910 < yearOfConstruction < 2000", "bc"),
        ("yearOfConstruction between 1950 and 1999", "bc"),
        ("yearOfConstruction in (1910, 2005)", "ae"),
        ("Building.yearOfConstruction not in (1910, 2005)", "bc"),
        ("yearOfConstruction + 40 = 1950", "a"),
        ("2 * yearOfConstruction - 1910 = yearOfConstruction", "a"),
        ("yearOfConstruction / 0 > 1", ""),
        ("-yearOfConstruction > -1911", "a"),
        ("status = 'in use'", "a"),
        ("status contains 'use'", "ab"),
        ('status = "in use"', "a"),  # the wrong quotes, but nothing is called so
        ("status starts with 'IN'", "ab"),
        ("status ends with 'nd'", "c"),
        ("status like 'in%'", "ab"),
        ("status like 'p_an*'", "c"),
        ("status like 'p_an'", ""),
        ("status != 'in use'", "bc"),
        ("status > 'i'", "ac"),
        ("number = 12", "c"),  # the text "12"
        ("heated = true", "a"),
        ("heated = false", "b"),
        ("Building and not heated", "b"),
        ("Road", "lane"),
        ("kind = 'Road'", "lane"),
        ("id in ('a', 'e')", "ae"),
        ("created = 2015-04-22", "a"),
        ("created > 2015-04-22", "b"),
        ("created <= 2016-01-01", "ab"),
        ("created < 2016-01-01T12:00", "a"),
        ("created > '2015-12-31'", "b"),
        ("year(created) = 2016", "b"),
        ("plot > 1 ha", "b"),
        ("plot < 6000 m2", "a"),
        ("plot > 1", "ab"),  # in SI units
        ("height > 50", "d"),
        ("Building.height > 20", "cd"),
        ("height > 0.02 km", "cd"),
        ("height > 30.5", "cd"),  # the file says 31 where the geometry says 30
        ("area(roof) = 100 m2", "abcd"),
        ("area(roof) > 150", "e"),
        ("area(wall) > 2000", "d"),
        ("area(roof) / area(wall) > 0.5", "a"),
        ("volume > 2500 m3", "cd"),
        ("footprint = 200", "e"),
        ("footprint * 2 = 400 m2", "e"),
        ("storeys = 3", "b"),
        ("floorarea >= 1000 m2", "cd"),
        ("top - ground > 20 m", "cd"),
        ("slope(wall) > 89.9", "abcde"),
        ("slope < 0.1 and Building", "abcde"),
        # What is said of a part counts for its building, and the other way round
        ("roof = 'flat'", "e"),
        ("roof != 'flat'", "e"),
        ("not roof = 'flat'", ""),
        ("BuildingPart.roof = 'gabled'", "e2"),
        ("BuildingPart.yearOfConstruction = 2005", "e1e2"),
        ("Building.roof = 'gabled'", "e"),
        ('"a:b c" = 7', "e"),
        ("`a:b c` = 7", "e"),
        ("a:bc = 7", "e"),
        ("Building.height > 20 or BuildingPart.height > 10", "cde2"),
        # Places
        ("within(Road, 2.9 m)", "lane"),
        ("Building and within(Road, 3.1)", "abcd"),
        ("within(id = 'a', 10.1 m) and Building", "ab"),
        ("Building and within(id = 'd', 0.0101 km)", "cde"),
        ("intersects(id = 'c')", "c"),
        ("BuildingPart and intersects(id = 'e1')", "e1e2"),
    ],
)
def test_what_a_question_finds(question, ids, row_of_houses):
    assert found(question, row_of_houses) == ids


def test_texts_that_are_dates_are_asked_as_dates():
    builder = CityBuilder(FRAME)
    texts = {"a": "1999-05-06", "b": "2003-01-01T12:00:00", "c": "soon", "d": "now"}
    for id, text in texts.items():
        row = builder.add_object("Building", id)
        for name in ("opened", "yearOfConstruction"):
            builder.objects.set(row, name, "text", text)
    measured = Measured(builder.freeze())
    assert found("opened > 2000-01-01", measured) == "b"
    assert found("opened < 2003-01-01T13:00", measured) == "ab"
    assert found("year(opened) = 1999", measured) == "a"
    assert found("year < 2010", measured) == "ab"


def test_the_selection_is_a_place(row_of_houses):
    ids = row_of_houses.city.objects.ids
    assert found("Building and within(selection, 20 m)", row_of_houses, [ids.find("e2")]) == "de"
    assert found("Building and within(selection, 19 m)", row_of_houses, [ids.find("e2")]) == "e"
    assert found("Building and within(selection, 19 m)", row_of_houses, [ids.find("e1")]) == "de"


def test_an_answer_counts_and_takes_the_parts_along(row_of_houses):
    answer = ask("roof = 'flat'", row_of_houses)
    ids = row_of_houses.city.objects.ids
    assert answer.count == 1
    assert {ids[r] for r in answer.rows()} == {"e", "e1", "e2"}
    answer = ask("Building.status = 'in use'", row_of_houses)
    assert (answer.count, answer.asked, answer.unknown) == (1, 5, 2)


def test_words_everybody_uses_say_what_they_stand_for(row_of_houses):
    assert found("year < 1950", row_of_houses) == "a"
    assert ask("year < 1950", row_of_houses).notes == ("“year” is read as yearOfConstruction",)
    (note,) = ask("Building.height > 5", row_of_houses).notes
    assert note.startswith("“height” is measuredHeight where the file has it (2), else measured")
    (note,) = ask("STATUS = 'pland'", row_of_houses).notes
    assert note == "“STATUS” is read as status"
    (note,) = ask("number > 1", row_of_houses).notes
    assert note == "number is text: its values are read as numbers; 1 of them are none"
    (note,) = ask("storeys > 1", row_of_houses).notes
    assert "estimated at 3 m" in note
    (note,) = ask("Tunnel", row_of_houses).notes
    assert note == "There is no Tunnel in this city"
    notes = ask("width > 5 m", row_of_houses).notes
    assert any("names no unit" in note for note in notes)


@pytest.mark.parametrize(
    ("question", "at", "message"),
    [
        ("", 0, "Ask something"),
        ("heigth > 3", 0, "Did you mean height?"),
        ("height >", 8, "the question ends"),
        ("height > 3 an year < 3", 11, "“an” is no unit"),
        ("status = 'in use' height", 18, "“and” or “or”"),
        ("status = inuse", 9, "A text stands in quotes: 'inuse'"),
        ("status = 'in", 9, "not closed"),
        ("(height > 3", 11, "Expected “)”"),
        ("height > 30,5", 9, "Write 30.5 with a point"),
        ("(height < 1,25 or heated)", 10, "Write 1.25 with a point"),
        ("height > 30, 5", 11, "“,” stands here"),
        ("height > 3)", 10, "closing parenthesis"),
        ("height > 5 ha", 0, "A length cannot be compared with an area"),
        ("height + footprint > 5", 0, "cannot be added"),
        ("height > 'tall'", 9, "“tall” is no number"),
        ("created > 'soon'", 10, "no date"),
        ("created > 2015", 0, "write the date as 2000-01-31"),
        ("created > 2015-02-31", 10, "There is no day"),
        ("status", 0, "compare it with something"),
        ("height", 0, "This is a number"),
        ("12", 0, "This is a number"),
        ("heated > 3", 0, "= true"),
        ("height contains 'x'", 0, "looks into texts"),
        ("Bilding.height > 3", 0, "Did you mean Building?"),
        ("area(rooof) > 3", 5, "ground, roof, wall"),
        ("height(roof) > 3", 7, "nothing in its parentheses"),
        ("volum() > 3", 0, "Did you mean volume()?"),
        ("within(selection, 3 m)", 7, "Nothing is selected"),
        ("within(Road, 3 m2)", 13, "Expected a distance"),
        ("within(Road, -3 m)", 13, "not negative"),
        ("within()", 0, "within(selection, 100 m)"),
        ("within(", 7, "the question ends"),
        ("height > 3 §", 11, "means nothing"),
        ("not " * 60 + "heated", 164, "More than 40"),
        ("(" * 60, 40, "More than 40"),
        ("- " * 60 + "3 > 2", 80, "More than 40"),
        ("x" * 3000, 2000, "longer than"),
        ("1+" * 450 + "1 > 2", 400, "more than 400 words"),
        ("year() = 3", 0, "There is height"),
    ],
)
def test_a_wrong_question_says_where_and_what(question, at, message, row_of_houses):
    with pytest.raises(Fault) as fault:
        ask(question, row_of_houses)
    assert message in fault.value.message
    assert fault.value.at == at
    line, carets, said = fault.value.pointed(question).split("\n")
    assert said == fault.value.message
    assert set(carets) == {" ", "^"} - ({" "} if carets[0] == "^" else set())
    assert len(line) <= 100 or len(question) <= 100


@pytest.mark.parametrize(
    "question",
    [
        "__import__('os').system('touch /tmp/hacked')",
        "().__class__.__bases__[0]",
        "[x for x in (1,)]",
        "lambda: 3",
        "height; drop table",
        "exec('1')",
        "{__builtins__}",
        "f'{height}' = 1",
        "height.__class__ = 3",
        "open(id) = 1",
        "9**9**9 > 1",
        "height if heated else 3",
    ],
)
def test_nothing_of_a_question_is_run(question, row_of_houses):
    with pytest.raises(Fault):
        ask(question, row_of_houses)


PIECES = [
    *("height", "yearOfConstruction", "status", "'in use'", "12", "3.5", "m", "ha", "and", "or"),
    *("not", "(", ")", "in", ",", "<", ">", "=", "!=", "+", "-", "*", "/", "is", "missing", "like"),
    *("contains", "between", "true", "within(", "selection", "Road", "Building", ".", "area("),
    *("roof", "2015-04-22", '"', "'", "\\", "%", "°", "§", "\x1f", "𝔸"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_is_answered_or_refused_with_a_place(question):
    measured = QUARTER
    try:
        answer = ask(question, measured, [0])
    except Fault as fault:
        assert 0 <= fault.at <= len(question)
        assert fault.message
    else:
        assert answer.mask.dtype == bool
    for completion in complete(question, measured):
        assert 0 <= completion.at <= len(question)


QUARTER = quarter()


def test_three_valued_logic_is_kleenes():
    """Against the definition: true 1, unknown 1/2, false 0; and = min, or = max, not = 1 - x."""
    worth = list(itertools.product([0.0, 0.5, 1.0], repeat=2))
    one, other = np.array(worth).T

    def truth(values):
        return Truth(values == 1, values != 0.5)

    def value(found):
        return np.where(found.known, found.holds, 0.5)

    assert (value(every([truth(one), truth(other)])) == np.minimum(one, other)).all()
    assert (value(any_of([truth(one), truth(other)])) == np.maximum(one, other)).all()
    assert (value(neither(truth(one))) == 1 - one).all()


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        ("m", LENGTH),
        ("#m", LENGTH),
        ("urn:adv:uom:m", LENGTH),
        ("urn:ogc:def:uom:EPSG::9001", LENGTH),
        ("urn:ogc:def:uom:UCUM::m2", AREA),
        ("ha", Unit("area", 10_000.0)),
        ("metre", LENGTH),
        ("furlong", None),
        ("", Unit("")),
    ],
)
def test_units_as_files_spell_them(spelling, unit):
    assert unit_of(spelling) == unit


def test_units_multiply():
    assert product(LENGTH, LENGTH, "*") == AREA
    assert product(AREA, LENGTH, "/") == LENGTH
    assert product(AREA, AREA, "/") == Unit("")


def test_precedence():
    """not binds before and, and before or; * before +."""
    assert parse("a or b and c") == parse("a or b and c")
    same = (("a or b and not c", "(a or (b and (not c)))"), ("1 + 2 * 3 > x", "(1 + (2 * 3)) > x"))
    for plain, bracketed in same:
        assert _shape(parse(plain)) == _shape(parse(bracketed))


def _shape(node):
    """A tree without its places."""
    inner = [getattr(node, name) for name in node.__slots__] if hasattr(node, "__slots__") else []
    if not inner:
        return node
    return type(node).__name__, tuple(
        tuple(map(_shape, part)) if isinstance(part, tuple) else _shape(part) for part in inner
    )


def test_words_know_their_places():
    text = "a >= 1.5km"
    assert [text[w.at : w.end] for w in words(text)] == ["a", ">=", "1.5", "km", ""]


def offered(text, measured):
    return [text[: c.at] + c.text for c in complete(text, measured)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ye", "year"),
        ("stat", "status"),
        ("Building.meas", "Building.measuredHeight"),
        ("status = ", "status = 'In Use'"),
        ("status = 'p", "status = 'pland'"),
        ("status in (", "status in ('In Use'"),
        ("area(", "area(ground"),
        ("area(ro", "area(roof"),
        ("within(", "within(selection"),
        ("height > 3 an", "height > 3 and"),
        ("height > 3 ", "height > 3 m"),
        ("heated is ", "heated is missing"),
        ("status con", "status contains"),
        ("heated and Bui", "heated and Building"),
        ("a:b", '"a:b c"'),
    ],
)
def test_what_may_come_next(typed, first, row_of_houses):
    assert first in offered(typed, row_of_houses)[:3]


def test_completions_are_legal(row_of_houses):
    """Every name that is offered at the start is understood."""
    for completion in complete("", row_of_houses):
        if completion.text.endswith("(") or completion.text == "not":
            continue
        ask(f"{completion.text} is not missing", row_of_houses)


def test_a_city_of_nothing():
    measured = Measured(CityBuilder(FRAME).freeze())
    with pytest.raises(Fault):
        ask("height2 > 3", measured)
    assert ask("height > 3", measured).count == 0
    assert ask("within(Building, 3)", measured).count == 0
    assert ask("Building", measured).count == 0


def test_the_toy_town():
    measured = Measured(town().freeze())
    assert found("height > 20", measured) == "tower"
    assert found("area() > 0 and not Building", measured) == "square"


def test_each_value_suggests_a_question_for_all_that_share_it():
    builder = CityBuilder(FRAME)
    row = builder.add_object("Building", "a")
    values = {"storeys": ("integer", 3), "owner's": ("text", "O'Neill"), "empty": ("boolean", True)}
    for name, (kind, value) in values.items():
        builder.objects.set(row, name, kind, value)
    builder.objects.set(row, "parts", "structure", "[1]")
    builder.objects.set(builder.add_object("Building", "b"), "storeys", "integer", 4)
    city = builder.freeze()
    found = dict(shared_questions(city, 0))
    assert found.keys() == values.keys()
    for question in found.values():
        assert ask(question, Measured(city)).rows().tolist() == [0]
