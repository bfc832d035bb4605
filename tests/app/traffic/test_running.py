"""Traffic by the real SUMO, with and without a plan."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from app.traffic.running import Setting, compute
from city.progress import Progress
from city.traffic.outcome import CLOSED, FLOW, NEW
from city.traffic.question import Question
from city.traffic.works import NewStreet, Works, crossed, named
from importers.intake import ReadError
from importers.simulated import Options, read
from tests.app.traffic.engines import VERSION, posix, pretend
from tests.shared import DATA, needs_data

pytestmark = needs_data
GRID = DATA / "live/sim/sumo_grid.net.xml"
ROUTES = DATA / "live/sim/sumo_grid.rou.xml"
INGOLSTADT = DATA / "traffic/ingolstadt_cutmap.net.xml.gz"
BEGIN, END = np.datetime64("2026-09-01T07:00", "ms"), np.datetime64("2026-09-01T07:05", "ms")
SHUT = ("C3D3", "D3C3")


def question(**more):
    return Question(**{"begin": BEGIN, "end": END, "trips": 1500, "warm_up": 120, **more})


def traffic(folder, works=lambda roads: Works(), network=GRID, listen=None, routes=None, **more):
    options = more.pop("options", Options())
    setting = Setting(network, question(**more), options, routes)
    return compute(setting, works, folder, Progress(), listen)


def closing(*ids):
    return lambda roads: Works(closed=named(roads.network.links, ids))


def flows(network):
    return dict(zip(network.links.ids, network.values[FLOW][0].tolist(), strict=True))


def lanes(path: Path) -> set[str]:
    """The streets that vehicles were seen on."""
    return set(re.findall(r'lane="([^"]+)_\d+"', path.read_text("utf-8")))


@pytest.fixture(scope="module")
def plan_a(tmp_path_factory):
    """Plan A, with a street closed both ways; its files, and what was heard meanwhile."""
    folder, heard = tmp_path_factory.mktemp("traffic"), []
    found = traffic(folder, closing(*SHUT), listen=lambda *one: heard.append(one))
    return found, folder, heard


def test_a_closed_street_carries_no_vehicle_and_has_no_value(plan_a):
    found, folder, _ = plan_a
    assert set(SHUT) <= lanes(folder / "baseline.vehicles.xml")
    assert not set(SHUT) & lanes(folder / "plan.vehicles.xml")
    before, after = flows(found.baseline.network), flows(found.plan.network)
    assert all(before[id] > 0 and np.isnan(after[id]) for id in SHUT)
    kinds = dict(zip(found.change.links.ids, found.change.links.kinds, strict=True))
    assert {id for id, kind in kinds.items() if kind == CLOSED} == set(SHUT)


def test_nobody_is_lost_and_other_streets_take_the_flow(plan_a):
    found, *_ = plan_a
    before, after = found.baseline.totals, found.plan.totals
    assert before.trips == after.trips == round(1500 * 420 / 3600)
    assert before.arrived == after.arrived == before.trips
    assert before.under_way == before.no_way == after.under_way == after.no_way == 0
    shut = sum(flows(found.baseline.network)[id] for id in SHUT)
    others = np.nansum(found.change.values["flow change"])
    # on a grid a way around is as long or longer: who drove there drives on other streets instead
    assert others >= shut > 0


def test_what_was_counted_is_what_drove_there(plan_a):
    """The flow of a street against the vehicles that the places themselves show on it."""
    found, folder, _ = plan_a
    seen: dict[str, set[str]] = {}
    text = (folder / "plan.vehicles.xml").read_text("utf-8")
    for step in re.split(r"<timestep ", text)[1:]:
        if 120 <= float(re.match(r'time="([\d.]+)"', step)[1]) < 420:
            for id, lane in re.findall(r'id="([^"]+)".*? lane="([^"]+)_\d+"', step):
                seen.setdefault(lane, set()).add(id)
    hours = 5 / 60
    flow = flows(found.plan.network)
    for street, vehicles in seen.items():
        if street in flow:  # who was there when counting began had come in before
            assert flow[street] * hours <= len(vehicles) + 1e-3
    total = sum(len(vehicles) for street, vehicles in seen.items() if street in flow)
    assert np.nansum(list(flow.values())) * hours == pytest.approx(total, rel=0.15)


def test_vehicles_are_heard_of_while_they_move(plan_a):
    found, _, heard = plan_a
    for state, outcome in (("baseline", found.baseline), ("plan", found.plan)):
        pieces = [moving for of, moving in heard if of == state]
        assert sum(map(len, pieces)) == len(outcome.moving)
        assert len(outcome.moving.ids) == outcome.totals.trips
        assert {id for one in pieces for id in one.ids} == set(outcome.moving.ids)
    assert found.plan.moving.time[0] >= BEGIN - np.timedelta64(120, "s")


def test_the_files_can_be_opened_as_any_results(plan_a):
    _, folder, _ = plan_a
    options = Options(start=BEGIN, network=folder / "plan.net.xml")
    (network,) = read(folder / "plan.means.xml", options).networks
    assert "entered" in network.values


def test_works_that_change_nothing_change_exactly_nothing(tmp_path):
    """The baseline against itself, all the way through a plan."""
    same = traffic(tmp_path, lambda roads: Works(limits={SHUT[0]: 13.89}), vehicles=False)
    for key, row in same.change.values.items():
        known = ~np.isnan(same.baseline.network.values[key.removesuffix(" change")])
        assert known.any()
        assert (row[known] == 0).all() and np.isnan(row[~known]).all()
    assert same.plan.totals == same.baseline.totals


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(tmp_path):
    found = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        (tmp_path / name).mkdir()
        found.append(traffic(tmp_path / name, seed=seed, vehicles=False).baseline)
    first, again, other = found
    assert first.totals == again.totals != other.totals
    for key, row in first.network.values.items():
        assert np.array_equal(row, again.network.values[key], equal_nan=True)
    assert first.moving is None


def test_a_lower_limit_makes_a_street_slower_or_empty(tmp_path):
    def slow(roads):
        middle = crossed(roads.network.links, shapely.box(*_around(roads, "D3")))
        return Works(limits=dict.fromkeys(middle, 10 / 3.6))

    found = traffic(tmp_path, slow, vehicles=False)
    rows = [found.plan.network.links.ids.index(id) for id in found.works.limits]
    speed = found.plan.network.values["speed"][0, rows]
    assert len(rows) == 8
    # drivers differ from the limit by a tenth in the mean (SUMO's speedFactor), at most by 20 %
    assert np.nanmax(speed) <= 10 * 1.2
    assert np.nanmax(found.baseline.network.values["speed"][0, rows]) > 20


def _around(roads, junction):
    nodes = roads.network.nodes
    x, y = nodes.points[nodes.ids.index(junction), :2]
    return x - 30, y - 30, x + 30, y + 30


def test_a_new_street_is_driven_both_ways(tmp_path):
    def built(roads):
        nodes = roads.network.nodes
        shape = nodes.points[[nodes.ids.index(id) for id in ("A0", "H7")], :2]
        return Works(new=(NewStreet("short_cut", "A0", "H7", shape, (1, 1), 25.0),))

    found = traffic(tmp_path, built, vehicles=False, trips=4000)
    flow, before = flows(found.plan.network), flows(found.baseline.network)
    assert flow["short_cut"] > 0 and flow["-short_cut"] > 0
    assert set(flow) - set(before) == {"short_cut", "-short_cut"}
    change = found.change
    row = change.links.ids.index("short_cut")
    assert change.links.kinds[row] == NEW and np.isnan(change.values["flow change"][0, row])
    # it lies from corner to corner of a square of 7 streets of 120 m
    line = change.links.line(row)[:, :2]
    assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(840 * 2**0.5, rel=0.05)


def test_a_real_city_with_its_busiest_street_closed(tmp_path):
    first = traffic(tmp_path, network=INGOLSTADT, vehicles=False, trips=600)
    flow = first.baseline.network.values[FLOW][0]
    street = first.baseline.network.links.ids[int(np.nanargmax(flow))]
    found = traffic(tmp_path, closing(street), network=INGOLSTADT, vehicles=True, trips=600)
    assert found.baseline.totals == first.baseline.totals  # vehicles that are kept change nothing
    before, after = found.baseline.totals, found.plan.totals
    assert before.trips == after.trips == 70
    assert after.arrived + after.under_way + after.no_way == 70
    assert street in lanes(tmp_path / "baseline.vehicles.xml")
    assert street not in lanes(tmp_path / "plan.vehicles.xml")
    east, north = found.plan.moving.east, found.plan.moving.north
    assert 11.3 < east.min() < east.max() < 11.6 and 48.6 < north.min() < north.max() < 48.9


def test_the_trips_of_a_file(tmp_path):
    found = traffic(tmp_path, routes=ROUTES, vehicles=False)
    departs = re.findall(r'<vehicle id="\d+" depart="([\d.]+)"', ROUTES.read_text("utf-8"))
    soon = sum(float(one) < 420 for one in departs)
    assert found.baseline.totals.trips == soon < len(departs)
    assert found.told == (
        f"{len(departs) - soon} trips of sumo_grid.rou.xml begin later; they are left out",
    )
    assert ("trips", str(soon)) in found.baseline.network.run.notes


def test_a_trip_without_a_way_is_counted(tmp_path):
    """A junction of which all streets are closed."""

    def cut_off(roads):
        return Works(closed={id: "all" for id in roads.network.links.ids if "D3" in id})

    found = traffic(tmp_path, cut_off, vehicles=False)
    ends = re.findall(r'(?:from|to)Junction="(\w+)"', (tmp_path / "trips.rou.xml").read_text())
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    assert found.plan.totals.no_way == sum("D3" in pair for pair in pairs) > 0
    assert found.baseline.totals.no_way == 0


@pytest.mark.parametrize("crs", ["local", "EPSG:32631"])
def test_a_network_that_does_not_say_where_it_is(tmp_path, crs):
    text = GRID.read_text("utf-8")
    place = re.search(r'projParameter="[^"]*"', text)[0]
    path = tmp_path / "site.net.xml"
    path.write_text(text.replace(place, 'projParameter="!"'), "utf-8")
    with pytest.raises(ReadError, match="coordinate system"):
        traffic(tmp_path, network=path)
    found = traffic(tmp_path, network=path, options=Options(crs=crs))
    assert np.nansum(found.baseline.network.values[FLOW]) > 0
    if crs == "local":
        assert found.baseline.moving is None
    else:
        assert 4.3 < found.baseline.moving.east.mean() < 4.4


def osm(folder):
    """A town of sixteen crossings, as OpenStreetMap has it."""
    places = {(x, y): 1 + 4 * x + y for x in range(4) for y in range(4)}
    nodes = [
        f'<node id="{id}" lat="{50.85 + y * 0.002}" lon="{4.35 + x * 0.003}" version="1"/>'
        for (x, y), id in places.items()
    ]
    ways = []
    for k in range(4):
        for line in ([places[k, y] for y in range(4)], [places[x, k] for x in range(4)]):
            refs = "".join(f'<nd ref="{id}"/>' for id in line)
            tag = '<tag k="highway" v="residential"/>'
            ways.append(f'<way id="{100 + len(ways)}" version="1">{refs}{tag}</way>')
    path = folder / "town.osm"
    path.write_text(f'<osm version="0.6">{"".join(nodes + ways)}</osm>', "utf-8")
    return path


def test_a_network_from_openstreetmap(tmp_path):
    found = traffic(tmp_path, network=osm(tmp_path))
    totals = found.baseline.totals
    assert totals.arrived == totals.trips > 0
    east, north = found.baseline.moving.east, found.baseline.moving.north
    assert east.min() > 4.349 and east.max() < 4.36 and 50.849 < north.min() < north.max() < 50.857
    # of 24 streets the two at each of the four corners become one, and all lead both ways
    assert len(found.baseline.network.links) == 2 * (24 - 4)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("missing.net.xml", None, "there is no such file"),
        ("area.osm.pbf", "x", "osmium cat area.osm.pbf -o area.osm"),
        ("broken.net.xml", "<net><edge", "broken.net.xml: it makes no network: SUMO's netconvert"),
        ("pulls.net.xml", '<!DOCTYPE n [<!ENTITY e SYSTEM "/etc/passwd">]><net>&e;</net>', "entit"),
        ("baseline.net.xml", "<net/>", "a run writes a file of this name"),
        ("empty.net.xml", "<net/>", "empty.net.xml: it makes no network"),
    ],
)
def test_what_is_no_network_is_told_in_one_line(tmp_path, name, text, words):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ReadError, match=re.escape(words)) as fault:
        traffic(tmp_path, network=tmp_path / name)
    assert "\n" not in str(fault.value)


def test_a_street_that_is_not_there_is_told_before_anything_runs(tmp_path):
    with pytest.raises(ReadError, match=r"sumo_grid.net.xml: there is no street 'X' in the net"):
        traffic(tmp_path, closing("X"))
    assert not list(tmp_path.glob("*.means.xml"))


@posix
def test_a_run_that_crashes_is_told_in_its_own_words(tmp_path, monkeypatch):
    crash = f'{VERSION}echo "Error: out of road" >&2; exit 1'
    pretend(tmp_path / "sumo", monkeypatch, crash, 'exec "$REAL/netconvert" "$@"')
    with pytest.raises(ReadError, match="SUMO's sumo stopped: out of road"):
        traffic(tmp_path)
