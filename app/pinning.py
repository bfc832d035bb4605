"""Notes on the table: pinned to a place or a thing, flown to, written out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
from PySide6.QtCore import QObject

from app.dialogs.one_file import ask_new_file
from app.flags import Flags
from app.on_the_table import Selection
from app.panels.notes import Notes
from app.tools.pin import Pin
from city.crs import Crs
from city.model import City
from city.project import Note

if TYPE_CHECKING:
    from app.tools.tool import Point
    from app.window import Window

KINDS = ("GeoJSON (*.geojson)", "Table (*.csv)")
ROOM = 20.0  # metres round a note that are shown with it


class Pinning(QObject):
    """Pins notes, and finds them again.

    page: theirs, for the side panel. flags: they themselves, in the city.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._document, self._viewport = (
            window,
            window.document,
            window.table.viewport,
        )
        self.page = Notes(window.document)
        self.flags = Flags(self._viewport, window.document)
        self.page.pinning.connect(self.pin)
        self.page.flown.connect(self.fly_to)
        self.page.marked.connect(self.flags.mark)
        self.page.exporting.connect(self.ask_export)
        self.flags.clicked.connect(self._turn_to)

    def pin(self) -> None:
        """Let the next click say where a note belongs."""
        self._window.turn_to("notes")
        self._window.notice.say("Click where the note belongs; Esc lets it be.", grave=False)
        self._viewport.take(Pin(self._viewport, self._pinned))
        self._viewport.setFocus()

    def pin_to_selection(self) -> None:
        """Write a note about what is selected."""
        chosen = self._document.selection
        if chosen is None:
            self.pin()
        elif chosen.point is not None:
            self._pinned(chosen.point, chosen)
        else:
            from app.facts import box_of

            box = box_of(chosen.thing, chosen.object) if isinstance(chosen.thing, City) else None
            if box is not None:
                west, east, south, north, _, high = box
                high *= self._document.exaggeration
                self._pinned(((west + east) / 2, (south + north) / 2, high), chosen)

    def _pinned(self, point: Point, hit: Selection | None) -> None:
        document = self._document
        self._window.notice.hide()
        if document.frame is None:
            return
        true = np.array(point) / (1, 1, document.exaggeration)  # as it is, not as it is drawn
        east, north, up = document.frame.to_world(true).tolist()
        thing = hit.thing if hit is not None else None
        about = thing.objects.ids[hit.object] if hit is not None and isinstance(thing, City) else ""
        note = Note(
            ident=uuid4().hex,
            number=max((n.number for n in document.notes), default=0) + 1,
            text="",
            place=(east, north, up),
            horizontal=document.frame.horizontal,
            vertical=document.frame.vertical,
            author=document.notes[-1].author if document.notes else "",
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            opening=int(hit.key.split("/")[0]) if hit is not None and about else 0,
            object=about,
        )
        document.do(f"Pin note {note.number}", notes=(*document.notes, note))
        self._turn_to(note.ident)

    def _turn_to(self, ident: str) -> None:
        self._window.turn_to("notes")
        self.page.turn_to(ident)

    def fly_to(self, note: Note) -> None:
        """Bring a note's place before the eye."""
        point = self.flags.point_of(note)
        if point is None:
            system = Crs(note.horizontal, note.vertical)
            where = system.horizontal or "unknown coordinates"
            self._window.notice.say(f"Note {note.number} lies in {where}, which is not here.")
            return
        x, y, z = point
        z *= self._document.exaggeration
        self._viewport.frame((x - ROOM, x + ROOM, y - ROOM, y + ROOM, z - 5, z + 5))

    def ask_export(self) -> None:
        """Choose the file that the notes are to be written into."""
        ask_new_file(self._window, "Export the notes", lambda path, _: self.export(path), KINDS)

    def export(self, path: Path) -> None:
        """Write the notes as GeoJSON, or as CSV."""
        from exporters import WriteError
        from exporters.notes import write_notes

        path = path if path.suffix else path.with_suffix(".geojson")
        try:
            write_notes(self._document.notes, path)
        except WriteError as fault:
            self._window.notice.say(str(fault))
        else:
            count = len(self._document.notes)
            words = f"Written: {count} note{'s' if count > 1 else ''}, in {path.name}."
            self._window.notice.say(words, grave=False)
