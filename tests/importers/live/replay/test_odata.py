"""What a question to SensorThings asks for."""

import pytest

from importers.live.replay.exchange import Problem
from importers.live.replay.odata import Comparison, options_of, ordered, said

NOON = 1_780_315_200_000  # 2026-06-01T12:00Z


def test_nothing_asked_for():
    options = options_of({}, 1000)
    assert (options.top, options.skip, options.count, options.filters) == (100, 0, False, ())
    assert options.interval() == (0, 1 << 60)


def test_a_whole_question():
    options = options_of(
        {
            "$filter": "result gt 3 and Thing/id eq 'it''s and' and (name ne 'x')",
            "$orderby": "phenomenonTime desc,id",
            "$top": "5000",
            "$skip": "7",
            "$count": "true",
            "$select": "id,name",
            "$resultFormat": "dataArray",
        },
        1000,
    )
    assert options.filters == (
        Comparison("result", "gt", 3.0),
        Comparison("Thing/@iot.id", "eq", "it's and"),
        Comparison("name", "ne", "x"),
    )
    assert options.orders == (("phenomenonTime", True), ("@iot.id", False))
    assert (options.top, options.skip, options.count) == (1000, 7, True)
    assert options.select == {"id", "name"} and options.data_array


def test_expansions_within_each_other():
    told = (
        "Locations,Datastreams($top=3;$expand=Observations($top=1;$orderby=resultTime desc),Thing)"
    )
    options = options_of({"$expand": told}, 1000)
    assert list(options.expand) == ["Locations", "Datastreams"]
    inner = options.expand["Datastreams"]
    assert inner.top == 3 and list(inner.expand) == ["Observations", "Thing"]
    assert inner.expand["Observations"].orders == (("resultTime", True),)
    path = options_of({"$expand": "Datastreams/Observations($top=2)"}, 1000)
    assert path.expand["Datastreams"].expand["Observations"].top == 2


@pytest.mark.parametrize(
    "text, interval",
    [
        ("phenomenonTime ge 2026-06-01T12:00:00Z", (NOON, 1 << 60)),
        ("phenomenonTime gt 2026-06-01T12:00:00Z", (NOON + 1, 1 << 60)),
        ("resultTime lt 2026-06-01T14:00:00+02:00", (0, NOON)),
        ("phenomenonTime le 2026-06-01T14:00:00+02:00", (0, NOON + 1)),
        ("phenomenonTime eq 2026-06-01T12:00:00Z", (NOON, NOON + 1)),
    ],
)
def test_moments_are_an_interval(text, interval):
    assert options_of({"$filter": text}, 1000).interval() == interval


@pytest.mark.parametrize(
    "told, status",
    [
        ({"$filter": "st_within(location, geography'POINT(1 2)')"}, 501),
        ({"$filter": "a eq 1 or b eq 2"}, 501),
        ({"$filter": "phenomenonTime ge yesterday"}, 400),
        ({"$apply": "x"}, 501),
        ({"$top": "-1"}, 400),
        ({"$top": "9" * 30}, 400),
        ({"$orderby": "a sideways"}, 400),
        ({"$expand": "A(" * 6 + ")" * 6}, 400),
        ({"$expand": "A($expand=B($expand=C($expand=D($expand=E($expand=F)))))"}, 400),
    ],
)
def test_what_is_not_understood_is_told(told, status):
    with pytest.raises(Problem) as fault:
        options_of(told, 1000)
    assert fault.value.status == status


def test_rows_in_order_and_what_they_lead_to():
    rows = [{"n": 2, "Thing": {"name": "b"}}, {"n": 10, "Thing": {"name": "a"}}, {}]
    none = lambda row, way: None  # noqa: E731
    assert [row.get("n") for row in ordered(rows, (("n", False),), none)] == [None, 2, 10]
    assert [row.get("n") for row in ordered(rows, (("Thing/name", True),), none)] == [2, 10, None]
    assert said(rows[0], "Thing/name", none) == "b" and said({}, "Thing/name", none) is None
    assert said({}, "Thing/name", lambda row, way: {"name": way}) == "Thing"
