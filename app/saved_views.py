"""Views that are kept with a project, to be seen again: saved, updated, flown to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject
from PySide6.QtGui import QImage

from app.panels.views import Views
from app.panes.arrangement import read_arrangement
from app.project import show_as
from city.edits.edit import count
from city.project import Viewpoint
from city.style import write_style

if TYPE_CHECKING:
    from app.panes.together import Together
    from app.window import Window


class SavedViews(QObject):
    """Keeps what is seen, and shows it again."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._document, self._viewport = (
            window,
            window.document,
            window.table.viewport,
        )

    @cached_property
    def page(self) -> Views:
        """They themselves, for the side panel."""
        page = Views(self._document)
        page.saving.connect(self.save)
        page.updated.connect(self.update)
        page.flown.connect(self.fly_to)
        return page

    def save(self) -> None:
        """Keep what is seen now as one more view."""
        if self._document.frame is None:
            return
        taken = {view.name for view in self._document.views}
        number = next(n for n in range(1, 10_000) if f"View {n}" not in taken)
        view = self._seen(uuid4().hex, f"View {number}")
        self._document.do(f"Save {view.name}", views=(*self._document.views, view))
        self._window.turn_to("views")
        self.page.list.setCurrentRow(len(self._document.views) - 1)

    def update(self, view: Viewpoint) -> None:
        """Let a view be what is seen now."""
        fresh = self._seen(view.ident, view.name)
        views = tuple(fresh if v.ident == view.ident else v for v in self._document.views)
        self._document.do(f"Update the view {view.name}", views=views)

    def _seen(self, ident: str, name: str) -> Viewpoint:
        document = self._document
        assert document.frame is not None
        layers = document.layers.values()
        return Viewpoint(
            ident,
            name,
            self._viewport.eye().stretched(1 / document.exaggeration).in_world(document.frame),
            {layer.key: layer.visible for layer in layers},
            {layer.key: write_style(layer.style) for layer in layers if layer.style is not None},
            document.moment.isoformat() if document.moment else "",
            document.cutaway.as_json(document.frame.origin) if document.cutaway else None,
            _png(self._viewport.thumbnail()),
            self._together.beside.arrangement.as_json(),
        )

    @property
    def _together(self) -> Together:
        """The plans that are seen together."""
        assert self._window.studio is not None
        return self._window.studio.together

    def fly_to(self, view: Viewpoint) -> None:
        """See again what a view kept: from where, which layers, in which colours, when, and which
        plans together."""
        document = self._document
        if document.frame is None:
            return
        try:
            eye = view.eye.in_frame(document.frame)
        except ValueError as fault:
            self._window.notice.say(f"The view {view.name} cannot be shown: {fault}.")
            return
        show_as(document, view)
        wanted = read_arrangement(view.panes)
        self._together.see(wanted)
        gone = sum(plan not in self._together.known for plan in wanted.plans)
        if gone and wanted.mode != "one":
            self._window.notice.say(
                f"{count(gone, 'plan')} that {view.name} showed {'is' if gone == 1 else 'are'} not "
                "in this project any more; save the view again to be rid of this.",
                grave=False,
            )
        self._viewport.fly_to(eye.stretched(document.exaggeration))


def _png(picture: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the hints want bytes here
    return bytes(data.data())
