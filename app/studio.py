"""The window's planning: the plan on the table, its layers, its commands and where it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.chosen_places import ChosenPlaces
from app.differences import Differences
from app.indicator_board import IndicatorBoard
from app.live.lives import Lives
from app.live.proposed import Proposed
from app.live.publishing import Publishing
from app.panels.study import StudyPage
from app.panes.together import Together
from app.photos import Photos
from app.plan_layers import PlanLayers
from app.plan_report import PlanReport
from app.planning import Planning
from app.processes.simulations import Simulations
from app.reporting import Reporting
from app.scenarios import Scenarios
from app.settings import home
from app.shadow_fan import ShadowFan
from app.simulated.simulated import Simulated
from app.sketch.sketching import Sketching
from app.studies import Studies
from app.traffic.plan_traffic import PlanTraffic
from city.edits import Edit, read_edit
from city.model import City
from city.project import SUFFIX, Project, ProjectError

if TYPE_CHECKING:
    from app.dialogs.photo import PhotoDialog
    from app.window import Window


class Studio(QObject):
    """Where plans are made: goes between the plans, what is shown of them, and the menus."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        assert window.table is not None and window.desk is not None
        self._window, self._document = window, window.document
        self._table, self._scribe = window.table, window.desk.scribe
        self.planning = Planning(
            window.document, lambda: self._scribe.project, self._project, window.tasks
        )
        self.layers = PlanLayers(window.document, self.planning, window.tasks)
        self.planning.refused.connect(window.notice.say)
        window.document.emptying.connect(lambda: self.planning.take_up(None))
        self.scenarios = Scenarios(window, self.planning, self.layers)
        self._scribe.leaving.connect(self.scenarios.keep)
        self.sketching = Sketching(window, self.planning, self.scenarios.counting)
        self.scenarios.page.begin_with(self.sketching.options)
        window.table.viewport.taken.connect(self._spare)
        self.studies = Studies(
            window.document,
            self.planning,
            window.tasks,
            lambda: self._scribe.project,
            self._project,
        )
        self.studies.refused.connect(window.notice.say)
        self.studies.who.written.connect(self._say)
        self.together = Together(window, self.planning, self.studies, self.sketching.strip)
        self.together.beside.changed.connect(
            lambda: self.scenarios.tell_colours(self.together.beside.arrangement.mode != "onion")
        )
        self.places = ChosenPlaces(
            window.table.viewport, window.document, self.planning, self._say, self.chosen
        )
        self.fan = ShadowFan(
            window.table.viewport, window.document, self.planning, window.tasks, window.table.legend
        )
        self.fan.refused.connect(window.notice.say)
        self.photos = Photos(
            *(window.table.viewport, window.document, self.planning, window.tasks),
            *(lambda: self._scribe.project, self._project),
        )
        self.photos.refused.connect(window.notice.say)
        self.photo_dialog: PhotoDialog | None = None  # made when it is wanted
        self.reporting = Reporting(window, self.studies)
        window.table.side.add("study", "Study", lambda: self.study_page, self.studies.prepare)
        self.board = IndicatorBoard(
            window, self.planning, self.scenarios.counting, window.notice.say
        )
        self._scribe.leaving.connect(self.board.keep)
        self.differences = Differences(window, self.planning, self.layers, self.scenarios)
        self.lives = Lives(window, self.planning)
        self.simulated = Simulated(window, self.planning, self.lives, self.together.beside)
        self.traffic = PlanTraffic(window, self.planning, self.simulated, self.together.beside)
        self.proposed = Proposed(window, self.planning, self.layers, self.scenarios, self.lives)
        self.publishing = Publishing(
            window, self.planning, self.lives, lambda: self._scribe.project
        )
        self.simulations = Simulations(
            *(window, self.planning, self.lives.feeds.signing),
            *(lambda: self._scribe.project, self._project, self.chosen),
        )
        self._scribe.saved.connect(lambda _: self.simulations.renew())
        self.simulations.show_result = self.simulated.take_in_of_job
        self.plan_report = PlanReport(window, self.planning, self.together.beside, self.keep)
        self._commands()

    @cached_property
    def study_page(self) -> StudyPage:
        """The studies, for the side panel."""
        page = StudyPage(self.studies, self._in_view, self.places)
        page.flown.connect(self._fly_to)
        page.report.connect(self.reporting.ask)
        return page

    def _say(self, words: str) -> None:
        """Say what to do now; nothing takes away what was said."""
        if words:
            self._window.notice.say(words, grave=False)
        else:
            self._window.notice.hide()

    def _in_view(self) -> list[float] | None:
        """The box of the project's coordinates that is in the picture; None for none."""
        frame, seen = self._document.frame, self._table.viewport.ground_in_sight()
        if frame is None or seen is None:
            return None
        (west, south, east, north), _ = seen
        x, y = frame.origin[:2]
        return [west + x, south + y, east + x, north + y]

    def _fly_to(self, ident: str) -> None:
        if self._document.select_id(ident) is not None:
            self._table.frame_selection()
            self._window.turn_to("study")

    def keep(self) -> None:
        """Keep in the project what was slid last."""
        self.scenarios.keep()
        self.board.keep()

    def close(self) -> None:
        """End everything that was begun with others' servers, and what is laid over the city."""
        self.lives.close()
        self.simulations.close()
        self.simulated.close()

    def _commands(self) -> None:
        add = self._window.actions_.add
        add("Edit", "&Demolish it", "Del", self.demolish, thing=True)
        add("Edit", "One storey &more", "Ctrl+Up", lambda: self.raise_by(1), thing=True)
        add("Edit", "One storey &fewer", "Ctrl+Down", lambda: self.raise_by(-1), thing=True)
        add("Tools", "Shado&w fan of it", "", self.fan_out, thing=True)
        add("Tools", "&Photo match…", "", self.match_photo)

    def _spare(self, _: object) -> None:
        """Make room on the plan's page for what a tool is set to."""
        self.scenarios.page.spare(self.sketching.tool is not None)

    def take_up(self, models: Mapping[str, City] | None = None) -> None:
        """Hold the plans of the project that has been opened, and the models that they place."""
        self.planning.take_up(self._scribe.project, models)
        asleep, self._scribe.sources_asleep = self._scribe.sources_asleep, []
        self.lives.resume(asleep)
        results, self._scribe.results_asleep = self._scribe.results_asleep, []
        self.simulated.resume(results)

    def _project(self) -> Project | None:
        """The project that plans are kept in; one is made where nobody has kept one yet."""
        if self._scribe.project is not None:
            return self._scribe.project
        path = _free_path(self._document.title)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._scribe.keep_as(path)
        except (ProjectError, OSError) as fault:
            self._window.notice.say(f"Nothing can be planned here: {fault}")
            return None
        self._window.settings.opened([str(path)])
        self._window.show_title()
        self._window.notice.say(
            f"Your plans are kept in {path} as you draw them; File > Save a copy puts them where "
            "you like.",
            grave=False,
        )
        return self._scribe.project

    # What is done to what is selected

    def chosen(self) -> list[str]:
        """The ids of what is selected, or else of all that was chosen."""
        document = self._document
        if document.selection is not None and document.selection.object >= 0:
            objects = document.selection.thing.objects
            return [objects.ids[document.selection.object]]
        if document.chosen is not None:
            ids = document.chosen.city.objects.ids
            return [ids[row] for row in document.chosen.rows.tolist()]
        return []

    def match_photo(self) -> None:
        """Open the window in which a photograph is matched with the city."""
        from app.dialogs.photo import PhotoDialog

        if self.photo_dialog is None:
            self.photo_dialog = PhotoDialog(self._window, self.photos)
        self.photo_dialog.refresh()
        self.photo_dialog.show()

    def fan_out(self) -> None:
        """Show where the shadow of what is selected lies at each hour, or take that away."""
        ids = self.chosen()
        if not self.fan.hide() and ids:
            self.fan.show(ids[0])

    def demolish(self) -> None:
        """Demolish what is selected."""
        self._do("demolish")

    def raise_by(self, storeys: int) -> None:
        """Make what is selected higher or lower."""
        self._do("raise", storeys=storeys)

    def _do(self, verb: str, **said: object) -> None:
        ids = self.chosen()
        if ids:
            self.do(read_edit({"edit": verb, "objects": ids, **said}))

    def do(self, edit: Edit) -> bool:
        """Do an edit in the plan on the table."""
        return self.planning.do(edit)


def _free_path(title: str) -> Path:
    """A file for the plans of a city that nobody has kept as a project."""
    name = "".join(c if c.isalnum() or c in " -_" else "-" for c in title)[:60].strip() or "Plan"
    folder, first = home() / "plans", f"{name} {date.today()}"
    names = (first if k == 1 else f"{first} {k}" for k in range(1, 1000))
    return next(p for n in names if not (p := folder / f"{n}{SUFFIX}").exists())
