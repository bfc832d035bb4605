"""A picture for paper: what the window shows, taken carefully and laid on a sheet."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QImage

from app.document import Document
from app.sheet import Caption, Order, metres_of, picture_size, write
from app.table import Table

KEEP = ". It shows data that must not be passed on: keep it to yourself"


def print_sheet(table: Table, document: Document, order: Order) -> None:
    """Make the sheet that was ordered, and let the table say so or why not."""
    viewport = table.viewport
    metres = None if order.scale is None else metres_of(order.scale, order.dpi)
    plan, north = viewport.plan, viewport.north

    def write_sheet(picture: QImage, metres: float) -> None:
        system = " + ".join(n for n in document.opened[0].crs if n != "unknown")
        date = QLocale().toString(QDate.currentDate(), QLocale.FormatType.LongFormat)
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
