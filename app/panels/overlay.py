"""What lies over the city: the north arrow, the scale bar, and whom to thank for the data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app import theme
from app.document import Document
from app.on_the_table import Selection
from app.wording import kind_word, number
from city.model import City

EDGE = 16  # pixels between an overlay and the viewport's edge
LINES = 3  # of thanks
LOW = 120  # pixels of a picture that has room for nothing at its lower edge


class Compass(QWidget):
    """A round card whose needle points north; a click looks straight down."""

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(56, 56)
        self.setToolTip("North; click to look from above")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.angle = 0.0

    def turn(self, angle: float) -> None:
        """Point elsewhere, with the next picture of the city below."""
        self.angle = angle

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.paper))
        painter.drawEllipse(QRectF(0.5, 0.5, 55, 55))
        painter.translate(28, 28)
        painter.rotate(self.angle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawPolygon(QPolygonF([QPointF(0, -24), QPointF(-5, -14), QPointF(5, -14)]))
        painter.rotate(-self.angle)  # the letter stays upright
        painter.setPen(QColor(colours.ink))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(QRectF(-14, -12, 28, 28), Qt.AlignmentFlag.AlignCenter, "N")


class ScaleBar(QFrame):
    """A bar of a round number of metres, as long as they are at the middle of the picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(190, 28)
        self.metres, self._pixels = 0.0, 0.0

    def measure(self, metres_per_pixel: float) -> None:
        """Show how long metres are, with the next picture of the city below."""
        self.metres = round_length(150 * metres_per_pixel)
        self._pixels = self.metres / metres_per_pixel
        self.setFixedWidth(round(self._pixels) + 26)

    def words(self) -> str:
        if self.metres >= 1000:
            return f"{number(self.metres / 1000)} km"
        return f"{number(self.metres)} m"

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.paper))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, 27), 6, 6)
        painter.setPen(QPen(QColor(colours.grey), 1.2))
        left, right = 13.0, 13.0 + self._pixels
        painter.drawLine(QPointF(left, 8), QPointF(left, 20))
        painter.drawLine(QPointF(right, 8), QPointF(right, 20))
        painter.drawLine(QPointF(left, 14), QPointF(right, 14))
        wide = painter.fontMetrics().horizontalAdvance(self.words()) + 12
        middle = QRectF((left + right - wide) / 2, 2, wide, 24)
        painter.fillRect(middle, QColor(colours.paper))
        painter.setPen(QColor(colours.ink))
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self.words())


def round_length(metres: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not longer."""
    if not metres > 0 or not math.isfinite(metres):
        return 1.0
    power = 10.0 ** math.floor(math.log10(metres))
    return next(k * power for k in (5, 2, 1) if k * power <= metres * 1.0000001)


class Overlay:
    """Keeps the cards in the corners of the viewport."""

    def __init__(self, viewport: QWidget, document: Document) -> None:
        self._viewport, self._document = viewport, document
        self.tell: Callable[[Selection], str] = lambda _: ""  # what a thing is coloured by
        self.compass = Compass(viewport)
        self.scale = ScaleBar(viewport)
        self.callout = QLabel(viewport)
        self.callout.setObjectName("card")
        self.callout.setContentsMargins(9, 5, 9, 5)
        self.callout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.callout.hide()
        self.thanks = QLabel(viewport)
        self.thanks.setObjectName("thanks")
        self.thanks.setWordWrap(True)
        self.thanks.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def hovered(self, thing: Selection | None, place: QPointF) -> None:
        """Name what the mouse is over, beside the mouse."""
        self.say_beside(self._named(thing) if thing is not None else "", place)

    def say_beside(self, text: str, place: QPointF) -> None:
        """Say something beside the mouse, "" for nothing."""
        self.callout.setText(text)
        self.callout.setVisible(bool(text))
        if text:
            self.callout.adjustSize()
            inside = self._viewport.rect()
            x = min(round(place.x()) + 14, inside.right() - self.callout.width() - 4)
            self.callout.move(x, max(round(place.y()) - self.callout.height() - 10, 4))

    def _named(self, thing: Selection) -> str:
        city = thing.thing
        if not isinstance(city, City):
            return self._document.layers[thing.key].name
        words = [kind_word(city.objects.kind_of(thing.object))]
        if thing.surface >= 0:
            words.insert(0, kind_word(city.surfaces.kind_of(thing.surface)))
        return " · ".join(part for part in (*words, self.tell(thing)) if part)

    def moved(self, angle: float, metres_per_pixel: float) -> None:
        self.compass.turn(angle)
        wide = self.scale.width()
        self.scale.measure(metres_per_pixel)
        if self.scale.width() != wide:
            self.place()

    def place(self) -> None:
        """Put every card into its corner."""
        width, height = self._viewport.width(), self._viewport.height()
        self.compass.move(width - self.compass.width() - EDGE, EDGE)
        self.scale.move(width - self.scale.width() - EDGE, height - self.scale.height() - EDGE)
        credits = list(dict.fromkeys(self._document.credits))
        room = max(width - self.scale.width() - 3 * EDGE, 60)
        self.thanks.setText(self._thanks_within(together(credits), room - 14))
        self.thanks.setToolTip("\n".join(credits))
        shown = height >= LOW  # else they would lie under the cards above, and About names all
        self.scale.setVisible(shown)
        self.thanks.setVisible(bool(credits) and shown)
        self.thanks.setFixedWidth(min(self._thanks_width() + 14, room))
        self.thanks.setMinimumHeight(0)  # else it would stay as high as it once was
        high = self.thanks.heightForWidth(self.thanks.width())
        self.thanks.setFixedHeight(max(high, 0))  # -1 where there is nobody to thank
        self.thanks.move(EDGE, height - self.thanks.height() - EDGE)

    def _thanks_width(self) -> int:
        return self.thanks.fontMetrics().horizontalAdvance(self.thanks.text())

    def _thanks_within(self, credits: list[str], room: int) -> str:
        """All credits, on at most LINES lines; where they are more, how many are not said here."""
        metrics, wrap = self.thanks.fontMetrics(), Qt.TextFlag.TextWordWrap
        for count in range(len(credits), 0, -1):
            more = len(credits) - count
            text = " · ".join(credits[:count]) + (f" · and {more} more" if more else "")
            needed = metrics.boundingRect(QRect(0, 0, room, 9999), int(wrap), text).height()
            if needed < (LINES + 0.5) * metrics.lineSpacing():
                return text
        return f"{len(credits)} sources: see About, in Help" if credits else ""


def together(credits: Iterable[str]) -> list[str]:
    """Who is to be thanked, each once: "Rail, A" and "Land, B; Roads, A" are by A and by B."""
    owners: dict[str, dict[str, None]] = {}  # with the titles of what is theirs, in their order
    for part in "; ".join(credits).split("; "):
        title, comma, owner = part.partition(", ")
        owners.setdefault(owner if comma else title, {})[title if comma else ""] = None
    named = [", ".join((*filter(None, titles), owner)) for owner, titles in owners.items()]
    return [name for name in named if name]
