"""The names of DCAT-AP 3 and of what it borrows, for JSON-LD that would have them fetched.

Source: DCAT-AP 3.0 (SEMIC), W3C DCAT 3, sections 6.4 to 6.10.
"""

from __future__ import annotations

from typing import Any

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
LOCN = "http://www.w3.org/ns/locn#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
GEO = "http://www.opengis.net/ont/geosparql#"

PREFIXES = {
    "dcat": DCAT,
    "dct": DCT,
    "dcterms": DCT,
    "foaf": FOAF,
    "hydra": HYDRA,
    "locn": LOCN,
    "rdfs": RDFS,
    "skos": SKOS,
    "vcard": VCARD,
    "geosparql": GEO,
    "gsp": GEO,
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DCAT_WORDS = ("Catalog", "Dataset", "Distribution", "DataService", "keyword", "byteSize", "bbox")
DCAT_LINKS = (
    "dataset",
    "distribution",
    "service",
    "accessURL",
    "downloadURL",
    "accessService",
    "endpointURL",
    "servesDataset",
    "mediaType",
    "landingPage",
)
DCT_WORDS = ("title", "description", "modified", "issued", "identifier", "format")
DCT_LINKS = ("publisher", "license", "spatial", "conformsTo", "rights", "accessRights", "creator")

ADDRESSES = frozenset({"@id", *DCAT_LINKS, *DCT_LINKS})

CONTEXT: dict[str, Any] = {
    **PREFIXES,
    **{word: DCAT + word for word in DCAT_WORDS},
    **{word: {"@id": DCAT + word, "@type": "@id"} for word in DCAT_LINKS},
    **{word: DCT + word for word in DCT_WORDS},
    **{word: {"@id": DCT + word, "@type": "@id"} for word in DCT_LINKS},
    "name": FOAF + "name",
    "geometry": LOCN + "geometry",
    "prefLabel": SKOS + "prefLabel",
    "label": RDFS + "label",
}
