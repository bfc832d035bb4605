"""What platforms say of objects of the city themselves: a height, a use, that one is no more."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from city.expression.names import ALIASES
from city.series import Thing

About = Literal["demolished", "height", "storeys", "use", "year", ""]

_BUILDING = re.compile(
    r"(?:.*[\W_])?(?:[a-z]*buildings?(?:_?parts?)?|gebäude|gebaeude|pand(?:en)?|b[âa]timents?"
    r"|edificios?)",
    re.IGNORECASE,
)
# What platforms call it besides city models: Smart Data Models, INSPIRE, BAG, OpenStreetMap.
_NAMES: dict[About, tuple[str, ...]] = {
    "height": (*ALIASES["height"], "buildingHeight", "heightAboveGround", "hoogte", "hauteur"),
    "storeys": (*ALIASES["storeys"], "floorsAboveGround", "numberOfFloors", "numberOfStoreys"),
    "use": (*ALIASES["use"], "category", "buildingUse", "use"),
    "year": (*ALIASES["year"], "yearBuilt"),
    "demolished": (
        "demolished",
        "isDemolished",
        "dateDemolished",
        "dateOfDemolition",
        "demolitionDate",
        "status",
        "state",
        "lifecycleStatus",
        "conditionOfConstruction",
        "operationType",
    ),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one attribute of one thing.

    thing: which says it of itself, or of the object that it names in `of`. attribute: as the source
    spells it. unit: as people write it, "" where it says none. moment: since when it is known, in
    UTC; None where nobody says. source: who says so.
    """

    thing: Thing
    attribute: str
    value: float | str | bool
    unit: str = ""
    moment: np.datetime64 | None = None
    source: str = ""

    @property
    def key(self) -> str:
        """The same for the same words, whenever they are said again."""
        said = (self.source, self.thing.id, self.thing.of, self.attribute, self.value, self.unit)
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@lru_cache(maxsize=4096)
def is_building(kind: str) -> bool:
    """Whether a source's type of things is one of buildings ("Building", "public.buildings")."""
    return _BUILDING.fullmatch(kind) is not None


@lru_cache(maxsize=4096)
def about(attribute: str) -> About:
    """What an attribute is about, whatever a source calls it; "" for anything else."""
    return _ABOUT.get(plain(attribute), "")


@lru_cache(maxsize=16_384)
def plain(name: str) -> str:
    """A name without what people write differently."""
    return re.sub(r"[\W_]+", "", name).casefold()


_ABOUT = {plain(name): of for of, names in _NAMES.items() for name in names}
