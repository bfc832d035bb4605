"""New names."""

import re

from city.ident import fresh


def test_names_say_what_they_name_and_none_is_given_twice():
    names = {fresh("building") for _ in range(10_000)}
    assert len(names) == 10_000
    assert all(re.fullmatch(r"building-[0-9a-f]{12}", name) for name in names)
