"""A layer says what it has: shapes by dimension, ids of its own, attributes without the gaps."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from importers.intake import Intake, Options, ReadError
from importers.map_layer import layers_of, read_layer

SHAPES = [
    shapely.box(0, 0, 1, 1),
    shapely.LineString([(0, 0), (5, 5)]),
    shapely.Point(2, 2),
    shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(3, 3, 4, 4)]),
]


def made(path: Path, **columns: np.ndarray) -> Path:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(SHAPES)),
        list(columns.values()),
        list(columns),
        geometry_type="Unknown",
        crs="EPSG:28992",
        layer="all",
    )
    return path


def test_features_are_sorted_by_dimension(tmp_path: Path) -> None:
    path = made(tmp_path / "a.gpkg", n=np.arange(4))
    intake = Intake(Options())
    assert layers_of(path, "GPKG", intake) == ["all"]
    layer = read_layer(path, "GPKG", "all", intake)
    assert layer is not None
    assert [layer.polygons.tolist(), layer.lines.tolist(), layer.points.tolist()] == [
        [0, 3],
        [1],
        [2],
    ]
    assert layer.corners.tolist() == [[0, 0, 0], [5, 5, 0]]
    assert [f.code for f in intake.report] == ["GEOMETRY_MIXED"]


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        (["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (["a", "a", "c", "d"], ["all-1", "all-2", "all-3", "all-4"]),
        ([None, "b", "c", "d"], ["all-1", "all-2", "all-3", "all-4"]),
    ],
)
def test_ids_are_the_file_s_own_where_they_name_one_thing(
    tmp_path: Path, values: list[str | None], ids: list[str]
) -> None:
    path = made(tmp_path / "a.gpkg", uuid=np.array(values, object))
    layer = read_layer(path, "GPKG", "all", Intake(Options()))
    assert layer is not None
    assert layer.ids == ids


def test_gaps_are_no_values(tmp_path: Path) -> None:
    path = made(tmp_path / "a.gpkg", h=np.array([1.5, np.nan, 2.5, np.nan]))
    layer = read_layer(path, "GPKG", "all", Intake(Options()))
    assert layer is not None
    (field,) = layer.fields
    assert (field.type, field.rows.tolist(), field.values) == ("number", [0, 2], [1.5, 2.5])


def test_an_unknown_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(ReadError, match=r"a\.gpkg"):
        layers_of(path, "GPKG", Intake(Options()))
