"""What a pane has of its own: the layers that it leaves out, and the moment whose sun shines."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from app.document import Document
from app.on_the_table import PLANNED
from app.panes.beside import Beside
from app.panes.pane_studies import PaneStudies

WITH_SUN = ("beside", "curtain")  # the modes in which each pane may have a sun of its own


class PaneMenu:
    """Puts what is a pane's own into the menu of its title."""

    def __init__(self, document: Document, beside: Beside, studies: PaneStudies) -> None:
        self._document, self._beside, self._studies = document, beside, studies

    def fill(self, pane: int, menu: QMenu) -> None:
        """Offer the layers, and the moment of the table to be kept here."""
        now = self._beside.arrangement
        if now.split().count == 1:
            return
        one = now.panes[pane]
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        if one.plan in self._studies.lacking:
            compute = menu.addAction("&Compute the study for it")
            compute.triggered.connect(lambda: self._studies.compute(one.plan))
        layers = menu.addMenu("&Layers of this pane")
        for layer in self._document.layers.values():
            if layer.group == PLANNED:
                continue
            action = layers.addAction(layer.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(layer.key not in one.hidden)
            action.triggered.connect(partial(self._turn, pane, layer.key))
        if now.mode not in WITH_SUN:
            return
        moment = self._document.moment
        keep = menu.addAction("&Keep this sun here")
        keep.setToolTip("The sun of this pane stands still while the time of the others goes on")
        keep.setEnabled(moment is not None)
        if moment is not None:
            keep.triggered.connect(partial(self._change, pane, moment=moment.isoformat()))
        back = menu.addAction("&The sun of the others")
        back.setEnabled(bool(one.moment))
        back.triggered.connect(partial(self._change, pane, moment=""))

    def _turn(self, pane: int, key: str) -> None:
        hidden = self._beside.arrangement.panes[pane].hidden
        self._change(pane, hidden=hidden ^ {key})

    def _change(self, pane: int, *_: object, **changed: object) -> None:
        self._beside.arrange(self._beside.arrangement.with_pane(pane, **changed))
