"""The program as a person starts it, a house to give it, and what it may say."""

import os
import subprocess
import sys
from pathlib import Path

from app import cli

HOUSE = """<?xml version="1.0" encoding="UTF-8"?>
<CityModel xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
  xmlns:bldg="http://www.opengis.net/citygml/building/2.0">
 <gml:boundedBy><gml:Envelope srsName="EPSG:28992" srsDimension="3">
  <gml:lowerCorner>85000 446000 0</gml:lowerCorner>
  <gml:upperCorner>85010 446010 0</gml:upperCorner></gml:Envelope></gml:boundedBy>
 <cityObjectMember><bldg:Building gml:id="h1"><gml:name>Häuschen</gml:name>
  <bldg:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>
   <gml:LinearRing><gml:posList>85000 446000 0 85010 446000 0 85010 446010 0 85000 446000 0
   </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>
  </gml:MultiSurface></bldg:lod1MultiSurface></bldg:Building></cityObjectMember>
</CityModel>
"""
PLACELESS = HOUSE.replace(' srsName="EPSG:28992"', "")


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person starts it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        cwd=Path(cli.__file__).parents[1],
        env=os.environ | environment,
    )


def one_line(text: str) -> str:
    """A refusal is exactly one line, and it says who speaks."""
    assert text.startswith("maquette: ")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text[len("maquette: ") : -1]
