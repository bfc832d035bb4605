"""Traffic of a plan in the window, by the real SUMO and by programs that pretend to be SUMO."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.dialogs.needs import NeedsDialog
from app.live.picture import MOVING
from app.on_the_table import Selection
from app.panes.arrangement import Arrangement, Pane
from app.traffic import engine
from app.traffic.asked import Asked
from city.project import Project
from importers import places
from tests.app.planned import edit
from tests.app.standin import town_opened
from tests.app.test_desk import action, make_window
from tests.app.test_reopening import town_file
from tests.app.traffic.engines import VERSION, posix, pretend
from tests.app.traffic.nets import grid
from tests.city.plans import at
from tests.city.toy import FRAME
from tests.shared import DATA, needs_data

DAY = date(2026, 9, 1)
ACROSS = [at(-20, 300), at(20, 300)]  # the street from a1 to a2


@pytest.fixture
def window(qtbot, tmp_path):
    made = make_window(qtbot)
    made.document.lay(town_opened(), add=False)
    made.desk.keep_as(tmp_path / "Station quarter")
    made.traffic = made.studio.traffic
    made.wait = lambda true: qtbot.waitUntil(true, timeout=60_000)
    yield made
    made.close()


@pytest.fixture
def asked(tmp_path):
    (tmp_path / "net").mkdir()
    network = grid(tmp_path / "net", FRAME.horizontal, *FRAME.origin[:2])
    return Asked(network=str(network), trips=400, begin="07:00", end="07:10")


def close_street(window, name="Fair"):
    assert window.studio.do(edit("close", line=ACROSS, name=name))
    return window.studio.planning.active


def computed(window, asked):
    """Run it, until all it leaves lies over the city."""
    window.traffic.start(asked, DAY)
    window.wait(lambda: window.traffic.task is None)
    last = window.traffic.last
    many = 1 + (last is not None and last.traffic.plan is not None)
    window.wait(lambda: len(laid(window)) == many)
    folder = str(last.folder)
    live = window.document.live.values()
    window.wait(lambda: any(one.source.address.startswith(folder) for one in live))
    return last


def laid(window):
    """The results of the last run by the plan that they are of."""
    folder = window.traffic.last.folder
    return {
        one.kept.taken.plan: one
        for one in window.document.results.values()
        if Path(one.kept.path).parent == folder
    }


def test_a_plan_and_the_city_as_it_is_are_laid_over_the_city(window, asked, tmp_path):
    plan = close_street(window)
    last = computed(window, asked)
    assert last.folder.parent == tmp_path / "Station quarter traffic"
    assert last.name in last.folder.name and not last.traffic.told
    before, after = laid(window)[""], laid(window)[plan]
    assert (before.kept.visible, after.kept.visible) == (False, True)
    assert (after.kept.variable, after.kept.width) == ("speed", "flow")
    assert after.title == f"Traffic, {last.name}" and not after.stale
    # what lies there is what was counted, street by street
    network = last.traffic.plan.network
    rows = [network.links.ids.index(id) for id in after.thing.links.ids]
    assert np.array_equal(
        after.thing.values["flow"][0], network.values["flow"][0, rows], equal_nan=True
    )
    shut = [after.thing.links.ids.index(id) for id in ("a1a2", "a2a1")]
    assert np.isnan(after.thing.values["flow"][0, shut]).all()
    # in the place of the street that is closed in the plan
    line = after.thing.links.line(shut[0])[:, :2]
    assert np.abs(line[:, 0]).max() < 12 and 190 < line[:, 1].min() < line[:, 1].max() < 410
    # a ribbon says under the mouse which street it is
    over, viewport = window.studio.simulated, window.table.viewport
    window.wait(lambda: not over.picture.busy and after.key in over.picture.whats)
    row = after.thing.links.ids.index("b1b2")
    point = (*after.thing.links.line(row)[:, :2].mean(0).tolist(), 0.0)
    speed = after.thing.values["speed"][0, row]
    here = Selection("", None, -1, point=point)
    assert over.words_at(here).startswith("b1b2: Mean speed of vehicles")
    assert over.picture.told_at(after.key, point) == ("b1b2", pytest.approx(speed * 3.6, rel=1e-4))
    viewport.metres = 0.01
    assert over.words_at(replace(here, point=(point[0] + 30, *point[1:]))) == ""
    # vehicles of the plan move, when it is computed for
    (layer,) = window.document.live.values()
    assert layer.source.title == f"Vehicles, {last.name}" and layer.source.result.plan == plan
    first, end = layer.series.span()
    assert window.traffic.zone == "Europe/Amsterdam"  # two hours before UTC
    assert first < np.datetime64("2026-09-01T05:00") < np.datetime64("2026-09-01T05:10") < end
    assert window.document.shown_at == np.datetime64("2026-09-01T05:05")
    told = window.table.viewport.told
    window.wait(lambda: any(c[1:2] == (f"{layer.key}{MOVING}",) and len(c[2]) for c in told))


def test_the_difference_is_that_of_the_flows(window, asked):
    plan = close_street(window)
    last = computed(window, asked)
    picture = window.studio.simulated.picture
    window.traffic.show("change")
    key = laid(window)[plan].key
    window.wait(lambda: not picture.busy and key in picture.whats and picture.whats[key].change)
    before, after = laid(window)[""], laid(window)[plan]
    assert (before.kept.visible, after.kept.visible, after.kept.against) == (False, True, True)
    found = picture.whats[key].at(window.document.shown_at)
    change = last.traffic.change.values["flow change"][0]
    rows = [last.traffic.change.links.ids.index(id) for id in after.thing.links.ids]
    assert np.allclose(found, change[rows], atol=1e-3, equal_nan=True)
    assert np.nanmax(found) > 0 > np.nanmin(found)
    (layer,) = window.document.live.values()  # vehicles say nothing of a difference
    assert not layer.source.visible
    window.traffic.show("baseline")
    assert [one.kept.visible for one in laid(window).values()] == [True, False]
    assert not laid(window)[plan].kept.against
    window.traffic.show("plan")
    assert [one.kept.visible for one in laid(window).values()] == [False, True]
    (layer,) = window.document.live.values()
    assert layer.source.visible
    window.studio.lives.feeds.change(layer.key, visible=False)  # as somebody wishes
    assert not window.document.live[layer.key].source.visible


def test_plans_beside_each_other_show_each_its_own(window, asked):
    plan = close_street(window)
    computed(window, asked)
    window.studio.together.see(Arrangement("beside", (Pane(""), Pane(plan))))
    window.wait(lambda: all(one.kept.visible for one in laid(window).values()))
    window.traffic.show("change")
    assert [one.kept.visible for one in laid(window).values()] == [False, True]
    window.traffic.show("plan")
    window.studio.together.see(Arrangement())
    assert [one.kept.visible for one in laid(window).values()] == [False, True]


@needs_data
def test_streets_alone_lie_on_a_ground_of_their_own(qtbot, tmp_path):
    """The network of a real run, without any city."""
    window = make_window(qtbot)
    window.wait = lambda true: qtbot.waitUntil(true, timeout=60_000)
    traffic = window.studio.traffic
    said = Asked(str(DATA / "live/sim/sumo_grid.net.xml"), trips=600, end="07:05")
    with pytest.raises(ValueError, match="open the city first"):
        traffic.start(said, DAY)
    window.open_paths([said.network])
    window.wait(lambda: len(window.document.results) == 1)
    traffic.start(said, DAY)
    window.wait(lambda: traffic.last is not None and len(window.document.results) == 2)
    found = traffic.last.traffic.baseline
    assert found.totals.arrived == found.totals.trips == round(600 * 15 / 60)
    assert traffic.last.folder.parent == places.results()
    (result,) = [r for r in window.document.results.values() if r.title == "Traffic, Baseline"]
    flow = found.network.values["flow"]
    assert np.nansum(result.thing.values["flow"]) == pytest.approx(np.nansum(flow), rel=1e-5)
    window.close()


def test_the_next_run_takes_the_place_of_the_last_and_the_project_keeps_what_was_asked(
    window, asked, tmp_path
):
    close_street(window)
    first = computed(window, asked)
    old = {one.key for one in laid(window).values()}
    second = computed(window, replace(asked, seed=2))
    assert first.folder != second.folder and first.folder.is_dir()
    assert not any(window.document.results[key].kept.visible for key in old)
    assert [one.source.visible for one in window.document.live.values()] == [False, True]
    assert window.traffic.asked == replace(asked, seed=2)
    window.desk.scribe.write()
    kept = Project.open(tmp_path / "Station quarter.maquette")
    assert kept.contents.settings["traffic"]["seed"] == 2
    shown = [one for one in kept.contents.settings["results"] if one["visible"]]
    assert [(one["variable"], one["width"]) for one in shown] == [("speed", "flow")]
    kept.close()


def test_a_project_that_is_opened_again_shows_its_traffic_again(qtbot, asked, tmp_path):
    def opened(path):
        made = make_window(qtbot)
        made.traffic, made.wait = made.studio.traffic, partial(qtbot.waitUntil, timeout=60_000)
        made.open_paths([path])
        made.wait(lambda: bool(made.document.opened))
        return made

    window = opened(town_file(tmp_path / "town.geojson"))
    window.desk.keep_as(tmp_path / "Quarter")
    plan = close_street(window)
    folder = computed(window, asked).folder
    window.traffic.show("change")
    sums = window.traffic.sums
    assert sums == window.traffic.last.sums
    window.close()
    window = opened(tmp_path / "Quarter.maquette")
    results = window.document.results
    window.wait(lambda: len(results) == 2 and all(one.thing for one in results.values()))
    before, after = results.values()
    assert (before.kept.taken.plan, after.kept.taken.plan) == ("", plan)
    assert after.kept.against and after.kept.visible and not before.kept.visible
    assert not after.stale and after.title == "Traffic, Plan A"
    assert window.traffic.asked == asked and window.traffic.last is None
    assert Path(after.kept.path).parent == folder
    # its numbers are there still, and what of it is seen can be chosen
    assert window.traffic.sums == sums and not window.traffic.outdated
    action(window, "Traffic of the plan…").trigger()
    dialog = window.traffic.dialog
    assert dialog.outcome.isVisible() and dialog.tabs["change"].isChecked()
    assert dialog.table.columnCount() == 4 and not dialog.told.isVisible()
    dialog.tabs["plan"].click()
    before, after = results.values()
    assert after.kept.visible and not after.kept.against and not before.kept.visible
    close_street(window, "Market")
    window.wait(lambda: results[after.key].stale)
    dialog.refresh()
    assert dialog.told.text() == "The plan has changed since: compute it again."
    window.close()


def test_a_plan_that_changes_later_makes_its_traffic_out_of_date(window, asked):
    plan = close_street(window)
    computed(window, asked)
    close_street(window, "Market")
    window.wait(lambda: laid(window)[plan].stale)
    assert not laid(window)[""].stale


def test_without_a_plan_the_city_as_it_is_is_computed_alone(window, asked):
    last = computed(window, asked)
    assert (last.plan, last.name, last.traffic.plan) == ("", "Baseline", None)
    (only,) = laid(window).values()
    assert only.kept.visible and only.title == "Traffic, Baseline"


def test_a_plan_that_does_nothing_to_streets_says_so(window, asked):
    assert window.studio.do(edit("plant", places=[at(50, 50)]))
    last = computed(window, asked)
    assert last.traffic.plan is None
    assert "closes no street" in last.traffic.told[0]


def test_it_goes_on_without_its_window_and_says_when_it_is_done(window, asked):
    close_street(window)
    action(window, "Traffic of the plan…").trigger()
    window.traffic.dialog.form.show_asked(asked, DAY, "UTC")
    window.traffic.dialog.run.click()
    assert window.traffic.task is not None
    window.traffic.dialog.reject()
    window.wait(lambda: window.traffic.last is not None)
    assert "traffic of Plan A is computed" in window.notice.text.text()
    window.notice.way.click()
    assert window.traffic.dialog.isVisible() and window.traffic.dialog.outcome.isVisible()


def test_a_network_that_lies_elsewhere_is_refused(window, asked, tmp_path):
    (tmp_path / "far").mkdir()
    east, north, _ = FRAME.origin
    far = grid(tmp_path / "far", FRAME.horizontal, east + 50_000, north)
    said = []
    window.traffic.refused.connect(said.append)
    window.traffic.start(replace(asked, network=str(far)), DAY)
    window.wait(lambda: bool(said))
    assert said[0].startswith("town.net.xml: its streets lie 49") and "this place" in said[0]
    assert not list(tmp_path.glob("*traffic/*"))  # nothing stays of what was not computed


def test_where_a_network_lies_is_asked_where_it_does_not_say_it(window, asked, tmp_path, qapp):
    (tmp_path / "bare").mkdir()
    bare = grid(tmp_path / "bare", FRAME.horizontal, *FRAME.origin[:2], said=False)
    window.traffic.start(replace(asked, network=str(bare)), DAY)
    dialogs = lambda: [w for w in qapp.topLevelWidgets() if isinstance(w, NeedsDialog)]  # noqa: E731
    window.wait(lambda: bool(dialogs()))
    (dialog,) = dialogs()
    dialog.fields[0].setText(FRAME.horizontal)
    dialog.take()
    window.wait(lambda: window.traffic.task is None and window.traffic.last is not None)
    assert window.traffic.asked.crs == FRAME.horizontal
    window.wait(lambda: len(laid(window)) == 1)


SLOW = f'{VERSION}echo "Step #60.00 (ACT 12 BUF 0)"; exec sleep 60'
REAL = 'exec "$REAL/netconvert" "$@"'


@posix
def test_cancel_stops_it_and_leaves_nothing(window, asked, tmp_path, monkeypatch):
    pretend(tmp_path / "sumo", monkeypatch, SLOW, REAL)
    heard = []
    window.traffic.moved.connect(lambda *far: heard.append(far))
    window.traffic.start(asked, DAY)
    with pytest.raises(ValueError, match="already"):
        window.traffic.start(asked, DAY)
    window.wait(lambda: (60, 1201, "Traffic, baseline: 12 on the road") in heard)
    window.traffic.cancel()
    window.wait(lambda: window.traffic.task is None)
    assert window.traffic.last is None and not window.document.results
    assert not (tmp_path / "Station quarter traffic").exists()


@posix
def test_another_city_stops_it(window, asked, tmp_path, monkeypatch):
    pretend(tmp_path / "sumo", monkeypatch, SLOW, REAL)
    window.traffic.start(asked, DAY)
    window.document.lay(town_opened(), add=False)
    window.wait(lambda: window.traffic.task is None)


@posix
def test_a_run_that_fails_says_why(window, asked, tmp_path, monkeypatch):
    pretend(tmp_path / "sumo", monkeypatch, f'{VERSION}echo "Error: out of road" >&2; exit 1', REAL)
    window.traffic.start(asked, DAY)
    window.wait(lambda: "out of road" in window.notice.text.text())
    assert window.traffic.task is None and window.notice.way.text() == "Look at it"


def test_without_sumo_it_says_how_to_get_it(window, asked, monkeypatch):
    monkeypatch.setattr(engine, "_home", lambda: None)
    window.traffic.start(asked, DAY)
    window.wait(lambda: "pip install maquette[sumo]" in window.notice.text.text())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"network": ""}, "choose a network"),
        ({"network": "//elsewhere/share/a.net.xml"}, "another machine"),
        ({"network": "/nowhere/a.net.xml"}, "no such file"),
        ({"routes": "\\\\elsewhere\\a.rou.xml"}, "another machine"),
    ],
)
def test_what_cannot_be_asked_is_told_at_once(window, asked, said, words):
    with pytest.raises(ValueError, match=words):
        window.traffic.start(replace(asked, **said), DAY)
    assert window.traffic.task is None


def test_the_day_is_that_of_the_time_bar(window):
    window.document.zone = "Europe/Amsterdam"
    window.document.show_at(np.datetime64("2026-05-01T22:30", "ms"))
    assert window.traffic.day == date(2026, 5, 2)
    window.document.show_at(None)
    assert window.traffic.day == date.today()
