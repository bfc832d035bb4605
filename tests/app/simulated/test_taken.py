"""How results are taken in: see test_kept for what a project keeps of it."""

import pytest

from app.here import is_here
from app.simulated.taken import LONGEST, taken_from, word


@pytest.mark.parametrize("strange", [None, [], {"sort": "field"}, {"sort": "field", "part": True}])
def test_what_was_not_taken_in_is_none(strange):
    assert taken_from(strange) is None


def test_words_of_files_are_plain_and_short():
    assert word("Plan A") == "Plan A" and word("a\x00b") == word(5) == ""
    assert len(word("x" * 999)) == LONGEST


def test_only_paths_of_this_machine_are_opened():
    assert is_here("/data/flood.nc") and is_here("C:\\data\\flood.nc")
    assert not is_here("//host/share") and not is_here("\\\\host\\share") and not is_here("a\nb")
