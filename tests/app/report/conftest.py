"""Pictures of tests are coarse: what they show is the same, and nobody prints them."""

import pytest

from app.report import framing


@pytest.fixture(scope="module")
def coarse():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(framing, "FINE", 2.0)  # pixels to the millimetre
        framing._font.cache_clear()
        yield
    framing._font.cache_clear()
