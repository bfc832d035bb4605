"""Every object is written once, in its best shape, run by run."""

from pathlib import Path

import numpy as np
import pytest

from city.frame import Frame
from exporters.triangles import crs_name, triangles_of
from tests.exporters.pair import town


def test_runs_tell_object_and_look(tmp_path: Path) -> None:
    city = town(tmp_path)
    triangles, _ = triangles_of(city, None)
    runs = [
        (city.objects.ids[int(o)], triangles.looks[int(k)].name, int(n))
        for o, k, n in zip(triangles.object, triangles.look, np.diff(triangles.runs), strict=True)
    ]
    assert sorted(runs) == [
        ("part-ä", "GroundSurface", 2),
        ("part-ä", "WallSurface", 8),
        ("part-ä", "texture-0", 2),
        ("road", "Road", 3),
    ]
    assert triangles.points.shape == (15, 3, 3)


def test_a_missing_picture_gives_way_to_the_colour(tmp_path: Path) -> None:
    city = town(tmp_path)
    (tmp_path / "roof.png").unlink()
    triangles, _ = triangles_of(city, None)
    assert "RoofSurface" in {triangles.looks[k].name for k in triangles.look.tolist()}


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        (Frame("EPSG:28992", "EPSG:5709"), "EPSG:28992+5709"),
        (Frame("EPSG:28992"), "EPSG:28992"),
        (Frame("EPSG:25832", "ellipsoidal"), "EPSG:25832"),
        (Frame("local"), "local"),
        (Frame(), ""),
    ],
)
def test_the_system_is_named_as_readers_know_it(frame: Frame, name: str) -> None:
    assert crs_name(frame) == name
