"""What one live thing says, in words."""

from dataclasses import replace

import numpy as np

from app.live.layer import Source
from app.live.saying import LONGEST, name_of, said_in, saying_of
from tests.app.live.test_layer import layer
from tests.app.live.test_look import HERE, shown, thing
from tests.city.test_subjects import DUST, NOON, series

AIR = layer(series((thing("a", HERE, "Zoo"), DUST, 0, 5), (thing("b"), DUST, -300, 35)),
            Source("x", "Air"))  # fmt: skip


AT = (NOON + np.timedelta64(30, "s"), "UTC")


def test_it_says_its_value_how_old_that_is_and_whose_word_it_is():
    said = saying_of(shown(AIR), "a", *AT)
    assert (said.name, said.title) == ("Zoo", "Fine particles (PM2.5)")
    assert (said.value, said.when, said.badge) == ("5 µg/m³", "30 s ago", "LIVE")
    assert said.source == "Air · NGSI-LD"


def test_each_thing_is_stale_by_itself():
    look = shown(AIR)
    assert [said_in(look, row, *AT).badge for row in (0, 1)] == ["LIVE", "STALE"]
    assert saying_of(look, "b", *AT).name == "b"


def test_then_the_hour_is_told():
    said = saying_of(shown(AIR, live=False), "a", *AT)
    assert (said.badge, said.when) == ("REPLAY", "12:00")


def test_what_tells_nothing_has_a_name():
    said = saying_of(shown(AIR, at=-100, live=False), "a", *AT)
    assert (said.name, said.value, said.when) == ("Zoo", "", "")
    assert saying_of(shown(AIR), "nobody", *AT).name == "nobody"


def test_odd_names_are_spelt_and_cut():
    odd = layer(series((thing("a", HERE, "x\u202egnp" + "y" * 500), DUST, 0, 5)))
    name = name_of(odd, "a")
    assert len(name) == LONGEST and name.endswith("…") and "\u202e" not in name
    assert name_of(replace(odd), "b") == "b"
