"""A camera as a value that can be kept, and back."""

from __future__ import annotations

from vtkmodules.vtkRenderingCore import vtkCamera

from city.camera import Camera
from city.project import Eye


def eye_of(camera: vtkCamera) -> Eye:
    """Where a camera stands and what it sees, in local metres."""
    parallel = camera.GetParallelProjection()
    return Eye(
        camera.GetPosition(),
        camera.GetFocalPoint(),
        camera.GetViewUp(),
        camera.GetViewAngle(),
        2 * camera.GetParallelScale() if parallel else 0.0,
    )


def look_through(camera: vtkCamera, eye: Eye) -> None:
    """Let a camera see what an eye in local metres saw."""
    camera.SetViewAngle(eye.angle)
    camera.SetParallelProjection(eye.span > 0)
    if eye.span > 0:
        camera.SetParallelScale(eye.span / 2)
    camera.SetPosition(*eye.position)
    camera.SetFocalPoint(*eye.focus)
    camera.SetViewUp(*eye.up)


def stand_as(camera: vtkCamera, photo: Camera) -> None:
    """Let a camera see what a photograph's camera, in local metres, saw.

    In a picture of the photograph's shape every place is seen where the photograph shows it, also
    where the middle of its projection is not the middle of the picture.
    """
    camera.SetParallelProjection(False)
    camera.SetPosition(*photo.position)
    camera.SetFocalPoint(*photo.focus)
    camera.SetViewUp(*photo.up)
    camera.SetViewAngle(photo.angle)
    (x, y), (columns, rows) = photo.middle, photo.size
    camera.SetWindowCenter(1 - 2 * x / columns, 2 * y / rows - 1)
