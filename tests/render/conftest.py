"""A scene with an off-screen window, and the promise that nothing of VTK outlives a test."""

from collections.abc import Iterator

import pytest

from render.picture import off_screen
from render.scene import Scene
from tests.render.towns import SIZE


class Stage:
    """A scene and the window that it is drawn in."""

    def __init__(self, size=SIZE):
        self.scene = Scene()
        self.window = off_screen(self.scene, size)

    def picture(self):
        from render import _bridge

        self.scene.make()
        self.window.Render()
        return _bridge.pixels(self.window)

    def at(self, point):
        """Display coordinates of a local point."""
        renderer = self.scene.renderer
        self.window.Render()
        renderer.SetWorldPoint(*point, 1.0)
        renderer.WorldToDisplay()
        x, y, _ = renderer.GetDisplayPoint()
        return int(x), int(y)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    if hasattr(stage.scene, "renderer"):
        stage.scene.close()
    stage.window.Finalize()
