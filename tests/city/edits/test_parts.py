"""What an edit may say: read, refused in words, written, described."""

from dataclasses import dataclass

import pytest

from city.edits.parts import (
    LINE,
    RING,
    Choice,
    Coordinates,
    Each,
    EditError,
    Number,
    Record,
    Whole,
    Word,
    Words,
    part,
    parts_of,
    read_fields,
    schema_of,
    told,
    write_fields,
)


@dataclass(frozen=True)
class House:
    floors: int = part(Whole(1, 5))
    colour: str = part(Choice(("red", "blue")), "red", "of its walls")
    depth: float | None = part(Number(0, 9, "metres"), None)


def test_values_are_read_as_what_they_are():
    assert Number(0, 10).read(3) == 3.0
    assert Whole(0, 10).read(3.0) == 3
    assert isinstance(Whole(0, 10).read(3.0), int)
    assert Coordinates(2).read([1, 2.5]) == (1.0, 2.5)
    assert RING.read([[0, 0], [1, 0], [1, 1]]) == ((0, 0), (1, 0), (1, 1))
    assert Words().read({"a": None, "b": 2, "c": "x", "d": True}) == {
        "a": None,
        "b": 2,
        "c": "x",
        "d": True,
    }


@pytest.mark.parametrize(
    ("part_", "value", "words"),
    [
        (Number(0, 10, "metres"), -1, "a number from 0 to 10 metres, not -1"),
        (Number(0, 10), True, "not True"),
        (Number(0, 10), float("nan"), "not nan"),
        (Number(0, 10), float("inf"), "not inf"),
        (Number(0, 10), "3", "not '3'"),
        (Whole(1, 200), -3, "a whole number from 1 to 200, not -3"),
        (Whole(1, 200), 2.5, "not 2.5"),
        (Whole(1, 200), 10**400, "not 1000"),
        (Whole(1, 200), float("nan"), "not nan"),
        (Word(3), "four", "a text of 0 to 3 letters"),
        (Word(), 5, "not 5"),
        (Choice(("flat", "hip")), "onion", "one of flat, hip, not 'onion'"),
        (Choice(("flat", "hip")), ["flat"], "not 1 values"),
        (RING, [[0, 0], [1, 1]], "a list of 3 to 10000 corners, not 2 values"),
        (RING, "abc", "not 'abc'"),
        (RING, [[0, 0], [1, 0], [1]], r"\[east, north\] in metres, not 1 values"),
        (RING, [[0, 0], [1, 0], [1, 1e12]], "not 2 values"),
        (LINE, [[0, 0], [1, None]], "in metres"),
        (Coordinates(3), [1, 2], "east, north, up"),
        (Coordinates(2), [float("nan"), 0], "in metres"),
        (Words(), {"a": [1]}, "for 'a'"),
        (Words(), {"": 1}, "a name of 1 to"),
        (Words(), {"a": 1 << 70}, "smaller"),
        (Words(), {"a": float("inf")}, "for 'a'"),
        (Words(1), {"a": 1, "b": 2}, "at most 1"),
        (Record(House), 5, "in braces"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(part_, value, words):
    with pytest.raises(EditError, match=words):
        part_.read(value)


def test_fields_are_read_by_name():
    assert read_fields(House, {"floors": 2}) == {"floors": 2}
    assert read_fields(House, {"floors": 2, "depth": None}) == {"floors": 2}
    with pytest.raises(EditError, match="has no floors"):
        read_fields(House, {})
    with pytest.raises(EditError, match="knows no 'roofs'"):
        read_fields(House, {"floors": 2, "roofs": 1})
    with pytest.raises(EditError, match="floors must be a whole number from 1 to 5, not 9"):
        read_fields(House, {"floors": 9})


def test_a_record_comes_back_as_it_was_written():
    house = House(3, "blue", 1.5)
    assert write_fields(house) == {"floors": 3, "colour": "blue", "depth": 1.5}
    assert Record(House).read(Record(House).write(house)) == house
    assert write_fields(House(3)) == {"floors": 3, "colour": "red"}  # what is absent stays absent


def test_a_record_describes_itself():
    found = schema_of(House)
    assert found["required"] == ["floors"]
    assert found["properties"]["floors"] == {"type": "integer", "minimum": 1, "maximum": 5}
    assert found["properties"]["colour"] == {
        "enum": ["red", "blue"],
        "description": "of its walls",
    }
    assert found["additionalProperties"] is False
    assert [name for name, *_ in parts_of(House)] == ["floors", "colour", "depth"]
    assert Each(Word(), 0, 2, "words").schema()["maxItems"] == 2


def test_what_is_shown_of_a_value_is_short():
    assert told("x" * 1000).endswith("...")
    assert len(told("x" * 1000)) == 40
    assert told({"a": 1}) == "1 names"
