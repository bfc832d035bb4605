"""The window: the bar above, layers on the left, the city, the inspector on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import assets
from app import theme
from app.actions import MENUS, SCENARIO, Actions
from app.document import Document
from app.errands import Errands
from app.on_the_table import Change, Opened, Selection
from app.panels.bar import Bar
from app.panels.notice import Notice
from app.panels.status import Status
from app.panels.welcome import Welcome
from app.settings import Settings
from app.tasks import Task, Tasks

if TYPE_CHECKING:
    from app.desk import Desk
    from app.reopening import Reopened
    from app.studio import Studio
    from app.table import Table
    from city.progress import Progress

SAMPLE = "sample"
PROJECT = ".maquette"  # city.project.SUFFIX, which is too heavy to start with
# Imported one by one after the window shows, so that it answers at once and never for long not.
HEAVY = (
    "numpy",
    "vtkmodules.vtkCommonCore",
    "vtkmodules.vtkCommonDataModel",
    "vtkmodules.vtkFiltersCore",
    "vtkmodules.vtkRenderingCore",
    "vtkmodules.vtkRenderingOpenGL2",
    "city.model",
    "importers",
    "app.opening",
    "app.viewport",
    "app.table",
    "app.desk",
    "app.studio",
)
COMPILED = "render.block_loops"  # which draws every city; it brings numba
FILTER = (
    "Everything Maquette reads (*.maquette *.gml *.xml *.citygml *.json *.jsonl *.cityjson *.zip"
    " *.gz *.las *.laz *.tif *.tiff *.obj *.glb *.gltf *.ply *.stl *.geojson *.gpkg *.shp *.ifc"
    " *.ifczip);;"
    "Projects (*.maquette);;"
    "City models (*.gml *.xml *.citygml *.json *.jsonl *.cityjson *.zip *.gz);;"
    "LiDAR (*.las *.laz);;Terrain (*.tif *.tiff);;Meshes (*.obj *.glb *.gltf *.ply *.stl);;"
    "Building models (*.ifc *.ifczip);;Footprints (*.geojson *.gpkg *.shp);;"
    "Simulation results (*.nc *.zarr *.slf *.vtu *.pvd *.case *.foam *.out *.inp *.xml *.xml.gz"
    " *.covjson *.czml *.csv *.parquet *.tif);;All files (*)"
)


class Window(QMainWindow):
    """The whole program in one window. VTK and the panels come after it has been painted."""

    ready = Signal()  # everything is imported and the table is laid

    def __init__(self, settings: Settings, make_table: Callable[..., Table] | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.document = Document(self)
        self.tasks = Tasks(self)
        self.table: Table | None = None
        self.desk: Desk | None = None  # the project; it comes with the table
        self.studio: Studio | None = None  # the plans; they come with the project
        self._make_table = make_table
        self._heavy = list(HEAVY)
        self._painted = False
        self._opening: Task | None = None
        self._alive = False  # whether the sample city is to come alive
        self.setWindowTitle("Maquette")
        self.setAcceptDrops(True)
        self.resize(1600, 1000)
        self.errands = Errands(self)
        self.actions_ = Actions(self)
        menus = {name: self.actions_.menus[name] for name in MENUS}
        looks = (self.actions_.home, self.actions_.top, self.actions_.frame)
        self.bar = Bar(menus, looks, self.actions_.menus[SCENARIO])
        self.bar.wanted.connect(self.errands.ask_command)
        self.notice = Notice()
        self.welcome = Welcome(settings.recent, assets.path(SAMPLE).is_dir())
        self.welcome.open.connect(self.ask_open)
        self.welcome.open_folder.connect(self.ask_folder)
        self.welcome.sample.connect(self.open_sample)
        self.welcome.recent.connect(lambda path: self.open_paths([path]))
        self.status = Status(self.document, self.tasks)
        self.pages = QStackedWidget()
        self._lay_out()
        self.pages.addWidget(self.welcome)
        self.document.changed.connect(self._on_change)
        self._on_change(Change("opened"))
        if settings.geometry:
            self.restoreGeometry(settings.geometry)

    def _lay_out(self) -> None:
        whole = QWidget()
        self.setCentralWidget(whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)

    # Start: the window first, then what is heavy

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._furnish)

    def _furnish(self) -> None:
        """Import one more heavy module; lay the table after the last."""
        if not self.isVisible():  # it was closed meanwhile
            return
        if self._heavy:
            import_module(self._heavy.pop(0))
            QTimer.singleShot(0, self._furnish)
        else:
            self._lay_table()
            # loading it takes a second: a worker does while a city is chosen or read
            self.tasks.start("", lambda _: import_module(COMPILED), lambda _: None)

    def _lay_table(self) -> Table:
        if self.table is None:
            from app.desk import Desk
            from app.studio import Studio
            from app.table import Table

            self._heavy.clear()
            self.table = (self._make_table or Table)(self.document, self.tasks)
            self.table.status.connect(self.status.point_at)
            self.table.drawn.connect(self.status.drawn)
            self.table.trouble.connect(self.notice.say)
            self.table.told.connect(lambda text: self.notice.say(text, grave=False))
            self.table.asked.connect(self._offer)
            self.table.questions.add_commands(self.actions_)
            self.pages.addWidget(self.table)
            self.desk = Desk(self)
            self.studio = Studio(self)
            self.ready.emit()
        return self.table

    # Opening

    def open_paths(self, paths: Sequence[str | Path], add: bool = False, crs: str = "") -> Task:
        """Open files and folders as one city, in place of the open one or beside it."""
        sources = [str(path) for path in paths]
        project = next((path for path in sources if path.lower().endswith(PROJECT)), None)
        if project is not None:
            return self.open_project(project)
        frame = self.document.frame if add else None

        def job(progress: Progress) -> tuple[Opened | None, list[str]]:
            from app.opening import open_all
            from importers import Options

            options = Options(crs=crs, frame=frame, need_crs=True)
            return open_all(sources, options, progress)

        if self._opening is not None:  # one at a time: the newest wish counts
            self._opening.cancel()
        self.notice.hide()
        names = Path(sources[0]).name + (f" and {len(sources) - 1} more" if sources[1:] else "")
        self._opening = self.tasks.start(
            f"Opening {names}",
            job,
            lambda found: self._arrived(found[0], found[1], add),
            lambda fault: self._failed(fault, sources, add),
        )
        return self._opening

    def open_project(self, path: str) -> Task:
        """Open a project with all its sources, in place of what is open."""

        def job(progress: Progress) -> Reopened:
            from app.reopening import reopen

            return reopen(Path(path), True, progress)

        if self._opening is not None:
            self._opening.cancel()
        if self.desk is not None and self.desk.holds(path):
            self.document.clear()  # it is opened anew, and its file can be held but once
        self.notice.hide()
        self._opening = self.tasks.start(
            f"Opening {Path(path).name}",
            job,
            lambda found: self._reopened(path, found),
            lambda fault: self._failed(fault, [path], False),
        )
        return self._opening

    def _reopened(self, path: str, found: Reopened) -> None:
        self._lay_table()
        assert self.desk is not None and self.studio is not None
        self.desk.take_up(found)
        self.studio.take_up(found.models)
        self.settings.opened([path])

    def _arrived(self, opened: Opened | None, results: list[str], add: bool) -> None:
        from app.opening import SAMPLE_NAME, loss_words

        self._lay_table()
        if opened is not None:
            self.document.lay(opened, add)
            if lost := loss_words(opened):
                way = "What the doctor found", lambda: self.turn_to("doctor")
                self.notice.say(lost, way=way)
        if self.studio is not None:
            for path in results:  # which lie over the city that is open
                self.studio.simulated.take_in(Path(path))
        if opened is None:
            return
        if self._alive and opened.title == SAMPLE_NAME and self.studio is not None:
            self.studio.lives.demonstrate()
        self._alive = False
        if opened.title != SAMPLE_NAME:  # which has a button of its own
            self.settings.opened(list(opened.paths))

    def _failed(self, fault: Exception, sources: list[str], add: bool) -> None:
        from city.project import ProjectError
        from importers import NeedsCrs, ReadError

        if isinstance(fault, NeedsCrs):
            from app.dialogs.crs import CrsDialog

            dialog = CrsDialog(self, fault.path, fault.extent)
            dialog.chosen.connect(lambda crs: self.open_paths(sources, add, crs))
            dialog.open()
        elif isinstance(fault, (ReadError, ProjectError)):
            self.notice.say(str(fault))
        else:
            self.notice.say(f"{Path(sources[0]).name} could not be opened: {fault}")
            raise fault

    def ask_open(self) -> None:
        self._ask(False)

    def ask_add(self) -> None:
        self._ask(True)

    def _ask(self, add: bool) -> None:
        dialog = QFileDialog(self, "Add to this city" if add else "Open")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(FILTER.split(";;"))
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.open_paths(paths, add))
        dialog.open()

    def ask_folder(self) -> None:
        dialog = QFileDialog(self, "Open a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.open_paths)
        dialog.open()

    def open_sample(self, alive: bool = False) -> None:
        """Open the sample city. alive: and let it come alive, by recordings."""
        self._alive = alive
        self.open_paths([assets.path(SAMPLE)])

    def close_city(self) -> None:
        self.document.clear()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped open as a new city; with Shift they are added to the open one."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            shift = event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier
            self.open_paths(paths, add=bool(shift and self.document.opened))

    def turn_to(self, page: str) -> None:
        """Bring a page of the side panel to the front, unfolded."""
        if self.table is not None:
            self.actions_.side_panel.setChecked(True)
            self.errands.fold_panels()
            self.table.turn_to(page)

    def _offer(self, thing: Selection | None, place: QPoint) -> None:
        """Say what can be done with a thing, where the right button was clicked on it."""
        if thing is None:
            return
        self.document.select(thing)
        menu = QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions_.of_thing)
        menu.popup(place)

    def wear(self, name: str) -> None:
        """Put on a theme: light, dark or projector."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.settings.theme = name
        theme.apply(app, name)
        self.actions_.themes[name].setChecked(True)
        if self.table is not None:
            self.table.repaint_theme()

    def _on_change(self, change: Change) -> None:
        if change.what != "opened":
            return
        city = bool(self.document.opened)
        self.show_title()
        self.actions_.allow(city)
        if city and self.table is not None:
            self.pages.setCurrentWidget(self.table)
            self.table.viewport.setFocus()
        else:
            self.pages.setCurrentWidget(self.welcome)
            self.welcome.open_button.setFocus()

    def show_title(self) -> None:
        """Name the project, or else what is open."""
        project = self.desk.name if self.desk is not None else ""
        title = project or self.document.title
        self.bar.show_name(title)
        self.setWindowTitle(f"{title} – Maquette" if title else "Maquette")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs, then let go of the graphics."""
        self.settings.geometry = bytes(self.saveGeometry().data())
        self.hide()  # at once, even if a worker needs a moment to hear of it
        if self.desk is not None:
            self.desk.close()
        if self.studio is not None:
            self.studio.close()
        self.tasks.close()
        self._heavy.clear()
        if self.table is not None:
            self.table.close_scene()
            self.table = None
        super().closeEvent(event)
