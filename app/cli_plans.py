"""Plans without a window: apply edits, look after scenarios, tell their numbers."""

from __future__ import annotations

import contextlib
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from app import plans
from app.cli_terminal import Meter, Refused, check_folder, warn
from city.edits.edit import count
from city.project import Project, ProjectError

if TYPE_CHECKING:
    from app.reopening import Reopened
    from city.base import Base
    from city.scenario import Scenario, Step
    from city.view import View

BATCH = 500  # edits that are written at once where nobody waits for each


def run(command: str, asked: Namespace) -> int:
    """Carry out one of the commands about plans."""
    if command == "apply":
        return _apply(asked)
    if command == "indicators":
        from app.cli_board import all_told
        from app.cli_indicators import told

        with with_base(asked.project, False) as (project, base):
            year = asked.year or date.today().year
            said = dict(asked.assumptions)
            if asked.all:
                print(all_told(project, base, said, asked.json, year))
                return 0
            print(told(project, base, asked.scenario, said, asked.json, year))
        return 0
    action: dict[str, Callable[[], Any]] = {
        "list": lambda: _list(asked),
        "show": lambda: _show(asked),
        "add": lambda: _new(asked, None),
        "branch": lambda: _new(asked, asked.name),
        "duplicate": lambda: _new(asked, asked.name),
        "merge": lambda: _merge(asked),
        "undo": lambda: _step_back(asked),
        "redo": lambda: _step_back(asked),
        "describe": lambda: _describe(asked),
        "export": lambda: _export(asked),
        "package": lambda: _package(asked),
        "import": lambda: _import(asked),
    }
    said = action[asked.action]()
    if said is not None:
        print(
            json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1)
            if asked.json
            else _told(said)
        )
    return 0


@contextlib.contextmanager
def _opened(path: Path, write: bool) -> Iterator[Project]:
    """The project alone, without its sources."""
    project = Project.open(path, write)
    try:
        if write and project.read_only:
            raise ProjectError(f"{path}: nothing can be written: {project.read_only}")
        yield project
    finally:
        project.close()


@contextlib.contextmanager
def reopened(path: Path, write: bool) -> Iterator[Reopened]:
    """The project and its sources."""
    from app.reopening import reopen

    with Meter() as progress:
        found = reopen(path, write, progress)
    try:
        if write and found.project.read_only:
            raise ProjectError(f"{path}: nothing can be written: {found.project.read_only}")
        for one in found.lost:
            warn(f"{one.path}: {one.why}")
        for line in found.told:
            warn(line)
        yield found
    finally:
        found.project.close()


@contextlib.contextmanager
def with_base(path: Path, write: bool) -> Iterator[tuple[Project, Base]]:
    """The project and the city that it shows."""
    with reopened(path, write) as found:
        yield found.project, plans.base_of(found.opened, found.models)


# edits


def _apply(asked: Namespace) -> int:
    """Do the edits of a delta one after the other; those before a fault stay done."""
    with with_base(asked.project, True) as (project, base):
        try:
            scenario = plans.named(project, asked.scenario)
        except ProjectError:
            scenario = plans.add(project, asked.scenario)
        applied = _Applying(project, scenario, base, asked)
        with _delta(asked.edits) as file:
            applied.take(file)
        if not asked.ack:
            print(f"{count(applied.count, 'edit')} done in {scenario.name}")
    return 0


@contextlib.contextmanager
def _delta(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as fault:
        raise Refused(f"{path}: cannot be opened: {fault.strerror or fault}") from fault
    with file:
        yield file


class _Applying:
    """Does edits in a scenario: on the disk first, and told after that."""

    def __init__(self, project: Project, scenario: Scenario, base: Base, asked: Namespace) -> None:
        self._project, self._scenario, self._base = project, scenario, base
        self._asked = asked
        self._waiting: list[Step] = []
        self.count = 0

    def take(self, file: BinaryIO) -> None:
        from app.design_models import with_model
        from city.edits import EditError
        from city.edits.delta import read_lines
        from city.scenario import attempted

        view: View = self._scenario.over(self._base)
        first = len(self._scenario.steps)
        name = "standard input" if str(self._asked.edits) == "-" else self._asked.edits.name
        try:
            for number, edit in read_lines(file, self._base.frame.horizontal):
                try:
                    edit, base = with_model(edit, self._project, view.base, warn)
                    edit = edit.settled(base)
                    view = replace(view, base=base)
                    after = attempted(view, edit, first + self.count)
                except EditError as fault:
                    raise EditError(f"line {number}: {fault}") from None
                for lost in after.lost[len(view.lost) :]:
                    warn(f"{name}, line {number}: {lost.words}; kept, but it changes nothing")
                view = after
                self._do(plans.step_of(edit, self._asked.author))
        except EditError as fault:
            self._write()
            done = f"; the {self.count} edits before it are done" if self.count else ""
            raise Refused(f"{name}, {fault}{done}") from None
        self._write()

    def _do(self, step: Step) -> None:
        self._waiting.append(step)
        self.count += 1
        if self._asked.ack:
            self._write()
            print(f"{self.count}\t{step.edit.words()}", flush=True)
        elif len(self._waiting) >= BATCH:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._project.write_down(self._scenario.ident, "do", *self._waiting)
            self._waiting.clear()


# scenarios


def _list(asked: Namespace) -> list[dict[str, Any]]:
    with _opened(asked.project, False) as project:
        found = project.scenarios()
        return [_brief(scenario, found) for scenario in found.values()]


def _brief(scenario: Scenario, others: dict[str, Scenario]) -> dict[str, Any]:
    parent = others.get(scenario.parent)
    return {
        "name": scenario.name,
        "parent": parent.name if parent else None,
        "edits": len(scenario.edits),
        "about": scenario.about,
        "mirror": scenario.mirrors,
        "archived": scenario.archived,
    }


def _show(asked: Namespace) -> dict[str, Any]:
    with _opened(asked.project, False) as project:
        scenario = plans.named(project, asked.name)
        said = _brief(scenario, project.scenarios())
        said["edits"] = [edit.as_json() for edit in scenario.edits]
        said["story"] = [
            {"made": step.made, "author": step.author, "words": step.edit.words()}
            for step in scenario.steps
        ]
        said["lost"] = project.lost
        return said


def _new(asked: Namespace, origin: str | None) -> dict[str, Any]:
    with _opened(asked.project, True) as project:
        if origin is None:
            made = plans.add(project, asked.name)
        elif asked.action == "branch":
            made = plans.add(project, asked.new, plans.named(project, origin), asked.mirror)
        else:
            made = plans.duplicate(project, plans.named(project, origin), asked.new)
        return _brief(made, project.scenarios())


def _step_back(asked: Namespace) -> dict[str, Any]:
    with _opened(asked.project, True) as project:
        scenario = plans.named(project, asked.name)
        undo = asked.action == "undo"
        if scenario.cursor == (0 if undo else len(scenario.own)):
            raise Refused(f"{scenario.name}: there is nothing to {asked.action}")
        project.write_down(scenario.ident, asked.action)
        return _brief(plans.named(project, asked.name), project.scenarios())


def _describe(asked: Namespace) -> dict[str, Any]:
    with _opened(asked.project, True) as project:
        scenario = plans.named(project, asked.name)
        plans.describe(project, scenario, asked.rename, asked.about, asked.archive)
        return _brief(project.scenarios()[scenario.ident], project.scenarios())


def _merge(asked: Namespace) -> dict[str, Any]:
    from city.scenario import merge

    with _opened(asked.project, True) as project:
        into, other = plans.named(project, asked.name), plans.named(project, asked.other)
        merged = merge(into, other)
        if merged.conflicts and asked.take is None:
            for conflict in merged.conflicts:
                warn(conflict.words())
            raise Refused(
                f"{into.name} and {other.name} differ about {len(merged.conflicts)} things; "
                "say --take ours, theirs or both"
            )
        plans.merge(project, merged, asked.take or "ours")
        said = _brief(project.scenarios()[into.ident], project.scenarios())
        return {**said, "conflicts": [one.words() for one in merged.conflicts]}


def _export(asked: Namespace) -> None:
    from app.plan_export import export

    check_folder(asked.out)
    with with_base(asked.project, False) as (project, base):
        scenario = plans.named(project, asked.name)
        with Meter() as progress:
            told = export(
                scenario,
                base,
                asked.out,
                asked.version,
                progress,
                versions=asked.versions,
                whole=asked.whole,
            )
        for line in told:
            warn(line)
    print(asked.out)


def _package(asked: Namespace) -> None:
    from app.scenario_package import package

    check_folder(asked.out)
    with reopened(asked.project, False) as found:
        scenario = plans.named(found.project, asked.name)
        with Meter() as progress:
            handed = package(
                found.project,
                scenario,
                found.opened,
                asked.out,
                asked.around,
                progress,
                found.models,
            )
    print(f"{handed.path}\n\n{handed.about}")
    for line in handed.left:
        warn(line)


def _import(asked: Namespace) -> dict[str, Any]:
    with with_base(asked.package, False) as (theirs, their_base):
        scenario = plans.only(theirs, asked.scenario)
        crs = their_base.frame.horizontal
    with with_base(asked.project, True) as (project, base):
        here = base.frame.horizontal
        if crs != here and scenario.edits:
            raise Refused(
                f"{asked.package}: its edits are in {crs or 'an unknown system'}, and "
                f"{project.path.name} is in {here or 'one that nobody knows'}"
            )
        made = plans.take_in(project, scenario, asked.name or scenario.name)
        for lost in made.over(base).lost:
            warn(f"{lost.words}; kept, but it changes nothing here")
        return _brief(made, project.scenarios())


def _told(said: Any) -> str:
    """What a command about scenarios says to people."""
    if isinstance(said, list):
        return "\n".join(_line(one) for one in said) or "There are no scenarios yet."
    lines = [_line(said)]
    if said.get("about"):
        lines.append(f"  {said['about']}")
    lines += [
        f"  {step['made'][:16].replace('T', ' ')}  {step['words']}"
        for step in said.get("story", [])
    ]
    lines += [f"  decided: {words}" for words in said.get("conflicts", [])]
    return "\n".join([*lines, *said.get("lost", [])])


def _line(said: dict[str, Any]) -> str:
    edits = said["edits"] if isinstance(said["edits"], int) else len(said["edits"])
    parent = f", {'as' if said['mirror'] else 'from'} {said['parent']}" if said["parent"] else ""
    away = ", archived" if said["archived"] else ""
    return f"{said['name']}  ({edits} edits{parent}{away})"
