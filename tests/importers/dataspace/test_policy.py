"""Policies are told in plain words: all that ODRL knows, and what it does not know as it is."""

import json

import pytest

from importers.dataspace import vocabulary
from importers.dataspace.policy import NOT_UNDERSTOOD, in_words
from tests.dataspace import recorded
from tests.shared import needs_data

ODRL = vocabulary.ODRL


def limit(left, operator, right, **more):
    return {"leftOperand": left, "operator": operator, "rightOperand": right, **more}


def words(**rules):
    return in_words({"@type": "Offer", **rules}).words


def when(constraint):
    (said,) = words(permission=[{"action": "use", "constraint": [constraint]}])
    assert said.startswith("You may use it, provided that ") and said.endswith(".")
    return said.removeprefix("You may use it, provided that ").removesuffix(".")


@needs_data
def test_the_recorded_policy():
    offer = recorded("rx_Catalog")["dataset"][0]["hasPolicy"][0]
    agreement = recorded("rx_ContractAgreementMessage")["agreement"]
    for policy in map(in_words, (offer, agreement)):
        assert policy.words == ("You may use it.",) and policy.export and not policy.unclear


def test_all_rules():
    said = words(
        permission={
            "action": "use",
            "duty": {"action": {"@id": "odrl:attribute"}, "consequence": {"action": "delete"}},
        },
        prohibition=[{"action": ["distribute", "sell"], "remedy": {"action": "inform"}}],
        obligation={"action": "delete", "constraint": limit("dateTime", "gt", "2026-12-31")},
        inheritFrom="https://a.eu/p",
        conflict="prohibit",
    )
    assert said == (
        "You may use it.",
        "For that you must name its source.",
        "If you do not, you must delete it.",
        "You must not pass it on.",
        "You must not sell it.",
        "If you did it all the same, you must tell the provider of your use.",
        "You must delete it, if the date is after 2026-12-31.",
        "It also has the conditions of https://a.eu/p: read them.",
        "Where it contradicts itself, what is forbidden counts.",
    )


def test_conditions():
    assert when(limit("purpose", "isAnyOf", ["research", "planning"])) == (
        "the purpose is one of research, planning")  # fmt: skip
    assert when(limit("payAmount", "eq", {"@value": "5.00"}, unit="http://x.eu/code/EUR")) == (
        "the amount to pay is 5.00 EUR")  # fmt: skip
    assert when(limit("elapsedTime", "lteq", "P1Y2M3DT4H")) == (
        "the time since it began is at most 1 years 2 months 3 days 4 hours")  # fmt: skip
    assert when(limit("inForceDate", "lteq", "contractAgreement+30d")) == (
        "the date is not after 30 days after the agreement")  # fmt: skip
    either = {"or": [limit("spatial", "isPartOf", "EU"), limit("count", "lt", 5)]}
    both = {"and": {"@list": [either, limit("recipient", "neq", {"@id": "urn:x"})]}}
    assert when(both) == (
        "((the region is a part of EU or the number of times is less than 5) "
        "and the recipient is not urn:x)")  # fmt: skip
    there = {"leftOperand": "purpose", "operator": "eq", "rightOperandReference": "http://x.eu/p"}
    assert when(there) == "the purpose is what stands at http://x.eu/p"
    part = {"rdf:value": {"@id": "odrl:print"}, "refinement": limit("resolution", "lteq", 300)}
    assert words(permission={"action": part}) == (
        "You may print it, provided that the resolution is at most 300.",)  # fmt: skip


@pytest.mark.parametrize("operator", sorted(vocabulary.OPERATORS))
def test_every_left_operand_and_operator_is_said(operator):
    for left, name in vocabulary.LEFT.items():
        said = when(limit(f"odrl:{left}", {"@id": ODRL + operator}, "x"))
        assert said.startswith(f"{name} is" if operator != "hasPart" else f"{name} has")
        assert said.endswith(" x")


EDC_FORM = {
    "@id": "MQ==:YQ==:Yg==",
    "@type": "odrl:Offer",
    "odrl:permission": {
        "odrl:action": {"odrl:type": ODRL + "USE"},
        "odrl:constraint": {"odrl:and": [{
            "odrl:leftOperand": {"@id": "edc:inForceDate"},
            "odrl:operator": {"@id": "odrl:gteq"},
            "odrl:rightOperand": "2026-01-01T00:00:00Z",
        }]},
    },
    "odrl:prohibition": [],
    "odrl:obligation": [],
    "odrl:target": {"@id": "asset"},
}  # fmt: skip


def test_policies_as_edc_writes_them():
    (said,) = in_words(EDC_FORM).words
    assert said == "You may use it, provided that the date is not before 2026-01-01T00:00:00Z."


@pytest.mark.parametrize(
    "constraint",
    [
        limit("https://w3id.org/tractusx/v0.0.1/ns/BusinessPartnerGroup", "eq", "gold"),
        limit("https://evil.example/ns/purpose", "eq", "x"),  # somebody else's "purpose"
        limit("purpose", "looksLike", "x"),
        limit("purpose", "eq", None),
        limit("purpose", "eq", "x", tx={"also": 1}),
        {"or": [limit("purpose", "eq", "x")], "tx:also": 1},
        {"odd": 1},
        "odd",
        limit("purpose", "isAnyOf", ["x"] * 1000),
    ],
)
def test_what_is_not_understood_is_shown_as_it_is_and_forbids_nothing(constraint):
    policy = in_words({"permission": {"action": "use", "constraint": constraint}})
    assert policy.export and len(policy.unclear) == 1
    (said,) = policy.words
    assert NOT_UNDERSTOOD in said and json.dumps(constraint)[1:60] in said


def test_unknown_actions_rules_and_additions_are_told():
    policy = in_words({
        "permission": [{"action": "tx:fly", "tx:mood": "good"}, 7],
        "prohibition": {"action": "http://a.eu/spoil"},
        "tx:more": {"a": 1},
    })  # fmt: skip
    assert policy.export and len(policy.unclear) == 5
    assert all(NOT_UNDERSTOOD in one for one in policy.words)
    assert in_words(None).words == in_words({}).words == ("It names no conditions.",)
    assert in_words(5).unclear == ("5",)


ABROAD = limit("spatial", "neq", "EU")


@pytest.mark.parametrize(
    "export, rules",
    [
        (False, {"prohibition": {"action": "distribute"}}),
        (False, {"prohibition": {"action": ODRL + "export"}}),
        (False, {"prohibition": {"action": "cc:Distribution"}}),
        (False, {"prohibition": {"action": "reproduce"}}),
        (False, {"prohibition": {"action": "use"}}),
        (False, {"prohibition": {"action": "distribute", "constraint": ABROAD}}),
        (False, {"permission": [{"action": "display"}, {"action": "read"}]}),
        (True, {"permission": [{"action": "display"}, {"action": "distribute"}]}),
        (True, {"permission": {"action": "use"}, "prohibition": {"action": "sell"}}),
        (True, {"prohibition": {"action": "http://a.eu/distribute"}}),
        (True, {"obligation": {"action": "distribute"}}),
        (True, {}),
    ],
)  # fmt: skip
def test_what_must_stay_here(export, rules):
    assert in_words(rules).export == export


def test_hostile_policies_come_to_an_end():
    deep = limit("purpose", "eq", "x")
    for _ in range(500):
        deep = {"and": [deep]}
    policy = in_words({"permission": {"action": "use", "constraint": deep}})
    assert len(policy.unclear) == 1 and len(policy.words[0]) < 2200
    label = limit("purpose", "eq", "\u202e" + "x" * 100_000)
    assert len(in_words({"permission": {"action": "use", "constraint": label}}).words[0]) < 300
