"""Code lists beside a model: what "402" of an attribute means.

They are dictionaries of GML (OGC 07-036, 15.2; CityGML 2.0, 10.14): of each definition the name is
the code and the description its meaning, or else the first name is the code and the next one the
meaning; an identifier is a code before all names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from importers.beside import beside
from importers.citygml.document import parse
from importers.citygml.names import local_name

LARGEST = 16 << 20  # bytes of a list
MOST = 20_000  # codes of one list
LONGEST = 300  # letters of a meaning
FOLDER = "codelists"  # where lists lie by custom, whatever the model says


class BadList(Exception):
    """A code list that cannot be read; says why."""


def meanings(
    spaces: Mapping[str, Iterable[str]], folders: Iterable[Path], warn: Callable[[str], None]
) -> dict[str, Any]:
    """The meanings of the codes of attributes, by attribute and by code.

    spaces: the lists that each attribute names. folders: where they may lie; nothing outside of
    them is opened. A code that means different things in the lists of one attribute is left out.
    warn: is told of a list that is there and is none.
    """
    places = list(dict.fromkeys(folders))
    known: dict[str, dict[str, str]] = {}
    found: dict[str, Any] = {}
    for name, uris in spaces.items():
        lists = []
        for uri in sorted(uris):
            if uri not in known:
                path = _where(uri, places)
                try:
                    known[uri] = read_list(path) if path is not None else {}
                except BadList as fault:
                    known[uri] = {}
                    warn(str(fault))
            lists.append(known[uri])
        codes = agreed(*lists)
        if codes:
            found[name] = codes
    return found


def agreed(*lists: Mapping[str, str]) -> dict[str, str]:
    """The codes that mean the same wherever they are listed."""
    words: dict[str, set[str]] = {}
    for one in lists:
        for code, meaning in one.items():
            words.setdefault(code, set()).add(meaning)
    return {code: next(iter(said)) for code, said in words.items() if len(said) == 1}


def _where(uri: str, folders: list[Path]) -> Path | None:
    """The list that a model names: from where it lies, or in the folder that they lie in."""
    if "://" in uri or uri.startswith("urn:"):
        return None
    name = uri.replace("\\", "/").rsplit("/", 1)[-1]
    for folder in folders:
        path = beside(folder, uri) or beside(folder, f"{FOLDER}/{name}")
        if path is not None and path.suffix.lower() in (".xml", ".gml"):
            return path
    return None


def read_list(path: Path) -> dict[str, str]:
    """What each code of a list means. Raises BadList, in words, where it is none."""
    from lxml.etree import XMLSyntaxError

    try:
        if path.stat().st_size > LARGEST:
            raise BadList(f"the code list {path.name} is larger than {LARGEST >> 20} MB")
        root = parse(path.read_bytes())
    except OSError as fault:
        why = fault.strerror or fault
        raise BadList(f"the code list {path.name} cannot be read: {why}") from fault
    except XMLSyntaxError as fault:
        raise BadList(f"the code list {path.name} is damaged: {fault}") from fault
    if local_name(root) != "Dictionary":
        raise BadList(f"the code list {path.name} is no dictionary of GML")
    found: dict[str, str] = {}
    for element in root.iter("{*}Definition"):
        code, words = _definition(element)
        if code and words and words != code and len(found) < MOST:
            found.setdefault(code, words[:LONGEST])
    return found


def _definition(element: Any) -> tuple[str, str]:
    said: dict[str, list[str]] = {"identifier": [], "name": [], "description": []}
    for part in element:
        text = " ".join((part.text or "").split())
        kept = said.get(local_name(part))
        if kept is not None and text:
            kept.append(text)
    code, *names = [*said["identifier"], *said["name"], ""]
    meant = [*names[:-1], *said["description"]] if said["identifier"] else said["description"]
    return code, (meant or names or [""])[0]
