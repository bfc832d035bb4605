"""Pictures of projects: saved views, plans, the sun of a moment, shadow fans."""

import json
from dataclasses import replace

import numpy as np
from PIL import Image

from app.cli import main
from city.project import Project
from tests.app.test_cli_project import complaint, made

__all__ = ["made"]  # a fixture


def test_a_saved_view_is_drawn(made, capsys, tmp_path):
    out = tmp_path / "view.png"
    size = ["--size", "320x200"]
    assert main(["render", str(made), "--view", "from the south", "-o", str(out), *size]) == 0
    whole = np.asarray(Image.open(out).convert("L"), float)
    assert main(["render", str(made), "--view", "Nothing", "-o", str(out), *size]) == 0
    empty = np.asarray(Image.open(out).convert("L"), float)
    middle = np.s_[70:130, 120:200]  # where the block stands that the view looks at
    assert np.ptp(whole[middle]) > 60 > np.ptp(empty[middle])
    assert main(["render", str(made), "-o", str(out), *size]) == 0  # no view: the whole of it


def test_a_plan_is_drawn_with_its_trees_grown_and_the_sun_of_a_moment(made, capsys, tmp_path):
    grows = {"height": 1, "crown": 1, "grown_height": 30, "grown_crown": 24, "years": 20}
    tree = {"edit": "plant", "places": [[84005.0, 446985.0]], "year": 2026, **grows}
    (tmp_path / "tree.jsonl").write_text(json.dumps(tree))
    assert main(["apply", str(made), str(tmp_path / "tree.jsonl"), "--scenario", "Trees"]) == 0
    out, greens = tmp_path / "plan.png", []
    asked = ["render", str(made), "--view", "From the south", "--scenario", "trees"]
    for year in (2026, 2050):
        time = ["--time", f"{year}-06-21T13:00", "--time-zone", "Europe/Amsterdam"]
        assert main([*asked, *time, "-o", str(out), "--size", "320x200"]) == 0
        red, green, blue = np.asarray(Image.open(out).convert("RGB")).astype(int).transpose(2, 0, 1)
        greens.append(int(((green > red + 10) & (green > blue + 10)).sum()))
    assert greens[1] > 10 * max(greens[0], 20)
    assert main([*asked, "--time", "2050-06-21T13:00", "-o", str(out)]) == 0
    assert "the clock of Europe/Amsterdam is assumed" in capsys.readouterr().err


def test_a_saved_view_is_drawn_in_its_style_with_its_legend(made, capsys, tmp_path):
    project = Project.open(made)
    contents = project.contents
    blue = {"1/Buildings": '{"maquette-style": 1, "kind": "plain", "colour": "#2060c0"}'}
    seen = {"1/Buildings": True}
    views = (replace(contents.views[0], visible=seen, styles=blue), *contents.views[1:])
    project.keep(replace(contents, views=views))
    project.close()
    out = tmp_path / "view.png"
    asked = ["render", str(made), "--view", "from the south", "-o", str(out)]
    assert main([*asked, "--size", "800x450"]) == 0
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)
    corner = pixels[-120:, :200]
    assert (corner == 255).all(2).sum() > 500  # the legend's card
    assert (corner == (0x20, 0x60, 0xC0)).all(2).sum() > 8  # and its colour
    middle = pixels[160:300, 300:500]
    assert ((middle[..., 2] > middle[..., 0] + 40).sum()) > 300  # the block


def test_what_cannot_be_drawn_is_said(made, capsys, tmp_path):
    out = tmp_path / "x.png"
    assert "its views are: From the south" in complaint(
        capsys, "render", made, "--view", "North", "-o", out
    )
    assert "Attic cannot be drawn" in complaint(
        capsys, "render", made, "--view", "Attic", "-o", out
    )
    assert "only a project" in complaint(
        capsys, "render", tmp_path / "a.geojson", "--view", "x", "-o", out
    )
    assert "name a project alone" in complaint(
        capsys, "render", made, tmp_path / "a.geojson", "-o", out
    )
    for name in ("a.geojson", "b.geojson"):
        (tmp_path / name).unlink()
    assert "nothing in it to draw" in complaint(capsys, "render", made, "-o", out)
    assert not out.exists()


def test_a_shadow_fan_is_drawn_with_its_hours(made, capsys, tmp_path):
    out, without = tmp_path / "fan.png", tmp_path / "without.png"
    asked = ["render", str(made), "--view", "From the south", "--size", "640x400"]
    assert main([*asked, "-o", str(without)]) == 0
    house = {
        "edit": "build",
        "id": "new",
        "storeys": 12,
        "footprint": [[84000, 446985], [84010, 446985], [84010, 446995], [84000, 446995]],
    }
    (tmp_path / "house.jsonl").write_text(json.dumps(house))
    assert main(["apply", str(made), str(tmp_path / "house.jsonl"), "--scenario", "A"]) == 0
    plan = [*asked, "--scenario", "A"]
    assert main([*plan, "-o", str(without)]) == 0
    fan = [*plan, "--shadow-fan", "new", "--date", "2026-03-21"]
    assert main([*fan, "-o", str(out)]) == 0
    one, other = (np.asarray(Image.open(p).convert("RGB")).astype(int) for p in (without, out))
    changed = np.abs(one - other).max(2) > 12
    assert changed[200:].mean() > 0.05  # on the ground, and the legend
    assert "sun does not rise" not in capsys.readouterr().err
    assert "is not in the city" in complaint(capsys, *plan, "--shadow-fan", "nobody", "-o", out)
