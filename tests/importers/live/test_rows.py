"""What the columns of rows are called, and what that means."""

from city.series import Measurand
from importers.live.rows import Schema, columns_of, first, in_full, measurand, plain


def test_units_stand_in_brackets():
    assert measurand("PM 2.5 [µg/m³]") == Measurand("PM 2.5", "µg/m³")
    assert measurand("f(x) twice") == Measurand("f(x) twice")


def test_names_are_alike_however_they_are_written():
    assert plain("Station-ID") == plain("station_id") == "stationid"
    assert first({"code": "Code", "id": "ID"}, ("id", "code")) == "ID"
    assert first({}, ("id",)) == ""


def test_columns_are_known_by_their_names_or_by_a_schema():
    names = ("ID", "Label", "no2 (ppb)", "Observed_At", "o3")
    found = columns_of(names, Schema(units=(("o3", "ppb"), ("no2 (ppb)", "x"))))
    assert (found.id, found.name, found.moment) == ("ID", "Label", "Observed_At")
    assert dict(found.measured) == {
        "no2 (ppb)": Measurand("no2", "ppb"),
        "o3": Measurand("o3", "ppb"),
    }
    assert [column for column, _ in columns_of(("id", "OBJECTID", "v"), Schema()).measured] == ["v"]
    assert columns_of(names, Schema(moment="o3")).moment == "o3"
    assert columns_of(names, Schema(moment="elsewhere")).moment == "Observed_At"


def test_a_moment_written_in_full_is_found_where_it_is_the_only_one():
    told = "2026-07-14T00:00:00Z"
    assert in_full([{"a": 1, "t": None}, {"a": 1, "t": told}]) == "t"
    assert in_full([{"t": told, "u": told}]) == "" == in_full([{"t": "2026"}])
