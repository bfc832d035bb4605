"""What can be set is taken as it is meant, and refused with what would be allowed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.simulate.parameters import Parameter, settled

NUMBER = Parameter("step", "Step", "number", 15.0, "min", 1, 60)
WHOLE = Parameter("rays", "Rays", "whole", 300, "", 64, 2584)
SWITCH = Parameter("on", "On", "switch", True)
CHOICE = Parameter("rows", "Rows", "choice", "even", choices=(("even", "E"), ("storeys", "S")))
SEVERAL = Parameter("on", "On", "several", ["a"], choices=(("a", "A"), ("b", "B"), ("c", "C")))
DATE = Parameter("date", "Day", "date", "03-21")
UNTIL = Parameter("until", "Until", "date", "")
TEXT = Parameter("place", "Place", "text", "")
AREA = Parameter("area", "Area", "area", "plan")
PLACE = Parameter("from", "From", "place", "")
PLACES = Parameter("points", "Looked from", "places", "")
THING = Parameter("target", "Landmark", "thing", "")
AIM = Parameter("to", "To", "aim", "")
ALL = (NUMBER, WHOLE, SWITCH, CHOICE, SEVERAL, DATE, UNTIL, TEXT, AREA, PLACE, PLACES, THING, AIM)


@pytest.mark.parametrize(
    ("parameter", "given", "taken"),
    [
        (NUMBER, "7.5", 7.5),
        (NUMBER, 60, 60.0),
        (WHOLE, "64", 64),
        (WHOLE, 100.0, 100),
        (SWITCH, "No", False),
        (SWITCH, True, True),
        (CHOICE, " storeys ", "storeys"),
        (SEVERAL, "c, a", ["a", "c"]),
        (SEVERAL, "b+a", ["a", "b"]),
        (SEVERAL, ("b",), ["b"]),
        (DATE, "2026-03-21", "2026-03-21"),
        (DATE, "12-22", f"{date.today().year}-12-22"),
        (UNTIL, "", ""),
        (TEXT, " 51.9,4.4 ", "51.9,4.4"),
        (PLACE, " 1,2.5 ", "1,2.5"),
        (PLACE, "", ""),
        (PLACES, "1,2; 3,4,5", "1,2; 3,4,5"),
        (THING, "GMLID_7", "GMLID_7"),
        (AIM, "1,2,3", "1,2,3"),
        (AIM, "a,b", "a,b"),
        (AREA, "all", "all"),
        (AREA, "1,2,3,4", [1.0, 2.0, 3.0, 4.0]),
        (AREA, [1, 2, 3.5, 4], [1.0, 2.0, 3.5, 4.0]),
    ],
)
def test_what_is_meant_is_taken(parameter, given, taken):
    found = parameter.taken(given)
    assert found == taken and type(found) is type(taken)


@pytest.mark.parametrize(
    ("parameter", "given"),
    [
        (NUMBER, 0.99),
        (NUMBER, "61"),
        (NUMBER, "nan"),
        (NUMBER, "inf"),
        (NUMBER, True),
        (NUMBER, None),
        (NUMBER, "many"),
        (WHOLE, 64.5),
        (WHOLE, 2585),
        (SWITCH, "perhaps"),
        (CHOICE, "odd"),
        (SEVERAL, ""),
        (SEVERAL, "a,d"),
        (SEVERAL, []),
        (DATE, ""),
        (DATE, "02-30"),
        (DATE, "21 March"),
        (DATE, 5),
        (TEXT, 7),
        (TEXT, "x" * 10_001),
        (PLACE, "1,2;3,4"),
        (PLACE, "here"),
        (PLACES, "1,2;3"),
        (PLACES, ";"),
        (PLACES, [[1, 2]]),
        (THING, 7),
        (AREA, "here"),
        (AREA, "1,2,3"),
        (AREA, [3, 2, 1, 4]),
        (AREA, [1, 2, float("nan"), 4]),
        (AREA, [0, 0, float("inf"), 4]),
        (AREA, 5),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(parameter, given):
    with pytest.raises(ValueError, match=f"{parameter.key}=") as told:
        parameter.taken(given)
    words = str(told.value)
    assert f"{parameter.title} must be {parameter.allowed()}" in words
    assert "\n" not in words and len(words) < 250


def test_the_rest_is_as_usual():
    found = settled((NUMBER, DATE, AREA), {"step": "5"})
    assert found == {"step": 5.0, "date": f"{date.today().year}-03-21", "area": "plan"}
    with pytest.raises(ValueError, match="no setting colour; there are: step, date"):
        settled((NUMBER, DATE), {"colour": 1})


@given(st.sampled_from(ALL), st.one_of(st.text(), st.floats(), st.none(), st.binary()))
def test_anything_is_taken_or_refused_in_a_line(parameter, value):
    try:
        again = parameter.taken(value)
    except ValueError as fault:
        assert parameter.allowed() in str(fault)
    else:
        assert parameter.taken(again) == again
