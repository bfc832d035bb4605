"""A real SensorThings server (django-ogc-sensorthings) on a free port, with a station in it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = """
from uuid import UUID
SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
ROOT_URLCONF = "platform_urls"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {database!r}}}}}
INSTALLED_APPS = [
    "sensorthings.versions.v1_1",
    "sensorthings.versions.v1_1.backends.django",
    "sensorthings.versions.v1_1.extensions.dataarray",
]
SENSORTHINGS_V1_1_SERVICE_URL = "http://127.0.0.1:{port}/sensorthings"
SENSORTHINGS_V1_1_BACKEND_ADAPTER = (
    "sensorthings.versions.v1_1.backends.django.adapter.DjangoBackendAdapter"
)
SENSORTHINGS_V1_1_ID_TYPE = UUID
SENSORTHINGS_V1_1_ID_DELIMITER = "'"
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("sensorthings/", include("sensorthings.versions.v1_1.urls"))]
"""


@contextmanager
def sensorthings(folder: Path) -> Iterator[str]:
    """The address of a server while it is needed."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    settings = SETTINGS.format(database=str(folder / "db.sqlite3"), port=port)
    (folder / "platform_settings.py").write_text(settings)
    (folder / "platform_urls.py").write_text(URLS)
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": "platform_settings",
    }
    django = [sys.executable, "-m", "django"]
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([*django, "migrate"], check=True, timeout=120, **quiet)
    with (folder / "log").open("wb") as log:
        command = [*django, "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, stderr=log, **quiet)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < end, (
                    folder / "log"
                ).read_text()
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/sensorthings/v1.1"
    finally:
        server.kill()
        server.wait()


def post(address: str, body: Any) -> str:
    """Tell the server something; the address of what was made."""
    said = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), said)
    with urllib.request.urlopen(request, timeout=60) as reply:
        return str(reply.headers.get("Location", ""))


def station(address: str, name: str, values: dict[str, float]) -> None:
    """A station for noise with values by moment."""
    stream = {
        "name": f"Noise of {name}",
        "description": "LAeq",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "decibel", "symbol": "dB(A)", "definition": "x"},
        "ObservedProperty": {"name": "LAeq", "definition": "http://a.eu/laeq", "description": "x"},
        "Sensor": {
            "name": "Microphone",
            "description": "x",
            "encodingType": "application/pdf",
            "metadata": "x",
        },
    }
    place = {"type": "Point", "coordinates": [4.3525, 50.8467]}
    where = {"name": name, "description": "x", "encodingType": "application/geo+json"}
    thing = {"name": name, "description": "x", "Datastreams": [stream]}
    thing["Locations"] = [{**where, "location": place}]
    made = post(f"{address}/Things", thing)
    with urllib.request.urlopen(f"{made}/Datastreams", timeout=60) as reply:
        mine = {"@iot.id": json.load(reply)["value"][0]["@iot.id"]}
    for moment, value in values.items():
        said = {"phenomenonTime": moment, "resultTime": moment, "result": value}
        post(f"{address}/Observations", {**said, "Datastream": mine})
