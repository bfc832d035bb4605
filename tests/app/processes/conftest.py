"""A project over the toy town, a server of one process, and who follows its jobs."""

import pytest

from app.live.signing import Signing
from app.processes.following import Following
from app.processes.ways import Ways
from app.settings import Settings
from importers.processes import execution
from tests.app.planned import Desk, house
from tests.importers.live.conftest import platform  # noqa: F401  a fixture
from tests.importers.processes.server import offering, status, taken


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(execution, "FIRST_REST", 0.01)
    monkeypatch.setattr(execution, "LONGEST_REST", 0.05)


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.planning.do(house(id="new"))
    yield made
    made.project.close()


@pytest.fixture
def following(desk):
    made = follower(desk)
    yield made
    made.close()


def follower(desk):
    """Whoever follows the jobs of the project that a desk has open."""
    ways = Ways(desk.planning, Signing())
    made = Following(desk.planning, ways, Settings(), *[lambda: desk.project] * 2)
    made.over, made.barred, made.said = [], [], []
    made.ended.connect(made.over.append)
    made.sign_in_wanted.connect(made.barred.append)
    made.refused.connect(made.said.append)
    made.renew()
    return made


@pytest.fixture
def server(platform):  # noqa: F811
    """A server of one process that has taken a question and does not hurry."""
    offering(platform)
    platform.answers["/processes/wind/execution"] = taken
    platform.answers["/jobs/7"] = status("running", 30, "at the mesh")
    platform.answers["/jobs/7/results"] = {"field": {"wind": 3}}
    return platform
