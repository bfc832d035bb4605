"""What is agreed stays with the data, and secrets are never shown."""

from city.terms import forbids_export
from importers.dataspace.offer import Agreement, Consent, DataAddress, Offer
from importers.dataspace.policy import in_words

POLICY = in_words({"permission": {"action": "display"}})


def test_the_terms_of_an_agreement():
    agreement = Agreement("urn:a", "x", "did:city", "http://p", "dsp", POLICY, "Air", "cc-by")
    terms = agreement.terms()
    assert terms.named() == "did:city, CC BY: name the source, agreement urn:a"
    assert terms.policy == ("You may show it.",) and "urn:a" in forbids_export(terms)


def test_a_consent_is_to_the_words_of_an_offer():
    offer = Offer("o", "x", "Air", "", "", "did:city", "http://p", POLICY, True, {})
    consent = Consent.to(offer)
    assert (consent.offer, consent.words) == ("o", POLICY.words)


def test_a_token_is_not_shown():
    where = DataAddress("http://d", "Authorization", "s3cret")
    assert "s3cret" not in repr(where)
    assert where.headers() == {"Authorization": "Bearer s3cret"}
    assert where.headers(bare=True) == {"Authorization": "s3cret"}
    assert DataAddress("http://d", "Authorization", "Basic s3").headers() == {
        "Authorization": "Basic s3"
    }
    assert DataAddress("http://d", "X-Key", "s3", False).headers() == {"X-Key": "s3"}
    assert DataAddress("http://d", "Authorization", "").headers() == {}
