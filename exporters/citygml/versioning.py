"""Two states of a city in one CityGML 3.0 file (OGC 20-010, 7.16; OGC 21-006r2, versioning.xsd)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from city.versions import Versions
from exporters.citygml.attributes import Value
from exporters.citygml.text import element, quoted

if TYPE_CHECKING:
    from exporters.citygml.features import Desk

NAMESPACE = "http://www.opengis.net/citygml/versioning/3.0"
CODE_SPACE = "urn:maquette:id"  # of the ids that all versions of a feature share
BASELINE = "Baseline"


def members(desk: Desk, versions: Versions) -> Iterator[str]:
    """The members of the model that say what belongs to which version, and what changed."""
    ids, top = desk.ids, desk.city.objects.parent < 0
    before, after = f"{desk.prefix}version1", f"{desk.prefix}version2"
    for ident, title, about, has in (
        (before, BASELINE, "", versions.before),
        (after, versions.title, versions.about, versions.after),
    ):
        yield f"<core:versionMember>\n<vers:Version gml:id={quoted(ident)}>\n"
        yield _said(title, about)
        for row in np.flatnonzero(has & top).tolist():
            yield f"<vers:versionMember xlink:href={_link(ids[row])}/>\n"
        yield "</vers:Version>\n</core:versionMember>\n"
    yield "<core:versionTransitionMember>\n<vers:VersionTransition>\n"
    if versions.made:
        yield element("core:creationDate", versions.made) + "\n"
    yield element("vers:reason", versions.about or versions.title) + "\n"
    yield "<vers:clonePredecessor>false</vers:clonePredecessor>\n<vers:type>planned</vers:type>\n"
    yield f"<vers:from xlink:href={_link(before)}/>\n<vers:to xlink:href={_link(after)}/>\n"
    for row in np.flatnonzero(versions.before & ~versions.after & top).tolist():
        new = versions.replaced.get(row)
        yield _transaction(ids[row], "" if new is None else ids[new])
    came = np.flatnonzero(versions.after & ~versions.before & top).tolist()
    for row in sorted(set(came) - set(versions.replaced.values())):
        yield _transaction("", ids[row])
    yield "</vers:VersionTransition>\n</core:versionTransitionMember>\n"


def _said(title: str, about: str) -> str:
    description = element("gml:description", about) + "\n" if about else ""
    return f"{description}{element('gml:name', title)}\n"


def _transaction(old: str, new: str) -> str:
    kind = "replace" if old and new else "delete" if old else "insert"
    one = f"<vers:oldFeature xlink:href={_link(old)}/>" if old else ""
    other = f"<vers:newFeature xlink:href={_link(new)}/>" if new else ""
    return (
        f"<vers:transaction><vers:Transaction><vers:type>{kind}</vers:type>{one}{other}"
        "</vers:Transaction></vers:transaction>\n"
    )


def _link(ident: str) -> str:
    return quoted(f"#{ident}")


def identifier(name: str) -> str:
    """The name that all versions of a feature share, as its element."""
    return element("gml:identifier", name, f" codeSpace={quoted(CODE_SPACE)}")


def lifespan(versions: Versions, row: int, found: list[Value]) -> list[Value]:
    """The attributes of an object with the time at which the plan ends or begins its version."""
    if not versions.made or versions.before[row] == versions.after[row]:
        return found
    name = "terminationDate" if versions.before[row] else "creationDate"
    kept = [value for value in found if value.name != name]
    return [*kept, Value(name, "date", versions.made, "")]
