"""What is in a reading, in numbers: for machines as a dictionary, for people as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from city.cloud import PointCloud
from city.crs import part_title
from city.finding import Finding
from city.model import City, Table
from city.terrain import Terrain
from importers.intake import Reading
from importers.report import Report

EXAMPLES = 3  # findings of one code that the page shows
WIDTH = 96


def summary(reading: Reading) -> dict[str, Any]:
    """What `maquette info --json` prints.

    Always format, version, crs, extent and doctor; for a city objects, lods, surfaces, polygons,
    triangles, textures and attributes; for a point cloud points, classes and has_rgb; for a
    terrain size, step and heights. Lengths are metres; the extent is in the declared system.
    """
    first = reading.sources[0] if reading.sources else None
    extent = reading.extent
    found: dict[str, Any] = {
        "format": first.format if first else None,
        "version": first.version if first else None,
        "crs": {
            "horizontal": reading.crs.horizontal or None,
            "vertical": reading.crs.vertical or None,
        },
        "extent": None
        if extent is None
        else {"min": _finite(extent[0].tolist()), "max": _finite(extent[1].tolist())},
    }
    if reading.city is not None or not (reading.clouds or reading.terrains):
        found |= _city(reading.city)
    if reading.clouds:
        found |= _clouds(reading.clouds)
    if reading.terrains:
        found |= _terrain(reading.terrains[0])
        found["terrains"] = [_terrain(t) | {"name": t.name} for t in reading.terrains]
    found["doctor"] = doctor(reading.report)
    found["files"] = [
        {"path": s.path, "format": s.format, "version": s.version} for s in reading.sources
    ]
    if reading.city is not None:
        found["surface_attributes"] = _attributes(reading.city.surfaces)
    return found


def _finite(values: Sequence[float]) -> list[float | None]:
    """Numbers for JSON, which knows no NaN and no infinity."""
    return [v if abs(v) < float("inf") else None for v in values]


def _city(city: City | None) -> dict[str, Any]:
    if city is None:
        none: dict[str, Any] = {"objects": {}, "lods": [], "surfaces": {}, "polygons": 0}
        return none | {"triangles": 0, "textures": 0, "attributes": []}
    return {
        "objects": city.objects.counts(),
        "lods": [lod for lod in city.lods() if lod],
        "surfaces": city.surfaces.counts(),
        "polygons": sum(int(s.filled().sum()) for s in city.shapes.values()),
        "triangles": sum(len(s.triangles) for s in city.shapes.values()),
        "textures": len(city.textures),
        "attributes": _attributes(city.objects),
    }


def _attributes(table: Table) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": column.type, "count": len(column)}
        for name, column in sorted(table.columns.items())
    ]


def _clouds(clouds: Sequence[PointCloud]) -> dict[str, Any]:
    classes: dict[int, int] = {}
    for cloud in clouds:
        for code, number in cloud.class_counts.items():
            classes[code] = classes.get(code, 0) + number
    return {
        "points": sum(cloud.total for cloud in clouds),
        "classes": {str(code): classes[code] for code in sorted(classes)},
        "has_rgb": any(cloud.colour is not None for cloud in clouds),
    }


def _terrain(terrain: Terrain) -> dict[str, Any]:
    known = terrain.heights[terrain.heights == terrain.heights]
    lift = terrain.frame.origin[2]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    rows, columns = terrain.heights.shape
    return {
        "size": [columns, rows],
        "step": list(terrain.step),
        "heights": {"min": low + lift, "max": high + lift} if known.size else None,
    }


def doctor(report: Report) -> dict[str, Any]:
    """What was found, for machines."""
    return {
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "findings": [
            {"severity": f.severity, "code": f.code, "object": f.object, "message": f.message}
            for f in report
        ],
    }


# the page


def page(reading: Reading) -> str:
    """What `maquette info` prints for people."""
    found = summary(reading)
    lines = [_heading(reading), ""]
    lines += table([(label, text) for label, text in _facts(found) if text])
    lines += _counted("Objects", found.get("objects", {}))
    lines += _counted("Surfaces", found.get("surfaces", {}))
    lines += _counted("Points by class", found.get("classes", {}))
    names = [f"{a['name']} ({a['type']}, {a['count']:,})" for a in found.get("attributes", [])]
    lines += _listed("Attributes", names)
    lines += findings(reading.report)
    return "\n".join(lines)


def _heading(reading: Reading) -> str:
    paths = [source.path for source in reading.sources]
    if len(paths) == 1:
        return paths[0]
    return (
        f"{len(paths)} files: " + ", ".join(paths[:EXAMPLES]) + (" ..." * (len(paths) > EXAMPLES))
    )


def _facts(found: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    kinds = {f"{f['format']} {f['version']}".strip(): 0 for f in found["files"]}
    yield "Format", ", ".join(kinds)
    crs = found["crs"]
    yield "Coordinates", part_title(crs["horizontal"]) if crs["horizontal"] else "not given"
    yield "Heights", part_title(crs["vertical"]) if crs["vertical"] else "datum not given"
    if found["extent"]:
        low, high = found["extent"]["min"], found["extent"]["max"]
        for label, axis in (("East", 0), ("North", 1), ("Up", 2)):
            if low[axis] is not None and high[axis] is not None:
                yield label, f"{low[axis]:,.3f} to {high[axis]:,.3f}"
    yield "Levels of detail", ", ".join(found.get("lods", []))
    for key in ("polygons", "triangles", "textures", "points"):
        yield key.capitalize(), f"{found[key]:,}" if found.get(key) else ""
    if "has_rgb" in found:
        yield "Colour", "yes" if found["has_rgb"] else "no"
    for terrain in found.get("terrains", []):
        columns, rows = terrain["size"]
        yield "Terrain", f"{columns:,} x {rows:,} cells of {terrain['step'][0]:g} m"
        if terrain["heights"]:
            heights = terrain["heights"]
            yield "Ground", f"{heights['min']:,.2f} m to {heights['max']:,.2f} m"


def table(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Labels and what they say, in two columns."""
    wide = max((len(label) for label, _ in pairs), default=0)
    return [f"  {label:<{wide}}  {text}" for label, text in pairs]


def _counted(title: str, counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return []
    wide = max(len(name) for name in counts)
    width = max(len(f"{n:,}") for n in counts.values())
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ["", title, *(f"  {name:<{wide}}  {number:>{width},}" for name, number in most)]


def _listed(title: str, names: Sequence[str]) -> list[str]:
    """Names one after the other, in lines of a readable width."""
    lines = []
    line = ""
    for name in names:
        if line and len(line) + len(name) + 2 > WIDTH:
            lines.append(f"  {line},")
            line = name
        else:
            line = f"{line}, {name}" if line else name
    return ["", title, *lines, f"  {line}"] if names else []


def findings(report: Report) -> list[str]:
    """The doctor's findings, the gravest first, each code once with its first examples."""
    if not len(report):
        return ["", "Doctor: nothing to remark"]
    heads = [
        f"{n:,} {word}{'s' if n != 1 else ''}"
        for word in ("error", "warning", "note")
        if (n := report.count(word))
    ]
    lines = ["", "Doctor: " + ", ".join(heads)]
    gravity = ("error", "warning", "note")
    counts = report.counts()
    ordered = sorted(report, key=lambda f: (gravity.index(f.severity), f.code))
    for (severity, code), same in groupby(ordered, key=lambda f: (f.severity, f.code)):
        number = counts[severity, code]
        lines.append(f"  {severity:<7}  {code}" + (f"  x {number:,}" if number > 1 else ""))
        examples = list(same)
        lines += [f"           {_said(finding)}" for finding in examples[:EXAMPLES]]
        if number > EXAMPLES:
            lines.append(f"           ... and {number - EXAMPLES:,} more")
    return lines


def _said(finding: Finding) -> str:
    named = not finding.object or finding.object in finding.message
    return finding.message if named else f"{finding.object}: {finding.message}"
