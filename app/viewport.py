"""The city on the screen: the only file that knows both Qt and VTK.

VTK draws off-screen and the finished picture is painted by Qt like any other. So there is no
native window inside ours: overlays lie on top, a screenshot has everything in it, Wayland, X and
a session without any display behave the same, and no order of teardown matters.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, Protocol, cast

import numpy as np
import vtkmodules.vtkInteractionStyle
import vtkmodules.vtkRenderingFreeType
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  the classes that draw
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from app.document import Layer, Selection
from app.facts import seen_part
from app.photograph import Photograph
from app.resting import Resting
from app.tasks import Task, Tasks
from app.tools.look import Look
from app.tools.tool import Tool
from app.tools.walk import Walk
from city.colour_vision import seen
from city.cutaway import Cutaway
from city.imagery import Imagery
from city.legend import Legend
from city.model import City
from city.palettes import PALETTES
from city.progress import Progress
from city.style import Style
from render import camera as eye
from render.draft import Draft, draft_of
from render.exposure import Exposure, marked, shaded
from render.gaze import Gaze, triple
from render.lens import lens
from render.light import Sun
from render.model import Given
from render.pick import Pick
from render.relight import Relight
from render.scene import Scene
from render.style import CHOSEN, legend_colours

Point = tuple[float, float, float]
Projection = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]

REST = 250  # milliseconds without a move until the city is drawn at its best
THUMBNAIL = (288, 180)  # pixels of a saved view's small picture


class Mark(Protocol):
    """What lies over the picture and paints itself, in the widget's coordinates."""

    def paint(self, painter: QPainter) -> None: ...


class Viewport(QWidget, Gaze):
    """Shows a Scene, quickly while the eye moves and at its best once it rests."""

    picked = Signal(object)  # Selection or None, after a click
    trouble = Signal(str)  # what a person should know about what cannot be shown
    asked = Signal(object, QPoint)  # Selection or None, after a right click there on the screen
    pointed = Signal(object)  # local (x, y, z) under the mouse, or None
    hovered = Signal(object, object)  # Selection or None, and the place in the widget
    moved = Signal(float, float)  # degrees to north, metres per logical pixel
    drawn = Signal(float)  # seconds that a picture took while moving
    taken = Signal(object)  # the tool in the hand, None for looking around

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("The city")
        self.setMinimumSize(200, 150)
        self.scene = Scene()
        self._window: Any = vtkRenderWindow()  # Any: VTK's hints miss an overload
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._window.AddRenderer(self.scene.renderer)
        self._pixels = vtkUnsignedCharArray()
        self._picture: QImage | None = None
        self._moving = False
        self._lods: dict[str, str | None] = {}  # the level of detail chosen for each layer
        self._shading: Task | None = None
        self._loading: Task | None = None
        self._towards: NDArray[np.float64] | None = None  # where the sun is to stand
        self._bare: Relight | None = None  # the picture, to be lit by suns that pass
        self._relit, self._sun_waits = False, False
        self._eye = Look(self)
        self._tool: Tool | None = None
        self.marks: list[Mark] = []  # what paints itself over the picture: measures, notes
        self._things: dict[str, Any] = {}
        self._styled: dict[str, Given] = {}
        self._stretch = 1.0
        self._sight = ""
        self._chosen: dict[str, NDArray[np.int32] | None] = {}
        self._photograph: Photograph | None = None
        self._photo_size: tuple[int, int] | None = None
        self._hovered: Pick | None = None
        self._seconds = 0.0
        self._resting = Resting(
            self.scene,
            tasks,
            lambda: Exposure(self.scene, self._window),
            lambda picture: marked(self.scene, self._window, picture),
            shaded,
        )
        self._resting.ready.connect(self._put)
        self._frame = QTimer(self, singleShot=True, interval=8)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._hover = QTimer(self, singleShot=True, interval=40)
        self._frame.timeout.connect(self._draw)
        self._rest.timeout.connect(self._settle)
        self._hover.timeout.connect(self._look)

    # What is shown

    def show_layer(self, layer: Layer, then: Callable[[], None]) -> Task | None:
        """Put a layer into the scene as the document says it looks; a worker makes it ready."""

        def put(draft: Draft | None) -> None:
            self.scene.show(layer.key, layer.thing, layer.theme, draft)
            if self._stretch != 1.0:
                self.scene.set_exaggeration(self._stretch)
            self._things[layer.key] = layer.thing
            self.look(layer)
            then()

        city, lod, theme = layer.thing, layer.lod, layer.theme
        if not isinstance(city, City):
            put(None)
            return None
        return self._tasks.start("", lambda progress: draft_of(city, lod, theme, progress), put)

    def look(self, layer: Layer) -> None:
        """Let a layer that is in the scene look as the document says."""
        key = layer.key
        if layer.lods:
            self._lods[key] = layer.lod
            self.scene.set_lod(key, layer.lod)
        if layer.textured:
            self.scene.set_textures(key, layer.textures)
        self.scene.set_opacity(key, layer.opacity)
        self.scene.set_visible(key, layer.visible)
        self.settle_soon()

    def remove(self, key: str) -> None:
        self.scene.remove(key)
        for kept in (self._things, self._styled, self._chosen):
            kept.pop(key, None)
        self.settle_soon()

    def select(self, selection: Selection | None) -> None:
        """Mark what is chosen."""
        self.scene.select(self._pick(selection))
        if not self._resting.show():
            self.settle_soon()

    @property
    def busy(self) -> bool:
        """Whether the picture is still going to change by itself."""
        timers = self._frame.isActive() or self._rest.isActive()
        tasks = self._shading is not None or self._loading is not None
        return timers or tasks or self._resting.busy or self._flight is not None

    def close_scene(self) -> None:
        """Let go of everything in the graphics memory."""
        for timer in (self._frame, self._rest, self._hover):
            timer.stop()
        self._resting.stop()
        self.scene.close()
        self._window.Finalize()

    def mark(self, key: str, rows: NDArray[np.int32] | None) -> None:
        """Colour the chosen objects of a city's layer, or none."""
        self._chosen[key] = rows
        self._paint(key)

    def colour(self, key: str, legend: Legend | None) -> None:
        """Colour a city's layer as its legend says; None: as it is by itself."""
        self._styled[key] = (None, None) if legend is None else legend_colours(legend)
        self._paint(key)

    def colour_points(self, key: str, style: Style | None) -> None:
        """Colour a survey by its points' class, height, echo or own colour; None: as it comes."""
        how: Any = style.by.name if style is not None and style.by is not None else None
        ramp = PALETTES[style.palette].colours(256, style.reversed) if style is not None else None
        self.scene.set_point_colouring(key, how, ramp)
        self.settle_soon()

    def exaggerate(self, factor: float) -> None:
        """Draw everything so many times as high as it is."""
        self._stretch = factor
        self.scene.set_exaggeration(factor)
        self.settle_soon()

    def see_as(self, sight: str) -> None:
        """Show the picture as eyes of city.colour_vision.SIGHT see it; "" for most people's."""
        self._sight = sight
        self.settle_soon()

    def lay_map(self, whole: Imagery | None, near: Imagery | None, strength: float) -> None:
        """Lay a map over the ground, and a finer picture where it is known; None takes it away."""
        self.scene.lay_map(whole, near, strength)
        self.settle_soon()

    def cut(self, cutaway: Cutaway | None) -> None:
        """Cut the city open, or make it whole again."""
        self.scene.set_cutaway(None if cutaway is None else cutaway.planes())
        self.settle_soon()

    def show_only(self, key: str, mask: NDArray[np.bool_] | None) -> None:
        """Show only some objects of a city's layer, (objects,) bool; None: all."""
        self.scene.set_shown(key, mask)
        self.settle_soon()

    def _paint(self, key: str) -> None:
        """Give a layer's objects the colours of its style, and the chosen ones theirs."""
        rows = self._chosen.get(key)
        colours, faces = self._styled.get(key, (None, None))
        if rows is not None:
            objects = len(self._things[key].objects)
            colours = np.zeros((objects, 4), np.uint8) if colours is None else colours.copy()
            colours[rows] = (*CHOSEN, 255)
        self.scene.set_colours(key, colours, faces)
        self.settle_soon()

    # The tool in the hand

    def take(self, tool: Tool | None) -> None:
        """Put a tool into the hand, in place of the one before; None: just look."""
        before, self._tool = self._tool, tool
        if before is not None:
            before.put_down()
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else tool.cursor)
        self.taken.emit(tool)
        self.update()

    def put_down(self) -> bool:
        """Put the tool down; False where there was none in the hand."""
        held = self._tool is not None
        if held:
            self.take(None)
        return held

    # Where the eye is

    @property
    def metres(self) -> float:
        """Metres per logical pixel at the middle of the picture."""
        return eye.scale(self._camera(), max(self.height(), 1))

    def _take_off(self) -> None:
        self._frame.start()

    def thumbnail(self) -> QImage:
        """A small picture of what is seen."""
        small = QSize(*THUMBNAIL)
        how = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        smooth = Qt.TransformationMode.SmoothTransformation
        whole = (self._picture or QImage(small, QImage.Format.Format_RGB32)).scaled(
            small, how, smooth
        )
        middle = QRect(QPoint(), small)
        middle.moveCenter(whole.rect().center())
        return whole.copy(middle)

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
        for task in (self._shading, self._loading):
            if task is not None:
                task.cancel()
        self._shading = self._loading = self._flight = None
        held = eye.copy(self._camera())
        eye.fit(self._camera(), self._aspect(), size[0] / size[1])
        if metres is not None:
            self._camera().SetParallelScale(metres * size[1] / 2)
        real = eye.scale(self._camera(), size[1])
        self._photo_size = size
        self._window.SetSize(*size)

        def put_back() -> None:
            self._photograph = None
            self._photo_size = None
            self._camera().DeepCopy(held)
            self._show_soon()

        self._photograph = Photograph(self.scene, self._drawn, self._tasks)
        self._photograph.taken.connect(lambda image: then(image, real))
        self._photograph.ended.connect(put_back)
        self._photograph.begin()

    # On foot

    def begin_walk(self, key: QKeyEvent | None = None) -> None:
        """Go down into the streets; `key` is the first that walks."""
        tool = Walk(self)
        self.take(tool)
        if key is not None:
            tool.key(key)

    def set_sun(self, towards: NDArray[np.float64] | None) -> None:
        """Let the sun shine from a direction (3,), below the horizon too; None: as in a studio.

        Its light and its shadows change together, and while it moves no face is drawn anew.
        """
        self._towards = Sun().direction() if towards is None else towards
        if self._moving or self._picture is None:
            self.scene.set_sun(self._towards)
            self.settle_soon()
        else:
            self._rest.start()
            self._relight()

    def _relight(self) -> None:
        """Let a worker put the picture under the newest sun, once done with the one before."""
        self._sun_waits = self._shading is not None
        if self._sun_waits:
            return
        if self._bare is None:
            self.scene.bare()
            plain = self._resting.bare()
            self._resting.stop()
            self._bare = Relight(self._drawn() if plain is None else plain, self.scene.sun)
        self._relit = True
        find, bare = self.scene.shading(self._towards, soft=False), self._bare

        def job(progress: Progress) -> NDArray[np.uint8] | None:
            shadows = find(progress)
            return None if shadows is None else bare.under(shadows)

        began = perf_counter()

        def put(pixels: NDArray[np.uint8] | None) -> None:
            self._shading = None
            if pixels is not None:
                self._put(pixels)
                self.drawn.emit(perf_counter() - began)
            if self._sun_waits:
                self._relight()

        self._shading = self._tasks.start("", job, put)

    def _show_soon(self) -> None:
        self._bare = None
        self._resting.stop()
        self._window.SetMultiSamples(0)
        if self._relit:
            self._relit = False
            self.scene.set_sun(self._towards)
        if not self._moving:
            self._moving = True
            self.scene.move()
        if self._shading is not None:
            self._shading.cancel()
            self._shading = None
        if not self._frame.isActive():  # a fast mouse must not put it off for ever
            self._frame.start()
        self._rest.start()
        metres = eye.scale(self._camera(), max(self.height(), 1))
        self.moved.emit(eye.north_angle(self._camera()), metres)

    # Drawing

    def settle_soon(self) -> None:
        """Something but the eye has changed: draw it well, a moment from now."""
        self._bare = None
        self._rest.start(30 if not self._moving else REST)

    def _settle(self) -> None:
        """The eye rests: draw all there is, and its shadows."""
        if self._photograph is not None:
            return
        self._moving = self._sun_waits = self._relit = False
        for task in (self._shading, self._loading):
            if task is not None:
                task.cancel()
        self._shading = self._loading = None
        self._window.SetSize(*self._size())
        self._window.SetMultiSamples(0)
        if self._towards is not None:
            self.scene.set_sun(self._towards)
        self._resting.begin()

    def _draw(self) -> None:
        self._advance()
        self._render()
        if self._moving:
            self.drawn.emit(max(self._seconds, 1e-3))
        if self._flight is not None:
            self._frame.start()

    def _render(self) -> None:
        columns, rows = self._size()
        if columns < 2 or rows < 2 or self._photograph is not None:
            return
        began = perf_counter()
        self._put(self._drawn())
        self._seconds = perf_counter() - began
        self.scene.took(self._seconds)
        self._load()

    def _drawn(self) -> NDArray[np.uint8]:
        """What VTK draws now: (rows, columns, 4), the lowest row first."""
        columns, rows = self._size()
        self._window.SetSize(columns, rows)
        self.scene.renderer.ResetCameraClippingRange()
        self._window.Render()
        self._window.GetRGBACharPixelData(0, 0, columns - 1, rows - 1, 0, self._pixels)
        flat: Any = vtk_to_numpy  # has no hints
        drawn: NDArray[np.uint8] = flat(self._pixels).reshape(rows, columns, 4).copy()
        return drawn

    def _put(self, pixels: NDArray[np.uint8]) -> None:
        """Show a picture, its lowest row first."""
        rows, columns = pixels.shape[:2]
        upright = pixels[::-1].copy()
        if self._sight:
            upright[..., :3] = seen(upright[..., :3], self._sight)
        picture = QImage(upright.data, columns, rows, QImage.Format.Format_RGBX8888)
        self._picture = picture.copy()  # its own memory: numpy's goes away
        self.update()
        for said in self.scene.troubles():
            self.trouble.emit(said)

    def _load(self) -> None:
        """Let a worker read the points that the picture lacked."""
        job = self.scene.loading() if self._loading is None else None
        if job is not None:
            self._loading = self._tasks.start("", job, self._take_in)

    def _take_in(self, loads: Any) -> None:
        self._loading = None
        self.scene.receive(loads)
        if self._moving and not self._frame.isActive():
            self._frame.start()

    def _size(self) -> tuple[int, int]:
        if self._photo_size is not None:
            return self._photo_size
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            painter.fillRect(self.rect(), self.palette().window())
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in (*self.marks, *([self._tool] if self._tool else [])):
            painter.save()
            mark.paint(painter)
            painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_soon()

    # What is where

    def _display(self, place: QPointF) -> tuple[int, int]:
        """A place in the widget in VTK's display coordinates."""
        ratio = self.devicePixelRatioF()
        return round(place.x() * ratio), self._size()[1] - 1 - round(place.y() * ratio)

    def at(self, place: QPointF) -> Selection | None:
        """What is seen at a place in the widget."""
        pick = self.scene.pick(*self._display(place))
        return self._selection(pick) if pick is not None else None

    def under(self, place: QPointF) -> Point:
        """The point of the city, or else of the ground plane, at a place in the widget."""
        pick = self.scene.pick(*self._display(place))
        return pick.point if pick else self.on_level(place, self.low)

    def on_level(self, place: QPointF, height: float) -> Point:
        """Where the ray through a place meets a height; the focus where it never does."""
        x, y = self._display(place)
        starts, rays = eye.rays(self._camera(), self._size(), np.array([x]), np.array([y]))
        start, ray = starts[0], rays[0]
        far = 20 * float(np.linalg.norm(start - self.focus))
        reach = (height - start[2]) / ray[2] if abs(ray[2]) > 1e-9 else -1.0
        return triple(start + ray * reach) if 0 < reach < far else self.focus

    def where(self, point: Point) -> QPoint:
        """Where in the widget a local point is seen."""
        renderer = self.scene.renderer
        renderer.SetWorldPoint(*point, 1.0)
        renderer.WorldToDisplay()
        x, y, _ = renderer.GetDisplayPoint()
        ratio = self.devicePixelRatioF()
        return QPoint(round(x / ratio), round((self._size()[1] - 1 - y) / ratio))

    def projection(self) -> Projection:
        """How points are seen from here, as a function that any thread may call.

        Local points (n, 3) -> their places in the widget (n, 2), and (n,) above 0 before the eye.
        """
        matrix = lens(self._camera(), self._size()).stretched(self._stretch).matrix
        size, ratio = np.array(self._size()), self.devicePixelRatioF()

        def project(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            clip = points @ matrix[:, :3].T + matrix[:, 3]
            away = clip[:, 3]
            with np.errstate(divide="ignore", invalid="ignore"):
                share = (clip[:, :2] / away[:, None] * (1, -1) + 1) / 2
            return share * size / ratio, away

        return project

    def seen(self, points: NDArray[np.float64]) -> tuple[list[QPointF], NDArray[np.float64]]:
        """Where in the widget local points (n, 3) are seen, and the metres to each: < 0 behind."""
        x, y, away = eye.project(self._camera(), self._size(), points)
        ratio, rows = self.devicePixelRatioF(), self._size()[1]
        places = zip(x.tolist(), y.tolist(), strict=True)
        return [QPointF(u / ratio, (rows - 1 - v) / ratio) for u, v in places], away

    # The mouse and the keys

    def event(self, event: QEvent) -> bool:
        """Let the tool in the hand have the keys that it claims, before they are shortcuts."""
        before = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if before and self._tool is not None and self._tool.claims(cast(QKeyEvent, event)):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._flight = None
        self.hovered.emit(None, event.position())
        self._told("press", event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._told("move", event)
        self._eye.place = event.position()
        if not self._eye.dragging:
            self._hover.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._told("release", event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._told("double_click", event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._flight = None
        self._told("wheel", event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._flight = None
        if not self._told("key", event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._tool is None or not self._tool.key_up(event):
            super().keyReleaseEvent(event)

    def _told(self, what: str, event: Any) -> bool:
        """Let the tool have an event; what it leaves alone is for looking around."""
        if self._tool is not None and getattr(self._tool, what)(event):
            self.update()
            return True
        return bool(getattr(self._eye, what)(event))

    def leaveEvent(self, event: object) -> None:
        self._hover.stop()
        self.pointed.emit(None)
        self.hovered.emit(None, self._eye.place)

    def _look(self) -> None:
        """See what the mouse is over: its place for the status line, a mark on the thing."""
        if self._moving or not self.underMouse():
            return
        pick = self.scene.pick(*self._display(self._eye.place))
        x, y, z = pick.point if pick else (0.0, 0.0, 0.0)
        self.pointed.emit((x, y, z / self._stretch) if pick else None)
        shown = pick is not None and self._tool is None  # a tool has words of its own there
        self.hovered.emit(self._selection(pick) if pick and shown else None, self._eye.place)
        same = (pick and (pick.key, pick.object)) == (
            self._hovered and (self._hovered.key, self._hovered.object)
        )
        self._hovered = pick
        if not same and not self._relit:
            self.scene.hover(pick)
            self._resting.show()

    def _pick(self, chosen: Selection | None) -> Pick | None:
        """A selection as the scene knows it; one made in a panel is seen where its object is."""
        if chosen is None:
            return None
        row, polygon, lod = chosen.object, chosen.polygon, chosen.lod
        if lod is None and isinstance(chosen.thing, City):
            part = seen_part(chosen.thing, row, self._lods.get(chosen.key))
            row, lod = part or (row, None)
        point = chosen.point or (0.0, 0.0, 0.0)
        return Pick(chosen.key, chosen.thing, row, chosen.surface, polygon, lod, point)

    def _selection(self, pick: Pick) -> Selection:
        face = (pick.surface, pick.polygon, pick.lod)
        return Selection(pick.key, pick.thing, pick.object, *face, pick.point)
