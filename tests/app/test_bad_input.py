"""Every kind of bad input, through the command line: a plain line, or a finding and the rest."""

import gzip
import io
import json
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.live.link import is_played
from importers.live.recording import is_recording
from tests.app.command_line import HOUSE, one_line
from tests.shared import DATA, needs_data

RING = "85000 446000 0 85010 446000 0 85010 446010 0 85000 446000 0"
TWO = HOUSE.replace("</CityModel>", "") + HOUSE.split("</gml:boundedBy>")[1].replace("h1", "h2")


def info(path: Path, capsys) -> dict | str:
    """What `maquette info --json` says: a document, or the one line of a refusal."""
    capsys.readouterr()
    code = cli.main(["info", "--json", str(path)])
    said = capsys.readouterr()
    if code == 0:
        assert said.err == ""
        return json.loads(said.out)
    assert code == 1
    assert said.out == ""
    assert path.name.split(".")[0] in one_line(said.err)
    return one_line(said.err)


def codes(found: dict | str) -> set[str]:
    assert isinstance(found, dict), found
    return {f["code"] for f in found["doctor"]["findings"]}


def cityjson(**parts) -> str:
    city = {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [1, 1, 1], "translate": [85000, 446000, 0]},
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/28992"},
        "CityObjects": {
            "h1": {
                "type": "Building",
                "geometry": [{"type": "MultiSurface", "lod": "1", "boundaries": [[[0, 1, 2]]]}],
            }
        },
        "vertices": [[0, 0, 0], [10, 0, 0], [10, 10, 0]],
    }
    return json.dumps(city | parts)


# refused with a plain line

BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(b)} '{f'&{chr(b - 1)};' * 10}'>" for b in range(ord("b"), ord("k"))
)
REFUSED: dict[str, tuple[str, bytes]] = {
    "empty": ("x.gml", b""),
    "empty json": ("x.city.json", b""),
    "empty las": ("x.las", b""),
    "a letter": ("x.gml", b"Dear Sir or Madam"),
    "a letter in json": ("x.json", b'{"dear": "Sir or Madam"}'),
    "a web page": ("x.gml", b"<!DOCTYPE html><html><body>404</body></html>"),
    "an exception report": ("x.gml", b"<?xml version='1.0'?><ExceptionReport/>"),
    "binary noise": ("x.gml", bytes(range(256)) * 50),
    "noise in las": ("x.las", bytes(range(256)) * 50),
    "noise in tif": ("x.tif", b"II*\0" + bytes(range(256)) * 50),
    "las cut in the header": ("x.las", b"LASF" + bytes(50)),
    "entity bomb": ("x.gml", (BOMB + "]>" + HOUSE.replace("Häuschen", "&j;")).encode()),
    "external entity": (
        "x.gml",
        (
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
            + HOUSE.split("?>\n")[1].replace("Häuschen", "&a;")
        ).encode(),
    ),
    "no zip": ("x.zip", b"PK\x03\x04 but no more"),
    "an empty zip": ("x.zip", b"PK\x05\x06" + bytes(18)),
    "no gz": ("x.gml.gz", b"no gz"),
    "an empty file in a gz": ("x.gml.gz", gzip.compress(b"")),
    "a number": ("x.json", b"42"),
    "deep json": ("x.json", b"[" * 100_000),
    "a tileset": ("tileset.json", b'{"asset": {"version": "1.0"}, "geometricError": 1}'),
    "IFC cut in the header": ("x.ifc", b"ISO-10303-21;"),
    "IFC as XML": ("x.ifcxml", b"<ifcXML/>"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_plain_line_for_what_cannot_be_used(kind, tmp_path, capsys):
    name, data = REFUSED[kind]
    (tmp_path / name).write_bytes(data)
    line = info(tmp_path / name, capsys)
    assert isinstance(line, str), line
    assert "this should not happen" not in line
    assert "could not cope" not in line
    assert "root:" not in line


def test_a_path_that_is_not_there_and_a_folder_with_nothing(tmp_path, capsys):
    assert "cannot be opened: No such file" in info(tmp_path / "no.gml", capsys)
    (tmp_path / "empty").mkdir()
    assert "nothing in it" in info(tmp_path / "empty", capsys)


# opened, with a finding


def mend(old: str, new: str) -> Callable[[], str]:
    return lambda: HOUSE.replace(old, new)


FOUND: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "truncated": ("x.gml", lambda: TWO[:-300]),
    "not well-formed": ("x.gml", lambda: TWO.replace('gml:id="h2">', 'gml:id="h2"><<')),
    "wrong encoding": ("x.gml", lambda: HOUSE.encode("latin-1")),
    "not a number": ("x.gml", mend("85010 446010 0", "NaN 446010 0")),
    "infinite": ("x.gml", mend("85010 446010 0", "85010 INF 0")),
    "a word for a number": ("x.gml", mend("85010 446010 0", "here there 0")),
    "two points": ("x.gml", mend(RING, "85000 446000 0 85010 446000 0")),
    "one number too few": ("x.gml", mend(RING, RING[:-2])),
    "unclosed": ("x.gml", mend(RING, RING[: -len(" 85000 446000 0")])),
    "no area": ("x.gml", mend("85010 446010 0", "85005 446000 0")),
    "crossing": (
        "x.gml",
        mend(RING, "85000 446000 0 85010 446010 0 85010 446000 0 85000 446009 0 85000 446000 0"),
    ),
    "not flat": (
        "x.gml",
        mend(RING, "85000 446000 0 85010 446000 5 85010 446010 0 85000 446010 5 85000 446000 0"),
    ),
    "hole outside": (
        "x.gml",
        mend(
            "</gml:exterior>",
            "</gml:exterior><gml:interior><gml:LinearRing><gml:posList>85020 446020 0 85021 446020 "
            "0 85021 446021 0 85020 446020 0</gml:posList></gml:LinearRing></gml:interior>",
        ),
    ),
    "duplicate ids": ("x.gml", lambda: TWO.replace("h2", "h1")),
    "dangling xlink": (
        "x.gml",
        mend("<gml:surfaceMember>", '<gml:surfaceMember xlink:href="#no"/><gml:surfaceMember>'),
    ),
    "a missing texture": (
        "x.city.json",
        lambda: cityjson(appearance={"textures": [{"type": "PNG", "image": "no.png"}]}),
    ),
    "a texture outside": (
        "x.city.json",
        lambda: cityjson(appearance={"textures": [{"type": "PNG", "image": "../../../x.png"}]}),
    ),
    "a vertex that is not there": (
        "x.city.json",
        lambda: cityjson().replace("[[[0, 1, 2]]]", "[[[0, 1, 99]]]"),
    ),
    "a parent that is not there": (
        "x.city.json",
        lambda: cityjson(CityObjects={"p": {"type": "BuildingPart", "parents": ["no"]}}),
    ),
    "parents in a circle": (
        "x.city.json",
        lambda: cityjson(
            CityObjects={
                "a": {"type": "BuildingPart", "parents": ["b"], "children": ["b"]},
                "b": {"type": "BuildingPart", "parents": ["a"], "children": ["a"]},
            }
        ),
    ),
    "a system that nobody knows": ("x.gml", mend("EPSG:28992", "EPSG:99999999")),
    "no system": ("x.gml", mend(' srsName="EPSG:28992"', "")),
    "another version": ("x.city.json", lambda: cityjson(version="7.5")),
}


@pytest.mark.parametrize("kind", FOUND)
def test_a_finding_and_the_rest(kind, tmp_path, capsys):
    name, make = FOUND[kind]
    data = make()
    if name.endswith(".gml") and isinstance(data, str):
        data = data.replace("xmlns:gml=", 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml=')
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    found = info(tmp_path / name, capsys)
    assert codes(found)
    assert sum(found["objects"].values()) >= 1
    assert "passwd" not in json.dumps(found)


def test_a_cyclic_xlink_does_not_hang(tmp_path, capsys):
    member = "<gml:surfaceMember>"
    ring = (
        '<gml:surfaceMember><gml:CompositeSurface gml:id="c1"><gml:surfaceMember '
        'xlink:href="#c2"/></gml:CompositeSurface></gml:surfaceMember>'
        '<gml:surfaceMember><gml:CompositeSurface gml:id="c2"><gml:surfaceMember '
        'xlink:href="#c1"/></gml:CompositeSurface></gml:surfaceMember>'
    )
    text = HOUSE.replace("xmlns:gml=", 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml=')
    (tmp_path / "x.gml").write_text(text.replace(member, ring + member), encoding="utf-8")
    found = info(tmp_path / "x.gml", capsys)
    assert found["objects"] == {"Building": 1}
    assert codes(found)


def test_degrees_become_metres(tmp_path, capsys):
    text = HOUSE.replace("EPSG:28992", "urn:ogc:def:crs:EPSG::4326")
    for metre, degree in (("446010", "52.0001"), ("446000", "52.0"), ("85010", "4.0001")):
        text = text.replace(metre, degree)
    text = text.replace("85000", "4.0")
    for point in ("4.0 52.0", "4.0001 52.0", "4.0001 52.0001"):
        text = text.replace(point + " ", " ".join(reversed(point.split())) + " ")
    (tmp_path / "x.gml").write_text(text, encoding="utf-8")
    found = info(tmp_path / "x.gml", capsys)
    assert found["crs"]["horizontal"] == "EPSG:4326"
    assert found["extent"]["min"][:2] == [4.0, 52.0]


# archives


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../../evil.gml": HOUSE}, "UNSAFE_PATH"),
        ({"/evil.gml": HOUSE}, "UNSAFE_PATH"),
        ({"bad.gml": "Dear Sir or Madam"}, "UNREADABLE"),
        ({"bomb.gml": bytes(200 << 20)}, "ZIP_BOMB"),
        ({"inner.zip": zipped({"a.zip": zipped({"b.gml": HOUSE})})}, "ARCHIVE_MEMBER"),
    ],
)
def test_a_bad_member_does_not_stop_the_good_one(members, code, tmp_path, capsys):
    (tmp_path / "x.zip").write_bytes(zipped(members | {"house.gml": HOUSE}))
    found = info(tmp_path / "x.zip", capsys)
    assert code in codes(found)
    assert found["objects"] == {"Building": 1}
    assert not [p for p in tmp_path.parent.parent.glob("**/evil.gml") if "unpacked" not in p.parts]


def test_a_house_in_a_gz(tmp_path, capsys):
    (tmp_path / "x.gml.gz").write_bytes(gzip.compress(HOUSE.encode()))
    found = info(tmp_path / "x.gml.gz", capsys)
    assert found["objects"] == {"Building": 1}


def test_a_gz_that_breaks_off(tmp_path, capsys):
    noise = "".join(f"<!-- {random.Random(n).random()} -->" for n in range(9000))
    whole = gzip.compress(HOUSE.replace("</CityModel>", noise + "</CityModel>").encode())
    (tmp_path / "x.gml.gz").write_bytes(whole[: len(whole) // 2])
    found = info(tmp_path / "x.gml.gz", capsys)
    assert "ARCHIVE_DAMAGED" in codes(found)
    assert found["objects"] == {"Building": 1}


# one bad file among others


def test_a_bad_file_in_a_folder_does_not_stop_the_others(tmp_path, capsys):
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "good.gml").write_text(HOUSE, encoding="utf-8")
    for name, data in REFUSED.values():
        if not name.endswith((".zip", ".gz")) and name != "tileset.json":
            (folder / f"bad{len(list(folder.iterdir()))}{Path(name).suffix}").write_bytes(data)
    found = info(folder, capsys)
    assert found["objects"] == {"Building": 1}
    assert found["doctor"]["errors"] >= 5


def test_a_folder_that_cannot_be_written_to_keep_the_city(tmp_path, capsys, monkeypatch):
    (tmp_path / "blocked").write_text("no folder")
    monkeypatch.setenv("MAQUETTE_HOME", str(tmp_path / "blocked"))
    (tmp_path / "x.gml").write_text(HOUSE, encoding="utf-8")
    assert "CACHE_NOT_WRITTEN" in codes(info(tmp_path / "x.gml", capsys))


# the real files, harmed


SMALL = [
    "citygml/2.0/Berlin_Moabit_1Bldg_v2.gml",
    "citygml/3.0/building/Building_LOD2-EPSG25832.gml",
    "cityjson/specs-examples/twocube.city.json",
    "cityjson/seq_2.0_noise_extension.city.jsonl",
    "cityjson/cjval-textures/texture7.city.json",
    "pointcloud/extrabytes.las",
    "pointcloud/simple_with_page.copc.laz",
    "demo-rotterdam/layers/rail_osm.geojson",
]


@needs_data
@pytest.mark.parametrize("name", SMALL)
def test_any_harm_to_a_real_file_is_a_line_or_a_finding(name, tmp_path, capsys):
    whole = (DATA / name).read_bytes()
    chance = random.Random(name)
    for turn in range(12):
        raw = bytearray(whole)
        if turn % 3 == 0:
            raw = raw[: chance.randrange(1, len(raw))]
        for _ in range(chance.randrange(1, 30) if turn % 3 else 0):
            raw[chance.randrange(len(raw) if turn % 2 else min(len(raw), 400))] = chance.randrange(
                256
            )
        path = tmp_path / f"x{turn}{''.join(Path(name).suffixes[-2:])}"
        path.write_bytes(raw)
        said = info(path, capsys)
        assert "this should not happen" not in str(said), (turn, said)
        assert "could not cope" not in str(said), (turn, said)


@needs_data
def test_a_survey_whose_header_lies(tmp_path, capsys):
    raw = bytearray((DATA / "pointcloud/extrabytes.las").read_bytes())
    struct.pack_into("<Q", raw, 247, 10**12)
    (tmp_path / "x.las").write_bytes(raw)
    said = info(tmp_path / "x.las", capsys)
    assert isinstance(said, str) or said["doctor"]["findings"]


def test_a_pipe_is_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "x.gml")
    assert "this is no file" in info(tmp_path / "x.gml", capsys)
    assert cli.main(["feed", str(tmp_path / "x.gml"), "--replay"]) == 1
    assert "there is no such recording" in capsys.readouterr().err
    assert not is_recording(tmp_path / "x.gml") and not is_played(str(tmp_path / "x.gml"))
