"""Values -> the text of XML: escaped, valid as ids, numbers in their shortest exact form."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_SPECIAL = re.compile(f'{_UNFIT.pattern}|[&<>\r"\n\t]')
_FIRST = re.compile(r"[^\W\d]")
_OTHER = re.compile(r"[^\w.\-]")


def escape(text: str) -> str:
    """Text as element content; what XML cannot hold becomes a question mark."""
    if not _SPECIAL.search(text):
        return text
    text = _UNFIT.sub("?", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def quoted(text: str) -> str:
    """Text as an attribute's value, with its quotes."""
    if _SPECIAL.search(text):
        text = escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'


def element(name: str, value: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(value)}</{name}>"


def nc_name(id: str) -> str:
    """An id that XML allows (NCName, without colons): "{A1}" becomes "_A1_"."""
    name = _OTHER.sub("_", id) if _OTHER.search(id) else id
    return name if _FIRST.match(name) else f"_{name}"


class Names:
    """Ids, each given out once: the same original always gets the same name back."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, id: str) -> str:
        """A valid id for `id` that nothing has yet."""
        name = stem = nc_name(id)
        number = 2
        while name in self._taken:
            name, number = f"{stem}_{number}", number + 1
        self._taken.add(name)
        return name

    def prefix(self, wanted: str) -> str:
        """A beginning that no id has, for ids of our own."""
        while any(name.startswith(wanted) for name in self._taken):
            wanted = f"_{wanted}"
        return wanted


def number_texts(rows: NDArray[np.floating[Any]]) -> list[str]:
    """(n, k) numbers -> n texts of k numbers, each the shortest that reads back the same."""
    import orjson

    if not len(rows):
        return []
    flat = orjson.dumps(np.ascontiguousarray(rows), option=orjson.OPT_SERIALIZE_NUMPY).decode()
    flat = flat[2:-2].replace("],[", "\n").replace(",", " ").replace("null", "NaN")
    return flat.split("\n")
