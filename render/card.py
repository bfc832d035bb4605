"""Whether a graphics card draws, or the processor in its place."""

from __future__ import annotations

from typing import Any

# What OpenGL calls itself where the processor draws: Mesa, Apple, Chrome, and Windows, in parts.
SOFTWARE = ("llvmpipe", "softpipe", "software", "swrast", "swiftshader", "gdi gen", "basic render")
SAID = "OpenGL renderer string:"


def drawer(window: Any) -> str:
    """What draws the pictures of a render window, by its own name; "" as long as it drew none."""
    for line in window.ReportCapabilities().splitlines():
        if line.startswith(SAID):
            return str(line.removeprefix(SAID).strip())
    return ""


def told(name: str) -> str:
    """Who draws, in words; "" as long as nobody has drawn."""
    return name if is_card(name) or not name else f"the processor, no graphics card ({name})"


def is_card(name: str) -> bool:
    """Whether what draws is a graphics card."""
    return bool(name) and not any(one in name.lower() for one in SOFTWARE)
