"""Sheets are measured: what a millimetre of them is worth, and where everything lies."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.sheet import (
    PAPERS,
    Caption,
    picture_size,
    ratio,
    sheet,
    sheet_size,
    write_pdf,
)

CAPTION = Caption(
    "Station quarter, plan A",
    "22 November 2026",
    "EPSG:28992 + NAP",
    ("3D city model: City of Rotterdam, CC BY 4.0", "Terrain: AHN3"),
    metres=0.5,
    plan=True,
    north=0.0,
)


def picture(paper="A4", dpi=150, colour="#3366aa"):
    made = QImage(*picture_size(paper, dpi), QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


@pytest.mark.parametrize("paper", PAPERS)
def test_a_sheet_is_as_large_as_its_paper(paper):
    columns, rows = sheet_size(paper, 300)
    wide, high = PAPERS[paper]
    assert columns / 300 * 25.4 == pytest.approx(wide, abs=0.05)
    assert rows / 300 * 25.4 == pytest.approx(high, abs=0.05)
    assert wide / high == pytest.approx(2**0.5, abs=0.01)


def test_the_scale_is_what_a_ruler_on_the_paper_says():
    # at 254 dpi a millimetre is 10 pixels; at 0.25 m a pixel it is 2.5 m: 1 : 2500
    assert ratio(0.25, 254) == pytest.approx(2500)


def test_the_picture_fills_its_frame_and_the_words_stand_below(qapp):
    whole = sheet(picture(), CAPTION, "A4", 150)
    assert whole.size() == QSize(*sheet_size("A4", 150))
    blue = QColor("#3366aa").rgb()
    point = 150 / 72
    assert whole.pixel(round(40 * point), round(40 * point)) == blue
    assert whole.pixel(round(10 * point), round(10 * point)) == QColor("white").rgb()
    strip = [
        whole.pixel(x, y)
        for x in range(round(24 * point), round(200 * point))
        for y in range(whole.height() - round(80 * point), whole.height() - round(24 * point))
    ]
    assert QColor("white").rgb() in strip and len(set(strip)) > 20
    assert whole.dotsPerMeterX() == round(150 / 0.0254)


def test_the_scale_bar_is_as_long_as_it_says(qapp):
    """Black fields: of 0.5 m a pixel at 150 dpi, 150 points are 156 m, so the bar says 100 m."""
    whole = sheet(picture(), CAPTION, "A4", 150)
    row = whole.height() - round((24 + 72 - 8 - 18) * 150 / 72)
    dark = [x for x in range(whole.width()) if QColor(whole.pixel(x, row)).lightness() < 90]
    first = min(dark)
    fields = [x for x in dark if x - first < 0.75 * 200]
    assert max(fields) - first == pytest.approx(0.75 * 100 / 0.5, abs=3)


def test_a_legend_lies_in_the_lower_left_corner(qapp):
    legend = QImage(100, 60, QImage.Format.Format_RGB32)
    legend.fill(QColor("#ff0000"))
    whole = sheet(picture(), CAPTION, "A4", 150, [legend])
    point = 150 / 72
    bottom = whole.height() - round((24 + 72 + 8 + 5) * point)
    assert whole.pixel(round((24 + 8 + 5) * point), bottom) == QColor("#ff0000").rgb()


def test_a_pdf_has_the_paper_and_its_words(qapp, tmp_path):
    path = tmp_path / "sheet.pdf"
    write_pdf(path, picture(), CAPTION, "A3", 150)
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)", data)
    wide, high = (float(side) / 72 * 25.4 for side in box.groups())
    assert (wide, high) == pytest.approx(PAPERS["A3"], abs=0.5)
    assert b"/Font" in data


def test_a_pdf_that_cannot_be_written_is_told(qapp, tmp_path):
    with pytest.raises(OSError, match="cannot be written"):
        write_pdf(tmp_path / "no" / "such" / "folder.pdf", picture(), CAPTION, "A4", 150)
