"""A picture for paper: what the window shows, taken carefully and laid on a sheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from app import theme
from app.document import Document
from app.panes.pictures import paint_all
from app.sheet import Caption, Order, metres_of, picture_size, write
from app.sunlight import moment_words
from app.table import Table

SCREEN = 96  # dots per inch of a screen, for which marks are made
KEEP = ". It shows data that must not be passed on: keep it to yourself"


def print_sheet(table: Table, document: Document, order: Order) -> None:
    """Make the sheet that was ordered, and let the table say so or why not."""
    viewport = table.viewport
    metres = None if order.scale is None else metres_of(order.scale, order.dpi)
    plan, north = viewport.plan, viewport.north

    def write_sheet(picture: QImage, metres: float) -> None:
        _mark(viewport, picture, order.dpi / SCREEN)
        system = " + ".join(n for n in document.opened[0].crs if n != "unknown")
        date = QLocale().toString(QDate.currentDate(), QLocale.FormatType.LongFormat)
        if document.moment is not None:
            date += f" · in the sun of {moment_words(document.moment)}"
        credits = tuple(dict.fromkeys(document.credits))
        caption = Caption(order.title, date, system, credits, metres, plan, north)
        shown = [one.source for one in document.live.values() if one.source.visible]
        kept = "" if all(one.terms.export for one in shown) else KEEP
        legends = [table.legend.picture(order.dpi / 72)] if order.legend else []
        try:
            write(order, picture, caption, [legend for legend in legends if legend])
        except OSError as fault:
            table.trouble.emit(str(fault))
        else:
            table.told.emit(f"The picture is saved as {order.path}{kept}")

    viewport.photograph(picture_size(order.paper, order.dpi), write_sheet, metres)


def _mark(viewport: Any, picture: QImage, ratio: float) -> None:
    """Paint what lies over the city in the window, measures, notes and labels, over a photograph,
    as large on paper as on a screen; ratio: pixels of the photograph that are one of a screen."""

    def paint() -> None:
        room = painter.window().size() / ratio
        painter.setWindow(QRect(QPoint(), room))
        viewport.paint_marks(painter)

    painter = QPainter(picture)
    with theme.on_paper(), viewport.on_paper(ratio):
        paint_all(painter, viewport.pictures.split, [], picture.size(), paint)
    painter.end()
