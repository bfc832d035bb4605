"""A picture to hand out: the city with its title, legend, scale, north, sources and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from app.panels.overlay import round_length
from app.wording import number

INK, GREY, LINE, PAPER = QColor("#1b1f24"), QColor("#5b646f"), QColor("#c8cdd3"), QColor("#ffffff")
# Everything in points (1/72 inch), so that a sheet reads the same at every resolution.
MARGIN, STRIP, GAP = 24.0, 72.0, 8.0
TITLE, TEXT, SMALL = 15.0, 9.0, 7.5
BAR = 150.0  # the scale bar is no longer
ARROW = 30.0
PAPERS = {  # millimetres, landscape (ISO 216)
    "A4": (297, 210),
    "A3": (420, 297),
    "A2": (594, 420),
    "A1": (841, 594),
}
INCH = 25.4


@dataclass(frozen=True, slots=True)
class Caption:
    """What a sheet says beside the picture.

    metres: that a pixel of the picture is, at its middle. plan: lengths are true everywhere in
    it. north: degrees clockwise from upwards to north. system: of the coordinates. sources: whom
    to name.
    """

    title: str
    date: str
    system: str
    sources: tuple[str, ...]
    metres: float
    plan: bool
    north: float


@dataclass(frozen=True, slots=True)
class Order:
    """A sheet that is to be made. scale: n of 1 : n, None for as it is seen."""

    path: Path
    title: str
    paper: str
    dpi: int
    scale: float | None
    legend: bool


def picture_size(paper: str, dpi: int) -> tuple[int, int]:
    """Columns and rows of the picture on a sheet of this size."""
    columns, rows = sheet_size(paper, dpi)
    point = dpi / 72
    return round(columns - 2 * MARGIN * point), round(rows - (2 * MARGIN + STRIP) * point)


def sheet_size(paper: str, dpi: int) -> tuple[int, int]:
    """Columns and rows of a whole sheet."""
    wide, high = PAPERS[paper]
    return round(wide / INCH * dpi), round(high / INCH * dpi)


def ratio(metres: float, dpi: int) -> float:
    """n of a scale of 1 : n, where a pixel is so many metres."""
    return metres * dpi / (INCH / 1000)


def metres_of(scale: float, dpi: int) -> float:
    """Metres that a pixel is at a scale of 1 : n."""
    return scale * (INCH / 1000) / dpi


def write(order: Order, picture: QImage, caption: Caption, legends: Sequence[QImage] = ()) -> None:
    """Write a sheet, in the format that its file's name says. Raises OSError."""
    if order.path.suffix.lower() == ".pdf":
        write_pdf(order.path, picture, caption, order.paper, order.dpi, legends)
    elif not sheet(picture, caption, order.paper, order.dpi, legends).save(str(order.path)):
        raise OSError(f"{order.path} cannot be written; is it a picture's name, such as .png?")


def sheet(
    picture: QImage, caption: Caption, paper: str, dpi: int, legends: Sequence[QImage] = ()
) -> QImage:
    """The whole sheet as an image, to be saved as PNG or JPEG."""
    columns, rows = sheet_size(paper, dpi)
    whole = QImage(columns, rows, QImage.Format.Format_RGB32)
    whole.fill(PAPER)
    whole.setDotsPerMeterX(round(dpi / INCH * 1000))
    whole.setDotsPerMeterY(round(dpi / INCH * 1000))
    painter = QPainter(whole)
    painter.scale(dpi / 72, dpi / 72)
    _paint(painter, picture, caption, paper, dpi, legends)
    painter.end()
    return whole


def write_pdf(
    path: Path,
    picture: QImage,
    caption: Caption,
    paper: str,
    dpi: int,
    legends: Sequence[QImage] = (),
) -> None:
    """The same sheet as a PDF: the words stay words. Raises OSError where it cannot be written."""
    writer = QPdfWriter(str(path))
    size = QPageSize(QSizeF(*PAPERS[paper]), QPageSize.Unit.Millimeter, paper)
    landscape = QPageLayout.Orientation.Portrait  # the size is wide already
    writer.setPageLayout(QPageLayout(size, landscape, QMarginsF(0, 0, 0, 0)))
    writer.setResolution(dpi)
    writer.setTitle(caption.title)
    writer.setCreator("Maquette")
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{path} cannot be written")
    painter.scale(dpi / 72, dpi / 72)
    _paint(painter, picture, caption, paper, dpi, legends)
    if not painter.end():
        raise OSError(f"{path} cannot be written")


def _paint(
    painter: QPainter,
    picture: QImage,
    caption: Caption,
    paper: str,
    dpi: int,
    legends: Sequence[QImage],
) -> None:
    """Everything, in points from the upper left corner of the sheet."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    wide, high = (side / INCH * 72 for side in PAPERS[paper])
    frame = QRectF(MARGIN, MARGIN, wide - 2 * MARGIN, high - 2 * MARGIN - STRIP)
    painter.drawImage(frame, picture)
    painter.setPen(QPen(LINE, 0.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    _legends(painter, frame, legends)
    strip = QRectF(MARGIN, frame.bottom() + GAP, frame.width(), STRIP - GAP)
    point = caption.metres * dpi / 72  # metres per point of the sheet
    right = strip.right() - ARROW - GAP
    _north(painter, QPointF(strip.right() - ARROW / 2, strip.top() + ARROW / 2 + 4), caption.north)
    used = _scale_bar(painter, QPointF(right, strip.top() + 20), point)
    if caption.plan:
        said = f"1 : {number(round(ratio(caption.metres, dpi)))} on {paper}"
    else:
        said = "at the middle of the picture"
    _write(painter, QRectF(right - 220, strip.top() + 26, 220, 14), said, SMALL, GREY, right=True)
    room = strip.width() - used - ARROW - 4 * GAP
    left = strip.left()
    _write(painter, QRectF(left, strip.top(), room, 20), caption.title, TITLE, INK, bold=True)
    line = " · ".join(part for part in (caption.date, caption.system) if part)
    _write(painter, QRectF(left, strip.top() + 21, room, 13), line, TEXT, GREY)
    thanks = " · ".join(caption.sources)
    _write(painter, QRectF(left, strip.top() + 35, room, 30), thanks, SMALL, GREY, wrap=True)


def _write(
    painter: QPainter,
    room: QRectF,
    text: str,
    size: float,
    ink: QColor,
    bold: bool = False,
    right: bool = False,
    wrap: bool = False,
) -> None:
    """A text within its room: cut with "…" where it does not fit on a line, or broken."""
    font = QFont(painter.font())
    font.setPixelSize(100)  # in units of a hundredth, as painters know whole pixels only
    font.setBold(bold)
    painter.save()
    painter.translate(room.topLeft())
    painter.scale(size / 100, size / 100)
    painter.setFont(font)
    painter.setPen(ink)
    space = QRectF(0, 0, room.width() * 100 / size, room.height() * 100 / size)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    if wrap:
        painter.drawText(
            space, int(side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), text
        )
    else:
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, space.width())
        painter.drawText(space, side | Qt.AlignmentFlag.AlignTop, shown)
    painter.restore()


def _scale_bar(painter: QPainter, end: QPointF, metres: float) -> float:
    """A bar in four fields that ends at a point; metres: of a point. Returns its length."""
    length = round_length(BAR * metres)
    wide = length / metres
    start = end.x() - wide
    for field in range(4):
        painter.setPen(QPen(INK, 0.5))
        painter.setBrush(INK if field % 2 == 0 else PAPER)
        painter.drawRect(QRectF(start + field * wide / 4, end.y() - 4, wide / 4, 4))
    unit, share = ("km", 1000) if length >= 1000 else ("m", 1)
    said = f"{number(length / share)} {unit}"
    _write(painter, QRectF(start, end.y() - 17, 30, 12), "0", SMALL, INK)
    painter.setPen(INK)
    _write(painter, QRectF(end.x() - 60, end.y() - 17, 60, 12), said, SMALL, INK, right=True)
    return wide


def _north(painter: QPainter, middle: QPointF, angle: float) -> None:
    painter.save()
    painter.translate(middle)
    painter.rotate(angle)
    painter.setPen(QPen(INK, 0.7))
    painter.setBrush(INK)
    painter.drawPolygon(QPolygonF([QPointF(0, -14), QPointF(-6, 8), QPointF(0, 4)]))
    painter.setBrush(PAPER)
    painter.drawPolygon(QPolygonF([QPointF(0, -14), QPointF(6, 8), QPointF(0, 4)]))
    painter.restore()
    _write(painter, QRectF(middle.x() - 4, middle.y() + 16, 20, 12), "N", TEXT, INK, bold=True)


def _legends(painter: QPainter, frame: QRectF, legends: Sequence[QImage]) -> None:
    """One above the other in the lower left corner of the picture."""
    bottom = frame.bottom() - GAP
    for legend in legends:
        size = QSizeF(legend.size()) / legend.devicePixelRatio() * 0.75  # pixels at 96 dpi
        room = frame.height() - 2 * GAP
        if size.height() > room:
            size *= room / size.height()
        painter.drawImage(QRectF(QPointF(frame.left() + GAP, bottom - size.height()), size), legend)
        bottom -= size.height() + GAP
