"""What the values of a column come to, wherever they are wanted."""

import numpy as np

from city.column import Column
from city.strings import Strings
from city.style import Trait
from city.values import column_values

TRAIT = Trait("attribute", "it")
AT = np.array([1, -1, 0, 1])
EVERY = np.ones(4, bool)


def test_numbers_go_where_they_are_wanted():
    column = Column("integer", np.array([3, 5], np.int32), np.array([7, 9]), unit="m")
    known = column_values(TRAIT, column, AT, EVERY, {})
    assert np.array_equal(known.numbers, [9, np.nan, 7, 9], equal_nan=True)
    assert known.codes is None and known.whole and known.unit == "m"


def test_texts_that_all_are_numbers_are_both():
    column = Column("text", np.array([3, 5], np.int32), np.array([0, 1]), Strings.of(["1,5", "2"]))
    known = column_values(TRAIT, column, AT, EVERY, {})
    assert known.codes.tolist() == [1, -1, 0, 1] and known.words == ("1,5", "2")
    assert known.numbers[0] == 2 and known.numbers[2] == 1.5 and not known.whole
    words = Column("text", np.array([3, 5], np.int32), np.array([0, 1]), Strings.of(["a", "2"]))
    assert column_values(TRAIT, words, AT, EVERY, {}).numbers is None


def test_codes_with_a_code_list_are_words_though_they_are_digits():
    column = Column(
        "text", np.array([3, 5], np.int32), np.array([0, 1]), Strings.of(["401", "402"])
    )
    known = column_values(TRAIT, column, AT, EVERY, {"401": "office"})
    assert known.numbers is None and known.meanings == {"401": "office"}
