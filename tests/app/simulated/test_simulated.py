"""Results of models in the window: taken in, shown, driven by the time bar, kept, compared."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.dialogs.needs import NeedsDialog
from app.dialogs.result import ResultDialog
from app.on_the_table import Selection
from app.panes.arrangement import Arrangement, Pane
from app.simulated.kept import kept_from
from tests.app.simulated.model_files import flood, heat, plume
from tests.app.standin import town_opened
from tests.app.test_desk import make_window
from tests.shared import DATA, needs_data

HALF = np.timedelta64(30 * 60_000, "ms")
NOON = np.datetime64("2026-07-14T12:00", "ms")


@pytest.fixture
def window(qtbot):
    made = make_window(qtbot)
    made.wait = lambda true: qtbot.waitUntil(true, timeout=20_000)
    made.over = made.studio.simulated
    yield made
    made.close()


@pytest.fixture
def told(window):
    """What the viewport was told, by the name of the call."""
    viewport = window.table.viewport
    return lambda name: [call[1:] for call in viewport.told if call[0] == name]


def drawn(window, *manners):
    """Wait until results show in these manners and nothing else."""
    picture = window.over.picture
    window.wait(lambda: not picture.busy and {how for _, how in picture._drawn} == {*manners})


def take(window, path, **said):
    before = len(window.document.results)
    window.over.take_in(path, **said)
    window.wait(lambda: len(window.document.results) > before)
    return [*window.document.results][-1]


def test_results_alone_lie_on_a_ground_of_their_own(window, told, tmp_path):
    window.open_paths([flood(tmp_path / "flood.nc")])
    window.wait(lambda: bool(window.document.results))
    drawn(window, "water")
    (layer,) = window.document.layers.values()
    assert layer.group == "Terrain" and window.document.frame.horizontal == "EPSG:28992"
    (name, surface, panes), *_ = told("lay_sheet")
    assert name == "result/1/water" and panes is None and len(surface.points)
    assert told("paint_sheet")[-1][1].shape == (71 * 71, 4)
    assert window.document.shown_at == NOON + 4 * HALF


def test_the_time_bar_drives_them(window, told, tmp_path):
    take(window, flood(tmp_path / "flood.nc"))
    drawn(window, "water")
    shares = []
    for step in (0, 4, 8):
        window.document.show_at(NOON + step * HALF)
        drawn(window, "water")
        shares.append(float((told("paint_sheet")[-1][1][:, 3] > 0).mean()))
    assert shares[1] > 2 * shares[0] > 0 and shares[0] == pytest.approx(shares[2], abs=0.01)
    window.document.show_at(NOON - HALF)
    drawn(window, "water")
    assert (told("paint_sheet")[-1][1][:, 3] == 0).all()
    row = window.table.layers.results["result/1"]
    assert row.stand.text().startswith("only from")
    window.over.do("result/1", "time")
    assert window.document.shown_at == NOON + 4 * HALF


def test_moments_that_pass_fast_are_not_all_drawn(window, told, tmp_path):
    take(window, flood(tmp_path / "flood.nc"))
    drawn(window, "water")
    before = len(told("paint_sheet"))
    for k in range(200):
        window.document.show_at(NOON + k * np.timedelta64(60_000, "ms"))
    drawn(window, "water")
    assert len(told("paint_sheet")) - before < 20
    last = window.over.picture.whats["result/1"].at(window.document.shown_at)
    wet = last > 0.01
    assert ((told("paint_sheet")[-1][1][:, 3] > 0) == wet.ravel()).all()


def test_it_shows_in_several_manners_at_once(window, told, tmp_path):
    key = take(window, heat(tmp_path / "heat.nc"))
    variables = window.document.results[key].thing.variables
    (wind,) = [one.key for one in variables if one.parts]
    window.over.results.change(key, variable="air_temperature", manners=("ground", "contours"))
    drawn(window, "ground", "contours")
    assert window.over.picture.labels and told("show_things")[-1][4] is not None
    window.over.results.change(key, variable=wind, manners=("arrows",))
    drawn(window, "arrows")
    assert len(told("show_things")[-1][1]) > 50
    assert told("take_sheet_off") and not window.over.picture.labels
    window.over.results.change(key, visible=False)
    drawn(window)


def test_the_mouse_reads_values(window, tmp_path):
    key = take(window, heat(tmp_path / "heat.nc"))
    window.over.results.change(key, variable="air_temperature", manners=("ground",))
    drawn(window, "ground")
    x, y = 90_700.0, 436_050.0
    east, north, _ = window.document.frame.origin
    (layer,) = window.document.layers.values()
    here = Selection(layer.key, layer.thing, -1, point=(x - east, y - north, 0.0))
    assert "Air temperature 28" in window.over.words_at(here)
    away = replace(here, point=(x - east + 5000, y - north, 0.0))
    assert window.over.words_at(away) == ""


def test_what_a_file_does_not_say_is_asked_for(window, tmp_path):
    path = tmp_path / "told.csv"
    path.write_text("id,time,x,y,speed\na,0,0,0,5\na,10,10,0,6\n")
    window.over.take_in(path)
    window.wait(lambda: any(isinstance(w, NeedsDialog) for w in QApplication.topLevelWidgets()))
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, NeedsDialog)]
    assert dialog.isVisible() and dialog.fields
    dialog.reject()
    assert not window.document.results


def test_a_file_that_cannot_be_read_is_told(window, tmp_path):
    path = tmp_path / "broken.nc"
    path.write_bytes(b"CDF\x01 and nothing else")
    window.document.lay(town_opened(), add=False)
    window.over.take_in(path)
    window.wait(lambda: "broken.nc" in window.notice.text.text())
    assert not window.document.results


def test_results_of_another_place_are_told_with_the_distance(window, tmp_path):
    window.document.lay(town_opened(), add=False)
    take(window, flood(tmp_path / "flood.nc"))
    window.wait(lambda: "of another place" in window.notice.text.text())
    assert "km from the city" in window.notice.text.text()


def test_a_plan_has_results_of_its_own_that_grow_old(window, tmp_path):
    key = take(window, heat(tmp_path / "heat.nc"))
    planning = window.studio.planning
    plan = planning.add("Park").ident
    cool = take(window, heat(tmp_path / "park.nc", cooler=4.0))
    assert window.document.results[cool].kept.taken.plan == plan
    assert not window.document.results[cool].stale
    window.over.results.change(cool, against=True, variable="air_temperature", manners=("ground",))
    window.over.results.change(key, visible=False)
    drawn(window, "ground")
    what = window.over.picture.whats[cool]
    assert what.subject.title == "Change of Air temperature"
    assert what.at(window.document.shown_at).min() < -3.9
    assert window.over.state_words(window.document.results[cool]).startswith("of Park · minus")
    window.over.give_to(cool, "")
    assert window.document.results[cool].kept.taken.plan == ""
    window.over.give_to(cool, plan)
    taken = replace(window.document.results[cool].kept.taken, follows="another plan")
    window.over.results.change(cool, taken=taken)
    planning.settled.emit()
    assert window.document.results[cool].stale
    assert "out of date" in window.over.state_words(window.document.results[cool])
    planning.turn_to("")


def test_each_pane_shows_the_results_of_its_plan(window, told, tmp_path):
    window.document.lay(town_opened(), add=False)
    take(window, heat(tmp_path / "heat.nc"))
    plan = window.studio.planning.add("Park").ident
    take(window, heat(tmp_path / "park.nc", cooler=4.0))
    window.wait(lambda: len(window.over.picture._drawn) == 2)
    assert {call[2] for call in told("lay_sheet")} == {None}
    panes = (Pane(""), Pane(plan))
    window.studio.together.see(Arrangement("beside", panes))
    window.wait(lambda: [call[2] for call in told("lay_sheet")[-2:]] == [{0}, {1}])
    window.studio.together.see(Arrangement())
    window.wait(lambda: [call[2] for call in told("lay_sheet")[-2:]] == [None, None])


def test_how_it_shows_is_chosen_in_a_window(window, tmp_path):
    key = take(window, flood(tmp_path / "flood.nc"))
    drawn(window, "water")
    window.over.do(key, "look")
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ResultDialog)]
    dialog.manners["contours"].click()
    drawn(window, "water", "contours")
    dialog.opacity.setValue(40)
    assert window.document.results[key].kept.opacity == 0.4
    dialog.reject()
    window.over.do(key, "remove")
    assert not window.document.results
    drawn(window)


def test_the_line_of_an_upright_slice_is_drawn_on_the_map(window, tmp_path):
    key = take(window, plume(tmp_path / "plume.nc"))
    drawn(window, "ground")
    kept = lambda: window.document.results[key].kept  # noqa: E731
    window.over.draw_line(key)
    assert "two ends" in window.notice.text.text() and window.notice.isVisible()
    window.over.lines._pointed((1.0, 2.0, 0.0), None)
    window.over.lines._take_back()
    window.over.lines._pointed((5.0, 6.0, 1.0), None)
    window.over.lines._pointed((45.0, 36.0, 1.0), None)
    assert kept().line == (5.0, 6.0, 45.0, 36.0) and kept().manners == ("ground", "upright")
    drawn(window, "ground", "upright")
    window.over.draw_line(key)
    window.over.lines._pointed((1.0, 2.0, 0.0), None)
    window.over.lines._pointed((1.0, 2.0, 3.0), None)  # no line
    assert kept().line == (5.0, 6.0, 45.0, 36.0)


def test_a_project_keeps_them(window, tmp_path, qtbot):
    window.document.lay(town_opened(), add=False)
    key = take(window, flood(tmp_path / "flood.nc"))
    window.over.results.change(key, manners=("ground",), opacity=0.5)
    window.desk.keep_as(tmp_path / "plans.maquette")
    said = window.desk.scribe.contents().settings["results"]
    assert kept_from(said[0]) == window.document.results[key].kept
    window.document.clear()
    assert not window.document.results
    window.document.lay(town_opened(), add=False)
    window.over.resume(said)
    window.wait(lambda: all(one.thing is not None for one in window.document.results.values()))
    (again,) = window.document.results.values()
    assert again.manners == ("ground",) and again.kept.opacity == 0.5
    drawn(window, "ground")


def test_a_kept_file_that_is_gone_is_told_and_stays_listed(window, tmp_path):
    window.document.lay(town_opened(), add=False)
    key = take(window, flood(tmp_path / "flood.nc"))
    plain = window.document.results[key].kept.to_plain() | {"path": str(tmp_path / "gone.nc")}
    window.over.results.remove(key)
    window.over.resume([plain, "nonsense"])
    window.wait(lambda: any(one.fault for one in window.document.results.values()))
    assert "gone.nc" in window.notice.text.text() and len(window.document.results) == 1


@needs_data
def test_what_moves_becomes_a_layer_that_the_time_bar_plays(window):
    window.over.take_in(DATA / "live" / "sim" / "sumo_fcd_geo_120s.xml.gz")
    window.wait(
        lambda: (
            any(isinstance(w, NeedsDialog) for w in QApplication.topLevelWidgets())
            or bool(window.document.live)
        )
    )
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, NeedsDialog):
            for need, field in zip(dialog._needs, dialog.fields, strict=True):
                field.setText({"start": "2026-07-14T00:00", "crs": "local"}.get(need.what, "1"))
            dialog.take()
    window.wait(lambda: bool(window.document.live))
    (layer,) = window.document.live.values()
    assert layer.source.result is not None and layer.tracks is not None
    lives = window.studio.lives
    window.wait(lambda: layer.key in lives.picture.looks)
    assert lives.picture.looks[layer.key].badge == "SIMULATED"
