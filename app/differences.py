"""The differences in the window: their page, their command, what they fly to and write."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.dialogs.one_file import ask_file, ask_new_file
from app.differing import Differing
from app.panels.differences import DifferencesPage
from app.plan_layers import PlanLayers
from app.planning import Planning
from city.progress import Progress

if TYPE_CHECKING:
    from app.scenarios import Scenarios
    from app.window import Window

PAGE = "differences"
KINDS = ("Table (*.csv)", "GeoPackage (*.gpkg)", "GeoJSON (*.geojson)")


class Differences(QObject):
    """Goes between what differs, its page, and the window."""

    def __init__(
        self, window: Window, planning: Planning, layers: PlanLayers, scenarios: Scenarios
    ) -> None:
        super().__init__(window)
        assert window.table is not None
        self._window, self._table, self._scenarios = window, window.table, scenarios
        self.differing = Differing(window.document, planning, layers, window.tasks)
        self.differing.refused.connect(window.notice.say)
        self.differing.told.connect(self._tell)
        window.table.side.add(PAGE, "Differences", lambda: self.page)
        add = window.actions_.add
        add("Compare", "What &differs", "", self.show, part=PAGE)
        add("Compare", "Compare with a fi&le…", "", self.ask_beside, part=PAGE)

    @cached_property
    def page(self) -> DifferencesPage:
        """What differs, for the side panel."""
        page = DifferencesPage(self.differing)
        page.flown.connect(self.fly_to)
        page.sought.connect(self._scenarios.fly_to)
        page.beside.connect(self.ask_beside)
        page.exported.connect(self.ask_export)
        return page

    def show(self) -> None:
        """Turn to what differs between the plan on the table and the city as it is."""
        self._window.turn_to(PAGE)

    def _tell(self) -> None:
        """Say beside the city what the colours mean."""
        self._table.legend.show_differences(self.differing.legend())

    def fly_to(self, row: int) -> None:
        """Bring an object before the eye, as it is now, or as it was where it is gone."""
        found = self.differing.found
        if found is None:
            return
        body = found.difference.body(row, 1) or found.difference.body(row, 0)
        if not body:
            name = found.difference.ident(row)
            self._window.notice.say(f"{name} has no shape, so it cannot be shown.")
            return
        self._table.frame_body(body)

    # Files

    def ask_beside(self) -> None:
        """Ask for a file to compare this city with."""
        ask_file(self._window, "Compare with a file", self.open_beside)

    def open_beside(self, path: Path) -> None:
        """Compare this city with a file."""
        self.show()
        self.differing.open_beside(path)

    def ask_export(self) -> None:
        """Ask where the list is to be written."""
        ask_new_file(
            self._window, "Export the list", lambda path, _: self.write(path), KINDS, "differences"
        )

    def write(self, path: Path) -> None:
        """Write the list of what differs; a worker does it."""
        found = self.differing.found
        if found is None:
            return
        difference = found.difference

        def job(progress: Progress) -> list[str]:
            from exporters import write_difference

            return write_difference(difference, path, progress)

        self._window.tasks.start(
            f"Writing {path.name}",
            job,
            lambda told: self._window.notice.say(
                f"Written: {path}. {'; '.join(told)}".rstrip(), grave=bool(told)
            ),
            self._failed,
        )

    def _failed(self, fault: Exception) -> None:
        from exporters import WriteError

        if not isinstance(fault, WriteError):
            raise fault
        self._window.notice.say(str(fault))
