"""What is seen behind walls, over edges, along paths, by hand."""

import numpy as np
import pytest

from city.layer import GROUND, ROOF
from city.progress import Cancelled, Progress
from city.simulate.viewshed import VIEWSHED
from tests.city.simulate.sights import (
    FAR,
    box,
    build,
    one_thread,
    run,
    same,
    town,
    where,
    with_edits,
)

# A wall 6 m high from x = 40 to 41, and a house behind it.
WALL = {"wall": ((40, -400, 0), (41, 400, 6)), "house": ((60, -10, 0), (80, 10, 12))}
EYE = 20.0
ASKED = {"points": where(20, 0, EYE), "area": box(0, -60, 150, 60), "spacing": 1.0, "radius": 2000}


def on_ground(layer):
    mine = layer.samples.sort == GROUND
    return layer.samples.points[mine], layer.values["seen"][mine]


def test_the_ground_behind_a_wall_begins_where_the_line_over_its_edge_ends():
    """From x = 20 the line over the wall's top at x = 41 falls (20 - 6) / 21 to what is looked at,
    0.1 m over the ground."""
    points, seen = on_ground(run(VIEWSHED, town({"wall": WALL["wall"]}), ASKED))
    x = points[:, 0]
    ends = 20 + (EYE - 0.1) * 21 / (EYE - 6)
    assert (seen[x < 40] == 1).all()
    assert (seen[(x > 41) & (x < ends - 0.02)] == 0).all()
    assert (seen[x > ends + 0.02] == 1).all()
    assert 0 < np.count_nonzero((x > 41) & (x < ends)) < len(x)


def test_faces_that_look_away_are_not_seen_and_distances_are_those_to_the_eye():
    layer = run(VIEWSHED, town({"house": WALL["house"]}), ASKED)
    samples, seen = layer.samples, layer.values["seen"]
    front = samples.normals[:, 0] < -0.5
    assert (seen[front] == 1).all() and front.any()
    away = (samples.face >= 0) & (samples.normals[:, 0] > 0.5)
    assert (seen[away] == 0).all() and away.any()
    assert (seen[samples.sort == ROOF] == 1).all()
    expected = np.linalg.norm(samples.points[front] - [20, 0, EYE], axis=1)
    assert layer.values["distance"][front] == pytest.approx(expected, abs=0.03)
    assert np.isnan(layer.values["distance"][away]).all()
    # front 240 m², roof 400 m² of 4 x 240 + 400: the sides look past the eye, which sees them not
    assert layer.tables["seen"] == pytest.approx([(240 + 400) / 1360], abs=0.01)
    assert layer.tables["distance"] == pytest.approx([np.hypot(40, 8)], abs=0.6)


def test_a_path_gives_the_share_of_its_points():
    points = f"{where(20, 0, EYE)};{where(20, 0, 1.6)}"
    layer = run(VIEWSHED, town({"wall": WALL["wall"]}), {**ASKED, "points": points})
    places, seen = on_ground(layer)
    assert set(np.unique(seen)) == {0, 0.5, 1}
    assert (seen[places[:, 0] > 60] == 0.5).all()
    path = {"points": f"{where(0, 0)};{where(0, 30)}", "pace": 10}
    told = dict(run(VIEWSHED, town(WALL), {**ASKED, **path}).facts)
    assert told["Looked from"] == "4 viewpoints"


def test_nothing_is_said_of_what_is_too_far_away():
    layer = run(VIEWSHED, town(WALL), {**ASKED, "radius": 30})
    points, seen = on_ground(layer)
    far = np.linalg.norm(points - [20, 0, EYE - 0.1], axis=1)
    np.testing.assert_array_equal(np.isnan(seen), far > 30)


def test_a_hill_is_seen_from_below_and_hides_what_lies_behind():
    view = town({"house": WALL["house"]})
    terrain = view.base.terrains[0]
    x = terrain.west + np.arange(101) * 20
    ridge = np.clip(30 - np.abs(x - 200) * 0.3, 0, None).astype(np.float32)
    terrain.heights.setflags(write=True)
    terrain.heights[:] = ridge
    asked = {**ASKED, "points": where(20, 100), "area": box(90, 90, 400, 110)}
    points, seen = on_ground(run(VIEWSHED, view, asked))
    assert (seen[(points[:, 0] > 105) & (points[:, 0] < 199)] == 1).all()
    assert (seen[points[:, 0] > 205] == 0).all()


def test_trees_hide_or_do_not():
    tree = ("SolitaryVegetationObject", "tree", (30, -400, 0), (32, 400, 50))
    view = town(WALL, more=[tree])
    behind = {**ASKED, "area": box(33, -20, 39, 20)}
    assert (on_ground(run(VIEWSHED, view, behind))[1] == 0).all()
    assert (on_ground(run(VIEWSHED, view, {**behind, "trees": False}))[1] == 1).all()


def test_a_park_that_is_laid_hides_no_ground():
    x, y = 84000.0, 447000.0
    ring = [[x - 60, y - 60], [x + 30, y - 60], [x + 30, y + 60], [x - 60, y + 60]]
    view = with_edits(town(WALL), {"edit": "lay", "kind": "park", "outline": ring, "id": "park"})
    points, seen = on_ground(run(VIEWSHED, view, {**ASKED, "area": box(0, -30, 28, 30)}))
    assert (seen == 1).all() and len(points) > 1000


def test_a_plan_hides_and_what_it_demolishes_hides_no_more():
    view = town({"wall": WALL["wall"]})
    asked = {**ASKED, "area": box(50, -30, 120, 30), "points": where(20, 0)}
    assert (on_ground(run(VIEWSHED, view, asked))[1] == 0).all()
    free = with_edits(view, {"edit": "demolish", "objects": ["wall"]})
    assert (on_ground(run(VIEWSHED, free, asked))[1] == 1).all()
    built = with_edits(free, build(30, -300, 31, 300, 4, "screen"))
    assert (on_ground(run(VIEWSHED, built, asked))[1] == 0).all()


def test_it_is_the_same_wherever_the_city_lies_and_on_one_thread(monkeypatch):
    here = run(VIEWSHED, town(WALL), ASKED)
    there = run(
        VIEWSHED,
        town(WALL, FAR),
        {**ASKED, "points": where(20, 0, EYE, frame=FAR), "area": box(0, -60, 150, 60, FAR)},
    )
    assert same(here, there)
    one_thread(monkeypatch)
    assert same(here, run(VIEWSHED, town(WALL), ASKED))
    moved = town(WALL, shift=(131072.0, 5_600_000.0, 64.0))
    asked = {"points": where(131092.0, 5_600_000.0, EYE)}
    asked["area"] = box(131072.0, 5_599_940.0, 131222.0, 5_600_060.0)
    apart = run(VIEWSHED, moved, {**ASKED, **asked})
    assert np.nanmean(apart.values["seen"]) == pytest.approx(
        float(np.nanmean(here.values["seen"])), abs=1e-3
    )


def test_it_tells_how_far_it_is_and_stops():
    told = []
    run(VIEWSHED, town(WALL), ASKED, Progress(lambda *said: told.append(said)))
    assert told[-1][0] == told[-1][1] > 0
    progress = Progress(lambda *said: progress.cancel())
    with pytest.raises(Cancelled):
        run(VIEWSHED, town(WALL), ASKED, progress)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"points": ""}, "no place is given"),
        ({"points": where(70, 0)}, "lies inside of house"),
        ({"points": where(70_000, 0)}, "outside of the city"),
        ({"points": where(20, 0, -3)}, "under the ground"),
        ({"radius": 10, "points": where(-300, 0)}, "within 10 m of the area"),
        ({"radius": 1e6}, "must be from 10 to 3000"),
    ],
)
def test_bad_questions_are_refused(asked, words):
    with pytest.raises(ValueError, match=words):
        run(VIEWSHED, town(WALL), {**ASKED, **asked})
