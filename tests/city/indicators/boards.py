"""Plans of the toy town laid on a board."""

from dataclasses import replace

from city.indicators.board import board, count_plan
from tests.city.plans import base, plan, square

YEAR = 2026
HOUSE = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 3, "id": "new"}
TALL = {**HOUSE, "storeys": 6}


def counted(ident, *edits, over, plot=None, year=YEAR):
    view, name = plan(*edits, over=over), ident.upper() or "Baseline"
    found = count_plan(ident, name, view, year, plot=plot)
    return replace(found, place=max("abcdefg".find(ident[:1] or "a"), 0))


def boarded(*plans, over=None, assumptions=None):
    """A board of the baseline and plans, each a list of edits, called a, b, c ..."""
    ground = over or base()
    found = [counted("", over=ground)]
    found += [counted("abcdefg"[k], *edits, over=ground) for k, edits in enumerate(plans)]
    return board(found, assumptions)
