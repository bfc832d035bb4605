"""A file cut into documents that are whole again when put together."""

from __future__ import annotations

import io

import pytest

from importers.citygml.pieces import (
    Piece,
    cut,
    cut_carefully,
    document,
    is_wide,
    last_end,
    mentions,
    narrow,
    read_head,
)
from importers.intake import ReadError
from tests.importers.citygml.shared import building, member, model

TEXT = model("".join(building(f"<gml:name>{'x' * 400}</gml:name>", f"b{n}") for n in range(50)))


def pieces_of(text: str, way=cut, size: int = 1000) -> tuple[list[Piece], bytes]:
    data = text.encode()
    return list(way(io.BytesIO(data), read_head("f", data), len(data), size)), data


@pytest.mark.parametrize("way", [cut, cut_carefully])
def test_the_pieces_are_the_file(way):
    pieces, data = pieces_of(TEXT, way)
    head = read_head("f", data)
    assert len(pieces) > 10
    assert pieces[0].start == head.body
    assert [p.start for p in pieces[1:]] == [p.end for p in pieces[:-1]]
    assert [p.last for p in pieces] == [False] * (len(pieces) - 1) + [True]
    assert pieces[-1].end == len(data)
    assert all(data[: p.end].endswith(b"</cityObjectMember>") for p in pieces[:-1])


def test_every_piece_is_a_document():
    from xml.etree import ElementTree

    pieces, data = pieces_of(TEXT)
    head = read_head("f", data)
    roots = [ElementTree.fromstring(document(head, data[p.start : p.end], p.last)) for p in pieces]
    assert {root.tag for root in roots} == {"{http://www.opengis.net/citygml/2.0}CityModel"}
    assert sum(len(root.findall(".//{*}Building")) for root in roots) == 50


def test_one_huge_member_is_one_piece():
    text = model(building("<gml:name>" + "x" * 9000 + "</gml:name>") + building(""))
    pieces, data = pieces_of(text)
    assert len(pieces) == 2
    assert data[pieces[1].start :].startswith(b"<cityObjectMember><bldg:Building")


def test_a_careful_cut_never_falls_into_a_comment_or_a_cdata_section():
    trap = "</cityObjectMember>" + " " * 600
    tricky = [
        f"<!-- {trap} -->",
        f"<gml:name><![CDATA[{trap}]]></gml:name>",
        f"<?note {trap}?>",
    ]
    text = model("".join(member(f"<bldg:Building>{t}</bldg:Building>") for t in tricky * 5))
    pieces, data = pieces_of(text, cut_carefully)
    assert len(pieces) > 5
    for piece in pieces[:-1]:
        assert data[: piece.end].endswith(b"</bldg:Building></cityObjectMember>")


@pytest.mark.parametrize("name", ["cityObjectMember", "core:cityObjectMember", "gml:featureMember"])
def test_members_of_any_prefix_end_a_piece(name: str):
    assert last_end(f"<x/></{name} >  <y>".encode()) == len(f"<x/></{name} >")
    assert last_end(f"<x/></{name}s>".encode()) == -1


def test_the_head_of_a_file():
    text = '\ufeff<?xml version="1.0" encoding="ISO-8859-1"?><!-- <a> --><?x?>\n<c:CityModel a=">">'
    head = read_head("f", text.encode())
    assert head.encoding == "ISO-8859-1"
    assert head.start.endswith(b'<c:CityModel a=">">')
    assert head.end == b"</c:CityModel>"
    assert head.name == "CityModel"


def test_a_model_without_members():
    data = b"<CityModel/>"
    head = read_head("f", data)
    assert document(head, b"", False) == (
        b'<?xml version="1.0" encoding="UTF-8"?><CityModel></CityModel>'
    )
    assert head.empty


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!-- c --><!DOCTYPE lolz [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>',
        "\n<?pi?>\n<!DOCTYPE x>",
    ],
)
def test_a_document_type_is_refused(doctype: str):
    with pytest.raises(ReadError, match="DTD"):
        read_head("evil.gml", f'<?xml version="1.0"?>{doctype}<CityModel/>'.encode())


@pytest.mark.parametrize("text", ["", "hello", "<?xml version='1.0'?>", "<!-- never ends"])
def test_a_file_without_an_element_is_refused(text: str):
    with pytest.raises(ReadError, match="no XML element"):
        read_head("odd.gml", text.encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_recoded(encoding: str):
    text = '<?xml version="1.0" encoding="UTF-16"?><CityModel>ä</CityModel>'
    data = text.encode(encoding)
    assert is_wide(data)
    assert narrow(data).decode().lstrip("\ufeff") == text.replace("UTF-16", "UTF-8")
    assert narrow(text.encode()) == text.encode()


@pytest.mark.parametrize("block", [4, 5, 6, 7, 1000])
def test_a_word_is_found_across_the_blocks_of_a_file(block: int):
    for before in range(12):
        text = b"x" * before + b"word" + b"y" * 9
        assert mentions(io.BytesIO(text), b"word", lambda: None, block)
        assert not mentions(io.BytesIO(text), b"wordx", lambda: None, block)
