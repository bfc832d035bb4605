"""Files of entities: every form of every official model, by the way that a person goes."""

import json

import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.answer import Answer, FeedFault
from importers.live.ngsi_ld.document import Entities, is_entities
from importers.live.opening import open_feed
from importers.report import Report
from tests.importers.live.ngsi_ld.test_irregular import ODD
from tests.shared import files, name, needs_data

FORMS = files("live/smart-data-models/*/*/example*.json*")


def read(feed):
    assert feed.standard == "NGSI-LD"
    offers, whole = feed.discover(Progress()), Series()
    for readings in feed.read(Progress()):
        whole = whole.merge(readings)
    assert sum(one.things for one in offers) == len(whole.streams)
    return whole


@needs_data
@pytest.mark.parametrize("path", FORMS, ids=name)
def test_every_form_of_every_model_is_read_and_the_odd_ones_are_told(path):
    report, answer = Report(), Answer(path.name, "", path.read_bytes())
    if "geojson" in path.name and not is_entities(answer.data()):
        return  # simplified: points with values, which are read as such
    whole = read(Entities(path.name, answer, lambda _: answer, report))
    codes = {one.code for one in report}
    if path.name == "example-normalized.jsonld":
        assert codes - {"place", "future"} == ODD.get(path.parent.name, set())
    numbers = [  # plain numbers, whether under "value" or bare
        number
        for one in json.loads(path.read_text("utf-8")).values()
        for number in [one.get("value") if isinstance(one, dict) else one]
        if type(number) in (int, float)
    ]
    assert len(whole) >= len(numbers) if "geojson" not in path.name else True


def test_several_entities_lie_in_one_file(tmp_path, asking):
    path = tmp_path / "stations.jsonld"
    rows = [
        {"id": f"urn:x:{at}", "type": "A", "v": {"type": "Property", "value": at, "unitCode": "2N"}}
        for at in range(3)
    ]
    path.write_text(json.dumps([*rows, {"type": "A"}, 5]))
    report = Report()
    whole = read(open_feed(str(path), asking, report, Progress()))
    assert sorted(value for *_, value in whole) == [0, 1, 2]
    assert {of for _, of in whole.streams} == {Measurand("v", "dB")}
    assert [one.code for one in report] == ["entity", "entity"]


def test_a_file_is_read_anew_each_time(tmp_path, asking):
    path = tmp_path / "one.json"
    entity = {"id": "urn:x:1", "type": "A", "v": {"type": "Property", "value": 1}}
    path.write_text(json.dumps(entity))
    feed = open_feed(str(path), asking, Report(), Progress())
    assert [part.value.tolist() for part in feed.read(Progress())] == [[1]]
    path.write_text(json.dumps({**entity, "v": {"value": 2}}))
    assert [part.value.tolist() for part in feed.read(Progress())] == [[2]]


def test_what_is_no_entity_is_not_taken_for_one(tmp_path, asking):
    plain = {"type": "Feature", "id": 1, "geometry": None, "properties": {"v": 5, "type": "A"}}
    assert not is_entities({"type": "FeatureCollection", "features": [plain]})
    for other in ({"value": []}, [], [5], {"id": "x", "type": "Collection"}, "x", None):
        assert not is_entities(other)
    path = tmp_path / "empty.json"
    path.write_text("[]")
    with pytest.raises(FeedFault, match="nothing here that is understood"):
        open_feed(str(path), asking, Report(), Progress())


def test_a_graph_of_data_sets_is_no_list_of_entities():
    catalogue = {"@id": "https://example.org/", "@type": ["http://www.w3.org/ns/dcat#Catalog"]}
    data_set = {"@id": "https://example.org/1", "@type": ["http://www.w3.org/ns/dcat#Dataset"]}
    assert (
        not is_entities([catalogue])
        and not is_entities([data_set])
        and not is_entities([{**catalogue, "@type": [3]}])
    )
    assert is_entities([{**catalogue, "@type": ["https://example.org/AirQualityObserved"]}])
