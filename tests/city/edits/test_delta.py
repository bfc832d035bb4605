"""Deltas: lines of JSON, read one by one, and refused line by line."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.edits import Demolish, EditError
from city.edits.delta import LONGEST, lines, read_lines


def read(text, crs="EPSG:28992"):
    data = text.encode() if isinstance(text, str) else text
    return list(read_lines(io.BytesIO(data), crs))


def test_a_delta_comes_back_as_it_was_written():
    edits = [Demolish(("a",)), Demolish(("ü", "c"))]
    text = "\n".join(lines(edits, "EPSG:28992"))
    assert [edit for _, edit in read(text)] == edits
    assert json.loads(text.splitlines()[0]) == {
        "maquette": "edits",
        "version": 1,
        "crs": "EPSG:28992",
    }


def test_blank_lines_a_byte_order_mark_and_no_header_do_no_harm():
    text = (
        '\ufeff{"edit": "demolish", "objects": ["a"]}\r\n\n{"edit": "demolish", "objects": ["b"]}'
    )
    assert [number for number, _ in read(text)] == [1, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1: this is no JSON"),
        ('\n{"edit": "fly"}', "line 2: there is no edit 'fly'"),
        ("[" * 100_000, "line 1: .*nested too deeply"),
        ('{"maquette": "edits", "version": 2}', "a newer Maquette has written these edits"),
        ('{"maquette": "edits", "version": "1"}', "no delta of Maquette"),
        (
            '{"maquette": "edits", "version": 1, "crs": "EPSG:25832"}',
            "the project is in EPSG:28992",
        ),
        (b"\xff\xfe\x00", "this is no JSON"),
        ('{"edit": "demolish", "objects": NaN}', "objects must be"),
        ('{"edit": "demolish", "objects": ["a"]} {"edit": 1}', "no JSON"),
        ("5", "named values in braces"),
    ],
)
def test_what_is_no_edit_is_refused_with_its_line(text, words):
    with pytest.raises(EditError, match=words):
        read(text)


def test_a_line_without_an_end_is_not_taken_into_memory():
    class Endless(io.RawIOBase):
        read_so_far = 0

        def readline(self, size=-1):
            self.read_so_far += size
            assert self.read_so_far <= LONGEST + 1
            return b"x" * size

    with pytest.raises(EditError, match="longer than 16 MB"):
        list(read_lines(Endless()))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = ("build", "demolish", "raise", "street", "plant", "change", "zone", "copy")
FIELDS = ("footprint", "objects", "storeys", "line", "section", "places", "attributes", "ids", "by")


@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_hostile_edits_are_read_or_refused_and_nothing_else(name, said):
    try:
        read(json.dumps({"edit": name, **said}))
    except EditError as fault:
        assert str(fault).startswith("line 1: ")
