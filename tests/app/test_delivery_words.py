"""What a new delivery means for a plan, in lines that lead to what they are about."""

from app.delivery_words import meanings
from tests.city.compare.test_delivery import BUILD, DEMOLISH, PLAN, STREET, changed, over, scenario


def told(plan, *houses):
    return [(one.sign, one.ident, one.words) for one in meanings(over(plan, *houses), plan)]


def test_the_same_city_again_means_nothing():
    assert told(PLAN, *STREET) == []


def test_a_lost_edit_leads_to_what_it_was_about():
    (lost,) = [one for one in told(PLAN, *STREET[:1], *STREET[2:]) if one[0] == "✕"]
    assert lost[1] == "h1" and lost[2].startswith("edit 1 is lost: ")


def test_what_has_changed_meanwhile_is_told_in_words():
    (line,) = told(scenario(DEMOLISH), *changed(2, said={"storeys": 9}))
    assert line == ("≠", "h2", "h2 has changed in the delivery: storeys: 3 → 9")


def test_what_is_there_already_is_told():
    assert told(scenario(DEMOLISH, BUILD), *(one for one in STREET if one["id"] != "h2"))[-1] == (
        "✓",
        "h2",
        "h2 has gone in the delivery too",
    )


def test_what_is_called_otherwise_is_told_by_the_name_that_the_plan_knows():
    lines = told(scenario(DEMOLISH), *changed(2, id="other"))
    assert ("→", "h2", "h2 is called other in the delivery") in lines
