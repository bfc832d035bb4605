"""From a zoning plan to plots and zones that can be drawn."""

import pytest

from app import plots_file
from app.plots_file import drawn
from city.progress import Progress
from importers import ReadError
from tests.app.plots_file import geojson, square
from tests.city.plans import base
from tests.city.toy import FRAME

X, Y, _ = FRAME.origin


def read(tmp_path, *features):
    path = geojson(tmp_path / "plan.geojson", features, crs=FRAME.horizontal)
    return drawn(path, base(), Progress())


def at(x, y, size=20.0):
    return square(X + x, Y + y, size)


def test_with_a_height_limit_it_is_a_zone_else_a_plot(tmp_path):
    found = read(
        tmp_path,
        (at(0, 0), {"zone": "Centre", "hmax": 15, "GFZ": 2.5, "GRZ": 0.6, "TH": 12}),
        (at(30, 0), {"zone": "Garden", "hmax": None, "GFZ": 0.2}),
    )
    zone, plot = found.edits
    assert (zone.verb, zone.name, zone.height, zone.far) == ("zone", "Centre", 15, 2.5)
    assert (zone.coverage, zone.wall, zone.angle) == (0.6, 12, 45)
    assert (plot.verb, plot.name) == ("plot", "Garden")
    assert found.words == "drew 1 zone and 1 plot from plan.geojson"
    assert "height from “hmax”" in found.told[0] and "FAR from “GFZ”" in found.told[0]
    assert found.told[1] == "1 have limits but no height limit, and are drawn as mere plots"


def test_only_what_lies_in_the_city_is_drawn(tmp_path):
    found = read(tmp_path, (at(0, 0), {}), (at(50_000, 0), {}))
    assert len(found.edits) == 1
    assert "1 of 2 lie in the city" in found.told
    with pytest.raises(ReadError, match="none of its 1 polygons lies in the city"):
        read(tmp_path, (at(50_000, 0), {}))


def test_what_cannot_be_drawn_is_told_and_the_others_are(tmp_path):
    speck = square(X, Y, 0.01)
    found = read(tmp_path, (at(0, 0), {}), (speck, {}))
    assert len(found.edits) == 1
    assert any(words.startswith("1 cannot be drawn: the plot") for words in found.told)
    with pytest.raises(ReadError, match="nothing can be drawn of it"):
        read(tmp_path, (speck, {}))


def test_far_too_many_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(plots_file, "MOST", 1)
    with pytest.raises(ReadError, match="2 of its polygons lie in the city, and 1 can be"):
        read(tmp_path, (at(0, 0), {}), (at(30, 0), {}))


def test_an_outline_of_countless_corners_is_made_simpler(tmp_path):
    import numpy as np

    turn = np.linspace(0, 2 * np.pi, 20_001)
    ring = np.c_[X + 50 + 20 * np.cos(turn), Y + 50 + 20 * np.sin(turn)].tolist()
    (plot,) = read(tmp_path, (ring, {})).edits
    assert len(plot.outline) < 100
