"""pygeoapi on this machine, with features, a field over time, a catalogue and processes: a real
server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

STATIONS, STEPS = 23, 24  # features; hours of the field
BOX = [4.30, 50.80, 4.42, 50.90]
LAST = datetime(2026, 7, 1, STEPS - 1, tzinfo=UTC)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def features() -> dict[str, Any]:
    """Stations in a row, one without a place and one a street."""
    found: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": at,
            "geometry": {"type": "Point", "coordinates": [4.34 + at / 1000, 50.84]},
            "properties": {
                "name": f"Station {at}",
                "no2": 10.5 + at,
                "when": f"2026-11-{at + 1:02}T00:00:00Z",
            },
        }
        for at in range(STATIONS)
    ]
    found[3]["geometry"] = None
    found[4]["geometry"] = {"type": "LineString", "coordinates": [[4.34, 50.84], [4.36, 50.84]]}
    return {"type": "FeatureCollection", "features": found}


def temperature(x: float, y: float, hour: int) -> float:
    """What the field is at a place and an hour."""
    return round(10 + hour + 10 * (x - 4.3) + (y - 50.8), 4)


def _field(path: Path) -> None:
    """As pygeoapi 0.21 tells it rightly: it says the north first and the time last, whatever is so
    in the file."""
    import numpy as np
    import xarray

    x, y = np.linspace(4.30, 4.42, 7), np.linspace(50.90, 50.80, 6)
    hours = np.datetime64("2026-07-01T00:00", "ns") + np.arange(STEPS) * np.timedelta64(1, "h")
    values = [
        [[temperature(one, other, hour) for hour in range(STEPS)] for one in x] for other in y
    ]
    field = xarray.Dataset(
        {"ta": (("y", "x", "time"), values, {"long_name": "air temperature", "units": "degC"})},
        {"x": x, "y": y, "time": hours},
    )
    field.to_netcdf(path)


def _records(path: Path) -> None:
    from tinydb import TinyDB

    with TinyDB(path) as base:
        base.insert(
            {
                "id": "air",
                "type": "Feature",
                "geometry": None,
                "properties": {"type": "dataset", "title": "Air quality", "description": "live"},
                "links": [],
            }
        )


def _resource(
    kind: str, name: str, data: Path, end: datetime | None = None, **more: Any
) -> dict[str, Any]:
    extents: dict[str, Any] = {"spatial": {"bbox": BOX, "crs": CRS84}}
    if kind != "record":
        extents["temporal"] = {"begin": datetime(2026, 7, 1, tzinfo=UTC), "end": end}
    return {
        "type": "collection",
        "title": kind,
        "description": kind,
        "keywords": ["test"],
        "links": [],
        "extents": extents,
        "providers": [{"type": kind, "name": name, "data": str(data), **more}],
    }


def _settings(folder: Path, address: str) -> dict[str, Any]:
    (folder / "stations.geojson").write_text(json.dumps(features()))
    _field(folder / "field.nc")
    _records(folder / "records.db")
    stations = {"id_field": "id", "time_field": "when"}
    format = {"name": "NetCDF", "mimetype": "application/x-netcdf"}
    field = {"format": format, "x_field": "x", "y_field": "y", "time_field": "time"}
    records = {"id_field": "externalId", "time_field": "created"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 0},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 5, "max_items": 10},
            "map": {"url": "https://tile.example/{z}/{x}/{y}.png", "attribution": "none"},
            "manager": {
                "name": "TinyDB", "connection": str(folder / "jobs.db"), "output_dir": str(folder),
            },
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "test", "description": "test", "keywords": ["test"],
                "keywords_type": "theme", "terms_of_service": "none", "url": address,
            },
            "license": {"name": "CC0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
            "provider": {"name": "test", "url": address},
            "contact": {"name": "test", "email": "test@a.eu", "url": address},
        },
        "resources": {
            "stations": _resource("feature", "GeoJSON", folder / "stations.geojson", **stations),
            "field": _resource("edr", "xarray-edr", folder / "field.nc", LAST, **field),
            "records": _resource("record", "TinyDBCatalogue", folder / "records.db", **records),
            "hello-world": {"type": "process", "processor": {"name": "HelloWorld"}},
            "water": {"type": "process", "processor": {"name": "tests.processors.Water"}},
            "heat": {"type": "process", "processor": {"name": "tests.processors.Heat"}},
        },
    }  # fmt: skip


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The server's address while it runs."""
    import yaml

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings, description = folder / "settings.yml", folder / "openapi.yml"
    settings.write_text(yaml.safe_dump(_settings(folder, address)))
    told = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(settings),
        "PYGEOAPI_OPENAPI": str(description),
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    bin = Path(sys.executable).parent
    with (folder / "log").open("wb") as log:
        generate = [bin / "pygeoapi", "openapi", "generate", settings, "--output-file", description]
        subprocess.run(generate, env=told, stdout=log, stderr=log, check=True, timeout=120)
        server = subprocess.Popen(
            [bin / "gunicorn", "-b", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP"],
            env=told, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
        try:
            _wait(f"{address}/conformance?f=json", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError("pygeoapi does not start")
