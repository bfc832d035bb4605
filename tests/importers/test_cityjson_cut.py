"""A CityJSON text is cut where JSON says it may be, wherever its blocks happen to end."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cityjson import cut
from importers.cityjson.cut import Member, Pages, braces, inside, members, one_by_one, parts

TEXTS = st.text(alphabet='{}[]"\\,: aé', max_size=8)


@given(st.dictionaries(TEXTS, TEXTS | st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=4))
def test_members_are_what_json_reads(value):
    text = json.dumps(value).encode()
    for block in (1, 2, 3, 7, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cut, "BLOCK", block)
            found = members(text, braces(text))
        names = [json.loads(b'"' + m.name + b'"') for m in found]
        assert names == list(value)
        values = [json.loads(text[m.start : m.end].strip(cut.BETWEEN)) for m in found]
        assert values == list(value.values())


@given(st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=6))
def test_parts_of_any_size_hold_every_object_once(value):
    text = json.dumps(value).encode()
    whole = Member(b"", 0, len(text))
    for size in (1, 20, 60, 10_000):
        some = list(parts(text, braces(text), whole, size))
        objects = [json.loads(inside(text, part)) for part in some]
        assert [len(o) for o in objects] == [part.number for part in some]
        assert {k: v for o in objects for k, v in o.items()} == value
    assert [json.loads(inside(text, one)) for one in one_by_one(text)] == [
        {k: v} for k, v in value.items()
    ]


def test_pages_are_the_bytes_of_the_file(tmp_path):
    text = bytes(range(256)) * 3
    path = tmp_path / "a.json"
    path.write_bytes(text)
    pages = Pages(path, len(text))
    assert len(pages) == 768
    for start, end in ((0, 768), (5, 9), (700, 10_000), (9, 5), (768, 768)):
        assert pages[start:end] == text[start:end]
    assert pages[:] == text
