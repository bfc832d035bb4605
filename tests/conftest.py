"""Every test starts with fresh folders, and leaves no thread behind."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from importers.crew import LARGE, summon

# `make test` tries the same examples every time, so that red means a change is at fault, and not
# that somebody else uses the machine: how long an example takes is nobody's fault.
# `make soak` looks for new ones.
hypothesis.settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("searching", print_blob=True)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture(autouse=True, scope="session")
def crews_are_ready() -> None:
    """The processes that read models start with what they need, once for all tests."""
    summon(LARGE, "importers.ifc.study", "ifcopenshell.geom")


@pytest.fixture(autouse=True)
def fresh_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Settings, caches and recent files of a test are its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MAQUETTE_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves a thread running fails."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in left:
        thread.join(5)
    assert not [t.name for t in left if t.is_alive()]


def pytest_collection_finish() -> None:
    """What has been collected stays to the end: nobody looks through it for what can go."""
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a test that skips for want of data is a failure."""
    if os.environ.get("CI") and session.config.pluginmanager.hasplugin("terminalreporter"):
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        assert reporter is not None
        if any("real cities" in str(r.longrepr) for r in reporter.stats.get("skipped", [])):
            session.exitstatus = 1
