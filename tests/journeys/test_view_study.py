"""A planner looks at a tower: who sees it, what it hides, where its shadow goes, how it looks."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import assets
from city.camera import Camera
from city.edits import read_edit
from city.project import Eye
from city.simulate.coordinates import written
from importers import Options, read
from render.picture import render
from render.viewpoint import stand_as
from tests.journeys.test_first_city import wait_settled
from tests.journeys.test_plans import LONG, square
from tests.journeys.test_study import computed

SIZE = 1200, 800


def click_at(window, qtbot, point):
    """Click where a place of the city is seen."""
    viewport = window.table.viewport
    where = viewport.where(point)
    assert viewport.rect().contains(where)
    QTest.mouseMove(viewport, where + QPoint(3, 0))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=where)
    qtbot.wait(600)  # two clicks, and no double click


def ask(window, qtbot, name, **said):
    page = window.studio.study_page
    window.turn_to("study")
    page.choose(name)
    page.form.show_values(said)
    QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
    computed(window, qtbot)


def with_tower(window, qtbot):
    tower = read_edit({"edit": "build", "footprint": square(0, 0, 30, 25), "storeys": 24})
    assert window.studio.do(tower)
    qtbot.waitUntil(lambda: not window.studio.scenarios.counting.busy, timeout=LONG)
    return next(iter(window.studio.planning.view.things))


def test_view_study(city, qtbot, journey):
    window, studio, page = city, city.studio, city.studio.study_page
    viewport = window.table.viewport
    new = with_tower(window, qtbot)
    studio.scenarios.fly_to(new)
    wait_settled(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    page.choose("viewshed")
    page.form.show_values({"spacing": 2.0, "radius": 300.0})
    field = page.form.fields["points"]
    QTest.mouseClick(field.pick, Qt.MouseButton.LeftButton)
    view = studio.planning.view
    middle = view.things[new].body.points.mean(0)[:2]
    for beside in ((-40.0, -25.0), (45.0, -30.0)):
        x, y = middle + beside
        click_at(window, qtbot, (x, y, float(view.ground(np.array([[x, y]]))[0])))
    looked_from = field.places()
    assert len(looked_from) == 2
    journey(window, "two places are picked")
    QTest.keyClick(viewport, Qt.Key.Key_Return)
    QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
    computed(window, qtbot)
    journey(window, "what is seen from there")
    page.choose("landmark")
    window.document.select_id(new)
    window.turn_to("study")
    QTest.mouseClick(page.form.fields["target"].take, Qt.MouseButton.LeftButton)
    assert page.form.fields["target"].text() == new
    ask(window, qtbot, "landmark", target=new, spacing=3.0)
    journey(window, "from where the tower is seen")
    seen = looked_from[:1]
    beyond = np.r_[2 * (middle + view.base.frame.origin[:2]) - seen[0, :2], 10.0]
    ends = {"from": written(seen), "to": written(beyond[None])}
    ask(window, qtbot, "corridor", **ends, half_width=20.0)
    assert f"{new} by" in page.facts.text()
    journey(window, "what rises into a protected view")
    studio.studies.hide()
    window.document.select_id(new)
    studio.fan_out()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=LONG)
    viewport.top()
    wait_settled(window, qtbot)
    assert len(studio.fan.casts) > 8
    journey(window, "the shadow fan of the tower")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not studio.fan.ident and window.document.selection is not None


@pytest.fixture
def photo(tmp_path):
    """A photograph of the sample city, as a camera in the street would take it; and that camera."""
    reading = read([assets.path("sample")], Options())
    camera = Camera((-150.0, -190.0, 14.0), (20.0, 40.0, 8.0), angle=50.0, size=SIZE)
    things = [reading.city, *reading.terrains]
    pixels = render(things, SIZE, textures=True, view=lambda seen: stand_as(seen, camera))
    noisy = pixels + np.random.default_rng(1).normal(0, 6, pixels.shape)
    path = tmp_path / "quay.png"
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(path)
    return path, camera


def corners_in_sight(viewport, city_, camera):
    """Corners of roofs that the photograph shows and that a click in the city finds."""
    shapes = max(city_.shapes.items())[1]
    points = np.unique(np.round(shapes.points, 2), axis=0).astype(float)
    pixels = camera.project(points)
    away = np.linalg.norm(points - camera.position, axis=1)
    inside = ((pixels > 30) & (pixels < np.array(SIZE) - 30)).all(1) & (away < 320)
    found = []
    for point, pixel in zip(points[inside], pixels[inside], strict=True):
        far = all(np.linalg.norm(pixel - other) > 130 for _, other in found)
        if not far or len(found) == 6:
            continue
        where = viewport.where(tuple(point))
        if not viewport.rect().adjusted(20, 20, -20, -20).contains(where):
            continue
        hit = viewport.at(where.toPointF()) or viewport.at((where + QPoint(3, 3)).toPointF())
        if hit is not None and hit.point and np.linalg.norm(np.subtract(hit.point, point)) < 1.0:
            found.append((point, pixel))
    return found


def test_photo_match(city, qtbot, journey, photo, tmp_path):
    window, studio = city, city.studio
    viewport = window.table.viewport
    path, true = photo
    with_tower(window, qtbot)
    viewport.start_at(Eye((-155.0, -185.0, 18.0), (20.0, 45.0, 10.0), angle=55.0))
    wait_settled(window, qtbot)
    studio.match_photo()
    dialog, photos = studio.photo_dialog, studio.photos
    qtbot.waitExposed(dialog)
    assert photos.open(path)
    photos.lay_over(0.5)
    wait_settled(window, qtbot)
    journey(window, "the photograph lies over the city")
    photos.lay_over(0.0)
    sample = next(iter(window.document.layers.values())).thing
    pairs = corners_in_sight(viewport, sample, true)
    assert len(pairs) >= 5
    shaken = np.random.default_rng(3).normal(0, 0.4, (len(pairs), 2))
    for (point, pixel), off in zip(pairs, shaken, strict=True):
        dialog.view.pointed.emit(*(pixel + off).tolist())
        click_at(window, qtbot, tuple(point))
    journey(dialog, "corners are paired")
    journey(window, "the same corners in the city")
    assert photos.found is not None and photos.found.error < 3
    assert np.linalg.norm(np.subtract(photos.camera.position, true.position)) < 3
    photos.look()
    photos.lay_over(0.4)
    wait_settled(window, qtbot)
    journey(window, "seen as the photograph was taken")
    photos.lay_over(0.0)
    photos.keep("From the quay")
    assert list(photos.kept) == ["From the quay"]
    out = tmp_path / "plan.png"
    dialog.make_picture(out)
    qtbot.waitUntil(lambda: not photos.busy, timeout=2 * LONG)
    assert out.is_file()
    dialog.view.show_photo(dialog.view._image.__class__(str(out)), [])
    journey(dialog, "the plan in the photograph")
    photos.rename("From the quay", "Quay")
    assert list(photos.kept) == ["Quay"]
    photos.forget("Quay")
    assert not photos.kept
    dialog.close()
