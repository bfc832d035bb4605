"""A window with the toy town on the table, and what is drawn in it."""

from __future__ import annotations

from app.document import Document
from app.planning import Planning
from city.edits import Edit, read_edit
from city.project import Contents, Project
from tests.app.standin import town_opened
from tests.city.plans import square


class Desk:
    """The toy town with a project, and the plans over it; no window."""

    def __init__(self, folder) -> None:
        self.document = Document()
        self.document.lay(town_opened(), add=False)
        self.project = Project.create(folder / "town.maquette", Contents())
        self.planning = Planning(self.document, lambda: self.project, lambda: self.project)
        self.planning.changed.connect(self.planning.settle)  # at once, not a moment later
        self.refused = []
        self.planning.refused.connect(self.refused.append)
        self.document.emptying.connect(lambda: self.planning.take_up(None))

    def do(self, verb, **said) -> bool:
        return self.planning.do(edit(verb, **said))


def edit(verb, **said) -> Edit:
    return read_edit({"edit": verb, **said})


def house(x=200.0, y=0.0, **said) -> Edit:
    """A new house of 10 x 8 m with three storeys."""
    return edit("build", **{"footprint": square(x, y, 10, 8), "storeys": 3, **said})
