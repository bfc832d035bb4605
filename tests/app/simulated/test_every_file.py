"""Every real result of a model is drawn, into pictures that people can look at."""

import numpy as np
import pytest
from PIL import Image

from app import cli
from tests.shared import DATA, ROOT, needs_data

PICTURES = ROOT / "pictures" / "simulated"
LIVE, SIMULATION, TRAFFIC = DATA / "live" / "sim", DATA / "simulation", DATA / "traffic"
YOKOSUKA = SIMULATION / "yokosuka-cfd"
LOCAL, BEGINS = ["--crs", "local"], ["--start", "2026-07-14T00:00Z"]
DEPTHS = ["--unit", "elevation=m", "--unit", "depth=m"]
WIND = ["--unit", "wind_vector=1", "--unit", "wind_strength=m/s", "--variable", "wind_strength"]
NET = ["--network", str(LIVE / "sumo_grid.net.xml")]
FILES = {
    "heat": [LIVE / "cf_urban_heat.nc", "--as", "ground", "--as", "contours"],
    "heat_hours": [LIVE / "cf_urban_heat.nc", "--hours-above", "26"],
    "zarr": [LIVE / "uhi.zarr"],
    "telemac": [LIVE / "depth.slf", *LOCAL],
    "ugrid": [LIVE / "flood_ugrid.nc", *LOCAL, *BEGINS, "--unit", "h=m", "--unit", "time=h"],
    "foam": [LIVE / "foam", *LOCAL, "--height", "0.5"],
    "foam_skin": [LIVE / "foam", *LOCAL, "--as", "skin"],
    "pvd": [LIVE / "pvd" / "series.pvd", *LOCAL, *BEGINS, "--unit", "time=s", "--unit", "U=m/s"],
    "streets": [LIVE / "sumo_edgedata.xml", *LOCAL, *BEGINS, *NET],
    "vehicles": [LIVE / "sumo_fcd_geo_120s.xml.gz", *BEGINS],
    "vehicles_parquet": [LIVE / "sumo_fcd.parquet", *BEGINS, *NET],
    "vehicles_table": [TRAFFIC / "sumo_fcd_sample_munich.csv", *BEGINS],
    "drains": [LIVE / "swmm_min.out", "--crs", "EPSG:4326", "--highest"],
    "pipes": [LIVE / "epanet_min.inp", "--crs", "EPSG:4326"],
    "san_diego": [SIMULATION / "ADH_SanDiego_ugrid.nc", "--crs", "EPSG:26911", *DEPTHS],
    "kumamoto": [SIMULATION / "kumamoto-flood", *BEGINS],
    "yokosuka": [SIMULATION / "yokosuka-cfd" / "wind_3m.geojson", *WIND, "--as", "ground"],
    "yokosuka_air": [YOKOSUKA / "air_temperature_3m.geojson", "--unit", "temperature=°C"],
    "netherlands": [SIMULATION / "elevation_nl_ugrid.nc", "--crs", "EPSG:28992"],
    "grid": [LIVE / "sumo_grid.net.xml", *LOCAL],
    "drains_asked": [LIVE / "swmm_min.inp", "--crs", "EPSG:4326"],
    "emissions": [LIVE / "sumo_emission_60s.xml.gz", *BEGINS, *NET, "--crs", "EPSG:32632"],
    "yokosuka_wind_czml": [YOKOSUKA / "wind_3m.czml", "--unit", "風速=m/s"],
    "yokosuka_air_czml": [YOKOSUKA / "air_temperature_3m.czml", "--unit", "気温=°C"],
    "ingolstadt": [TRAFFIC / "ingolstadt_cutmap.net.xml.gz"],
}


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_it_is_drawn(name, capsys):
    PICTURES.mkdir(parents=True, exist_ok=True)
    out = PICTURES / f"{name}.png"
    path, *more = FILES[name]
    asked = ["render", "--results", str(path), *more, "-o", str(out), "--size", "800x500"]
    code = cli.main(asked)
    told = capsys.readouterr().err
    assert code == 0, told
    pixels = np.asarray(Image.open(out).convert("RGB"))[:, 220:]
    coloured = np.ptp(pixels.astype(int), axis=2) > 18  # sky and ground are greyer
    assert coloured.mean() > 0.001, told
