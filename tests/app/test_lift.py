from dataclasses import replace

import numpy as np
import pytest

from app.document import Document
from app.lift import Lift, lift, position_of, wanted_lifts
from app.tasks import Tasks
from city.progress import Progress
from city.project import HeightFix
from tests.app.standin import town_opened


def lowest(city):
    return min(float(shapes.points[:, 2].min()) for shapes in city.shapes.values())


def test_a_file_belongs_to_the_path_that_brought_it(tmp_path):
    paths = (str(tmp_path / "a.gml"), str(tmp_path / "tiles"))
    assert position_of(str(tmp_path / "tiles" / "x" / "3.gml"), paths) == 1
    assert position_of(str(tmp_path / "a.gml"), paths) == 0


def test_only_what_is_fixed_moves():
    opened = replace(town_opened(), number=2)
    assert wanted_lifts(opened, (HeightFix(1, 0, 9.0), HeightFix(2, 0, 4.5))) == (4.5,)
    city = opened.layers[0].thing
    moved = lift(opened, (4.5,), Progress())
    assert lowest(moved.layers[0].thing) == pytest.approx(lowest(city) + 4.5)
    assert {id(layer.thing) for layer in moved.layers} == {id(moved.layers[0].thing)}
    assert {layer.lift for layer in moved.layers} == {4.5}
    again = lift(moved, (1.0,), Progress())
    assert lowest(again.layers[0].thing) == pytest.approx(lowest(city) + 1.0)
    assert lift(moved, (4.5,), Progress()).layers[0].thing is moved.layers[0].thing


def test_a_fix_is_done_undone_and_done_again(qtbot):
    document = Document()
    document.lay(town_opened(), add=False)
    tasks = Tasks()
    keeper = Lift(document, tasks)
    before = lowest(document.cities()[0])

    def settled(metres):
        return lambda: lowest(document.cities()[0]) == pytest.approx(before + metres)

    document.do("Move", fixes=(HeightFix(1, 0, 43.21),))
    qtbot.waitUntil(settled(43.21))
    assert document.layers["1/Buildings"].lift == 43.21
    document.undo()
    qtbot.waitUntil(settled(0.0))
    document.redo()
    document.undo()
    document.redo()  # faster than any worker: the last word counts
    qtbot.waitUntil(settled(43.21))
    qtbot.waitUntil(lambda: not tasks.running)
    assert settled(43.21)()
    tasks.close()
    assert keeper.parent() is None


def test_each_file_of_one_city_moves_by_its_own(tmp_path):
    opened = town_opened()
    city = opened.layers[0].thing
    sources = tuple(replace(city.sources[0], path=str(tmp_path / n)) for n in ("a.gml", "b.gml"))
    source = (np.arange(len(city.objects)) % 2).astype(np.uint16)
    both = replace(city, sources=sources, source=source)
    paths = tuple(str(tmp_path / n) for n in ("b.gml", "a.gml"))
    layers = tuple(replace(layer, thing=both) for layer in opened.layers)
    moved = lift(replace(opened, paths=paths, layers=layers), (0.0, 10.0), Progress())
    lifted = moved.layers[0].thing
    for lod, shapes in both.shapes.items():
        up = lifted.shapes[lod].points[:, 2] - shapes.points[:, 2]
        first = shapes.ring_points[shapes.polygon_rings[shapes.object_polygons()]]
        owner = np.repeat(np.arange(len(source)), np.diff(first))
        assert up == pytest.approx(np.where(source[owner] == 0, 10.0, 0.0))
