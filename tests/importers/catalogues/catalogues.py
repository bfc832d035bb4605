"""Recorded answers of catalogues, served where a test stands."""

import json

from city.progress import Progress
from importers.catalogues.opening import open_catalogue
from importers.report import Report
from tests.shared import DATA

CAPTURED = DATA / "live" / "captured"


def recorded(place, platform, *homes):
    """A recorded answer whose addresses lead to the platform instead of the recorded hosts."""
    words = (CAPTURED / place).read_text("utf-8")
    for home in homes:
        words = words.replace(home, platform.address)
    return words.encode()


def found(address, asking, words="", box=None, report=None):
    """All entries that a search gives."""
    report = Report() if report is None else report
    catalogue = open_catalogue(str(address), asking, report, Progress())
    return [one for page in catalogue.search(words, box, Progress()) for one in page]


def dataset(name, **more):
    """A data set in JSON-LD with the usual names."""
    return {"@id": f"http://a.eu/{name}", "@type": "dcat:Dataset", "dct:title": name, **more}


def jsonld(*datasets, context=None, **more):
    prefixes = {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "hydra": "http://www.w3.org/ns/hydra/core#",
    }
    own = prefixes if context is None else context
    return json.dumps({"@context": own, "@graph": [*datasets], **more}).encode()
