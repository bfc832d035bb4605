"""One thing of a plan: what was drawn, or an object of the city that was made other than it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from city.body import Body

Attributes = Mapping[str, Any]
NOTHING = Body.of([], [], solid=False)


class Form(Protocol):
    """What gives a thing its body; it never changes."""

    def body(self) -> Body: ...


@dataclass(frozen=True, eq=False)
class Thing:
    """A thing with its name, its class, its attributes and its form.

    id: as edits and exports name it. kind: class as CityGML's elements spell it ("Building").
    was: (city, row) of the object of the base that it stands for, None for a new one.
    """

    id: str
    kind: str
    form: Form
    attributes: Attributes = field(default_factory=dict)
    was: tuple[int, int] | None = None

    @cached_property
    def body(self) -> Body:
        """Its faces, in local metres; made when they are first asked for.

        None where its form cannot be built, which a project of somebody else's hand may hold:
        whoever draws a form is told at once, see `city.scenario.tried`.
        """
        try:
            return self.form.body()
        except ValueError:
            return NOTHING

    def build(self) -> None:
        """Make its body now. ValueError where its form cannot be built."""
        self.__dict__["body"] = self.form.body()
