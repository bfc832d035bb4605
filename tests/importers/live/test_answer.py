"""What answers say, and addresses that are told to people."""

import pytest

from importers.live.answer import Answer, FeedFault, linked, origin, without_secrets


@pytest.mark.parametrize(
    "kind, body, says",
    [
        ("text/html", b"<!DOCTYPE html><p>Sign in", "HTML"),
        ("application/json", b"  <html><p>Sign in", "HTML"),
        ("application/json", b'{"value": [{"a": 1}, {"a', "cut"),
        ("application/json", b"[" * 100_000, "cut"),
    ],
    ids=["page", "lies", "cut", "deep"],
)
def test_a_page_for_people_and_cut_json_are_no_data(kind, body, says):
    with pytest.raises(FeedFault, match=says):
        Answer("http://a.eu/x", kind, body).data()


def test_json_with_a_number_that_is_none_is_read():
    assert Answer("http://a.eu", "", b"[1, NaN]").data() == [1, None]


def test_whose_an_address_is_counts_scheme_host_and_port():
    assert (
        origin("https://A.eu/x") == origin("https://me:pw@a.eu:443/y?z") == ("https", "a.eu", 443)
    )
    assert origin("http://a.eu") != origin("https://a.eu") != origin("https://b.eu")


def test_an_address_is_told_without_its_secrets():
    assert without_secrets("https://me:pw@a.eu:81/x/y?key=1#z") == "https://a.eu:81/x/y"
    assert without_secrets("air.csv?x") == "air.csv"
    assert without_secrets("http://[bad") == "this address"


def test_a_link_that_is_none_is_a_fault():
    assert linked("http://a.eu/x/", "../y") == "http://a.eu/y"
    with pytest.raises(FeedFault, match="a link that is none"):
        linked("http://a.eu/x", "http://[bad/")
