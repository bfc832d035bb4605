"""What the origin of a layer demands is kept in words, and forbids what it forbids."""

import json
from dataclasses import asdict

import pytest

from city.terms import LONGEST, NO_TERMS, Terms, forbids_export, terms_from


def test_what_pictures_must_carry_is_one_line():
    terms = Terms("CC BY 4.0", "City of Brussels", "urn:agreement:1", "did:web:city")
    assert terms.named() == "City of Brussels, CC BY 4.0, agreement urn:agreement:1"
    assert Terms().named() == ""


def test_only_terms_that_forbid_it_stop_an_export():
    assert forbids_export(Terms("CC BY 4.0")) == ""
    agreed = Terms(agreement="urn:agreement:1", provider="did:web:city", export=False)
    assert "agreement urn:agreement:1 with did:web:city forbids" in forbids_export(agreed)
    assert "licence of this data forbids" in forbids_export(Terms(export=False))


AGREED = Terms("CC BY 4.0", "City", "urn:1", "did:web:city", ("You may use it.",), export=False)


@pytest.mark.parametrize("terms", [NO_TERMS, Terms("CC0", "City"), AGREED])
def test_a_file_keeps_them(terms):
    assert terms_from(json.loads(json.dumps(asdict(terms)))) == terms


def test_a_file_that_says_nonsense_allows_nothing_under_an_agreement():
    assert terms_from(None) == terms_from([1]) == NO_TERMS
    assert terms_from({"agreement": "urn:1"}).export is False
    assert terms_from({"agreement": "urn:1", "export": "yes"}).export is False
    assert terms_from({"licence": 5, "attribution": "a\n b", "policy": [3, "x"]}) == Terms(
        attribution="a b", policy=("", "x")
    )
    assert len(terms_from({"licence": "x" * 10_000}).licence) == LONGEST
