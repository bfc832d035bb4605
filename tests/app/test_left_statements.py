"""What was left is remembered, within bounds, whatever a file says."""

from app.left_statements import MOST, SETTING, left_in, with_more


def test_keys_are_kept_once_in_order_and_the_newest_of_many():
    assert with_more(["a", "b"], ["b", "c"]) == ["a", "b", "c"]
    many = with_more(map(str, range(MOST)), ["new"])
    assert len(many) == MOST and many[0] == "1" and many[-1] == "new"


def test_what_a_file_says_is_read_with_care():
    assert left_in({}) == left_in({SETTING: "abc"}) == left_in({SETTING: None}) == []
    assert left_in({SETTING: ["a", 1, None, "b"]}) == ["a", "b"]
