"""Reading in columns gives what a parser's tree gives, or nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.citygml.names import GML
from importers.citygml.pieces import Piece, cut
from tests.importers.citygml.alike import both, contents, job_of
from tests.importers.citygml.shared import (
    CORNERS,
    SPACES_3,
    SQUARE,
    building,
    links,
    member,
    model,
    polygon,
    surfaces,
)
from tests.shared import files, name, needs_data

GML_FILES = [path for path in files("citygml/**/*.gml") if b"citygml" in path.read_bytes()[:5000]]


def agree(path: Path, data: bytes, size: int = 1 << 20) -> int:
    """Read a file in pieces both ways; how many were read in columns, each with the same in it."""
    path.write_bytes(data)
    job = job_of(path, data)
    found = 0
    for piece in cut(io.BytesIO(data), job.head, len(data), size):
        columns, tree = both(job, piece)
        if columns is not None:
            found += 1
            assert not isinstance(tree, str) and not tree.fault
            ours, theirs = contents(columns), contents(tree)
            for what in theirs:
                assert ours[what] == theirs[what], what
    return found


@needs_data
@pytest.mark.parametrize("path", GML_FILES, ids=name)
def test_every_real_file(path, tmp_path):
    data = path.read_bytes()
    agree(tmp_path / path.name, data[:2_000_000] + data[2_000_000:], 300_000)


def wall(inside: str, id: str = "w") -> str:
    surface = f'<bldg:WallSurface gml:id="{id}">{inside}</bldg:WallSurface>'
    return f"<bldg:boundedBy>{surface}</bldg:boundedBy>"


def lod2(geometry: str, kind: str = "MultiSurface") -> str:
    return f"<bldg:lod2{kind}>{geometry}</bldg:lod2{kind}>"


SHELL = "<gml:Solid><gml:exterior>{}</gml:exterior></gml:Solid>"
HOUSE = (
    '<gml:name>No. 5</gml:name><bldg:measuredHeight uom="m">9.5</bldg:measuredHeight>'
    + '<gen:stringAttribute name="owner"><gen:value>the city</gen:value></gen:stringAttribute>'
    + lod2(SHELL.format(links("p1", "p2")), "Solid")
    + wall(lod2(surfaces(polygon(SQUARE, "p1"), polygon(SQUARE, "p2", (SQUARE,)))))
)
PLAIN = {
    "house": HOUSE,
    "comments": f"<!-- a house -->{HOUSE}<!-- no more -->\n<!-- of it -->",
    "entities": "<gml:name>A &amp; B</gml:name><bldg:function>&lt;1&gt;</bldg:function>"
    + HOUSE[26:],
    "whitespace": HOUSE.replace("><", ">\r\n\t<").replace(' gml:id="w"', '\n  gml:id="w" '),
    "lists": "<bldg:usage>1</bldg:usage><bldg:usage>2</bldg:usage>" + HOUSE,
    "words for numbers": "<bldg:measuredHeight>high</bldg:measuredHeight>" + HOUSE[26:],
    "an apostrophe": HOUSE.replace('"owner"', '"the owner\'s"').replace("No. 5", "It's"),
    "a namespace again": HOUSE.replace("<gml:name", f'<gml:name xmlns:gml="{GML[0]}"'),
    "empty": "<bldg:function/><bldg:usage></bldg:usage><gml:name> </gml:name>" + HOUSE[26:],
    "address": "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country>"
    "<xAL:CountryName>Utopia</xAL:CountryName></xAL:Country></xAL:AddressDetails>"
    "</core:xalAddress></core:Address></bldg:address>" + HOUSE,
    "links to collections": lod2(
        SHELL.format('<gml:CompositeSurface gml:id="c">').replace(
            "</gml:ext", f"{surfaces(polygon(SQUARE, 'p'))[18:-19]}</gml:CompositeSurface></gml:ext"
        ),
        "Solid",
    )
    + '<bldg:lod3MultiSurface xlink:href="#c"/>',
    "shells": lod2(
        SHELL.format(surfaces(polygon(SQUARE, "p"), tag="CompositeSurface")).replace(
            "</gml:Solid>",
            f"<gml:interior>{surfaces(polygon(SQUARE, 'q'), tag='CompositeSurface')}"
            "</gml:interior></gml:Solid>",
        ),
        "Solid",
    ),
    "turned": lod2(
        '<gml:MultiSurface><gml:surfaceMember><gml:OrientableSurface orientation="-">'
        '<gml:baseSurface xlink:href="#p1"/></gml:OrientableSurface></gml:surfaceMember>'
        "</gml:MultiSurface>"
    )
    + HOUSE,
    "places": lod2(
        "<gml:MultiCurve><gml:curveMember><gml:LineString>"
        + "".join(f"<gml:pos>{corner}</gml:pos>" for corner in CORNERS)
        + "</gml:LineString></gml:curveMember></gml:MultiCurve>",
        "TerrainIntersection",
    ),
    "materials": "<app:appearance><app:Appearance><app:theme>t</app:theme><app:surfaceDataMember>"
    "<app:X3DMaterial><app:diffuseColor>1 0 0</app:diffuseColor><app:target>#p1</app:target>"
    "<app:target>#w</app:target></app:X3DMaterial></app:surfaceDataMember></app:Appearance>"
    "</app:appearance>" + HOUSE,
}


@pytest.mark.parametrize("inside", PLAIN.values(), ids=PLAIN)
def test_plain_spellings_are_read_in_columns(inside, tmp_path):
    assert agree(tmp_path / "city.gml", model(building(inside)).encode()) == 1


ODD = {
    "an entity of its own": HOUSE.replace("No. 5", "&who;"),
    "a letter by number": HOUSE.replace("No. 5", "&#65;"),
    "a CDATA section": HOUSE.replace("No. 5", "<![CDATA[<5>]]>"),
    "a comment in a text": HOUSE.replace("No. 5", "No. <!-- not 6 -->5"),
    "a namespace inside": HOUSE.replace("<gml:name", '<gml:name xmlns:x="urn:x"'),
    "another namespace inside": HOUSE.replace("<gml:name", '<gml:name xmlns:gml="urn:x"'),
    "an unknown prefix": HOUSE.replace("gml:name", "who:name"),
    "single quotes": HOUSE.replace('"owner"', "'owner'"),
    "two dimensions": HOUSE.replace("<gml:posList", '<gml:posList srsDimension="2"'),
    "one id twice": HOUSE.replace('"p2"', '"p1"'),
    "a word among numbers": HOUSE.replace("458000", "west"),
    "an attribute twice": HOUSE.replace(' gml:id="w"', ' gml:id="w" gml:id="v"'),
    "a greater-than": HOUSE.replace("No. 5", "No. > 5"),
    "our own notes": HOUSE.replace('"owner"', '"maquette:kind"'),
    "a line break in a name": HOUSE.replace('"owner"', '"the\nowner"'),
    "crossed tags": HOUSE.replace("5</gml:name>", "5</gml:Name>"),
}


@pytest.mark.parametrize("inside", ODD.values(), ids=ODD)
def test_what_is_out_of_the_ordinary_is_left_to_a_tree(inside, tmp_path):
    assert agree(tmp_path / "city.gml", model(building(inside)).encode()) == 0


def test_version_3(tmp_path):
    text = model(building(HOUSE.replace("boundedBy", "boundary")), SPACES_3)
    assert agree(tmp_path / "city.gml", text.encode()) == 1


def test_letters_beyond_ascii(tmp_path):
    house = HOUSE.replace("No. 5", "Straße").replace('"w"', '"Mauer-ä"')
    for encoding in ("UTF-8", "ISO-8859-1"):
        text = model(building(house)).replace("UTF-8", encoding)
        assert agree(tmp_path / "city.gml", text.encode(encoding)) == 1
    assert agree(tmp_path / "city.gml", text.encode("utf-8").replace(b"ISO-8859-1", b"UTF-8")) == 1
    assert agree(tmp_path / "city.gml", model(building(house)).encode("cp1252")) == 0


CITY = model(
    "".join(building(inside.replace('"p', f'"p{k}-').replace("#p", f"#p{k}-"), f"b{k}")
            for k, inside in enumerate(PLAIN.values()))
    + member('<dem:TINRelief gml:id="t"><dem:lod>2</dem:lod><dem:tin>'
             f"<gml:TriangulatedSurface><gml:trianglePatches>{polygon(SQUARE)}"
             "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief>")
).encode()  # fmt: skip
BITS = [
    b"",
    b"<",
    b">",
    b"/",
    b"</",
    b"/>",
    b"&",
    b'"',
    b"'",
    b"=",
    b" ",
    b"\r\n",
    b"0",
    b"#p1",
    b"\xff",
]
BITS += [b"<!--", b"-->", b"<gml:name>x</gml:name>", b"<gml:pos>1 2 3</gml:pos>", b"\x01", b"id"]
BITS += [b"<gml:surfaceMember/>", b"<gen:value>1</gen:value>", b"<bldg:boundedBy/>", b"ISO-8859-1"]


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(BITS)),
        min_size=1,
        max_size=3,
    )
)
def test_any_change_to_the_bytes(tmp_path, changes):
    start = CITY.index(b"<cityObjectMember")
    data = CITY
    for place, length, bit in changes:
        at = start + int(place * (len(data) - start))
        data = data[:at] + bit + data[at + length :]
    path = tmp_path / "city.gml"
    path.write_bytes(data)
    job = job_of(path, data)
    columns, tree = both(job, Piece(job.head.body, len(data), True))
    if columns is not None:
        assert not isinstance(tree, str) and not tree.fault
        assert contents(columns) == contents(tree)
