from dataclasses import replace

import numpy as np
import pytest

from city.simulated.field import Variable
from city.simulated.network import Lines, Network, Spots, lines, with_kinds
from city.simulated.run import Run

START = np.datetime64("2026-11-22T07:00", "ms")
HOUR = np.timedelta64(3_600_000, "ms")
FLOW = np.array([[10, np.nan], [20, 5], [40, 7]], np.float32)


def network(until=False, key="flow", unit="m³/s"):
    shapes = [np.array([[0, 0, 0], [9, 0, 0.0]]), np.array([[0, 0, 0], [0, 9, 0], [9, 9, 0.0]])]
    times = START + np.array([0, 1, 3]) * HOUR
    return Network(
        "pipes",
        Run("run"),
        lines(("a", "b"), ("pipe", "pump"), shapes),
        Spots(("n",), ("",), np.zeros((1, 3))),
        np.array([[0, 0], [0, -1]]),
        lines((), (), []),
        (Variable(key, key, unit, at="links"),),
        times,
        times + HOUR if until else times[:0],
        {key: FLOW},
    )


def at(network, hours, key="flow"):
    return network.at(key, START + np.timedelta64(round(hours * 3600_000), "ms")).tolist()


def test_values_at_moments_pass_over_into_each_other():
    pipes = network()
    assert at(pipes, 1) == [20, 5] and at(pipes, 2) == [30, 6] and at(pipes, 3) == [40, 7]
    assert np.isnan(at(pipes, -0.1)).all() and np.isnan(at(pipes, 3.1)).all()


def test_means_hold_for_their_while_and_no_longer():
    streets = network(until=True)
    assert at(streets, 1.9) == [20, 5] and at(streets, 3.9) == [40, 7]
    for beyond in (-0.1, 2, 2.9, 4):
        assert np.isnan(at(streets, beyond)).all()


def test_statistics_over_time():
    assert network().maximum("flow").tolist() == [40, 7]
    assert network().hours_above("flow", 9).tolist() == [3, 0]
    assert network(until=True).hours_above("flow", 6).tolist() == [3, 1]


def test_what_does_not_change_is_so_at_any_moment():
    pipes = network()
    still = Network(
        "pipes", pipes.run, pipes.links, pipes.nodes, pipes.ends, pipes.areas, pipes.variables,
        values={"flow": FLOW[:1]},
    )  # fmt: skip
    assert at(still, 1000)[0] == 10


def test_a_line_has_its_own_points():
    links = network().links
    assert isinstance(links, Lines) and len(links) == 2
    assert links.line(1).tolist() == [[0, 0, 0], [0, 9, 0], [9, 9, 0]]
    assert np.isnan(links.width).all() and len(lines((), (), []).points) == 0
    assert network().variable("flow").unit == "m³/s"
    with pytest.raises(StopIteration):
        network().variable("pressure")


def test_a_network_without_values_tells_of_kinds():
    bare = replace(network(), variables=(), values={})
    told = with_kinds(bare)
    assert told.variables[0].names == ("pipe", "pump")
    assert told.at("kind", START).tolist() == [0, 1] and not len(told.times)
    assert with_kinds(network()).variables[0].key == "flow"
    empty = replace(bare, links=lines((), (), []))
    assert with_kinds(empty) is empty
