"""Colours for the layers of a GeoPackage: the table layer_styles, which QGIS reads by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Style(NamedTuple):
    """How a layer looks: red, green, blue (0 to 255), and QGIS's name of a brush or a marker."""

    colour: tuple[int, int, int]
    pattern: str = "solid"
    marker: bool = False


# Told apart by people who see few colours too, and by their patterns without any.
STYLES = {
    "removed": Style((213, 94, 0), "b_diagonal"),
    "added": Style((0, 114, 178)),
    "changed": Style((100, 30, 110), "dense4"),
    "land": Style((0, 158, 115), "dense5"),
    "trees": Style((0, 110, 60), "circle", True),
    "plots": Style((90, 90, 90), "no"),
    "shape": Style((100, 30, 110), "cross"),
    "attributes": Style((230, 159, 0), "dense6"),
    "both": Style((100, 30, 110), "diagonal_x"),
    "renamed": Style((90, 90, 90), "horizontal"),
}
TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""
ROW = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner)
SELECT '', '', table_name, column_name, ?, ?, '', 1, 'as Maquette shows it', ''
FROM gpkg_geometry_columns WHERE table_name = ?
"""
LISTED = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
VALUES ('layer_styles', 'attributes', 'layer_styles', 'colours of the layers')
"""


def add_styles(connection: sqlite3.Connection, layers: Iterable[str]) -> None:
    """Give the layers of an open GeoPackage their colours."""
    connection.executescript(TABLE)
    connection.execute(LISTED)
    for name in layers:
        connection.execute(ROW, (name, _qml(STYLES[name]), name))


def _qml(style: Style) -> str:
    """A layer of one symbol in the words of QGIS 3."""
    line = ",".join(map(str, (*style.colour, 255)))
    fill = ",".join(map(str, (*style.colour, 255 if style.pattern != "solid" else 140)))
    if style.marker:
        kind, cls = "marker", "SimpleMarker"
        said = {"name": style.pattern, "color": fill, "outline_color": line, "size": "2.5"}
    else:
        kind, cls = "fill", "SimpleFill"
        said = {"style": style.pattern, "color": fill, "outline_color": line}
        said |= {"outline_style": "solid", "outline_width": "0.4", "outline_width_unit": "MM"}
    told = "".join(f'<prop k="{name}" v="{value}"/>' for name, value in said.items())
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        '<qgis version="3.0" styleCategories="Symbology">'
        '<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">'
        f'<symbols><symbol type="{kind}" name="0" alpha="1" clip_to_extent="1">'
        f'<layer class="{cls}" enabled="1" pass="0" locked="0">{told}</layer></symbol></symbols>'
        "</renderer-v2></qgis>"
    )
