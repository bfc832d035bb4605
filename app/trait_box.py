"""The list of what a layer can be coloured by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from app.legend_words import POINT_WORDS, trait_word
from app.wording import as_tip
from city.cloud import PointCloud
from city.style import Style, Trait

PLAIN, RULES = "plain", "rules"  # what is chosen where it is no trait; None for plaster
HEADING = "heading"
GROUPS = {
    "class": "What it is",
    "measure": "Measured from the geometry",
    "surface": "Of each roof, each wall, each surface",
    "attribute": "In the file",
    "surface attribute": "In the file, of surfaces",
}


class TraitBox(QComboBox):
    """Plaster, one colour, rules, and under headings every trait of a city or of a survey."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(24)
        self._of: object = None

    def offer_city(self, of: object, found: Iterable[Trait]) -> None:
        """List a city's traits, unless they are listed already."""
        if self._begin(of):
            self.addItem("Nothing: plaster", None)
            self.addItem("One colour for all", PLAIN)
            self.addItem("Rules", RULES)
            listed = list(found)
            for what, heading in GROUPS.items():
                self._add_group(heading, [trait for trait in listed if trait.what == what])

    def offer_points(self, of: PointCloud) -> None:
        """List what the points of a survey can be coloured by."""
        if self._begin(of):
            self.addItem("As the survey comes", None)
            for name, word in POINT_WORDS.items():
                if of.has(name):
                    self.addItem(word, Trait("point", name))

    def show_style(self, style: Style | None) -> None:
        """Stand at what a style colours by."""
        wanted: object = None
        if style is not None:
            wanted = {"plain": PLAIN, "rule": RULES}.get(style.kind, style.by)
        found = (k for k in range(self.count()) if self.itemData(k) == wanted)
        self.setCurrentIndex(next(found, -1))

    def _begin(self, of: object) -> bool:
        if self._of is of and self.count():
            return False
        self._of = of
        self.clear()
        return True

    def _add_group(self, heading: str, found: list[Trait]) -> None:
        if not found:
            return
        self.addItem(heading.upper(), HEADING)
        model: Any = self.model()
        model.item(self.count() - 1).setEnabled(False)
        for trait in found:
            self.addItem(f"  {trait_word(trait)}", trait)
            self.setItemData(self.count() - 1, as_tip(trait.name), Qt.ItemDataRole.ToolTipRole)
