"""The sheets of paper that a report can be laid out for."""

from typing import Literal, NamedTuple

Paper = Literal["A4", "A3"]


class Sheet(NamedTuple):
    """A page in mm (ISO 216): its size, its margins, and how high a picture on it may be.

    letter: the size of the text in points; lying sheets are often printed at half their size.
    strip: what every page says stands in a strip at its left, otherwise above and below.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    tallest: float
    letter: float
    strip: bool

    @property
    def measure(self) -> float:
        """The width of what stands on the page."""
        return self.width - self.left - self.right


SHEETS: dict[Paper, Sheet] = {
    "A4": Sheet(210, 297, 25, 22, 28, 26, 170, 10, False),  # upright
    "A3": Sheet(420, 297, 84, 26, 24, 22, 215, 12.5, True),  # lying
}
