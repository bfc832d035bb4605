"""All points of a large survey: the octree that was made of its file before, or is made now."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from city import store
from city.cloud import PointCloud
from city.octree import Octree
from city.progress import Progress
from importers import lidar
from importers.cloud_index import WORK, CloudIndex, place_of
from importers.intake import ReadError


class NotIndexed(Exception):
    """All points of a survey cannot be put in order; the message says why and what to do."""


def kept(cloud: PointCloud, progress: Progress) -> Octree | None:
    """The octree that was made before of a survey with a `place`; None where there is none."""
    assert cloud.place is not None
    try:
        path = place_of(Path(cloud.source.path), cloud.place, progress)
        nodes = _nodes(path)
        tree = store.read(nodes)
    except (ReadError, OSError, store.Damaged):
        return None
    if not isinstance(tree, Octree) or not tree.sound():
        return None
    with contextlib.suppress(OSError):
        for used in (path, nodes):
            os.utime(used)  # used now: the oldest are dropped first
    return tree


def index(cloud: PointCloud, progress: Progress) -> Octree:
    """The octree of a survey with a `place`: that made before, or one made now from its file.

    Raises NotIndexed where that cannot be done.
    """
    tree = kept(cloud, progress)
    if tree is not None:
        return tree
    try:
        return _made(cloud, progress)
    except (ReadError, OSError) as fault:
        raise NotIndexed(not_indexed(cloud.name, f"{fault}; open it again")) from fault


def not_indexed(name: str, why: str) -> str:
    """What to say when a survey got no octree."""
    return f"{name}: of its points only an even sample is shown: {why}"


def _made(cloud: PointCloud, progress: Progress) -> Octree:
    assert cloud.place is not None
    path, seen = Path(cloud.source.path), 0
    whole = place_of(path, cloud.place, progress)
    growing = CloudIndex(whole, cloud.total)
    try:
        for points, colour in lidar.decoded(path, cloud.place):
            growing.add(points, colour)
            if growing.fault is not None:
                break
            seen += len(points)
            progress.report(seen, WORK * cloud.total, "Reading the points")
        else:
            if seen != cloud.total:
                raise OSError("the file has changed meanwhile")
        tree = growing.build(progress)
    finally:
        growing.drop()
    if growing.fault is not None:
        fault = growing.fault
        reason = f"{fault.strerror}: {fault.filename}" if fault.strerror else fault
        why = f"there is no room to put all of them in order ({reason}); make room and open it"
        raise NotIndexed(not_indexed(cloud.name, f"{why} again"))
    if tree is None:
        raise OSError("none of them has a place here")
    with contextlib.suppress(OSError):  # then it is made again the next time
        store.write(_nodes(whole), tree)
    return tree


def _nodes(path: Path) -> Path:
    """Where it is kept what lies where in an octree's file."""
    return path.with_suffix(".nodes")
