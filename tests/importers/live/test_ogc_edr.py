"""Environmental data: a real server's field and series, and locations that come and fail."""

import numpy as np
import pytest

from city.progress import Progress
from city.series import Measurand, Series
from importers.live.ogc_collections import Asked, Collection
from importers.live.ogc_edr import Edr, is_edr
from importers.live.web import FeedFault, Web
from importers.report import Report
from tests.importers.live.test_coverage_json import coverage, values
from tests.live_platform import send
from tests.pygeoapi import BOX, STEPS, temperature

ALL = Asked()
FIELD = Measurand("air temperature", "°C")
SPAN = (np.datetime64("2026-07-01T00:00", "ms"), np.datetime64("2026-07-01T23:00", "ms"))


def read(source, asked=ALL):
    whole, things = Series(), {}
    for one in source.read(asked, Progress()):
        whole = whole.merge(one)
        things.update({thing.id: thing for thing in one.things})
    return whole, things


def test_a_real_field_is_read_as_it_is_at_last(pygeoapi):
    known = Collection(
        "field", queries={"cube": f"{pygeoapi}/collections/field/cube"}, box=tuple(BOX), span=SPAN
    )
    with Web(pygeoapi) as asking:
        whole, things = read(Edr(known, "", asking, Report()))
        morning = Asked((4.3, 50.8, 4.345, 50.83), SPAN[0], SPAN[0] + np.timedelta64(3, "h"))
        part, few = read(Edr(known, "", asking, Report()), morning)
    assert len(whole) == len(things) == 42
    for id, thing in things.items():
        (value,) = whole.of(id, FIELD)[1]
        assert value == pytest.approx(temperature(*thing.place, STEPS - 1), abs=1e-4)
    assert len(few) == 6 and len(part) == 18
    for id, thing in few.items():
        told = part.of(id, FIELD)[1].tolist()
        assert told == pytest.approx(
            [temperature(*thing.place, hour) for hour in range(3)], abs=1e-4
        )


def test_a_real_series_in_the_middle_is_read_for_a_day(pygeoapi):
    queries = {"position": f"{pygeoapi}/collections/field/position"}
    known = Collection("field", queries=queries, box=(4.31, 50.81, 4.33, 50.83), span=SPAN)
    with Web(pygeoapi) as asking:
        whole, things = read(Edr(known, "f/", asking, Report()))
    ((id, thing),) = things.items()
    assert id == "f/4.320000,50.820000"
    expected = [temperature(*thing.place, hour) for hour in range(STEPS)]
    assert whole.of(id, FIELD)[1].tolist() == pytest.approx(expected, abs=1e-4)


def locations(platform, *ids):
    rows = [
        {"type": "Feature", "id": id, "geometry": {"type": "Point", "coordinates": [4, 50]}}
        | {"properties": {"name": f"Station {id}"}}
        for id in ids
    ]
    platform.answers["/locations"] = {"type": "FeatureCollection", "features": rows}
    return Collection(
        "met", queries={"locations": f"{platform.address}/locations"}, span=(None, None)
    )


def series(value):
    time = "2026-07-01T00:00:00Z"
    return coverage({"x": values(4), "y": values(50), "t": values(time)}, [value], "t", [1])


def test_locations_are_read_one_by_one_and_faults_are_told(platform, asking):
    known = locations(platform, "a b", "gone", "c/d")
    platform.answers["/locations/a%20b"] = series(1)
    platform.answers["/locations/c%2Fd"] = series(2)
    report = Report()
    whole, things = read(Edr(known, "", asking, report))
    assert [value for *_, value in whole] == [1, 2]
    assert things["a b"].name == "Station a b" and things["a b"].place == (4, 50)
    assert [(one.code, one.object) for one in report] == [("location", "gone")]
    path = platform.paths()[1]
    assert path.startswith("/locations/a%20b?datetime=") and path.endswith("Z%2F..")


def test_a_service_whose_locations_all_fail_is_a_fault(platform, asking):
    known = locations(platform, *"abcde")
    with pytest.raises(FeedFault, match="nothing at this address"):
        read(Edr(known, "", asking, Report()))
    assert len(platform.asked) == 4


def test_more_locations_than_anybody_asks_for_are_bounded(platform, asking, monkeypatch):
    monkeypatch.setattr("importers.live.ogc_edr.MOST", 1)
    known, report = locations(platform, "a", "b"), Report()
    platform.answers["/locations/a"] = series(1)
    assert len(read(Edr(known, "", asking, report))[1]) == 1
    assert [one.code for one in report] == ["most"]


def test_the_next_question_is_put_where_one_is_not_answered(platform, asking):
    address = platform.address
    queries = {"cube": f"{address}/cube", "area": f"{address}/area", "position": f"{address}/pos"}
    known = Collection("met", queries=queries, box=(4, 50, 5, 51))
    platform.answers["/cube"] = lambda handler: send(handler, b"{}", status=400)
    platform.answers["/area"] = series(3)
    assert [value for *_, value in read(Edr(known, "", asking, Report()))[0]] == [3]
    assert platform.paths()[1].startswith("/area?coords=POLYGON%28%284+50%2C5+50")


def test_what_is_no_coverage_and_what_lies_nowhere_is_a_fault(platform, asking):
    platform.answers["/pos"] = {"type": "FeatureCollection"}
    queries = {"position": f"{platform.address}/pos"}
    for box, says in ((None, "where it lies"), ((4, 50, 5, 51), "no CoverageJSON")):
        with pytest.raises(FeedFault, match=says):
            read(Edr(Collection("met", queries=queries, box=box), "", asking, Report()))
    assert is_edr(Collection("a", queries=queries)) and not is_edr(Collection("a", "items"))
