"""Names with and without prefixes are the same; those of somebody else are not."""

from importers.dataspace.jsonld import last, listed, plain, term, value


def test_values_by_name():
    for key in ("dataset", "dcat:dataset", "http://www.w3.org/ns/dcat#dataset"):
        assert value({"@type": "x", key: 5}, "dataset") == 5
    assert value({"a": 1}, "b") is value([], "b") is value(None, "b") is None
    assert value({"@type": 1}, "type") is None and last("@type") == "@type"


def test_shells_are_taken_off():
    assert [plain(one) for one in ({"@id": "x"}, {"@value": 5}, [{"@id": "x"}], "x", [1, 2])] == [
        "x", 5, "x", "x", [1, 2]]  # fmt: skip
    assert listed({"@list": [1, 2]}) == [1, 2] and listed(None) == [] and listed(0) == [0]


def test_terms_are_of_odrl_or_none():
    odrl = "http://www.w3.org/ns/odrl/2/"
    assert [term(one) for one in ("use", "odrl:use", odrl + "use", {"@id": "odrl:use"})] == [
        "use"
    ] * 4
    assert [term(one) for one in ("tx:use", "http://a.eu/use", None, 5, {})] == [""] * 5
