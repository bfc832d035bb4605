"""The inspector: what is chosen, what it belongs to, what is known of it and from where."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app import theme
from app.document import Document
from app.facts import object_facts, surface_facts
from app.on_the_table import Change, Layer, Opened, Selection
from app.wording import (
    attribute_word,
    compact,
    kind_word,
    meant,
    number,
    point_class_word,
    unit_word,
    visible,
)
from city.cloud import PointCloud
from city.codes import meanings_of
from city.model import City, Source, Table
from city.terrain import Terrain

Fact = tuple[str, str, str]  # name, value, the name in the file
UNTOLD = ("layer", "live", "shown_at", "live_chosen")  # changes that the page is not told


class Inspector(QWidget):
    """Shows the selection as one page of text that can be selected, copied and walked by links."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.live: Callable[[Selection], list[Fact]] = lambda _: []  # what live layers say of it
        self._told: list[Fact] = []
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName("Inspector")
        self.page.anchorClicked.connect(self._walk)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.page)
        document.changed.connect(self._on_change)
        self.refresh()

    def _on_change(self, change: Change) -> None:
        if change.what not in UNTOLD:
            self.refresh()

    def tell_live(self) -> None:
        """Write the page anew if live layers say something else of what is selected."""
        selection = self._document.selection
        if (self.live(selection) if selection is not None else []) != self._told:
            self.refresh()

    def refresh(self) -> None:
        """Write the page anew for what is selected now."""
        selection = self._document.selection
        self._told = self.live(selection) if selection is not None else []
        if not self._document.opened:
            html = _empty("Nothing is open", "Open a file to look at its buildings here.")
        elif selection is None:
            html = _table_page(self._document)
        elif isinstance(selection.thing, City):
            html = _object_page(selection, self._document, self._told)
        else:
            html = _survey_page(selection, self._document)
        self.page.setHtml(_style() + html)

    def _walk(self, url: QUrl) -> None:
        what, _, row = url.toString().partition(":")
        if what == "object":
            self._document.select_row(int(row))
        elif what == "surface" and self._document.selection is not None:
            self._document.select_row(self._document.selection.object, int(row))


def _object_page(selection: Selection, document: Document, live: list[Fact]) -> str:
    city: City = selection.thing
    row, surface = selection.object, selection.surface
    chain = _chain(city, row)
    steps = [(f"object:{r}", kind_word(city.objects.kind_of(r))) for r in chain]
    if surface >= 0:
        steps.append((f"surface:{surface}", kind_word(city.surfaces.kind_of(surface))))
    parts = [_title(steps[-1][1], city.surfaces.ids[surface] if surface >= 0 else "")]
    if surface < 0:
        parts = [_title(steps[-1][1], city.objects.ids[row])]
    parts.append(_trail(steps))
    parts += _section("Live", live)
    if surface >= 0:
        parts += _section("This surface", _plain(surface_facts(city, row, surface, selection.lod)))
        parts += _section("Its attributes", _attributes(city, city.surfaces, surface))
    told: list[Fact] = []
    for r in reversed(chain):
        word = kind_word(city.objects.kind_of(r))
        if r != row or surface >= 0:
            parts.append(
                f'<p class="part"><b>{escape(word)}</b><br>'
                f'<a class="grey" href="object:{r}">{escape(city.objects.ids[r])}</a></p>'
            )
        measured = _plain(object_facts(city, r))
        if measured != told:  # a building of one part is as large as its part
            parts += _section("Measured", measured)
        told = measured
        parts += _section("Attributes", _attributes(city, city.objects, r))
    children = city.children(row)
    if children and surface < 0:
        links = [
            f'<p class="row"><a href="object:{r}">{escape(kind_word(city.objects.kind_of(r)))}'
            f'</a> <span class="grey">{escape(city.objects.ids[r])}</span></p>'
            for r in children[:50]
        ]
        if len(children) > 50:
            links.append(_grey(f"and {len(children) - 50} more"))
        parts += [_heading("Parts"), *links]
    source = city.sources[int(city.source[row])] if len(city.source) else None
    parts += _section("Source", _source_facts(source, document, city))
    return "".join(parts)


def _survey_page(selection: Selection, document: Document) -> str:
    thing: PointCloud | Terrain = selection.thing
    layer = document.layers[selection.key]
    facts: list[Fact] = []
    if isinstance(thing, PointCloud):
        code = thing.code(selection.polygon)
        if code is not None:
            facts.append(("Class", point_class_word(code), ""))
        facts.append(("Points in the survey", compact(thing.total), ""))
        if isinstance(layer.thing, PointCloud) and layer.thing.octree is None:
            facts.append(("Points shown", compact(len(thing)), ""))
        facts += [
            (point_class_word(code), compact(n), f"class {code}")
            for code, n in sorted(thing.class_counts.items())
        ]
    else:
        rows, columns = thing.heights.shape
        facts.append(("Grid", f"{number(columns)} × {number(rows)} heights", ""))
        facts.append(("Step", f"{number(thing.step[0])} m", ""))
    if selection.point is not None:
        height = selection.point[2] + thing.frame.origin[2]
        facts.insert(0, ("Height here", f"{number(height, 2)} m", ""))
    page = [_title(layer.name, "LiDAR survey" if isinstance(thing, PointCloud) else "Terrain")]
    page += _section("Measured", facts)
    page += _section("Source", _source_facts(thing.source, document, thing))
    return "".join(page)


def _table_page(document: Document) -> str:
    """Nothing is chosen: say what is on the table."""
    cities = any(isinstance(layer.thing, City) for layer in document.layers.values())
    ask = "Click a building to see what it is." if cities else "Click a place to see its height."
    parts = [_title(document.title, ask)]
    for opened in document.opened:
        facts: list[Fact] = [(layer.name, _amount(layer), "") for layer in opened.layers]
        parts += _section("On the table" if len(document.opened) == 1 else opened.title, facts)
        parts += _section("Coordinates", _crs_facts(opened))
        if opened.attribution:
            parts += [_heading("With thanks to"), *(_grey(a) for a in opened.attribution)]
    for layer in document.live.values():
        if named := layer.source.terms.named():
            parts += [_heading(visible(layer.title)), _grey(visible(named))]
    return "".join(parts)


def _amount(layer: Layer) -> str:
    """How much of something there is: of a terrain, how finely it is measured."""
    if isinstance(layer.thing, Terrain):
        return f"every {number(layer.thing.step[0])} m"
    return compact(layer.count)


def _chain(city: City, row: int) -> list[int]:
    """The object's ancestors from the root down to itself."""
    chain = [row]
    while city.objects.parent[chain[0]] >= 0:
        chain.insert(0, int(city.objects.parent[chain[0]]))
    return chain


def _plain(named: list[tuple[str, str]]) -> list[Fact]:
    return [(name, value, "") for name, value in named]


def _attributes(city: City, table: Table, row: int) -> list[Fact]:
    facts: list[Fact] = []
    for name, value in table.attributes(row).items():
        facts += _nested(city, name, value, name, unit_word(table.columns[name].unit))
    return facts


def _nested(
    city: City, key: str, value: Any, name: str, unit: str = "", depth: int = 0
) -> list[Fact]:
    """A list or an object inside an attribute, as rows indented under their heading."""
    word, meanings = attribute_word(key), meanings_of(city, key)
    indent = "\u00a0" * 5 * depth
    inside: list[tuple[str, Any]] | None = None
    if isinstance(value, dict):
        inside = [(str(k), v) for k, v in value.items()]
    elif isinstance(value, list):
        if all(not isinstance(v, (dict, list)) for v in value):
            return [(indent + word, meant(value, meanings), name)]
        inside = [(f"{k}", v) for k, v in enumerate(value, 1)]
    if inside is not None:
        facts = [fact for k, v in inside for fact in _nested(city, k, v, "", "", depth + 1)]
        return [(indent + word, "", name), *facts]
    if value is None:
        return [(indent + word, "–", name)]
    return [(indent + word, meant(value, meanings, unit), name)]


def _source_facts(source: Source | None, document: Document, thing: object) -> list[Fact]:
    if source is None:
        return []
    facts: list[Fact] = [("File", Path(source.path).name, source.path)]
    facts.append(("Format", f"{source.format} {source.version}".strip(), ""))
    for opened in document.opened:
        if any(layer.thing is thing for layer in opened.layers):
            facts += _crs_facts(opened)
    if source.licence:
        facts.append(("Licence", source.licence, ""))
    if source.attribution:
        facts.append(("Thanks to", source.attribution, ""))
    return facts


def _crs_facts(opened: Opened) -> list[Fact]:
    return [
        ("Coordinate system", opened.crs[0] or "not known", opened.frame.horizontal[:80]),
        ("Heights", opened.crs[1] or "datum not known", opened.frame.vertical[:80]),
    ]


def _title(text: str, below: str) -> str:
    return f"<h2>{escape(text)}</h2>" + (f'<p class="id">{escape(below)}</p>' if below else "")


def _trail(steps: list[tuple[str, str]]) -> str:
    links = [f'<a href="{href}">{escape(word)}</a>' for href, word in steps[:-1]]
    return f'<p class="trail">{" › ".join([*links, f"<b>{escape(steps[-1][1])}</b>"])}</p>'


def _heading(text: str) -> str:
    return f'<p class="section">{escape(text.upper())}</p>'


def _grey(text: str) -> str:
    return f'<p class="grey">{escape(text)}</p>'


def _section(heading: str, facts: list[Fact]) -> list[str]:
    """A heading and a row for each fact; nothing where there are none."""
    if not facts:
        return []
    line = theme.current().line
    cell = f'style="border-bottom: 1px solid {line}; padding: 4px 0"'
    rows = [
        f'<tr><td {cell} title="{escape(raw)}">{escape(name)}</td>'
        f'<td {cell} align="right">&nbsp;{escape(value)}</td></tr>'
        for name, value, raw in facts
    ]
    table = f'<table width="100%" cellspacing="0" cellpadding="0">{"".join(rows)}</table>'
    return [_heading(heading), table]


def _empty(title: str, text: str) -> str:
    return _title(title, text)


def _style() -> str:
    colours = theme.current()
    return f"""<style>
body {{ color: {colours.ink}; }}
h2 {{ font-size: 16px; font-weight: 600; margin: 4px 0 0 0; }}
p {{ margin: 2px 0; }}
p.id, .grey {{ color: {colours.grey}; }}
p.trail {{ margin: 6px 0; color: {colours.grey}; }}
p.part {{ margin: 16px 0 0 0; }}
p.section {{ color: {colours.grey}; font-size: 11px; font-weight: 600; margin: 14px 0 3px 0; }}
a {{ color: {colours.accent}; text-decoration: none; }}
</style>"""
