"""A camera as a value that can be kept, and back."""

from __future__ import annotations

from vtkmodules.vtkRenderingCore import vtkCamera

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
