"""A plan in a photograph whose camera is known: where it is, where it is hidden, what is said."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.cli import main
from app.cli_photo import draw_apart, found_photo
from app.cli_picture import laid_out, staged
from city.camera import Camera
from city.photo_match import KEPT, PhotoMatch, matched
from city.progress import Progress
from city.project import Project
from render import _bridge
from render.viewpoint import stand_as
from tests.app.test_cli_project import complaint, made

__all__ = ["made"]  # a fixture

ORIGIN = np.array([84000.0, 447000.0, 0.0])
SIZE = 300, 200
MOMENT = "2026-06-21T13:00:00"
BACK = [[84030, 447030], [84060, 447030], [84060, 447045], [84030, 447045]]


def taken(made, camera):
    """A photograph of the project from a camera in the world, with the noise of a sensor."""
    table = laid_out(made, Progress())
    origin = table.document.frame.origin
    local = replace(
        camera,
        position=tuple(np.subtract(camera.position, origin).tolist()),
        focus=tuple(np.subtract(camera.focus, origin).tolist()),
    )
    with staged(table.document, camera.size) as (scene, window, _):
        stand_as(scene.renderer.GetActiveCamera(), local)
        scene.rest()
        window.Render()
        pixels = _bridge.pixels(window)
    noisy = pixels + np.random.default_rng(1).normal(0, 5, pixels.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.fixture
def photo(made, tmp_path):
    """The project with a photograph whose camera was found from corners that a hand picked."""
    true = Camera((84000.0, 446930.0, 20.0), (84050.0, 447020.0, 5.0), angle=45.0, size=SIZE)
    path = tmp_path / "photo.png"
    Image.fromarray(taken(made, true)).save(path)
    places = ORIGIN + [
        (x + east, y, z) for east in (0, 100) for x in (0, 10) for y in (0, 8) for z in (0, 9)
    ]
    shaken = true.project(places) + np.random.default_rng(2).normal(0, 0.5, (len(places), 2))
    guess = replace(true, position=(84003.0, 446925.0, 15.0), angle=52.0)
    found = matched(guess, shaken, places)
    assert found.error < 1
    assert np.abs(np.subtract(found.camera.position, true.position)).max() < 1.5
    assert found.camera.angle == pytest.approx(true.angle, abs=0.5)
    match = PhotoMatch.of(str(path), true, MOMENT)
    project = Project.open(made)
    settings = {**project.contents.settings, KEPT: {"From the quay": match.as_json()}}
    project.keep(replace(project.contents, settings=settings))
    project.close()
    return made, path, true


def planned(made, tmp_path, *edits):
    (tmp_path / "e.jsonl").write_text("\n".join(json.dumps(one) for one in edits))
    assert main(["apply", str(made), str(tmp_path / "e.jsonl"), "--scenario", "A"]) == 0


def drawn(made, out, *more):
    asked = ["render", str(made), "--photo", "from the quay", "-o", str(out), *more]
    assert main(asked) == 0
    return np.asarray(Image.open(out).convert("RGB")).astype(int)


def test_the_plan_stands_in_the_photograph_and_nothing_else_of_it_changes(photo, tmp_path, capsys):
    made, path, camera = photo
    planned(made, tmp_path, {"edit": "build", "id": "new", "footprint": BACK, "storeys": 10})
    found = drawn(made, tmp_path / "out.png", "--scenario", "A")
    before = np.asarray(Image.open(path)).astype(int)
    changed = np.abs(found - before).max(2) > 0
    corners = np.array([[*corner, z] for corner in BACK for z in (0.0, 30.0)], float)
    x, y = camera.project(corners).T
    rows, columns = np.nonzero(changed[: int(y.min()) + 40])  # above its shadow
    assert abs(columns.min() - x.min()) < 2.5 and abs(columns.max() - x.max()) < 2.5
    assert abs(rows.min() - y.min()) < 2.5
    assert changed.mean() < 0.25 and capsys.readouterr().err == ""


def test_what_stands_before_it_hides_it(photo, tmp_path):
    made, path, camera = photo
    behind = [[84001, 447015], [84009, 447015], [84009, 447020], [84001, 447020]]
    planned(made, tmp_path, {"edit": "build", "id": "new", "footprint": behind, "storeys": 1})
    found = drawn(made, tmp_path / "out.png", "--scenario", "A")
    before = np.asarray(Image.open(path)).astype(int)
    front = ORIGIN + [(x, 0, z) for x in (1, 9) for z in (0.5, 5.5)]
    (west, north), (east, south) = (f(camera.project(front), 0) for f in (np.min, np.max))
    inside = np.s_[int(north) + 2 : int(south) - 2, int(west) + 2 : int(east) - 2]
    assert np.abs(found - before)[inside].max() <= 4  # the light, a little


def test_without_a_plan_it_is_the_photograph_and_that_is_said(photo, tmp_path, capsys):
    made, path, _ = photo
    found = drawn(made, tmp_path / "out.png", "--scenario", "Baseline")
    assert (found == np.asarray(Image.open(path))).all()
    assert "changed nothing" in capsys.readouterr().err


def test_what_is_not_there_is_said(photo, tmp_path, capsys):
    made, path, _ = photo
    out = tmp_path / "out.png"
    assert "there are: From the quay" in complaint(
        capsys, "render", made, "--photo", "x", "-o", out
    )
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(path)
    assert "match it anew" in complaint(
        capsys, "render", made, "--photo", "from the quay", "-o", out
    )
    path.unlink()
    assert "photo.png" in complaint(capsys, "render", made, "--photo", "from the quay", "-o", out)
    assert not out.exists()


def test_a_photograph_beside_the_project_is_found(photo, tmp_path):
    made, path, camera = photo
    match = PhotoMatch.of("/elsewhere/photo.png", camera)
    assert found_photo(made, match) == path
    (told,) = draw_apart(made, tmp_path / "out.png", "From the quay", "Baseline", True)
    assert (tmp_path / "out.png").is_file() and "changed nothing" in told[-1]
