"""Ids found by their number, against a plain dictionary."""

from hypothesis import example, given
from hypothesis import strategies as st

from city.directory import BLOCK, Directory
from city.strings import Strings


@given(st.lists(st.text(max_size=6), max_size=40), st.lists(st.text(max_size=6), max_size=10))
@example(["", "a", ""], ["", "a", "b"])
def test_like_a_dictionary_of_first_rows(ids, others):
    first: dict[str, int] = {}
    for row, ident in enumerate(ids):
        first.setdefault(ident, row)
    directory = Directory(Strings.of(ids))
    wanted = [*ids, *others]
    assert directory.rows(wanted) == [first.get(ident, -1) for ident in wanted]


def test_across_many_blocks():
    ids = [f"NL.IMBAG.Pand.{k:016d}" for k in range(BLOCK * 2 + 5)]
    directory = Directory(Strings.of(ids))
    rows = [0, BLOCK - 1, BLOCK, len(ids) - 1]
    assert directory.rows([ids[row] for row in rows]) == rows
    assert directory.row("NL.IMBAG.Pand.none") == -1
