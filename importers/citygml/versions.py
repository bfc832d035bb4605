"""Which city a file shows that holds several versions of it (CityGML 3.0, OGC 20-010, 7.16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from importers.citygml.names import HREF, id_of, local_name


@dataclass(frozen=True, slots=True)
class Choice:
    """The version that is shown: `names` of all, in the order of the file, and `shown` of them.

    hidden: the ids of the features that only other versions have.
    """

    names: tuple[str, ...]
    shown: str
    hidden: frozenset[str]

    def words(self) -> str:
        several = ", ".join(self.names[:5]) + (" ..." if len(self.names) > 5 else "")
        return (
            f"the file holds {len(self.names)} versions of the city ({several}); {self.shown} is "
            f"shown, and what only others have is left out ({len(self.hidden):,} features)"
        )


@dataclass(frozen=True, slots=True)
class _Transition:
    """From one version to another. clone: what the later one has is said by the changes alone."""

    start: str
    end: str
    clone: bool
    old: frozenset[str]
    new: frozenset[str]


@dataclass(slots=True)
class Versions:
    """What is read of a file's versions, piece by piece."""

    _titles: dict[str, str] = field(default_factory=dict)
    _members: dict[str, set[str]] = field(default_factory=dict)
    _transitions: list[_Transition] = field(default_factory=list)

    def take(self, root: Any) -> None:
        """Note the versions and the transitions in a document."""
        for e in root.iter("{*}Version"):
            ident = id_of(e) or f"version {len(self._titles) + 1}"
            self._titles[ident] = _text(e, "name") or ident
            self._members[ident] = set(_links(e, "versionMember"))
        for e in root.iter("{*}VersionTransition"):
            (start, *_), (end, *_) = [*_links(e, "from"), ""], [*_links(e, "to"), ""]
            done = list(e.iter("{*}Transaction"))
            old = frozenset(ident for one in done for ident in _links(one, "oldFeature"))
            new = frozenset(ident for one in done for ident in _links(one, "newFeature"))
            clone = _text(e, "clonePredecessor") in ("true", "1")
            self._transitions.append(_Transition(start, end, clone, old, new))

    def choice(self) -> Choice | None:
        """The last version that no other follows; None where there are not several to choose
        from, or where none says what it holds."""
        followed = {one.start for one in self._transitions if one.end in self._titles}
        last = [ident for ident in self._titles if ident not in followed] or list(self._titles)
        if len(self._titles) < 2:
            return None
        shown = self._of(last[-1], frozenset())
        if not shown:
            return None
        known = set().union(*self._members.values())
        known.update(*(one.old | one.new for one in self._transitions))
        names = tuple(self._titles.values())
        return Choice(names, self._titles[last[-1]], frozenset(known - shown))

    def _of(self, version: str, seen: frozenset[str]) -> set[str]:
        """The features of a version, those that it took over from the one before it included."""
        found = set(self._members.get(version, ()))
        for one in self._transitions:
            if one.end == version and one.clone and one.start not in seen | {version}:
                found |= (self._of(one.start, seen | {version}) - one.old) | one.new
        return found


def inline(version: Any) -> Iterator[Any]:
    """The features that stand in a version itself, and not elsewhere in the file."""
    for member in _children(version, "versionMember"):
        yield from member


def _links(e: Any, name: str) -> Iterator[str]:
    """The ids that properties of a name lead to, or of what stands in them."""
    for property in _children(e, name):
        href = (property.get(HREF) or "").removeprefix("#")
        if href:
            yield href
        yield from (id_of(inner) for inner in property if id_of(inner))


def _text(e: Any, name: str) -> str:
    return next(((p.text or "").strip() for p in _children(e, name)), "")


def _children(e: Any, name: str) -> Iterable[Any]:
    return (p for p in e if local_name(p) == name)
