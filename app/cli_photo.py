"""A plan in a photograph, from the camera that it was taken with: for the command line, and for a
window that lets another process draw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.cli_picture import laid_out, lay_plan, plan_ident, staged
from city.photo_match import PhotoMatch, photo_matches
from city.photo_montage import Drawn, halved, laid_in
from city.progress import Progress
from city.project import ProjectError
from importers import ReadError

if TYPE_CHECKING:
    from app.document import Document
    from city.camera import Camera

MOST = 12_000_000  # pixels of a picture: a larger photograph is made smaller
SHADED = 3_000_000  # pixels that shadows are found for; a larger picture shares them
SMOOTH = 3_000_000  # pixels up to which edges are drawn twice as fine and then halved


def draw_photo(
    path: Path, out: Path, name: str, progress: Progress, scenario: str | None, outlined: bool
) -> list[str]:
    """Draw a photograph that a project keeps, with a plan in it, under the sun of its moment.

    scenario: the plan's name; None: the one that was on the table. outlined: whether a line goes
    around what is demolished. Returns what is to be told. Raises ProjectError for a photograph
    that is not kept, or whose file is gone.
    """
    from PIL import Image

    table = laid_out(path, progress)
    document, told = table.document, table.told
    match = _named(photo_matches(table.contents.settings), name, path)
    photo = _opened(path, match)
    document.exaggerate(1.0)
    if match.moment:
        document.set_moment(_moment(document, match.moment))
    if document.moment is None or document.place is None:
        told.append(
            "nobody knows when the photograph was taken: the plan has the light of a studio"
        )
    ident = plan_ident(table.found.project, scenario)
    fine = 2 if photo.shape[0] * photo.shape[1] <= SMOOTH else 1
    camera = _camera(match, document, (photo.shape[1] * fine, photo.shape[0] * fine))
    progress.report(0, 3, "Drawing the city")
    today, _ = _drawn(document, camera, plan_too=False)
    planning = lay_plan(document, table.found, ident)
    told += [one.words for one in planning.view.lost]
    if not planning.view.things and not planning.view.demolished():
        told.append("the plan has changed nothing: this is the photograph alone")
    progress.report(1, 3, "Drawing the plan")
    plan, cleared = _drawn(document, camera, plan_too=True)
    progress.report(2, 3, "Laying it into the photograph")
    large = photo.repeat(fine, 0).repeat(fine, 1) if fine > 1 else photo
    found = laid_in(large, today, plan, cleared, outlined)
    Image.fromarray(halved(found) if fine > 1 else found).save(out, quality=92)
    progress.report(3, 3, "Laying it into the photograph")
    return told


def draw_apart(*given: Any) -> Iterator[list[str]]:
    """The same, for another process: path, out, name, scenario, outlined."""
    path, out, name, scenario, outlined = given
    try:
        yield draw_photo(path, out, name, Progress(), scenario, outlined)
    except ProjectError as fault:  # which the other side knows as the fault of a file
        raise ReadError(str(fault)) from fault


def _named(matches: dict[str, PhotoMatch], name: str, path: Path) -> PhotoMatch:
    for known, match in matches.items():
        if known.casefold() == name.casefold():
            return match
    names = ", ".join(matches) or "none"
    raise ProjectError(f"{path}: no photograph called {name} is kept; there are: {names}")


def found_photo(path: Path, match: PhotoMatch) -> Path:
    """Where the file of a photograph lies: where it did, or beside the project."""
    there = Path(match.path)
    beside = path.parent / there.name
    return beside if not there.is_file() and beside.is_file() else there


def _opened(path: Path, match: PhotoMatch) -> NDArray[np.uint8]:
    """The photograph upright, (rows, columns, 3), of MOST pixels at most."""
    from PIL import Image, ImageOps

    from importers.photo import read_photo

    file = found_photo(path, match)
    read_photo(file)  # says in a line what is wrong with it
    with Image.open(file) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    if upright.size != match.size:
        columns, rows = match.size
        raise ProjectError(
            f"{file.name} has {upright.width} x {upright.height} pixels; the one whose camera was "
            f"found had {columns} x {rows}: match it anew"
        )
    share = min((MOST / (upright.width * upright.height)) ** 0.5, 1.0)
    size = max(int(upright.width * share), 1), max(int(upright.height * share), 1)
    return np.asarray(upright if share == 1 else upright.resize(size))


def _moment(document: Document, said: str) -> datetime:
    """When a photograph was taken; without an offset, by the clock of the place."""
    from city.time_zone import zone, zone_at

    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None and document.place is not None:
        moment = moment.replace(tzinfo=zone(document.clock or zone_at(document.place)))
    return moment


def _camera(match: PhotoMatch, document: Document, size: tuple[int, int]) -> Camera:
    """The photograph's camera in local metres, for a picture of another size."""
    frame, camera = document.frame, match.camera()
    assert frame is not None
    ends = frame.to_local(np.array([camera.position, camera.focus])).tolist()
    (x, y, z), (u, v, w) = ends
    middle = camera.middle
    centre = middle[0] * size[0] / match.size[0], middle[1] * size[1] / match.size[1]
    return replace(camera, position=(x, y, z), focus=(u, v, w), size=size, centre=centre)


def _drawn(document: Document, camera: Camera, plan_too: bool) -> tuple[Drawn, NDArray[np.float32]]:
    """What a camera sees of a document; and the metres to what is there without the plan's own
    things, where `plan_too`."""
    from app.on_the_table import PLANNED
    from app.plan_layers import STICKING, ZONES, plain_tints
    from render import _bridge
    from render.lens import lens
    from render.viewpoint import stand_as

    layers = document.layers
    planned = {key: layer for key, layer in layers.items() if layer.group == PLANNED}
    plain = {key: replace(layer, tints=plain_tints(layer.tints)) for key, layer in planned.items()}
    document.layers = {
        key: layer
        for key, layer in (layers | plain).items()
        if not key.startswith((ZONES, STICKING))  # what may be built is no part of a photograph
    }
    with staged(document, camera.size) as (scene, window, _):
        seen = scene.renderer.GetActiveCamera()
        stand_as(seen, camera)
        scene.settle()
        scene.make()
        scene.finish(scene.shading(most=SHADED)())
        window.Render()
        colours = _bridge.pixels(window)

        def away() -> NDArray[np.float32]:
            scene.bare()  # shadows lie over the picture, and have depths of their own
            window.SetMultiSamples(0)
            window.Render()
            return lens(seen, camera.size).metres(_bridge.depths(window))

        drawn = Drawn(colours, away())
        if not plan_too:
            return drawn, drawn.away
        for key in planned.keys() & document.layers.keys():
            scene.set_visible(key, False)
        return drawn, away()
