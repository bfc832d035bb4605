"""Small CityGML files for the tests, and a way to read them."""

from __future__ import annotations

from pathlib import Path

from city.model import City
from city.progress import Progress
from importers import citygml
from importers.intake import Intake, Options
from importers.report import Report

SPACES = """
xmlns="http://www.opengis.net/citygml/2.0" xmlns:core="http://www.opengis.net/citygml/2.0"
xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml"
xmlns:gen="http://www.opengis.net/citygml/generics/2.0"
xmlns:app="http://www.opengis.net/citygml/appearance/2.0"
xmlns:grp="http://www.opengis.net/citygml/cityobjectgroup/2.0"
xmlns:dem="http://www.opengis.net/citygml/relief/2.0"
xmlns:tran="http://www.opengis.net/citygml/transportation/2.0"
xmlns:veg="http://www.opengis.net/citygml/vegetation/2.0"
xmlns:wtr="http://www.opengis.net/citygml/waterbody/2.0"
xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ade="http://example.org/ade/1.0"
xmlns:xAL="urn:oasis:names:tc:ciq:xsdschema:xAL:2.0"
"""
SPACES_3 = SPACES.replace("/2.0", "/3.0").replace("net/gml", "net/gml/3.2") + (
    'xmlns:con="http://www.opengis.net/citygml/construction/3.0"'
    ' xmlns:vers="http://www.opengis.net/citygml/versioning/3.0"'
    ' xmlns:dyn="http://www.opengis.net/citygml/dynamizer/3.0"'
)
ENVELOPE = """<gml:boundedBy><gml:Envelope srsName="EPSG:25832" srsDimension="3">
<gml:lowerCorner>458000 5438000 100</gml:lowerCorner>
<gml:upperCorner>459000 5439000 200</gml:upperCorner></gml:Envelope></gml:boundedBy>"""


def model(members: str, spaces: str = SPACES, envelope: str = ENVELOPE) -> str:
    """A city model with these members."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CityModel {spaces}>{envelope}{members}'
        "</CityModel>"
    )


def member(feature: str) -> str:
    return f"<cityObjectMember>{feature}</cityObjectMember>"


def building(inside: str, id: str = "b1", more: str = "") -> str:
    return member(f'<bldg:Building gml:id="{id}"{more}>{inside}</bldg:Building>')


def polygon(ring: str, id: str = "", holes: tuple[str, ...] = ()) -> str:
    named = f' gml:id="{id}"' if id else ""
    inner = "".join(
        f"<gml:interior><gml:LinearRing><gml:posList>{h}</gml:posList></gml:LinearRing>"
        "</gml:interior>"
        for h in holes
    )
    return (
        f"<gml:Polygon{named}><gml:exterior><gml:LinearRing><gml:posList>{ring}</gml:posList>"
        f"</gml:LinearRing></gml:exterior>{inner}</gml:Polygon>"
    )


CORNERS = ("458000 5438000 100", "458004 5438000 100", "458004 5438003 100", "458000 5438003 100")
SQUARE = " ".join((*CORNERS, CORNERS[0]))  # 4 by 3 metres


def surfaces(*polygons: str, tag: str = "MultiSurface") -> str:
    inner = "".join(f"<gml:surfaceMember>{p}</gml:surfaceMember>" for p in polygons)
    return f"<gml:{tag}>{inner}</gml:{tag}>"


def links(*ids: str, tag: str = "CompositeSurface") -> str:
    inner = "".join(f'<gml:surfaceMember xlink:href="#{id}"/>' for id in ids)
    return f"<gml:{tag}>{inner}</gml:{tag}>"


def take(path: Path, options: Options | None = None) -> tuple[City, Report]:
    """Read one file, and nothing but the reader's own findings."""
    intake = Intake(options or Options())
    citygml.read(path, intake, Progress())
    return intake.builder.freeze(intake.report.add), intake.report


def read_text(folder: Path, text: str | bytes, name: str = "city.gml") -> tuple[City, Report]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return take(path)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report]
