"""A picture of what differs, without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.cli_compare_words import Comparison
from app.cli_picture import laid_out, lay_plan, plan_ident, staged
from app.cli_terminal import Refused, warn
from app.difference_layers import layers_of, legend_lines
from app.document import Document
from app.legend_on_picture import add_legend
from app.opening import opened
from app.plan_layers import plain_tints
from city.crs import Crs
from city.progress import Progress
from city.project import SUFFIX
from importers import Reading
from importers.report import Report


def draw(
    found: Comparison, source: Path, out: Path, size: tuple[int, int], progress: Progress
) -> None:
    """Draw the second side, and over it what differs, with a legend.

    source: the project, or the first file.
    """
    document = _document(found, source, progress)
    document.lay_over(layers_of(found.difference, progress))
    from PIL import Image

    from render import _bridge

    with staged(document, size) as (scene, window, _):
        scene.home()
        scene.rest()
        window.Render()
        Image.fromarray(_bridge.pixels(window)).save(out)
    lines = legend_lines(found.difference, Path(found.a).name, Path(found.b).name)
    for told in add_legend(out, lines) if lines else []:
        warn(told)


def _document(found: Comparison, source: Path, progress: Progress) -> Document:
    """The second side on a table: a plan of a project, or a city."""
    base = found.difference.b.base
    if source.name.lower().endswith(SUFFIX) and "there" not in found.more:
        table = laid_out(source, progress)
        ident = plan_ident(table.found.project, found.b)
        if ident:
            lay_plan(table.document, table.found, ident)
            table.document.layers = {
                key: replace(layer, tints=plain_tints(layer.tints))
                for key, layer in table.document.layers.items()
            }
        return table.document
    document = Document()
    for city in base.cities:
        reading = Reading(
            city.sources,
            Crs(city.frame.horizontal, city.frame.vertical),
            None,
            city.frame,
            city,
            (),
            (),
            Report(),
        )
        document.lay(opened([found.b], reading), add=True)
    if not any(one.layers for one in document.opened):
        raise Refused(f"{found.b}: there is nothing in it to draw")
    return document
