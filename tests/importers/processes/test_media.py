"""What documents are."""

import pytest

from importers.processes.media import seen, serves, suffix, type_of


@pytest.mark.parametrize(
    ("content", "value", "media"),
    [
        (b"CDF\x02...", None, "application/x-netcdf"),
        (b"\x89HDF\r\n\x1a\n", None, "application/x-hdf5"),
        (b"II*\0....", None, "image/tiff"),
        (b"", {"type": "FeatureCollection"}, "application/geo+json"),
        (b"", {"type": "Coverage"}, "application/prs.coverage+json"),
        (b"", {"type": "CityJSON"}, "application/city+json"),
        (b"", {"asset": {}, "scenes": []}, "model/gltf+json"),
        (b"", {"type": "other"}, ""),
        (b"12.5", 12.5, ""),
    ],
)
def test_documents_show_what_they_are(content, value, media):
    assert seen(content, value) == media


def test_what_serves_as_what():
    assert serves("application/json", "application/geo+json")
    assert not serves("application/geo+json", "application/json")
    assert serves("application/x-netcdf", "application/x-hdf5")
    assert serves("text/xml", "application/gml+xml") is serves("application/xml", "text/xml")
    assert not serves("image/tiff", "application/json")


def test_names_and_types():
    assert suffix("image/tiff") == ".tif" and suffix("strange/thing") == ".bin"
    assert type_of("a.CITY.json") == "application/city+json"
    assert type_of("a.json") == "application/json" and type_of("a.gml") == "application/gml+xml"
    assert type_of("a.xyz") == ""
