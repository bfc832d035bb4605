"""What the codes of attributes mean."""

from dataclasses import replace

from city.codes import meanings_of
from tests.city.toy import town as built


def town():
    return built().freeze()


def test_meanings_are_found_by_the_name_of_the_attribute():
    city = replace(town(), metadata={"codes": {"usage": {"401": "office"}}})
    assert meanings_of(city, "usage") == {"401": "office"}
    assert meanings_of(city, "bldg:detail.usage") == {"401": "office"}
    assert meanings_of(city, "class") == {}


def test_forms_of_roofs_mean_what_the_standards_say_where_no_list_is_beside_the_model():
    assert meanings_of(town(), "roofType")["1030"] == "Gabled"
    own = replace(town(), metadata={"codes": {"roofType": {"1030": "Satteldach"}}})
    assert meanings_of(own, "roofType") == {"1030": "Satteldach"}


def test_a_city_without_lists_or_with_nonsense_has_none():
    assert meanings_of(town(), "usage") == {}
    assert meanings_of(replace(town(), metadata={"codes": ["x"]}), "usage") == {}
