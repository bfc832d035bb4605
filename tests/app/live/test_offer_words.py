"""Conditions are shown wholly; what is not understood is never hidden among the rest."""

from app.live.offer_words import STAYS, UNCLEAR, conditions
from importers.dataspace.offer import Offer
from importers.dataspace.policy import in_words


def offer(policy, pull=True, title="Air <b>quality</b>"):
    told = in_words(policy)
    return Offer("o", "a", title, "", "", "did:web:city", "https://p.eu", told, pull, policy)


def test_every_sentence_is_there_and_the_unclear_ones_stand_out():
    mood = {"leftOperand": "https://x.eu/mood", "operator": "eq", "rightOperand": "<i>good</i>"}
    told = conditions(
        offer({
            "permission": [{"action": "use", "constraint": mood}],
            "prohibition": [{"action": "distribute"}],
        })
    )  # fmt: skip
    assert "<li>You must not pass it on.</li>" in told
    assert "<li><b>⚠ You may use it; this condition is not understood" in told
    assert UNCLEAR in told and STAYS in told and "<i>" not in told and "Air &lt;b&gt;" in told


def test_plain_conditions_raise_no_alarm():
    told = conditions(offer({"permission": [{"action": "use"}]}))
    assert "<li>You may use it.</li>" in told
    assert "⚠" not in told and UNCLEAR not in told and STAYS not in told and "HTTP" not in told
    assert "cannot be fetched over HTTP" in conditions(offer({}, pull=False))
