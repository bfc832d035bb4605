"""The sheets of paper that a report can be laid out for."""

from typing import Literal, NamedTuple

Paper = Literal["A4", "A3"]


class Sheet(NamedTuple):
    """A page in mm (ISO 216): its size, its margins, and how high a picture on it may be.

    strip: what every page says stands in a strip at its left, otherwise above and below.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    tallest: float
    strip: bool

    @property
    def measure(self) -> float:
        """The width of what stands on the page."""
        return self.width - self.left - self.right


SHEETS: dict[Paper, Sheet] = {
    "A4": Sheet(210, 297, 25, 22, 28, 26, 170, False),  # upright
    "A3": Sheet(420, 297, 92, 28, 24, 22, 190, True),  # lying
}
