"""Real files against each other, against themselves, and against one that was changed by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

from city.compare import between_cities, placed
from importers import read
from tests.city.compare.towns import listed
from tests.shared import DATA, files, name, needs_data

HAGUE = DATA / "cityjson/2.0_DenHaag_01.city.json"
SUBSET = DATA / "cityjson/1.1_rotterdam_subset"
DISTRICT = DATA / "demo-rotterdam/delfshaven_lod2.city.json"
pytestmark = needs_data


def city(path):
    return read(path).city


def compare(a, b):
    one = city(a)
    other, told = placed(city(b), one)
    return between_cities(one, other), told


@pytest.fixture(scope="module")
def hague():
    return json.loads(HAGUE.read_bytes())


def write(model, path: Path) -> Path:
    path.write_text(json.dumps(model))
    return path


def moved(model, thing, by):
    """Let an object of a CityJSON model stand elsewhere, on vertices of its own."""
    steps = np.rint(np.array(by) / model["transform"]["scale"]).astype(int)
    new = {}

    def at(nested):
        if isinstance(nested, list):
            return [at(one) for one in nested]
        if nested not in new:
            new[nested] = len(model["vertices"])
            model["vertices"].append((np.array(model["vertices"][nested]) + steps).tolist())
        return new[nested]

    for geometry in thing["geometry"]:
        geometry["boundaries"] = at(geometry["boundaries"])


def test_a_real_city_changed_by_hand_every_change_is_found_and_nothing_else(hague, tmp_path):
    model = json.loads(json.dumps(hague))
    things = model["CityObjects"]
    homes = [key for key, one in things.items() if len(one.get("children", [])) == 2]
    mover, teller, gone, model_of_new, other, smaller = homes[:6]
    for part in things[mover]["children"]:
        moved(model, things[part], (3.0, 4.0, 0.0))
    things[teller].setdefault("attributes", {})["note"] = "changed by hand"
    for part in [*things[gone]["children"], gone]:
        del things[part]
    shape = things[things[model_of_new]["children"][0]]["geometry"]
    things["new"] = {"type": "Building", "geometry": json.loads(json.dumps(shape))}
    moved(model, things["new"], (0.0, 500.0, 0.0))
    renamed, stays = things[other]["children"]
    things["renamed"] = things.pop(renamed)
    things[other]["children"] = ["renamed", stays]
    lost, left = things[smaller]["children"]
    things[smaller]["children"] = [left]
    del things[lost]
    difference, told = compare(HAGUE, write(model, tmp_path / "changed.city.json"))
    assert (told, difference.told) == ([], [])
    assert listed(difference) == {
        **{(part, part): "shape" for part in things[mover]["children"]},
        (teller, teller): "attributes",
        (gone, ""): "removed",
        ("", "new"): "added",
        (renamed, "renamed"): "renamed",
        (lost, ""): "removed",
    }
    for part in things[mover]["children"]:
        row = difference.ids.index((part, part))
        assert difference.moved[row] == pytest.approx([3, 4, 0], abs=0.002)
        assert difference.words(row) == "moved by 5.0 m"


def test_the_same_city_written_in_another_order_is_the_same(hague, tmp_path):
    model = json.loads(json.dumps(hague))
    random = np.random.default_rng(3)
    order = random.permutation(len(model["vertices"]))
    place = np.argsort(order).tolist()
    model["vertices"] = [model["vertices"][k] for k in order.tolist()]

    def again(nested):
        """Every face of the first shell at another place, every ring from another point."""
        if isinstance(nested[0], int):
            turn = int(random.integers(len(nested)))
            return [place[k] for k in nested[turn:] + nested[:turn]]
        return [again(one) for one in nested]

    for thing in model["CityObjects"].values():
        thing["attributes"] = dict(reversed(thing.get("attributes", {}).items()))
        for geometry in thing.get("geometry", []):
            geometry["boundaries"] = again(geometry["boundaries"])
    names = list(model["CityObjects"])[::-1]
    model["CityObjects"] = {key: model["CityObjects"][key] for key in names}
    difference, told = compare(HAGUE, write(model, tmp_path / "again.city.json"))
    assert (listed(difference), told, difference.told) == ({}, [], [])


def test_a_city_in_centimetres_is_the_same_as_in_millimetres(hague, tmp_path):
    model = json.loads(json.dumps(hague))
    scale = np.array(model["transform"]["scale"])
    coarse = np.rint(np.array(model["vertices"]) * scale / 0.01).astype(int)
    model["vertices"], model["transform"]["scale"] = coarse.tolist(), [0.01] * 3
    difference, _ = compare(HAGUE, write(model, tmp_path / "coarse.city.json"))
    assert listed(difference) == {}


@pytest.mark.parametrize(
    "path",
    files(
        "cityjson/*.json*",
        "citygml/3.0/*.gml",
        "demo-delft/*.city.json*",
    ),
    ids=name,
)
def test_a_real_file_does_not_differ_from_itself(path):
    one = city(path)
    difference = between_cities(one, one)
    assert len(difference) == 0


def test_a_delivery_of_the_district_has_the_sixteen_houses_of_the_subset_unchanged():
    difference, told = compare(SUBSET / "rotterdam_subset.json", DISTRICT)
    assert difference.totals() == {"Building": {"added": 853 - 16}}
    assert len(told) == 1 and "compared as they are" in told[0]


def test_a_delivery_with_one_attribute_more_differs_in_that():
    difference, _ = compare(
        SUBSET / "rotterdam_subset.json", SUBSET / "rotterdam_subset_cjio_test.json"
    )
    assert difference.attributes().keys() == {"cjio_test"}
    assert {difference.sort_of(k) for k in range(len(difference))} == {"attributes"}


def test_a_city_as_citygml_and_as_cityjson_has_the_same_shapes():
    zipped = DATA / "citygml/1.0/DenHaag_01.zip"
    difference, _ = compare(zipped, HAGUE)
    counts = difference.counts()
    assert counts["shape"] == counts["both"] == 0, counts
