"""The processes that read models start with what they need, once for all tests."""

import pytest

from importers.crew import LARGE, summon


@pytest.fixture(autouse=True, scope="session")
def ready() -> None:
    summon(LARGE, "importers.ifc.study", "ifcopenshell.geom")
