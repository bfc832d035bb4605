"""A plan on its way to a file: asked for, written on a worker, told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from app.dialogs.one_file import ask_new_file
from app.planning import Planning
from city.progress import Progress

if TYPE_CHECKING:
    from app.window import Window


class Format(NamedTuple):
    """A way out for a plan: what it is called, how its files end, and which version of it."""

    title: str
    suffix: str
    version: str | None = None


FORMATS = (
    Format("City&JSON 2.0…", ".city.json"),
    Format("City&GML 2.0…", ".gml", "2.0"),
    Format("CityGML &3.0…", ".gml", "3.0"),
    Format("G&LB, for other 3D programs…", ".glb"),
    Format("Geo&Package of its changes…", ".gpkg"),
    Format("Its &edits, as lines of JSON…", ".jsonl"),
)


class Exporting(QObject):
    """Writes the plan on the table where somebody wants it."""

    def __init__(self, window: Window, planning: Planning) -> None:
        super().__init__(window)
        self._window, self._planning = window, planning

    def ask(self, form: Format) -> None:
        """Ask where the plan is to be written."""
        scenario = self._planning.scenario
        if scenario is None:
            return
        ask_new_file(
            self._window,
            f"Export {scenario.name}",
            lambda path, _: self.write(form, path),
            [f"{form.title.replace('&', '').rstrip('…')} (*{form.suffix})"],
            _file_name(scenario.name) + form.suffix,
        )

    def write(self, form: Format, path: Path) -> None:
        """Write the plan on the table; a worker does it."""
        scenario, base = self._planning.scenario, self._planning.base
        if scenario is None:
            return
        if not path.name.lower().endswith(form.suffix):
            path = path.with_name(path.name + form.suffix)

        def job(progress: Progress) -> list[str]:
            from app.plan_export import export

            return export(scenario, base, path, form.version, progress)

        self._window.tasks.start(
            f"Exporting {scenario.name}",
            job,
            lambda told: self._written(path, told),
            lambda fault: self._window.notice.say(_fault_words(fault, path)),
        )

    def _written(self, path: Path, told: list[str]) -> None:
        lost = f" The format could not keep everything: {'; '.join(told[:3])}." if told else ""
        self._window.notice.say(f"Written: {path}.{lost}", grave=bool(told))


def _fault_words(fault: Exception, path: Path) -> str:
    """Why nothing was written, in a line; a fault of ours is raised on."""
    from exporters import WriteError

    if isinstance(fault, OSError):
        return f"{path}: cannot be written: {fault.strerror or fault}"
    if isinstance(fault, (WriteError, ValueError)):
        return str(fault)
    raise fault


def _file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in name)[:60].strip() or "Plan"
