"""What a layer can be coloured by stands under its heading."""

from dataclasses import replace

import numpy as np

from app.trait_box import HEADING, PLAIN, RULES, TraitBox
from city.style import Rule, Style, Trait
from tests.render.towns import cloud

KIND, HEIGHT, YEAR = (
    Trait("class", "kind"),
    Trait("measure", "height"),
    Trait("attribute", "yearOfConstruction"),
)


def listed(box):
    return [box.itemData(k) for k in range(box.count())]


def test_the_traits_of_a_city(qtbot):
    box = TraitBox()
    qtbot.addWidget(box)
    city = object()
    box.offer_city(city, [HEIGHT, YEAR, KIND])
    assert listed(box) == [None, PLAIN, RULES, HEADING, KIND, HEADING, HEIGHT, HEADING, YEAR]
    assert box.itemText(8).strip() == "Year of construction"
    assert not box.model().item(3).isEnabled()
    for style, place in (
        (None, 0),
        (Style(), 1),
        (Style("rule", rules=(Rule("x", "#000000"),)), 2),
        (Style("graduated", HEIGHT), 6),
        (Style("graduated", Trait("attribute", "gone")), -1),
    ):
        box.show_style(style)
        assert box.currentIndex() == place
    box.offer_city(city, [])
    assert box.count() == 9  # the same city: nothing is listed anew


def test_the_traits_of_a_survey(qtbot):
    box = TraitBox()
    qtbot.addWidget(box)
    bare = cloud(3)
    box.offer_points(bare)
    assert listed(box)[0] is None
    assert [trait.name for trait in listed(box)[1:]] == ["class", "height"]
    box.offer_points(replace(bare, intensity=np.ones(3), colour=np.ones((3, 3))))
    assert {trait.name for trait in listed(box)[1:]} == {"class", "height", "intensity", "rgb"}
