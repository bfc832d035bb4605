"""The city on the screen: the only file that knows both Qt and the scene that VTK draws.

VTK draws off-screen and the finished picture is painted by Qt like any other. So there is no
native window inside ours: overlays lie on top, a screenshot has everything in it, Wayland, X and
a session without any display behave the same, and no order of teardown matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent

from app.images import image_of
from app.on_the_table import Selection
from app.panes.parted import Parted
from app.panes.pictures import together
from app.panes.split import Split
from app.passing_sun import PassingSun
from app.photograph import Photograph
from app.resting import Resting
from app.showing import Showing
from app.tasks import Task, Tasks
from app.tools.look import Look
from app.tools.walk import Walk
from app.whereabouts import Whereabouts
from city.colour_vision import seen
from render import camera as eye
from render.card import told
from render.fan import Shadow
from render.gaze import Gaze
from render.light import Sun
from render.pick import Pick
from render.relight import Relight, laying
from render.scene import Scene
from render.shadow import Shade
from render.style import Colour
from render.window import Window

F64 = NDArray[np.float64]

SCREEN = 0.015  # seconds: screens show sixty pictures a second, and a timer comes a little late
BREATH = 7 / 6  # times as long as a picture takes: workers get to work while none is drawn
MOSTLY = 0.5  # of the height of a picture
REST = 250  # milliseconds without a move until the city is drawn at its best


class Viewport(Parted, Showing, Whereabouts, Gaze):
    """Shows a Scene, quickly while the eye moves and at its best once it rests."""

    trouble = Signal(str)  # what a person should know about what cannot be shown
    moved = Signal(float, float)  # degrees to north, metres per logical pixel
    drawn = Signal(float)  # seconds that a picture took while moving

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("The city")
        self.setMinimumSize(200, 80)
        self.scene = Scene()
        self._window = Window(self.scene)
        self.covered_above = self.covered_below = 0  # pixels that cards lie over
        self._moving = False
        self._lods = {}  # the level of detail chosen for each layer
        self._loading: Task | None = None
        self._towards: F64 | None = None  # where the sun is to stand
        self._eye = Look(self)
        self._photograph: Photograph | None = None
        self._photo_size: tuple[int, int] | None = None
        self._hovered: Pick | None = None
        self._seconds = 0.0
        self._bare_ones: list[NDArray[np.uint8]] = []  # what is shown, without the live things
        self._resting = Resting(
            *(self.scene, tasks, self._window.expose, self._window.mark, self._laying)
        )
        self._resting.ready.connect(self._put)
        self._passing = PassingSun(self.scene, tasks, self._bare)
        self._passing.lit.connect(self._pass)
        self._resting.found.connect(self._passing.rehearse)
        self._resting.found.connect(self.get_ready, Qt.ConnectionType.SingleShotConnection)
        self._frame = QTimer(self, singleShot=True)
        self._began = 0.0  # when the last picture was begun
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._frame.timeout.connect(self._draw)
        self._rest.timeout.connect(self._settle)
        self._over = QTimer(self, singleShot=True, interval=0)  # once, whatever moves together
        self._over.timeout.connect(self._draw_over)

    def select(self, selection: Selection | None) -> None:
        """Mark what is chosen."""
        self.scene.select(self._pick(selection))
        if not self._resting.show():
            self.settle_soon()

    @property
    def busy(self) -> bool:
        """Whether the picture is still going to change by itself."""
        timers = self._frame.isActive() or self._rest.isActive()
        tasks = self._passing.busy or self._loading is not None
        return timers or tasks or self._resting.busy or self._flight is not None

    @property
    def drawer(self) -> str:
        """Who draws the pictures, in words; "" as long as nobody has."""
        return told(self._window.drawer)

    def close_scene(self) -> None:
        """Let go of everything in the graphics memory."""
        for timer in (self._frame, self._rest, self._hover, self._over):
            timer.stop()
        self._resting.stop()
        self.scene.close()
        self._window.close()

    # Where the eye is

    @property
    def metres(self) -> float:
        """Metres per logical pixel at the middle of the picture."""
        return eye.scale(self._camera(), max(self.room.height(), 1))

    def _take_off(self) -> None:
        self._go_on()

    def _free(self, least: eye.Free) -> eye.Free:
        high = max(self.room.height(), 1)
        above, below = self.covered_above / high, self.covered_below / high
        if above + below > MOSTLY:  # of a low picture the city needs what there is
            above = below = 0.0
        return max(above, least[0]), max(below, least[1])

    def photograph(
        self,
        size: tuple[int, int],
        then: Callable[[QImage, float], None],
        metres: float | None = None,
    ) -> None:
        """Take a careful picture of so many columns and rows of what is seen.

        metres: of a pixel, where lengths are to be true on paper; the eye must see in parallel.
        `then` gets the picture and how many metres a pixel is, at its middle.
        """
        if self._photograph is not None:
            return
        for timer in (self._frame, self._rest, self._hover):
            timer.stop()
        self._passing.halt()
        self._stop_loading()
        self._flight = None
        held = eye.copy(self._camera())
        split, whole = self.pictures.split, QSize(*size)
        wide, high = split.pane_size(whole).toTuple()
        self._photo_size = part = wide, high
        real = self._fit_to(part, metres)
        self._window.resize(part)

        def put_back() -> None:
            self._photograph = None
            self._photo_size = None
            self._camera().DeepCopy(held)
            self._show_soon()

        exposed = self._window.exposed
        self._photograph = Photograph(
            *(self.scene, exposed, self._laying, self._window.over, self._tasks)
        )
        names = self.pictures.names
        self._photograph.taken.connect(
            lambda images: then(together(split, images, whole, names), real)
        )
        self._photograph.ended.connect(put_back)
        self._photograph.begin()

    def _laying(self, shade: Shade) -> Callable[[NDArray[np.uint8]], NDArray[np.uint8]]:
        """What lays found shadows over a picture."""
        return laying(shade, self.scene.sun)

    def show_fan(self, shadows: Sequence[tuple[tuple[tuple[F64, ...], ...], Colour]]) -> None:
        """Show shadows on the ground, each as polygons in its colour; none takes them away."""
        self.scene.fan.show([Shadow(*shadow) for shadow in shadows])
        self.settle_soon()

    # On foot

    def begin_walk(self, key: QKeyEvent | None = None) -> None:
        """Go down into the streets; `key` is the first that walks."""
        tool = Walk(self)
        self.take(tool)
        if key is not None:
            tool.key(key)

    def set_sun(self, towards: F64 | None) -> None:
        """Let the sun shine from a direction (3,), below the horizon too; None: as in a studio.

        Its light and its shadows change together, and while it moves no face is drawn anew.
        """
        self._towards = Sun().direction() if towards is None else towards
        if self._moving or not self.pictures.there:
            self.scene.set_sun(self._towards)
            self.settle_soon()
        else:
            self._rest.start()
            self._passing.turn(self._towards)

    def _bare(self) -> list[Relight]:
        """The pictures without shadows, to be lit by suns that pass."""
        self.scene.bare()
        plain = self._resting.bare()
        self._resting.stop()
        sun = self.scene.sun
        return [Relight(one, sun) for one in (self._drawn() if plain is None else plain)]

    def _pass(self, pixels: list[NDArray[np.uint8]], seconds: float) -> None:
        self._put(pixels)
        self.drawn.emit(seconds)

    def _show_soon(self) -> None:
        self._passing.forget()
        self._resting.stop()
        self._window.spare()
        if self._passing.shines:
            self.scene.set_sun(self._towards)
        self._passing.end()
        if not self._moving:
            self._moving = True
            self.scene.move()
        self._go_on()
        self._rest.start()
        self.moved.emit(self.north, self.metres)

    # Panes

    def part(self, split: Split, curtain: F64 | None = None) -> None:
        """Part the picture into panes; curtain: a plane (4,), see city.cutaway, where the panes of
        "space" meet, with what the first shows on its inner side.
        """
        anew = self._part(split)
        plane = curtain if split.kind == "space" else None
        if self.scene.split(split.count, plane) or anew:
            self._show_soon()

    def trace_of(self, curtain: F64 | None) -> list[QPointF]:
        """Where in the widget the foot of a curtain in the city is seen; none without one."""
        if curtain is None:
            return []
        places, away = self.seen(self.along_curtain(curtain))
        return [place for place, far in zip(places, away.tolist(), strict=True) if far > 0]

    # Drawing

    def settle_soon(self) -> None:
        """Something but the eye has changed: draw it well, a moment from now."""
        self._passing.forget()
        self._rest.start(30 if not self._moving else REST)

    def _settle(self) -> None:
        """The eye rests: draw all there is, and its shadows."""
        if self._photograph is not None:
            return
        if self._frame.isActive():  # what it would draw, and load, must not come in between
            self._rest.start()
            return
        self._moving = False
        self._passing.end()
        self._stop_loading()
        self._window.resize(self._size())
        self._window.spare()
        if self._towards is not None:
            self.scene.set_sun(self._towards)
        self._resting.begin()

    def _go_on(self) -> None:
        """Draw the next picture, no sooner than a screen would show it, nor at once after a slow
        one: as long as VTK draws, no worker goes on."""
        if not self._frame.isActive():  # a fast mouse must not put it off for ever
            wait = self._began + max(SCREEN, self._seconds * BREATH) - perf_counter()
            self._frame.start(max(round(wait * 1000), 1))

    def _draw(self) -> None:
        self._began = perf_counter()
        self._advance()
        if min(self._size()) >= 2 and self._photograph is None:
            self._put(self._drawn())
            self._seconds = perf_counter() - self._began
            self.scene.took(self._seconds)
            self._load()
        if self._moving:
            self.drawn.emit(max(self._seconds, 1e-3))
        if self._flight is not None:
            self._go_on()

    def _drawn(self) -> list[NDArray[np.uint8]]:
        """What VTK draws now of each pane: (rows, columns, 4), the lowest row first."""
        return self._window.draw(self._size())

    def _put(self, pictures: list[NDArray[np.uint8]]) -> None:
        """Show the pictures of the panes, their lowest rows first, and the live things on them."""
        self._bare_ones = pictures
        pictures = self._window.over(pictures)
        if self._sight:
            pictures = [pixels.copy() for pixels in pictures]
            for pixels in pictures:
                pixels[..., :3] = seen(pixels[..., :3], self._sight)
        self.pictures.take([image_of(pixels) for pixels in pictures])
        self.update()
        for said in self.scene.troubles():
            self.trouble.emit(said)

    @property
    def moving(self) -> bool:
        """Whether the eye moves, so that one picture follows the other."""
        return self._moving

    def draw_soon(self) -> None:
        self._show_soon()

    def draw_over(self) -> None:
        self._over.start()

    def _draw_over(self) -> None:
        if self._photograph is None and not self._frame.isActive():  # else it comes by itself
            self._put(self._bare_ones)

    def _load(self) -> None:
        """Let a worker read the points that the picture lacked."""
        job = self.scene.loading() if self._loading is None else None
        if job is not None:
            self._loading = self._tasks.start("", job, self._take_in)

    def _stop_loading(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def _take_in(self, loads: Any) -> None:
        self._loading = None
        self.scene.receive(loads)
        if self._moving:
            self._go_on()

    def _size(self) -> tuple[int, int]:
        if self._photo_size is not None:
            return self._photo_size
        ratio = self.devicePixelRatioF()
        return round(self.room.width() * ratio), round(self.room.height() * ratio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_soon()

    def _refit(self) -> None:
        self._show_soon()

    # Pointing

    def _interrupt(self) -> None:
        self._flight = None

    def _look(self) -> None:
        """See what the mouse is over: its place for the status line, a mark on the thing."""
        if self._moving or not self.underMouse():
            return
        pick = self.scene.pick(*self._display(self._eye.place), self._pane_picture)
        x, y, z = pick.point if pick else (0.0, 0.0, 0.0)
        self.pointed.emit((x, y, z / self._stretch) if pick else None)
        live = self.thing_at(self._eye.place) if self._tool is None else None
        if live is not None:
            pick = None
        shown = pick is not None and self._tool is None  # a tool has words of its own there
        place = self._eye.place + self.origin
        self.hovered.emit(self._selection(pick) if pick and shown else None, place)
        if live is not None:
            self.passed.emit(live, place)
        if self._tool is not None and not self._tool.lights:
            pick = None
        same = (pick and (pick.key, pick.object)) == (
            self._hovered and (self._hovered.key, self._hovered.object)
        )
        self._hovered = pick
        if not same and not self._passing.shines:
            self.scene.hover(pick)
            self._resting.show()
