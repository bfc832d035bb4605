"""`maquette catalogue` against catalogues on real sockets: lists, licences, what to do next."""

import json

import pytest

from app import cli
from tests.importers.catalogues.catalogues import CAPTURED, dataset, jsonld
from tests.live_platform import serving
from tests.shared import needs_data


@pytest.fixture
def platform():
    with serving() as one:
        yield one


def run(capsys, *arguments):
    code = cli.main(["catalogue", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


def way(address, **more):
    return {"@type": "dcat:Distribution", "dcat:accessURL": {"@id": address}, **more}


@needs_data
def test_a_recorded_catalogue_in_a_file_is_listed_with_what_to_do(capsys):
    code, out, err = run(capsys, CAPTURED / "ckan/catalog.ttl")
    assert code == 0 and not err
    assert "Air quality (live NGSI-LD)\n  City, licence not said: ask before you publish" in out
    order = "'http://127.0.0.1:1026/ngsi-ld/v1/entities?type=AirQualityObserved'"
    assert f"maquette feed {order}" in out


def test_words_a_box_and_a_limit(platform, capsys):
    sets = [dataset(f"Trees {n}", **{"dcat:bbox": "x"}) for n in range(5)]
    where = {"dcat:bbox": "POLYGON ((4 50, 5 50, 5 51, 4 51, 4 50))"}
    sets.append(dataset("Lamps", **{"dct:spatial": where}))
    platform.answers["/c"] = jsonld(*sets)
    address = platform.address + "/c?key=s3cret"
    code, out, err = run(
        capsys, address, "TREES", "--first", "3", "--json", "--header", "X-Key: abc"
    )
    document = json.loads(out)
    assert code == 0 and not err and "s3cret" not in out and "abc" not in out
    assert len(document["entries"]) == 3 and not document["complete"]
    assert platform.asked[0][1]["x-key"] == "abc"
    assert "There is more" in run(capsys, address, "trees", "--first", "3")[1]
    code, out, _ = run(capsys, address, "lamps", "--box", "4.2", "50.2", "4.3", "50.3", "--json")
    (entry,) = json.loads(out)["entries"]
    assert entry["title"] == "Lamps" and entry["box"] == [4, 50, 5, 51]
    code, out, _ = run(capsys, address, "lamps", "--box", "-4.3", "50.2", "-4.2", "50.3")
    assert code == 0 and "Nothing that was asked for" in out


def test_what_cannot_be_opened_says_so_and_no_label_becomes_an_order(platform, capsys):
    evil = "http://a.eu/x.geojson;rm+-rf+$HOME"
    one = dataset(
        "\x1b[2J\u202eevil",
        **{
            "dct:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"},
            "dcat:distribution": [
                way(evil, **{"dct:title": "a"}),
                way("http://a.eu/x.pdf", **{"dct:title": "b"}),
                way("http://a.eu/m.city.json", **{"dcat:byteSize": "2500000"}),
            ],
        },
    )
    platform.answers["/c"] = jsonld(one)
    code, out, _ = run(capsys, platform.address + "/c")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out
    assert f"maquette feed '{evil}'" in out and "b (PDF): Maquette cannot open this" in out
    assert "(CityJSON), 2.5 MB: download it, then: maquette info FILE\n" in out
    assert "CC BY 4.0: name the source" in out
    assert "evil" in run(capsys, platform.address + "/c", "--use", "city-model")[1]
    assert "Nothing" in run(capsys, platform.address + "/c", "--use", "cloud")[1]


@pytest.mark.parametrize(
    "arguments, code, says",
    [
        (["--box", "5", "50", "4", "95"], 2, "degrees"),
        (["--first", "0"], 2, "at least 1"),
        ([], 1, "no catalogue that is understood"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(platform, capsys, arguments, code, says):
    platform.answers["/c"] = {}
    told = run(capsys, platform.address + "/c", *arguments)
    assert told[0] == code and says in told[2] and len(told[2].splitlines()) == 1


def test_a_file_needs_no_key(capsys, tmp_path):
    assert run(capsys, tmp_path / "x.ttl", "--header", "a: b")[0] == 2
    assert run(capsys, tmp_path / "x.ttl")[0] == 1
