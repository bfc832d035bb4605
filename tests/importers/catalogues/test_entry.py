"""Entries are found by words and boxes, once each, and what catalogues write is cut to size."""

import pytest

from importers.catalogues import entry
from importers.catalogues.entry import Entry, address, asking, fits, passage, said, sifted, size
from importers.report import Report

TREES = Entry("1", "Street trees", "All of them", "City", keywords=("Green",), box=(4, 50, 5, 51))


def test_all_words_must_stand_somewhere():
    assert fits(TREES, "TREES green", None) and not fits(TREES, "trees blue", None)
    assert fits(TREES, "", (4.5, 50.5, 6, 52)) and not fits(TREES, "", (6, 50, 7, 51))
    assert fits(Entry("2", "Nowhere"), "", (6, 50, 7, 51))


def test_a_catalogue_that_repeats_itself_is_left():
    def pages():
        while True:
            yield (TREES, TREES)

    report = Report()
    assert list(sifted(pages(), "", None, "x", report)) == [(TREES,)]
    assert [one.code for one in report] == ["paging"]


def test_a_catalogue_without_end_is_left(monkeypatch):
    monkeypatch.setattr(entry, "MOST", 30)

    def pages():
        for number in range(10**9):
            yield tuple(Entry(f"{number}/{k}", "x") for k in range(10))

    report = Report()
    assert sum(map(len, sifted(pages(), "", None, "x", report))) == 30
    assert "only the first 30" in next(iter(report)).message


def test_hostile_labels_are_cut():
    assert len(said("x" * 100_000)) == 200 and len(passage("y " * 100_000)) <= 2000
    assert said({"de": "Bäume", "en": "Trees"}) == "Trees" and said({"de": "Bäume"}) == "Bäume"
    assert said(["a"]) == passage({"a": {}}) == "" and said("a\n\x00 b\t") == "a \x00 b"


@pytest.mark.parametrize("wrong", [None, 5, "", "javascript:x", "file:///etc/passwd", "http:a b",
                                   "http://a\x1b[2J", "http://a/" + "x" * 3000])  # fmt: skip
def test_what_is_no_address_of_the_web_is_none(wrong):
    assert address(wrong) == ""


def test_numbers_and_questions():
    assert address(" https://a.eu/x y?z=1 ") == "https://a.eu/x%20y?z=1"
    assert [size(one) for one in ("12", 3.7, None, "x", -5, "inf")] == [12, 3, 0, 0, 0, 0]
    assert (
        asking("http://a.eu/x?f=json&q=a", q="b c", limit=5) == "http://a.eu/x?f=json&q=b+c&limit=5"
    )
