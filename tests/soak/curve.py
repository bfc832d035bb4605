"""A picture of what was measured over a day."""

from __future__ import annotations

from pathlib import Path

SIZE, EDGE = (1200, 300), 70  # pixels of one chart
CHARTS = (("memory in MB", 1), ("threads", 2), ("open files", 3), ("values at hand", 4))


def draw(samples: list[tuple[float, ...]], path: Path) -> None:
    """Lines over the hours of the day, one chart above the other; each begins at zero."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

    wide, high = SIZE
    image = QImage(wide, high * len(CHARTS), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row, (title, column) in enumerate(CHARTS):
        top = max(one[column] for one in samples) * 1.1 or 1.0
        foot, left = high * (row + 1) - 30, EDGE
        across, up = (wide - EDGE - 20) / 24, (high - 60) / top
        painter.setPen(QColor("#888888"))
        painter.drawText(left, high * row + 22, title)
        for hour in range(0, 25, 3):
            painter.drawText(int(left + hour * across) - 8, foot + 18, f"{hour} h")
        for part in range(5):
            value = top * part / 4
            painter.drawText(6, int(foot - value * up) + 4, f"{value:,.0f}")
            painter.drawLine(left, int(foot - value * up), wide - 20, int(foot - value * up))
        painter.setPen(QPen(QColor("#1f77b4"), 2))
        points = [QPointF(left + one[0] * across, foot - one[column] * up) for one in samples]
        painter.drawPolyline(QPolygonF(points))
    painter.end()
    image.save(str(path))
