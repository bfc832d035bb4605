"""A delivery stands for the file that it shares ids with, and for nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from city.compare import counterpart
from city.model import Source
from city.outcome import SOURCE
from city.union import united
from tests.city.compare.towns import delivery, house


def of(name, *houses):
    city = delivery(*houses)
    source = SOURCE if not name else Source(name, "CityJSON")
    return replace(city, sources=(source,), source=np.zeros(len(city.objects), np.uint16))


STREET = of("street.json", house(0, 3, "a"), house(20, 3, "b"))
PARK = of("park.json", house(500, 3, "c"), house(520, 3, "d"))
PLAN = of("", house(900, 3, "planned"))


def ids(city):
    return sorted(city.objects.ids) if city is not None else None


def test_of_several_cities_it_is_the_one_with_the_same_ids():
    found = counterpart([PARK, STREET], delivery(house(0, 4, "b")))
    assert found.number == 1 and found.part is STREET and found.rest is None


def test_of_a_city_of_several_files_it_is_the_file_with_the_same_ids():
    both = united([STREET, PARK])
    found = counterpart([both], delivery(house(0, 4, "b"), house(60, 3, "new")))
    assert (found.number, ids(found.part), ids(found.rest)) == (0, ["a", "b"], ["c", "d"])
    whole = counterpart([both], delivery(house(0, 3, "a"), house(500, 3, "c")))
    assert whole.part is both and whole.rest is None


def test_what_a_plan_has_made_counts_too():
    found = counterpart([united([STREET, PARK, PLAN])], delivery(house(0, 4, "b")))
    assert ids(found.part) == ["a", "b", "planned"]


def test_without_any_id_in_common_all_of_it_counts():
    both = united([STREET, PARK])
    assert counterpart([both], delivery(house(0, 3, "x"))).part is both


def test_without_a_city_there_is_no_counterpart():
    with pytest.raises(ValueError, match="no city"):
        counterpart([], STREET)
