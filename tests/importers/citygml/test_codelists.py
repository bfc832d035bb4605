"""Code lists beside a model: what its codes mean, and what may go wrong with them."""

from pathlib import Path

import pytest

from city.codes import meanings_of
from importers import Options, read
from importers.citygml.codelists import BadList, agreed, meanings, read_list
from tests.importers.citygml.shared import building, model

HEAD = '<gml:Dictionary xmlns:gml="http://www.opengis.net/gml">'


def definition(inside: str) -> str:
    return f"<gml:dictionaryEntry><gml:Definition>{inside}</gml:Definition></gml:dictionaryEntry>"


def write_list(path: Path, *definitions: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(map(definition, definitions)) + "</gml:Dictionary>", "utf-8")
    return path


@pytest.mark.parametrize(
    "inside",
    [
        "<gml:description>office</gml:description><gml:name>401</gml:name>",
        "<gml:description/><gml:name codeSpace='urn:x'>401</gml:name><gml:name>office</gml:name>",
        "<gml:identifier codeSpace='x'>401</gml:identifier><gml:name>office</gml:name>",
        "<gml:description>all of it</gml:description><gml:identifier codeSpace='x'>401"
        "</gml:identifier><gml:name>office</gml:name>",
    ],
)
def test_the_ways_in_which_lists_are_written(tmp_path, inside):
    assert read_list(write_list(tmp_path / "a.xml", inside)) == {"401": "office"}


def test_a_definition_without_a_meaning_says_nothing(tmp_path):
    path = write_list(tmp_path / "a.xml", "<gml:name>401</gml:name>", "<gml:description>x")
    with pytest.raises(BadList, match="damaged"):
        read_list(path)
    path = write_list(tmp_path / "a.xml", "<gml:name>401</gml:name>")
    assert read_list(path) == {}


def test_no_entity_of_a_list_is_resolved(tmp_path):
    path = tmp_path / "a.xml"
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    path.write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        + HEAD
        + definition("<gml:description>&e;</gml:description><gml:name>1</gml:name>")
        + "</gml:Dictionary>"
    )
    assert "the secret" not in str(read_list(path))


def test_something_else_is_no_list(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text("<html/>")
    with pytest.raises(BadList, match=r"a\.xml is no dictionary"):
        read_list(path)


def test_a_code_with_two_meanings_has_none():
    assert agreed({"1": "a", "2": "b"}, {"1": "a", "2": "c"}) == {"1": "a"}


def test_lists_are_found_where_they_lie_and_nowhere_else(tmp_path):
    write_list(
        tmp_path / "out" / "use.xml",
        "<gml:description>outside</gml:description><gml:name>1</gml:name>",
    )
    folder = tmp_path / "city"
    folder.mkdir()
    assert meanings({"usage": {"../out/use.xml"}}, [folder], pytest.fail) == {}
    elsewhere = {"https://x.org/use.xml", "urn:use.xml"}
    assert meanings({"usage": elsewhere}, [folder], pytest.fail) == {}
    write_list(
        folder / "codelists" / "use.xml",
        "<gml:description>inside</gml:description><gml:name>1</gml:name>",
    )
    found = meanings({"usage": {"../out/use.xml"}}, [folder], pytest.fail)
    assert found == {"usage": {"1": "inside"}}


def test_a_bad_list_costs_only_itself(tmp_path):
    (tmp_path / "bad.xml").write_text("<html/>")
    shop = "<gml:description>shop</gml:description><gml:name>1</gml:name>"
    write_list(tmp_path / "use.xml", shop)
    told, spaces = [], {"class": {"bad.xml"}, "usage": {"use.xml", "bad.xml"}}
    found = meanings(spaces, [tmp_path], told.append)
    assert found == {"usage": {"1": "shop"}}
    assert told == ["the code list bad.xml is no dictionary of GML"]


def city_with_list(folder: Path) -> Path:
    """A folder as PLATEAU lays it out: models two folders below the lists."""
    inside = '<bldg:usage codeSpace="../../codelists/use.xml">402</bldg:usage>'
    place = folder / "udx" / "bldg"
    place.mkdir(parents=True)
    (place / "city.gml").write_text(model(building(inside)))
    write_list(
        folder / "codelists" / "use.xml",
        "<gml:description>shop</gml:description><gml:name>402</gml:name>",
    )
    return folder


def test_a_folder_that_is_opened_brings_its_lists(tmp_path):
    city = read([city_with_list(tmp_path / "plateau")], Options(crs="local")).city
    assert meanings_of(city, "usage") == {"402": "shop"}
    assert meanings_of(city, "details.usage") == {"402": "shop"}
    assert not meanings_of(city, "class")


def test_a_file_by_itself_reads_nothing_above_its_folder(tmp_path):
    folder = city_with_list(tmp_path / "plateau")
    city = read([folder / "udx" / "bldg" / "city.gml"], Options(crs="local")).city
    assert not meanings_of(city, "usage")
    assert city.objects.attributes(0)["usage"] == "402"


def test_a_damaged_list_is_told_and_the_city_is_there(tmp_path):
    folder = city_with_list(tmp_path / "plateau")
    (folder / "codelists" / "use.xml").write_text("<gml:Dictionary")
    reading = read([folder], Options(crs="local"))
    (told,) = [finding for finding in reading.report if finding.code == "CODE_LIST"]
    assert "use.xml is damaged" in told.message
    assert reading.city.objects.attributes(0)["usage"] == "402"
