"""What of the table can be undone: views, notes, height fixes, measurements, styles of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.history import History, Step
from app.on_the_table import Change, Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from city.project import HeightFix, Measurement, Note, Viewpoint
    from city.style import Style


class Undoable:
    """Frozen values, each step one put in the place of another.

    changed: tells a Change to whoever listens. layers: whose styles are among what can be undone.
    """

    changed: Any
    layers: dict[str, Layer]

    def __init__(self) -> None:
        self.views: tuple[Viewpoint, ...] = ()
        self.notes: tuple[Note, ...] = ()
        self.fixes: tuple[HeightFix, ...] = ()
        self.measurements: tuple[Measurement, ...] = ()
        self.history = History()

    def set_layer(self, key: str, **look: Any) -> None:
        """Change how a layer shows."""
        raise NotImplementedError

    def dress(self, key: str, before: Style | None, style: Style | None, words: str) -> None:
        """Give a layer a style, in a step that brings back the one before; `words` name it.

        before: of the layer before whatever was tried out with set_layer.
        """
        if before != style:
            self.history.add(Step(words, {"styles": {key: before}}, {"styles": {key: style}}))
            self._put({"styles": {key: style}})

    @property
    def styles(self) -> Mapping[str, Style | None]:
        """The style of every layer; whoever sets some of them leaves the others as they are."""
        return {key: layer.style for key, layer in self.layers.items()}

    @styles.setter
    def styles(self, styles: Mapping[str, Style | None]) -> None:
        for key in styles.keys() & self.layers.keys():
            self.set_layer(key, style=styles[key])

    def do(self, words: str, **after: Any) -> None:
        """Change `views`, `notes`, `fixes` or `measurements` in one step that can be undone;
        `words` name it.
        """
        self.history.add(Step(words, {name: getattr(self, name) for name in after}, after))
        self._put(after)

    def undo(self) -> None:
        """Take the last step back."""
        step = self.history.back()
        if step is not None:
            self._put(step.before)

    def redo(self) -> None:
        """Do again what was undone last."""
        step = self.history.forth()
        if step is not None:
            self._put(step.after)

    def _put(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        for what in (*values, "history"):
            self.changed.emit(Change(what))  # type: ignore[arg-type]  # they are named alike

    def remember(
        self,
        views: tuple[Viewpoint, ...],
        notes: tuple[Note, ...],
        fixes: tuple[HeightFix, ...],
        measurements: tuple[Measurement, ...],
    ) -> None:
        """Take over what a project holds; it cannot be undone."""
        self.history.clear()
        held = {"views": views, "notes": notes, "fixes": fixes, "measurements": measurements}
        self._put(held)
