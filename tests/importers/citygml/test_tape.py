"""The tags of a piece as columns, checked against a parser's tree."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import etree

from importers.citygml.lexicon import MOST, Lexicon, UnknownName
from importers.citygml.tape import NotPlain, Tape, read_tape

SPACES = {"g": "http://www.opengis.net/gml"}
TEXT = (
    (
        '<a x="1" g:id="i">\n <b/> <c y = "">t<!----></c>\t<b z="2"\n/><a ><a>u</a></a>'
        "<averylongnameindeedthatneedsmorethanfourwords/></a><d>3 &lt; 4</d >"
    )
    .replace("<!---->", "")
    .replace("y = ", "y=")
)


def tape(text: str) -> Tape:
    return read_tape(text.encode(), "utf-8", Lexicon(dict(SPACES)))


def test_every_element_is_where_a_parser_finds_it():
    lexicon = Lexicon(dict(SPACES))
    found = read_tape(TEXT.encode(), "utf-8", lexicon)
    root = etree.fromstring(f'<r xmlns:g="{SPACES["g"]}">{TEXT}</r>')
    elements = list(root.iter())[1:]
    assert [lexicon.names[n].decode() for n in found.name] == [e.tag for e in elements]
    rows = {e: row for row, e in enumerate(elements)}
    assert found.parent.tolist() == [rows.get(e.getparent(), -1) for e in elements]
    assert found.stop.tolist() == [row + len(list(e.iter())) for e, row in rows.items()]
    assert found.leaf.tolist() == [len(e) == 0 for e in elements]
    assert found.entities.tolist() == [len(elements) - 1]
    whole = [text.split() for text in found.texts(found.start, found.end)]
    assert whole[4] == ["<a", "><a>u</a></a>"]
    texts = found.texts(found.inner, found.close)
    assert [t for t, e in zip(texts, elements, strict=True) if not len(e)] == [
        "", "t", "", "u", "", "3 &lt; 4",
    ]  # fmt: skip
    said = found.attributes
    names = [lexicon.names[n].decode() for n in said.name]
    assert list(zip(said.row.tolist(), names, found.values(slice(None)), strict=True)) == [
        (0, "x", "1"), (0, "g:id", "i"), (2, "y", ""), (3, "z", "2"),
    ]  # fmt: skip
    assert found.values(found.attribute(lexicon.ids)[:1]) == ["i"]


def test_elements_inside_others():
    found = tape(TEXT)
    assert np.flatnonzero(found.inside(np.array([2, 4]))).tolist() == [2, 4, 5]


FAULTS = {
    "crossed": "<a><b></a></b>",
    "left open": "<a><b></b>",
    "closed twice": "<a></a></a>",
    "closed first": "</a><a>",
    "no name": "<a>< /></a>",
    "a name that is none": "<a><1/></a>",
    "a quote left open": '<a x="1><b/></a>',
    "no equals sign": '<a x"1"/>',
    "no space between": '<a x="1"y="2"/>',
    "no value": "<a x/>",
    "the same twice": '<a x="1" x="2"/>',
    "an attribute at the end": '<a></a x="1">',
    "closed both ways": "<a></a/>",
    "a bare ampersand": "<a>1 & 2</a>",
    "an entity between": "<a><b/>&lt;</a>",
    "a control character": "<a>\x01</a>",
    "a comment inside": "<a>x<!-- y --></a>",
    "CDATA": "<a><![CDATA[x]]></a>",
    "an instruction": "<a><?x y?></a>",
    "the end of CDATA": "<a>]]></a>",
    "an unknown prefix": "<q:a/>",
    "nothing": " ",
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_it_vouches_for_nothing_unusual(text):
    with pytest.raises((NotPlain, UnknownName)):
        tape(text)


def test_a_name_that_was_refused_is_refused_again():
    lexicon = Lexicon({})
    for _ in range(3):
        with pytest.raises(UnknownName):
            read_tape(b"<a><b/><q:c/><d/></a>", "utf-8", lexicon)
    assert len(read_tape(b"<a><b/><d/></a>", "utf-8", lexicon).name) == 3


def test_very_many_names():
    names = [f"n{k}" for k in range(MOST)]
    lexicon = Lexicon({})
    found = read_tape("".join(f"<{n}/>" for n in names).encode(), "utf-8", lexicon)
    assert [lexicon.names[n].decode() for n in found.name] == names
    with pytest.raises(UnknownName):
        read_tape(b"<onemore/>", "utf-8", lexicon)
