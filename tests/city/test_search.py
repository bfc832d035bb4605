"""Finding by a piece of an id, a name or an address."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.builder import CityBuilder
from city.search import END, Folded, Search, address_of, fold, plain_text
from city.strings import Strings
from tests.city.toy import FRAME

ADDRESS = {
    "CountryName": "Germany",
    "LocalityName": "Eggenstein-Leopoldshafen",
    "ThoroughfareNumber": "4711",
    "ThoroughfareName": "Spöcker Straße",
    "PostalCodeNumber": "76344",
}


@pytest.fixture(scope="module")
def village():
    builder = CityBuilder(FRAME)
    for id, name in (("DEBY_1", "Rathaus"), ("DEBY_12", "Café Zürich"), ("church", "St. John’s")):
        builder.objects.set(builder.add_object("Building", id), "gml:name", "text", name)
    row = builder.add_object("Building", "far")
    builder.objects.set(row, "address", "structure", json.dumps([ADDRESS]))
    builder.objects.set(row, "remark", "text", "Rathaus")
    return Search(builder.freeze())


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("church", ["church"]),
        ("DEBY_1", ["DEBY_1", "DEBY_12"]),  # the one of exactly that id first
        ("deby", ["DEBY_1", "DEBY_12"]),
        ("_12", ["DEBY_12"]),
        ("rathaus", ["DEBY_1"]),  # in a remark it is neither a name nor an address
        ("cafe zurich", ["DEBY_12"]),
        ("Zuerich", ["DEBY_12"]),
        ("spocker strasse 4711", ["far"]),
        ("Spoecker", ["far"]),
        ("4711, Eggenstein", ["far"]),
        ("76344", ["far"]),
        ("nowhere", []),
        ("", []),
        (END, []),
    ],
)
def test_what_is_found(village, typed, ids):
    assert [village.city.objects.ids[hit.row] for hit in village.find(typed)] == ids


def test_a_hit_says_by_what(village):
    (hit,) = village.find("spöcker")
    assert (hit.by, hit.text) == (
        "address",
        "Spöcker Straße 4711, 76344 Eggenstein-Leopoldshafen, Germany",
    )
    assert village.find("church")[0].by == "id"


def test_no_more_than_asked_for(village):
    assert len(village.find("DEBY", limit=1)) == 1


TEXTS = st.lists(st.text("abCÄéß%" + END, max_size=6), max_size=8)


@given(TEXTS, st.text("abcÄé", max_size=3))
def test_as_python_would_find_it(texts, piece):
    """Against the plain way: fold each text and look."""
    folded = Folded.of(texts)
    plain = [fold(text.replace(END, " ")) for text in texts]
    wanted = fold(piece)
    assert folded.containing(piece).tolist() == [wanted in text for text in plain]
    assert folded.starting(piece).tolist() == [text.startswith(wanted) for text in plain]
    assert folded.ending(piece).tolist() == [text.endswith(wanted) for text in plain]
    assert folded.equal(piece).tolist() == [text == wanted for text in plain]
    assert folded.shaped(f"{piece}%").tolist() == [text.startswith(wanted) for text in plain]
    assert folded.shaped(f"%{piece}*").tolist() == [wanted in text for text in plain]


def test_a_shape_takes_no_longer_than_its_text():
    """A pattern that would keep a backtracking search busy for years."""
    folded = Folded.of(["a" * 5000])
    assert not folded.shaped("%a" * 60 + "%b").any()
    assert folded.shaped("%a" * 60 + "%a").all()
    assert not folded.shaped("_" * 4999).any()


def test_structures_as_people_write_them():
    assert plain_text({"type": "Height", "value": {"value": "4.1", "uom": "m"}}) == "4.1"
    assert plain_text(["a", {"id": "x", "b": 2}]) == "a; 2"


@given(st.lists(st.text("abC%" + END, max_size=6), max_size=8), st.text("abc", max_size=3))
def test_packed_texts_are_folded_alike(texts, piece):
    packed, plain = Folded.of(Strings.of(texts)), Folded.of(texts)
    assert packed.blob == plain.blob
    assert packed.starts.tolist() == plain.starts.tolist()
    assert packed.containing(piece).tolist() == plain.containing(piece).tolist()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"adres": "Voorstraat 3", "height": 3}, "Voorstraat 3"),
        (
            {"addr:city": "Delft", "addr:housenumber": "3", "addr:street": "Kerkstraat"},
            "Kerkstraat 3, Delft",
        ),
        ({"huisnummer": 7, "postcode": "2611 AB", "straatnaam": "Markt"}, "Markt 7, 2611 AB"),
        ({"address": [ADDRESS]}, "Spöcker Straße 4711, 76344 Eggenstein-Leopoldshafen, Germany"),
        ({"addr:city": "Delft", "addr:postcode": "2611"}, "2611 Delft"),
        ({"name": "Town hall"}, ""),
    ],
)
def test_an_address_reads_as_on_a_letter(said, wanted):
    assert address_of(said) == wanted
