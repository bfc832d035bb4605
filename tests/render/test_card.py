"""Who draws: a graphics card, or the processor in its place."""

import pytest

from render.card import drawer, is_card, told
from render.effort import STEADY, SWIFT
from render.scene import Scene
from render.window import Window

# As they call themselves; see SOFTWARE for where.
PROCESSORS = [
    "llvmpipe (LLVM 15.0.6, 256 bits)",
    "softpipe",
    "Software Rasterizer",
    "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)",
    "GDI Generic",
    "D3D12 (Microsoft Basic Render Driver)",
    "Apple Software Renderer",
]
CARDS = [
    "NVIDIA H200/PCIe/SSE2",
    "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
    "AMD Radeon RX 6700 XT (radeonsi, navi22, LLVM 15.0.7, DRM 3.54)",
    "Apple M2",
    "D3D12 (Intel(R) Iris(R) Xe Graphics)",
]


@pytest.mark.parametrize("name", PROCESSORS)
def test_a_processor_that_draws_is_no_card(name):
    assert not is_card(name)
    assert name in told(name) and "no graphics card" in told(name)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_known(name):
    assert is_card(name)
    assert told(name) == name


@pytest.mark.parametrize("name", [CARDS[0], PROCESSORS[0]])
def test_sixty_pictures_a_second_are_wanted_of_a_card_alone(name, monkeypatch):
    scene = Scene()
    window = Window(scene)
    monkeypatch.setattr("render.window.drawer", lambda _: name)
    try:
        window.draw((40, 30))
        assert window.drawer == name
        assert scene._effort.pace == (SWIFT if name in CARDS else STEADY)
    finally:
        scene.close()
        window.close()


def test_as_long_as_nobody_has_drawn_nothing_is_said():
    assert not is_card("") and told("") == ""


def test_what_draws_here_says_its_name():
    scene = Scene()
    window = Window(scene)
    try:
        window.draw((40, 30))
        assert window.drawer == drawer(window._window) != ""
    finally:
        scene.close()
        window.close()
