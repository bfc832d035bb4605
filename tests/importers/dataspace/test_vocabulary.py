"""All names of ODRL have their words."""

from rdflib.namespace import ODRL2

from importers.dataspace.vocabulary import ACTIONS, LEAVING, LEFT, ON_DATES, OPERATORS

# what is left of the ontology when its actions, left operands and operators are known
PROPERTIES = """
action and andSequence assignee assigneeOf assigner assignerOf attributedParty
attributingParty compensatedParty compensatingParty conflict consentedParty consentingParty
consequence constraint contractedParty contractingParty core dataType duty failure function
hasPolicy ignore implies includedIn informedParty informingParty inheritAllowed inheritFrom
inheritRelation invalid leftOperand obligation operand operator or output partOf payeeParty perm
permission policyUsage profile prohibit prohibition proximity refinement relation remedy
rightOperand rightOperandReference scope source status support target trackedParty trackingParty
uid undefined unit xone
"""


def test_all_names_of_odrl_are_known():
    """The ontology as another library holds it."""
    names = {name for name in ODRL2.__annotations__ if name[0].islower()} | {"and", "or"}
    known = {*ACTIONS, *LEFT, *OPERATORS}
    assert names - known == set(PROPERTIES.split())
    assert {name for name in known - names if name[0].islower()} == {"inForceDate"}  # EDC's


def test_what_is_named_twice_is_known():
    assert set(ACTIONS) >= LEAVING and set(OPERATORS) >= set(ON_DATES)
