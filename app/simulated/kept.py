"""What a project keeps of a field or a network of a model: what of it shows, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from app.here import is_here
from app.simulated.taken import Taken, taken_from, word

Manner = Literal[
    "ground",
    "water",
    "slice",
    "upright",
    "skin",
    "iso",
    "walls",
    "contours",
    "arrows",
    "streamlines",
    "flow",
    "ribbons",
]
MANNERS: tuple[Manner, ...] = get_args(Manner)
UPRIGHT: Manner = "upright"
Line = tuple[float, float, float, float]
NOWHERE: Line = (0.0, 0.0, 0.0, 0.0)
Statistic = Literal["", "maximum", "hours above"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A field or a network over the city.

    path: of the file or folder. variable: the key of what is shown, "" for the first. width: of a
    network, the key of what tells how wide its ribbons are, "" for none. level: which of the
    heights of a field; height: of a volume's slice, metres over the frame's zero. value: of the
    surface on which it has one, in the unit that is shown. line: x, y of one and of the other end
    of an upright slice, local metres; NOWHERE for one through the middle. statistic: what of all
    moments is shown together; limit: of "hours above", in the unit that is shown. against:
    whether the result of the same variable that the city as it is has is taken away from it.
    """

    path: str
    taken: Taken
    title: str = ""
    variable: str = ""
    width: str = ""
    level: int = 0
    height: float = 0.0
    value: float = 0.0
    line: Line = NOWHERE
    manners: tuple[Manner, ...] = ()
    statistic: Statistic = ""
    limit: float = 0.0
    against: bool = False
    visible: bool = True
    opacity: float = 0.85

    def to_plain(self) -> dict[str, Any]:
        """Plain values for a file."""
        return asdict(self)


def kept_from(said: Any) -> Kept | None:
    """A kept result of a file; None for what cannot be understood."""
    if not isinstance(said, Mapping) or not is_here(said.get("path")) or not said["path"]:
        return None
    taken = taken_from(said.get("taken"))
    if taken is None or taken.sort not in ("field", "network"):
        return None
    level, manners = said.get("level"), said.get("manners")
    listed = manners if isinstance(manners, (list, tuple)) else ()
    return Kept(
        said["path"],
        taken,
        title=word(said.get("title")),
        variable=word(said.get("variable")),
        width=word(said.get("width")),
        level=level if type(level) is int and 0 <= level < 100_000 else 0,
        height=_number(said.get("height"), 0.0, 1e5),
        value=_number(said.get("value"), 0.0, 1e12),
        line=_line(said.get("line")),
        manners=tuple(one for one in MANNERS if one in listed),
        statistic=next((s for s in get_args(Statistic) if s == said.get("statistic")), ""),
        limit=_number(said.get("limit"), 0.0, 1e12),
        against=said.get("against") is True,
        visible=said.get("visible") is not False,
        opacity=min(max(_number(said.get("opacity"), 0.85, 1.0), 0.05), 1.0),
    )


def _line(said: Any) -> Line:
    if not isinstance(said, (list, tuple)) or len(said) != 4:
        return NOWHERE
    a, b, c, d = (_number(one, 0.0, 1e7) for one in said)
    return a, b, c, d


def _number(said: Any, otherwise: float, most: float) -> float:
    known = isinstance(said, (int, float)) and not isinstance(said, bool) and abs(said) <= most
    return float(said) if known else otherwise
