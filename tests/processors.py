"""Processes for pygeoapi, whose answers are known."""

import time

from pygeoapi.process.base import BaseProcessor, ProcessorExecuteError

WATER = {
    "version": "1.2.0",
    "id": "water",
    "title": "Water on the ground",
    "description": "A pool as deep as it is told.",
    "jobControlOptions": ["sync-execute", "async-execute"],
    "links": [],
    "inputs": {
        "plan": {
            "title": "What the plan changes",
            "schema": {
                "allOf": [
                    {"format": "geojson-feature-collection"},
                    {"$ref": "https://geojson.org/schema/FeatureCollection.json"},
                ]
            },
            "minOccurs": 1,
            "maxOccurs": 1,
        },
        "depth": {
            "title": "Depth",
            "schema": {"type": "number", "minimum": 0, "maximum": 13, "x-ogc-unit": "m"},
        },
        "seconds": {
            "title": "How long it takes",
            "schema": {"type": "number", "default": 0, "minimum": 0, "maximum": 60},
            "minOccurs": 0,
        },
    },
    "outputs": {
        "pool": {"title": "The pool", "schema": {"contentMediaType": "application/geo+json"}},
        "volume": {"title": "Its volume", "schema": {"type": "number"}},
    },
    "example": {"inputs": {"plan": {"type": "FeatureCollection", "features": []}, "depth": 1}},
}


class Water(BaseProcessor):
    """Gives a pool for each feature, 100 m² each; 13 m are too deep for it."""

    def __init__(self, definition):
        super().__init__(definition, WATER)

    def execute(self, data, outputs=None):
        plan = data["plan"]
        features = plan.get("value", plan)["features"]
        depth = data["depth"]
        time.sleep(data.get("seconds", 0))
        if depth == 13:
            raise ProcessorExecuteError("13 m are too deep")
        pool = [{**one, "properties": {"depth": depth}} for one in features]
        found = {
            "pool": {"type": "FeatureCollection", "features": pool},
            "volume": 100.0 * depth * len(features),
        }
        return "application/json", found


HEAT = {
    "version": "1.0.0",
    "id": "heat",
    "title": "Heat on a summer afternoon",
    "description": "How warm the air is, and how much cooler around what a plan brings.",
    "jobControlOptions": ["async-execute"],
    "links": [],
    "inputs": {
        "plan": WATER["inputs"]["plan"],
        "degrees": {
            "title": "How much cooler",
            "schema": {"type": "number", "minimum": 0, "maximum": 9, "x-ogc-unit": "K"},
        },
    },
    "outputs": {
        "heat": {
            "title": "Air temperature",
            "schema": {"contentMediaType": "application/prs.coverage+json"},
        },
    },
    "example": {"inputs": {"plan": {"type": "FeatureCollection", "features": []}, "degrees": 3}},
}
AROUND = (4.4510, 51.9030, 4.4635, 51.9095)  # degrees around the sample city


class Heat(BaseProcessor):
    """A field of 60 x 50 cells: 30 degrees, and cooler within about 100 m of each feature."""

    def __init__(self, definition):
        super().__init__(definition, HEAT)

    def execute(self, data, outputs=None):
        import numpy as np

        plan = data["plan"]
        west, south, east, north = AROUND
        x, y = np.linspace(west, east, 60), np.linspace(north, south, 50)
        warm = np.full((50, 60), 30.0)
        for one in plan.get("value", plan)["features"]:
            ring = np.array(_corners(one["geometry"]["coordinates"]))
            here = ring[:, :2].mean(0)
            away = np.hypot((x[None] - here[0]) * 68_700, (y[:, None] - here[1]) * 111_200)
            warm -= data["degrees"] * (away < 100)
        label = {"label": {"en": "air temperature"}}
        values = {"type": "NdArray", "dataType": "float", "axisNames": ["y", "x"]}
        found = {
            "type": "Coverage",
            "domain": {
                "type": "Domain",
                "domainType": "Grid",
                "axes": {"x": {"values": x.tolist()}, "y": {"values": y.tolist()}},
                "referencing": [
                    {
                        "coordinates": ["x", "y"],
                        "system": {
                            "type": "GeographicCRS",
                            "id": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                        },
                    }
                ],
            },
            "parameters": {
                "ta": {"type": "Parameter", "unit": {"symbol": "degC"}, "observedProperty": label}
            },
            "ranges": {"ta": {**values, "shape": [50, 60], "values": warm.ravel().tolist()}},
        }
        return "application/prs.coverage+json", found


def _corners(coordinates):
    """All places of a geometry, however deep they lie."""
    if isinstance(coordinates[0], (int, float)):
        return [coordinates]
    return [place for one in coordinates for place in _corners(one)]
