"""What the origin of a layer demands is kept in words, and forbids what it forbids."""

from city.terms import Terms, forbids_export


def test_what_pictures_must_carry_is_one_line():
    terms = Terms("CC BY 4.0", "City of Brussels", "urn:agreement:1", "did:web:city")
    assert terms.named() == "City of Brussels, CC BY 4.0, agreement urn:agreement:1"
    assert Terms().named() == ""


def test_only_terms_that_forbid_it_stop_an_export():
    assert forbids_export(Terms("CC BY 4.0")) == ""
    agreed = Terms(agreement="urn:agreement:1", provider="did:web:city", export=False)
    assert "agreement urn:agreement:1 with did:web:city forbids" in forbids_export(agreed)
    assert "licence of this data forbids" in forbids_export(Terms(export=False))
