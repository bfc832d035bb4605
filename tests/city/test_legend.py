"""Which class every house of a street falls into, and how many are counted in each."""

import numpy as np
import pytest

from city.builder import CityBuilder
from city.legend import NONE, OUTSIDE, REST, breaks_of, legend_of, points_legend, usual_style
from city.measured import Measured
from city.palettes import PALETTES, POINT_CLASSES
from city.style import Rule, Style, StyleError, Trait, rgb
from tests.city.toy import FRAME, add_box
from tests.render.towns import cloud

HEIGHT = Trait("attribute", "h")
USE = Trait("attribute", "use")


def street(values, name="h", type="number"):
    """A house for each value, None for none; its rows in the order of the values."""
    builder = CityBuilder(FRAME)
    for k, value in enumerate(values):
        row = builder.add_object("Building", f"{k:03d}")
        add_box(builder, row, (20 * k, 0, 0), (20 * k + 10, 10, 5))
        if value is not None:
            builder.objects.set(row, name, type, value)
    city = builder.freeze()
    order = np.argsort(np.array(list(city.objects.ids)))
    return Measured(city), order


def numbers(style, values, **kind):
    measured, order = street(values, **kind)
    legend = legend_of(style, measured)
    return legend, legend.number[order].tolist()


def test_own_breaks_from_and_up_to():
    style = Style("graduated", HEIGHT, "own", breaks=(10.0, 20.0))
    legend, number = numbers(style, [5.0, 10.0, 19.9, 20.0, 40.0, None])
    assert number == [0, 1, 1, 2, 2, NONE]
    assert [(e.low, e.high, e.count) for e in legend.entries] == [
        (5, 10, 1),
        (10, 20, 2),
        (20, 40, 2),
    ]
    assert legend.missing == 1
    assert [e.colour for e in legend.entries] == [
        tuple(c) for c in PALETTES["viridis"].colours(3).tolist()
    ]
    assert legend.rows(1).tolist() == sorted(legend.rows(1).tolist())
    assert len(legend.rows(NONE)) == 1


def test_own_breaks_beyond_all_values_keep_their_empty_classes():
    style = Style("graduated", HEIGHT, "own", breaks=(1.0, 100.0))
    legend, _ = numbers(style, [5.0, 7.0])
    assert [(e.low, e.high, e.count) for e in legend.entries] == [
        (1, 1, 0),
        (1, 100, 2),
        (100, 100, 0),
    ]


@pytest.mark.parametrize("method", ["quantile", "equal", "natural", "pretty"])
def test_every_method_gives_classes_that_hold_what_they_say(method):
    values = np.random.default_rng(5).gamma(2, 6, 200).tolist()
    measured, _ = street(values)
    legend = legend_of(Style("graduated", HEIGHT, method, 5), measured)
    shown = legend.values.numbers
    for place, entry in enumerate(legend.entries):
        inside = shown[legend.number == place]
        assert len(inside) == entry.count
        assert entry.low <= inside.min()
        assert inside.max() < entry.high or place == len(legend.entries) - 1
    assert sum(e.count for e in legend.entries) == 200


def test_categories_by_how_many_there_are():
    uses = ["flats"] * 4 + ["shop"] * 2 + ["school", "church", None]
    style = Style("categorised", USE, classes=2, palette="Okabe-Ito")
    legend, number = numbers(style, uses, name="use", type="text")
    assert [(e.word, e.count, e.rest) for e in legend.entries] == [
        ("flats", 4, False),
        ("shop", 2, False),
        ("", 2, True),
    ]
    assert legend.entries[2].colour == REST
    assert number == [0] * 4 + [1] * 2 + [2, 2, NONE]


def test_colours_chosen_by_hand():
    uses = ["flats"] * 4 + ["shop"] * 2 + ["school"]
    style = Style("categorised", USE, classes=2, own=(("school", "#ff0000"),), palette="Tol bright")
    legend, _ = numbers(style, uses, name="use", type="text")
    found = {e.word: e.colour for e in legend.entries}
    assert found["school"] == (255, 0, 0)
    assert found["flats"] == tuple(PALETTES["Tol bright"].colours(1)[0].tolist())
    assert found[""] == REST


def test_categories_of_numbers_ascend():
    style = Style("categorised", HEIGHT, classes=6)
    legend, number = numbers(style, [3, 1, 3, 2], type="integer")
    assert [(e.low, e.count) for e in legend.entries] == [(1, 1), (2, 1), (3, 2)]
    assert number == [2, 0, 2, 1]


def test_parts_count_with_their_building():
    builder = CityBuilder(FRAME)
    for k in range(3):
        row = builder.add_object("Building", f"house {k}")
        for part in range(2):
            one = builder.add_object("BuildingPart", f"part {k} {part}", row)
            add_box(builder, one, (20 * k, 12 * part, 0), (20 * k + 9, 12 * part + 9, 4))
        if k:
            builder.objects.set(row, "h", "number", 10.0 * k)
    legend = legend_of(
        Style("graduated", HEIGHT, "own", breaks=(15.0,)), Measured(builder.freeze())
    )
    assert [e.count for e in legend.entries] == [1, 1]
    assert legend.missing == 1
    assert len(legend.rows(0)) == 3  # the house and both its parts


def test_only_what_belongs_to_the_layer():
    measured, order = street([5.0, 15.0, None])
    mine = np.zeros(3, bool)
    mine[order[:1]] = True
    legend = legend_of(Style("graduated", HEIGHT, "own", breaks=(10.0,)), measured, mine)
    assert [e.count for e in legend.entries] == [1, 0]
    assert legend.missing == 0
    assert (legend.number[~mine] == OUTSIDE).all()


def test_one_colour_for_all():
    legend, number = numbers(Style(colour="#102030"), [1.0, None])
    assert number == [0, 0]
    assert legend.entries[0].colour == rgb("#102030")


def test_what_a_city_lacks_is_said():
    measured, _ = street([1.0])
    with pytest.raises(StyleError, match="no object here has the attribute roof; there is h"):
        legend_of(Style("graduated", Trait("attribute", "roof")), measured)
    with pytest.raises(StyleError, match="coloured by the measure beauty"):
        legend_of(Style("graduated", Trait("measure", "beauty")), measured)
    words, _ = street(["flats"], "use", "text")
    with pytest.raises(StyleError, match="use has no numbers here"):
        legend_of(Style("graduated", USE), words)


def test_nothing_but_missing_values():
    measured, _ = street([None, 3.0])
    mine = np.isnan(np.array([np.nan, 3.0]))
    row = np.flatnonzero(np.array(list(measured.city.objects.ids)) == "000")[0]
    mine = np.arange(2) == row
    legend = legend_of(Style("graduated", HEIGHT), measured, mine)
    assert legend.entries == ()
    assert legend.missing == 1


def test_breaks_of_a_style():
    values = np.arange(1.0, 101)
    assert breaks_of(Style("graduated", HEIGHT, "quantile", 4), values).tolist() == [26, 51, 76]
    assert breaks_of(Style("graduated", HEIGHT), np.zeros(0)).tolist() == []


def test_the_first_rule_that_is_true_wins():
    rules = (Rule("h > 20", "#ff0000", "tall"), Rule("h > 10", "#00ff00"))
    legend, number = numbers(Style("rule", rules=rules), [5.0, 15.0, 25.0, 30.0, None])
    assert number == [NONE, 1, 0, 0, NONE]
    assert [(e.word, e.count) for e in legend.entries] == [("tall", 2), ("h > 10", 1)]
    assert legend.missing == 2


def test_a_rule_that_is_wrong_says_which():
    measured, _ = street([1.0])
    with pytest.raises(StyleError, match="rule 2, h >: Expected"):
        legend_of(Style("rule", rules=(Rule("h > 1", "#ff0000"), Rule("h >", "#ff0000"))), measured)


@pytest.mark.parametrize(
    ("trait", "type", "values", "kind", "palette"),
    [
        (HEIGHT, "number", [k / 3 for k in range(30)], "graduated", "viridis"),
        (HEIGHT, "integer", list(range(30)), "graduated", "viridis"),
        (HEIGHT, "integer", [1, 2, 3, 2, 1], "categorised", "viridis"),
        (HEIGHT, "text", ["a", "b", "a"], "categorised", "Tol light"),
        (HEIGHT, "boolean", [True, False], "categorised", "Tol light"),
    ],
)
def test_the_usual_style_of_a_trait(trait, type, values, kind, palette):
    measured, _ = street(values, type=type)
    style = usual_style(measured.city, trait, Style(missing="#123456", opacity=0.5))
    assert (style.kind, style.palette) == (kind, palette)
    assert (style.missing, style.opacity) == ("#123456", 0.5)


def test_points_by_class_and_by_height():
    survey = cloud(1000)
    by_class = points_legend(Style("categorised", Trait("point", "class")), survey)
    assert [(e.word, e.count) for e in by_class.entries] == [("2", 1000)]
    by_height = points_legend(Style("graduated", Trait("point", "height")), survey)
    assert [e.low for e in by_height.entries] == [40.0] * 5  # 30 m above an origin at 10 m
    assert by_class.badge == by_height.badge == "measured"


@pytest.mark.parametrize("how", ["intensity", "rgb"])
def test_a_survey_that_lacks_a_value_says_that_it_shows_classes(how):
    legend = points_legend(Style("graduated", Trait("point", how)), cloud(1000))
    assert legend.style.by == Trait("point", "class")
    assert [entry.word for entry in legend.entries] == ["2"]


def test_the_classes_of_the_dutch_survey_can_be_told_apart():
    seen = {POINT_CLASSES[code] for code in (1, 2, 6, 9, 26)}
    assert len(seen) == 5
