"""Public transport as it is planned."""

from city.transit import Lines, Route, Transit


def test_a_route_is_found_by_its_id_or_that_of_a_trip():
    ten = Route("r10", "10", "tram", "#00ff00")
    known = Transit({"r10": ten}, {"t1": "r10"})
    assert known.route("r10") == known.route("", "t1") == known.route("new", "t1") == ten
    assert known.route("r9", "t9") == Route("r9", "r9")
    assert Transit().route("") == Route("")
    assert len(Lines()) == 0 and Lines().offsets.tolist() == [0]
