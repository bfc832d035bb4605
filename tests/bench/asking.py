"""How long it takes to ask, list, sort and outline a million buildings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, python

FILTER = 0.1  # seconds: the goal's own figure
SCREEN = 0.016  # one frame
SORT = 1.0  # on a worker, after the first time
OUTLINE = 0.25

# A million buildings of one box each, every third of them with a part; made as columns.
CITY = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import numpy as np
from city.column import Column
from city.expression import ask
from city.frame import Frame
from city.measured import Measured
from city.model import City, Shapes, Table
from city.strings import Strings
count, parts = 1_000_000, 333_333
rng = np.random.default_rng(1)
parent = np.full(count + parts, -1, np.int32)
place = np.arange(count) + np.minimum(np.arange(count + 2)[:count] // 3, parts)
part = np.setdiff1d(np.arange(count + parts), place).astype(np.int32)
parent[part] = part - 1
kind = np.zeros(count + parts, np.uint16)
kind[part] = 1
roots = np.flatnonzero(parent < 0).astype(np.int32)
half = roots[::2]
def number(rows, values, unit=""):
    return Column("number", rows, values, None, unit)
uses = Strings.of(["home", "shop", "school", "office", "barn"])
columns = {
    "measuredHeight": number(roots, rng.gamma(3, 4, len(roots)), "urn:adv:uom:m"),
    "yearOfConstruction": Column("integer", half, rng.integers(1850, 2025, len(half))),
    "use": Column("text", roots, rng.integers(0, 5, len(roots)).astype(np.int32), uses),
    "roof": Column("text", part, rng.integers(0, 5, len(part)).astype(np.int32), uses),
}
ids = Strings.of(f"NL.IMBAG.Pand.{k:016d}" for k in range(count + parts))
objects = Table(ids, kind, ("Building", "BuildingPart"), parent, columns)
none = Table(Strings.of([]), np.zeros(0, np.uint16), (), np.zeros(0, np.int32), {})
n = count + parts  # a level square for each, 12 m wide, 20 m from one to the next
corner = np.stack([np.arange(n) % 1200 * 20.0, np.arange(n) // 1200 * 20.0, np.zeros(n)], 1)
square = np.array([[0, 0, 0], [12, 0, 0], [12, 12, 9], [0, 12, 9]], float)
points = (corner[:, None] + square).reshape(-1, 3)
step = np.arange(n + 1, dtype=np.int32)
two = np.array([[0, 1, 2], [0, 2, 3]])
triangles = (4 * np.arange(n)[:, None, None] + two).reshape(-1, 3).astype(np.int32)
surface, shell = np.full(n, -1, np.int32), np.zeros(n, np.uint16)
shapes = Shapes(points, step * 4, step, step, step, np.full(n, 3, np.uint8), surface, shell,
                triangles, step * 2)
city = City(Frame("EPSG:28992", "", (0.0, 0.0, 0.0)), objects, none, np.zeros(0, np.int32),
            {"2": shapes})
measured = Measured(city)
def best(work, times=5):
    least = 1e9
    for _ in range(times):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least
"""

ASK = (
    CITY
    + """
for question in (
    "measuredHeight > 30 and year < 1950",
    "Building.height > 30 and year < 1950",
    "use in ('home', 'shop') or not roof = 'barn'",
    "BuildingPart.yearOfConstruction < 1900",
    "id contains '0000999'",
):
    figures[question] = best(lambda: ask(question, measured))
import sqlite3
base = sqlite3.connect(":memory:")
base.execute("create table b (height real, year integer)")
years = np.full(n, None, object)
years[half] = columns["yearOfConstruction"].values.tolist()
heights = columns["measuredHeight"].values.tolist()
base.executemany("insert into b values (?, ?)", zip(heights, years[roots]))
same = "select count(*) from b where height > 30 and year < 1950"
question = "measuredHeight > 30 and year < 1950"
assert base.execute(same).fetchone()[0] == ask(question, measured).count
figures["sqlite"] = best(lambda: base.execute(same).fetchone())
start = time.process_time()
ask("area() > 100 m2", Measured(city))
figures["first"] = time.process_time() - start
chosen = np.arange(0, 1000, dtype=np.int32)
ask("within(selection, 100 m)", measured, chosen)
figures["within"] = best(lambda: ask("within(selection, 100 m)", measured, chosen), 3)
"""
)

LIST = (
    CITY
    + """
from PySide6.QtWidgets import QApplication
from app.attribute_lines import Lines
from app.attribute_model import AttributeModel
from app.tools.outline import held, touched
from city.order import ordered
app = QApplication([])
keys = [("own", "id"), ("measure", "height"), *(("attribute", name) for name in columns)]
measured.of("height")
model, lines = AttributeModel(), Lines()
lines.setModel(model)
lines.resize(1200, 800)
lines.show()
rows = np.arange(n, dtype=np.int32)
figures["lay"] = best(lambda: model.lay(measured, rows, keys), 3)
bar = lines.verticalScrollBar()
def scroll():
    for step in range(50):
        bar.setValue((step * 7919 * 31) % bar.maximum())
        lines.grab()
figures["screen"] = best(scroll, 3) / 50
for name, key in (("number", ("attribute", "measuredHeight")), ("text", ("own", "id"))):
    start = time.process_time()
    ordered(measured, key, rows)
    figures[f"sort {name} first"] = time.process_time() - start
    figures[f"sort {name}"] = best(lambda: ordered(measured, key, rows, True), 3)
outline = np.array([[2000.0, 2000], [9000, 3000], [12000, 9000], [5000, 12000], [1000, 7000]])
every = np.ones(n, bool)
def plan(points):
    return points[:, :2], np.ones(len(points))
figures["outline"] = best(lambda: held(measured, every, outline, plan), 3)
figures["touching"] = best(lambda: touched(measured, every, outline, plan), 1)
figures["found"] = float(held(measured, every, outline, plan).sum())
"""
)


def rows(folder: Path) -> Iterator[Row]:
    """Questions over 1,000,000 buildings with 333,333 parts; their table; an outline over them."""
    asked = python(ASK)
    peer = asked.pop("sqlite")
    ours = next(iter(asked.values()))
    name, limit = "Ask a height and a year, beside SQLite", "no slower than SQLite in memory"
    yield Row(name, ours, peer, "sqlite3", limit, ours / peer, 1, "lower", "s")
    for question, seconds in asked.items():
        if question == "first":
            yield _row("Measure 1,000,000 buildings once: area()", seconds, 10.0)
        elif question == "within":
            yield _row("within(selection of 1,000, 100 m)", seconds, 1.0)
        else:
            yield _row(f"Ask: {question}", seconds, FILTER)
    listed = python(LIST)
    yield _row("Table of 1,333,333 rows: laid out", listed["lay"], FILTER)
    yield _row("Table of 1,333,333 rows: a screen far away", listed["screen"], SCREEN)
    for name in ("number", "text"):
        yield _row(f"Sort 1,333,333 rows by a {name}, first", listed[f"sort {name} first"], 4.0)
        yield _row(f"Sort 1,333,333 rows by a {name}, again", listed[f"sort {name}"], SORT)
    yield _row(f"An outline round {listed['found']:,.0f} objects", listed["outline"], OUTLINE)
    yield _row("The same, all that it touches", listed["touching"], 3.0)


def _row(name: str, seconds: float, limit: float) -> Row:
    text = f"at most {limit:g} s of CPU"
    return Row(name, seconds, limit, "our limit", text, seconds / limit, 1, "lower", "s")
