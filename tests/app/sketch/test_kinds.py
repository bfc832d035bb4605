"""Every sketching tool from the first click to the edit, what it leads to, and back again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from app.design_models import Design
from app.sketch.kinds import BY_NAME, KINDS, shown
from city.edits import EditError, read_edit
from city.edits.parts import Choice, Number, Whole, Word
from city.scenario import tried
from city.view import View
from tests.app.planned import edit
from tests.app.standin import town_document
from tests.city.plans import at, base, do, square

PATCH = [(40, -10), (60, -10), (60, 10), (40, 10)]  # 400 m² of ground where nothing stands
WAY = [(40, -20), (80, -20)]
HOUSE, ROOF = (5, 4, 3), (5, 4, 3)
YARD = [(3, 2, 3), (7, 2, 3), (7, 6, 3), (3, 6, 3)]


def outline(planner, corners=PATCH):
    for corner in corners:
        planner.click(*corner)
    planner.click(*corners[0])


def line(planner, places=WAY):
    for place in places:
        planner.click(*place)
    planner.key(Qt.Key.Key_Return)


def clicks(planner, places):
    for place in places:
        planner.click(*place)


def area(planner, ident):
    return planner.view.things[ident].form.shape.area


def made(planner):
    """The things that are there now and were not before, in their order."""
    return [thing for ident, thing in planner.view.things.items() if ident not in planner.before]


def only(planner):
    (thing,) = made(planner)
    return thing


def high(thing):
    return thing.body.high - thing.body.low


def said(planner):
    """What the rule that was drawn is, and the square metres that it is on."""
    thing = only(planner)
    return thing.attributes["function"], round(thing.form.shape.area, 6)


# kind: what it is set to, how it is used, which edit that does, what is true then
USED = {
    "building": ({}, outline, "build", lambda p: only(p).form.floor_area() == pytest.approx(1200)),
    "block": (
        {},
        lambda p: clicks(p, [(40, -10), (60, -10), (60, 10)]),
        "build",
        lambda p: only(p).form.footprint() == pytest.approx(400),
    ),
    "round": (
        {"storeys": 1},
        lambda p: clicks(p, [(50, 0), (60, 0)]),
        "build",
        # a ring of 40 sides
        lambda p: only(p).form.footprint() == pytest.approx(312.87, abs=0.01),
    ),
    "wing": ({"width": 10}, line, "build", lambda p: only(p).form.footprint() == 400),
    "height": (
        {},
        lambda p: p.drag(HOUSE, (5, 4, 6), (5, 4, 9)),
        "raise",
        lambda p: high(p.view.things["house"]) == 9,
    ),
    "push": (
        {},
        lambda p: p.drag(ROOF, (5, 4, 4), (5, 4, 5)),
        "push",
        lambda p: p.view.things["house"].body.volume() == pytest.approx(10 * 8 * 5),
    ),
    "move": (
        {},
        lambda p: p.drag(HOUSE, (15, 4, 3), (25, 4, 3)),
        "move",
        lambda p: p.view.things["house"].body.points[:, 0].min() == pytest.approx(20),
    ),
    "turn": (
        {},
        lambda p: p.drag((9, 4, 3), (8, 7, 3), (5, 7, 3)),
        "move",
        lambda p: p.view.things["house"].body.points[:, 0].min() == pytest.approx(1),
    ),
    "copy": (
        {"times": 3},
        lambda p: p.drag(HOUSE, (15, 4, 3), (25, 4, 3)),
        "copy",
        lambda p: [t.body.points[:, 0].min().round(6) for t in made(p)] == [20, 40, 60],
    ),
    "roof": (
        {"roof__shape": "gable"},
        lambda p: p.click(*HOUSE),
        "roof",
        lambda p: high(p.view.things["house"]) == pytest.approx(3 + 4 * 0.70021, abs=1e-3),
    ),
    "set_back": (
        {},
        lambda p: p.click(50, 0, 9),
        "set_back",
        lambda p: p.view.things["new"].form.setbacks == ((2, 2.0),),
    ),
    "courtyard": (
        {},
        lambda p: outline(p, YARD),
        "cut",
        lambda p: p.view.things["house"].body.volume() == pytest.approx((80 - 16) * 3),
    ),
    "passage": (
        {"clear": 2},
        lambda p: outline(p, YARD),
        "cut",
        lambda p: p.view.things["house"].body.volume() == pytest.approx(80 * 3 - 16 * 2),
    ),
    "split": (
        {},
        lambda p: line(p, [(4, -4), (4, 14)]),
        "split",
        lambda p: [round(t.body.volume(), 3) for t in made(p)] == [96, 144],
    ),
    "merge": (
        {},
        lambda p: (p.click(50, 0, 9), p.click(65, 0, 9), p.key(Qt.Key.Key_Return)),
        "merge",
        lambda p: p.view.things["new"].form.footprint() == 600,
    ),
    "use": (
        {"use": "hotel"},
        lambda p: p.click(*HOUSE),
        "change",
        lambda p: p.view.attributes(p.view.find("house"))["function"] == "hotel",
    ),
    "attribute": (
        {"attribute": "energyLabel", "value": "A++"},
        lambda p: p.click(*HOUSE),
        "change",
        lambda p: p.view.attributes(p.view.find("house"))["energyLabel"] == "A++",
    ),
    "solar": (
        {"share": 0.5},
        lambda p: p.click(*HOUSE),
        "solar",
        lambda p: only(p).attributes["area"] == pytest.approx(40, abs=0.01),
    ),
    "tree": ({"height": 12.0}, lambda p: p.click(50, 0), "plant", lambda p: high(only(p)) == 12),
    "row": ({"spacing": 10}, line, "plant", lambda p: len(made(p)) == 5),
    "grove": ({}, outline, "plant", lambda p: 4 <= len(made(p)) <= 9),
    "park": ({}, outline, "lay", lambda p: area(p, only(p).id) == pytest.approx(400)),
    "water": ({}, outline, "lay", lambda p: only(p).kind == "WaterBody"),
    "square": ({}, outline, "lay", lambda p: only(p).kind == "Square"),
    "parking": ({}, outline, "lay", lambda p: only(p).attributes["function"] == "parking"),
    "hedge": ({"width": 1}, line, "lay", lambda p: area(p, only(p).id) == pytest.approx(40)),
    "level": (
        {"height": 2.0, "slope": 45.0},
        outline,
        "level",
        # 400 m² by 2 m, banks of half a square of 2 m along 80 m, and at the corners quarter cones
        lambda p: only(p).attributes["fill"] == pytest.approx(800 + 160 + 8.378, rel=0.01),
    ),
    "street": (
        {"section": "lane"},
        line,
        "street",
        lambda p: area(p, only(p).id) == pytest.approx(160),
    ),
    "closure": ({"whom": "cars"}, line, "close", lambda p: said(p) == ("closure", 40)),
    "closed_area": ({}, outline, "close", lambda p: said(p) == ("closure", 400)),
    "limit": ({"speed": 20.0}, outline, "limit", lambda p: said(p) == ("speed limit", 400)),
    "bridge": ({}, line, "bridge", lambda p: only(p).attributes["length"] == pytest.approx(40)),
    "wall": (
        {"height": 3.0, "width": 0.5},
        line,
        "wall",
        lambda p: only(p).body.volume() == pytest.approx(40 * 0.5 * 3),
    ),
    "dike": (
        {"slope": 45.0},
        line,
        "wall",
        lambda p: only(p).body.volume() == pytest.approx(40 * (3.0 + 2.0) * 2),
    ),
    "plot": ({}, outline, "plot", lambda p: area(p, only(p).id) == pytest.approx(400)),
    "zone": ({}, outline, "zone", lambda p: only(p).attributes["area"] == pytest.approx(400)),
    "demolish": ({}, lambda p: p.click(*HOUSE), "demolish", lambda p: p.view.find("house") is None),
}
STANDING = {  # what must stand for a tool to have something to do
    "set_back": [edit("build", footprint=square(40, -10, 20, 20), id="new")],
    "merge": [
        edit("build", footprint=square(40, -10, 20, 20), id="new"),
        edit("build", footprint=square(60, -10, 10, 20), id="other"),
    ],
}
DRAWN = [name for name, (_, how, *_) in USED.items() if how in (outline, line)]


@pytest.mark.parametrize("name", USED)
def test_it_is_done_shown_and_taken_back(planner, name):
    settings, use, verb, holds = USED[name]
    planner.take(name, **settings)
    for said in STANDING.get(name, ()):
        assert planner.planning.do(said)
    planner.before = dict(planner.view.things)
    count = len(planner.edits)
    before = planner.view
    use(planner)
    assert planner.refused == []
    assert [one.verb for one in planner.edits[count:]] == [verb]
    assert holds(planner)
    assert planner.sketching.preview.fresh == [] and planner.tool is not None
    planner.window.desk.undo.trigger()
    assert dict(planner.view.things) == planner.before
    assert all(
        a is b or (a == b).all() for a, b in zip(planner.view.gone, before.gone, strict=True)
    )


@pytest.mark.parametrize("name", [kind.name for kind in KINDS if kind.name in USED])
def test_what_it_leads_to_is_seen_before_it_is_done(planner, name):
    settings, *_ = USED[name]
    planner.take(name, **settings)
    for said in STANDING.get(name, ()):
        planner.planning.do(said)
    done = len(planner.edits)
    about_to(planner, name)
    shown_ = planner.sketching.preview
    assert shown_.fresh or shown_.gone or name in ("use", "attribute")  # which have no looks
    seen = planner.picture()
    planner.eye.marks.remove(shown_)
    # the edge of a plot lies under the line that is drawn
    assert planner.picture() != seen or name in ("use", "attribute", "plot")
    assert len(planner.edits) == done


def about_to(planner, name):
    """All but the last click."""
    gather = BY_NAME[name].gather
    if gather in ("outline", "rectangle", "line"):
        places = {"courtyard": YARD, "passage": YARD, "split": [(4, -4), (4, 14)]}.get(
            name, WAY if gather == "line" else PATCH[:3]
        )
        clicks(planner, places[:-1])
        planner.move(*places[-1])
    elif gather == "circle":
        planner.click(50, 0)
        planner.move(60, 0)
    elif gather == "place":
        planner.move(50, 0)
    elif gather == "objects":
        planner.move(*((50, 0, 9) if name == "set_back" else HOUSE))
    elif gather == "several":
        planner.click(50, 0, 9)
        planner.move(65, 0, 9)
    else:
        planner.press(8, 4, 3)
        planner.move(9, 7, 6)


def test_every_tool_is_tried_here():
    assert {kind.name for kind in KINDS if kind.gather != "model"} <= set(USED)


def test_no_two_commands_have_one_key(planner):
    keys = [
        action.shortcut().toString()
        for _, action in planner.window.actions_.all()
        if not action.shortcut().isEmpty()
    ]
    assert sorted(keys) == sorted(set(keys))
    for kind in KINDS:
        if kind.key:
            wanted = QKeySequence(kind.key).toString()
            assert planner.sketching.actions[kind.name].shortcut().toString() == wanted


# What they are set to

FOUND = {
    "objects": ["house"],
    "metres": 6.0,
    "exact": False,
    "by": [10.0, 0.0, 0.0],
    "turn": 30.0,
    "about": at(5, 4),
    "at": at(5, 4, 3),
}


def ends(part):
    """The lowest and the highest that a setting may be."""
    if isinstance(part, (Number, Whole)):
        return [part.low, part.high]
    if isinstance(part, Word):
        return ["", "x" * part.most]
    assert isinstance(part, Choice)
    return list(part.words)


def found_for(kind):
    if kind.name in ("courtyard", "passage"):
        return {**FOUND, "points": square(3, 2, 4, 4)}
    if kind.name == "split":
        return {**FOUND, "points": [at(4, -4), at(4, 14)]}
    if kind.gather == "several":
        return {"objects": ["house", "other"]}
    if kind.gather == "model":
        design = Design(Path("tower.obj"), "hash", town_document().cities()[0])
        return {"design": design, "path": "tower.obj", "points": [at(40, -20)]}
    if kind.gather in ("line", "place"):
        return {**FOUND, "points": [at(40, -20), at(140, -20)]}
    return {**FOUND, "points": square(40, -60, 100, 50)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_setting_may_be_the_lowest_and_the_highest(kind):
    """Each makes an edit that can be read; what cannot be built then says so in a sentence."""
    view = do(View.of(base()), "build", footprint=square(200, 0, 10, 8), storeys=3, id="other")
    options = {one.name: one.default for one in kind.settings}
    for setting in kind.settings:
        for value in ends(setting.part):
            told = {**options, setting.name: value}
            try:
                said = read_edit(kind.make(found_for(kind), told, view)).settled(view.base)
            except ValueError as fault:  # as more trees than anybody plants
                words = {"spacing": "tree", "attribute": "name the attribute"}
                assert words[setting.name] in str(fault)
                continue
            try:
                assert tried(view, said, 0) is not view
            except EditError as fault:
                assert len(str(fault)) > 10


def test_settings_that_mean_nothing_are_not_shown():
    kind = BY_NAME["building"]
    options = {one.name: one.default for one in kind.settings}
    names = {one.name for one in shown(kind, options)}
    assert "roof.slope" not in names and "roof.shape" in names
    assert "roof.slope" in {one.name for one in shown(kind, {**options, "roof.shape": "hip"})}
    tree = BY_NAME["tree"]
    options = {one.name: one.default for one in tree.settings}
    assert "years" not in {one.name for one in shown(tree, options)}
    assert "years" in {one.name for one in shown(tree, {**options, "grown_height": 20.0})}


def test_every_tool_says_how_it_is_used():
    assert all(kind.hint for kind in KINDS)
    for kind in KINDS:  # no two of a menu have one access key
        marks = [k.title.partition("&")[2][:1].lower() for k in KINDS if k.group == kind.group]
        marks = [mark for mark in marks if mark]
        assert len(marks) == len(set(marks)), kind.group
