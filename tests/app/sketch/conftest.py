"""A planner before the toy town."""

import pytest

from tests.app.aslant import Planner


@pytest.fixture
def planner(qtbot):
    made = Planner(qtbot)
    yield made
    made.close()
