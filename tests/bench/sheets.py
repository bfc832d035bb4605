"""Fields drawn as sheets: what another moment of them takes, over what the picture takes anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from city.frame import Frame
from city.simulated.colouring import coloured
from city.simulated.field import Field, Variable
from city.simulated.mesh import Mesh
from city.simulated.raster import Raster
from city.simulated.run import Run
from city.simulated.surfaces import draped
from city.simulated.water import Water
from render.picture import off_screen
from render.scene import Scene
from tests.bench.measure import Row

CELLS, STEPS, SIDE = 1000, 20, 447  # 447 by 447 faces: 200,000
RASTER, MESH = 0.010, 0.020
EDGES = np.linspace(0.5, 2.5, 5)
COLOURS = np.linspace((220, 240, 250), (10, 50, 110), 6).astype(np.uint8)


def rows(folder: Path) -> Iterator[Row]:
    scene = Scene()
    window = off_screen(scene, (1280, 800))
    window.SetMultiSamples(0)

    def taken(change: Callable[[int], object]) -> float:
        """Seconds that a change takes with the picture after it, over those of the picture."""
        change(0)
        window.Render()
        each: tuple[list[float], list[float]] = ([], [])
        for step in range(3 * STEPS):
            begin = perf_counter()
            if step % 2:
                change(step)
            window.Render()
            each[step % 2].append(perf_counter() - begin)
        return max(min(each[1]) - min(each[0]), 0.0)  # the quickest: others use the machine too

    field = flood()
    scene.sheets.lay("flood", draped(field.shape, flat))
    at = [field.times[0] + np.timedelta64(45_000 * k, "ms") for k in range(STEPS)]

    def paint(step: int) -> None:
        values = field.at("h", at[step % STEPS])
        scene.sheets.paint("flood", coloured(values, EDGES, COLOURS))

    paint(0)
    scene.home()
    yield _row("a moment of 1,000 x 1,000 cells, painted", taken(paint), RASTER)
    water = Water(field, flat, depth="h")
    scene.sheets.lay("flood", water.surface)
    scene.sheets.set_opacity("flood", 0.7)

    def rise(step: int) -> None:
        heights, deep = water.at(at[step % STEPS])
        scene.sheets.lift("flood", heights)
        scene.sheets.paint("flood", coloured(deep, EDGES, COLOURS))

    yield _row("the same as water that rises", taken(rise), 2 * RASTER)
    scene.sheets.take_off("flood")
    mesh = faces()
    scene.sheets.lay("mesh", draped(mesh, flat))
    values = np.random.default_rng(1).random((2, len(mesh)), np.float32) * 3

    def wear(step: int) -> None:
        scene.sheets.paint("mesh", coloured(values[step // 2 % 2], EDGES, COLOURS))

    yield _row("200,000 faces, painted", taken(wear), MESH)
    scene.close()
    window.Finalize()


def _row(name: str, seconds: float, target: float) -> Row:
    limit = f"at most {target * 1e3:g} ms"
    return Row(
        name, seconds * 1e3, target * 1e3, "what a frame has for it", limit, seconds / target, 1.0,
        "lower", "ms",
    )  # fmt: skip


def flat(places: np.ndarray) -> np.ndarray:
    return np.zeros(len(places))


def flood() -> Field:
    """Waves over 1,000 by 1,000 cells of 2 m, a minute from step to step."""
    axis = np.arange(CELLS) * 2.0 + 1
    raster = Raster(axis, axis[::-1].copy(), "local", Frame("local", "", (0.0, 0.0, 0.0)))
    y, x = np.meshgrid(axis / 2000, axis / 2000, indexing="ij")
    deep = np.stack([np.sin(6 * x + k / 9) * np.cos(5 * y - k / 7) * 3 + 1 for k in range(STEPS)])
    deep = deep.astype(np.float32)
    times = np.datetime64("2026-07-14", "ms") + np.arange(STEPS) * np.timedelta64(60_000, "ms")
    variables = (Variable("h", "depth", "m"),)
    return Field("flood", Run("flood"), raster, variables, times, lambda *of: deep[of[2] : of[3]])


def faces() -> Mesh:
    x, y = np.meshgrid(np.arange(SIDE + 1) * 4.0, np.arange(SIDE + 1) * 4.0)
    nodes = np.stack([x, y, 0 * x], axis=2).reshape(-1, 3)
    number = np.arange(len(nodes)).reshape(x.shape)
    corners = [number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]]
    ring = np.stack(corners, axis=2).reshape(-1)
    return Mesh(nodes, np.arange(0, len(ring) + 1, 4), ring)
