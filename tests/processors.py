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
