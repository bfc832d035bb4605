"""A style survives its file; a file that is no style says why."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.palettes import PALETTES
from city.style import Rule, Style, StyleError, Trait, read_style, rgb, write_style

HEIGHT = Trait("measure", "height")
colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
names = st.text(min_size=1, max_size=8)
common = {"missing": colours, "opacity": st.floats(0, 1)}
by = st.builds(Trait, st.sampled_from(["attribute", "measure", "class", "point"]), names)
breaks = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=11, unique=True)
scale = {"palette": st.sampled_from(list(PALETTES)), "reversed": st.booleans(), "by": by}
styles = st.one_of(
    st.builds(Style, kind=st.just("plain"), colour=colours, **common),
    st.builds(
        Style,
        kind=st.just("graduated"),
        method=st.sampled_from(["quantile", "equal", "natural", "pretty"]),
        classes=st.integers(2, 12),
        **scale,
        **common,
    ),
    st.builds(
        Style,
        kind=st.just("graduated"),
        method=st.just("own"),
        breaks=breaks.map(sorted).map(tuple),
        **scale,
        **common,
    ),
    st.builds(
        Style,
        kind=st.just("categorised"),
        own=st.dictionaries(names, colours, max_size=3).map(lambda d: tuple(d.items())),
        **scale,
        **common,
    ),
    st.builds(
        Style,
        kind=st.just("rule"),
        rules=st.lists(st.builds(Rule, names, colours, names), min_size=1, max_size=3).map(tuple),
        **common,
    ),
)


@given(styles)
def test_there_and_back(style):
    assert read_style(write_style(style)) == style


def file(**changes):
    told = {"maquette-style": 1, "kind": "graduated", "by": {"measure": "height"}}
    told |= changes
    return json.dumps({k: v for k, v in told.items() if v is not None})


def test_what_a_file_leaves_out_is_usual():
    assert read_style(file()) == Style("graduated", HEIGHT)
    assert read_style(file(missing="#ABCDEF")).missing == "#abcdef"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no style"),
        ('{"type": "CityJSON"}', "no style"),
        (file(**{"maquette-style": 2}), "version 2"),
        (file(**{"maquette-style": "1"}), "version number"),
        (file(pallete="viridis"), '"pallete" means nothing'),
        (file(kind="rainbow"), '"kind" must be one of plain, graduated'),
        (file(palette="jet"), '"palette" must be one of viridis'),
        (file(classes=1), '"classes" must be from 2 to 12'),
        (file(classes=True), '"classes" must be a whole number'),
        (file(classes=5.5), '"classes" must be a whole number'),
        (file(opacity=2), '"opacity" must be from 0 to 1'),
        (file(opacity="full"), '"opacity" must be from 0 to 1, not "full"'),
        (file(missing="grey"), '"missing" must be a colour such as "#1f77b4", not "grey"'),
        (file(reversed=1), '"reversed" must be true or false'),
        (file(by="height"), '"by" must be like'),
        (file(by={"colour": "red"}), '"by" must name one of attribute, measure'),
        (file(by=None), "must say what it colours by"),
        (file(method="own"), "need their breaks"),
        (file(method="own", breaks=[3, 2]), "must ascend"),
        (file(method="own", breaks=[float("nan")]), "must be from"),
        (file(method="own", breaks=list(range(12))), "at most 11"),
        (file(kind="rule"), "at least one rule"),
        (file(kind="rule", rules=[{"where": "x"}]), '"rules 1" must have'),
        (file(kind="rule", rules=[{"where": "x", "colour": "red"}]), '"rules 1: colour"'),
        (file(kind="rule", rules=[{"where": "x", "colour": "#000000", "a": 1}]), '"a" means'),
        (file(kind="categorised", own={"a": "b"}), '"own: a" must be a colour'),
        (file() + " " * 1_000_001, "too large"),
    ],
)
def test_what_is_no_style_says_why_in_one_line(text, says):
    with pytest.raises(StyleError) as fault:
        read_style(text)
    assert says in str(fault.value)
    assert "\n" not in str(fault.value)


def test_bytes_of_a_colour():
    assert rgb("#1f77b4") == (31, 119, 180)
