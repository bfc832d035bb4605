"""Plans side by side in one picture, without a window: one eye, one sun, each its plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.cli_picture import Shine, eye_of_view, laid_out, lay_plan, named_view, plan_ident, staged
from app.panes.arrangement import MOST
from app.plans import BASELINE
from city.project import ProjectError

if TYPE_CHECKING:
    from app.document import Document
    from city.progress import Progress
    from city.project import Eye

Pixels = NDArray[np.uint8]


def draw_beside(
    path: Path,
    out: Path,
    size: tuple[int, int],
    name: str | None,
    progress: Progress,
    plans: Sequence[str | None],
    shine: Shine | None = None,
) -> list[str]:
    """Draw up to four plans of a project as panes of one picture, each under its name.

    name: of a saved view that all are seen from. plans: by their names, None: the one that was on
    the table. Returns what is to be told, and raises ProjectError, as `app.cli_picture.draw` does.
    """
    from PySide6.QtCore import QSize

    from app.images import image_of
    from app.legend_on_picture import drawing
    from app.panes.pictures import together
    from app.panes.split import Split
    from app.project import show_as

    if len(plans) > MOST:
        raise ProjectError(f"{len(plans)} plans are too many for one picture; give up to {MOST}")
    table = laid_out(path, progress)
    document, project = table.document, table.found.project
    view = named_view(table.contents, name, path) if name is not None else None
    idents = [plan_ident(project, plan) for plan in plans]
    if view is not None:
        show_as(document, view)
    if shine is not None:
        shine(document)
    eye = eye_of_view(document, table.contents, view, path)
    split, whole, told = Split("beside", len(plans)), QSize(*size), list(table.told)
    room = split.pane_size(whole)
    pictures: list[Pixels] = []
    titles = []
    for ident in idents:
        progress.check()
        planning = lay_plan(document, table.found, ident)
        titles.append(planning.scenarios[ident].name if ident else BASELINE)
        told += [one.words for one in planning.view.lost]
        picture, eye = _seen(document, (room.width(), room.height()), eye)
        pictures.append(picture)
    drawing()
    together(split, [image_of(picture) for picture in pictures], whole, titles).save(str(out))
    return list(dict.fromkeys(told))


def _seen(document: Document, size: tuple[int, int], eye: Eye | None) -> tuple[Pixels, Eye]:
    """What an eye sees of a document, (rows, columns, 4), the lowest row first, and where it is;
    None: it looks at the whole city."""
    from render import _bridge
    from render.viewpoint import eye_of, look_through

    with staged(document, size) as (scene, window, _):
        camera = scene.renderer.GetActiveCamera()
        if eye is None:
            scene.home()
            eye = eye_of(camera).stretched(1 / document.exaggeration)
        look_through(camera, eye.stretched(document.exaggeration))
        if document.cutaway is not None:
            scene.set_cutaway(document.cutaway.planes())
        scene.rest()
        window.Render()
        return _bridge.lowest_first(window).copy(), eye
