"""A report as plain values for the template: every text cleaned, every picture a file."""

from __future__ import annotations

from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from city.progress import Progress
from city.report import (
    Bars,
    Block,
    Facts,
    Heading,
    Legend,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Pictures,
    Report,
    Table,
)
from exporters.paper.images import fit
from exporters.paper.letters import Letters, in_pieces
from exporters.paper.sheet import Sheet

BLANK = "–"  # for a title of which nothing can be shown: one must stand (ISO 14289-1)
HEAD = 19.0  # mm for the heads of the rows of a grid of pictures
GAP = 3.0  # mm between its pictures
ROW = 9.0  # mm that each of its rows takes for words
TOGETHER = 3  # rows of pictures that stay on one page
FEW, SHORT = 10, 800  # rows and signs of a table up to which it stays on one page
CELL = 4.0  # mm beside what stands in a cell
SIGN = 0.175  # mm for each point of the text that a sign of a table takes on average
WIDEST = 36  # signs in a cell before it takes a second line
WORD = 14  # signs of a word that are not broken where there is little room


class Content:
    """Gathers a report's values; its pictures become files of a folder as they come."""

    def __init__(self, report: Report, sheet: Sheet, folder: Path) -> None:
        self.letters = Letters()
        self._report, self._sheet, self._folder = report, sheet, folder
        self._pictures = 0

    def values(self, progress: Progress) -> dict[str, Any]:
        """What the template reads. Raises WriteError for a picture that is none."""
        report, blocks = self._report, []
        for number, block in enumerate(report.blocks):
            progress.report(number, len(report.blocks), "Gathering")
            blocks.append({"kind": type(block).__name__, **self._block(block)})
        _close_ranks([block for block in blocks if block["kind"] == "Heading"])
        language, _, region = report.language.partition("-")
        said = {
            name: self._text(getattr(report, name))
            for name in ("title", "subtitle", "place", "project", "mark")
        }
        return {
            **said,
            "title": said["title"].strip() or BLANK,
            "language": language,
            "region": region or None,
            "date": {name: getattr(report.date, name) for name in ("year", "month", "day")},
            "sheet": self._sheet._asdict(),
            "gap": GAP,
            "blocks": blocks,
            "told": self.letters.told(),
        }

    def _text(self, text: str) -> str:
        return in_pieces(self.letters.clean(text))

    def _block(self, block: Block) -> dict[str, Any]:
        say = self._text
        match block:
            case Heading(text, level):
                return {"text": say(text).strip() or BLANK, "level": level}
            case Paragraph(text):
                return {"paragraphs": _paragraphs(say(text))}
            case Note(text, title):
                return {"paragraphs": _paragraphs(say(text)), "title": say(title)}
            case Facts(pairs):
                return {"pairs": [[say(name), say(value)] for name, value in pairs]}
            case Table():
                return self._table(block)
            case Picture():
                width = block.width * self._sheet.measure
                return self._picture(block, width, self._sheet.tallest)
            case Pictures():
                return self._grid(block)
            case Legend(swatches, title):
                labels = [say(swatch.label) for swatch in swatches]
                looks = [[swatch.colour, swatch.hatch] for swatch in swatches]
                return {"labels": labels, "looks": looks, "title": say(title)}
            case Bars():
                return self._bars(block)
            case PageBreak():
                return {}

    def _table(self, table: Table) -> dict[str, Any]:
        clean = self.letters.clean
        heads = [(clean(column.title), clean(column.unit)) for column in table.columns]
        rows = [[clean(cell) for cell in row] for row in table.rows]
        wanted, needed, sign = [], [], SIGN * self._sheet.letter
        for place, head in enumerate(heads):
            texts = [*head, *(row[place] for row in rows)]
            word = max((len(word) for text in texts for word in text.split()), default=0)
            wanted.append(CELL + sign * min(max(*map(len, texts), 3), WIDEST))
            needed.append(CELL + sign * min(max(word, 3), WORD))
        widths = _shared(wanted, needed, self._sheet.measure)
        room = [max(3, int((width - CELL) / sign)) for width in widths]
        return {
            "widths": widths,
            "align": ["center" if c.align == "centre" else c.align for c in table.columns],
            "heads": [
                [in_pieces(text, most) for text in head]
                for head, most in zip(heads, room, strict=True)
            ],
            "rows": [
                [in_pieces(cell, most) for cell, most in zip(row, room, strict=True)]
                for row in rows
            ],
            "caption": self._text(table.caption),
            "breaks": len(rows) > FEW or sum(map(len, chain(*rows))) > SHORT,
        }

    def _picture(self, picture: Picture, width: float, height: float) -> dict[str, Any]:
        called = picture.caption or picture.alternative
        fitted = fit(picture.image, width, height, called)
        self._pictures += 1
        name = f"{self._pictures}.{fitted.suffix}"
        (self._folder / name).write_bytes(fitted.image)
        return {
            "file": name,
            "width": fitted.width,
            "height": fitted.height,
            "alternative": self.letters.clean(picture.alternative or called) or "Picture",
            "caption": self._text(picture.caption),
        }

    def _grid(self, grid: Pictures) -> dict[str, Any]:
        head = HEAD if grid.rows else -GAP
        count = len(grid.columns)
        width = (self._sheet.measure - head) / count - GAP
        down = min(max(len(grid.pictures), 1), TOGETHER)
        height = self._sheet.tallest / down - ROW
        return {
            "head": head,
            "breaks": len(grid.pictures) > TOGETHER,
            "width": width,
            "columns": [self._text(text) for text in grid.columns],
            "rows": [self._text(text) for text in grid.rows],
            "pictures": [
                [picture and self._picture(picture, width, height) for picture in row]
                for row in grid.pictures
            ],
            "caption": self._text(grid.caption),
        }

    def _bars(self, chart: Bars) -> dict[str, Any]:
        """Each bar from 0 to 1 along the scale, with where it starts and how long it is."""
        values = [value for bar in chart.bars for value in bar.values]
        low, high = min([0.0, *values]), max([0.0, *values])
        span = high - low or 1.0
        return {
            "names": [self._text(name) for name in chart.names],
            "zero": -low / span,
            "bars": [
                {
                    "label": self._text(bar.label),
                    "words": [self._text(word) for word in bar.words],
                    "runs": [[(min(v, 0) - low) / span, abs(v) / span] for v in bar.values],
                }
                for bar in chart.bars
            ],
            "caption": self._text(chart.caption),
        }


def _shared(wanted: list[float], needed: list[float], room: float) -> list[float]:
    """The widths of columns: those that they want, or where there is less room, what their words
    need and a fair share of the rest."""
    if sum(wanted) <= room:
        return wanted
    rest = room - sum(needed)
    if rest <= 0:
        return [width * room / sum(needed) for width in needed]
    share = rest / (sum(wanted) - sum(needed))
    return [low + (high - low) * share for high, low in zip(wanted, needed, strict=True)]


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def _close_ranks(headings: list[dict[str, Any]]) -> None:
    """No level is left out on the way down (ISO 14289-1, 7.4.2)."""
    for above, heading in pairwise([{"level": 0}, *headings]):
        heading["level"] = min(heading["level"], above["level"] + 1)
