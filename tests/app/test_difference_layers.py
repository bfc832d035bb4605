"""What differs is shown by colour and by form, in a code that every eye can tell apart."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.difference_layers import LOOKS, layers_of, legend_lines
from app.plan_layers import ADDED, CHANGED, GHOST, GONE
from assets import path
from city.colour_vision import SIGHT, seen
from city.compare import SORTS, between_cities
from city.progress import Cancelled, Progress
from tests.city.compare.towns import delivery, house

STREET = [house(20.0 * k, 3.0, f"h{k}", storeys=1) for k in range(5)]
NOW = [
    {**STREET[0], "high": 6.0},
    {**STREET[1], "said": {"storeys": 5}},
    {**STREET[2], "high": 9.0, "said": {"storeys": 3}},
    {**STREET[3], "id": "other"},
    house(200, 9, "new"),
]
CHANGED_TOWN = between_cities(delivery(*STREET), delivery(*NOW))
LAYERS = layers_of(CHANGED_TOWN, Progress())


def points(key):
    return LAYERS[key].thing.shapes["2"].points


def test_each_sort_is_shown_where_it_stands_and_where_it_stood():
    assert LAYERS.keys() == {
        "differences/added/now",
        "differences/removed/was",
        "differences/shape/was",
        "differences/shape/now",
        "differences/attributes/now",
        "differences/both/was",
        "differences/both/now",
        "differences/renamed/now",
    }
    colours = {key: tuple(layer.tints[0].tolist()) for key, layer in LAYERS.items()}
    assert colours["differences/added/now"][:3] == ADDED
    assert colours["differences/shape/now"][:3] == CHANGED
    assert colours["differences/shape/was"] == colours["differences/removed/was"] == (*GONE, 255)
    ghosts = {key for key, layer in LAYERS.items() if layer.opacity == GHOST}
    assert ghosts == {key for key in LAYERS if key.endswith("/was")}
    assert list(LAYERS["differences/removed/was"].thing.objects.ids) == ["h4"]
    assert points("differences/shape/was")[:, 2].max() == 3


def test_what_is_shown_stands_in_front_of_what_is_there():
    low, high = points("differences/shape/now").min(0), points("differences/shape/now").max(0)
    assert low == pytest.approx([-0.08, -0.08, -0.08]) and high == pytest.approx(
        [10.08, 8.08, 6.08]
    )


def test_other_attributes_are_shown_on_the_roof_only():
    assert np.unique(points("differences/attributes/now")[:, 2]) == pytest.approx([3.08])


def test_what_is_there_now_wears_the_pattern_of_its_sort():
    for key, layer in LAYERS.items():
        _, sort, side = key.split("/")
        worn = [Path(one.path).name for one in layer.thing.textures]
        assert worn == ([f"{sort}.png"] if side == "now" else [])
        assert layer.textures == (side == "now")
    plain = layers_of(CHANGED_TOWN, Progress(), hatched=False)
    assert not any(layer.textures or layer.thing.textures for layer in plain.values())
    assert {int(layer.tints[0, 3]) for layer in plain.values()} == {255}


@pytest.mark.parametrize("sort", [sort for sort in SORTS if LOOKS[sort].now])
@pytest.mark.parametrize("sight", ["", *SIGHT])
def test_a_pattern_is_told_from_its_ground_by_every_eye(sort, sight):
    with Image.open(path(f"patterns/{sort}.png")) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    ground, ink = colours[np.argsort(-counts)[:2]]
    assert tuple(ground.tolist()) == LOOKS[sort].colour
    some, others = (seen(c, sight) if sight else c for c in (ground, ink))
    assert np.abs(some.astype(int) - others).max() >= 40


@pytest.mark.parametrize("sight", ["", *SIGHT])
def test_the_code_is_told_apart_by_every_eye(sight):
    """By colour; and where there are none, by what wears it: a ghost, a roof, or all of it."""
    for one, other in itertools.combinations(LOOKS.values(), 2):
        form = (one.now, one.tops) == (other.now, other.tops)
        if one.colour == other.colour or (sight == "Greyscale" and not form):
            continue
        colours = [np.array(look.colour, np.uint8) for look in (one, other)]
        some, others = (seen(c, sight) if sight else c for c in colours)
        assert np.abs(some.astype(int) - others).max() >= 20, (one.title, other.title)
    assert len({look.sign for look in LOOKS.values()}) == len(SORTS)


def test_the_legend_names_what_there_is_and_how_many():
    lines = legend_lines(CHANGED_TOWN, "2024", "2025")
    assert lines[0].text == "2025 against 2024"
    assert [(line.text, line.count) for line in lines[1:]] == [
        ("+  Added", "1"),
        ("−  Removed", "1"),
        ("△  Another shape", "1"),
        ("≠  Other attributes (roof)", "1"),
        ("◆  Shape and attributes", "1"),
        ("→  Another id (roof)", "1"),
    ]
    assert [line.hatched for line in lines].count(True) == 1
    same = between_cities(delivery(*STREET), delivery(*STREET))
    assert legend_lines(same, "a", "b") == [] and layers_of(same, Progress()) == {}


def test_a_window_shows_but_so_many_and_drawing_can_be_stopped():
    assert layers_of(CHANGED_TOWN, Progress(), 1).keys() == {"differences/removed/was"}
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        layers_of(CHANGED_TOWN, progress)
