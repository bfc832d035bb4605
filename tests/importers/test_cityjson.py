"""CityJSON files: what stands in them stands in the city."""

import json
from collections import Counter

import pytest

from importers import read
from tests.shared import files, name, needs_data

pytestmark = needs_data

DOCUMENTS = [p for p in files("cityjson/**/*.json", "demo-*/*.city.json")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_the_objects_of_every_kind_are_all_there(path):
    # pairs, because an object that stands in the file twice stands in the city twice
    root = dict(json.loads(path.read_text("utf-8"), object_pairs_hook=list))
    listed = Counter(dict(one)["type"] for _, one in root["CityObjects"])
    assert read(path).city.objects.counts() == listed
