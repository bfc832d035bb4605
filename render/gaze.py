"""Where the eye is: everything that turns, shifts and moves it, and what it has in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from city.cutaway import Cutaway, Kind
from city.project import Eye
from render import camera as eye
from render.flight import Flight, View
from render.in_sight import ground_in_sight, outline_in_sight
from render.scene import Scene
from render.viewpoint import eye_of, look_through

Point = tuple[float, float, float]
Bounds = Sequence[float]
F64 = NDArray[np.float64]

RINGS = (0.0, 4.0, 8.0, 14.0, 22.0, 32.0, 45.0, 60.0)  # metres round a place that is taken
NOWHERE = (-100.0, 100.0, -100.0, 100.0, 0.0, 50.0)  # what is looked at on an empty table


class Gaze:
    """The eye of whoever shows a scene: a widget that says how large its picture is.

    Moving goes through `_show_soon`, which draws the next picture, and through `_take_off`, which
    begins to draw a flight. Lengths are local metres, angles degrees.
    """

    scene: Scene
    _flight: Flight | None = None

    def _size(self) -> tuple[int, int]:
        """Columns and rows of the picture."""
        raise NotImplementedError

    def _free(self, least: eye.Free) -> eye.Free:
        """The shares of the picture's height that what is framed keeps out of, or the least."""
        return least

    def _show_soon(self) -> None:
        """The eye has moved: draw."""
        raise NotImplementedError

    def _take_off(self) -> None:
        """A flight begins: draw until it is over."""
        raise NotImplementedError

    def cut_here(self, kind: Kind) -> Cutaway:
        """A cut through what one looks at, open towards the eye."""
        eye_, focus = np.array(self._camera().GetPosition()), np.array(self._aim())
        way = eye_ - focus
        azimuth = float(np.degrees(np.arctan2(way[0], way[1]))) % 360
        half = eye.half_height(self._camera())  # of what the picture shows
        side = max(round(half / 10) * 10.0, 20.0)
        low, high = self._bounds()[4:6]
        middle = (float(focus[0]), float(focus[1]), (low + high) / 2)
        return Cutaway(kind, middle, azimuth, (side, side, 2 * (high - low) + 1000.0))

    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north of everything that is shown."""
        west, east, south, north, _, _ = self._bounds()
        return west, south, east, north

    def outline_in_sight(self) -> tuple[tuple[float, float], list[tuple[float, float]]]:
        """Where the eye is, and the corners of what it sees, in plan."""
        camera = self._camera()
        x, y, _ = camera.GetPosition()
        if self.parallel:
            x, y, _ = self.focus
        return (x, y), outline_in_sight(camera, self._size(), self._bounds())

    def look_at(self, x: float, y: float) -> None:
        """Bring a place in plan to the middle of the picture, at once."""
        height = self.focus[2]
        eye.pan(self._camera(), (x, y, height), self.focus)
        self._changed()

    def ground_in_sight(self) -> tuple[tuple[float, float, float, float], float] | None:
        """The ground that fills most of the picture, west, south, east, north, and how many metres
        one of its nearer pixels is; None where only sky is seen."""
        return ground_in_sight(self._camera(), self._size(), self._bounds())

    def home(self) -> None:
        self._fly(lambda camera: self.scene.home(camera, self._aspect(), self._free(eye.SKY)))

    def start(self) -> None:
        """Look at the whole city at once, without a flight."""
        self.scene.home(self._camera(), self._aspect(), self._free(eye.SKY))
        self._show_soon()

    def top(self) -> None:
        free = self._free(eye.LITTLE)
        self._fly(lambda camera: eye.top(camera, self._bounds(), self._aspect(), free))

    def frame(self, box: Bounds) -> None:
        """Fly to a box (west, east, south, north, low, high), keeping the direction of view."""
        west, east, south, north, low, high = box
        room = max(0.6 * max(east - west, north - south, high - low), 5.0)
        wide = (west - room, east + room, south - room, north + room, low, high + room / 2)
        free = self._free(eye.LITTLE)
        self._fly(lambda camera: eye.frame_box(camera, wide, self._aspect(), free))

    def centre(self, point: Point) -> None:
        """Fly until a point is in the middle of the picture."""

        def place(camera: vtkCamera) -> None:
            eye.pan(camera, point, camera.GetFocalPoint())

        self._fly(place)

    def eye(self) -> Eye:
        """Where the eye is, in local metres."""
        return eye_of(self._camera())

    def fly_to(self, there: Eye) -> None:
        """Fly to where an eye was, and see as it did."""
        self._camera().SetParallelProjection(there.span > 0)
        self._camera().SetViewAngle(there.angle)
        self._fly(lambda camera: look_through(camera, there))

    def start_at(self, there: Eye) -> None:
        """See what an eye saw at once, without a flight."""
        look_through(self._camera(), there)
        self._show_soon()

    @property
    def parallel(self) -> bool:
        """Whether a metre is as long near as far, as in a plan."""
        return bool(self._camera().GetParallelProjection())

    @property
    def plan(self) -> bool:
        """Whether all lengths on the ground are true: seen in parallel, from straight above."""
        return self.parallel and eye.axes(self._camera())[2][2] < -0.9999

    @property
    def north(self) -> float:
        """Degrees clockwise from upwards in the picture to north."""
        return eye.north_angle(self._camera())

    def see_in_parallel(self, on: bool) -> None:
        """See as in a plan, where lengths can be measured, or as the eye does."""
        eye.set_parallel(self._camera(), on)
        self._changed()

    def stand(self, height: float) -> None:
        """Stand on the ground, the eye so many metres above it; from afar, where one looks at."""
        camera = self._camera()
        if camera.GetViewAngle() != eye.WALKING_FIELD:
            self.see_in_parallel(False)
            eye.alight(camera, self._free_place(), self.scene.ground_height)
        eye.stand(camera, self.scene.ground_height, height)
        self._show_soon()

    def _free_place(self) -> Point:
        """Where one looks, or the nearest place found round it that is in no building."""
        x, y, z = self._aim()
        for away in RINGS:
            for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False):
                place = (x + away * float(np.cos(angle)), y + away * float(np.sin(angle)), z)
                if self.scene.open_sky(place[0], place[1]):
                    return place
        return x, y, z

    def _aim(self) -> Point:
        """Where one looks; not beyond the city, but in the middle of what of it lies before one."""
        west, east, south, north, _, _ = self._bounds()
        low, high = np.array([west, south]), np.array([east, north])
        start, focus = np.array(self._camera().GetPosition()[:2]), np.array(self.focus[:2])
        if ((low <= focus) & (focus <= high)).all():
            return self.focus
        way = focus - start
        with np.errstate(divide="ignore", invalid="ignore"):
            enters, leaves = np.sort([(low - start) / way, (high - start) / way], axis=0)
        first, last = max(float(enters.max()), 0.0), float(leaves.min())
        inside = start + way * (first + last) / 2 if first < last else np.clip(focus, low, high)
        return triple((*inside, self.focus[2]))

    def walk(self, ahead: float, aside: float, up: float) -> None:
        """Go so many metres ahead, to the right and up, however high one looks."""
        eye.walk(self._camera(), ahead, aside, up)
        self._show_soon()

    def look_round(self, dx: float, dy: float) -> None:
        """Turn the head: dx degrees to the right, dy degrees up."""
        eye.look_round(self._camera(), dx, dy)
        self._show_soon()

    def keep_above(self, height: float) -> None:
        """Rise to a height above the ground, if the eye is lower."""
        eye.keep_above_ground(self._camera(), self.scene.ground_height, height)
        self._show_soon()

    def height_above_ground(self) -> float:
        """Metres from the ground up to the eye."""
        x, y, z = self._camera().GetPosition()
        return float(z - self.scene.ground_height(x, y))

    def walk_no_more(self) -> None:
        """See again as from afar."""
        self._camera().SetViewAngle(eye.FIELD)
        self._show_soon()

    def turn(self, dx: float, dy: float, pivot: Point) -> None:
        """Turn the eye about a point: dx degrees round it, dy degrees up."""
        eye.orbit(self._camera(), dx, dy, pivot)
        self._changed()

    def shift(self, held: Point, to: Point) -> None:
        """Bring the point `held` to where the point `to` is seen."""
        eye.pan(self._camera(), held, to)
        self._changed()

    def come(self, factor: float, point: Point) -> None:
        """Come closer to a point: a factor of 2 halves the way."""
        eye.zoom(self._camera(), factor, point)
        self._changed()

    def _fit_to(self, size: tuple[int, int], metres: float | None) -> float:
        """See as much as now in a picture of so many columns and rows, or in parallel with so many
        metres to its pixel; returns the metres of a pixel at its middle."""
        eye.fit(self._camera(), self._aspect(), size[0] / size[1])
        if metres is not None:
            self._camera().SetParallelScale(metres * size[1] / 2)
        return eye.scale(self._camera(), size[1])

    def _on_level(self, x: int, y: int, height: float) -> Point:
        """Where the ray through a pixel meets a height; the focus where it never does."""
        starts, rays = eye.rays(self._camera(), self._size(), np.array([x]), np.array([y]))
        start, ray = starts[0], rays[0]
        far = 20 * float(np.linalg.norm(start - self.focus))
        reach = (height - start[2]) / ray[2] if abs(ray[2]) > 1e-9 else -1.0
        return triple(start + ray * reach) if 0 < reach < far else self.focus

    def curtain_at(self, share: float, like: F64 | None = None) -> F64:
        """An upright plane (4,), see city.cutaway, seen at a share of the picture's width: inside
        is what lies to the left. like: one that it is parallel to; else it runs as one looks.
        """
        columns, rows = self._size()
        right = eye.axes(self._camera())[0]
        normal = -np.array([right[0], right[1], 0.0]) if like is None else like[:3]
        normal = normal / np.linalg.norm(normal)
        place = self._on_level(round(share * columns), rows // 2, self.focus[2])
        return np.append(normal, -normal @ np.array(place))

    def share_of_curtain(self, plane: F64) -> float:
        """Where such a plane crosses the middle of the picture, as a share of its width."""
        columns, rows = self._size()
        focus = np.array(self.focus)
        nearest = focus - plane[:3] * (plane[:3] @ focus + plane[3])
        x, _, _ = eye.project(self._camera(), (columns, rows), nearest[None])
        return float(np.clip(x[0] / max(columns, 1), 0.03, 0.97))

    def along_curtain(self, plane: F64) -> F64:
        """(n, 3): places on such a plane, as high as what one looks at, from one end of the city to
        the other."""
        west, east, south, north, _, _ = self._bounds()
        focus = np.array(self.focus)
        nearest = focus - plane[:3] * (plane[:3] @ focus + plane[3])
        way = np.array([-plane[1], plane[0], 0.0])
        reach = np.linspace(-1, 1, 201) * np.hypot(east - west, north - south)
        return np.asarray(nearest + way * reach[:, None])

    def _camera(self) -> vtkCamera:
        return self.scene.renderer.GetActiveCamera()

    def _bounds(self) -> Bounds:
        return self.scene.bounds() or NOWHERE

    def _aspect(self) -> float:
        columns, rows = self._size()
        return columns / max(rows, 1)

    def _fly(self, place: Callable[[vtkCamera], None]) -> None:
        end = eye.copy(self._camera())
        place(end)
        self._flight = Flight(_view(self._camera()), _view(end))
        self._take_off()

    def _advance(self) -> None:
        """Put the eye where it is now on its flight."""
        if self._flight is not None:
            view, over = self._flight.now()
            _see(self._camera(), view)
            self._flight = None if over else self._flight
            self._changed()

    def _changed(self) -> None:
        """The eye has moved: draw quickly now, and well once it rests; stay above the ground."""
        eye.keep_above_ground(self._camera(), self.scene.ground_height)
        self._show_soon()

    @property
    def low(self) -> float:
        """The height of the lowest thing in the scene."""
        return float(self._bounds()[4])

    @property
    def focus(self) -> Point:
        """The point that the eye looks at."""
        return triple(self._camera().GetFocalPoint())


def _view(camera: vtkCamera) -> View:
    parts = (camera.GetPosition(), camera.GetFocalPoint(), camera.GetViewUp())
    return np.array([*(value for part in parts for value in part), camera.GetParallelScale()])


def _see(camera: vtkCamera, view: View) -> None:
    camera.SetPosition(*view[0:3])
    camera.SetFocalPoint(*view[3:6])
    camera.SetViewUp(*view[6:9])
    camera.SetParallelScale(view[9])


def triple(point: Any) -> Point:
    """A point as three plain numbers."""
    x, y, z = (float(value) for value in point)
    return x, y, z
