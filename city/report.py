"""A report as a reader sees it: headings, tables, pictures, legends, one after the other."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

MOST_ROWS = 2_000  # of one table, forty pages: nobody reads on, and a spreadsheet takes the rest
MOST_BARS = 200
MOST_COLUMNS = 16  # of a table or a grid of pictures, so that each is wide enough to be read
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Align = Literal["left", "centre", "right"]
Hatch = Literal["", "rising", "falling", "crossed", "dotted", "level"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title over what follows; level 1 to 3."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"a heading of a report has level 1, 2 or 3, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; an empty line begins a new paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one under the other."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; numbers stand to the right, so that their places lie in line."""

    title: str
    unit: str = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head that every page repeats; numbers come as they are to be read."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        _see_columns(len(self.columns), "table")
        if len(self.rows) > MOST_ROWS:
            raise ValueError(
                f"a table of a report has up to {MOST_ROWS:,} rows, not {len(self.rows):,}; "
                "write the whole as CSV and show the part that matters"
            )
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {number} of a table has {len(row)} cells under {len(self.columns)} heads"
                )


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG file's bytes; `alternative` says in words what it shows.

    width: share of the text's width, over 0 up to 1.
    """

    image: bytes
    alternative: str
    caption: str = ""
    width: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.width <= 1:
            raise ValueError(f"a picture of a report is over 0 and up to 1 wide, not {self.width}")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures in rows and columns that have heads, such as hours by dates; None leaves a gap."""

    pictures: tuple[tuple[Picture | None, ...], ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        _see_columns(len(self.columns), "grid of pictures")
        if any(len(row) != len(self.columns) for row in self.pictures):
            raise ValueError("a grid of pictures has one picture or gap under every head")
        if self.rows and len(self.rows) != len(self.pictures):
            raise ValueError(
                f"a grid of pictures has {len(self.pictures)} rows and {len(self.rows)} heads"
            )


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour, "#rrggbb", of a legend and what it stands for, with a hatch if it wears one."""

    colour: str
    label: str
    hatch: Hatch = ""

    def __post_init__(self) -> None:
        if not COLOUR.fullmatch(self.colour):
            raise ValueError(f"the colour {self.colour!r} of a legend is not written as #rrggbb")


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colours mean; each swatch bears its number, for those who see no colours."""

    swatches: tuple[Swatch, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What is measured, with a value for each name of the chart and how it is to be read."""

    label: str
    values: tuple[float, ...]
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.words):
            raise ValueError(f"the bar {self.label!r} has not as many words as values")
        if not all(map(math.isfinite, self.values)):
            raise ValueError(f"a value of the bar {self.label!r} is no number")


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars on one scale: one thing, or before and after, which differ in hatch as well."""

    bars: tuple[Bar, ...]
    names: tuple[str, ...] = ("Before", "After")
    caption: str = ""

    def __post_init__(self) -> None:
        if len(self.names) not in (1, 2):
            raise ValueError(f"a bar chart compares one or two things, not {len(self.names)}")
        if any(len(bar.values) != len(self.names) for bar in self.bars):
            raise ValueError("every bar of a chart has a value for each of its names")
        if len(self.bars) > MOST_BARS:
            raise ValueError(
                f"a bar chart has up to {MOST_BARS} bars, not {len(self.bars):,}; use a table"
            )


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must not miss, such as a limit of the method; set off from the text."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Facts | Table | Picture | Pictures | Legend | Bars | Note | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that stands in a report.

    project, mark: stand on every page; `mark` is a hash of what the report was made from.
    language: such as "en" or "de-CH" (BCP 47), for hyphens and for those who have it read out.
    """

    title: str
    blocks: tuple[Block, ...]
    date: date
    subtitle: str = ""
    place: str = ""
    project: str = ""
    mark: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a report has a title")
        if not LANGUAGE.fullmatch(self.language):
            raise ValueError(f"{self.language!r} is no language; write it as en or de-CH")


def _see_columns(count: int, what: str) -> None:
    if not 1 <= count <= MOST_COLUMNS:
        raise ValueError(f"a {what} of a report has 1 to {MOST_COLUMNS} columns, not {count}")
