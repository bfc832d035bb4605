"""CityGML 1.0, 2.0 and 3.0: cities as national mapping agencies and cities publish them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from city.progress import Progress

if TYPE_CHECKING:
    from importers.intake import Intake

FORMAT = "CityGML"
SUFFIXES = (".gml", ".xml", ".citygml")
WORKERS = ("importers.citygml.content", "lxml.etree")  # what the processes that read it need
_SPACE = re.compile(rb"citygml(?:/[a-z]+)?/(\d)[./](\d)|CityModel")


def recognises(path: Path, head: bytes) -> bool:
    """Whether a file's first bytes speak of CityGML."""
    return _SPACE.search(head.replace(b"\0", b"")) is not None


def read(path: Path, intake: Intake, progress: Progress) -> None:
    """Read a whole CityGML file into the intake; ReadError when nothing of it can be used."""
    from importers.citygml.reader import read_file

    read_file(path, intake, progress)
